"""`diagram` and `schema`: the lifecycle and the events, as they are, for whoever draws, documents or validates."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from events.asyncapi import document
from events.catalogue import KINDS
from events.schema import all_schemas
from events.sentences import with_article
from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said
from lifecycle.engine.diagram import mermaid


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(diagram)
    app.command()(schema)


def diagram(
    kind: Annotated[str, typer.Argument(help="The kind of case.")],
    events: Annotated[list[str] | None, typer.Argument(metavar="[EVENT…]", help="Only what these events do.")] = None,
) -> None:
    """Draw the transition table of a kind of case as a Mermaid state diagram."""
    drawn = running.kind_of(kind)
    known = {row.event for row in drawn.table.rows}
    unknown = [event for event in events or () if event not in known]
    if unknown:
        names = ", ".join(sorted(known))
        raise Said(f"no row of {with_article(kind)} has {', '.join(unknown)}; there are: {names}", WRONG_USE)
    paper.put_lines(mermaid(drawn, events or None).rstrip("\n"))


def schema(
    kind: Annotated[str | None, typer.Argument(help="The kind of case, or scan.")] = None,
    event: Annotated[str | None, typer.Argument(help="One of its events.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Write a file an event into this folder.")] = None,
    asyncapi: Annotated[bool, typer.Option("--asyncapi", help="AsyncAPI 3.0: every subject, who says what.")] = False,
) -> None:
    """Print the JSON Schema of events: of one, of a kind's, or of all; or the AsyncAPI document of every subject."""
    if asyncapi:
        if kind or out:
            raise Said("--asyncapi is one document of all events: it takes no kind and no --out", WRONG_USE)
        paper.put_json(document())
        return
    found = _schemas(kind, event)
    if out is None:
        paper.put_json(next(iter(found.values())) if event else found)
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, described in found.items():
        (out / f"{name}.json").write_bytes(orjson.dumps(described, option=orjson.OPT_INDENT_2) + b"\n")
    paper.put(f"{len(found)} schemas in {out}")


def _schemas(kind: str | None, event: str | None) -> dict[str, dict[str, Any]]:
    """The schemas by type."""
    kinds = [contract.kind for contract in KINDS]
    if kind is not None and kind not in kinds:
        raise Said(f"{kind!r} has no events; there are: {', '.join(kinds)}", WRONG_USE)
    of_kind = {name: each for name, each in all_schemas().items() if kind is None or name.startswith(f"{kind}.")}
    if kind is None or event is None:
        return of_kind
    found = {name: each for name, each in of_kind.items() if name.split(".")[1] == event}
    if not found:
        names = ", ".join(name.split(".")[1] for name in of_kind)
        raise Said(f"{event!r} is no event of {with_article(kind)}; there are: {names}", WRONG_USE)
    return found
