"""`summary`: the problems of the last week or month, how they were solved, and whether that held (S4-01)."""

from pathlib import Path
from typing import Annotated

import typer

from handlers.cli import paper
from handlers.cli.asking import AsCsv, AsJson, Asked, AsOf, Marketplace, put, reckoned
from handlers.cli.failures import WRONG_USE, Said
from handlers.stats.books import Books
from handlers.stats.letter import to_html, to_text
from handlers.stats.question import Question
from handlers.stats.report import Report
from handlers.stats.summary import chapters, report
from lifecycle.numbers.solutions import Span

Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write it as one HTML page.")]
Sku = Annotated[str | None, typer.Option(help="Only this article.")]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    summary = typer.Typer(no_args_is_help=True, help="Problems and solutions of the last week or month.")
    for verb in (weekly, monthly):
        summary.command()(verb)
    app.add_typer(summary, name="summary")


def weekly(
    as_of: AsOf = None,
    marketplace: Marketplace = None,
    sku: Sku = None,
    html: Html = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """The last week that is over, from Monday, by the days of each marketplace."""
    _tell("week", Asked(as_of, marketplace, sku=sku, as_json=as_json, as_csv=as_csv), html)


def monthly(
    as_of: AsOf = None,
    marketplace: Marketplace = None,
    sku: Sku = None,
    html: Html = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """The last month that is over, by the days of each marketplace."""
    _tell("month", Asked(as_of, marketplace, sku=sku, as_json=as_json, as_csv=as_csv), html)


def _tell(span: Span, asked: Asked, html: Path | None) -> None:
    if sum((asked.as_json, asked.as_csv, html is not None)) > 1:
        raise Said("say one of --json, --csv and --html", WRONG_USE)
    told, page, words = reckoned(lambda books, question: _made(books, question, span), asked)
    if html is not None:
        html.write_text(page, encoding="utf-8")
        paper.put(f"written to {html}")
    elif asked.as_json or asked.as_csv:
        put(told, asked)
    else:
        paper.put_lines(words)


async def _made(books: Books, question: Question, span: Span) -> tuple[Report, str, str]:
    """The summary as a report, as a page and as text."""
    found = await chapters(books, question, span)
    told = found, span, question.as_of
    return report(found, question, span), to_html(*told), to_text(*told)
