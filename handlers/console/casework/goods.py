"""The ledgers of goods and their money: those of a return and of an order."""

from typing import Final

from handlers.console.casework.cells import Column, Table
from handlers.console.texts import N_

REFUNDS: Final = (
    Column("refund_id", N_("Refund"), "id"),
    Column("kind", N_("Sort"), "word"),
    Column("issuer", N_("Paid by"), "word"),
    Column("amount", N_("Amount"), "money"),
    Column("paid", N_("Paid"), "money"),
    Column("requested_at", N_("Requested"), "when"),
    Column("refunded_at", N_("Refunded"), "when"),
    Column("failed", N_("Failed"), "flag"),
)

RETURN: Final = (
    Table(
        "lines",
        N_("Goods"),
        (
            Column("line", N_("Line"), "id"),
            Column("sku", N_("Article"), "id"),
            Column("reason", N_("Reason"), "word"),
            Column("requested", N_("Requested"), "count"),
            Column("authorized", N_("Authorized"), "count"),
            Column("received", N_("Received"), "count"),
            Column("inspected", N_("Inspected"), "count"),
            Column("restocked", N_("Restocked"), "count"),
            Column("scrapped", N_("Scrapped"), "count"),
            Column("missing", N_("Missing"), "count"),
            Column("wrong", N_("Wrong"), "count"),
            Column("unit_paid", N_("Paid per unit"), "money"),
        ),
    ),
    Table(
        "graded",
        N_("Condition"),
        (
            Column("sku", N_("Article"), "id"),
            Column("line", N_("Line"), "id"),
            Column("quantity", N_("Units"), "count"),
            Column("grade", N_("Grade"), "word"),
            Column("item", N_("Item"), "word"),
            Column("accessories", N_("Accessories"), "word"),
            Column("packaging", N_("Packaging"), "word"),
            Column("missing", N_("Missing")),
            Column("mismatch", N_("In the box instead")),
            Column("disposition", N_("Where it goes"), "word"),
            Column("photos", N_("Photos"), "count"),
        ),
    ),
    Table("refunds", N_("Refunds"), REFUNDS),
    Table(
        "worth.units",
        N_("Relabelled"),
        (
            Column("unit", N_("Unit"), "id"),
            Column("sku", N_("Article"), "id"),
            Column("quantity", N_("Units"), "count"),
            Column("grade", N_("Grade"), "word"),
            Column("partner", N_("Partner")),
            Column("relabelled_at", N_("Relabelled"), "when"),
        ),
    ),
    Table(
        "worth.resales",
        N_("Resold"),
        (
            Column("unit", N_("Unit"), "id"),
            Column("channel", N_("Channel")),
            Column("amount", N_("Amount"), "money"),
            Column("fee", N_("Fee"), "money"),
            Column("sold_at", N_("Sold"), "when"),
        ),
    ),
)

ORDER: Final = (
    Table(
        "lines",
        N_("Goods"),
        (
            Column("line", N_("Line"), "id"),
            Column("sku", N_("Article"), "id"),
            Column("ordered", N_("Ordered"), "count"),
            Column("shipped", N_("Shipped"), "count"),
            Column("delivered", N_("Delivered"), "count"),
            Column("cancelled", N_("Cancelled"), "count"),
            Column("unit_paid", N_("Paid per unit"), "money"),
        ),
    ),
    Table(
        "parcels",
        N_("Parcels"),
        (
            Column("tracking", N_("Tracking number"), "id"),
            Column("carrier", N_("Carrier")),
            Column("shipped_at", N_("Shipped"), "when"),
            Column("delivered_at", N_("Delivered"), "when"),
            Column("lost_at", N_("Lost"), "when"),
            Column("returned_at", N_("Came back"), "when"),
        ),
    ),
    Table("refunds", N_("Refunds"), (Column("case", N_("Case"), "id"), *REFUNDS)),
    Table(
        "defects",
        N_("Defects"),
        (
            Column("kind", N_("Sort"), "word"),
            Column("case", N_("Case"), "id"),
            Column("counts", N_("Counts"), "word"),
            Column("at", N_("Since"), "when"),
            Column("reason", N_("Reason")),
        ),
    ),
)

PAID: Final = (
    Column("payer", N_("Paid by"), "word"),
    Column("ref", N_("Number"), "id"),
    Column("amount", N_("Amount"), "money"),
    Column("reason", N_("Reason")),
)
COSTS: Final = (
    Column("what", N_("For"), "word"),
    Column("unit", N_("Unit"), "id"),
    Column("amount", N_("Amount"), "money"),
    Column("minutes", N_("Minutes"), "count"),
)
