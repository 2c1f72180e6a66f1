"""Which rows a case has, by its kind; a kind that is not known here has what all cases have."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Table

from handlers.readmodel import tables
from handlers.readmodel.rows import accounts, claims, common, conversations, feedback, orders, returns
from handlers.readmodel.rows.common import Rows
from handlers.readmodel.rows.told import Happened, Told
from lifecycle.engine import records
from lifecycle.kinds import KINDS

OF_ANY: Final = (tables.cases, tables.case_flags, tables.deadlines, tables.rejections, tables.refs, tables.links)
"""The tables in which any case has its rows, written anew with every change."""
OF_KIND: Final[Mapping[str, tuple[Table, ...]]] = {
    "return": (tables.returns, tables.lines, tables.units, tables.proceeds, tables.refunds, tables.parcels),
    "order": (tables.orders, tables.lines, tables.refunds, tables.parcels),
    "claim": (tables.claims, tables.refunds),
    "feedback": (tables.feedback,),
    "conversation": (tables.messages, tables.promises),
}
"""Those of each kind besides."""
ASKED: Final[Mapping[str, tuple[str, ...]]] = {"return": returns.ASKED}
"""The events that a kind's rows are made of besides the case."""
READERS: Final[Mapping[str, Callable[[Any, Sequence[Happened]], Rows]]] = {
    "return": returns.rows,
    "order": lambda case, _: orders.rows(case),
    "claim": lambda case, _: claims.rows(case),
    "feedback": lambda case, _: feedback.rows(case),
    "conversation": lambda case, _: conversations.rows(case),
}
WRONG = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, msgspec.MsgspecError)
"""What reading a message can come to that is none of ours, or of a later release."""
_other = msgspec.json.Decoder(common.Other)


def tables_of(kind: str) -> tuple[Table, ...]:
    """The tables in which a case of this kind has rows that are written anew."""
    return (*OF_ANY, *OF_KIND.get(kind, ()))


def rows(last: Told, opened_at: datetime | None, happened: Sequence[Happened]) -> list[tuple[Table, common.Row]]:
    """The rows of a case after its last record, but for its deadlines; raises one of `WRONG` for what is no case."""
    record = last.record
    if last.kind not in KINDS:
        return list(common.rows(_other.decode(record.case), last, record, opened_at))
    case = records.read_case(KINDS[last.kind], record)
    reader = READERS.get(last.kind)
    return [*common.rows(case, last, record, opened_at), *(reader(case, happened) if reader else ())]


def figures(last: Told) -> list[tuple[Table, common.Row]]:
    """The rows that a record adds for good."""
    return list(accounts.figures(last)) if last.kind == "account" else []
