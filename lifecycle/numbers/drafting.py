"""A draft of a plan of action for one metric, filled from the cases that count in it (S1-23, B-43).

It has the three parts that such a plan must have. What nobody but the seller can know stands as a gap, marked so that
nobody sends it by mistake.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from msgspec import Struct

from lifecycle.numbers.remedies import prevention_of

GAP = "[TO FILL IN: {}]"
"""How a gap is marked."""
LISTED = 20
"""Cases that are named one by one."""


class Counted(NamedTuple):
    """A case that counts in the metric: about which goods, why, since when (UTC), and what was done about it.

    Unless it is `sure`, nobody has decided yet whether it counts.
    """

    case: tuple[str, str]
    order: str
    skus: tuple[str, ...]
    cause: str
    at: datetime
    done: str
    sure: bool = True


class Draft(Struct, frozen=True, kw_only=True):
    """The plan, part by part, in lines; the members are named as those of the event `plan_submitted`."""

    metric: str
    marketplace: str
    figure: str
    happened: tuple[str, ...]
    root_cause: tuple[str, ...]
    corrective: tuple[str, ...]
    preventive: tuple[str, ...]
    cases: tuple[Counted, ...]

    @property
    def gaps(self) -> int:
        """How many gaps a person has to fill."""
        lines = (*self.happened, *self.root_cause, *self.corrective, *self.preventive)
        return sum(line.count("[TO FILL IN") for line in lines)

    def to_json(self) -> dict[str, Any]:
        """The plan for programs."""
        told = {name: getattr(self, name) for name in self.__struct_fields__ if name != "cases"}
        cases = [each._asdict() | {"at": each.at.isoformat()} for each in self.cases]
        return {**told, "cases": cases, "gaps": self.gaps}

    def to_text(self) -> str:
        """The plan as Markdown."""
        parts = {
            "What happened": (self.figure, *self.happened),
            "Root cause": self.root_cause,
            "What we have put right": self.corrective,
            "What keeps it from happening again": self.preventive,
        }
        told = [f"# Plan of action: {self.metric.replace('_', ' ')}, {self.marketplace}"]
        for title, lines in parts.items():
            told += ["", f"## {title}", "", *(f"- {line}" for line in lines)]
        return "\n".join(told)


def draft(metric: str, marketplace: str, figure: str, counted: Sequence[Counted], advice: Iterable[str] = ()) -> Draft:
    """The draft; `figure` tells how the metric stands, `advice` what the figures themselves advise."""
    causes = Counter(each.cause for each in counted)
    return Draft(
        metric=metric,
        marketplace=marketplace,
        figure=figure,
        happened=tuple(_happened(counted)),
        root_cause=tuple(_roots(causes, counted)),
        corrective=tuple(_done(counted)),
        preventive=tuple(_prevented(causes, advice)),
        cases=tuple(counted),
    )


def _happened(counted: Sequence[Counted]) -> list[str]:
    if not counted:
        return [GAP.format("what happened; no case here counts in this metric")]
    orders = len({each.order for each in counted})
    days = sorted(f"{each.at:%Y-%m-%d}" for each in counted)
    lines = [f"{_number(len(counted), 'case')} of {_number(orders, 'order')}, from {days[0]} to {days[-1]}."]
    goods = Counter(sku for each in counted for sku in each.skus)
    if goods:
        lines.append(f"Articles: {_listed(goods)}.")
    unsure = sum(not each.sure for each in counted)
    if unsure:
        lines.append(f"Of these, {_number(unsure, 'case')} may not count: nobody has decided yet.")
    lines += [f"{each.at:%Y-%m-%d}, order {each.order} ({each.case[0]} {each.case[1]})." for each in counted[:LISTED]]
    if len(counted) > LISTED:
        lines.append(f"And {len(counted) - LISTED} more.")
    return lines


def _roots(causes: Mapping[str, int], counted: Sequence[Counted]) -> list[str]:
    lines = []
    for cause, count in _most(causes):
        if not cause:
            cases = ", ".join(each.case[1] for each in counted if not each.cause)
            lines.append(f"{_number(count, 'case')} without a known cause: {GAP.format(f'why; see {cases}')}.")
        else:
            lines.append(f"{cause.replace('_', ' ')}: {_number(count, 'case')}.")
    return [*lines, GAP.format("why it came to this: what in our own work let it happen")]


def _done(counted: Sequence[Counted]) -> list[str]:
    done = Counter(each.done for each in counted)
    open_ = done.pop("", 0)
    lines = [f"{done_.replace('_', ' ')}: {_number(count, 'case')}." for done_, count in _most(done)]
    if open_:
        cases = ", ".join(each.case[1] for each in counted if not each.done)
        lines.append(f"{_number(open_, 'case')} not settled yet: {GAP.format(f'what is done about {cases}')}.")
    return [*lines, GAP.format("what else was put right, with its evidence: invoices, pictures, settings")]


def _prevented(causes: Mapping[str, int], advice: Iterable[str]) -> list[str]:
    sentences = [*advice, *(prevention_of(cause) for cause, _ in _most(causes) if cause)]
    lines = list(dict.fromkeys(sentence for sentence in sentences if sentence))
    return [*lines, GAP.format("who answers for it, and from which day")]


def _most(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in _most(counts))


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
