"""The page of a case: as it stands, after a decision that was not taken, or at another moment."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from fastapi import HTTPException
from starlette.responses import Response

from handlers.caselog import CaseKey
from handlers.console.casework.deciding import Outcome
from handlers.console.casework.deeds import offered
from handlers.console.casework.looking import Reading, look
from handlers.console.texts import N_
from handlers.console.visit import Visit

NOW: Final = Reading()
NOTHING: Final = {
    "now": N_("There is no such case."),
    "at": N_("Nobody knew of the case then."),
    "happened": N_("Nothing of the case had happened by then."),
}


def case_path(key: CaseKey) -> str:
    """Where the page of a case is."""
    return f"/cases/{key[0]}/{key[1]}"


async def show(
    visit: Visit,
    key: CaseKey,
    reading: Reading = NOW,
    outcome: Outcome | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    """The page; `outcome` says what was not done and why, `typed` is what was given in the form that asked for it."""
    found = await look(visit, key, reading)
    if found is None:
        raise HTTPException(404, visit.texts.gettext(NOTHING[reading.sort]))
    deeds = [] if reading.is_past else [deed for deed in offered(found.case) if visit.may(key[0], deed.event)]
    return visit.render(
        "case/case.html",
        outcome.status if outcome else 200,
        look=found,
        case=found.case,
        revision=found.found.revision,
        here=case_path(key),
        deeds=deeds,
        outcome=outcome,
        typed=defaultdict(str, typed or {}),
        untyped=defaultdict(str),
        colleagues=await colleagues_of(visit),
    )


async def colleagues_of(visit: Visit) -> list[tuple[str, str]]:
    """To whom a case may be given: logins with their names."""
    users = [user for user in await visit.context.directory.users() if user.active and user.sort == "person"]
    return [(user.login, user.name) for user in users] or [(visit.reader.login, visit.reader.name)]


async def answer(visit: Visit, key: CaseKey, outcome: Outcome, typed: Mapping[str, str]) -> Response:
    """After a decision: back to the case with what came of it, or the page with what stands in the way."""
    if outcome.is_sent:
        return visit.go(case_path(key), outcome.sentence, sort=outcome.sort)
    return await show(visit, key, outcome=outcome, typed=typed)
