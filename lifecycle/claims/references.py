"""The keys under which the marketplace knows a claim: its own ids."""

from events.claims import Filed, Opened
from events.envelope import Event
from lifecycle.claims.case import Claim
from lifecycle.engine.case import Ref


def asserted(_case: Claim, event: Event) -> tuple[Ref, ...]:
    """The keys that `event` asserts for the case."""
    match event.data:
        case Opened() as data:
            return (key("claim", data.claim_id),)
        case Filed() as data:
            return (key("safet", data.safet_id),)
        case _:
            return ()


def key(name: str, value: str) -> Ref:
    """A key in the one spelling in which it is compared: without blanks, in capitals."""
    return Ref(name, "".join(value.split()).upper())
