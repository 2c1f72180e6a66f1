"""`python -m tests.coverage`: docs/coverage.md from the last complete run, and what is missing from it.

`python -m tests.coverage --marked` runs no test: it names the numbers that no test is marked with.
"""

import sys
from pathlib import Path

import pytest

from tests.coverage.gathering import numbers_of
from tests.coverage.lastrun import read_run
from tests.coverage.page import PAGE, missing, page
from tests.coverage.requirements import requirements


class Marks:
    """Which numbers the collected tests are marked with."""

    def __init__(self) -> None:
        self.tests: dict[str, list[str]] = {}

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """A test was found."""
        for number in numbers_of(item):
            self.tests.setdefault(number, []).append(item.nodeid)


def write(root: Path) -> list[str]:
    """Writes the page; what there is to say about it, best nothing."""
    shown = read_run(root)
    if shown is None:
        return ["There is no complete run to write from: run `make test` first."]
    (root / PAGE).write_text(page(requirements(), shown), encoding="utf-8")
    return [f"No test of the last complete run shows {number}." for number in missing(requirements(), shown)]


def unmarked(root: Path) -> list[str]:
    """The numbers that no test claims to show."""
    marks = Marks()
    if pytest.main(["--collect-only", "-p", "no:terminal", str(root / "tests")], plugins=[marks]) != pytest.ExitCode.OK:
        return ["The tests cannot be collected: `pytest --collect-only` says why."]
    return [f"No test is marked with {number}." for number in missing(requirements(), marks.tests)]


def main(words: list[str]) -> int:
    """0 nothing is missing, 1 something is, 2 wrong use."""
    root = Path.cwd()
    if words not in ([], ["--marked"]):
        print(f"python -m tests.coverage takes nothing or --marked, not {' '.join(words)}", file=sys.stderr)
        return 2
    said = unmarked(root) if words else write(root)
    print(*said, sep="\n", end="\n" if said else "")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
