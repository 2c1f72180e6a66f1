"""The words of the dock: a scan that nobody knows, a return made known under its codes, what has been received."""

from nats.aio.client import Client

from events.envelope import identity_of
from tests.edge.house import Body, ago, authorized, case_of, recorded, requested, shipped, tell


def stray_of(scanned: Body) -> str:
    """The case that a scan makes for itself where no case knows it."""
    return f"stray-{identity_of(scanned['source'], scanned['id'])}"


async def received_by(nc: Client, case_id: str) -> int:
    """How many units a return has received."""
    return sum(line.received for line in (await case_of(nc, case_id)).lines)


async def announce(nc: Client, case_id: str, **codes: str) -> None:
    """A request of two days ago and what makes it known under codes: `rma`, `merchant_rma`, `tracking`."""
    tracking = codes.pop("tracking", None)
    await tell(nc, requested(case_id, ago(days=2)), authorized(case_id, ago(days=1.9), **codes))
    await recorded(nc, case_id, "authorized")
    if tracking:
        await tell(nc, shipped(case_id, ago(days=1.8), tracking))
        await recorded(nc, case_id, "shipped")
