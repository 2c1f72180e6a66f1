"""The table `deadlines`: what every record of a case says about its clocks, one record after the other.

A clock that is gone was met, unless its end was recorded as missed, or it runs on towards another moment. A miss that
is taken back leaves it as if it had never been.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from handlers.readmodel.rows.told import Told, moment

Row = dict[str, Any]
Key = tuple[str, datetime]
MISSED, MET = "deadline_missed", "deadline_met"


class Running(Struct, frozen=True):
    """A clock that runs, as a record has it."""

    name: str
    due_at: datetime
    since: datetime
    rule: str
    missed: bool = False


class Fired(Struct, frozen=True):
    """What a firing says of its clock."""

    timer: str
    due_at: str
    rule: str = ""
    undone: str = ""


_running = msgspec.json.Decoder(tuple[Running, ...])
_fired = msgspec.json.Decoder(Fired)


class Trail:
    """The deadlines of a case: those that are known, and what record after record says of them."""

    def __init__(self, key: tuple[str, str], known: Iterable[Row] = ()) -> None:
        self._kind, self._case_id = key
        self._rows: dict[Key, Row] = {(row["timer"], row["due_at"]): dict(row) for row in known}
        self._shown: dict[Key, Running] = {}
        self._last = b""

    def take(self, told: Told) -> None:
        """The next record of the case."""
        raw = bytes(told.line.case.deadlines)
        if raw != self._last:
            self._last = raw
            self._compare(_running.decode(raw), told.at)
        if told.event in (MISSED, MET):
            self._fire(_fired.decode(told.said.data), told)
            self._shown, self._last = {}, b""

    def rows(self, marketplace: str | None) -> list[Row]:
        """A row a deadline that ever ran."""
        return [{**row, "marketplace": marketplace} for row in self._rows.values()]

    def _compare(self, running: tuple[Running, ...], at: datetime) -> None:
        """Bring the rows up to what runs now; a clock that runs on as it did has its row."""
        still = {(each.name, each.due_at): each for each in running}
        gone = [key for key in self._rows if key not in still and self._rows[key]["done_at"] is None]
        if gone:
            self._end(gone, running, at)
        for key, each in still.items():
            if self._shown.get(key) != each:
                self._rows[key] = self._row(each)
        self._shown = still

    def _end(self, gone: Iterable[Key], running: tuple[Running, ...], at: datetime) -> None:
        clocks = {(each.name, each.since) for each in running}
        names = {each.name for each in running}
        for key in gone:
            row = self._rows[key]
            if row["standing"] == "missed" and (key[0], row["since"]) in clocks:
                continue
            row["done_at"] = at
            if row["standing"] == "running":
                row |= {"standing": "replaced" if key[0] in names else "met", "ended_at": at}

    def _row(self, clock: Running) -> Row:
        told = {"timer": clock.name, "due_at": clock.due_at, "since": clock.since, "rule": clock.rule}
        standing = ("missed", clock.due_at) if clock.missed else ("running", None)
        return self._named(told, *standing)

    def _named(self, told: Row, standing: str, ended_at: datetime | None) -> Row:
        case = {"kind": self._kind, "case_id": self._case_id}
        return {**case, **told, "standing": standing, "ended_at": ended_at, "done_at": None}

    def _fire(self, fired: Fired, told: Told) -> None:
        due = moment(fired.due_at)
        row = self._rows.get((fired.timer, due))
        if told.event == MISSED and row is None:
            self._rows[fired.timer, due] = self._later(fired, due, told.at)
        elif told.event == MISSED and row is not None:
            row |= {"standing": "missed", "ended_at": due}
        elif fired.undone == MISSED and row is not None and row["standing"] == "missed":
            row |= {"standing": "running" if row["done_at"] is None else "met", "ended_at": row["done_at"]}

    def _later(self, fired: Fired, due: datetime, at: datetime) -> Row:
        """A later deadline of a clock that has several: it counts since that clock does, and is done when it is."""
        before = [row for row in self._rows.values() if row["timer"] == fired.timer and row["due_at"] < due]
        first = max(before, key=lambda row: row["due_at"], default={"since": None, "done_at": at})
        told = {"timer": fired.timer, "due_at": due, "since": first["since"], "rule": fired.rule}
        return self._named(told, "missed", due) | {"done_at": first["done_at"]}
