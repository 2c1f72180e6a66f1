"""`policy`: the rule packs: which markets there are, what holds there, whether a sheet is sound, what has changed."""

from pathlib import Path
from typing import Annotated, Any

import typer

from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said, say
from handlers.packs import pack_in_force
from handlers.reading.plain import plain
from handlers.reading.shelf import pinned
from lifecycle.policy.comparison import RuleRow, describe, difference
from lifecycle.policy.compile import shipped_pack
from lifecycle.policy.errors import PackError
from lifecycle.policy.pack import Pack
from lifecycle.policy.terms import Terms

Json = Annotated[bool, typer.Option("--json", help="JSON.")]
PackName = Annotated[str, typer.Argument(help="`current`, `shipped`, a digest of the log, or a sheet or folder.")]
MEMBERS = ("name", "zone", "country", "currency")
ASSUMED = """\
Assumed here: no source says that it holds on {market}. It was said of another market, or it is our own default. Lay a
sheet of your own over it (RESO_POLICY) once you know better."""


def add(app: typer.Typer) -> None:
    """Add the commands."""
    policy = typer.Typer(no_args_is_help=True, help="The rules: markets, deadlines, values, each with its source.")
    policy.command("list")(list_)
    policy.command()(show)
    policy.command()(check)
    policy.command()(diff)
    app.add_typer(policy, name="policy")


def list_(as_json: Json = False) -> None:
    """List the markets of the pack in force."""
    pack = pack_of("current")
    markets = [pack.market(name).terms for name in pack.names]
    if as_json:
        rows = [dict(zip((*MEMBERS, "values", "assumed", "lineage"), _market(each), strict=True)) for each in markets]
        paper.put_json({"digest": pack.digest, "markets": rows})
        return
    columns = ("market", "zone", "country", "money", ">values", ">assumed", "made of")
    cells = ((*counted, " < ".join(lineage)) for *counted, lineage in map(_market, markets))
    paper.show(paper.table(columns, cells, spare=("country", "money", "values", "assumed")))
    paper.put(f"pack {pack.digest}, {len(markets)} markets")


def show(market: Annotated[str, typer.Argument()], as_json: Json = False) -> None:
    """Show every rule of a market with its value, its source, and whether that speaks of this market.

    A value that is assumed here was said of another market, or is a default of ours.
    """
    pack = pack_of("current")
    found = pack.market(market)
    if found.assumed:
        family = [name for name in pack.names if name.startswith(f"{found.name}.")] or pack.names
        told = f"{market!r} is no market of the pack in force; there are: {', '.join(family)}"
        raise Said(f"{told}; cases of one that is unknown go by the rules of {found.name}", WRONG_USE)
    rows = describe(pack, market)
    if as_json:
        paper.put_json([{name: plain(value) for name, value in row._asdict().items()} for row in rows])
        return
    paper.show(paper.table(("rule", "~says", "~holds", "~set by", "~source"), map(_cells, rows)))
    terms, assumed = found.terms, sum(row.assumed for row in rows)
    where = [word for word in (terms.name, terms.zone, terms.country, terms.currency) if word]
    paper.put(" · ".join([*where, " < ".join(terms.lineage)]))
    paper.put(f"{len(rows)} values, {assumed} of them assumed")
    if assumed:
        paper.put_lines(ASSUMED.format(market=terms.name))


def check(files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Sheets, or folders of them.")]) -> None:
    """Check rule sheets, laid over the shipped ones; exit 1 if one is not sound."""
    for file in files:
        file.stat()  # a file that is not there is a slip, not a sheet with faults
    try:
        pack = _laid_over(*files)
    except PackError as faults:
        for fault in faults.faults:
            say(fault)
        raise typer.Exit(1) from None
    paper.put(f"sound: pack {pack.digest}, {len(pack.names)} markets")


def diff(old: PackName, new: PackName, as_json: Json = False) -> None:
    """Say what one pack says otherwise than another."""
    before, after = pack_of(old), pack_of(new)
    found = difference(before, after)
    if as_json:
        paper.put_json({"old": before.digest, "new": after.digest, "differences": found})
    else:
        for sentence in found:
            paper.put(sentence)
        counted = f"{len(found)} difference{'' if len(found) == 1 else 's'}"
        paper.put(f"{before.digest} and {after.digest}: {counted}" if found else "the same")


def pack_of(name: str) -> Pack:
    """The pack in force, the shipped one, one from the log by its digest, or sheets laid over the shipped ones."""
    if name == "current":
        return pack_in_force(running.prepared("policy"))
    if name == "shipped":
        return shipped_pack()
    if Path(name).exists():
        return _laid_over(Path(name))
    if len(name) == len("f887bfecc66ecfe1") and all(letter in "0123456789abcdef" for letter in name):
        return _from_log(name)
    raise Said(f"{name!r} is neither `current` nor `shipped`, nor a digest of 16 hex digits, nor a file", WRONG_USE)


def _from_log(digest: str) -> Pack:
    found = running.connected("policy", lambda nc, _: pinned(nc, [digest]))
    return found[digest]


def _laid_over(*paths: Path) -> Pack:
    """The shipped sheets with these laid over them."""
    return pack_in_force(running.prepared("policy", policy=tuple(paths)))


def _market(terms: Terms) -> tuple[Any, ...]:
    """Where it is, how many values it has, how many of them are assumed, and the files that made it."""
    assumed = sum(value.assumed for value in terms.rules)
    return *(getattr(terms, member) for member in MEMBERS), len(terms.rules), assumed, terms.lineage


def _cells(row: RuleRow) -> tuple[str, ...]:
    return row.rule, row.says(), row.holds(), row.set_by(), row.source
