"""`import`: a marketplace's report, or a table of your own, told as the events that are news."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from nats.aio.client import Client

from handlers import clock as clocks
from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said, say
from handlers.cli.import_paper import FileDone, Imported, report
from handlers.cli.publish import bar
from handlers.importing.formats import AMAZON, FORMATS, PERFORMANCE, Format, Written, amazon, mapped, performance
from handlers.importing.maps import read_map
from handlers.importing.marketplaces import marketplace
from handlers.importing.planning import planned
from handlers.importing.reading import Reading
from handlers.importing.refusing import Refused
from handlers.importing.shelf import Shelf
from handlers.importing.statements import Origin
from handlers.importing.vanished import vanished
from handlers.operating.publishing import Publisher
from lifecycle.kinds import KINDS

ABOUT = f"""Import reports or tables: `reso import amazon-returns --marketplace amazon.it returns.txt`.

FORMAT is one of {", ".join(FORMATS)}. What is known already is not told again: the same file imported twice
changes nothing, a changed cell becomes the events it means. With anything wrong in it, a file is refused as a whole,
before an event is sent; --skip-bad imports the rest, with exit code 1.
"""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", help=ABOUT)(import_)


def import_(  # noqa: PLR0913, PLR0917 - an option each
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=f"{', '.join(FORMATS)}.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files, the oldest first.")],
    market: Annotated[str | None, typer.Option("--marketplace", help="Whose report it is, such as amazon.it.")] = None,
    map_: Annotated[Path | None, typer.Option("--map", metavar="MAP.toml", help="What a csv's columns mean.")] = None,
    case: Annotated[str, typer.Option("--case", metavar="ID", help="The account's case, if not like amazon-it.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the events as JSON lines, send none.")] = False,
    historical: Annotated[bool, typer.Option("--historical", help="Old news: starts no clocks.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Import what is good; exit 1.")] = False,
    as_of: Annotated[str | None, typer.Option(metavar="T", help="When the file was made; now, if not given.")] = None,
    encoding: Annotated[str, typer.Option(help="What the file is written in; found out, if not given.")] = "",
    separator: Annotated[str, typer.Option(help="What separates its columns.")] = "",
    column: Annotated[list[str] | None, typer.Option(metavar="OURS=THEIRS", help="A column that was renamed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="What was done as JSON.")] = False,
) -> None:
    """Import reports or tables."""
    written = Written(_separator(separator), encoding, _renamed(column or ()))
    _check(form, {"--marketplace": market, "--map": map_, "--case": case, "--separator": separator, "--column": column})
    fitting = _format(form, market, map_, case, written)
    readings = [_read(fitting, file) for file in files]
    seen, place = running.moment_of(as_of, "--as-of"), _place(form, market)
    asked = _Asked(fitting, readings, dry_run, historical, skip_bad, seen, place)
    done = running.connected("import", lambda nc, _: _import(nc, asked))
    report(done, as_json=as_json)
    if done.is_wrong:
        raise typer.Exit(1)


class _File(NamedTuple):
    """A file and what it says."""

    name: str
    reading: Reading


class _Asked(NamedTuple):
    """What is to be imported, and how; `feedback_of` is the marketplace whose feedback may have vanished."""

    format: Format
    files: Sequence[_File]
    dry_run: bool
    historical: bool
    skip_bad: bool
    as_of: datetime | None
    feedback_of: str


def _separator(told: str) -> str:
    sign = told.replace("\\t", "\t")
    if len(sign) > 1 or sign in ('"', "\n", "\r"):
        raise Said(f"--separator {told!r} should be one sign, such as ; or \\t", WRONG_USE)
    return sign


def _renamed(told: Sequence[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in told]
    for ours, sign, _ in pairs:
        if not ours or not sign:
            raise Said(f'--column {ours!r} should be OURS=THEIRS, such as "Tracking ID=Tracking number"', WRONG_USE)
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def _check(form: str, given: Mapping[str, object]) -> None:
    """A sentence for what is missing or too much."""
    if form not in FORMATS:
        raise Said(f"{form!r} is no format; there are: {', '.join(FORMATS)}", WRONG_USE)
    needed = _NEEDED.get(form)
    if needed and not given[needed]:
        raise Said(f"{form} needs {needed}: the file does not say {_MISSING[needed]}", WRONG_USE)
    for option in (option for option in _NOT_FOR[form] if given[option]):
        raise Said(f"{option} is not for {form}", WRONG_USE)


_NEEDED = {**dict.fromkeys(AMAZON, "--marketplace"), "csv": "--map"}
_MISSING = {"--marketplace": "which marketplace it is of", "--map": "what its columns mean"}
_NOT_FOR = {
    **dict.fromkeys(AMAZON, ("--map", "--case")),
    PERFORMANCE: ("--map", "--separator", "--column"),
    "csv": ("--marketplace", "--case"),
}


def _format(form: str, market: str | None, map_: Path | None, case: str, written: Written) -> Format:
    """The format that is meant."""
    if case:
        running.insist_on_token(case)
    try:
        if map_ is not None:
            return mapped(read_map(map_.read_text(encoding="utf-8-sig")), written)
        if form == PERFORMANCE:
            return performance(marketplace(market) if market else None, case, written)
        return amazon(form, marketplace(market or ""), written)
    except UnicodeDecodeError:
        raise Said(f"{map_} is no UTF-8 text", WRONG_USE) from None
    except Refused as refusal:
        raise Said("; ".join(f"{map_}: {each}" if map_ else each for each in refusal.sentences), WRONG_USE) from None


def _place(form: str, market: str | None) -> str:
    return marketplace(market).name if market and form == "amazon-feedback" else ""


def _read(fitting: Format, file: Path) -> _File:
    try:
        return _File(str(file), fitting.reads(file.read_bytes()))
    except Refused as refusal:
        for sentence in refusal.sentences[:-1]:
            say(f"{file}: {sentence}")
        raise Said(f"{file}: {refusal.sentences[-1]}") from None


async def _import(nc: Client, asked: _Asked) -> Imported:
    """Plan every file, and send what is news unless something is wrong with any of them."""
    clock, shelf = await clocks.load(nc), Shelf(nc, KINDS)
    now = clock.now()
    origin = Origin(asked.format.source, asked.format.zone, min(asked.as_of or now, now), now, asked.historical)
    with paper.console(stderr=True).status("comparing with what is known"):
        files = [await _compared(nc, shelf, file, origin, asked) for file in asked.files]
    refused = any(file.plan.problems for file in files) and not asked.skip_bad
    publisher = Publisher(nc, KINDS, clock, paced=False)
    if not refused and not asked.dry_run:
        lines = [line for file in files for line in file.plan.lines()]
        with bar(sum(map(len, lines)) + len(lines)) as progress:
            await publisher.publish(_each(lines), progress)
    return Imported(files, publisher.tally, refused=refused, dry_run=asked.dry_run)


async def _compared(nc: Client, shelf: Shelf, file: _File, origin: Origin, asked: _Asked) -> FileDone:
    plan = await planned(shelf, file.reading, origin, KINDS)
    where = asked.feedback_of
    gone = await vanished(nc, KINDS, file.reading, where, asked.format.zone) if where else ()
    return FileDone(file.name, file.reading, plan, tuple(gone))


async def _each(lines: Sequence[bytes]) -> AsyncIterator[bytes]:
    for line in lines:
        yield line
