"""Each role tried on each event that it may not publish: refused before anything is read or sent."""

from typing import Any

import pytest

from events.catalogue import CATALOGUE
from events.own import ENGINE
from events.unreadable import Unreadable
from handlers.clock import Clock
from handlers.operating.refusals import NotAllowed
from handlers.operating.speaking import Speaker
from handlers.people import LOCAL, User, may, who_may
from handlers.people.roles import ROLES
from lifecycle.kinds import KINDS

SORT = {"system": "system"}


def speaker() -> Speaker:
    """One without a server: whatever it would send or read there fails."""
    nowhere: Any = None
    return Speaker(nowhere, KINDS, Clock())


@pytest.mark.parametrize("role", ROLES)
async def test_what_is_not_a_roles_to_say_is_refused_with_whose_it_is(role: Any):
    user, asked = User("x", "X", SORT.get(role, "person"), role), 0  # type: ignore[arg-type]
    for entry in CATALOGUE.entries:
        if entry.name in ENGINE or may(role, entry.kind, entry.name):
            continue
        with pytest.raises(NotAllowed) as refused:
            await speaker().say(user, (entry.kind, "X-1"), entry.name, {})
        whose = " or ".join(who_may(entry.kind, entry.name))
        assert str(refused.value).endswith(
            f"{user.actor} is {role} and may not publish {entry.kind} {entry.name}: that takes {whose}"
        )
        asked += 1
    assert asked > 10


@pytest.mark.parametrize("entry", [e for e in CATALOGUE.entries if e.name in ENGINE and e.kind == "return"])
async def test_what_the_engine_writes_is_nobodys_to_say(entry: Any):
    with pytest.raises(Unreadable, match="only the engine itself writes"):
        await speaker().say(LOCAL, ("return", "X-1"), entry.name, {})


async def test_somebody_who_was_removed_says_nothing_any_more():
    gone = User("x", "X", "person", "lead", active=False)
    with pytest.raises(NotAllowed):
        await speaker().say(gone, ("return", "X-1"), "noted", {"note": "x"})
