"""Three servers on one machine as a cluster: to try replication, and leaders that die, without containers.

    cluster = await serve_cluster([home / "1", home / "2", home / "3"])
    nc = await connect(Settings(home=home / "1", replicas=3), "try")

Clients learn of all three from any one home, and of each other's addresses from the servers.
"""

import asyncio
import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path

from handlers.home import PASSWORDS, passwords, prepare, write_privately
from handlers.server.config import USERS, Place, ServerOptions
from handlers.server.ports import HOST, free_port
from handlers.server.server import POLL, START, Server, hold, start
from handlers.settings import Settings
from handlers.wire.connection import connect
from handlers.wire.jetstream import Unavailable, ask

ROUTE = "route"


class Cluster:
    """Running servers that replicate each other's streams."""

    def __init__(self, homes: list[Path], options: list[ServerOptions]) -> None:
        self.homes, self._options = homes, options
        self.servers: list[Server] = []

    @property
    def urls(self) -> str:
        """The addresses of all members, separated by commas."""
        return self._options[0].url

    async def kill(self, number: int) -> None:
        """End a member with SIGKILL, as a power cut would."""
        member = self.servers[number]
        os.kill(member.description.pid, signal.SIGKILL)
        await member.death
        await member.stop()

    async def revive(self, number: int) -> None:
        """Start a dead member again, at its old address with its old store."""
        home = self.homes[number]
        self.servers[number] = await start(home, self._options[number], await hold(home))

    async def stop(self) -> None:
        """Stop all members."""
        await asyncio.gather(*(server.stop() for server in self.servers))


async def serve_cluster(homes: Sequence[Path], *, sync_always: bool = True) -> Cluster:
    """Start a server in each home and wait until together they have a leader; raises as `serve` does."""
    prepared = [prepare(home) for home in homes]
    secrets = _common_passwords(prepared)
    cluster = Cluster(prepared, _options(len(prepared), secrets[ROUTE], sync_always))
    try:
        for home, options in zip(prepared, cluster._options, strict=True):
            cluster.servers.append(await start(home, options, await hold(home)))
        await _has_leader(prepared[0])
    except BaseException:
        await cluster.stop()
        raise
    return cluster


def _common_passwords(homes: list[Path]) -> dict[str, str]:
    """The first home's passwords, in all of them."""
    secrets = passwords(homes[0], (*USERS, ROUTE))
    for home in homes[1:]:
        write_privately(home / PASSWORDS, json.dumps(secrets, indent=1))
    return secrets


def _options(size: int, password: str, sync_always: bool) -> list[ServerOptions]:
    """A client port and a route port for each member."""
    ports, routes = [free_port() for _ in range(size)], [free_port() for _ in range(size)]
    url = ",".join(f"nats://{HOST}:{port}" for port in ports)
    places = [Place(own, tuple(port for port in routes if port != own), password, url) for own in routes]
    return [
        ServerOptions(port, sync_always=sync_always, name=f"reso-{number}", cluster=place)
        for number, (port, place) in enumerate(zip(ports, places, strict=True), 1)
    ]


async def _has_leader(home: Path) -> None:
    """Wait until JetStream answers."""
    nc = await connect(Settings(home=home), "cluster check")
    try:
        async with asyncio.timeout(START):
            while True:
                try:
                    await ask(nc, "INFO")
                    return
                except Unavailable:
                    await asyncio.sleep(POLL)
    finally:
        await nc.close()
