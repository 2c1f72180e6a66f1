"""`lint-message`: what must not stand in a text to a buyer, told before it is sent."""

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from handlers.cli import paper
from handlers.cli.failures import WRONG_USE, Said
from lifecycle.wording import LANGUAGES, Finding, check

LONGEST = 1 << 16
"""Bytes of a text that are read: no event is longer."""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("lint-message")(lint_message)


def lint_message(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="The text; - or nothing is stdin.")] = "-",
    language: Annotated[
        str | None, typer.Option(help=f"What it is written in, if that is known: {', '.join(LANGUAGES)}.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
) -> None:
    """Check a text that is to go to a buyer. Exit 1 if something must not go out as it stands.

    It sees ties between money and claims or feedback, feedback asked of happy buyers only, ways around the marketplace,
    and obstacles to the legal withdrawal. That it finds nothing is no proof that a text is good.
    """
    if language is not None and language.lower().partition("-")[0] not in LANGUAGES:
        raise Said(f"{language!r} is no language of the guard; it reads {', '.join(LANGUAGES)}", WRONG_USE)
    found = check(_text(file), language)
    if as_json:
        paper.put_json([msgspec.to_builtins(each) for each in found])
    else:
        _put(found)
    if found:
        raise typer.Exit(1)


def _text(file: str) -> str:
    raw = _stdin() if file == "-" else Path(file).read_bytes()
    if len(raw) > LONGEST:
        raise Said(f"the text has {len(raw):,} bytes; at most {LONGEST:,} are read", WRONG_USE)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Said(f"the text is no UTF-8: byte {fault.start} cannot be read", WRONG_USE) from None


def _stdin() -> bytes:
    if sys.stdin is None:
        raise Said("stdin is closed", WRONG_USE)
    return sys.stdin.buffer.read()


def _put(found: tuple[Finding, ...]) -> None:
    if not found:
        paper.put("nothing found")
    for each in found:
        paper.put(f'line {each.line}: "{each.words}" {each.why} ({each.rule}; {each.source})')
        paper.put(f"  write: {each.permitted}")
