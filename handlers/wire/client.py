"""nats-py's client, hardened: no message can end its connection. And tapped, where very many messages are read.

Whoever may publish chooses subject and headers, and nats-py gives up for good on bytes it cannot read there. Stored in
the inputs, one such message would end one worker after the other. Here the subject is read as far as it can be, and of
the headers the lines that can be. It leans on four private names of nats-py; were they gone, all still works.
"""

from collections.abc import Callable
from typing import Any

from nats.aio.client import Client as PlainClient
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

Tap = Callable[[bytes, bytes, bytes, bytes | None], None]
"""Takes a message as it came: its subject, where to answer, its payload, its headers."""
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)


class Client(PlainClient):
    """A connection that reads whatever the server delivers."""

    def __init__(self) -> None:
        super().__init__()
        self._taps: dict[int, Tap] = {}

    def tap(self, subscription: Subscription, take: Tap | None) -> None:
        """Hand what arrives for a subscription to `take` as it came, instead of to its callback; None ends that.

        A message costs a third as much; `take` may not raise.
        """
        if take is None:
            self._taps.pop(subscription._id, None)
        else:
            self._taps[subscription._id] = take

    async def _process_msg(self, sid: int, subject: bytes, reply: bytes, data: bytes, headers: bytes) -> None:
        if (take := self._taps.get(sid)) is not None:
            take(subject, reply, data, headers)
        else:
            await super()._process_msg(sid, subject, reply, data, headers)

    @staticmethod
    def _parse_header_lines(raw: bytes) -> dict[str, str]:
        """The lines of a header block, read in one piece; nats-py looks at every character of every name."""
        return _readable_lines(raw)

    async def _process_headers(self, headers: bytes) -> dict[str, str] | None:
        try:
            read: dict[str, str] | None = await super()._process_headers(headers)
        except _UNREADABLE:
            return _readable_lines(headers)
        return read

    def _build_message(
        self, sid: int, subject: bytes, reply: bytes, data: bytes, headers: dict[str, str] | None
    ) -> Msg:
        readable = subject.decode(errors="replace").encode()
        built: Any = super()._build_message(sid, readable, reply, data, headers)
        message: Msg = built
        return message


def _readable_lines(headers: bytes) -> dict[str, str]:
    """The lines `name: value` of a header block, or of what should have been one."""
    lines = [line.partition(":") for line in headers.decode(errors="replace").split("\r\n")]
    return {name.strip(): value.strip() for name, colon, value in lines if colon}
