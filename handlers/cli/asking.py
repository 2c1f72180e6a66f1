"""Asking the numbers: the options that every verb of `stats` has, the read model opened, the report put on paper."""

import re
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, NamedTuple, TypeVar

import typer
from nats.aio.client import Client

from handlers import clock as clocks
from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said, say
from handlers.packs import pack_in_force
from handlers.products import sheet_if_any
from handlers.readmodel.freshness import is_up_to_date
from handlers.readmodel.store import open_store
from handlers.settings import Settings
from handlers.stats.books import Books, ReportOf
from handlers.stats.places import places
from handlers.stats.question import Question, end_of_day
from handlers.stats.report import Report
from lifecycle.kinds import KINDS
from lifecycle.policy.pack import Pack

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="MOMENT", help="As of then; a bare day counts to its end. Now, if not given."),
]
Marketplace = Annotated[str | None, typer.Option(help="Only this marketplace, such as amazon.it.")]
Currency = Annotated[str | None, typer.Option(help="Only this currency, such as EUR.")]
Days = Annotated[int | None, typer.Option(min=1, metavar="N", help="Only the last N local days; all, if not given.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="CSV.")]


Done = TypeVar("Done")
SENTENCES = 8
"""Remarks of a sort that are told below a table."""


class Asked(NamedTuple):
    """What was typed: the moment, the place, the window, and how it is to be told."""

    as_of: str | None = None
    marketplace: str | None = None
    currency: str | None = None
    days: int | None = None
    sku: str | None = None
    as_json: bool = False
    as_csv: bool = False
    left_out: tuple[str, ...] = ()
    """Columns that people did not ask for; programs get all of them."""
    most: int | None = None
    """At most so many rows."""


def answer(report_of: ReportOf, asked: Asked) -> None:
    """Reckon a report and tell it."""
    if asked.as_json and asked.as_csv:
        raise Said("say --json or --csv, not both", WRONG_USE)
    put(reckoned(report_of, asked).first(asked.most), asked)


def reckoned(work: Callable[[Books, Question], Awaitable[Done]], asked: Asked) -> Done:
    """What is reckoned over the open books of what was asked."""
    if asked.days is not None and asked.days > 36_500:
        raise Said("--days looks back 36,500 days at most", WRONG_USE)
    if asked.currency is not None and re.fullmatch("[A-Z]{3}", asked.currency) is None:
        raise Said(f"--currency {asked.currency!r} is none; write it like EUR", WRONG_USE)
    return running.connected("stats", lambda nc, settings: _reckon(nc, settings, work, asked))


async def _reckon(
    nc: Client, settings: Settings, work: Callable[[Books, Question], Awaitable[Done]], asked: Asked
) -> Done:
    pack, store = pack_in_force(settings), open_store(settings)
    try:
        clock = await clocks.load(nc)
        question = _question(asked, pack, clock.now())
        async with store.reading() as connection:
            if not await is_up_to_date(store, nc, clock):
                say("the tables lag behind the log: the newest events are not in these figures yet")
            sheet = sheet_if_any(settings)
            books = Books(connection=connection, kinds=KINDS, pack=pack, sheet=sheet, nc=nc)
            await _insist_on_marketplace(books, question)
            return await work(books, question)
    finally:
        await store.close()


def _question(asked: Asked, pack: Pack, now: datetime) -> Question:
    return Question(
        as_of=min(moment_at(asked.as_of, asked.marketplace, pack) or now, now),
        marketplace=asked.marketplace,
        currency=asked.currency,
        sku=asked.sku,
        days=asked.days,
    )


async def _insist_on_marketplace(books: Books, question: Question) -> None:
    """A marketplace that neither the rules nor any case know is a slip, not an empty report."""
    name = question.marketplace
    if name is None or not books.pack.market(name).assumed or await places(books, question):
        return
    known = [place.shown for place in await places(books, Question(as_of=question.as_of))]
    raise Said(f"no case is of a marketplace {name!r}; there are: {', '.join(known) or 'none'}", WRONG_USE)


def moment_at(words: str | None, marketplace: str | None, pack: Pack) -> datetime | None:
    """The moment that `--as-of` names; a bare day is its last instant, at the marketplace, if named, else in UTC."""
    if words is None or len(words) > len("2026-11-20"):
        return running.moment_of(words, "--as-of")
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return running.moment_of(words, "--as-of")
    if marketplace is None:
        return datetime(day.year, day.month, day.day, 23, 59, 59, 999_999, tzinfo=UTC)
    return end_of_day(day, pack.market(marketplace))


def put(report: Report, asked: Asked) -> None:
    """Tell a report as it was asked for; what CSV has no place for is said on stderr."""
    if asked.as_json:
        paper.put_json(report.to_json())
    elif asked.as_csv:
        sys.stdout.write(report.to_csv())
        for remark in report.remarks:
            print(f"reso: {paper.printable(remark)}", file=sys.stderr)
    else:
        _draw(report.without(asked.left_out))


def _draw(report: Report) -> None:
    moment = f"as of {paper.moment(report.as_of)}"
    for place, part in report.by_place():
        paper.show(paper.table(part.headings(), part.lines(), f"{report.name}, {place}, {moment}", part.spare()))
    if not report.rows:
        paper.put(f"{report.name}, {moment}: nothing to tell")
    for sentence in (*_shortened([_in_rows(*each) for each in report.reasons().items()]), *_shortened(report.remarks)):
        paper.put(sentence)


def _in_rows(sentence: str, rows: int) -> str:
    return sentence if rows == 1 else f"{sentence} (in {rows:,} rows)"


def _shortened(sentences: Sequence[str]) -> Iterator[str]:
    yield from sentences[:SENTENCES]
    if len(sentences) > SENTENCES:
        yield f"and {len(sentences) - SENTENCES:,} more such remarks; --json has all of them"
