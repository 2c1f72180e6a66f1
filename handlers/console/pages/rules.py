"""Rules: what holds on each marketplace with its source, what has changed, what rules have decided by themselves."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from starlette.responses import Response

from handlers.console.counting import day_of
from handlers.console.visit import Visit, Visiting
from handlers.reading.deciding import counted, summed, withheld
from handlers.reading.shelf import Kept, kept
from lifecycle.policy.comparison import RuleRow, changes, describe, difference, in_force
from lifecycle.policy.deciding import MOST_BUYER_DAYS
from lifecycle.policy.deciding import RULES as DECIDING
from lifecycle.policy.pack import ROOT, Pack

HERE, CHANGES, AUTOMATIC = "/rules", "/rules/changes", "/rules/automatic"
YEAR = timedelta(days=365)

Day = Annotated[str, Query(pattern=r"^(\d{4}-\d\d-\d\d)?$")]
Days = Annotated[int, Query(ge=1, le=MOST_BUYER_DAYS)]

router = APIRouter()


@router.get(HERE)
async def rules(visit: Visiting, market: str = "", on: Day = "", q: str = "") -> Response:
    """Every rule of a marketplace as it holds on a day."""
    pack, day = visit.context.pack, _day(visit, on)
    name = market or _first(pack)
    found = pack.market(name)
    rows = [row for row in in_force(describe(pack, found.name), day) if _speaks_of(row, q)]
    values: dict[str, Any] = {"market": name, "terms": found.terms, "stands_in": found.assumed, "on": day, "q": q}
    return visit.render("rules/rules.html", **values, pack=pack, markets=_markets(pack), rows=rows)


def _speaks_of(row: RuleRow, words: str) -> bool:
    """Whether all words stand somewhere in the row."""
    text = f"{row.rule} {row.says()} {row.source}".casefold()
    return all(word in text for word in words.casefold().split())


@router.get(CHANGES)
async def changed(
    visit: Visiting, market: str = "", since: Day = "", until: Day = "", old: str = "", new: str = ""
) -> Response:
    """What holds on one day, and held otherwise on another, by one pack or two."""
    packs = await kept(visit.context.nc)
    then, now = _pack(visit, packs, old), _pack(visit, packs, new)
    last = _day(visit, until)
    first = _day(visit, since) if since else last - YEAR
    name = market or _first(now)
    found = changes(in_force(describe(then, name), first), in_force(describe(now, name), last))
    sentences = difference(then, now) if then != now else []
    values: dict[str, Any] = {"market": name, "markets": _markets(now), "since": first, "until": last}
    values |= {"old": then, "new": now, "choices": list(_choices(visit, packs))}
    return visit.render("rules/changes.html", **values, found=found, sentences=sentences)


@router.get(AUTOMATIC)
async def automatic(visit: Visiting, days: Days = 7, rule: str = "") -> Response:
    """What rules have decided by themselves, and what shadow mode and caps kept them from."""
    names = [(name, name) for name in (each.replace("_", "-") for each in DECIDING)]
    nc, since = visit.context.nc, visit.texts.now - timedelta(days=days)
    spent = [each for each in await counted(nc) if each.day >= since.date() and rule in ("", each.rule)]
    kept_back = await withheld(nc, since, rule or None)
    values: dict[str, Any] = {"spent": spent, "withheld": kept_back[::-1], "sums": summed(kept_back)}
    return visit.render("rules/automatic.html", **values, days=days, rule=rule, names=names)


def _day(visit: Visit, words: str) -> date:
    """The day that is asked for; today where none is."""
    return day_of(visit, words) if words else visit.texts.now.date()


def _markets(pack: Pack) -> list[tuple[str, str]]:
    """The markets to choose from."""
    return [(name, name) for name in pack.names]


def _first(pack: Pack) -> str:
    """The market that is shown where none is asked for: the defaults of all."""
    return ROOT if ROOT in pack.names else pack.names[0]


def _pack(visit: Visit, packs: list[Kept], digest: str) -> Pack:
    """The pack of a digest; the one in force where none is asked for."""
    if digest in ("", visit.context.pack.digest):
        return visit.context.pack
    found = [each.pack for each in packs if each.pack.digest == digest]
    if not found:
        raise HTTPException(404)
    return found[0]


def _choices(visit: Visit, packs: list[Kept]) -> Iterator[tuple[str, str]]:
    """The packs to choose from, the one in force first."""
    current = visit.context.pack.digest
    yield current, visit.texts.gettext("in force (%(digest)s)", digest=current)
    for each in packs:
        if each.pack.digest != current:
            yield each.pack.digest, f"{visit.texts.day(each.since)} ({each.pack.digest})"
