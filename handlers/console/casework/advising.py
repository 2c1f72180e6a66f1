"""What the playbook advises on a case, as forms: an option with its draft to be edited, taken as events."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from starlette.datastructures import FormData

from handlers.caselog import CaseKey
from handlers.console.forms.whole import whole
from handlers.console.texts import N_
from handlers.console.visit import Visit
from handlers.operating.refusals import Moved, NotAllowed
from handlers.operating.sayings import Saying
from handlers.operating.standing import known_of, since
from handlers.products import keep
from handlers.reading.advising import advice_json
from lifecycle.playbook.advising import NoAdvice, advise, asked
from lifecycle.playbook.row import Act, Advice, Option
from lifecycle.playbook.taking import WORDS, chosen, draft, is_left_to_a_person, taken
from lifecycle.playbook.view import View
from lifecycle.products.sheet import SheetError

UNFILLED: Final = N_("The draft still has a blank to be filled in: %(blank)s")
LEFT: Final = N_(
    "The letter is not sent by this: no open conversation of the order is known. Send it at the marketplace."
)
GIVEN, SEEN = "given.", "seen."


class Advised(NamedTuple):
    """The rows of the playbook that fit, for a page."""

    rows: Sequence[Mapping[str, Any]]
    seen: Mapping[str, int]
    """The revisions of the other cases on which an option may act, by the fields in which a form has them."""


class Taken(NamedTuple):
    """What is to be published when an option is taken, and whether its letter is left to a person."""

    sayings: tuple[Saying, ...]
    letter_is_left: bool


async def advised(visit: Visit, key: CaseKey) -> Advised | None:
    """What the playbook says about a case as it stands; None if there is no such case."""
    view = await view_of(visit, key)
    if view is None:
        return None
    rows, private = advise(view), visit.may_do("reads_private")
    return Advised(
        [advice_json(view, each, private=private) for each in rows], await seen(visit, _others(view, rows, key))
    )


async def seen(visit: Visit, keys: Sequence[CaseKey]) -> dict[str, int]:
    """Where cases stand, by the fields in which a form of advice has that."""
    known = await known_of(visit.context.nc, visit.context.kinds, keys)
    return {f"{SEEN}{kind}/{case_id}": each.revision for (kind, case_id), each in known.items()}


def _others(view: View, rows: Sequence[Advice], key: CaseKey) -> list[CaseKey]:
    """The cases besides this one on which the options act, the thread with the buyer among them."""
    acts = [act for row in rows for option in row.options for act in (*option.acts, *option.agreed)]
    thread = [("conversation", view.thread.id)] if view.thread is not None else []
    return list(dict.fromkeys(each for each in (*((act.kind, act.case_id) for act in acts), *thread) if each != key))


async def view_of(visit: Visit, key: CaseKey) -> View | None:
    """The case as advice sees it."""
    return await visit.context.counsel.view(key)


async def take(visit: Visit, key: CaseKey, form: FormData, revision: int) -> Taken:
    """The events of the option that a form takes, each on the revision that its page had.

    Raises `NoAdvice` with what stands in the way, `Moved` or `NotAllowed`.
    """
    await _insist_unmoved(visit, key, revision)
    view = await view_of(visit, key)
    row, _, number = str(form.get("take", "")).partition("/")
    place = whole(number)
    if view is None or place is None:
        raise NoAdvice(f"{key[0]} {key[1]}: {row} names no option")
    agreed = form.get("agreed") == "yes"
    option = chosen(asked(view, row, agreed=agreed), place)
    acts = taken(view, option, _given(visit, view, option, form, agreed=agreed), agreed=agreed)
    await _keep_sheet(visit, view, acts)
    despite = str(form.get("despite", "")).strip() or None
    seen = {key: revision, **{(act.kind, act.case_id): _seen(form, act) for act in acts if act[:2] != key}}
    sayings = tuple(Saying(act[:2], act.event, act.data, seen[act[:2]], f"{row}/{number}", despite) for act in acts)
    return Taken(sayings, not agreed and is_left_to_a_person(view, option))


async def _keep_sheet(visit: Visit, view: View, acts: Sequence[Act]) -> None:
    """Let the log know what the advice knew of the goods, if the reader may publish what it says."""
    for act in acts:
        if not visit.may(act.kind, act.event):
            raise NotAllowed(visit.reader, act.kind, act.event)
    try:
        if view.sheet is not None:
            await keep(visit.context.nc, view.sheet)
    except SheetError as wrong:
        raise NoAdvice(str(wrong)) from None


async def _insist_unmoved(visit: Visit, key: CaseKey, revision: int) -> None:
    """Raise `Moved` where the case on whose page it was decided is not what it was, whatever it is that acts."""
    nc, kinds = visit.context.nc, visit.context.kinds
    stands = (await known_of(nc, kinds, [key]))[key].revision
    if stands != revision:
        raise Moved(key, revision, stands, await since(nc, key, revision))


def _seen(form: FormData, act: Act) -> int:
    """The revision of another case that the page had; 0 for one that it did not know of."""
    return whole(form.get(f"{SEEN}{act.kind}/{act.case_id}")) or 0


def _given(visit: Visit, view: View, option: Option, form: FormData, *, agreed: bool) -> dict[str, Any]:
    """What a person added: the members that the option asks for, and the letter as he edited it."""
    given = {name.removeprefix(GIVEN): str(value) for name, value in form.items() if name.startswith(GIVEN) and value}
    if option.letter is None or agreed:
        return given
    given |= {name: f"[{name}]" for name in option.letter.asks}
    replied = "text" if view.thread is not None else None  # without a thread the letter is the person's to send
    member = next((name for act in option.acts for name in act.asks if name in WORDS), replied)
    words = str(form.get("text", "")).replace("\r\n", "\n").strip()
    blank = next((name for name in option.letter.asks if f"[{name}]" in words), None)
    if blank is not None:
        raise NoAdvice(visit.texts.gettext(UNFILLED, blank=f"[{blank}]"))
    if words and member is not None and words != (draft(view, option) or "").strip():
        given[member] = words
    return given
