"""`automatic`: what rules have decided by themselves of late, and what shadow mode and caps kept them from."""

from collections.abc import Iterable, Sequence
from datetime import UTC, timedelta
from decimal import Decimal
from typing import Annotated

import typer
from nats.aio.client import Client

from handlers import clock as clocks
from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said
from handlers.reading.deciding import Withheld, counted, summed, withheld
from handlers.worker.budgets import Spent
from lifecycle.policy.deciding import MOST_BUYER_DAYS, RULES

Found = tuple[list[Spent], list[Withheld]]


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(automatic)


def automatic(
    days: Annotated[int, typer.Option(min=1, max=MOST_BUYER_DAYS, help="How far back.")] = 7,
    rule: Annotated[str | None, typer.Option(help="Only of this rule, such as auto-refund.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
) -> None:
    """Show what rules have decided by themselves, as counted for their caps, and what they were kept from."""
    names = [each.replace("_", "-") for each in RULES]
    if rule is not None and rule not in names:
        raise Said(f"there is no rule {rule!r}; there are: {', '.join(names)}", WRONG_USE)
    spent, kept = running.connected("automatic", lambda nc, _: _read(nc, days, rule))
    if as_json:
        paper.put_json({"counted": [_json(each) for each in spent], "withheld": [each.to_json() for each in kept]})
        return
    if spent:
        rows = ((each.day, each.market, each.rule, len(each.taken), _sum(each)) for each in spent)
        paper.show(
            paper.table(("day", "market", "rule", ">decisions", ">money"), rows, "Counted for the caps of a day")
        )
    if kept:
        paper.show(paper.table(("when", "case", "rule", "would", "~why not"), map(_cells, kept), "Not done"))
    for line in _sums(kept):
        paper.put(line)
    if not spent and not kept:
        paper.put(f"nothing was counted or withheld within {days} day{'' if days == 1 else 's'}")


async def _read(nc: Client, days: int, rule: str | None) -> Found:
    since = (await clocks.load(nc)).now() - timedelta(days=days)
    spent = [each for each in await counted(nc) if each.day >= since.date() and rule in (None, each.rule)]
    return spent, await withheld(nc, since, rule)


def _json(spent: Spent) -> dict[str, object]:
    told = {"rule": spent.rule, "market": spent.market, "day": spent.day.isoformat()}
    return {**told, "decisions": len(spent.taken), "amount": str(_sum(spent))}


def _sum(spent: Spent) -> Decimal:
    return sum(spent.taken.values(), Decimal(0))


def _cells(each: Withheld) -> Sequence[object]:
    would = each.would
    return paper.moment(each.time.astimezone(UTC)), each.case, would["rule"], _would(would), would["why"]


def _would(would: dict[str, str]) -> str:
    return " ".join(filter(None, (would["event"], would.get("amount"), would.get("currency"))))


def _sums(kept: Iterable[Withheld]) -> Iterable[str]:
    """A line for each rule and currency: how many were shadowed or braked, and their sum."""
    for each in summed(kept):
        money = f", {each.amount} {each.currency}" if each.currency else ""
        yield f"{each.rule}: {each.times} withheld {'in shadow' if each.shadow else 'by a cap'}{money}"
