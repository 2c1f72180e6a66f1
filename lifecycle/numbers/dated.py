"""The figures of a window, each by the day that it counts by (E).

What came back counts by the day of the return, how it was judged and worked on by that of its inspection, money by that
of the close. So one window looks at three sets of returns.
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from lifecycle.numbers.recovery import Figures, nothing
from lifecycle.numbers.tally import Key

JUDGED = ("grade_a", "damaged_by_buyer", "rework_ratio")
CLOSED = ("recovery", "cost_per_return", "costs", "channels")


def by_their_days(
    returned: Iterable[Figures], judged: Iterable[Figures], closed: Iterable[Figures], shipped: Mapping[Key, int] | None
) -> tuple[Figures, ...]:
    """The figures of what was returned, judged and closed in a window, put together article by article."""
    first, second, third = ({each.key: each for each in part} for part in (returned, judged, closed))
    found = []
    for key in sorted({*first, *second, *third}, key=lambda key: (key.place, key.sku is not None, key.sku or "")):
        each = first.get(key) or nothing(key, (shipped or {}).get(key))
        each = _taken(each, JUDGED, second.get(key) or nothing(key))
        found.append(_taken(each, CLOSED, third.get(key) or nothing(key)))
    return tuple(found)


def _taken(figures: Figures, names: Iterable[str], others: Figures) -> Figures:
    """The figures with some of the others, and with what these leave out."""
    remarks = tuple(sorted({*figures.remarks, *others.remarks}))
    return replace(figures, remarks=remarks, **{name: getattr(others, name) for name in names})
