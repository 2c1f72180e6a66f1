"""What is shown of one case: read off the log, where what was just decided stands before any table has heard of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from handlers.caselog import CaseKey
from handlers.console.casework.cells import Cell, Ledger
from handlers.console.casework.diagram import Drawing, drawing
from handlers.console.casework.ledgers import facts_of, ledgers_of
from handlers.console.visit import Visit
from handlers.operating.approving import Proposal, proposals
from handlers.people import may_do
from handlers.reading.casefile import Archive, CaseFile
from handlers.reading.files import FileLine, FileShelf, notes_of
from handlers.reading.finding import relatives
from handlers.worker.seals import Seals
from lifecycle.engine.case import Case, Deadline

Sort = Literal["now", "at", "happened"]
SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True)
class Reading:
    """How a case is read: as it stands, as it was known `at` a moment (UTC), or as what had `happened` by then."""

    sort: Sort = "now"
    moment: datetime | None = None

    @property
    def is_past(self) -> bool:
        """Whether another moment than now is asked for; nothing can be decided there."""
        return self.moment is not None


@dataclass(frozen=True)
class Look:
    """A case under a reading, and what is around it."""

    found: CaseFile
    reading: Reading
    moments: tuple[datetime, ...]
    """Where the slider stops: the whole seconds (UTC) at which something was recorded, or happened."""
    relatives: Sequence[Case]
    files: Sequence[FileLine]
    proposals: Sequence[Proposal]
    """The refunds that wait for a second person; none in the past."""

    @property
    def case(self) -> Any:  # noqa: ANN401 - a case of any kind
        """The case itself."""
        return self.found.case

    @property
    def drawing(self) -> Drawing:
        """Its states."""
        been = [each["state"] for each in self.found.timeline]
        return drawing(self.found.kind, [*been, self.case.state])

    @property
    def facts(self) -> list[tuple[str, Cell]]:
        """What it says of itself."""
        return facts_of(self.case)

    @property
    def ledgers(self) -> list[Ledger]:
        """Its ledgers."""
        return ledgers_of(self.case)

    @property
    def deadlines(self) -> list[Deadline]:
        """Its deadlines, the next first."""
        return sorted(self.case.deadlines, key=lambda each: each.due_at)

    @property
    def place(self) -> int:
        """Which of the moments is shown, from 0."""
        moment = self.reading.moment
        return sum(each < moment for each in self.moments) if moment else len(self.moments)


async def look(visit: Visit, key: CaseKey, reading: Reading) -> Look | None:
    """The case under a reading; None if there is no such case, or there was none then."""
    context, private = visit.context, may_do(visit.reader.role, "reads_private")
    archive = Archive(context.nc, context.kinds, context.clock, Seals(context.nc, context.kinds) if private else None)
    whole = await archive.now(key)
    found = whole if reading.moment is None else await _then(archive, key, reading)
    if whole is None or found is None:
        return None
    around = await relatives(context.nc, context.kinds, found.case)
    files = await FileShelf(context.nc, context.kinds).lines(key, private=private)
    waiting = [] if reading.is_past else await proposed(visit, key, whole.case)
    return Look(found, reading, moments_of(whole, reading), around, files, waiting)


async def proposed(visit: Visit, key: CaseKey, case: Case) -> list[Proposal]:
    """The refunds on a case that somebody proposes and nobody has asked for yet."""
    notes = await notes_of(visit.context.nc, visit.context.kinds, key)
    return [each for each in proposals(notes, case) if not each.done]


async def _then(archive: Archive, key: CaseKey, reading: Reading) -> CaseFile | None:
    assert reading.moment is not None
    if reading.sort == "at":
        return await archive.known_at(key, reading.moment)
    return await archive.happened_by(key, reading.moment)


def moments_of(found: CaseFile, reading: Reading) -> tuple[datetime, ...]:
    """The whole seconds (UTC) by which each line of the timeline was recorded, or had happened."""
    member = "time" if reading.sort == "happened" else "recorded_at"
    return tuple(sorted({_by(datetime.fromisoformat(each[member])) for each in found.timeline}))


def _by(at: datetime) -> datetime:
    """The next whole second."""
    whole = at.replace(microsecond=0)
    return whole if whole == at else whole + SECOND
