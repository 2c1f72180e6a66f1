"""Sequences of words: `promise 8 if !satisfied 6 end_claim` and where in a text they stand.

A name is a class of words or a phrase. A number between two names is how many words may stand between them (none, if
it is left out); `!name` before it forbids that name there. No sequence crosses the end of a sentence unless it names
it: `stop`.
"""

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

STOP: Final = "stop"


class Span(NamedTuple):
    """From the first word to the last, both counted in the text."""

    first: int
    last: int


Spans: TypeAlias = Mapping[str, Sequence[Span]]


class Step(NamedTuple):
    """One name of a sequence, and what may stand between it and the name before."""

    name: str
    gap: int = 0
    without: tuple[str, ...] = ()


Steps: TypeAlias = tuple[Step, ...]


def joined(spans: Iterable[Span]) -> list[Span]:
    """The words that the spans cover, as spans in their order of which no two share a word."""
    whole: list[Span] = []
    for span in sorted(spans):
        if whole and span.first <= whole[-1].last:
            whole[-1] = Span(whole[-1].first, max(whole[-1].last, span.last))
        else:
            whole.append(span)
    return whole


def overlapping(span: Span, whole: Sequence[Span]) -> bool:
    """Whether a span shares a word with one of those: in their order, and no two of them share one."""
    place = bisect_right(whole, (span.last, sys.maxsize))
    return place > 0 and whole[place - 1].last >= span.first


def steps_of(told: str) -> Steps:
    """The steps of a sequence as it is written; raises ValueError where it begins or ends with a gap."""
    steps: list[Step] = []
    gap, without = 0, list[str]()
    for part in told.split():
        if part.isdigit():
            gap = int(part)
        elif part.startswith("!"):
            without.append(part[1:])
        else:
            steps.append(Step(part, gap, tuple(without)))
            gap, without = 0, []
    if not steps or gap or without or steps[0].gap or steps[0].without:
        raise ValueError(f"a sequence begins and ends with a name: {told!r}")
    return tuple(steps)


def matches(steps: Steps, spans: Spans) -> Iterator[Span]:
    """Everywhere the sequence stands."""
    for span in spans.get(steps[0].name, ()):
        for last in _onward(steps, 1, span.last, spans):
            yield Span(span.first, last)


def _onward(steps: Steps, at: int, last: int, spans: Spans) -> Iterator[int]:
    if at == len(steps):
        yield last
        return
    step = steps[at]
    nearest = last + 1
    for span in _from(spans.get(step.name, ()), nearest):
        if span.first - nearest > step.gap:
            break
        if not _barred(step, nearest, span.first, spans):
            yield from _onward(steps, at + 1, span.last, spans)


def _barred(step: Step, start: int, end: int, spans: Spans) -> bool:
    """Whether something stands between that must not."""
    return any(_begins(spans.get(name, ()), start, end) for name in (STOP, *step.without))


def _begins(spans: Sequence[Span], start: int, end: int) -> bool:
    place = bisect_left(spans, (start,))
    return place < len(spans) and spans[place].first < end


def _from(spans: Sequence[Span], first: int) -> Sequence[Span]:
    return spans[bisect_left(spans, (first,)) :]
