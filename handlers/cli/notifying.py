"""`notify`: the process that tells people, a test whether they can be told, and what waits."""

from typing import Annotated

import typer

from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said
from handlers.cli.tending import on_end_of_input
from handlers.notifying.again import ask_again, lay_aside
from handlers.notifying.rules import Rule
from handlers.notifying.standing import Standing, standing
from handlers.settings import FILE, Settings

NO_RULES = f"{FILE} has no [[notify]]: nobody is to be told of anything; docs/notifying.md shows how to write one"


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(notify)


def notify(
    test: Annotated[bool, typer.Option("--test", help="Send a test to every receiver; say what came of it.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="What waits, and what was refused.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Send once more what was refused.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Lay aside what was refused.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON, with --test and --list.")] = False,
    attended: Annotated[bool, typer.Option("--attended", hidden=True, help="Stop when stdin ends.")] = False,
) -> None:
    """Tell people of alerts, by the rules in reso.toml, until SIGTERM or Ctrl-C."""
    if test + listed + again + drop > 1:
        raise Said("--test, --list, --again and --drop are four things: ask for one of them", WRONG_USE)
    if test:
        _test(as_json=as_json)
    elif again or drop:
        _refused(again=again)
    elif listed or as_json:
        _put(running.connected("notify", lambda nc, _: standing(nc)), as_json=as_json)
    else:
        settings = running.prepared("notify", quiet=False)
        running.run(_notify(settings, _rules(settings), attended=attended))


def _refused(*, again: bool) -> None:
    """Send once more what was refused, or lay it aside."""
    if again:
        asked = running.connected("notify", lambda nc, _: ask_again(nc))
        paper.put(f"{asked:,} refused messages go out again, as soon as `reso notify` runs")
    else:
        dropped = running.connected("notify", lambda nc, settings: lay_aside(nc, settings.alert_ttl))
        paper.put(f"{dropped:,} refused messages are laid aside")


def _rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules in force; a sentence if there are none."""
    from handlers.notifying.ruling import rules_in_force  # noqa: PLC0415 - it brings Apprise, which takes its time

    if not settings.notify:
        raise Said(NO_RULES, WRONG_USE)
    return rules_in_force(settings)


async def _notify(settings: Settings, rules: tuple[Rule, ...], *, attended: bool) -> None:
    from handlers.notifying.notifier import CannotNotify, Notifier  # noqa: PLC0415 - so does this

    work = Notifier(settings, rules)
    running.on_signals(work.stop.set)
    if attended:
        await on_end_of_input(work.stop.set)
    try:
        await work.run()
    except CannotNotify as reason:
        raise Said(str(reason)) from None


def _test(*, as_json: bool) -> None:
    """Send a test to every receiver; exit 1 unless all have taken it."""
    from handlers.notifying.trying import try_all  # noqa: PLC0415 - the same

    settings = running.prepared("notify")
    tried = running.run(try_all(_rules(settings)))
    if as_json:
        paper.put_json([{"to": each.shown, "standing": each.standing, "why": each.why or None} for each in tried])
    else:
        for each in tried:
            paper.put(f"{each.standing:9} {each.shown}" + (f": {each.why}" if each.why else ""))
    if any(each.standing != "accepted" for each in tried):
        raise typer.Exit(1)


def _put(found: Standing, *, as_json: bool) -> None:
    if as_json:
        paper.put_json(found.to_json())
        return
    rows = [
        (entry.state, entry.content.severity, entry.content.case_id, found.shown(entry), found.reason(entry))
        for entry in found.entries
    ]
    if rows:
        paper.show(paper.table(("", "severity", "case", "to", "~why"), rows))
    paper.put(str(found))
