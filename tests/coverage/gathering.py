"""Which requirements the tests of a run have shown: those of tests that ran and passed, in all their phases.

A test with parameters is one test; it shows a number when every instance that names the number has passed.
"""

from collections import defaultdict
from collections.abc import Iterable

import pytest

PROPERTY = "covers"
PHASES = {"setup", "call", "teardown"}
APART = ("tests/faults/", "tests/browser/")
"""`make test` leaves these out: they have verbs of their own."""

Shown = dict[str, list[str]]
"""Number → the tests that show it, both sorted."""


def numbers_of(item: pytest.Item) -> list[str]:
    """The numbers that a test is marked with; none if it may be skipped, or the page would depend on the machine."""
    if item.nodeid.startswith(APART) or any(map(item.get_closest_marker, ("skip", "skipif", "xfail"))):
        return []
    return sorted({str(number) for mark in item.iter_markers("covers") for number in mark.args})


class Gathering:
    """Listens to the reports of a run, wherever its tests run."""

    def __init__(self) -> None:
        self._named: dict[str, list[str]] = {}
        self._passed: defaultdict[str, set[str]] = defaultdict(set)

    def hear(self, report: pytest.TestReport) -> None:
        """One phase of one test is over."""
        named = dict(report.user_properties).get(PROPERTY)
        if not named:
            return
        self._named[report.nodeid] = named
        if report.passed and not hasattr(report, "wasxfail"):
            self._passed[report.nodeid].add(report.when)

    def shown(self) -> Shown:
        """What the run has shown so far."""
        instances: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for instance, numbers in self._named.items():
            for number in numbers:
                instances[number, instance.partition("[")[0]].append(instance)
        shown: Shown = {}
        for number, test in sorted(key for key, found in instances.items() if all(map(self._has_passed, found))):
            shown.setdefault(number, []).append(test)
        return shown

    def unknown(self, known: Iterable[str]) -> list[tuple[str, str]]:
        """The tests that name a number which is in no list, each with that number."""
        named = {(test.partition("[")[0], number) for test, numbers in self._named.items() for number in numbers}
        return sorted((test, number) for test, number in named if number not in set(known))

    def _has_passed(self, instance: str) -> bool:
        return self._passed[instance] >= PHASES
