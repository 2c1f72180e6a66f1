"""A text read with the rules of one language: where its words, phrases and broken rules stand."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from re import Pattern
from typing import Final

from lifecycle.wording.folding import Folded
from lifecycle.wording.sequences import STOP, Span, Steps, joined, matches, overlapping
from lifecycle.wording.sheets import Rule, Rules

WORD: Final = re.compile(
    r"(?P<word>\w+)|(?P<stop>(?<!\s\d)(?<!\s\d\d)(?<!\b(?:nr|ca|no))(?<!\bbzw)[.!?]+(?=[\s\"'”»)\]]|$)|\n\s*\n)"
)
"""A word, or the end of a sentence: not the point of `1. Februar` or `Nr. 5`."""


class Reading:
    """One text, read once; a word is known by its number."""

    def __init__(self, folded: Folded, rules: Rules) -> None:
        self._plain, self._rules = folded.plain, rules
        marks = list(WORD.finditer(folded.plain))
        self._starts = [mark.start() for mark in marks]
        self._ends = [mark.end() for mark in marks]
        self._stops = [number for number, mark in enumerate(marks) if mark.lastgroup == STOP]
        self._spans: dict[str, list[Span]] = {STOP: [Span(number, number) for number in self._stops]}
        for name, pattern in rules.words.items():
            self._spans[name] = list(self._words(pattern))
        for phrase in rules.phrases:
            found = self._standing(phrase.any, phrase.unless) if self._has(phrase.given) else []
            self._spans[phrase.name] = sorted({*self._spans.get(phrase.name, ()), *found})

    def broken(self) -> Iterator[tuple[Rule, int, int]]:
        """Every broken rule, with the characters of the folded text from where to where."""
        for rule in self._rules.rules:
            for span in self._standing(rule.any, rule.unless):
                if not self._softened(rule, span):
                    yield rule, self._starts[span.first], self._ends[span.last]

    def _words(self, pattern: Pattern[str]) -> Iterator[Span]:
        for found in pattern.finditer(self._plain):
            first = bisect_right(self._starts, found.start()) - 1
            last = bisect_left(self._ends, found.end())
            if first >= 0:
                yield Span(first, min(last, len(self._ends) - 1))

    def _standing(self, wanted: tuple[Steps, ...], unless: tuple[Steps, ...]) -> list[Span]:
        found = {span for steps in wanted for span in matches(steps, self._spans)}
        if not found:
            return []
        lifted = joined(span for steps in unless for span in matches(steps, self._spans))
        return sorted(span for span in found if not overlapping(span, lifted))

    def _softened(self, rule: Rule, span: Span) -> bool:
        """Whether a word that takes the sting out stands in the sentences of the span."""
        whole = self._sentences(span)
        return any(overlapping(whole, joined(self._spans.get(name, ()))) for name in rule.sheet.never)

    def _sentences(self, span: Span) -> Span:
        before, after = bisect_left(self._stops, span.first), bisect_left(self._stops, span.last)
        first = self._stops[before - 1] + 1 if before else 0
        return Span(first, self._stops[after] if after < len(self._stops) else len(self._starts))

    def _has(self, name: str) -> bool:
        return not name or bool(self._spans.get(name))
