"""Attaching files to a case by a form; they are opened through the API."""

from typing import Final

from fastapi import APIRouter, HTTPException
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from handlers.console.casework.deciding import Outcome, told
from handlers.console.casework.showing import answer
from handlers.console.pages.case import key_of
from handlers.console.texts import N_
from handlers.console.visit import Posted, Visit, Visiting
from handlers.operating.acting import Said
from handlers.operating.attaching import LONGEST_NAME, Attaching, Brought, Words
from handlers.operating.sayings import source_of
from handlers.operating.standing import known_of
from handlers.reading.files import FileRefused
from handlers.worker.seals import CaseErased

KNOWN: Final = N_("The case has these files already.")
NO_FILE: Final = N_("No file was chosen, or it is empty.")
TOO_LARGE: Final = N_("%(name)s is too large: at most %(most)s bytes may be attached.")
NOT_YOURS: Final = N_("Your role does not attach files.")

router = APIRouter(prefix="/cases/{kind}/{case_id}/files")


@router.post("")
async def attach(visit: Visiting, kind: str, case_id: str, form: Posted) -> Response:
    """Attach what was chosen, and say what came of it."""
    key, _ = key_of(visit, kind, case_id), visit.texts.gettext
    if not visit.may_do("attaches"):
        raise HTTPException(403, _(NOT_YOURS))
    if (await known_of(visit.context.nc, visit.context.kinds, [key]))[key].case is None:
        raise HTTPException(404)
    files = await _brought(visit, form)
    if not files:
        return await answer(visit, key, Outcome(_(NO_FILE), "refused", 422), {})
    said = Said(visit.reader.login, visit.texts.now, sort=visit.reader.sort, source=source_of(visit.reader, None))
    try:
        attached = await Attaching(visit.context.nc, visit.context.kinds, visit.context.settings).attach(
            key, files, Words(), said
        )
    except (FileRefused, CaseErased) as refused:
        return await answer(visit, key, Outcome(str(refused), "refused", 422), {})
    outcome = told([attached.verdict], visit.texts) if attached.verdict else Outcome(_(KNOWN), "done")
    return await answer(visit, key, outcome, {})


async def _brought(visit: Visit, form: FormData) -> list[Brought]:
    """The files of the form that are not empty; raises `HTTPException` for one that is too large."""
    limit, found = int(visit.context.settings.private_max_file), []
    for upload in form.getlist("files"):
        if isinstance(upload, UploadFile):
            name = (upload.filename or "file").rpartition("/")[2].rpartition("\\")[2][-LONGEST_NAME:] or "file"
            content = await upload.read(limit + 1)
            if len(content) > limit:
                raise HTTPException(413, visit.texts.gettext(TOO_LARGE, name=name, most=visit.texts.count(limit)))
            found += [Brought(name, content)] if content else []
    return found
