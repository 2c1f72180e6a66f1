"""What the guard has against the texts of an event that are still to go to the buyer."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from events.catalogue import Catalogue
from lifecycle.wording.findings import Finding
from lifecycle.wording.guard import check


class Objection(Struct, frozen=True):
    """A finding in one member of an event's data."""

    member: str
    finding: Finding

    @property
    def sentence(self) -> str:
        """For whoever wrote the text: it quotes the words."""
        return f"{self.member}, {self.finding.sentence}"

    @property
    def public(self) -> str:
        """For records and logs, where private text must not stand: it quotes nothing of the text."""
        found = self.finding
        return f"{self.member}, line {found.line} {found.why} ({found.rule}; {found.source}); write: {found.permitted}"


def objections(catalogue: Catalogue, kind: str, name: str, data: Mapping[str, Any]) -> tuple[Objection, ...]:
    """What the guard finds in the outgoing texts of an event's `data`; raises `Unreadable` for no known event."""
    language = data.get("language")
    told = language if isinstance(language, str) else None
    texts = catalogue.outgoing(kind, name, data)
    return tuple(Objection(member, finding) for member, text in texts for finding in check(text, told))


def in_public(found: Iterable[Objection]) -> str:
    """All of them in one sentence that quotes nothing."""
    return "the wording guard objects to " + "; and to ".join(each.public for each in found)
