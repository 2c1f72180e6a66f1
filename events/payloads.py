"""What stands on the subjects beside events: the messages with their headers, as JSON Schema.

Their bytes are written by `lifecycle.engine.records` and at the edge; `tests/edge/test_asyncapi.py` holds a real log
against what is said here.
"""

from collections.abc import Mapping
from typing import Any, Final, get_args

from events.alerts import Severity
from events.values import TOKEN

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
DIGEST: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
CASE_ID: Final[Schema] = {"type": "string", "pattern": f"^{TOKEN}$"}
STANDINGS: Final = ["counted", "parked", "rejected", "dismissed"]
SEVERITIES: Final = list(get_args(Severity))


def of(description: str, properties: Mapping[str, Schema], *may: str) -> Schema:
    """An object that has to have its members but for those named in `may`."""
    must = [name for name in properties if name not in may]
    return {"type": "object", "description": description, "properties": dict(properties), "required": must}


def ref(name: str) -> Schema:
    """A schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def told(schema: Schema, description: str) -> Schema:
    """A schema with what it means here."""
    return {**schema, "description": description}


CAUSE: Final = of(
    "Why a record was written.",
    {
        "type": {"enum": ["input", "decision", "wakeup", "derived"]},
        "of": told(TEXT, "The identity of the input that this record is derived from."),
        "ordinal": told(WHOLE, "Its place among those derived from that input."),
        "due_at": told(MOMENT, "When what woke the case was due, UTC."),
    },
    "of",
    "ordinal",
    "due_at",
)

CASE: Final = of(
    "A case after a record. Every kind has these members and more of its own; all moments are UTC.",
    {
        "kind": TEXT,
        "id": CASE_ID,
        "state": TEXT,
        "escalated": {"type": "boolean"},
        "refs": told({"type": "array"}, "The keys under which it is known: pairs of type and value."),
        "deadlines": told({"type": "array", "items": {"type": "object"}}, "Its clocks that are running."),
        "unfit": told({"type": "array", "items": {"type": "object"}}, "Events that do not count, each with why."),
        "flags": {"type": "array", "items": TEXT},
        "horizon": {"anyOf": [MOMENT, {"type": "null"}]},
        "close_reason": {"anyOf": [TEXT, {"type": "null"}]},
        "links": told({"type": "array", "items": {"type": "object"}}, "Other cases that it has to do with."),
    },
)

RECORD: Final = of(
    "A record of the log: an event as it was accepted, and the case after it.",
    {
        "event": told(ref("CloudEvent"), "As accepted, in the version in which it came, private text sealed."),
        "cause": ref("Cause"),
        "case": ref("Case"),
        "previous": told(TEXT, "SHA-256 of the case's record before this one, empty for its first."),
        "policy": told(TEXT, "The digest of the rule pack that was used; it stands on its own channel."),
        "lifecycle": told(WHOLE, "The version of the lifecycle that derived it."),
        "standing": {"enum": STANDINGS},
        "was": told({"enum": STANDINGS}, "The standing before, where this record changes one."),
        "reason": told(TEXT, "Why the event does not count, in a sentence."),
        "severity": {"enum": SEVERITIES},
        "allowed": told({"type": "array", "items": TEXT}, "What would be possible instead."),
    },
    "standing",
    "was",
    "reason",
    "severity",
    "allowed",
)

DEAD_LETTER: Final = of(
    "An input that can never be taken in, with the reason in a sentence for an operator.",
    {
        "reason": TEXT,
        "sentence": TEXT,
        "subject": told(TEXT, "Where it came in."),
        "sequence": told(WHOLE, "Its sequence in RESO_IN, where the whole input still is."),
        "case_id": told(TEXT, "The case it names, empty where none could be read."),
        "size": told(WHOLE, "Bytes."),
        "digest": DIGEST,
        "head": told({"type": "string", "contentEncoding": "base64"}, "Its first 4 KiB."),
    },
)

DEAD_NOTE: Final = of(
    "An operator has dealt with a dead letter: `reso.dead.retried` or `reso.dead.dismissed`.",
    {
        "sequence": told(WHOLE, "The sequence by which the letter is known."),
        "by": told(TEXT, "The operator's login."),
        "at": MOMENT,
        "again": told(WHOLE, "The sequence of the input that was published again."),
    },
    "again",
)

REFERENCE: Final = of(
    "Since when a case is known under a key, and whether it is a stray. Nothing is said of a family that it joins.",
    {"at": MOMENT, "stray": {"type": "boolean"}},
)
ROUTED: Final = of("The case to which a scan was given.", {"kind": TEXT, "case_id": CASE_ID})
MERGED: Final = of("The case into which a stray was merged.", {"case_id": CASE_ID})
PACK: Final = of(
    "A rule pack with its markets, holidays and zones written out, named by its digest.",
    {
        "version": WHOLE,
        "markets": {"type": "object"},
        "zones": {"type": "object"},
        "holidays": {"type": "object"},
    },
)
SHEET: Final[Schema] = {
    "type": "array",
    "items": of("What is known of an SKU from a day on.", {"sku": TEXT}),
    "description": "A product sheet, named by its digest.",
}
CLOCK: Final = of(
    "The simulated clock: it showed `simulated_origin` at `real_origin` and runs `speed` times as fast.",
    {"real_origin": MOMENT, "simulated_origin": MOMENT, "speed": {"type": "number", "exclusiveMinimum": 0}},
)
SEAL: Final[Schema] = {
    "type": "string",
    "description": "One line, to be kept where nobody can reach it.",
    "pattern": r"^reso-seal/1 sequence=\d+ records=\d+ cases=\d+ sha256=[0-9a-f]{64} at=\S+$",
}

SCHEMAS: Final[Mapping[str, Schema]] = {
    "Cause": CAUSE,
    "Case": CASE,
    "Record": RECORD,
    "DeadLetter": DEAD_LETTER,
    "DeadNote": DEAD_NOTE,
    "Reference": REFERENCE,
    "Routed": ROUTED,
    "Merged": MERGED,
    "Pack": PACK,
    "Sheet": SHEET,
    "Clock": CLOCK,
    "Seal": SEAL,
}
