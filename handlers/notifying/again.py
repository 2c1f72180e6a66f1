"""What becomes of messages that were refused: sent once more, or laid aside, as somebody wishes.

Sending is asked for by whoever has mended the receiver, and done by the process that sends.
"""

from datetime import timedelta

from nats.aio.client import Client

from events import subjects
from handlers.notifying.entries import laid_aside
from handlers.notifying.outbox import STREAM, Outbox, read_entry
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import history, leader_last
from handlers.wire.jetstream import ask


async def refused_places(nc: Client) -> list[str]:
    """Where the entries stand that were refused for good."""
    stored = await history(nc, STREAM, subjects.NOTICES)
    return [each.subject for each in stored if each.payload and read_entry(each).state == "refused"]


async def ask_again(nc: Client) -> int:
    """Ask for everything refused to be sent once more; answers how many messages that are."""
    places = await refused_places(nc)
    if places:
        await commit(nc, [Outgoing(subjects.NOTICE_AGAIN, b"")])
    return len(places)


async def lay_aside(nc: Client, keep: timedelta) -> int:
    """Let everything refused be; answers how many messages that were. They are remembered for as long as `keep`."""
    places = await refused_places(nc)
    await Outbox(nc, keep).change(places, lambda _, entry: laid_aside(entry))
    return len(places)


async def is_asked(nc: Client) -> int:
    """The sequence of the wish, if there is one; 0 if not."""
    stored = await leader_last(nc, STREAM, subjects.NOTICE_AGAIN)
    return stored.seq if stored else 0


async def answered(nc: Client, seq: int) -> None:
    """The wish is fulfilled."""
    await ask(nc, f"STREAM.PURGE.{STREAM}", {"filter": subjects.NOTICE_AGAIN, "seq": seq + 1})
