"""The page of a kind of case: its diagrams, its table, what waits and what is refused, its flags and its clocks."""

from collections.abc import Iterator
from typing import Any, Final

from events.catalogue import CATALOGUE
from handlers.docs.clocks import clocks
from handlers.docs.markdown import GENERATED, code, fenced, joined, some_of, table
from lifecycle.engine.diagram import mermaid, spoken
from lifecycle.engine.kind import Kind
from lifecycle.engine.machine import Row
from lifecycle.policy.pack import Pack

THEMES: Final = {
    "returns": "Asking, deciding, ending",
    "parcels": "The goods",
    "money": "The money",
    "disputes": "Claims and objections",
    "conversations": "What is written",
    "intents": "What could not be sent",
    "feedback": "The feedback and what becomes of it",
    "claims": "Opening and ending",
    "claim_answers": "Answering, asking, contacting",
    "verdicts": "What is decided",
    "orders": "The order and its end",
    "cancelling": "Changing one's mind",
    "deliveries": "The way to the buyer",
    "order_links": "What its other cases tell",
    "accounts": "Figures, notices, plans",
}
"""What the events of a file under `events/` are about."""
DIAGRAMS = """\
An event after which the case stays where it is has no arrow. A row that leads wherever the ledgers stand, or that
nearly every state has, is told in a note. The table below has every row."""
TABLE = """\
Where a row names several states, the ledgers decide which. `stays` leaves the state as it is. A clock is written in
capitals; the row is what follows when it is missed."""
UNFIT = """\
Every pair of state and event that has no row stands here, on purpose. What **waits** is parked: something still
missing may make it fit, and it is weighed again whenever the case moves. What is **refused** is rejected, with an alert
that says what would be possible."""


def page(kind: Kind[Any], pack: Pack) -> str:
    """The whole page."""
    return joined(
        f"# The {kind.name}: states, events, clocks\n",
        GENERATED,
        f"Lifecycle version {kind.version}. {len(kind.table.states)} states: {code(*kind.table.states)}.",
        "## Diagrams",
        DIAGRAMS,
        *_diagrams(kind),
        "## Transitions",
        TABLE,
        table(("when it is", "and this happens", "it is now", "because"), (_row(kind, row) for row in kind.table.rows)),
        "## What waits, what is refused",
        UNFIT,
        table(("event", "waits in", "refused in"), _unfit(kind)),
        "## Flags",
        "A flag deserves a person's eye. One with a severity raises an alert, and an `info` alert when it is lowered.",
        table(("flag", "severity", "what the alert says"), _flags(kind)),
        *clocks(kind, pack),
    )


def _diagrams(kind: Kind[Any]) -> Iterator[str]:
    """A diagram a theme, and one of the clocks; a theme that moves no case has none."""
    themes = _themes(kind)
    themes["The clocks"] = [timer.name for timer in kind.timers]
    for title, events in themes.items():
        drawn = mermaid(kind, events)
        if drawn.count("-->") > 1:
            yield f"### {title}"
            yield fenced("mermaid", drawn)


def _themes(kind: Kind[Any]) -> dict[str, list[str]]:
    """The events of the kind by the file that describes them."""
    themes: dict[str, list[str]] = {}
    for name, model in CATALOGUE.kinds[kind.name].models.items():
        file = model.__module__.rpartition(".")[2]
        themes.setdefault(THEMES.get(file, file), []).append(name)
    return themes


def _row(kind: Kind[Any], row: Row) -> tuple[str, ...]:
    targets = some_of(kind.table.states, row.targets) or "*stays*"
    return some_of(kind.table.states, row.sources), spoken(row.event), targets, row.note


def _unfit(kind: Kind[Any]) -> Iterator[tuple[str, ...]]:
    waits, refused = kind.table.waits, kind.table.refused
    for event in sorted({*waits, *refused}):
        yield (
            event,
            some_of(kind.table.states, waits.get(event, ())),
            some_of(kind.table.states, refused.get(event, ())),
        )


def _flags(kind: Kind[Any]) -> Iterator[tuple[str, ...]]:
    for flag, (severity, words) in kind.flag_alerts.items():
        yield f"`{flag}`", severity, words
