"""The check-up of an installation: what the server is, what it lacks, what lags, what waits without an alarm.

A `Finding` that is wrong needs somebody; the others are figures. Nothing here changes anything but `mend`.
"""

import asyncio
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from nats.aio.client import Client

from events import subjects
from events.partitions import PARTITIONS
from handlers import clock as clocks
from handlers.caselog import CaseLog
from handlers.operating.disk import pace
from handlers.packs import PackShelf, pack_in_force
from handlers.reading.dead import open_letters
from handlers.readmodel.lag import lag
from handlers.readmodel.refusals import NoTables
from handlers.readmodel.store import open_store
from handlers.server import room
from handlers.server.config import CONFIG
from handlers.settings import Settings
from handlers.streams.provisioning import drift, repair
from handlers.streams.sweep import sweep, unarmed
from handlers.streams.topology import PROJECTOR_DURABLE, bucket_stream, durables
from handlers.streams.watchdog import OLD_SHARE, oldest_unread
from handlers.wire.jetstream import Missing, ask
from handlers.worker.silence import sources
from lifecycle.engine.kind import Kind

LONGEST_COPY_LAG = 10_000
"""Records that the audit copy may be behind before that is wrong."""
LEAST_FREE = 0.05
"""The share of the disk that has to be free."""
TABLES_CLOSED = "see that the database runs, and RESO_DATABASE_URL; `reso projector` goes on by itself once it answers"
"""What to do where the tables of a database cannot be read."""
SECOND_LOOK = 2.0
"""Seconds after which a case without an alarm is looked at again: it may just be at work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its name, what was found, and whether somebody has to do something."""

    name: str
    found: str
    wrong: bool = False

    def to_json(self) -> dict[str, Any]:
        """The finding for programs."""
        return asdict(self)


class Checkup:
    """Looks at everything, in an order in which one reads it."""

    def __init__(self, nc: Client, settings: Settings, kinds: Mapping[str, Kind[Any]]) -> None:
        self._nc, self._settings = nc, settings
        self._cases = CaseLog(nc, kinds, PackShelf(nc, pack_in_force(settings)))

    async def findings(self) -> list[Finding]:
        """Everything that can be said; what the topology lacks is told first, for the rest may hang on it."""
        differences = await drift(self._nc, self._settings)
        drifted = [Finding("topology", str(difference), wrong=True) for difference in differences]
        found = [self._server(), self._sync(), *(drifted or [Finding("topology", "as it should be")])]
        looks = (self._workers, self._lag, self._unread, self._sources, self._alarms, self._dead, self._copy)
        for look in (*looks, self._tables, self._store, self._disk, self._pace):
            try:
                found.append(await look())
            except Missing as missing:
                found.append(Finding(look.__name__.lstrip("_"), str(missing), wrong=True))
        return found

    async def mend(self) -> list[str]:
        """Bring back what the topology lacks and wake the cases without an alarm; answers what was done."""
        done = [f"mended: {difference}" for difference in await repair(self._nc, self._settings)]
        woken = await sweep(self._nc, self._cases, range(PARTITIONS), self._settings.due_ttl)
        return done + ([f"woken: {woken} cases without an alarm"] if woken else [])

    def _server(self) -> Finding:
        version = self._nc.connected_server_version
        where = self._nc.connected_url.netloc.rpartition("@")[2] if self._nc.connected_url else "?"
        return Finding("server", f"nats-server {version.major}.{version.minor}.{version.patch} at {where}")

    def _sync(self) -> Finding:
        if self._settings.nats_url:
            return Finding("sync", "set by the server's own configuration; sync_interval should be always")
        try:
            config = json.loads((self._settings.home / CONFIG).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return Finding("sync", "its configuration cannot be read")
        always = config["jetstream"].get("sync_interval") == "always"
        return Finding("sync", "every write" if always else "now and then: a power cut may lose what was acknowledged")

    async def _workers(self) -> Finding:
        alive = await self._subjects(subjects.BUCKET_WORKERS)
        held = await self._subjects(subjects.BUCKET_LEASES)
        words = f"{alive} at work, {held} of {PARTITIONS} partitions held"
        return Finding("workers", words, wrong=alive == 0)

    async def _lag(self) -> Finding:
        names = [(each.stream, each.name) for each in durables(self._settings) if each.name != PROJECTOR_DURABLE]
        told = await asyncio.gather(*(ask(self._nc, f"CONSUMER.INFO.{stream}.{name}") for stream, name in names))
        waits, in_hand = sum(each["num_pending"] for each in told), sum(each["num_ack_pending"] for each in told)
        worst = max(zip(told, names, strict=True), key=lambda pair: pair[0]["num_pending"])
        most = f"; most for {worst[1][1]}: {worst[0]['num_pending']:,}" if worst[0]["num_pending"] else ""
        return Finding("lag", f"{waits:,} wait, {in_hand:,} in hand{most}")

    async def _unread(self) -> Finding:
        ages = await asyncio.gather(*(oldest_unread(self._nc, each) for each in range(PARTITIONS)))
        oldest = max((age for age in ages if age is not None), default=None)
        if oldest is None:
            return Finding("unread", "nothing")
        limit = self._settings.input_max_age
        words = f"the oldest input is {timedelta(seconds=int(oldest.total_seconds()))} old, kept for {limit}"
        return Finding("unread", words, wrong=oldest > limit * OLD_SHARE)

    async def _sources(self) -> Finding:
        heard = await sources(self._nc)
        silent = [
            f"{each.source} since {each.last.isoformat(timespec='minutes')}" for each in heard if each.told_silent
        ]
        words = f"{len(heard)} heard" + (f"; silent beyond what is usual: {', '.join(silent)}" if silent else "")
        return Finding("sources", words, wrong=bool(silent))

    async def _alarms(self) -> Finding:
        suspects = set(await unarmed(self._nc, self._cases))
        if suspects:
            await asyncio.sleep(SECOND_LOOK)
            suspects &= set(await unarmed(self._nc, self._cases))
        if not suspects:
            return Finding("alarms", "every waiting case has one")
        first = " ".join(min(suspects))
        return Finding("alarms", f"{len(suspects)} waiting cases have none, the first is {first}", wrong=True)

    async def _dead(self) -> Finding:
        letters = len(await open_letters(self._nc))
        words = f"{letters} that nobody has dealt with; see `reso dead list`" if letters else "none"
        return Finding("dead letters", words, wrong=letters > 0)

    async def _copy(self) -> Finding:
        told = await ask(self._nc, f"STREAM.INFO.{subjects.STREAM_AUDIT}")
        source: dict[str, Any] = next(iter(told.get("sources") or ()), {})
        lag = int(source.get("lag", 0))
        words = f"{told['state']['messages']:,} records, {lag:,} behind"
        return Finding("audit copy", words, wrong=lag > LONGEST_COPY_LAG or "error" in source)

    async def _tables(self) -> Finding:
        found = await lag(self._nc, self._settings, await clocks.load(self._nc))
        closed = await self._closed() if found.standing is None and self._settings.database_url else None
        return Finding("tables", closed or str(found), wrong=found.is_wrong or closed is not None)

    async def _closed(self) -> str | None:
        """Why the tables of a database cannot be read, and what to do; None where there are none yet."""
        store = open_store(self._settings)
        try:
            async with store.reading():
                return None
        except NoTables as fault:
            return f"{fault}; {TABLES_CLOSED}" if fault.__cause__ is not None else None
        finally:
            await store.close()

    async def _store(self) -> Finding:
        found = await room.look(self._nc, self._settings)
        return Finding("store", str(found), wrong=found.scarce)

    async def _disk(self) -> Finding:
        if self._settings.nats_url:
            return Finding("disk", "that of the server")
        disk = shutil.disk_usage(self._settings.home)
        words = f"{room.size(disk.free)} of {room.size(disk.total)} free"
        return Finding("disk", words, wrong=disk.free < disk.total * LEAST_FREE)

    async def _pace(self) -> Finding:
        if self._settings.nats_url:
            return Finding("pace", "that of the server's own disk")
        try:
            return Finding("pace", str(await asyncio.to_thread(pace, self._settings.home)))
        except OSError as fault:
            return Finding("pace", f"nothing can be written in the home: {fault}", wrong=True)

    async def _subjects(self, bucket: str) -> int:
        told = await ask(self._nc, f"STREAM.INFO.{bucket_stream(bucket)}", {"subjects_filter": f"$KV.{bucket}.>"})
        return len(told["state"].get("subjects") or ())
