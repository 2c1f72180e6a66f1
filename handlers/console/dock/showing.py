"""What the page of the scanner shows: ready for a code, a parcel before it is received, a return after that."""

import uuid
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.responses import Response

from handlers.caselog import CaseKey
from handlers.console.casework.deciding import Outcome
from handlers.console.dock.grading import FAULTS, MISMATCHES, STEPS
from handlers.console.dock.parcel import expected, ungraded, warnings
from handlers.console.dock.scanning import Scanned, scan_of_stray, station_of
from handlers.console.visit import Visit
from handlers.operating.docking import Seen
from handlers.operating.standing import known_of
from lifecycle.returns.case import Return

NOTHING: Final = Outcome("", "done")


@dataclass(frozen=True, slots=True)
class Step:
    """What happened in the step before: what came of it, the scan that can be taken back, where the unit goes."""

    outcome: Outcome = NOTHING
    scanned: Scanned | None = None
    put: str = ""


async def ready(visit: Visit, step: Step = Step(), seen: Seen | None = None) -> Response:
    """Ready for a code, or with a parcel whose code was read."""
    case = seen.case if seen and isinstance(seen.case, Return) else None
    lines = expected(visit.context, case, visit.context.clock.now()) if case else []
    return await _page(visit, step, seen=seen, parcel=case, lines=lines, alarms=warnings(case) if case else ())


async def returned(visit: Visit, key: CaseKey, step: Step = Step()) -> Response | None:
    """A return after its scan: what is to be graded next; None if there is no such return."""
    case: Any = (await known_of(visit.context.nc, visit.context.kinds, [key]))[key].case
    if not isinstance(case, Return):
        return None
    is_stray = visit.context.kinds[key[0]].is_stray(case)
    line = None if is_stray else ungraded(case)
    if is_stray and step.scanned is None:
        step = replace(step, scanned=await scan_of_stray(visit, case))
    lines = expected(visit.context, case, visit.context.clock.now())
    return await _page(visit, step, case=case, is_stray=is_stray, line=line, lines=lines, alarms=warnings(case))


async def _page(visit: Visit, step: Step, **shown: Any) -> Response:  # noqa: ANN401 - what the template knows
    stations = [user.login for user in await visit.context.directory.users() if user.active and user.sort == "station"]
    known: dict[str, Any] = {
        "seen": None,
        "parcel": None,
        "case": None,
        "is_stray": False,
        "line": None,
        "lines": [],
        "alarms": (),
    }
    return visit.render(
        "scan/part.html" if visit.wants_part else "scan/scan.html",
        200 if visit.wants_part else step.outcome.status,
        **{**known, **shown},
        step=step,
        steps=STEPS,
        mismatches=MISMATCHES,
        faults=FAULTS,
        station=station_of(visit),
        scan_id=uuid.uuid4().hex,
        stations=stations,
    )
