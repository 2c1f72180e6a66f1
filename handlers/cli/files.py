"""`attach`, `files`, `file`: private files of a case, brought, listed and opened."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from nats.aio.client import Client

from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said
from handlers.clock import load
from handlers.operating.acting import Desk
from handlers.operating.acting import Said as Spoken
from handlers.operating.attaching import SORTS, Attached, Attaching, Words, brought
from handlers.reading.files import FileLine, FileRefused, FileShelf, OpenedFile
from handlers.settings import Settings
from handlers.worker.seals import CaseErased
from lifecycle.kinds import KINDS

Case = Annotated[str, typer.Argument(metavar="CASE", help="The id of the case.")]
KindOption = Annotated[str | None, typer.Option("--kind", help="The kind of case, if the id is that of several.")]
Json = Annotated[bool, typer.Option("--json", help="JSON.")]
SCREEN = Path("-")


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(attach)
    app.command("files")(list_)
    app.command("file")(open_)


def attach(  # noqa: PLR0913, PLR0917 - an option each
    case_id: Case,
    paths: Annotated[list[Path], typer.Argument(metavar="FILE…", help="What is to be attached.")],
    kind: KindOption = None,
    sort: Annotated[
        str | None, typer.Option("--as", metavar="|".join(SORTS), help="What they are; else by the name.")
    ] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="What is to be said to them; it is private.")] = None,
    login: Annotated[str | None, typer.Option(help="Who attaches them; you, if not given.")] = None,
    as_json: Json = False,
) -> None:
    """Attach files to a case: they are sealed under its key, its log names them by reference and digest."""
    _insist(case_id, kind)
    if sort is not None and sort not in SORTS:
        raise Said(f"--as {sort!r} is none of: {', '.join(SORTS)}", WRONG_USE)
    asked = _Asked(kind, case_id, paths, Words(sort, note), login or running.me())
    done = running.connected("attach", lambda nc, settings: _attach(nc, settings, asked))
    if as_json:
        paper.put_json(done.to_json())
    else:
        _tell(done, case_id)
    if done.verdict is not None and not done.verdict.is_good:
        raise typer.Exit(1)


class _Asked(NamedTuple):
    """What is to be attached to which case."""

    kind: str | None
    case_id: str
    paths: list[Path]
    words: Words
    login: str


async def _attach(nc: Client, settings: Settings, asked: _Asked) -> Attached:
    with _told():
        files = [brought(path, settings.private_max_file) for path in asked.paths]
    key = await running.key_of(nc, asked.kind, asked.case_id)
    if await Desk(nc, KINDS).unknown([key]):
        raise Said(f"there is no {key[0]} {key[1]}; nothing was attached")
    said = Spoken(asked.login, (await load(nc)).now())
    with _told():
        return await Attaching(nc, KINDS, settings).attach(key, files, asked.words, said)


@contextmanager
def _told() -> Iterator[None]:
    """What cannot be done with a file is a sentence already."""
    try:
        yield
    except (FileRefused, CaseErased) as refusal:
        raise Said(str(refusal)) from None


def _tell(done: Attached, case_id: str) -> None:
    for file in done.new:
        paper.put(f"{file} is attached to {case_id}")
    for file in done.known:
        paper.put(f"{file} is attached to {case_id} already")
    if done.verdict is not None and not done.verdict.is_good:
        paper.put(f"the log of {case_id} does not name it: {done.verdict.standing}: {done.verdict.reason}")


def list_(
    case_id: Case,
    kind: KindOption = None,
    private: Annotated[bool, typer.Option("--private", help="Unseal their names.")] = False,
    as_json: Json = False,
) -> None:
    """List the files of a case."""
    _insist(case_id, kind)
    lines = running.connected("files", lambda nc, _: _lines(nc, kind, case_id, private))
    if as_json:
        paper.put_json([line.to_json() for line in lines])
        return
    if lines:
        rows = [_row(line) for line in lines]
        columns = ("file", "as", "~media", ">bytes", "when", "by", "kept", *(("~name",) if private else ()))
        paper.show(paper.table(columns, (row[: len(columns)] for row in rows), spare=("by", "media")))
    paper.put(f"{len(lines):,} files")


def _row(line: FileLine) -> tuple[object, ...]:
    kept = "yes" if line.kept else "no"
    return line.file, line.sort, line.media, f"{line.size:,}", f"{line.time[:16]}", line.actor, kept, line.name


async def _lines(nc: Client, said: str | None, case_id: str, private: bool) -> list[FileLine]:
    key = await running.key_of(nc, said, case_id)
    try:
        return await FileShelf(nc, KINDS).lines(key, private=private)
    except CaseErased:
        return await FileShelf(nc, KINDS).lines(key)


def open_(
    case_id: Case,
    ref: Annotated[str, typer.Argument(metavar="REF", help="Its reference, as `files` shows it, or its beginning.")],
    kind: KindOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Where it goes: a file, a folder, or - ; else under its own name."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Open a file of a case and write it down; nothing is overwritten."""
    _insist(case_id, kind)
    if as_json and out == SCREEN:
        raise Said("--json and --out - exclude each other: both go to the screen", WRONG_USE)
    found = running.connected("file", lambda nc, _: _open(nc, kind, case_id, ref))
    if out == SCREEN:
        sys.stdout.buffer.write(found.content)
        return
    path = _written(found, out)
    if as_json:
        paper.put_json({**found.line.to_json(), "name": found.name, "size": len(found.content), "path": str(path)})
    else:
        paper.put(f"{found.line.file} is written to {path}, {len(found.content):,} bytes")


async def _open(nc: Client, said: str | None, case_id: str, ref: str) -> OpenedFile:
    with _told():
        return await FileShelf(nc, KINDS).open(await running.key_of(nc, said, case_id), ref)


def _written(found: OpenedFile, out: Path | None) -> Path:
    """Where the file stands now; only its owner may read it."""
    path = out if out is not None and not out.is_dir() else (out or Path()) / _own_name(found)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(found.content)
    except FileExistsError:
        raise Said(f"{path} is there already, nothing was overwritten; say another place with --out") from None
    return path


def _own_name(found: OpenedFile) -> str:
    """Its own name, as far as it is one of a plain file."""
    name = "".join(letter if letter.isprintable() else "_" for letter in Path(found.name).name)
    return name if name.strip(".") else found.line.file.replace(":", "-")


def _insist(case_id: str, kind: str | None) -> None:
    running.insist_on_token(case_id)
    if kind is not None:
        running.kind_of(kind)
