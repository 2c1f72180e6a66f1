"""The ledgers of what is written, disputed and measured: claims, feedback, conversations, accounts."""

from typing import Final

from handlers.console.casework.cells import Column, Table
from handlers.console.casework.goods import REFUNDS
from handlers.console.texts import N_

REPLIES: Final = (
    Column("key", N_("Reply"), "id"),
    Column("requested_at", N_("Requested"), "when"),
    Column("asked_at", N_("Requested"), "when"),
    Column("promised_by", N_("Promises news by"), "when"),
    Column("sent_at", N_("Sent"), "when"),
    Column("failed_at", N_("Failed"), "when"),
)

CLAIM: Final = (
    Table("claimed", N_("Goods"), (Column("sku", N_("Article"), "id"), Column("quantity", N_("Units"), "count"))),
    Table("replies", N_("Answers"), REPLIES),
    Table(
        "endings",
        N_("Decisions"),
        (
            Column("how", N_("Outcome"), "word"),
            Column("at", N_("When"), "when"),
            Column("funded_by", N_("Paid by"), "word"),
            Column("raw", N_("In the words of the marketplace")),
        ),
    ),
    Table("refunds", N_("Refunds"), REFUNDS),
    Table("debits", N_("Debits"), (Column("at", N_("When"), "when"), Column("amount", N_("Amount"), "money"))),
)

FEEDBACK: Final = (
    Table(
        "changes",
        N_("Changes"),
        (
            Column("at", N_("When"), "when"),
            Column("old", N_("Stars before"), "count"),
            Column("new", N_("Stars"), "count"),
        ),
    ),
    Table("replies", N_("Public replies"), REPLIES),
)

CONVERSATION: Final = (
    Table(
        "messages",
        N_("Messages"),
        (
            Column("message_id", N_("Message"), "id"),
            Column("at", N_("Written"), "when"),
            Column("due_at", N_("Answer by"), "when"),
            Column("answered_at", N_("Answered"), "when"),
            Column("excluded_at", N_("Marked: no answer needed"), "when"),
            Column("missed", N_("Missed"), "flag"),
        ),
    ),
    Table(
        "promises",
        N_("Promises"),
        (
            Column("at", N_("Promised"), "when"),
            Column("promised_by", N_("By"), "when"),
            Column("kept_at", N_("Kept"), "when"),
            Column("broken_at", N_("Broken"), "when"),
        ),
    ),
    Table("replies", N_("Answers"), REPLIES),
)

ACCOUNT: Final = (
    Table(
        "metrics",
        N_("Figures"),
        (
            Column("metric", N_("Figure"), "word"),
            Column("fulfilment", N_("Fulfilled by")),
            Column("window_days", N_("Days"), "count"),
            Column("reported.value", N_("Reported"), "count"),
            Column("computed.value", N_("Our own"), "count"),
            Column("limit", N_("Limit"), "count"),
            Column("headroom", N_("Headroom"), "count"),
            Column("level", N_("Level"), "word"),
        ),
    ),
    Table(
        "notices",
        N_("Notices"),
        (
            Column("notice_id", N_("Notice"), "id"),
            Column("about", N_("About"), "word"),
            Column("at", N_("Since"), "when"),
            Column("due_at", N_("Answer by"), "when"),
            Column("outcome", N_("Outcome"), "word"),
        ),
    ),
)
