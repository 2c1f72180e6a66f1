"""The summary of a week or month for people: as text for a terminal or a mail, and as one HTML page without scripts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from handlers.stats.summary import Chapter
from lifecycle.numbers.solutions import Solved, Span

TEMPLATES = Path(__file__).parent / "templates"


def to_html(chapters: Iterable[Chapter], span: Span, as_of: datetime) -> str:
    """One page that needs nothing else; whatever buyers wrote is escaped."""
    pages = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    told = [_page(chapter) for chapter in chapters]
    return pages.get_template("summary.html").render(title=_title(span), as_of=_moment(as_of), chapters=told)


def to_text(chapters: Sequence[Chapter], span: Span, as_of: datetime) -> str:
    """Lines of text, product by product."""
    lines = [f"{_title(span)}, as of {_moment(as_of)}"]
    if not chapters:
        lines.append("Nobody told of a problem.")
    for chapter in chapters:
        lines += ["", f"{chapter.marketplace}, {chapter.period.first} to {chapter.period.last}"]
        for sku, problems in _by_product(chapter):
            lines += [f"  {sku}", *(f"    {_in_words(each)}" for each in problems)]
    return "\n".join(lines)


def _title(span: Span) -> str:
    return f"Problems and solutions of the {span}"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _page(chapter: Chapter) -> dict[str, Any]:
    products = [{"sku": sku, "problems": [_cells(each) for each in told]} for sku, told in _by_product(chapter)]
    days = {"first": chapter.period.first.isoformat(), "last": chapter.period.last.isoformat()}
    return {"marketplace": chapter.marketplace, "products": products, **days}


def _cells(each: Solved) -> dict[str, Any]:
    counts = {name: getattr(each, name) for name in ("problem", "cases", "held", "failed", "open", "unsure")}
    return {**counts, "solutions": _solutions(each)}


def _by_product(chapter: Chapter) -> Iterator[tuple[str, list[Solved]]]:
    """The articles, those with most cases first, each with its problems."""
    cases: dict[str, int] = {}
    for each in chapter.problems:
        cases[each.sku] = cases.get(each.sku, 0) + each.cases
    ordered = sorted(chapter.problems, key=lambda each: (-cases[each.sku], each.sku, -each.cases, each.problem))
    for sku, problems in groupby(ordered, key=lambda each: each.sku):
        yield sku, list(problems)


def _solutions(each: Solved) -> str:
    return ", ".join(f"{how.replace('_', ' ')} {count}" for how, count in each.solutions.items())


def _in_words(each: Solved) -> str:
    units = f", {each.units} units" if each.units else ""
    told = [f"{each.problem}: {each.cases} {'case' if each.cases == 1 else 'cases'}{units}"]
    told += [f"solutions: {_solutions(each)}"] if each.solutions else []
    counted = (("held", each.held), ("did not hold", each.failed), ("unsure", each.unsure), ("open", each.open))
    return "; ".join([*told, ", ".join(f"{count} {word}" for word, count in counted if count)])
