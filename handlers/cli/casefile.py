"""`show`: one case with everything that is known of it, now or at another moment."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer
from nats.aio.client import Client

from handlers import clock as clocks
from handlers.cli import case_paper, paper, running
from handlers.cli.failures import WRONG_USE, Said, say
from handlers.packs import pack_in_force
from handlers.products import sheet_if_any
from handlers.reading.advising import Counsel, brief
from handlers.reading.casefile import Archive, CaseFile
from handlers.reading.finding import relatives
from handlers.settings import Settings
from handlers.worker.seals import Seals
from lifecycle.kinds import KINDS
from lifecycle.playbook.advising import advise
from lifecycle.products.sheet import Sheet, SheetError

Asked = tuple[datetime | None, datetime | None, bool]


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(show)


def show(
    case_id: Annotated[str, typer.Argument(metavar="ID")],
    kind: Annotated[str | None, typer.Option(help="The kind of case, if the id is that of several.")] = None,
    at: Annotated[str | None, typer.Option(metavar="T", help="As it was known at this moment.")] = None,
    happened: Annotated[str | None, typer.Option(metavar="T", help="What had happened by then, known now.")] = None,
    private: Annotated[bool, typer.Option("--private", help="Unseal private text.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
) -> None:
    """Show a case: its state, lines, money, deadlines, what does not fit, and its timeline."""
    if kind is not None:
        running.kind_of(kind)
    running.insist_on_token(case_id)
    if at and happened:
        raise Said("--at and --happened exclude each other: ask one after the other", WRONG_USE)
    asked: Asked = (running.moment_of(at, "--at"), running.moment_of(happened, "--happened"), private)
    found, now = running.connected("show", lambda nc, settings: _read(nc, settings, kind, case_id, asked))
    if as_json:
        paper.put_json(found.to_json())
    else:
        case_paper.draw(found, asked[0] or asked[1] or now)


def _sheet(settings: Settings) -> Sheet | None:
    """The product sheet; one that is not sound is told, and keeps nobody from seeing his case."""
    try:
        return sheet_if_any(settings)
    except SheetError as wrong:
        say(f"the product sheet is left out, see `reso products check`: {wrong.faults[0]}")
        return None


async def _read(
    nc: Client, settings: Settings, said: str | None, case_id: str, asked: Asked
) -> tuple[CaseFile, datetime]:
    at, happened, private = asked
    clock = await clocks.load(nc)
    archive = Archive(nc, KINDS, clock, Seals(nc, KINDS) if private else None)
    key = await running.key_of(nc, said, case_id)
    if at is not None:
        found, when = await archive.known_at(key, at), f" at {at.isoformat()}: nobody knew of it then"
    elif happened is not None:
        found, when = await archive.happened_by(key, happened), f" at {happened.isoformat()}: nothing had happened"
    else:
        found, when = await archive.now(key), ""
    if found is None:
        raise Said(f"there is no {key[0]} {case_id}{when}")
    found = replace(found, relatives=await relatives(nc, KINDS, found.case))
    if at is None and happened is None:
        counsel = Counsel(nc, KINDS, pack_in_force(settings), clock, _sheet(settings))
        view = await counsel.view(key, reckoned=False)
        found = replace(found, advice=brief(advise(view)) if view else ())
    return found, clock.now()
