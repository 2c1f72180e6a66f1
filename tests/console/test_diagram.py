"""The picture of a case: every state of its kind, where it was in which order, where a row may lead from here."""

import pytest

from handlers.console.casework.diagram import COLUMNS, drawing
from lifecycle.kinds import KINDS

RETURN = KINDS["return"]


def sorts(drawn):
    """The states of a picture by what they are to the case."""
    return {sort: {box.state for box in drawn.boxes if box.sort == sort} for sort in ("now", "been", "next", "far")}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_state_has_a_box_of_its_own(kind):
    drawn = drawing(kind, [kind.table.initial])
    assert {box.state for box in drawn.boxes} == set(kind.table.states)
    assert len({(box.x, box.y) for box in drawn.boxes}) == len(drawn.boxes)
    assert all(box.x >= 0 and box.x + 148 <= drawn.width for box in drawn.boxes)
    assert all(box.y >= 0 and box.y + 34 <= drawn.height for box in drawn.boxes)
    assert len({box.x for box in drawn.boxes}) == min(COLUMNS, len(drawn.boxes))


def test_the_path_is_drawn_once_in_its_order_and_ends_where_the_case_is():
    drawn = drawing(RETURN, ["requested", "requested", "authorized", "in_transit", "in_transit"])
    assert drawn.been == ("requested", "authorized", "in_transit")
    assert len(drawn.arrows) == 2
    assert sorts(drawn)["now"] == {"in_transit"}
    assert sorts(drawn)["been"] == {"requested", "authorized"}


def test_what_may_follow_is_what_a_row_of_the_table_leads_to():
    drawn = drawing(KINDS["conversation"], ["awaiting_reply"])
    follows = sorts(drawn)["next"]
    assert "answered" in follows
    assert all(any(row.event and "awaiting_reply" in row.sources and state in row.targets
                   for row in KINDS["conversation"].table.rows) for state in follows)  # fmt: skip


def test_a_case_that_went_back_and_forth_has_each_way_once():
    drawn = drawing(RETURN, ["requested", "closed", "requested", "closed"])
    assert len(drawn.arrows) == 2
    assert drawn.been == ("requested", "closed", "requested", "closed")
