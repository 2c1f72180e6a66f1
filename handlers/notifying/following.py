"""Following a signed link: what it would do and whether it still counts, and doing it, once.

Whether a link was used, whether its alert is over and whether the case still allows it is read from the log each time,
nowhere else. A short claim keeps two who act at the same moment from saying two things under one id.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import orjson
from nats.aio.client import Client

from events import subjects
from events.alerts import Alert
from handlers.caselog import CaseKey
from handlers.clock import Clock
from handlers.notifying.links import Link
from handlers.notifying.outbox import STREAM
from handlers.operating.acting import Verdict
from handlers.operating.refusals import NotAllowed
from handlers.operating.speaking import Speaker
from handlers.people import LOCAL, Directory, User, may
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.gets import Stored, history
from handlers.wire.jetstream import JetStreamError, Stale, ask
from lifecycle.engine import records
from lifecycle.engine.case import Case
from lifecycle.engine.kind import Kind

Standing = Literal["open", "used", "stored", "expired", "over", "no_case", "nobody", "impossible", "not_allowed"]
HOLD: Final = "60s"
"""How long the claim of one who acts keeps others from it, should he die over it."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a link stands, and its case; `by` and `at` say who used it, and when (UTC), `why` what came of it."""

    link: Link
    standing: Standing
    case: Case | None = None
    revision: int = 0
    user: User | None = None
    by: str = ""
    at: datetime | None = None
    why: str = ""


class BeingUsed(Exception):
    """Somebody is acting, or has just acted, through the same link."""


class Follower:
    """Looks at links, and acts through them."""

    def __init__(
        self, nc: Client, kinds: Mapping[str, Kind[Any]], clock: Clock, directory: Directory, speaker: Speaker
    ) -> None:
        self._nc, self._kinds, self._clock, self._directory, self._speaker = nc, kinds, clock, directory, speaker

    async def look(self, link: Link) -> Look:
        """How a link stands just now."""
        key: CaseKey = (link.kind, link.case_id)
        told = await history(self._nc, subjects.STREAM, subjects.records_of(*key)) if link.kind in self._kinds else []
        if not told:
            return Look(link, "no_case")
        case, revision = records.read_case(self._kinds[link.kind], records.read(told[-1].payload)), told[-1].seq
        user = await self._user(link.login)
        found = _used(link, told) or await self._stored(link)
        if found is not None:
            standing, by, at, why = found
            return Look(link, standing, case, revision, user, by, at, why)
        standing, why = await self._judged(link, case, user)
        return Look(link, standing, case, revision, user, why=why)

    async def act(self, look: Look, data: Mapping[str, Any], revision: int, *, despite: str | None) -> Verdict:
        """Say what the link is for, in the name of its person, on the revision that he was shown.

        Raises what the speaker raises, and `BeingUsed`. Whoever calls has looked, and found it open.
        """
        assert look.user is not None
        link = look.link
        async with self._alone(link):
            if (await self.look(link)).standing != "open":
                raise BeingUsed
            return await self._speaker.say(
                look.user, (link.kind, link.case_id), link.event, data,
                expected_revision=revision, despite=despite, event_id=link.id,
            )  # fmt: skip

    async def _judged(self, link: Link, case: Case, user: User | None) -> tuple[Standing, str]:
        """Whether a link that nobody has used still counts, and if not, why."""
        if self._clock.now() > link.until:
            return "expired", ""
        if await self._is_over(link, case):
            return "over", ""
        if user is None:
            return "nobody", ""
        if link.event not in self._kinds[link.kind].table.allowed(case.state):
            return "impossible", ""
        if not may(user.role, link.kind, link.event):
            return "not_allowed", str(NotAllowed(user, link.kind, link.event))
        return "open", ""

    async def _is_over(self, link: Link, case: Case) -> bool:
        """Whether the clock that the alert was about has stopped, or a later alert under its key has closed it."""
        clock, _, moment = link.key.partition("/")
        if "@" in moment and clock not in {deadline.name for deadline in case.deadlines}:
            return True
        stored = await history(self._nc, subjects.STREAM, subjects.alerts_about(link.kind, link.case_id))
        later = [Alert.from_json(each.payload) for each in stored if each.seq > link.first]
        return any(alert.key == link.key and alert.closes for alert in later)

    async def _user(self, login: str) -> User | None:
        """Whom the link speaks for, if he still may; as long as nobody has a name, whoever sits at this machine."""
        if login == LOCAL.login:
            return LOCAL if await self._directory.is_empty() else None
        user = await self._directory.find(login)
        return user if user is not None and user.active else None

    async def _stored(self, link: Link) -> "Use | None":
        """The use of a link that is among the inputs and that no worker has taken yet."""
        place = subjects.stored_in(link.kind, link.case_id, link.event)
        bodies = (orjson.loads(each.payload) for each in await history(self._nc, subjects.STREAM_IN, place))
        return next((_use("stored", body, "") for body in bodies if body.get("id") == link.id), None)

    @asynccontextmanager
    async def _alone(self, link: Link) -> AsyncIterator[None]:
        """Hold the claim to a link."""
        place = subjects.link_used(link.id)
        try:
            held = await commit(self._nc, [Outgoing(place, b"", {EXPECTED: "0", "Nats-TTL": HOLD})])
        except Stale:
            raise BeingUsed from None
        try:
            yield
        finally:
            with suppress(JetStreamError):  # it lapses
                await ask(self._nc, f"STREAM.PURGE.{STREAM}", {"filter": place, "seq": held.last_seq + 1})


Use = tuple[Standing, str, datetime, str]


def _used(link: Link, told: list[Stored]) -> Use | None:
    """The use of a link that is recorded, as its last record has it."""
    found: Use | None = None
    for each in told:
        record = records.read(each.payload)
        body = orjson.loads(bytes(record.event))
        if body.get("id") == link.id:
            found = _use("used", body, record.reason)
    return found


def _use(standing: Standing, body: Mapping[str, Any], why: str) -> Use:
    return standing, str(body.get("actor", "")), datetime.fromisoformat(body["time"]), why
