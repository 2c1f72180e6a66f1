"""A scan as the dock tells it: at which station, with which codes and units; and the photos that go with a finding."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import UploadFile

from events import subjects
from events.parcels import Received
from events.unreadable import Unreadable
from events.values import TOKEN
from handlers.caselog import CaseKey, fact_of
from handlers.console.casework.deciding import PATIENCE, Outcome, told
from handlers.console.texts import N_
from handlers.console.visit import Visit
from handlers.operating.acting import Said
from handlers.operating.attaching import LONGEST_NAME, Attaching, Brought, Words
from handlers.operating.docking import SORTS, Seen
from handlers.operating.refusals import NotHeard
from handlers.operating.sayings import source_of
from handlers.reading.files import FileRefused
from handlers.wire.gets import last
from handlers.worker.seals import CaseErased
from lifecycle.engine import records
from lifecycle.engine.case import Case

COOKIE: Final = "reso_station"
DESK: Final = "desk"
"""The station of somebody who has chosen none."""
NOT_YOURS: Final = N_("Your role does not attach files.")


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan that was told: the case it was given to, its source and id there, its codes, and how long that took."""

    key: CaseKey
    source: str
    id: str
    codes: Mapping[str, str]
    milliseconds: int = 0


def station_of(visit: Visit) -> str:
    """Where the reader scans: a station scans as itself, a person where he has said."""
    if visit.reader.sort == "station":
        return visit.reader.login
    chosen = visit.request.cookies.get(COOKIE, "")
    return chosen if is_station(chosen) else DESK


def is_station(name: str) -> bool:
    """Whether this can be the name of a station."""
    return re.fullmatch(TOKEN, name) is not None


async def scan(
    visit: Visit, seen: Seen, units: Sequence[Mapping[str, Any]], scan_id: str
) -> tuple[Scanned | None, Outcome]:
    """Tell the scan and wait for where it goes; nothing is scanned where it is refused.

    `scan_id` stands in the form since it was shown: the same form sent twice is one scan.
    """
    station, loop = station_of(visit), asyncio.get_running_loop()
    begun = loop.time()
    data = {"scan_id": scan_id, "station": station, "units": list(units), "codes": dict(seen.codes)}
    try:
        verdict = await visit.context.speaker.say(visit.reader, ("scan", station), "received", data, patience=PATIENCE)
    except (NotHeard, Unreadable) as refused:
        return None, Outcome(str(refused), "refused", 422)
    outcome = told([verdict], visit.texts)
    if verdict.case is None:
        return None, outcome
    spent = round((loop.time() - begun) * 1000)
    return Scanned(verdict.case, verdict.event.source, verdict.event.id, seen.codes, spent), outcome


async def scan_of_stray(visit: Visit, case: Case) -> Scanned | None:
    """The scan that made a case for itself, with all its codes; it can still be merged or taken back."""
    key: CaseKey = (case.kind, case.id)
    nc, kind = visit.context.nc, visit.context.kinds[case.kind]
    stored = await last(nc, subjects.STREAM, subjects.case_record(*key, "received"))
    if stored is None:
        return None
    event = fact_of(kind, case.id, records.read(stored.payload)).event
    read = event.data.codes if isinstance(event.data, Received) else None
    known = {SORTS[ref.type]: ref.value for ref in case.refs if ref.type in SORTS}
    return Scanned(key, event.source, event.id, {**(read.model_dump(exclude_none=True) if read else {}), **known})


async def photographed(visit: Visit, key: CaseKey, uploads: Sequence[UploadFile]) -> list[str]:
    """Keep photos with the case; answers their references. Raises `FileRefused`, also where that is not his to do."""
    if not uploads:
        return []
    if not visit.may_do("attaches"):
        raise FileRefused(visit.texts.gettext(NOT_YOURS))
    user, context = visit.reader, visit.context
    files = [await _brought(each, int(context.settings.private_max_file)) for each in uploads]
    said = Said(user.login, context.clock.now(), sort=user.sort, source=source_of(user, None))
    try:
        kept = await Attaching(context.nc, context.kinds, context.settings).attach(key, files, Words("photo"), said)
    except CaseErased as erased:
        raise FileRefused(str(erased)) from None
    return [*kept.new, *kept.known]


async def _brought(upload: UploadFile, limit: int) -> Brought:
    content = await upload.read(limit + 1)
    name = (upload.filename or "photo")[-LONGEST_NAME:]
    if not content:
        raise FileRefused(f"{name!r} is empty: there is nothing to attach")
    if len(content) > limit:
        raise FileRefused(f"{name!r} is too large: at most {limit:,} bytes may be attached")
    return Brought(name, content)
