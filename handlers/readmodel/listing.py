"""Which cases are asked for, as statements: a page is chosen by an index alone, then its cases are looked up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    and_,
    desc,
    func,
    null,
    select,
    tuple_,
    union,
)

from handlers.readmodel.cursors import Place
from handlers.readmodel.tables import case_flags, cases, refs

Order = Literal["due", "updated"]
MOST = 500
"""Cases on one page, at most."""
LAST = "\U0010ffff"
"""Sorts after every other letter."""
NOBODY = ""
"""As an assignee: the cases that nobody has in hand."""
SHOWN = tuple(column for column in cases.columns if column.name not in ("body", "policy", "lifecycle", "horizon"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases are asked for; what is None does not matter.

    `text` is an order number, a reference such as an RMA or a tracking number, or the beginning of a case id.
    `overdue`: a deadline has passed. `assignee` may be `NOBODY`.
    """

    kind: str | None = None
    state: str | None = None
    is_open: bool | None = None
    marketplace: str | None = None
    assignee: str | None = None
    flag: str | None = None
    overdue: bool = False
    text: str | None = None


def parts(wanted: Wanted, order: Order, place: Place | None, now: datetime) -> list[Select[Any]]:
    """The statements that give the cases in their order, one after the other: with a moment, then without."""
    source, at, kind, name = _listed(wanted, order)
    named: list[ColumnElement[Any]] = [name] if wanted.kind else [kind, name]
    at, *rest = map(_passed_by, (at, *named)) if wanted.text else (at, *named)
    chosen = (
        select(kind.label("kind"), name.label("id"))
        .select_from(source)
        .where(*_filters(wanted, at if order == "due" else _passed_by(cases.c.due_at), now))
    )
    turned = [desc(each) if order == "updated" else each for each in (at, *rest)]
    dated, undated = chosen.where(at.is_not(None)).order_by(*turned), chosen.where(at.is_(None)).order_by(*rest)
    if place is not None:
        names = [place.id] if wanted.kind else [place.kind, place.id]
        if place.at is None:
            return [undated.where(tuple_(*rest) > tuple_(*names))]
        here, there = tuple_(at, *rest), tuple_(place.at, *names)
        dated = dated.where(here < there if order == "updated" else here > there)
    return [dated] if wanted.overdue else [dated, undated]


def looked_up(chosen: Select[Any], order: Order) -> Select[Any]:
    """The cases that were chosen by an index alone, in the order in which they were."""
    page, at = chosen.subquery("page"), cases.c
    turned = (desc(at.updated_at), desc(at.kind), desc(at.id)) if order == "updated" else (at.due_at, at.kind, at.id)
    return select(*SHOWN).join_from(page, cases, and_(at.kind == page.c.kind, at.id == page.c.id)).order_by(*turned)


def _passed_by(at: ColumnElement[Any]) -> ColumnElement[Any]:
    """The same moment, by which no index is searched: the cases that were named, or the order of the list, lead."""
    return func.coalesce(at, null(), type_=at.type)


def _listed(wanted: Wanted, order: Order) -> tuple[FromClause, ColumnElement[Any], Column[Any], Column[Any]]:
    """What is read in the order of the list, with the columns that make it: cases, or flags that lead to them."""
    at = cases.c
    source: FromClause = cases
    if wanted.text:
        found = _named(wanted.text.strip())
        source = found.join(source, and_(at.kind == found.c.kind, at.id == found.c.id))
    if wanted.flag is None:
        return source, at.due_at if order == "due" else at.updated_at, at.kind, at.id
    raised = case_flags.c
    joined = source.join(case_flags, and_(at.kind == raised.kind, at.id == raised.case_id))
    return joined, raised.due_at if order == "due" else raised.updated_at, raised.kind, raised.case_id


def _filters(wanted: Wanted, due: ColumnElement[Any], now: datetime) -> list[ColumnElement[bool]]:
    at = cases.c
    exact = {
        at.kind: wanted.kind,
        at.state: wanted.state,
        at.marketplace: wanted.marketplace,
        at.is_open: wanted.is_open,
    }
    found: list[ColumnElement[bool]] = [column == value for column, value in exact.items() if value is not None]
    if wanted.assignee is not None:
        found.append(at.assignee == wanted.assignee if wanted.assignee != NOBODY else at.assignee.is_(None))
    if wanted.overdue:
        found.append(due < now)
    if wanted.flag is not None:
        found.append(case_flags.c.flag == wanted.flag)
        found += [case_flags.c.kind == wanted.kind] if wanted.kind else []
    return found


def _named(text: str) -> Subquery:
    """What an order number, a reference or the beginning of an id can mean: each is looked up by its own index.

    Codes are written in capitals and typed without them, so what is typed is looked for in both.
    """
    spelt, (kind, name) = tuple(dict.fromkeys((text, text.upper()))), (cases.c.kind, cases.c.id)
    begins = [select(kind, name).where(name >= each, name < each + LAST).limit(MOST) for each in spelt]
    return union(
        *(each.subquery().select() for each in begins),
        select(kind, name).where(cases.c.order_id.in_(spelt)),
        select(refs.c.kind, refs.c.case_id.label("id")).where(refs.c.value.in_(spelt)),
    ).subquery("found")
