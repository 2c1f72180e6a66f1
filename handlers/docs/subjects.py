"""The subjects as the contract spells them: built by its own builders, with names in the place of tokens."""

from collections.abc import Iterator

from events import subjects
from events.partitions import PARTITIONS, partition

KIND, CASE, EVENT, STATION, SEVERITY, REASON = "KIND", "CASE-ID", "EVENT", "STATION", "SEVERITY", "REASON"
TYPE, DIGEST = "TYPE", "DIGEST"
WORKERS, EVERYBODY = "workers", "everybody"


def addresses() -> Iterator[tuple[str, ...]]:
    """A row a subject: how it is spelled, its stream, who writes it, what it is, who reads it."""
    inputs, log = f"`{subjects.STREAM_IN}`", f"`{subjects.STREAM}`"
    yield _spelled(subjects.in_(KIND, CASE, EVENT)), inputs, "order systems, people", "an event of a case", WORKERS
    yield _spelled(subjects.in_scan(STATION)), inputs, "scanners at a dock", "a scan that knows no case", WORKERS
    yield _stored(), inputs, "the server", f"either as it is kept, by partition (0 to {PARTITIONS - 1})", WORKERS
    yield _spelled(subjects.case_record(KIND, CASE, EVENT)), log, WORKERS, "a record: the log itself", EVERYBODY
    yield _spelled(subjects.alert("info", KIND, CASE), "info"), log, WORKERS, "an alert", "subscribers"
    yield _spelled(subjects.alarm(KIND, CASE)), log, WORKERS, "the schedule that wakes the case", "the server"
    yield _due(), log, "the server", "a wake-up", WORKERS
    yield _spelled(subjects.ref(TYPE, DIGEST, KIND, CASE)), log, WORKERS, "a key under which a case is known", WORKERS
    yield _spelled(subjects.ref_looked(TYPE, DIGEST)), log, WORKERS, "somebody looked the key up and acted", WORKERS
    yield _spelled(subjects.ref_scan(DIGEST)), log, WORKERS, "the case to which a scan was given", WORKERS
    yield _spelled(subjects.ref_merge(KIND, CASE)), log, WORKERS, "the case into which a stray was merged", WORKERS
    yield _spelled(subjects.policy(DIGEST)), log, WORKERS, "a rule pack as records pin it", "workers, auditors"
    yield _spelled(subjects.products(DIGEST)), log, "`reso products keep`", "a product sheet", "auditors"
    yield _spelled(subjects.dead(REASON)), log, WORKERS, "an input that can never be taken in", "operators"
    yield _spelled(subjects.SEAL), log, "workers, auditors", "a seal: how long the log is, and its digest", "auditors"
    yield _spelled(subjects.CLOCK), log, "`reso up`", "the simulated clock, if one was set", "every process"


def _spelled(subject: str, severity: str = "") -> str:
    """A subject with its names in angle brackets."""
    shown = subject.replace(f".{severity}.", f".{SEVERITY}.") if severity else subject
    tokens = (f"<{token.lower().replace('-', '_')}>" if token.isupper() else token for token in shown.split("."))
    return f"`{'.'.join(tokens)}`"


def _stored() -> str:
    return _spelled(subjects.stored_in(KIND, CASE, EVENT).replace(f".{partition(KIND, CASE)}.", ".PARTITION."))


def _due() -> str:
    return _spelled(subjects.due(KIND, CASE).replace(f".{partition(KIND, CASE)}.", ".PARTITION."))
