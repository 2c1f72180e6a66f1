"""Creates what the topology names, compares what the server has with it, and repairs what can be repaired.

Nobody else creates or changes a stream or a consumer. What exists is never changed unasked: `drift` says what differs,
`repair` changes it, and leaves every field alone that the topology does not set.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import structlog
from nats.aio.client import Client

from events import subjects
from handlers.settings import Settings
from handlers.streams.topology import Config, Durable, durables, streams
from handlers.wire.jetstream import JetStreamError, Missing, Refused, Unavailable, ask

log = structlog.get_logger(__name__)
NO_PEERS = frozenset({10005, 10074})
"""What a cluster answers that is still coming up: no suitable peers."""
Wanted = TypeVar("Wanted", Config, Durable)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a stream or consumer that is not as it should be; `field` is empty where all of it is missing."""

    where: str
    field: str
    found: object
    wanted: object

    def __str__(self) -> str:
        if not self.field:
            return f"{self.where} does not exist"
        return f"{self.where}: {self.field} is {_shown(self.found)}, should be {_shown(self.wanted)}"


async def provision(nc: Client, settings: Settings, *, patience: float = 30.0) -> list[str]:
    """Create what is missing and answer its names; waits `patience` seconds for a cluster that is coming up."""
    created: list[str] = []
    for stream in streams(settings):
        created += [f"stream {stream['name']}"] if await _when_ready(_create_stream, nc, stream, patience) else []
    wanted = durables(settings)
    outcomes = await asyncio.gather(*(_when_ready(_create_durable, nc, durable, patience) for durable in wanted))
    created += [f"consumer {durable.name}" for durable, new in zip(wanted, outcomes, strict=True) if new]
    if created:
        log.info("topology.provisioned", created=len(created))
    return created


async def restore(nc: Client, settings: Settings) -> None:
    """Create again what a server that was restarted has forgotten: the buckets that live in its memory."""
    for stream in streams(settings):
        if stream["storage"] == "memory" and await _create_stream(nc, stream):
            log.warning("topology.restored", stream=stream["name"])


async def _when_ready(
    create: Callable[[Client, Wanted], Awaitable[bool]], nc: Client, wanted: Wanted, patience: float
) -> bool:
    """Create it, again and again while the cluster is coming up, at most for `patience` seconds."""
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        try:
            return await create(nc, wanted)
        except (Unavailable, Refused) as error:
            late = asyncio.get_running_loop().time() > deadline
            if late or (isinstance(error, Refused) and error.code not in NO_PEERS):
                raise
            await asyncio.sleep(0.25)


async def _create_stream(nc: Client, wanted: Config) -> bool:
    """Create the stream unless it exists; pedantic: a server that would change what is asked for refuses."""
    name = wanted["name"]
    if await _stored(nc, f"STREAM.INFO.{name}") is not None:
        return False
    if name == subjects.STREAM:
        await _refuse_empty_log(nc)
    try:
        await ask(nc, f"STREAM.CREATE.{name}", {**wanted, "pedantic": True})
    except Refused as error:
        raise Refused(f"stream {name} could not be created: {error}", error.code) from error
    return True


async def _refuse_empty_log(nc: Client) -> None:
    """An empty log beside an audit copy that holds records would hide a loss: somebody has to restore it first."""
    try:
        copied = (await ask(nc, f"STREAM.INFO.{subjects.STREAM_AUDIT}"))["state"]["messages"]
    except Missing:
        return
    if copied:
        raise Refused(
            f"stream {subjects.STREAM} is gone, but {subjects.STREAM_AUDIT} holds {copied:,} records of it: "
            "restore it from a backup before anything else; nothing was created"
        )


async def _create_durable(nc: Client, durable: Durable) -> bool:
    """Create the consumer unless it exists."""
    if await _stored(nc, f"CONSUMER.INFO.{durable.stream}.{durable.name}") is not None:
        return False
    await _send_durable(nc, durable, durable.config, "create")
    return True


async def _send_durable(nc: Client, durable: Durable, config: Config, action: str) -> None:
    """Create or update a consumer."""
    body = {"stream_name": durable.stream, "config": config, "action": action}
    try:
        await ask(nc, f"CONSUMER.CREATE.{durable.stream}.{durable.name}", body)
    except Refused as error:
        raise Refused(f"consumer {durable.name} of {durable.stream}: {action} failed: {error}", error.code) from error


async def drift(nc: Client, settings: Settings) -> list[Difference]:
    """Every field in which the server differs from the topology; empty when all is well."""
    found = [await _stream_drift(nc, stream) for stream in streams(settings)]
    found += await asyncio.gather(*(_durable_drift(nc, durable) for durable in durables(settings)))
    return [difference for differences in found for difference in differences]


async def _stream_drift(nc: Client, wanted: Config) -> list[Difference]:
    """How one stream differs."""
    return _compared(f"stream {wanted['name']}", await _stored(nc, f"STREAM.INFO.{wanted['name']}"), wanted)


async def _durable_drift(nc: Client, durable: Durable) -> list[Difference]:
    """How one consumer differs."""
    stored = await _stored(nc, f"CONSUMER.INFO.{durable.stream}.{durable.name}")
    return _compared(f"consumer {durable.name} of {durable.stream}", stored, durable.config)


async def _stored(nc: Client, call: str) -> Config | None:
    """The configuration that the server holds; None where the thing does not exist."""
    try:
        config: Config = (await ask(nc, call))["config"]
    except Missing:
        return None
    return config


def _compared(where: str, stored: Config | None, wanted: Config) -> list[Difference]:
    """The differences in the fields that the topology sets."""
    if stored is None:
        return [Difference(where, "", None, wanted)]
    return [Difference(where, *difference) for difference in _differing("", stored, wanted)]


def _differing(path: str, found: Any, wanted: Any) -> Iterator[tuple[str, object, object]]:  # noqa: ANN401 - JSON
    """The fields, by their dotted path, in which `found` is not `wanted`; an absent one counts as its empty value."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for name, value in wanted.items():
            yield from _differing(f"{path}.{name}" if path else name, found.get(name), value)
    elif found != wanted and not (found is None and wanted in (False, 0, "")):
        yield path, found, wanted


async def repair(nc: Client, settings: Settings) -> list[Difference]:
    """Create what is missing, change what differs and answer what was changed; raises `Refused` for what the server
    will not change, naming it and leaving it as it is."""
    await provision(nc, settings)
    repaired: list[Difference] = []
    for stream in streams(settings):
        repaired += await _repaired(await _stream_drift(nc, stream), partial(_update_stream, nc, stream))
    for durable in durables(settings):
        repaired += await _repaired(await _durable_drift(nc, durable), partial(_update_durable, nc, durable))
    return repaired


async def _repaired(differences: list[Difference], update: Callable[[], Awaitable[None]]) -> list[Difference]:
    """Update what differs."""
    if differences:
        try:
            await update()
        except JetStreamError as error:
            what = "; ".join(map(str, differences))
            raise Refused(f"{what}; the server will not change this: {error}", error.code) from error
        log.warning("topology.repaired", changed=[str(difference) for difference in differences])
    return differences


async def _update_stream(nc: Client, wanted: Config) -> None:
    """Write our fields over the stored ones."""
    stored = await _stored(nc, f"STREAM.INFO.{wanted['name']}") or {}
    await ask(nc, f"STREAM.UPDATE.{wanted['name']}", {**stored, **wanted, "pedantic": True})


async def _update_durable(nc: Client, durable: Durable) -> None:
    """Write our fields over the stored ones."""
    stored = await _stored(nc, f"CONSUMER.INFO.{durable.stream}.{durable.name}") or {}
    await _send_durable(nc, durable, {**stored, **durable.config}, "update")


def _shown(value: object) -> str:
    """A value as an operator reads it."""
    if value is None:
        return "not set"
    return str(value).lower() if isinstance(value, bool) else str(value)
