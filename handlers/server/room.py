"""The room that JetStream has: what is stored, against the limits of the account and of the embedded server.

A limit that a server of the operator's own has for itself is in no answer of it. That it is reached shows all the same.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from nats.aio.client import Client

from events import subjects
from handlers.server.config import CONFIG, STORE
from handlers.settings import Settings
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.jetstream import Full, JetStreamError, ask

log = structlog.get_logger(__name__)
LEAST = 64 * 1024 * 1024
"""Bytes below which hardly anything fits any more."""
NEVER = str(2**53 - 1)
"""A sequence that no log reaches."""


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes stored, and the most that may be, where that is known; `refused`: the server takes nothing more now."""

    stored: int
    limit: int | None
    refused: bool

    @property
    def scarce(self) -> bool:
        """Whether somebody has to make room or to raise the limit."""
        return self.refused or (self.limit is not None and self.limit - self.stored < LEAST)

    def __str__(self) -> str:
        """Both figures, and what to do."""
        limit = "no limit is told" if self.limit is None else f"the limit is {size(self.limit)}"
        what = "nothing more is taken: " if self.refused else "hardly anything fits: " if self.scarce else ""
        cure = "make room or raise the limit (of the embedded server: RESO_MAX_FILE_STORE)"
        return f"{size(self.stored)} stored, {limit}" + (f"; {what}{cure}" if self.scarce else "")


async def look(nc: Client, settings: Settings) -> Room:
    """The room there is just now; raises a `JetStreamError` where nobody answers."""
    told = await ask(nc, "INFO")
    used = (told.get("tiers") or {}).get(f"R{settings.replicas}", told)
    limits = [limit for limit in (_of_account(used), _of_server(settings)) if limit is not None]
    return Room(int(used["storage"]), min(limits, default=None), await _refused(nc))


async def warn(nc: Client, settings: Settings) -> None:
    """A line in the log where there is too little."""
    room = await look(nc, settings)
    if room.scarce:
        log.warning("store.scarce", why=str(room))


def most_for(home: Path) -> int:
    """What a server in this home may store unless told otherwise: what it does already, and most of the free disk."""
    stored = sum(file.stat().st_size for file in (home / STORE).rglob("*") if file.is_file())
    return stored + shutil.disk_usage(home).free // 4 * 3


def size(count: int) -> str:
    """Bytes for people."""
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count / 1e3:.1f} kB"


def _of_account(told: dict[str, Any]) -> int | None:
    most = int(told["limits"]["max_storage"])
    return most if most >= 0 else None


def _of_server(settings: Settings) -> int | None:
    """The limit in the configuration of the embedded server; of a cluster, that of all members together."""
    if settings.nats_url:
        return None
    try:
        config = json.loads((settings.home / CONFIG).read_text(encoding="utf-8"))
        members = 1 + len(config.get("cluster", {}).get("routes", ()))
        return int(config["jetstream"]["max_file_store"]) * members
    except (OSError, ValueError, KeyError):
        return None


async def _refused(nc: Client) -> bool:
    """Whether there is no room, tried out with what cannot be stored: the server then gives that as the reason."""
    try:
        await commit(nc, [Outgoing(subjects.SEAL, b"", {EXPECTED: NEVER}), Outgoing(subjects.SEAL, b"")])
    except JetStreamError as error:
        return isinstance(error, Full)
    return False
