"""What an audit has found: sentences, each with its case and its place in the log."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from handlers.audit.seal import Seal

What = Literal["unreadable", "chain", "record", "version", "missing", "extra", "copy", "seal"]
MOST = 500
"""Findings that one replay tells one by one; further ones are only counted."""


class Finding(Struct, frozen=True):
    """One thing that is not as it should be; `seq` is the sequence in RESO, 0 where it concerns no single record.

    unreadable: no record, or of no known kind · chain: what should precede it does not · record: derives differently ·
    version: derives differently, and was written under another lifecycle version · missing, extra: against what
    derives · copy: RESO and RESO_AUDIT differ · seal: the log differs from the seal.
    """

    what: What
    sentence: str
    case: str = ""
    seq: int = 0


class Result(Struct):
    """What one pair of hands has replayed. `heads` are the digests of the last records where a seal was set."""

    records: int = 0
    cases: int = 0
    findings: list[Finding] = []
    untold: int = 0
    sealed: int = 0
    heads: dict[str, str] = {}

    def tell(self, finding: Finding) -> None:
        """Note a finding, or count it where there are too many."""
        if len(self.findings) < MOST:
            self.findings.append(finding)
        else:
            self.untold += 1


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of an audit; `untold` more findings were counted, `seal` is the one that was compared."""

    records: int
    cases: int
    findings: tuple[Finding, ...]
    seconds: float
    untold: int = 0
    seal: "Seal | None" = None

    @property
    def clean(self) -> bool:
        """Whether nothing at all was found."""
        return not self.findings

    @property
    def intact(self) -> bool:
        """Whether nothing was changed, removed or added: another lifecycle version may derive differently."""
        return all(finding.what == "version" for finding in self.findings)
