"""How a pack spells a reminder, and where it falls between the start and the deadline."""

import re
from datetime import datetime, timedelta
from typing import cast

from msgspec import Struct

from lifecycle.policy.terms import Severity

_SPELLING = re.compile(r"(?:(?P<sign>-?)(?P<span>[1-9]\d*)(?P<unit>[hd])|(?P<share>[1-9]\d?)%)(?: (?P<severity>\w+))?")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1)}
_SEVERITIES = ("info", "warning", "critical")


class Reminder(Struct, frozen=True):
    """A moment at `share` hundredths of the way from start to deadline, moved by `shift`."""

    label: str
    severity: Severity
    share: int
    shift: timedelta

    def at(self, since: datetime, due: datetime) -> datetime:
        """The instant at which to remind of a deadline at `due` that counts from `since`."""
        if not self.share:
            return since + self.shift
        return since + (due - since) * self.share // 100 + self.shift


def read_reminder(text: str) -> Reminder:
    """`12h`, `-3d`, `50%`, `-4h warning`; raises ValueError with a sentence for anything else."""
    found = _SPELLING.fullmatch(text)
    severity = (found and found["severity"]) or "info"
    if found is None or severity not in _SEVERITIES:
        raise ValueError(f"the reminder {text!r} is none: write 12h, 7d, -3d or 50%, then info, warning or critical")
    label, rank = text.split(maxsplit=1)[0], cast(Severity, severity)
    if found["share"]:
        return Reminder(label, rank, int(found["share"]), timedelta())
    span = int(found["span"]) * _UNITS[found["unit"]]
    return Reminder(label, rank, 100, -span) if found["sign"] else Reminder(label, rank, 0, span)
