"""Messages as a worker would write them, made by hand."""

from datetime import datetime

from events import subjects
from handlers.wire.batch import EXPECTED, EXPECTED_OF, Outgoing


def record(case_id: str, event: str = "requested", revision: int | None = None, payload: bytes = b"{}") -> Outgoing:
    """A record that expects the case to stand at `revision`; None expects nothing."""
    checks = {EXPECTED: str(revision), EXPECTED_OF: subjects.records_of("return", case_id)}
    return Outgoing(subjects.case_record("return", case_id, event), payload, {} if revision is None else checks)


def alarm(case_id: str, at: datetime) -> Outgoing:
    target = subjects.due("return", case_id)
    when = f"@at {at.isoformat().replace('+00:00', 'Z')}"
    return Outgoing(subjects.alarm("return", case_id), b"", {"Nats-Schedule": when, "Nats-Schedule-Target": target})
