"""A diagram of a transition table draws every row or tells it, and stays readable."""

import re

import pytest

from lifecycle.engine.diagram import edges_of, mermaid, usual
from lifecycle.kinds import KINDS


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_diagram_draws_every_row_or_tells_it(kind):
    drawn = mermaid(kind)
    for row in kind.table.rows:
        arrows = all(
            re.search(rf"^    {source} --> {target}: ", drawn, re.MULTILINE) for source, _, target in edges_of(row)
        )
        told = re.search(rf"^        (?:after )?{row.event}, from ", drawn, re.MULTILINE)
        assert arrows or told, f"{row.event} from {row.sources}"


def test_a_diagram_tells_clocks_apart_and_draws_no_arrow_back_to_the_same_state():
    drawn = mermaid(KINDS["return"])
    assert "authorized --> expired: after T-SHIPBACK" in drawn
    assert not re.search(r"^ +(\w+) --> \1:", drawn, re.MULTILINE)


def test_a_diagram_merges_what_leads_the_same_way():
    arrows = re.findall(r"^    (\w+ --> \w+): ", mermaid(KINDS["return"]), re.MULTILINE)
    assert len(arrows) == len(set(arrows))


def test_a_diagram_of_chosen_arrows_refuses_one_that_no_row_has():
    with pytest.raises(ValueError, match="no row of the return has announced refunded closed"):
        usual(KINDS["return"], [("announced", "refunded", "closed")])
