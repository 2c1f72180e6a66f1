"""Which requirement a test shows."""

import pytest


def covers(*numbers: str) -> pytest.MarkDecorator:
    """Marks a test that shows these requirements; what ran and passed stands in docs/coverage.md."""
    return pytest.mark.covers(*numbers)
