"""`forget`: what is private of a case is erased, for good."""

import sys
from typing import Annotated, NamedTuple

import typer
from nats.aio.client import Client

from events import subjects
from handlers.caselog import CaseKey
from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said, say
from handlers.clock import load
from handlers.operating.acting import Said as Spoken
from handlers.operating.forgetting import Forgetting, Forgotten
from handlers.reading.finding import relatives
from handlers.wire.gets import last
from lifecycle.engine import records
from lifecycle.kinds import KINDS

PATIENCE = 15.0
"""Seconds to wait for workers."""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(forget)


def forget(
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="The id of the case.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it stands in the log in clear: name nobody.")],
    kind: Annotated[str | None, typer.Option(help="The kind of case, if the id is that of several.")] = None,
    login: Annotated[str | None, typer.Option(help="Who does so; you, if not given.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
) -> None:
    """Erase what is private of a case: its key, its files, its inputs and dead letters. It cannot be undone.

    Ids, amounts, moments, coded values and digests stay. Exit 1 if something is left: run it again.
    """
    running.insist_on_token(case_id)
    if kind is not None:
        running.kind_of(kind)
    if not reason.strip():
        raise Said("--reason must say something", WRONG_USE)
    who = login or running.me()
    key = running.connected("forget", lambda nc, _: _meant(nc, kind, case_id))
    if not yes:
        _insist_on_will(key)
    asked = _Asked(key, reason.strip(), who)
    done, hints = running.connected("forget", lambda nc, _: _forget(nc, asked))
    if as_json:
        paper.put_json({**done.to_json(), "related": [{"kind": of, "id": each} for of, each in hints]})
    else:
        _tell(done, hints)
    if not done.is_whole:
        raise typer.Exit(1)


class _Asked(NamedTuple):
    """Which case is to be erased, why, and who says so."""

    key: CaseKey
    reason: str
    login: str


async def _meant(nc: Client, said: str | None, case_id: str) -> CaseKey:
    """The case that is meant; one of which there is nothing is a slip."""
    key = await running.key_of(nc, said, case_id)
    if not await Forgetting(nc, KINDS, PATIENCE).knows(key):
        raise Said(f"there is no {key[0]} {key[1]}, and nothing else of it")
    return key


def _insist_on_will(key: CaseKey) -> None:
    """Go on only if the id of the case is typed."""
    kind, case_id = key
    say(f"this erases the private text and the files of {kind} {case_id} for good; type its id to go on")
    if sys.stdin.readline().strip() != case_id:
        raise Said(f"{kind} {case_id} is left as it is: its id was not typed, and --yes was not said", WRONG_USE)


async def _forget(nc: Client, asked: _Asked) -> tuple[Forgotten, list[CaseKey]]:
    said = Spoken(asked.login, (await load(nc)).now())
    done = await Forgetting(nc, KINDS, PATIENCE).forget(asked.key, asked.reason, said)
    return done, await _related(nc, asked.key)


async def _related(nc: Client, key: CaseKey) -> list[CaseKey]:
    """The cases of the same order and those it is linked with: the same person may be named there."""
    stored = await last(nc, subjects.STREAM, subjects.records_of(*key))
    if stored is None:
        return []
    case = records.read_case(KINDS[key[0]], records.read(stored.payload))
    return [(each.kind, each.id) for each in await relatives(nc, KINDS, case)]


def _tell(done: Forgotten, hints: list[CaseKey]) -> None:
    case = " ".join(done.key)
    erased = "its key is erased" if done.shredded.now else "its key had been erased before"
    paper.put(f"{case}: {erased}; deleted: {done.files:,} files, {done.inputs:,} inputs, {done.letters:,} dead letters")
    if done.shredded.overwritten is False:
        paper.put("the server would not write over the old key: its bytes may stay in the files of KV_RESO_KEYS")
    if done.waiting:
        paper.put(f"{done.waiting:,} inputs wait for a worker and are kept until then: run this again")
    if done.verdict is not None and not done.verdict.is_good:
        paper.put(f"its log does not say so yet: {done.verdict.reason}: run this again")
    if hints:
        paper.put(f"not erased, but of the same order: {', '.join(' '.join(each) for each in hints)}")
