"""`stats reasons`: why goods come back, and how it ended (S0-22, S4-01)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from handlers.stats.books import Books
from handlers.stats.cells import Cell, Unknown, of_share
from handlers.stats.goods import goods
from handlers.stats.question import Question
from handlers.stats.report import Column, Report
from lifecycle.numbers.causes import cause_of
from lifecycle.numbers.counting import place_of
from lifecycle.numbers.problems import problems
from lifecycle.numbers.recovery import UNSEEN
from lifecycle.numbers.shares import units
from lifecycle.numbers.tally import Place
from lifecycle.returns.case import Return

COLUMNS = (
    Column("marketplace", "text", "the marketplace"),
    Column("currency", "text", "the currency of its returns"),
    Column("reason", "text", "the reason that the buyer gave; empty where he gave none", empty="(none given)"),
    Column("asked", "count", "units that were asked to come back for it"),
    Column("share", "share", "of all units that were asked to come back"),
    Column("returned", "count", "units that came back for it"),
    Column("return_share", "share", "of all units that came back"),
    Column("solved", "list", "how their returns ended, in units asked back; open: not closed yet"),
    Column("mend", "text", "what to mend, if it is frequent", spare=True),
)


async def report(books: Books, question: Question) -> Report:
    """A row a reason, the most frequent of each marketplace and currency first."""
    found = await goods(books, question)
    places: defaultdict[Place, list[Return]] = defaultdict(list)
    for case in found.of_window:
        places[place_of(case)].append(_only(case, question.sku))
    rows = [row for place in sorted(places) for row in _rows(place, places[place], unseen=place in found.unseen)]
    return Report(name="reasons", as_of=question.as_of, columns=COLUMNS, rows=rows)


def _only(case: Return, sku: str | None) -> Return:
    """The return as far as it is about an article."""
    return case if sku is None else replace(case, lines=tuple(line for line in case.lines if line.sku == sku))


def _rows(place: Place, returns: Sequence[Return], *, unseen: bool) -> Iterator[tuple[Cell, ...]]:
    came: Counter[str] = Counter()
    for line in (line for case in returns for line in case.lines):
        came[line.reason] += line.received
    found = problems(returns)
    asked = sum(each.units for each in found)
    for each in found:
        back = units(came[each.reason], came.total(), *((UNSEEN,) if unseen else ()))
        solved = tuple(f"{how} {count}" for how, count in each.solved.items())
        share = units(each.units, asked).value
        seen: Cell = Unknown((UNSEEN,)) if unseen else came[each.reason]
        mend = cause_of(each.reason).mend
        yield *place, each.reason, each.units, share, seen, of_share(back), solved, mend
