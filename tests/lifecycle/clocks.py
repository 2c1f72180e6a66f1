"""The clocks of a kind as rows of a test: those that the requirements list count as shown by it."""

from collections.abc import Iterable

import pytest

from tests.coverage.requirements import requirements
from tests.covers import covers


def shown(names: Iterable[str]) -> pytest.MarkDecorator:
    """A row for every clock, called `name`; the test shows `C.7-<name>` where that is a requirement."""
    rows = [(name, f"C.7-{name}") for name in names]
    listed = requirements().numbers
    return pytest.mark.parametrize(
        "name",
        [pytest.param(name, marks=[covers(number)] if number in listed else [], id=name) for name, number in rows],
    )
