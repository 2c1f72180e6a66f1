"""The configuration file of an embedded nats-server.

Two users may connect. `reso` may do everything: the workers and every command are this one. `publisher` is for order
systems and warehouse scanners: it may publish inputs (`reso.in.>`) and hear the acknowledgements in its own inbox,
nothing else: it can neither forge an alarm or a record nor read a buyer's data. The engine's answers travel in an
inbox that `publisher` may not listen to.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from events import subjects
from handlers.server.ports import HOST
from handlers.wire.connection import PUBLISHER_INBOX

ENGINE, PUBLISHER = "reso", "publisher"
USERS = (ENGINE, PUBLISHER)
MAX_PAYLOAD = 8 * 1024 * 1024
CONFIG, LOG, PID, STORE = "nats.conf", "nats.log", "nats.pid", "jetstream"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server of a cluster listens to the others, and whom it calls; all on the loopback interface."""

    port: int
    others: tuple[int, ...]
    password: str
    url: str
    """The addresses of all members, separated by commas."""


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What differs from one embedded server to the next; `max_file_store` in bytes."""

    port: int
    sync_always: bool = True
    max_file_store: int | None = None
    name: str = "reso"
    cluster: Place | None = None

    @property
    def url(self) -> str:
        """Where clients connect."""
        return self.cluster.url if self.cluster else f"nats://{HOST}:{self.port}"


def server_config(home: Path, options: ServerOptions, passwords: dict[str, str]) -> str:
    """The text of the file; JSON is valid NATS configuration."""
    store = {"store_dir": str(home / STORE)} | ({"sync_interval": "always"} if options.sync_always else {})
    if options.max_file_store is not None:
        store["max_file_store"] = options.max_file_store  # type: ignore[assignment]
    config = {
        "server_name": options.name,
        "listen": f"{HOST}:{options.port}",
        "max_payload": MAX_PAYLOAD,
        "pid_file": str(home / PID),
        "log_file": str(home / LOG),
        "logfile_size_limit": 16 * 1024 * 1024,
        "logfile_max_num": 3,
        "jetstream": store,
        "authorization": {"users": _users(passwords)},
    }
    if options.cluster:
        config["cluster"] = _cluster(options.cluster)
    return json.dumps(config, indent=1)


def _users(passwords: dict[str, str]) -> list[dict[str, object]]:
    """Who may connect, and to do what."""
    inputs_only = {"publish": [subjects.IN_ALL], "subscribe": [PUBLISHER_INBOX + ".>"]}
    return [
        {"user": ENGINE, "password": passwords[ENGINE]},
        {"user": PUBLISHER, "password": passwords[PUBLISHER], "permissions": inputs_only},
    ]


def _cluster(place: Place) -> dict[str, object]:
    """The part about the other servers."""
    return {
        "name": "reso",
        "listen": f"{HOST}:{place.port}",
        "authorization": {"user": "route", "password": place.password, "timeout": 5},
        "routes": [f"nats://route:{place.password}@{HOST}:{port}" for port in place.others],
    }
