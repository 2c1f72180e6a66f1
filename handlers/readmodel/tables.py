"""The tables of the read model, each column with what it means. Instants are UTC, amounts exact, currencies ISO 4217.

Nothing here is a source: every row follows from the log. A change of these tables is a new `VERSION`; the projector
builds a read model of another version anew. Private text stands here as in the log, sealed.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table

from handlers.readmodel.columns import Amount, Json, Moment

VERSION: Final = 1
"""The version of these tables."""

metadata: Final = MetaData()
_LONG: Final = BigInteger().with_variant(Integer, "sqlite")
"""SQLite finds a row at once by a key of the type INTEGER, and by no other."""
_TEXT: Final = String().with_variant(String(collation="C"), "postgresql")
"""Text sorts by its bytes, on SQLite by itself: a page of a list then ends at the same place everywhere."""


def _text(name: str, comment: str, *, key: bool = False, required: bool = False) -> Column[str]:
    return Column(name, _TEXT, primary_key=key, nullable=not (key or required), comment=comment)


def _count(name: str, comment: str, *, key: bool = False, required: bool = False) -> Column[int]:
    """A number of units, or a place in a list."""
    return Column(name, Integer, primary_key=key, nullable=not (key or required), autoincrement=False, comment=comment)


def _sequence(name: str, comment: str, *, key: bool = False) -> Column[int]:
    return Column(name, _LONG, primary_key=key, nullable=not key, autoincrement=False, comment=comment)


def _moment(name: str, comment: str) -> Column[object]:
    return Column(name, Moment, comment=comment)


def _amount(name: str, comment: str) -> Column[object]:
    return Column(name, Amount, comment=comment)


def _flag(name: str, comment: str) -> Column[bool]:
    return Column(name, Boolean, comment=comment)


def _json(name: str, comment: str) -> Column[object]:
    return Column(name, Json, comment=comment)


def _case_key() -> tuple[Column[str], Column[str]]:
    return _text("kind", "the kind of the case", key=True), _text("case_id", "the case", key=True)


def _place() -> Column[int]:
    return _count("place", "its place in the case, from 0", key=True)


def _listing(at: str) -> Iterator[Index]:
    """What lists of cases are read by that are sorted by a moment: all of them, or those of one filter.

    Each ends with the other filters, so that cases that do not fit are passed over without being looked up.
    """
    rest = ("marketplace", "state", "is_open", "assignee", "due_at", "updated_at")
    alone = ((), ("kind",), ("marketplace",), ("assignee",))
    leads = (*alone, ("kind", "state"), ("marketplace", "kind"), ("assignee", "kind"))
    for lead in leads:
        order = [*lead, at, *(name for name in ("kind", "id") if name not in lead)]
        columns = [*order, *(name for name in rest if name not in order)]
        yield Index("_".join(("cases_by", *lead, at.removesuffix("_at"))), *columns)


projection = Table(
    "projection",
    metadata,
    _count("version", "the version of these tables", key=True),
    _text("log", "the log that is projected: its name and when it was created", required=True),
    _sequence("position", "the sequence in the log up to which everything stands in the tables"),
    _sequence("messages", "how many messages of the log were taken in"),
    _count("skipped", "how many of them could not be read and stand nowhere"),
    _text("fault", "why the last of those could not be read"),
    _moment("updated_at", "when the position last moved"),
    _moment("recorded_at", "when the log stored the message at the position"),
    comment="how far the tables are; written in the transaction of the rows",
)

cases = Table(
    "cases",
    metadata,
    _text("kind", "return, claim, feedback, conversation, order or account", key=True),
    _text("id", "the case id", key=True),
    _text("state", "where the case stands", required=True),
    _flag("is_open", "neither closed nor merged into another case"),
    _flag("escalated", "a claim or a chargeback runs over it"),
    _sequence("revision", "the sequence of its last record"),
    _text("marketplace", "the marketplace, such as amazon.it"),
    _text("order_id", "the order it is about"),
    _text("currency", "the currency of its money"),
    _text("channel", "who fulfils: MFN, AFN, MCF, EXTERNAL"),
    _text("assignee", "who has it in hand"),
    _json("flags", "what deserves an eye, a list of words"),
    _count("unfit", "how many events are parked or rejected"),
    _text("halted", "why the case stands still, if it does"),
    _text("close_reason", "why it was closed"),
    _moment("opened_at", "when its first event happened"),
    _moment("updated_at", "when its newest event or firing happened"),
    _moment("recorded_at", "when the log stored its last record"),
    _moment("closed_at", "when it was closed"),
    _moment("horizon", "the last moment that the clock has fired for it"),
    _text("due_name", "its deadline that comes, or has passed, first"),
    _moment("due_at", "when that is due"),
    _text("forwards_to", "the case it was merged into"),
    _text("policy", "the digest of the rule pack it goes by"),
    _count("lifecycle", "the version of its lifecycle"),
    _json("body", "the case after its last record, as the log has it"),
    *_listing("due_at"),
    *_listing("updated_at"),
    Index("cases_by_id", "id"),
    Index("cases_by_order", "order_id"),
    comment="a row a case, as it stands",
)

case_flags = Table(
    "case_flags",
    metadata,
    *_case_key(),
    _text("flag", "the flag", key=True),
    _moment("due_at", "when the first deadline of the case is due"),
    _moment("updated_at", "when its newest event or firing happened"),
    Index("case_flags_by_due", "flag", "due_at", "kind", "case_id"),
    Index("case_flags_by_updated", "flag", "updated_at", "kind", "case_id"),
    comment="a row a flag of a case, the same that stand in `cases.flags`",
)

events = Table(
    "events",
    metadata,
    _sequence("seq", "the sequence of the record in the log", key=True),
    _text("kind", "the kind of the case", required=True),
    _text("case_id", "the case", required=True),
    _text("event", "what was recorded: the event, or parked, rejected, reminder_due, deadline_missed, deadline_met"),
    _text("type", "the type of the event as it was sent"),
    _text("source", "who sent it"),
    _text("id", "its id there"),
    _moment("time", "when it happened"),
    _moment("recorded_at", "when the log stored it"),
    _text("precision", "instant or date"),
    _text("actor", "who did it"),
    _text("cause", "input, decision, wakeup or derived"),
    _text("cause_of", "the identity of the input it was derived from"),
    _text("standing", "how the event stood after this record: counted, parked, rejected, dismissed"),
    _text("was", "how it stood before, if that changed"),
    _text("reason", "why it does not count"),
    _flag("counts", "whether the event counts today: later records may have changed that"),
    _flag("historical", "told by an importer, starts no clocks"),
    _text("state", "the state of the case after it"),
    _text("advice", "the advice on which it was decided"),
    _text("despite", "why its text went out despite the wording guard"),
    _text("policy", "the digest of the rule pack it was weighed by"),
    _json("data", "what it says; private text sealed"),
    Index("events_by_case", "kind", "case_id", "seq"),
    Index("events_by_name", "kind", "event", "time"),
    Index("events_by_identity", "kind", "case_id", "source", "id"),
    comment="a row a record of the log",
)

returns = Table(
    "returns",
    metadata,
    _text("id", "the case id", key=True),
    _text("order_id", "the order"),
    _text("marketplace", "the marketplace"),
    _text("currency", "the currency of its money"),
    _text("channel", "who fulfils: MFN, AFN, MCF, EXTERNAL"),
    _text("rma", "its RMA"),
    _flag("in_policy", "whether the request was within policy, if known"),
    _flag("withdrawal", "a withdrawal from the contract"),
    _flag("keep_item", "the buyer keeps the goods"),
    _flag("claim_granted", "a claim was granted for it"),
    _flag("historical", "its request was told by an importer and started no clocks"),
    _moment("ordered_at", "when the order was placed"),
    _moment("order_delivered_at", "when the order was delivered"),
    _moment("requested_at", "when the buyer asked"),
    _moment("respond_by", "by when the marketplace wants an answer"),
    _moment("answered_at", "when it was first answered"),
    _moment("authorized_at", "when it was authorized"),
    _moment("declined_at", "when it was declined"),
    _moment("withdrawn_at", "when the buyer gave it up"),
    _moment("shipped_at", "when the buyer sent the goods"),
    _moment("delivered_at", "when the carrier delivered them"),
    _moment("received_at", "when the first unit was scanned"),
    _moment("inspected_at", "when the last inspection was made"),
    _moment("lost_at", "when the parcel was given up"),
    _moment("refunded_at", "when the first refund was made"),
    _moment("closed_at", "when it was closed"),
    _amount("paid", "what the buyer paid for the goods"),
    _amount("due", "what he is due"),
    _amount("refunded", "what he got back"),
    _amount("label_cost", "what the return label cost"),
    _text("safet_id", "the SAFE-T claim about it"),
    comment="a row a return",
)

lines = Table(
    "lines",
    metadata,
    *_case_key(),
    _text("line", "the line of the order or return", key=True),
    _text("sku", "the article", required=True),
    _text("marketplace", "the marketplace"),
    _text("currency", "the currency of the prices"),
    _moment("at", "when the order was placed, or the return requested"),
    _count("ordered", "units ordered, or requested to come back"),
    _count("shipped", "units sent to the buyer (orders)"),
    _count("delivered", "units that reached him (orders)"),
    _count("cancelled", "units that were never sent (orders)"),
    _count("authorized", "units that may come back (returns)"),
    _count("received", "units that came back"),
    _count("inspected", "units inspected"),
    _count("missing", "units that should have come and did not"),
    _count("wrong", "units that are not what was sold"),
    _count("restocked", "units put back on the shelf"),
    _count("scrapped", "units thrown away"),
    _amount("unit_paid", "what the buyer paid for one unit"),
    _amount("unit_tax", "the tax in it"),
    _text("reason", "why it comes back, as the marketplace codes it"),
    Index("lines_by_sku", "sku", "kind"),
    comment="a row a line of an order or a return",
)

units = Table(
    "units",
    metadata,
    _text("case_id", "the return", key=True),
    _text("sort", "received, inspected or relabelled", key=True),
    _place(),
    _text("sku", "the article"),
    _text("line", "the line of the return"),
    _count("quantity", "how many"),
    _text("grade", "the grade they were given"),
    _text("disposition", "what became of them"),
    _text("item", "the condition of the item"),
    _text("accessories", "the condition of the accessories"),
    _text("packaging", "the condition of the packaging"),
    _text("mismatch", "what was in the box instead"),
    _text("fault", "whose fault the damage is"),
    _count("photos", "how many photos there are"),
    _amount("loss", "the share of the price that is lost, in percent"),
    _text("unit", "our reference of relabelled units"),
    _moment("at", "when it happened"),
    comment="units that a scan brought, an inspection graded, or a label renamed",
)

proceeds = Table(
    "proceeds",
    metadata,
    _text("case_id", "the return", key=True),
    _place(),
    _text("sort", "resale, reimbursement or cost"),
    _text("sku", "the article, if known"),
    _text("unit", "our reference of the units"),
    _text("what", "the channel of a resale, the payer of a reimbursement, what a cost was for"),
    _amount("amount", "what was paid"),
    _amount("fee", "what the channel kept of it"),
    _text("currency", "the currency of both"),
    _count("minutes", "minutes of work"),
    _moment("at", "when, if known"),
    _text("ref", "the number under which it was told"),
    comment="what returned goods brought and cost",
)

refunds = Table(
    "refunds",
    metadata,
    *_case_key(),
    _place(),
    _text("refund_id", "the id of the request"),
    _amount("amount", "what was asked for"),
    _amount("paid", "what was refunded"),
    _text("currency", "the currency of both"),
    _text("sort", "full, partial, keep_item or goodwill"),
    _text("issuer", "who refunded"),
    _text("external_ref", "the number it has outside"),
    _moment("requested_at", "when it was asked for"),
    _moment("refunded_at", "when it was made"),
    _flag("failed", "it failed for good"),
    comment="a row a refund of a return, a claim or an order",
)

deadlines = Table(
    "deadlines",
    metadata,
    *_case_key(),
    _text("timer", "the clock, such as T-REFUND", key=True),
    Column("due_at", Moment, primary_key=True, comment="when it was, or is, due"),
    _moment("since", "since when it counts"),
    _text("rule", "the rule behind it"),
    _text("marketplace", "the marketplace"),
    _text("standing", "running, met, missed or replaced (its due moment was changed)"),
    _moment("ended_at", "when it was met, missed or replaced"),
    _moment("done_at", "when what it waits for happened or ceased to matter, also after it was missed"),
    Index("deadlines_by_due", "standing", "due_at"),
    Index("deadlines_by_timer", "timer", "due_at"),
    comment="a row a deadline that ever ran; reminders alone are no deadline",
)

parcels = Table(
    "parcels",
    metadata,
    *_case_key(),
    _place(),
    _text("direction", "out (to the buyer) or back"),
    _text("tracking", "its tracking number"),
    _text("carrier", "who carries it"),
    _moment("shipped_at", "when it was sent"),
    _moment("delivered_at", "when it was delivered"),
    _moment("received_at", "when it was scanned in"),
    _moment("lost_at", "when it was given up"),
    _moment("returned_at", "when it was reported to come back to its sender"),
    comment="parcels to the buyer and back",
)

orders = Table(
    "orders",
    metadata,
    _text("id", "the case id", key=True),
    _text("order_id", "the order's own number"),
    _text("marketplace", "the marketplace"),
    _text("currency", "the currency of its money"),
    _text("channel", "who fulfils: MFN, AFN, MCF, EXTERNAL"),
    _moment("ordered_at", "when the buyer ordered"),
    _moment("ship_by", "by when it is to be shipped"),
    _moment("shipped_at", "when the first parcel went"),
    _moment("latest_delivery_at", "the end of the latest day of delivery"),
    _moment("delivered_at", "when the buyer had everything"),
    _moment("cancelled_at", "when it was cancelled"),
    _text("counts_as_cancelled", "whether it counts in the cancel rate: yes or no"),
    _text("defect", "whether it counts in the order defect rate: yes, no or undetermined"),
    _amount("paid", "what the buyer paid"),
    _amount("refunded", "what he got back"),
    _amount("shipping_paid", "what of it was for shipping"),
    _moment("closed_at", "when it was closed"),
    Index("orders_by_day", "marketplace", "ordered_at"),
    comment="a row an order",
)

messages = Table(
    "messages",
    metadata,
    _text("case_id", "the conversation", key=True),
    _place(),
    _text("message_id", "its id at the marketplace"),
    _text("marketplace", "the marketplace"),
    _text("order_id", "the order it is about"),
    _moment("at", "when the buyer wrote"),
    _moment("due_at", "by when an answer is due"),
    _moment("answered_at", "when it was answered"),
    _moment("excluded_at", "when a person marked that it needs no answer"),
    _flag("missed", "the clock said that it was not answered in time"),
    _flag("late", "answered after it was due"),
    _flag("historical", "told by an importer"),
    comment="a row a message of a buyer",
)

promises = Table(
    "promises",
    metadata,
    _text("case_id", "the conversation", key=True),
    _place(),
    _text("marketplace", "the marketplace"),
    _moment("at", "when it was promised"),
    _moment("promised_by", "by when it is to be kept"),
    _moment("kept_at", "when it was kept"),
    _moment("broken_at", "when it was broken"),
    comment="a row a promise to a buyer",
)

claims = Table(
    "claims",
    metadata,
    _text("id", "the case id", key=True),
    _text("claim_kind", "a_to_z, chargeback, safet …"),
    _text("claim_id", "its number at the marketplace"),
    _text("order_id", "the order"),
    _text("marketplace", "the marketplace"),
    _text("return_case", "the return it is about"),
    _text("reason", "what the buyer says"),
    _amount("amount", "what is claimed"),
    _text("currency", "in which currency"),
    _moment("opened_at", "when it was opened"),
    _moment("respond_by", "by when an answer is due"),
    _moment("answered_at", "when we answered"),
    _moment("decided_at", "when it was decided"),
    _moment("ended_at", "when it ended"),
    _text("outcome", "how it ended for the money"),
    _text("paid_by", "seller, amazon, nobody or undetermined"),
    _text("counts_in_odr", "whether it is a defect of its order: yes, no or undetermined"),
    _moment("odr_at", "since when it counts as it does"),
    _flag("mismatch", "the reason does not fit the case"),
    _moment("appealed_at", "when we appealed"),
    _amount("granted_amount", "what was granted, to the buyer or, for a SAFE-T claim, to us"),
    _moment("closed_at", "when it was closed"),
    comment="a row a claim, ours against the marketplace (SAFE-T) included",
)

feedback = Table(
    "feedback",
    metadata,
    _text("id", "the case id", key=True),
    _text("order_id", "the order"),
    _text("marketplace", "the marketplace"),
    _text("channel", "who fulfilled the order"),
    _count("rating", "stars, 1 to 5, as they are now"),
    _count("rating_counted", "the rating that counts in the metrics, if one does"),
    _moment("left_at", "when it was left"),
    _moment("ordered_at", "when the order was placed"),
    _moment("counts_at", "since when it counts as it does"),
    _text("cause", "what it was about, as a person classified it"),
    _moment("contacted_at", "when the buyer was first written to"),
    _moment("resolved_at", "when the matter was put right"),
    _moment("changed_at", "when the buyer last changed it"),
    _text("removal_criterion", "why we asked to remove it"),
    _moment("removal_requested_at", "when we asked"),
    _text("removal_outcome", "removed, struck_through or denied"),
    _moment("removed_at", "when it was removed or struck through, or the buyer took it back"),
    _moment("replied_at", "when we replied in public"),
    _moment("closed_at", "when it was closed"),
    comment="a row a feedback",
)

metrics = Table(
    "metrics",
    metadata,
    _sequence("seq", "the sequence of the record that tells it", key=True),
    _place(),
    _text("case_id", "the account"),
    _text("marketplace", "the marketplace"),
    _text("metric", "what is measured"),
    _text("raw", "the source's own name for it"),
    _text("fulfilment", "MFN, AFN or both"),
    _count("window_days", "over how many days"),
    _text("origin", "reported (by the marketplace) or computed (by us)"),
    _amount("value", "the figure"),
    _count("count", "how many went wrong"),
    _count("orders", "of how many"),
    _amount("target", "the limit as the source tells it"),
    _text("status", "what the source says of it"),
    _moment("begins", "the first instant of the window"),
    _moment("ends", "its end, exclusive"),
    _moment("at", "when it was told"),
    Index("metrics_by_name", "marketplace", "metric", "at"),
    comment="a row a figure that was told of an account",
)

alerts = Table(
    "alerts",
    metadata,
    _sequence("seq", "its sequence in the log", key=True),
    _text("severity", "info, warning or critical"),
    _text("kind", "the kind of the case"),
    _text("case_id", "the case"),
    _text("key", "the same for the same matter of a case"),
    _text("title", "what it says"),
    _moment("at", "when it arose"),
    _moment("due_at", "the deadline it is about"),
    _text("event", "the event it is about"),
    _text("rule", "the rule behind it"),
    _json("allowed", "which events are possible in the case"),
    _flag("closes", "it ends the matter"),
    _flag("late", "too old to be sent"),
    _flag("superseded", "a later one of its timer stands in the same commit"),
    _moment("recorded_at", "when the log stored it"),
    Index("alerts_by_case", "kind", "case_id"),
    Index("alerts_by_time", "at"),
    comment="a row an alert",
)

rejections = Table(
    "rejections",
    metadata,
    *_case_key(),
    _text("identity", "the digest of source and id", key=True),
    _text("type", "the type of the event"),
    _text("source", "who sent it"),
    _text("id", "its id there"),
    _text("standing", "parked, rejected or dismissed"),
    _text("reason", "why it does not count"),
    _text("severity", "how bad that is"),
    _json("allowed", "which events would be possible"),
    comment="events that do not fit their case, as it stands",
)

dead_letters = Table(
    "dead_letters",
    metadata,
    _sequence("input", "the sequence of the input that could not be taken in", key=True),
    _sequence("seq", "the sequence of the letter in the log"),
    _text("reason", "why, in a word"),
    _text("sentence", "why, in a sentence"),
    _text("subject", "where it came in"),
    _text("case_id", "the case it names, as far as that can be read"),
    _count("size", "its size in bytes"),
    _moment("at", "when the letter was written"),
    _text("settled", "retried or dismissed, once somebody dealt with it"),
    comment="inputs that could not be taken in",
)

refs = Table(
    "refs",
    metadata,
    _text("kind", "the kind of the case", key=True),
    _text("case_id", "the case", key=True),
    _text("type", "what sort of key: rma, tracking, order …", key=True),
    _text("value", "the key", key=True),
    Index("refs_by_value", "value"),
    comment="the keys under which the outside world knows a case",
)

links = Table(
    "links",
    metadata,
    *_case_key(),
    _text("rel", "how they belong together", key=True),
    _text("other", "the other case", key=True),
    Index("links_by_other", "other"),
    comment="cases that have to do with each other",
)
