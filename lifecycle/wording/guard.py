"""The guard: `check(text)` tells what must not go out to a buyer. It knows rules; it never says that a text is good.

Every language that a text seems to be written in is tried, so a text in two languages is checked in both.
"""

import re
from bisect import insort
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from lifecycle.wording.findings import CATEGORIES, Finding
from lifecycle.wording.folding import Folded, fold
from lifecycle.wording.reading import Reading
from lifecycle.wording.sequences import Span, overlapping
from lifecycle.wording.sheets import Rules, RuleSheet, rules_of, shipped_sheets

LANGUAGES: Final = ("de", "en", "es", "fr", "it", "pl")
CLEARLY: Final = 0.4
"""A language whose common words make up this share of those of the likeliest one is tried as well."""
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def check(text: str, language: str | None = None) -> tuple[Finding, ...]:
    """What must not go out in `text`, in its order; what several languages find in the same words is told once.

    `language` is what its writer says (`it`, `pt-BR`); what it is written in is recognised all the same.
    """
    folded = fold(text)
    found: dict[tuple[str, int, int], Finding] = {}
    for name in languages_of(folded.plain, language):
        for finding in _found(text, folded, name):
            found.setdefault((finding.category, finding.start, finding.end), finding)
    return tuple(sorted(found.values(), key=lambda finding: (finding.start, CATEGORIES.index(finding.category))))


def languages_of(plain: str, told: str | None = None) -> tuple[str, ...]:
    """The languages to try for a folded text, the likeliest first: the one told, and all it seems to be in.

    Where none is likely, every one is tried.
    """
    words = _LETTERS.findall(plain)
    counts = {name: sum(word in common for word in words) for name, common in _common().items()}
    most = max(counts.values())
    likely = {name for name, count in counts.items() if count >= most * CLEARLY}
    said = (told or "").lower().partition("-")[0]
    return tuple(sorted(likely | {said} & counts.keys(), key=lambda name: (name != said, -counts[name], name)))


@cache
def _common() -> Mapping[str, frozenset[str]]:
    """The commonest words of each language."""
    return {name: frozenset(sheet.common.split()) for name, sheet in shipped_sheets().items()}


def _found(text: str, folded: Folded, language: str) -> Iterator[Finding]:
    """The findings of one language: of those of one category that overlap, the shortest."""
    rules = rules_of(language)
    broken = [(Span(start, end - 1), rule.sheet) for rule, start, end in Reading(folded, rules).broken()]
    kept: dict[str, list[Span]] = {category: [] for category in CATEGORIES}
    for span, rule in sorted(broken, key=lambda each: (each[0].last - each[0].first, each[0])):
        if not overlapping(span, kept[rule.category]):
            insort(kept[rule.category], span)
            yield _finding(text, (folded.origins[span.first], folded.origins[span.last] + 1), rule, rules)


def _finding(text: str, span: tuple[int, int], rule: RuleSheet, rules: Rules) -> Finding:
    start, end = span
    return Finding(
        category=rule.category,
        rule=f"{rules.language}.{rule.id}",
        language=rules.language,
        start=start,
        end=end,
        line=text.count("\n", 0, start) + 1,
        words=" ".join(text[start:end].split()),
        why=rule.why,
        source=rule.source,
        permitted=rules.permitted[rule.category],
    )
