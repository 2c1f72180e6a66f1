"""An event as a case keeps it: with the policy pack pinned to it, and the digests that make it recognisable."""

from msgspec import Struct

from events.envelope import Event
from lifecycle.engine.case import SortKey, Standing, Unfit


class Fact(Struct, frozen=True):
    """An accepted event and the digest of the policy pack that was in force when it was accepted.

    `twice`: its identity is that of another event of the case, with another content. `made`: a correction by which its
    event has been told anew.
    """

    event: Event
    policy: str
    twice: bool = False
    made: bool = False

    @property
    def key(self) -> str:
        """The name of its standing in the case: its identity; one whose id was used twice also shows its content."""
        return f"{self.event.identity}/{self.event.content}" if self.twice else self.event.identity

    def sort_key(self, rank: int) -> SortKey:
        """Where the event stands in the order of happening: its instant (UTC), its rank, its identity."""
        return (self.event.at, rank, self.event.identity)


def unfit(fact: Fact, standing: Standing, reason: str, severity: str, allowed: tuple[str, ...] = ()) -> Unfit:
    """The entry under which an event that does not count stays in its case."""
    event = fact.event
    return Unfit(
        type=f"{event.kind}.{event.name}",
        source=event.source,
        id=event.id,
        standing=standing,
        reason=reason,
        identity=fact.key,
        severity=severity,
        allowed=allowed,
    )
