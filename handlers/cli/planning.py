"""`plan-of-action`: a draft for the marketplace about one metric, filled from the cases that count in it (S1-23)."""

from typing import Annotated

import typer

from events.account_codes import Metric, metric
from handlers.cli import paper
from handlers.cli.asking import AsJson, Asked, AsOf, Days, Marketplace, reckoned
from handlers.cli.failures import WRONG_USE, Said
from handlers.stats.books import Books
from handlers.stats.places import Place, places
from handlers.stats.plan import plan
from handlers.stats.question import Question
from lifecycle.numbers.drafting import Draft

Name = Annotated[str, typer.Argument(metavar="METRIC", help="What the notice is about, such as order_defect_rate.")]


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("plan-of-action")(plan_of_action)


def plan_of_action(
    name: Name, as_of: AsOf = None, marketplace: Marketplace = None, days: Days = None, as_json: AsJson = False
) -> None:
    """Draft a plan of action: what happened, why, what was put right, what prevents it; gaps are marked."""
    code = metric(name)
    if code is Metric.OTHER:
        known = ", ".join(each.value for each in Metric if each is not Metric.OTHER)
        raise Said(f"{name!r} is no metric that is known here; there are: {known}", WRONG_USE)
    drafted = reckoned(
        lambda books, question: _drafted(books, question, code), Asked(as_of, marketplace, days=days, as_json=as_json)
    )
    if as_json:
        paper.put_json(drafted.to_json())
        return
    paper.put_lines(drafted.to_text())
    paper.put()
    paper.put(f"A draft: {drafted.gaps} gaps, marked [TO FILL IN: …], are for a person. It is sent by nobody but you.")


async def _drafted(books: Books, question: Question, code: Metric) -> Draft:
    return await plan(books, question, _only(await places(books, question), question), code)


def _only(found: list[Place], question: Question) -> Place:
    """The one marketplace that is meant."""
    named = [place for place in found if place.name]
    if len(named) == 1:
        return named[0]
    if not named:
        raise Said(f"there is no case of {question.marketplace}" if question.marketplace else "there is no case yet")
    names = ", ".join(place.shown for place in named)
    raise Said(f"a plan is about one marketplace: say which with --marketplace; there are {names}", WRONG_USE)
