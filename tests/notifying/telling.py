"""Alerts told as workers tell them, and a notifier that tells people of them."""

import asyncio
from contextlib import asynccontextmanager

from events import subjects
from handlers.notifying.notifier import Notifier
from handlers.notifying.ruling import read_rules
from handlers.wire.batch import Outgoing, commit


async def alerted(nc, *alerts):
    """Publish alerts, in this order; answers the sequence of the last."""
    for alert in alerts:
        place = subjects.alert(alert.severity, alert.kind, alert.case_id)
        last = await commit(nc, [Outgoing(place, alert.to_json())])
    return last.last_seq


@asynccontextmanager
async def notifying(settings, *tables, pauses=(0.05,)):
    """A notifier by these rules, until the end of the block."""
    notifier = Notifier(settings.model_copy(update={"lease_seconds": 2}), read_rules(tables), pauses=pauses)
    running = asyncio.create_task(notifier.run())
    try:
        yield notifier
    finally:
        notifier.stop.set()
        await running
