"""Every stream, bucket and consumer that Reso needs, as data.

The inputs are renamed by the server to `in.<partition>.…`, so a worker that holds a partition reads just its cases;
what does not fit the pattern keeps its name and is read by the stray consumer. The log holds schedules and therefore
can be purged; the audit copy of its records cannot. Creating and comparing is in `provisioning.py`.

The audit copy is a sourced stream, not a mirror: a mirror of a stream with direct gets answers a part of those itself,
whatever its configuration asks for, and one that holds records only answers "no such message" for a reference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from events import subjects
from events.partitions import PARTITIONS
from handlers.settings import Settings
from lifecycle.policy.deciding import MOST_BUYER_DAYS
from lifecycle.reactions import REACTIONS

Config = dict[str, Any]
SECOND = 1_000_000_000
"""JetStream counts durations in nanoseconds."""
DAY = 24 * 3600 * SECOND
ACK_SLACK = 2
"""Seconds beyond a lease after which an unacknowledged message is delivered again."""
MOST_PENDING = 20_000
STRAY = "in-stray"
"""The consumer of inputs that the server did not rename: their subject has not three tokens."""


@dataclass(frozen=True, slots=True)
class Durable:
    """A pull consumer that Reso needs on `stream`."""

    stream: str
    config: Config

    @property
    def name(self) -> str:
        """Its durable name."""
        return str(self.config["durable_name"])


def input_durable(partition: int) -> str:
    """The consumer of a partition's inputs."""
    return f"in-{partition:02d}"


REACTIONS_DURABLE = "reactions"
"""The consumer of the records after which one case may have something to say to another."""

PROJECTOR_DURABLE = "projector"
"""The consumer of what the tables of the read model are made of."""
PROJECTED = (subjects.CASES, subjects.ALERTS, subjects.DEADS)
"""The subjects that stand in those tables."""
PROJECTOR_PATIENCE = 60
"""Seconds after which a message that the projector has not acknowledged is delivered again."""


def due_durable(partition: int) -> str:
    """The consumer of a partition's wake-ups."""
    return f"due-{partition:02d}"


def bucket_stream(bucket: str) -> str:
    """The stream behind a key-value bucket."""
    return f"KV_{bucket}"


def object_stream(bucket: str) -> str:
    """The stream behind an object store."""
    return f"OBJ_{bucket}"


def streams(settings: Settings) -> tuple[Config, ...]:
    """The streams and buckets, in the order in which they must be created."""
    return (_inputs(settings), _log(settings), _audit(settings), *_buckets(settings), _files(settings))


def _inputs(settings: Settings) -> Config:
    """What order systems, scanners and people say."""
    renamed = {"src": subjects.IN_TAKEN, "dest": subjects.IN_STORED}
    age = int(settings.input_max_age.total_seconds()) * SECOND
    return _stream(subjects.STREAM_IN, settings) | {
        "subjects": [subjects.IN_ALL],
        "subject_transform": renamed,
        "max_age": age,
        "duplicate_window": 120 * SECOND,
        "allow_atomic": True,
        "allow_direct": True,
    }


def _log(settings: Settings) -> Config:
    """Records, alerts, alarms, wake-ups, references, rule packs, dead letters. Nothing in it is limited."""
    return _stream(subjects.STREAM, settings) | {
        "subjects": list(subjects.LOG_SUBJECTS),
        "duplicate_window": 120 * SECOND,
        "allow_msg_schedules": True,
        "allow_rollup_hdrs": True,
        "allow_atomic": True,
        "allow_msg_ttl": True,
        "allow_direct": True,
        "deny_delete": True,
        "deny_purge": False,
    }


def _audit(settings: Settings) -> Config:
    """The copy of the records from which nothing can be taken away; a header holds each one's sequence in the log.

    The log itself is synced, and what a crash takes from the copy is copied again from it: so the copy need not wait
    for the disk. The server offers that for streams without replicas.
    """
    unhurried = {"persist_mode": "async"} if settings.replicas == 1 else {}
    return _stream(subjects.STREAM_AUDIT, settings) | {
        "sources": [{"name": subjects.STREAM, "filter_subject": subjects.CASES}],
        **unhurried,
        "allow_direct": True,
        "deny_delete": True,
        "deny_purge": True,
    }


def _stream(name: str, settings: Settings) -> Config:
    """What all streams have in common."""
    return {
        "name": name,
        "retention": "limits",
        "discard": "old",
        "storage": "file",
        "num_replicas": settings.replicas,
        "max_msgs": -1,
        "max_bytes": -1,
        "max_age": 0,
        "max_msgs_per_subject": -1,
    }


def _buckets(settings: Settings) -> tuple[Config, ...]:
    """Keys of private text; claims to partitions and signs of life of workers, which vanish unless renewed; sources;
    what rules have decided of late; what is to be told to whom; who has a name here, and his sessions, which end by
    themselves."""
    lease = int(settings.lease_seconds * SECOND)
    fleeting = {"storage": "memory", "max_age": lease, "duplicate_window": lease}
    return (
        _keys(settings),
        _bucket(subjects.BUCKET_LEASES, settings) | fleeting,
        _bucket(subjects.BUCKET_WORKERS, settings) | fleeting,
        _bucket(subjects.BUCKET_SOURCES, settings),
        _bucket(subjects.BUCKET_BUDGETS, settings) | {"allow_atomic": True, "max_age": MOST_BUYER_DAYS * DAY},
        _bucket(subjects.BUCKET_NOTIFY, settings) | {"allow_atomic": True, "allow_msg_ttl": True},
        _bucket(subjects.BUCKET_USERS, settings) | {"allow_msg_ttl": True},
    )


def _keys(settings: Settings) -> Config:
    """The keys of private text. One that is erased has to be deleted as a message, for only then the server writes over
    its bytes: `deny_delete` is not asked for, and left as it is where an older release has set it."""
    config = _bucket(subjects.BUCKET_KEYS, settings) | {"allow_atomic": True}
    del config["deny_delete"]
    return config


def _files(settings: Settings) -> Config:
    """The object store of private files. Its size is checked when a file is attached: a limit of the stream would be
    reserved of the server's room beforehand, and a house on a small disk could not start."""
    return _stream(object_stream(subjects.BUCKET_PRIVATE), settings) | {
        "subjects": [subjects.FILE_CHUNKS, subjects.FILE_HEADS],
        "max_age": int(settings.private_max_age.total_seconds()) * SECOND,
        "discard": "new",
        "duplicate_window": 120 * SECOND,
        "allow_rollup_hdrs": True,
        "allow_atomic": True,
        "allow_direct": True,
        "deny_delete": False,
        "deny_purge": False,
    }


def _bucket(name: str, settings: Settings) -> Config:
    """A key-value bucket that keeps the last value of a key."""
    return _stream(bucket_stream(name), settings) | {
        "subjects": [f"$KV.{name}.>"],
        "max_msgs_per_subject": 1,
        "discard": "new",
        "duplicate_window": 120 * SECOND,
        "allow_rollup_hdrs": True,
        "allow_direct": True,
        "deny_delete": True,
        "deny_purge": False,
    }


def durables(settings: Settings) -> tuple[Durable, ...]:
    """The consumers: one for each partition's inputs, one for its wake-ups, one for inputs that fit no pattern, those
    of the reactions and of the tables."""
    partitions = range(PARTITIONS)
    inputs = [(input_durable(p), subjects.inputs_of(p)) for p in partitions]
    dues = [(due_durable(p), subjects.dues_of(p)) for p in partitions]
    stray = (STRAY, subjects.IN_ALL)
    reacted = {"filter_subjects": list(_reacted_to()), "headers_only": True}
    return (
        *(Durable(subjects.STREAM_IN, _durable(name, filtered, settings)) for name, filtered in [*inputs, stray]),
        *(Durable(subjects.STREAM, _durable(name, filtered, settings)) for name, filtered in dues),
        Durable(subjects.STREAM, _durable(REACTIONS_DURABLE, "", settings) | reacted),
        Durable(subjects.STREAM, _projector(settings)),
    )


def _projector(settings: Settings) -> Config:
    """One reader, who acknowledges the last message of what it has written, and with it all before."""
    return _durable(PROJECTOR_DURABLE, "", settings) | {
        "filter_subjects": list(PROJECTED),
        "ack_policy": "all",
        "ack_wait": PROJECTOR_PATIENCE * SECOND,
    }


def _reacted_to() -> Iterator[str]:
    """The records after which a reaction is asked."""
    named = {(kind, event) for reaction in REACTIONS for kind, events in reaction.after.items() for event in events}
    return (subjects.records_named(event, kind) for kind, event in sorted(named))


def _durable(name: str, filtered: str, settings: Settings) -> Config:
    """A pull consumer whose every message is acknowledged on its own, and delivered until it is."""
    return {
        "durable_name": name,
        "filter_subject": filtered,
        "deliver_policy": "all",
        "ack_policy": "explicit",
        "ack_wait": int((settings.lease_seconds + ACK_SLACK) * SECOND),
        "max_deliver": -1,
        "max_ack_pending": MOST_PENDING,
        "replay_policy": "instant",
        "num_replicas": 0,
    }
