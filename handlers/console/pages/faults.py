"""Faults: inputs that could not be taken in, events that do not fit, how far the tables are, what the doctor says."""

from typing import Any

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from events.unreadable import Unreadable
from handlers.console.casework.deciding import decide
from handlers.console.forms.whole import whole
from handlers.console.pages.case import key_of
from handlers.console.pages.deciding import revision_of
from handlers.console.visit import Posted, Visit, Visiting
from handlers.operating.checkup import Checkup
from handlers.operating.retrying import Clerk, InputGone, mended
from handlers.operating.sayings import Saying
from handlers.people import may_do
from handlers.reading.dead import DeadMail, open_letters, whole_input
from handlers.reading.unfit import Misfit, counted, misfits
from handlers.readmodel.refusals import NoTables
from handlers.readmodel.source import Source
from handlers.wire.jetstream import seconds

MOST = 200
"""Rows of a table on one page."""
HERE = "/faults"

router = APIRouter()


@router.get(HERE)
async def faults(visit: Visiting) -> Response:
    """All that needs an operator."""
    letters = await open_letters(visit.context.nc)
    may = may_do(visit.reader.role, "settles")
    shown = letters[-MOST:][::-1]
    values: dict[str, Any] = {"letters": shown, "dead": len(letters), "settles": may, "most": MOST}
    return visit.render("faults/faults.html", **values, **await _tables(visit))


async def _tables(visit: Visit) -> dict[str, Any]:
    """What the tables tell; where there are none, why."""
    store = visit.context.store
    standing, end = await store.standing(), await Source(visit.context.nc, visit.context.clock).last()
    lag = {"standing": standing, "behind": max(0, end - standing.position) if standing else None}
    try:
        async with store.reading() as connection:
            return {**lag, "misfits": await misfits(connection, MOST), "counts": await counted(connection), "why": ""}
    except NoTables as fault:
        return {**lag, "misfits": list[Misfit](), "counts": {}, "why": str(fault)}


@router.get(HERE + "/checkup")
async def checkup(visit: Visiting) -> Response:
    """What `reso doctor` says; it looks at every case that waits, so it is asked for."""
    context = visit.context
    found = await Checkup(context.nc, context.settings, context.kinds).findings()
    page = "faults/findings.html" if visit.wants_part else "faults/checkup.html"
    return visit.render(page, findings=found, wrong=sum(each.wrong for each in found))


@router.get(HERE + "/letters/{sequence}")
async def letter(visit: Visiting, sequence: int) -> Response:
    """One dead letter; the whole input is for those who may read what buyers write."""
    return await _shown(visit, await _letter(visit, sequence))


async def _shown(visit: Visit, found: DeadMail, mended: str | None = None, refused: str = "") -> Response:
    readable = may_do(visit.reader.role, "reads_private")
    whole = await whole_input(visit.context.nc, found.sequence) if readable else None
    told = (whole.payload if whole else found.head).decode(errors="replace") if readable else None
    values: dict[str, Any] = {
        "letter": found,
        "input": told,
        "whole": whole is not None,
        "mended": told if mended is None else mended,
    }
    settles = may_do(visit.reader.role, "settles")
    return visit.render("faults/letter.html", 422 if refused else 200, **values, settles=settles, refused=refused)


@router.post(HERE + "/letters")
async def settle(visit: Visiting, form: Posted) -> Response:
    """Publish inputs again, or lay them aside."""
    clerk = _clerk(visit)
    chosen = [each for each in map(whole, form.getlist("input")) if each is not None]
    known = {each.sequence for each in await open_letters(visit.context.nc)}
    again = form.get("do") == "retry"
    done, sentences = 0, [] if chosen else [visit.texts.gettext("Choose at least one letter.")]
    for sequence in chosen:
        sentence = await _settled(visit, clerk, sequence, again=again) if sequence in known else ""
        done += sequence in known and not sentence
        sentences += [sentence] if sentence else []
    return visit.go(HERE, _sum(visit, done, sentences, again=again), sort="refused" if sentences else "done")


def _sum(visit: Visit, done: int, refused: list[str], *, again: bool) -> str:
    """What became of several letters, in a few lines."""
    ngettext = visit.texts.ngettext
    if again:
        told = ngettext("%(n)s input is published again.", "%(n)s inputs are published again.", done)
    else:
        told = ngettext("%(n)s input is laid aside.", "%(n)s inputs are laid aside.", done)
    return "\n".join([*([told] if done or not refused else []), *refused[:3]])


async def _settled(visit: Visit, clerk: Clerk, sequence: int, *, again: bool) -> str:
    """Deal with one letter; answers why it was not published again, if it was not."""
    try:
        await (clerk.retry(sequence) if again else clerk.dismiss(sequence))
    except InputGone as gone:
        return str(gone)
    except Unreadable as refusal:
        told = visit.texts.gettext("Input %(n)s is not published, it would be refused again:", n=sequence)
        return f"{told} {refusal}"
    return ""


@router.post(HERE + "/letters/{sequence}")
async def mend(visit: Visiting, form: Posted, sequence: int) -> Response:
    """Publish a mended event in the place of an input: as the reader's own word, with all that holds for it."""
    clerk, found, written = _clerk(visit), await _letter(visit, sequence), str(form.get("mended", ""))
    context = visit.context
    try:
        saying = await mended(context.nc, context.kinds, written.strip().encode(errors="replace"))
    except Unreadable as refusal:
        return await _shown(visit, found, written, str(refusal))
    outcome = await decide(visit, [saying])
    if not outcome.is_sent:
        sentences = [outcome.sentence, *(each.sentence for each in outcome.objections)]
        return await _shown(visit, found, written, "\n".join(sentences))
    await clerk.replaced(sequence)
    return visit.go(HERE, outcome.sentence, sort=outcome.sort)


async def _letter(visit: Visit, sequence: int) -> DeadMail:
    found = [each for each in await open_letters(visit.context.nc) if each.sequence == sequence]
    if not found:
        raise HTTPException(404)
    return found[0]


def _clerk(visit: Visit) -> Clerk:
    """Who deals with letters for the reader; a fault if that is not his."""
    if not may_do(visit.reader.role, "settles"):
        raise HTTPException(403, visit.texts.gettext("Dead letters are for a lead to deal with."))
    context = visit.context
    ttl = seconds(context.settings.dead_ttl)
    return Clerk(context.nc, context.kinds, context.clock, visit.reader.login, ttl)


@router.post(HERE + "/misfits")
async def dismiss(visit: Visiting, form: Posted) -> Response:
    """Lay an event aside that does not fit its case: an event of its own, published like anyone else's."""
    told = {name: str(form.get(name, "")).strip() for name in ("kind", "case", "source", "id", "reason")}
    data = {"event": {"source": told["source"], "id": told["id"]}, "reason": told["reason"]}
    key = key_of(visit, told["kind"], told["case"])
    outcome = await decide(visit, [Saying(key, "dismissed", data, revision_of(form))])
    since = [visit.texts.word(each.event) for each in outcome.since]
    return visit.go(HERE, "\n".join([outcome.sentence, *since]), sort=outcome.sort)
