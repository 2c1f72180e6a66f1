"""The clocks of a kind as the rule packs set them: how long, by which rule, with which reminders, where differently."""

from collections.abc import Iterator
from typing import Any

from handlers.docs.markdown import code, some_of, table
from lifecycle.engine.kind import Kind, Timer
from lifecycle.policy.pack import ROOT, Pack
from lifecycle.policy.terms import Deadline, RuleValue, Terms

LEGEND = """\
How long each clock waits where nothing else is set; what is *assumed* is our own default, or nobody has verified it. A
deadline of the source's own (`respond_by`, `ship_by`, `promised_by`) goes before the computed one. Reminders count from
the start (`12h`), back from the deadline (`-3d`) or as a share of the way (`50%`). Where a rule reads in two ways, the
earlier one is due and the later one is kept beside it."""
HEAD = ("clock", "runs in", "deadline", "when it is missed", "reminders", "where the case goes")
ELSEWHERE = """\
Only what differs. A market takes what it does not set from the one that it inherits from; `base` is the table above."""
BY = {"fact": "", "order": ", by order date", "filing": ", also for windows that are open then"}


def clocks(kind: Kind[Any], pack: Pack) -> Iterator[str]:
    """The section about the clocks."""
    defaults = pack.book.markets[ROOT]
    known = {name for terms in pack.book.markets.values() for name in terms.timers}
    names = sorted(name for name in known if _timer(kind, name))
    yield "## Clocks"
    yield LEGEND
    yield table(HEAD, _lines(kind, defaults, names))
    yield "### Elsewhere"
    yield ELSEWHERE
    yield table(("market", "inherits from", "clock", "deadlines"), _differences(pack, names))


def _lines(kind: Kind[Any], terms: Terms, names: list[str]) -> Iterator[tuple[str, ...]]:
    for name in names:
        timer = _timer(kind, name)
        states = some_of(kind.table.states, timer.states if timer and timer.states else kind.table.states)
        follows = _follows(kind, timer.name) if timer else ""
        for deadline in terms.timers.get(name, ()):
            reminders = ", ".join(deadline.reminders) or "none"
            assumed = any(value.assumed for value in terms.rules if value.id in deadline.rules)
            told = _deadline(terms, deadline) + (" (assumed)" if assumed else "")
            yield f"`{name}`", states, told, deadline.severity, reminders, follows


def _timer(kind: Kind[Any], name: str) -> Timer[Any] | None:
    """The timer that counts under this name; a variant of one (`T-SHIPBACK-WITHDRAWAL`) begins with its name."""
    fitting = [timer for timer in kind.timers if name == timer.name or name.startswith(f"{timer.name}-")]
    return max(fitting, key=lambda timer: len(timer.name), default=None)


def _follows(kind: Kind[Any], name: str) -> str:
    targets = [target for row in kind.table.rows if row.event == name for target in row.targets]
    return code(*targets) or "*stays*"


def _differences(pack: Pack, names: list[str]) -> Iterator[tuple[str, ...]]:
    """What each market sets otherwise than the market it inherits from."""
    for market in pack.names:
        terms = pack.book.markets[market]
        parent = terms.lineage[-2] if len(terms.lineage) > 1 else None
        for name in names if parent else ():
            own, inherited = _deadlines(terms, name), _deadlines(pack.book.markets[parent or ROOT], name)
            if own != inherited:
                yield market, parent or "", f"`{name}`", "; ".join(own) or "none"


def _deadlines(terms: Terms, name: str) -> list[str]:
    found = ((each, ", ".join(each.reminders) or "no reminder") for each in terms.timers.get(name, ()))
    return [f"{_deadline(terms, each)} ({each.severity}; {reminders})" for each, reminders in found]


def _deadline(terms: Terms, deadline: Deadline) -> str:
    values = [value for value in terms.rules if value.id in deadline.rules]
    return ", ".join(_value(value) for value in values) or f"{code(*deadline.rules)} (not in force)"


def _value(value: RuleValue) -> str:
    units = " or ".join(unit.replace("_", " ") for unit in value.units)
    begins = f" from {value.valid_from}" if value.valid_from else ""
    ends = f" before {value.valid_to}" if value.valid_to else ""
    return f"`{value.id}` {value.value} {units}{begins}{ends}{BY[value.applies_by]}"
