"""What the events of a case say that the case itself does not keep: from its records, or from the table `events`.

A case whose life begins in a batch is all there; of an older one, and where a record tells anew how an earlier event
stands, the table is asked, which has the batch already.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, func, select

from handlers.readmodel import tables
from handlers.readmodel.portions import Key, Keys, by_kind, parts
from handlers.readmodel.rows import history, kinds
from handlers.readmodel.rows.told import Happened, Told


class Past(NamedTuple):
    """When the first event of a case happened that counts, and those that its other rows are made of."""

    opened_at: datetime | None = None
    happened: Sequence[Happened] = ()


def pasts(connection: Connection, told: Mapping[Key, Sequence[Told]]) -> dict[Key, Past]:
    """The past of every case of which a batch tells."""
    whole = {key: _told(key[0], records) for key, records in told.items() if _is_whole(records)}
    asked = by_kind(key for key in told if key not in whole)
    opened, happened = _opened(connection, asked), _happened(connection, asked)
    return {key: whole.get(key) or Past(opened.get(key), happened.get(key, ())) for key in told}


def _is_whole(records: Sequence[Told]) -> bool:
    return records[0].is_first and not any(map(history.supersedes, records))


def _told(kind: str, records: Sequence[Told]) -> Past:
    counted = [each for each in records if history.counts(each)]
    opened = (each.at for each in counted if each.event not in history.FIRINGS)
    names = kinds.ASKED.get(kind, ())
    happened = [
        Happened(each.event, each.at, each.said.historical, orjson.loads(bytes(each.said.data)))
        for each in counted
        if each.event in names
    ]
    return Past(min(opened, default=None), happened)


def _opened(connection: Connection, asked: Keys) -> dict[Key, datetime]:
    at = tables.events.c
    found: dict[Key, datetime] = {}
    for kind, ids in asked.items():
        for part in parts(ids):
            of = (at.kind == kind, at.case_id.in_(part), at.counts, at.event.not_in(history.FIRINGS))
            first = select(at.case_id, func.min(at.time, type_=at.time.type)).where(*of).group_by(at.case_id)
            found |= {(kind, case_id): opened for case_id, opened in connection.execute(first)}
    return found


def _happened(connection: Connection, asked: Keys) -> dict[Key, list[Happened]]:
    at = tables.events.c
    found: dict[Key, list[Happened]] = defaultdict(list)
    for kind, names in kinds.ASKED.items():
        for part in parts(asked.get(kind, [])):
            of = (at.kind == kind, at.case_id.in_(part), at.counts, at.event.in_(names))
            told = select(at.case_id, at.event, at.time, at.historical, at.data).where(*of).order_by(at.seq)
            for case_id, *event in connection.execute(told):
                found[kind, case_id].append(Happened(*event))
    return found
