"""No cell of a CSV is a formula, in whatever country it is opened."""

import pytest

from handlers.stats.cells import in_csv


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (("A", "=1+1"), "A; '=1+1"),
        ("a;=1+1", "a;'=1+1"),
        ("a; @x", "a; '@x"),
        ("=1+1", "'=1+1"),
        ("-1.5", "-1.5"),
        ("+39 02", "'+39 02"),
        (None, ""),
    ],
)
def test_what_follows_a_semicolon_is_no_formula_either(cell: str | tuple[str, ...] | None, written: str):
    assert in_csv(cell) == written
