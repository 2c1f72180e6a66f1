"""docs/coverage.md: every requirement, and the tests that showed it in a run."""

from collections.abc import Iterator
from pathlib import Path

from tests.coverage.gathering import Shown
from tests.coverage.requirements import Chapter, Requirements

PAGE = Path("docs", "coverage.md")
HEAD = """\
# What is required, and the tests that show it

Written by `make coverage` from a complete run of `make test`, not edited by hand. A test stands here if it ran and
passed in that run; `make test` fails when this page says anything else than the run has shown, or when a number is
shown by no test.
"""


def missing(required: Requirements, shown: Shown) -> list[str]:
    """The numbers that no test has shown though one could."""
    return [number for number in required.to_show if number not in shown]


def needless(required: Requirements, shown: Shown) -> list[str]:
    """The numbers that are said to be out of reach though a test has shown them."""
    return [number for number in required.out_of_reach if number in shown]


def page(required: Requirements, shown: Shown) -> str:
    """The page that this run deserves."""
    parts = [HEAD, _summary(required, shown)]
    parts += [_chapter(chapter, required, shown) for chapter in required.chapters]
    parts.append("\n".join(_out_of_reach(required)))
    return "\n".join(parts)


def _summary(required: Requirements, shown: Shown) -> str:
    count = len(required.to_show) - len(missing(required, shown))
    return (
        f"Shown: {count} of {len(required.numbers)}. Out of reach: {len(required.out_of_reach)}, listed at the end.\n"
    )


def _chapter(chapter: Chapter, required: Requirements, shown: Shown) -> str:
    rows = "\n".join(
        f"| {number} | {sentence} | {_tests(shown.get(number, []))} |"
        for number, sentence in chapter.says.items()
        if number not in required.out_of_reach
    )
    return f"## {chapter.title}\n\n| number | what is required | tests that show it |\n| --- | --- | --- |\n{rows}\n"


def _tests(tests: list[str]) -> str:
    return "<br>".join(f"`{test.removeprefix('tests/')}`" for test in tests) or "**none**"


def _out_of_reach(required: Requirements) -> Iterator[str]:
    sentences = {number: sentence for chapter in required.chapters for number, sentence in chapter.says.items()}
    yield "## Out of reach\n\n| number | what is required | why no test can show it |\n| --- | --- | --- |"
    for number, why in required.out_of_reach.items():
        yield f"| {number} | {sentences[number]} | {why} |"
    yield ""
