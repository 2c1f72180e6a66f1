"""Advice on paper: the situation, what to find out, numbered options with their drafts, limits, source."""

from collections.abc import Iterable, Sequence

from handlers.cli import paper
from handlers.reading.advising import advice_json
from lifecycle.playbook.row import Advice, Option
from lifecycle.playbook.taking import draft, to_be_given
from lifecycle.playbook.view import View

INDENT = "     "


def put(view: View, found: Sequence[Advice], *, as_json: bool) -> None:
    """Print all advice on a case."""
    if as_json:
        paper.put_json([advice_json(view, advice) for advice in found])
        return
    if not found:
        paper.put(f"{view.case.kind} {view.case.id}: the playbook has nothing to say as it stands ({view.case.state})")
    for advice in found:
        for line in _lines(view, advice):
            paper.put(line)


def _lines(view: View, advice: Advice) -> Iterable[str]:
    row = advice.row
    yield f"{row.number}  {row.situation}"
    if advice.missing:
        yield f"  find out: {'; '.join(advice.missing)}"
    for note in advice.notes:
        yield f"  note: {note}"
    for place, option in enumerate(advice.options):
        yield f"  {option.number}  {option.do}{'' if place else ' (recommended)'}"
        yield from _details(view, option)
    for limit, words in advice.limits.items():
        yield f"  {limit}: {words}"
    yield f"  source: {', '.join(row.sources)}"
    yield ""


def _details(view: View, option: Option) -> Iterable[str]:
    if option.why:
        yield f"{INDENT}{option.why}"
    for act in option.acts:
        needs = to_be_given(option, act)
        wanted = f", needs {', '.join(f'--{name}' for name in needs)}" if needs else ""
        yield f"{INDENT}publishes {act.kind} {act.case_id} {act.event}{wanted}"
    for act in option.agreed:
        yield f"{INDENT}once he agrees: {act.kind} {act.case_id} {act.event}"
    words = draft(view, option)
    if words:
        yield from (f"{INDENT}| {line}".rstrip() for line in words.splitlines())
