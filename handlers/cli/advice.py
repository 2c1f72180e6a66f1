"""`advise`: what can be done about a case, in numbered options, and taking one of them."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

import typer
from nats.aio.client import Client

from events.unreadable import Unreadable
from handlers import clock as clocks
from handlers.cli import advice_paper, running, words
from handlers.cli.acting import PATIENCE, insist_on_words, put_verdicts, schema_of
from handlers.cli.failures import WRONG_USE, Said
from handlers.operating.acting import Desk, Verdict
from handlers.operating.acting import Said as Spoken
from handlers.operating.taking import events_of
from handlers.packs import pack_in_force
from handlers.products import keep, sheet_if_any
from handlers.reading.advising import Counsel
from handlers.readmodel.store import open_store
from handlers.settings import Settings
from lifecycle.kinds import KINDS
from lifecycle.playbook.advising import NoAdvice, advise, asked
from lifecycle.playbook.languages import LANGUAGES
from lifecycle.playbook.row import Act, Advice
from lifecycle.playbook.taking import chosen, is_left_to_a_person, taken
from lifecycle.playbook.view import View

ANY_OPTION = {"ignore_unknown_options": True, "allow_extra_args": True}
ABOUT = """What can be done about a case: numbered options, the recommended one first, and what is yet to be found out.

`reso advise R-1 --take D-10/2` publishes what the second option of row D-10 consists of; its letter to the buyer goes
out as a reply in the conversation of the order. Members that an option asks for are added as options:
`--text "…"`. With `--agreed` it publishes what follows once the buyer has accepted the offer.
"""
UNSENT = (
    "reso: the letter of this option is not sent, for no conversation of the order is known that is open: "
    "send the draft in the marketplace's messages"
)
Options = Sequence[tuple[str, str | None]]


class _Case(NamedTuple):
    """The case that is meant, and the language of its buyer if that was said."""

    id: str
    kind: str | None
    language: str | None


class _Taking(NamedTuple):
    """The option that is taken, at which stage, what was added to it, and by whom."""

    row: str
    option: int
    agreed: bool
    given: Options
    login: str
    despite: str | None


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("advise", context_settings=ANY_OPTION, help=ABOUT)(_advise)


def _advise(  # noqa: PLR0913, PLR0917 - an option each
    given: Annotated[list[str], typer.Argument(metavar="ID [--MEMBER VALUE …]")],
    kind: Annotated[str | None, typer.Option(help="The kind of case, if the id is that of several.")] = None,
    row: Annotated[str | None, typer.Option(metavar="D-NN", help="This row, because that is what it is about.")] = None,
    take: Annotated[str | None, typer.Option(metavar="D-NN/N", help="Do what this option consists of.")] = None,
    agreed: Annotated[bool, typer.Option("--agreed", help="The buyer has accepted what was offered.")] = False,
    language: Annotated[str | None, typer.Option(help=f"The buyer's language: {', '.join(LANGUAGES)}.")] = None,
    despite: Annotated[
        str | None, typer.Option(metavar="REASON", help="Why the text goes out although the wording guard objects.")
    ] = None,
    login: Annotated[str | None, typer.Option(help="Who acts; you, if not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
) -> None:
    plain, options = words.split(given)
    case = _case(plain, kind, language)
    try:
        if take is not None:
            taking = _Taking(*_place(take), agreed, options, login or running.me(), despite)
            verdicts, unsent = running.connected("advise", lambda nc, said: _take(nc, said, case, taking))
            if unsent:
                print(UNSENT, file=sys.stderr)
            put_verdicts(verdicts, as_json=as_json)
        elif options or agreed:
            raise Said("nothing is taken: say which option with --take D-NN/N", WRONG_USE)
        else:
            found = running.connected("advise", lambda nc, said: _look(nc, said, case, row))
            advice_paper.put(*found, as_json=as_json)
    except NoAdvice as refusal:
        raise Said(str(refusal)) from None


def _case(plain: Sequence[str], kind: str | None, language: str | None) -> _Case:
    if len(plain) != 1:
        raise Said("name one case: `reso advise R-1`", WRONG_USE)
    running.insist_on_token(plain[0])
    if kind is not None:
        running.kind_of(kind)
    if language is not None and language not in LANGUAGES:
        raise Said(f"there are no drafts in {language!r}; there are: {', '.join(LANGUAGES)}", WRONG_USE)
    return _Case(plain[0], kind, language)


def _place(take: str) -> tuple[str, int]:
    row, _, number = take.partition("/")
    if not number.isdecimal():
        raise Said(f"{take!r} names no option; write it like D-10/2", WRONG_USE)
    return row, int(number)


async def _look(nc: Client, settings: Settings, case: _Case, row: str | None) -> tuple[View, Sequence[Advice]]:
    view = await _view(nc, settings, case)
    return view, (asked(view, row),) if row else advise(view)


async def _view(nc: Client, settings: Settings, case: _Case) -> View:
    key = await running.key_of(nc, case.kind, case.id)
    sheet = sheet_if_any(settings)
    pack, clock, store = pack_in_force(settings), await clocks.load(nc), open_store(settings)
    try:
        view = await Counsel(nc, KINDS, pack, clock, sheet, store).view(key, case.language)
    finally:
        await store.close()
    if view is None:
        raise Said(f"there is no {key[0]} {key[1]}")
    return view


async def _take(nc: Client, settings: Settings, case: _Case, taking: _Taking) -> tuple[list[Verdict], bool]:
    """What became of the events, and whether a letter is left to a person."""
    view = await _view(nc, settings, case)
    option = chosen(asked(view, taking.row, agreed=taking.agreed), taking.option)
    if view.sheet is not None:
        await keep(nc, view.sheet)
    members = _members(option.agreed if taking.agreed else option.acts, taking.given)
    acts = taken(view, option, members, agreed=taking.agreed)
    said = Spoken(taking.login, view.now, taking.despite)
    try:
        events = events_of(KINDS, acts, f"{taking.row}/{taking.option}", said)
    except Unreadable as refusal:
        raise Said(refusal.sentence, WRONG_USE) from None
    insist_on_words(events)
    unsent = not taking.agreed and is_left_to_a_person(view, option)
    return await Desk(nc, KINDS).act(events, PATIENCE), unsent


def _members(acts: Sequence[Act], given: Options) -> dict[str, Any]:
    """The members that were given, each read as the event that asks for it wants it."""
    members: dict[str, Any] = {}
    for name, value in given:
        member = name.replace("-", "_").partition(".")[0]
        act = next((each for each in acts if member in each.asks or member in each.data), None)
        members = words.data_of([(name, value)], schema_of(act.kind, act.event) if act else {}, members)
    return members
