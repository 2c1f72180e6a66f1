"""A batch into the tables, in one transaction with the position that it leads to.

Of the records of a case in a batch the last one decides its rows; its deadlines, and whether an earlier event still
counts, follow from one after the other. The tables do not show how the log was cut into batches.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Table, and_, bindparam, delete, select, update

from handlers.readmodel import tables
from handlers.readmodel.batch import Batch
from handlers.readmodel.bulk import insert_rows
from handlers.readmodel.past import Past, pasts
from handlers.readmodel.portions import Key, Keys, by_kind, parts
from handlers.readmodel.rows import history, kinds
from handlers.readmodel.rows.deadlines import Trail
from handlers.readmodel.rows.told import Told

log = structlog.get_logger(__name__)
Row = dict[str, Any]


class Moved(Exception):
    """The tables are no longer where this batch begins: somebody else has written them."""


def write(connection: Connection, batch: Batch, now: datetime) -> None:
    """Write a batch; raises `Moved` where it does not follow on what is there. `now` is that of the log's clock."""
    _move(connection, batch, now)
    letters = batch.added.pop(tables.dead_letters, [])
    for table, rows in batch.added.items():
        insert_rows(connection, table, rows)
    _supersede(connection, batch.derived)
    _write_letters(connection, letters, batch.settled)
    _write_cases(connection, batch)


def _move(connection: Connection, batch: Batch, now: datetime) -> None:
    """Set the position, first of all: of two writers one waits here, and then finds that it has moved."""
    at = tables.projection.c
    moved = connection.execute(
        update(tables.projection)
        .where(at.position == batch.begins)
        .values(
            position=batch.position,
            messages=at.messages + batch.messages,
            skipped=at.skipped + batch.skipped,
            updated_at=now,
            **({"fault": batch.fault} if batch.fault else {}),
            **({"recorded_at": batch.recorded_at} if batch.recorded_at else {}),
        )
    )
    if moved.rowcount != 1:
        raise Moved


def _supersede(connection: Connection, derived: Sequence[Told]) -> None:
    """Of several records of one event at most the last one counts."""
    at = tables.events.c
    same = and_(at.kind == bindparam("of_kind"), at.case_id == bindparam("of_case"), at.seq < bindparam("before"))
    named = and_(same, at.source == bindparam("of_source"), at.id == bindparam("of_id"), at.counts)
    firings = [_names(told) for told in derived if told.event in history.FIRINGS]
    facts = [
        _names(told) | {"of_data": bytes(told.said.data).decode()}
        for told in derived
        if told.event not in history.FIRINGS
    ]
    if firings:
        connection.execute(update(tables.events).where(named).values(counts=False), firings)
    if facts:  # another event under the same id is another event
        connection.execute(
            update(tables.events).where(named, at.data == bindparam("of_data")).values(counts=False), facts
        )


def _names(told: Told) -> Row:
    return {
        "of_kind": told.kind, "of_case": told.case_id, "before": told.seq, "of_source": told.said.source,
        "of_id": told.said.id,
    }  # fmt: skip


def _write_letters(connection: Connection, letters: Sequence[Row], settled: dict[int, str]) -> None:
    """The last letter about each input; what was settled stays so."""
    at = tables.dead_letters.c
    if letters:
        newest = {row["input"]: row for row in letters}
        for part in parts(list(newest)):
            known = connection.execute(select(at.input, at.settled).where(at.input.in_(part)))
            for number, word in known:
                newest[number]["settled"] = word
            connection.execute(delete(tables.dead_letters).where(at.input.in_(part)))
        insert_rows(connection, tables.dead_letters, list(newest.values()))
    if settled:
        marked = [{"of_input": number, "word": word} for number, word in settled.items()]
        change = update(tables.dead_letters).where(at.input == bindparam("of_input")).values(settled=bindparam("word"))
        connection.execute(change, marked)


def _write_cases(connection: Connection, batch: Batch) -> None:
    """The rows of every case in the batch, in the place of those it had."""
    old = by_kind(key for key, told in batch.told.items() if not told[0].is_first)
    trails = _trails(connection, batch, old)
    past = pasts(connection, batch.told)
    for kind, ids in old.items():
        for table in kinds.tables_of(kind):
            _clear(connection, table, kind, ids)
    made: dict[Table, list[Row]] = defaultdict(list)
    for key, told in batch.told.items():
        for table, row in _rows_of(told[-1], past[key]):
            made[table].append(row)
            if table is tables.cases:
                made[tables.deadlines] += trails[key].rows(row["marketplace"])
    for table, rows in made.items():
        insert_rows(connection, table, rows)


def _rows_of(last: Told, past: Past) -> list[tuple[Table, Row]]:
    try:
        return kinds.rows(last, past.opened_at, past.happened)
    except kinds.WRONG as fault:
        log.warning("tables.unreadable", kind=last.kind, case=last.case_id, seq=last.seq, why=str(fault))
        return []


def _trails(connection: Connection, batch: Batch, old: Keys) -> dict[Key, Trail]:
    """What became of the deadlines of every case, from what is known of it."""
    known: dict[Key, list[Row]] = defaultdict(list)
    for kind, ids in old.items():
        at = tables.deadlines.c
        for part in parts(ids):
            for row in connection.execute(
                select(tables.deadlines).where(at.kind == kind, at.case_id.in_(part))
            ).mappings():
                known[row["kind"], row["case_id"]].append(dict(row))
    trails = {key: Trail(key, known[key]) for key in batch.told}
    for key, told in batch.told.items():
        for record in told:
            trails[key].take(record)
    return trails


def _clear(connection: Connection, table: Table, kind: str, ids: Sequence[str]) -> None:
    at = table.c
    of_kind = (at.kind == kind,) if "kind" in at else ()
    name = at.case_id if "case_id" in at else at.id
    for part in parts(ids):
        connection.execute(delete(table).where(*of_kind, name.in_(part)))
