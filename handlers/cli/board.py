"""`cases`: the board of all cases, the most urgent first."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import typer
from nats.aio.client import Client

from handlers import clock as clocks
from handlers.cli import paper, running
from handlers.cli.tables import Sheet
from handlers.reading.board import Row, by_urgency, row_of
from handlers.reading.heads import keys, newest
from handlers.settings import Settings
from lifecycle.kinds import KINDS


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(cases)


def cases(
    kind: Annotated[str | None, typer.Option(help="Only this kind of case.")] = None,
    state: Annotated[str | None, typer.Option(help="Only cases in this state.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only cases with a deadline that has passed.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
) -> None:
    """List cases: state, order, next deadline, flags; the most urgent first."""
    _check(kind, state)
    rows, now = running.connected("cases", lambda nc, settings: _read(nc, settings, kind))
    wanted = [row for row in rows if (not state or row.case.state == state) and (not overdue or row.is_overdue(now))]
    shown = wanted[:limit]
    if as_json:
        paper.put_json([row.to_json(now) for row in shown])
        return
    if shown:
        paper.show(_table(shown, now))
    more = f", {len(wanted) - len(shown):,} more not shown" if len(shown) < len(wanted) else ""
    paper.put(f"{len(shown):,} of {len(rows):,} cases{more}")


def _check(kind: str | None, state: str | None) -> None:
    """A kind or a state that does not exist is a slip, not an empty board."""
    kinds = [running.kind_of(kind)] if kind else list(KINDS.values())
    known = dict.fromkeys(each for one in kinds for each in one.table.states)
    if state and state not in known:
        raise typer.BadParameter(f"{state!r} is no state; there are: {', '.join(known)}", param_hint="--state")


async def _read(nc: Client, settings: Settings, kind: str | None) -> tuple[list[Row], datetime]:
    clock = await clocks.load(nc)
    with paper.console(stderr=True).status("reading the log"):
        wanted = await keys(nc, KINDS, kind)
        return by_urgency([row_of(found) async for found in newest(nc, KINDS, wanted)]), clock.now()


def _table(rows: Iterable[Row], now: datetime) -> Sheet:
    columns = ("case", "order", "state", "next deadline")
    return paper.table(columns, (_cells(row, now) for row in rows), spare=("order",))


def _cells(row: Row, now: datetime) -> tuple[object, ...]:
    case, deadline = row.case, row.deadline
    name = case.id if case.kind == "return" else f"{case.kind} {case.id}"
    due = f"{deadline.name} {paper.left(deadline.due_at, now)}" if deadline else ""
    state = paper.styled(case.state, "")
    if row.marks:
        state.append(f"\n{paper.printable(', '.join(row.marks))}", style="yellow")
    return name, row.order, state, paper.styled(due, "bold red" if row.is_overdue(now) else "")
