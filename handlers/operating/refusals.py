"""Why somebody is not heard, in sentences: it is not his to say, the case has moved, two people are needed."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from handlers.caselog import CaseKey
from handlers.people import User, who_may

SHOWN: Final = 3


class Since(NamedTuple):
    """A record that came after the one somebody has seen: its sequence, what it is, when, and whose."""

    seq: int
    event: str
    time: str
    actor: str | None

    def __str__(self) -> str:
        whose = f" by {self.actor}" if self.actor else ""
        return f"{self.event}{whose} at {self.time}"


class NotHeard(Exception):
    """What somebody wants to say is not published; the sentence says why."""


class NotAllowed(NotHeard):
    """The role of a user does not publish this event."""

    def __init__(self, user: User, kind: str, event: str, why: str = "") -> None:
        roles = " or ".join(who_may(kind, event))
        told = f"{user.actor} is {user.role} and may not publish {kind} {event}"
        super().__init__(f"{told}: {why or (f'that takes {roles}' if roles else 'nobody outside publishes it')}")


class NoSuchCase(NotHeard):
    """There is no such case, and nobody said that it is to begin."""

    def __init__(self, key: CaseKey, event: str, *, begins: bool) -> None:
        hint = f"; if it is to begin with {event}, say so with the expected revision 0" if begins else ""
        super().__init__(f"there is no {key[0]} {key[1]}; nothing was sent{hint}")


class Moved(NotHeard):
    """The case is no longer what somebody has decided on; `since` is what has been recorded since."""

    def __init__(self, key: CaseKey, expected: int, revision: int, since: Sequence[Since]) -> None:
        super().__init__(f"{key[0]} {key[1]} {_moved(expected, revision, since)}; nothing was sent")
        self.expected, self.revision, self.since = expected, revision, tuple(since)


class NeedsLead(NotHeard):
    """The refund takes a lead who did not ask for it; `proposal` is the id of the note that proposes it."""

    def __init__(self, key: CaseKey, why: str, by: User, proposal: str) -> None:
        told = f"the refund on {key[0]} {key[1]} is not requested: {why}"
        who = f"{by.actor} has proposed it (note {proposal})"
        super().__init__(f"{told}; {who}, a lead other than {by.login} carries it out by requesting just the same")
        self.proposal = proposal


class Unsettled(NotHeard):
    """Money cannot be weighed yet: what was said of it before is stored and not recorded."""

    def __init__(self, key: CaseKey, sequence: int) -> None:
        told = f"input {sequence} of {key[0]} {key[1]} is about money too and still waits for a worker"
        super().__init__(f"{told}; nothing was sent: try again once it is recorded")


class Contradicted(NotHeard):
    """A system has told something else under the same id before."""

    def __init__(self, key: CaseKey, source: str, event_id: str) -> None:
        told = f"{key[0]} {key[1]}: {event_id} of {source} has told something else before"
        super().__init__(f"{told}; send it anew under an id of its own, or correct the earlier one")


def _moved(expected: int, revision: int, since: Sequence[Since]) -> str:
    if not revision:
        return f"has no revision {expected}: there is no such case"
    if not expected:
        return f"exists already, it stands at revision {revision}"
    if not 0 <= expected <= revision:
        return f"has no revision {expected}, it stands at {revision}"
    shown = ", ".join(map(str, since[-SHOWN:]))
    more = f", after {len(since) - SHOWN} more" if len(since) > SHOWN else ""
    return f"has moved since revision {expected}: {shown}{more}; it stands at {revision}: look again, then decide anew"
