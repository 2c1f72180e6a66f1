"""A case on paper: a panel, its ledgers, its deadlines, what does not fit, its timeline."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.panel import Panel
from rich.text import Text

from handlers.cli import paper, worth_paper
from handlers.cli.tables import Sheet
from handlers.reading.casefile import CaseFile
from lifecycle.engine.case import Case, Deadline, Unfit

LEDGER = (
    *("requested", "authorized", "received", "inspected", "restocked", "scrapped", "missing", "wrong"),
    *("quantity", "ordered", "shipped", "delivered", "cancelled", "returned"),
)
LONGEST = 150
"""Characters of a note that are shown; the whole of it is in the JSON."""
FRAME = 6
"""What a frame takes of the width."""


def draw(found: CaseFile, now: datetime) -> None:
    """Print the case as it stands at `now` (UTC)."""
    case = found.case
    _put_head(f"{case.kind} {case.id}", [paper.printable(line) for line in _head(found)])
    for part in (_lines(case), _money(case), *worth_paper.tables(case), _deadlines(case.deadlines, now), _unfit(case)):
        if part is not None:
            paper.show(part)
    paper.show(_timeline(found.timeline))
    if found.advice:
        paper.show(_advice(found.advice))
    paper.put(f"possible now: {', '.join(found.possible) or 'nothing, this state is final'}")


def _put_head(title: str, lines: Sequence[str]) -> None:
    """The head in a frame, or without one where a word would be broken to fit it."""
    longest = max(map(len, (title, *" ".join(lines).split())))
    if longest + FRAME <= paper.console().width:
        paper.show(Panel(Text("\n".join(lines)), title=Text(title), expand=False))
    else:
        paper.put()
        for line in (title, *lines):
            paper.put(line)


def _head(found: CaseFile) -> Iterable[str]:
    case = found.case
    yield " · ".join(filter(None, (case.state, "escalated" if case.escalated else "", case.close_reason)))
    order, market = getattr(case, "order_id", None), getattr(case, "marketplace", None)
    if order or market:
        yield f"order {order or '-'}  {market or ''}".rstrip()
    if case.flags:
        yield f"flags {', '.join(case.flags)}"
    if case.refs:
        yield f"known as {', '.join(f'{ref.type} {ref.value}' for ref in case.refs)}"
    if case.links:
        yield f"linked {', '.join(f'{link.rel} {link.case}' for link in case.links)}"
    if found.relatives:
        yield f"same order: {', '.join(f'{each.kind} {each.id} ({each.state})' for each in found.relatives)}"
    if case.halted:
        yield f"nothing is decided by itself: {case.halted}"
    if case.assignee:
        yield f"in the hands of {case.assignee}"
    yield f"revision {found.revision}, horizon {paper.moment(case.horizon) or '-'}"


def _lines(case: Case) -> Sheet | None:
    """The ledger of goods, for kinds that have one; columns without a unit are left out."""
    lines: Sequence[Any] = getattr(case, "lines", ())
    if not lines:
        return None
    always = LEDGER[:4] if hasattr(lines[0], "requested") else ()
    columns = [name for name in LEDGER if name in always or any(getattr(line, name, 0) for line in lines)]
    rows = [
        (getattr(line, "line", ""), line.sku, *(getattr(line, name, 0) for name in columns), _price(line))
        for line in lines
    ]
    return paper.table(("line", "sku", *(f">{name}" for name in columns), ">unit paid"), rows, "Goods", ("unit paid",))


def _price(line: Any) -> object:  # noqa: ANN401 - a line of any kind
    return getattr(line, "unit_paid", "")


def _money(case: Case) -> Text | None:
    money: Any = getattr(case, "money", None)
    if money is None or not money.currency:
        return None
    sums = [(name, getattr(money, name, None)) for name in ("paid", "due", "refunded")]
    told = ", ".join(f"{name} {amount:f}" for name, amount in sums if amount is not None)
    words = f"Money: {told} {money.currency}"
    return paper.styled(words, "bold")


def _deadlines(deadlines: Sequence[Deadline], now: datetime) -> Sheet | None:
    if not deadlines:
        return None
    rows = [_deadline(each, now) for each in sorted(deadlines, key=lambda each: each.due_at)]
    return paper.table(
        ("deadline", "rule", "due", "left", "other reading"), rows, "Deadlines", ("other reading", "rule")
    )


def _deadline(deadline: Deadline, now: datetime) -> tuple[object, ...]:
    left = paper.styled(paper.left(deadline.due_at, now), "bold red" if deadline.due_at < now else "")
    other = deadline.latest_at
    latest = f"{paper.moment(other)}, {paper.left(other, now)}" if other else ""
    return deadline.name, deadline.rule, paper.moment(deadline.due_at), left, latest


def _unfit(case: Case) -> Sheet | None:
    if not case.unfit:
        return None
    rows = [(entry.type, f"{entry.source} {entry.id}", entry.standing, _reason(entry)) for entry in case.unfit]
    return paper.table(("event", "source and id", "stands", "~why"), rows, "Does not fit")


def _reason(entry: Unfit) -> str:
    if not entry.allowed or "possible" in entry.reason:
        return entry.reason
    return f"{entry.reason}; possible: {', '.join(entry.allowed)}"


def _advice(rows: Sequence[Mapping[str, Any]]) -> Sheet:
    """What can be done, in short; `reso advise` tells the rest."""
    told = ((row["row"], row["situation"], _numbered(row["options"])) for row in rows)
    return paper.table(("row", "~situation", "~options"), told, "Advice")


def _numbered(options: Sequence[Mapping[str, Any]]) -> Text:
    return Text("\n".join(paper.printable(f"{option['option']} {option['do']}") for option in options))


def _timeline(entries: Sequence[dict[str, Any]]) -> Sheet:
    columns = (">seq", "happened", "recorded", "~what, and the state after it")
    return paper.table(columns, (_entry(each) for each in entries), "Timeline", ("recorded",))


def _entry(entry: dict[str, Any]) -> tuple[object, ...]:
    event = str(entry["type"]).split(".")[1]
    what = paper.styled(event, "bold")
    what.append(paper.printable(f" → {entry['state']}" + (f" · {entry['actor']}" if entry["actor"] else "")))
    if entry["note"]:
        what.append(f"\n{paper.printable(_short(entry['note']))}", style="dim")
    return entry["seq"], _minute(entry["time"]), _minute(entry["recorded_at"]), what


def _minute(told: str) -> str:
    return paper.moment(datetime.fromisoformat(told).astimezone(UTC))


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
