"""`publish`: events from a file or from stdin, as an order system would publish them."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path
from typing import Annotated

import typer
from nats.aio.client import Client
from rich.progress import Progress

from handlers import clock as clocks
from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said
from handlers.operating.incoming import lines_of
from handlers.operating.publishing import Publisher, Tally
from lifecycle.kinds import KINDS

SHOWN = 20
"""Bad lines that are told one by one."""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(publish)


def publish(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="JSON lines of CloudEvents; - is stdin.")],
    at_once: Annotated[bool, typer.Option("--at-once", help="Do not wait for the simulated clock.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The tally as JSON.")] = False,
) -> None:
    """Publish events. Under a simulated clock each is published when the clock reaches its time."""
    with _opened(file) as (lines, size):
        tally = running.connected("publish", lambda nc, _: _publish(nc, lines, size, at_once))
    if as_json:
        refused = [{"line": number, "reason": sentence} for number, sentence in tally.refused]
        paper.put_json({"stored": tally.stored, "duplicates": tally.duplicates, "refused": refused})
    else:
        paper.put(f"{tally.stored:,} stored, {tally.duplicates:,} known already, {len(tally.refused):,} refused")
    tell_refused(tally)
    if tally.refused:
        raise typer.Exit(1)


async def _publish(nc: Client, lines: RawIOBase, size: int | None, at_once: bool) -> Tally:
    clock = await clocks.load(nc)
    paced = clock != clocks.Clock() and not at_once
    publisher = Publisher(nc, KINDS, clock, paced=paced)
    with bar(size) as progress:
        return await publisher.publish(lines_of(lines), progress)


@contextmanager
def _opened(file: str) -> Iterator[tuple[RawIOBase, int | None]]:
    """The lines, unbuffered, and how many bytes they are where that is known."""
    if file == "-":
        if sys.stdin is None:
            raise Said("stdin is closed", WRONG_USE)
        yield open(sys.stdin.fileno(), "rb", buffering=0, closefd=False), None  # noqa: SIM115 - it stays open
        return
    path = Path(file)
    with path.open("rb", buffering=0) as lines:
        yield lines, path.stat().st_size or None


@contextmanager
def bar(size: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr, where somebody can see it."""
    console = paper.console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("publishing", total=size)
        yield lambda count: progress.advance(task, count)


def tell_refused(tally: Tally) -> None:
    """Each line that was not published, and why."""
    for number, sentence in tally.refused[:SHOWN]:
        print(paper.printable(f"line {number}: {sentence}"), file=sys.stderr)
    if len(tally.refused) > SHOWN:
        print(f"and {len(tally.refused) - SHOWN:,} more", file=sys.stderr)
