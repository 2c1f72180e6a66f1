"""`stats feedback`: the feedback score of 30, 90 and 365 days and for ever (S1-06), and how requests to remove go."""

from handlers.stats import ratings
from handlers.stats.books import Books
from handlers.stats.cells import Cell, Unknown
from handlers.stats.places import Place, places
from handlers.stats.question import Question
from handlers.stats.report import Column, Report
from lifecycle.feedback.score import SPANS
from lifecycle.numbers.scoring import PARTIAL, Scored, scores

COLUMNS = (
    Column("marketplace", "text", "the marketplace"),
    Column("days", "count", "over how many local days; empty for ever"),
    Column("score", "count", "positive feedback of all, in whole percent"),
    Column("neutral", "count", "three stars of all, in whole percent"),
    Column("negative", "count", "one and two stars of all, in whole percent"),
    Column("stars", "amount", "the mean of the stars"),
    Column("positive_count", "count", "how many have four or five stars"),
    Column("neutral_count", "count", "how many have three"),
    Column("negative_count", "count", "how many have one or two"),
)


async def report(books: Books, question: Question) -> Report:
    """A row a span of days of each marketplace that has feedback."""
    rows: list[tuple[Cell, ...]] = []
    for place in await places(books, question):
        rated = await ratings.rated(books, place, question)
        spans = SPANS if question.days is None else (question.days,)
        found = scores(rated, [place.window(question, days) for days in spans])
        rows += [_row(place, each) for each in found if rated]
    return Report(name="feedback", as_of=question.as_of, columns=COLUMNS, rows=rows)


def _row(place: Place, each: Scored) -> tuple[Cell, ...]:
    score = each.score
    shares: list[Cell] = [score.percent("positive"), score.percent("neutral"), score.percent("negative"), each.stars]
    if each.unknown:
        shares = [Unknown((each.unknown,))] * len(shares)
    positive: Cell = Unknown((PARTIAL,)) if each.unknown == PARTIAL else score.positive
    return (place.shown, each.days, *shares, positive, score.neutral, score.negative)
