"""Receivers and the notifier are killed and revived while alerts come in: whoever counts by id has exactly the set.

A receiver writes an id down before it answers, so one that is killed may have accepted what nobody heard it accept. The
notifier is killed anywhere: before, while and after it sends.
"""

import asyncio
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from random import Random

import pytest

from events import subjects
from handlers.notifying.entries import id_of
from handlers.notifying.standing import standing
from handlers.notifying.targets import read_target
from handlers.server.server import serve
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.wire.batch import Outgoing, commit
from handlers.wire.connection import connect
from tests.edge.processes import environment
from tests.edge.waiting import until
from tests.notifying.alerts import flag


class Kept:
    """A process that is started again whenever it was killed."""

    def __init__(self, folder, settings, *command):
        self._folder, self._settings, self._command = folder, settings, command
        self.process: Process | None = None
        self.said = folder / f"{command[1]}.log"

    async def start(self):
        with self.said.open("ab") as words:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, *self._command, cwd=self._folder, env=environment(self._settings),
                stdin=DEVNULL, stdout=DEVNULL, stderr=words,
            )  # fmt: skip

    async def kill(self):
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    async def again(self, rest):
        await self.kill()
        await asyncio.sleep(rest)
        await self.start()


class Scene:
    """A log, a notifier and its two receivers, each a process of its own."""

    def __init__(self, nc, folder, settings):
        self._nc, self.file = nc, folder / "accepted"
        hook, mail = _free(2)
        self._addresses = [
            f"json://127.0.0.1:{hook}/hook",
            f"mailto://127.0.0.1:{mail}?from=reso@shop.example&to=anna@shop.example&mode=insecure",
        ]
        (folder / "reso.toml").write_text(f"[[notify]]\nto = {self._addresses}\n")
        self.receiver = Kept(folder, settings, "-m", "tests.notifying.receivers", str(self.file), str(hook), str(mail))
        self.notifier = Kept(folder, settings, "-m", "handlers.cli", "notify")
        self.expected = set()
        self._first = {}

    async def alert(self, case_id, *, closes=False):
        """An alert, and what everybody is to receive because of it."""
        told = flag("hold", case_id=case_id, closes=closes)
        place = subjects.alert(told.severity, told.kind, case_id)
        seq = (await commit(self._nc, [Outgoing(place, told.to_json())], patience=60)).last_seq
        first = self._first.setdefault(case_id, seq)
        parts = (str(first), *(("settled",) if closes else ()))
        self.expected |= {(way, id_of(name, *parts)) for way, name in self._names()}

    def _names(self):
        return zip(("hook", "mail"), (read_target(each).name for each in self._addresses), strict=True)

    def accepted(self):
        lines = self.file.read_text().split("\n")[:-1] if self.file.exists() else []
        return [tuple(line.split(" ")) for line in lines if not line.startswith("ready")]

    async def all_told(self):
        async def told():
            return set(self.accepted()) >= self.expected

        await until(told, patience=240)
        await until(self._nothing_waits, patience=120)
        assert set(self.accepted()) == self.expected

    async def _nothing_waits(self):
        found = await standing(self._nc)
        assert not found.of("refused"), found.to_json()
        return not found.unsorted and not found.of("waiting")


def _free(count):
    """Ports that nobody listens on."""
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports


async def lived_through(folder, *, alerts, kills, later, seed):
    """So many alerts and kills of each while they come in; then half of the matters end, with so many kills `later`."""
    chance = Random(seed)
    settings = Settings(home=folder / "home", lease_seconds=2, sync_always=False)
    server = await serve(settings)
    nc = await connect(settings, "test")
    await provision(nc, settings)
    scene = Scene(nc, folder, settings)
    try:
        await asyncio.gather(scene.receiver.start(), scene.notifier.start())
        cases = [f"R-{number}" for number in range(alerts)]
        for closes, some, often in ((False, cases, kills), (True, cases[::2], later)):
            victims = chance.sample([scene.receiver, scene.notifier] * often, 2 * often)
            moments = sorted(chance.sample(range(1, len(some)), len(victims)))
            for number, case_id in enumerate(some):
                await scene.alert(case_id, closes=closes)
                if number in moments:
                    seen = len(scene.accepted())
                    await _some_more(scene, seen)
                    await victims[moments.index(number)].again(chance.random() / 2)
            await scene.all_told()
        repeated = len(scene.accepted()) - len(scene.expected)
        assert repeated <= 8 * (kills + later), "a message comes again only where somebody died over it"
    finally:
        await asyncio.gather(scene.receiver.kill(), scene.notifier.kill())
        await nc.close()
        await server.stop()


async def _some_more(scene, seen):
    """Wait until something more has been accepted, so that the kill falls into the middle of it."""

    async def more():
        return len(scene.accepted()) > seen or set(scene.accepted()) >= scene.expected

    await until(more, patience=240)


async def test_a_killed_receiver_and_a_killed_notifier_lose_nothing(tmp_path):
    await lived_through(tmp_path, alerts=16, kills=1, later=0, seed=7)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_many_kills_lose_nothing(tmp_path, seed):
    await lived_through(tmp_path, alerts=100, kills=4, later=3, seed=seed)
