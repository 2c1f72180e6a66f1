"""`dead`: inputs that could not be taken in: see them, publish them again, lay them aside."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from nats.aio.client import Client

from events.unreadable import Unreadable
from handlers.cli import paper, running
from handlers.cli.acting import told
from handlers.cli.failures import WRONG_USE, Said
from handlers.clock import load
from handlers.operating.refusals import NotHeard
from handlers.operating.retrying import Clerk, InputGone, mended
from handlers.operating.speaking import Speaker
from handlers.operating.wording import Objectionable
from handlers.people import LOCAL
from handlers.reading.dead import DeadMail, open_letters, whole_input
from handlers.settings import Settings
from handlers.wire.jetstream import seconds
from lifecycle.kinds import KINDS

Sequences = Annotated[list[int] | None, typer.Argument(metavar="SEQ…", help="Sequences, as `dead list` shows them.")]
Json = Annotated[bool, typer.Option("--json", help="JSON.")]
All = Annotated[bool, typer.Option("--all", help="All of them.")]


class _Desk(NamedTuple):
    """With what letters are dealt with; who mends one speaks as `LOCAL`, with all that holds for a lead's word."""

    nc: Client
    clerk: Clerk
    speaker: Speaker


Done = tuple[str, bool]
"""What was done with a letter, in words, and whether that has helped."""
Deed = Callable[[_Desk, int], Awaitable[Done]]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    dead = typer.Typer(no_args_is_help=True, help="Inputs that could not be taken in.")
    dead.command("list")(list_)
    dead.command()(show)
    dead.command()(retry)
    dead.command()(dismiss)
    app.add_typer(dead, name="dead")


def list_(as_json: Json = False) -> None:
    """List the dead letters that nobody has dealt with."""
    letters = running.connected("dead", lambda nc, _: _letters(nc))
    if as_json:
        paper.put_json([letter.to_json() for letter in letters])
        return
    if letters:
        rows = [(each.sequence, f"{each.stored[:16]}Z", each.reason, each.case_id, each.sentence) for each in letters]
        paper.show(paper.table((">seq", "since", "reason", "case", "~why"), rows, spare=("since",)))
    paper.put(f"{len(letters):,} dead letters")


def show(sequence: Annotated[int, typer.Argument(metavar="SEQ")], as_json: Json = False) -> None:
    """Show a dead letter, with the whole input where it is still kept."""
    letter, whole = running.connected("dead", lambda nc, _: _read(nc, sequence))
    if as_json:
        paper.put_json({**letter.to_json(), "input": None if whole is None else whole.decode(errors="replace")})
        return
    paper.put(letter.sentence)
    paper.put()
    paper.put(f"reason {letter.reason}, came in on {letter.subject} as {sequence}, {letter.size:,} bytes")
    paper.put()
    paper.put_lines((letter.head if whole is None else whole).decode(errors="replace"))
    if whole is None:
        paper.put()
        paper.put("The whole input is no longer kept: this is its head.")


def retry(
    sequences: Sequences = None,
    everything: All = False,
    file: Annotated[Path | None, typer.Option("--with", metavar="FILE", help="A mended event, as your word.")] = None,
    login: Annotated[str | None, typer.Option(help="Who does so; you, if not given.")] = None,
) -> None:
    """Publish inputs again, as they were or mended."""
    if file and (everything or len(sequences or ()) != 1):
        raise Said("--with mends one input: name one sequence", WRONG_USE)
    event = file.read_bytes().strip() if file else b""

    async def again(desk: _Desk, sequence: int) -> Done:
        return f"input {sequence} is published again, as {await desk.clerk.retry(sequence)}", True

    async def instead(desk: _Desk, sequence: int) -> Done:
        (verdict,) = await desk.speaker.say_all(LOCAL, [await mended(desk.nc, KINDS, event)])
        await desk.clerk.replaced(sequence)
        return f"input {sequence} is replaced: {told(verdict)}", verdict.is_good

    _each(sequences, everything, login, instead if file else again)


def dismiss(
    sequences: Sequences = None,
    everything: All = False,
    login: Annotated[str | None, typer.Option(help="Who does so; you, if not given.")] = None,
) -> None:
    """Lay dead letters aside: they need nobody's attention any more."""

    async def aside(desk: _Desk, sequence: int) -> Done:
        await desk.clerk.dismiss(sequence)
        return f"input {sequence} is laid aside", True

    _each(sequences, everything, login, aside)


async def _letters(nc: Client) -> list[DeadMail]:
    return await open_letters(nc)


async def _read(nc: Client, sequence: int) -> tuple[DeadMail, bytes | None]:
    letter = next((each for each in await _letters(nc) if each.sequence == sequence), None)
    if letter is None:
        raise Said(f"there is no dead letter {sequence}; `reso dead list` shows those there are")
    found = await whole_input(nc, sequence)
    return letter, found.payload if found else None


def _each(sequences: Sequence[int] | None, everything: bool, login: str | None, do: Deed) -> None:
    """Do it to each of these letters and say so; exit 1 if any could not be helped."""
    if bool(sequences) == everything:
        aside = ", not both" if sequences else ""
        raise Said(f"name the sequences, or say --all{aside}", WRONG_USE)

    async def work(nc: Client, settings: Settings) -> int:
        return await _work(nc, settings, sequences, login or running.me(), do)

    if running.connected("dead", work):
        raise typer.Exit(1)


async def _work(nc: Client, settings: Settings, wished: Sequence[int] | None, login: str, do: Deed) -> int:
    """How many could not be helped."""
    known = {letter.sequence: letter for letter in await _letters(nc)}
    clock = await load(nc)
    speaker = Speaker(nc, KINDS, clock, settings.refund_approval)
    desk = _Desk(nc, Clerk(nc, KINDS, clock, login, seconds(settings.dead_ttl)), speaker)
    return sum([not await _helped(desk, known, sequence, do) for sequence in (wished or known)])


async def _helped(desk: _Desk, known: dict[int, DeadMail], sequence: int, do: Deed) -> bool:
    words, helped = "", False
    try:
        if sequence not in known:
            raise LookupError(f"there is no dead letter {sequence}")
        words, helped = await do(desk, sequence)
    except (InputGone, LookupError) as gone:
        words = str(gone)
    except NotHeard as refusal:
        words = f"input {sequence} is not replaced: {refusal}"
    except Objectionable as refusal:
        words = f'input {sequence} is not replaced: {refusal}: its member "despite"'
    except Unreadable as refusal:
        words = f"input {sequence} is not published, it would be refused again: {refusal}; mend it with --with FILE"
    paper.put(words)
    return helped
