"""What the message reference says in prose: the meanings that no type can tell."""

from collections.abc import Mapping
from typing import Final

SUBJECTS: Final = """\
A case id is one token: 1 to 64 of `A-Z a-z 0-9 _ -`. Kinds, events and stations are tokens too. The last token of a
record is what was *recorded*: a subscriber to `reso.case.return.*.refunded` sees refunds that count, one to
`reso.case.return.*.rejected` those that were refused. Only `reso.in.>` may be published from outside.
`RESO_AUDIT` holds a copy of all records, under the same subjects. [asyncapi.json](asyncapi.json) says the same to
programs, with the schema of every message; `reso schema --asyncapi` prints it."""

ENVELOPE: Final = """\
An event is a CloudEvent 1.0 in structured JSON, at most 64 KiB. It is known by `source` and `id` together: told twice
with the same content it is a duplicate; with another content it is rejected, with a critical alert."""

MEMBERS: Final[Mapping[str, str]] = {
    "specversion": '`"1.0"`',
    "id": "code; unique at its source, the same in every retry",
    "source": "code; who says so, such as `/orders/shop-it`",
    "type": "`<kind>.<event>.v<version>`, such as `return.requested.v1`",
    "time": "moment; when it happened in the world, with offset",
    "subject": "the case id; for a scan, the station",
    "data": "object; the members listed below",
    "actor": "code; who did it, such as `buyer`, `person:giulia`, `marketplace`, `carrier`, `station:dock-1`",
    "precision": "`instant`, or `date` where only the day is known: clocks count from its start, it sorts at its end",
    "causationid": "code; the event that caused this one",
    "historical": "flag; an old event told late, which starts no clock",
    "advice": "the row of the playbook and the option that is acted on, such as `D-10/2`",
    "despite": "text without names; why a text goes out although the wording guard found something in it",
}

SHARED: Final = """\
A person may publish the first four about a case of any kind. The others are the engine's own; from outside they are
refused, and lie among the dead letters."""

RECORDS: Final = """\
A record on `reso.case.<kind>.<case_id>.<event>` is JSON. Its revision (the sequence in the stream) and the moment of
storing are the server's and stand in the message's metadata, not in the body. The digest of a record (SHA-256 of its
bytes) is named by the next record of the case."""

RECORD: Final[Mapping[str, str]] = {
    "event": "the event as it was accepted, private text sealed; for a clock, an event of the engine's own",
    "cause": "`type`: `input`, `decision`, `wakeup` (with `due_at`) or `derived` (with `of` and `ordinal`)",
    "case": "the case after it: state, lines, money, deadlines, flags, unfit events, what it has seen",
    "previous": "the digest of the case's record before this one, empty for its first",
    "policy": "the digest of the rule pack used, which stands on `reso.policy.<digest>`",
    "lifecycle": "the version of the lifecycle that derived it",
    "standing": "`counted`, `parked`, `rejected` or `dismissed`",
    "was": "the standing before, where this record changes one",
    "reason": "why an event does not count, in a sentence",
    "severity": "the severity of the alert that follows from the refusal",
    "allowed": "what would be possible instead",
}

ALERTS: Final = """\
An alert on `reso.alert.<severity>.<kind>.<case_id>` is JSON. A member that is at its default is left out."""

ALERT: Final[Mapping[str, str]] = {
    "key": "the matter: a later alert of the case with this key replaces the earlier one",
    "severity": "`info`, `warning` or `critical`",
    "kind": "the kind of case",
    "case_id": "the case",
    "title": "what is the matter, in a sentence",
    "at": "when the alert was written",
    "due_at": "when it was due, for a clock",
    "event": "the event it is about, such as `return.refund_requested`",
    "identity": "the identity of that event",
    "rule": "the rule behind it, such as `B-05`",
    "allowed": "the events possible in the case as it stands, for `reso act`; none where the matter is over",
    "closes": "true: the matter of this key is over",
    "late": "true: too old to be worth sending, kept for the record",
    "superseded": "true: a later one of the same clock stands in the same commit",
}

DEAD_LETTERS: Final = """\
A dead letter on `reso.dead.<reason>` is JSON with `reason`, `sentence` (for an operator), `subject`, `sequence` (in
`RESO_IN`, where the whole input still is), `case_id`, `size`, `digest` (SHA-256) and `head` (the first 4 KiB, base64).
The header `Reso-Case` names the case. What each reason means, and what to do, stands in
[operating.md](operating.md#dead-letters)."""
