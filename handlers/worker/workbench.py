"""The worker's bench: letters in, decided case by case, one batch out, then acknowledged. The only writer of the log.

A refused batch reloads its cases from the leader and decides again; refused twice, it goes case by case. While the
server is away the bench waits: what is in hand stays in hand, what is not stays in the stream.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from nats.aio.client import Client

from events.envelope import Event
from handlers.caselog import CaseKey, CaseLog, Head
from handlers.clock import Clock
from handlers.packs import PackShelf
from handlers.settings import Settings
from handlers.wire.batch import MOST, Outgoing
from handlers.wire.frames import settle
from handlers.wire.jetstream import Full, Stale, TooManyBatches, Unavailable, seconds
from handlers.worker.braking import Brakes
from handlers.worker.committer import Committer
from handlers.worker.forwarding import forward
from handlers.worker.jobs import Batch, Job, batches
from handlers.worker.keyring import NOTHING, Entry, KeyRing, Member, assertion, joined_family
from handlers.worker.letters import Letter, WakeUp
from handlers.worker.merging import look_around
from handlers.worker.plan import AlarmSetter, Desk, Plan, grouped
from handlers.worker.seals import Seals
from lifecycle.engine.case import Ref
from lifecycle.engine.fact import Fact
from lifecycle.engine.kind import Kind
from lifecycle.engine.outcome import HistoryNeeded

Result = TypeVar("Result")
log = structlog.get_logger(__name__)
PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)
"""Seconds to wait while the server is away or full, longer from time to time."""


class Bench:
    """Decides and commits; several partitions work at it at once, never two on one case."""

    def __init__(
        self, nc: Client, kinds: Mapping[str, Kind[Any]], shelf: PackShelf, clock: Clock, settings: Settings
    ) -> None:
        self.nc, self.kinds, self.shelf, self.clock, self.settings = nc, kinds, shelf, clock, settings
        self.cases = CaseLog(nc, kinds, shelf)
        self.keyring = KeyRing(nc)
        self.seals = Seals(nc, kinds)
        self.heard: Callable[[Iterable[Event]], None] = lambda _: None
        """Who listens to which sources are heard."""
        self._brakes = Brakes(nc, self.cases, self.seals)
        self._committer = Committer(nc)
        self._alarm = AlarmSetter(clock.to_real, seconds(settings.due_ttl))

    async def take(self, letters: Sequence[Letter]) -> None:
        """Take events in: recorded, or known already; each is acknowledged once that is certain."""
        cases = grouped(letters)
        sealed, _ = await self.patiently(lambda: asyncio.gather(self.seals.seal(letters), self.cases.heads(cases)))
        await self._work([Job(key, tuple(mine)) for key, mine in grouped(sealed).items()])

    async def wake(self, wakes: Iterable[WakeUp]) -> None:
        """Answer wake-ups: what is due fires, and the case's alarm is written again, come what may."""
        by_case = {wake.key: wake for wake in wakes}
        await self._work([Job(key, wake=wake) for key, wake in by_case.items()])

    async def _work(self, jobs: list[Job]) -> None:
        tries = 0
        while jobs:
            jobs = await self.patiently(partial(self._round, jobs, tries))
            tries += 1

    async def _round(self, jobs: Sequence[Job], tries: int) -> list[Job]:
        """Decide all jobs on the newest state and commit them; answers the jobs that have to be decided again."""
        heads = await self._heads(jobs, from_leader=tries > 0)
        jobs = await forward(self, jobs, heads)
        desk = self.desk()
        jobs = [await look_around(self, job, heads[job.key], desk) for job in jobs]
        plans = [await self._plan(job, heads[job.key], desk) for job in jobs]
        await self._brakes.decide(plans)
        read = self.keyring.read if tries else self.keyring.read_used
        known = await read(ref for plan in plans for ref in plan.new_refs)
        left: list[Job] = []
        planned = [(job, plan, self._messages(job, plan)) for job, plan in zip(jobs, plans, strict=True)]
        for batch in batches(planned, known, tries):
            left += await self._commit(batch, known)
        return left

    async def _heads(self, jobs: Sequence[Job], *, from_leader: bool) -> dict[CaseKey, Head]:
        """The newest state of each case; a case at rest that is woken is asked for again, it may be an old state.

        Of everything else the expected sequence finds out; a wake-up that finds nothing to do writes nothing.
        """
        heads = await self.cases.heads((job.key for job in jobs), from_leader=from_leader)
        at_rest = {job.key for job in jobs if job.wake is not None and heads[job.key].case.alarm_at is None}
        return heads if from_leader or not at_rest else heads | await self.cases.heads(at_rest, from_leader=True)

    def desk(self) -> Desk:
        """This moment, for plans."""
        settling = timedelta(seconds=self.settings.settling) * self.clock.speed
        ttl = seconds(self.settings.alert_ttl)
        return Desk(self.shelf, self.shelf.current, self.clock.now(), settling, self._alarm, ttl)

    async def _plan(self, job: Job, head: Head, desk: Desk) -> Plan:
        try:
            return self._planned(job, head, desk, self.cases.known_facts(job.key, head))
        except HistoryNeeded:
            return self._planned(job, head, desk, await self.cases.facts(job.key, head))

    def _planned(self, job: Job, head: Head, desk: Desk, facts: list[Fact] | None) -> Plan:
        plan = Plan(self.kinds[job.key[0]], job.key, head, desk, facts)
        if job.wake is not None:
            plan.wake(job.wake.delivery)
            if job.found is not None:
                plan.decided(job.found)
        else:
            plan.take(job.letters)
        return plan

    def _messages(self, job: Job, plan: Plan) -> list[Outgoing]:
        return plan.messages(rearm=job.wake is not None)

    async def _commit(self, batch: Batch, known: Mapping[Ref, Entry]) -> list[Job]:
        """Store one batch, keep what it left behind, acknowledge; answers the jobs of a batch that was refused."""
        keys, wakes = self._keys(batch, known)
        families = [joined_family(family, plan.key) for _, plan, _ in batch if (family := plan.joins)]
        messages = [*(message for _, _, own in batch for message in own), *families, *keys, *wakes]
        messages, surplus = messages[:MOST], messages[MOST:]
        if messages:
            try:
                last = await self._committer.commit(messages)
            except (Stale, Unavailable) as doubt:
                self._doubt(batch, doubt)
                return [job for job, _, _ in batch]
            self._keep(batch, last - len(messages))
        for wake in surplus:  # of a key that hundreds of strays have; one that is missed here looks around by itself
            await self._committer.commit([wake])
        await settle(self.nc, [delivery for _, plan, _ in batch for delivery in plan.deliveries])
        return [Job(job.key, tuple(plan.left)) for job, plan, _ in batch if plan.left]

    def _keys(self, batch: Batch, known: Mapping[Ref, Entry]) -> tuple[list[Outgoing], list[Outgoing]]:
        """The keys that this batch asserts, each checked once, and the wake-ups of those who have to look around."""
        own: dict[Ref, Entry] = {}
        asserted: list[Outgoing] = []
        woken: dict[CaseKey, None] = {}
        for _, plan, _ in batch:
            stray = plan.kind.is_stray(plan.case)
            for ref in plan.new_refs:
                entry = own.get(ref) or known.get(ref, NOTHING)
                member = Member(plan.key, plan.asserted_at(ref), stray)
                asserted.append(assertion(ref, member, expected=None if ref in own else entry.newest))
                woken |= dict.fromkeys(entry.woken(member))
                own[ref] = entry.joined(member)
        return asserted, [self._alarm.wake_up(*key) for key in woken]

    def _keep(self, batch: Batch, before: int) -> None:
        """What the batch left behind: the sequences of its messages follow on `before`."""
        sequence = before
        for _, plan, messages in batch:
            if plan.written:
                after = plan.head_after(sequence + len(plan.written))
                self.cases.keep(plan.key, after)
                self.cases.keep_history(plan.key, after.revision, plan.facts)
                self.keyring.use(plan.new_refs)
            sequence += len(messages)

    def _doubt(self, batch: Batch, doubt: Exception) -> None:
        self.cases.forget(job.key for job, _, _ in batch)
        log.info("batch.doubted", cases=len(batch), why=str(doubt))

    async def patiently(self, act: Callable[[], Awaitable[Result]]) -> Result:
        """Do it again while the server is away or full: what waits is in hand or in the stream, nothing is lost."""
        for tries in range(1_000_000_000):
            try:
                return await act()
            except (Unavailable, Full, TooManyBatches) as trouble:
                if tries in (0, 4) or tries % 60 == 0:
                    log.warning("server.waiting", why=str(trouble), tries=tries)
                await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
        raise AssertionError("unreachable")
