"""`stats`: the numbers, each as of any moment, for people, as JSON, as CSV."""

from typing import Annotated

import typer
from nats.aio.client import Client

from handlers.cli import paper, running
from handlers.cli.asking import AsCsv, AsJson, Asked, AsOf, Currency, Days, Marketplace, answer
from handlers.cli.failures import Said
from handlers.operating.daily import Daily
from handlers.operating.measuring import Done
from handlers.settings import Settings
from handlers.stats import counsel, service, skus
from handlers.stats import deadlines as by_clock
from handlers.stats import feedback as ratings
from handlers.stats import health as standing
from handlers.stats import reasons as by_reason

Sku = Annotated[str | None, typer.Option(help="Only this article.")]
Behind = Annotated[bool, typer.Option("--cases", help="The cases behind each row; JSON and CSV always have them.")]
Most = Annotated[int | None, typer.Option("--limit", min=1, help="At most so many rows.")]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    stats = typer.Typer(no_args_is_help=True, help="Numbers, never across marketplaces or currencies.")
    for verb in (sku, reasons, advice, returns, health, feedback, deadlines, publish):
        stats.command()(verb)
    app.add_typer(stats, name="stats")


def sku(  # noqa: PLR0913, PLR0917 - an option each
    as_of: AsOf = None,
    marketplace: Marketplace = None,
    currency: Currency = None,
    sku: Sku = None,
    days: Days = None,
    limit: Most = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Each article: what came back of what was sent, what it brought again, what its returns cost."""
    answer(skus.report, Asked(as_of, marketplace, currency, days, sku, as_json, as_csv, most=limit))


def reasons(  # noqa: PLR0913, PLR0917 - an option each
    as_of: AsOf = None,
    marketplace: Marketplace = None,
    currency: Currency = None,
    sku: Sku = None,
    days: Days = None,
    limit: Most = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Why goods come back: units by reason, and how their returns ended."""
    answer(by_reason.report, Asked(as_of, marketplace, currency, days, sku, as_json, as_csv, most=limit))


def advice(  # noqa: PLR0913, PLR0917 - an option each
    as_of: AsOf = None,
    marketplace: Marketplace = None,
    currency: Currency = None,
    sku: Sku = None,
    days: Days = None,
    limit: Most = None,
    cases: Behind = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """What the figures of goods advise: fix a listing, negotiate, sell elsewhere, stop repackaging, delist."""
    asked = Asked(as_of, marketplace, currency, days, sku, as_json, as_csv, () if cases else ("cases",), limit)
    answer(counsel.report, asked)


def returns(  # noqa: PLR0913, PLR0917 - an option each
    as_of: AsOf = None,
    marketplace: Marketplace = None,
    currency: Currency = None,
    days: Days = None,
    cases: Behind = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """How returns are handled: answers, scans, inspections, refunds, strays, SAFE-T."""
    left_out = () if cases else ("cases",)
    answer(service.report, Asked(as_of, marketplace, currency, days, None, as_json, as_csv, left_out))


def health(
    as_of: AsOf = None,
    marketplace: Marketplace = None,
    days: Days = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """How the account stands and how buyers are served: our figures beside those of the marketplace."""
    answer(standing.report, Asked(as_of, marketplace, days=days, as_json=as_json, as_csv=as_csv))


def feedback(
    as_of: AsOf = None,
    marketplace: Marketplace = None,
    days: Days = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """The feedback score of 30, 90 and 365 days and for ever; what cannot be known says so."""
    answer(ratings.report, Asked(as_of, marketplace, days=days, as_json=as_json, as_csv=as_csv))


def deadlines(
    as_of: AsOf = None,
    marketplace: Marketplace = None,
    days: Days = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Clock by clock: of the deadlines that fell due, how many were met before."""
    answer(by_clock.report, Asked(as_of, marketplace, days=days, as_json=as_json, as_csv=as_csv))


def publish(as_json: AsJson = False) -> None:
    """Tell the accounts their figures of the days that are over, now; `reso up` does it every day."""
    done = running.connected("stats", _publish)
    if as_json:
        paper.put_json({"stored": done.stored, "known": done.known, "without_account": list(done.without)})
        return
    paper.put(f"{done.stored} figures published, {done.known} known already")
    if done.without:
        names = ", ".join(done.without)
        paper.put(
            f"without an account case, so nothing was published: {names}; the first event of an account opens one"
        )


async def _publish(nc: Client, settings: Settings) -> Done:
    daily = Daily(nc, settings)
    try:
        done = await daily.publish()
    finally:
        await daily.close()
    if done is None:
        raise Said("the tables are behind the log: try again in a moment; `reso up` or `reso projector` keeps them")
    return done
