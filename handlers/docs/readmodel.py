"""The page about the tables of the read model, column by column."""

from collections.abc import Iterator

from sqlalchemy import Column, Table

from handlers.docs.markdown import GENERATED, code, joined, table
from handlers.readmodel.tables import VERSION, metadata

ABOUT = """\
Everything in the log that somebody may ask about stands in SQL tables: a row a case, a record, an alert, a refund, a
deadline that ever ran. They are a projection: they hold nothing that the log does not say, they can be thrown away at
any time, and the projector writes them anew. Nothing reads them to decide anything.

    sqlite3 .reso/tables.db                              # in the home, readable while it is written
    psql "host=… dbname=… options=-csearch_path=reso"    # where RESO_DATABASE_URL names a PostgreSQL database

`reso up` keeps them in step with the log, usually within a fraction of a second; `reso projector` alone does the same
on another machine. `reso doctor` tells how far they are behind and what could not be read. `reso projector --rebuild`
fills a copy beside them and then puts it in their place at one stroke, while everybody goes on reading; killed halfway,
it fills the same copy on when it is called again. After an upgrade that changes these tables, and for another log, the
projector does so by itself. What the log has dropped meanwhile (alerts and dead letters have a life of 30 days, unless
it is set otherwise) is not in a rebuilt copy.

Private text is sealed here as it is in the log. Whoever may read the tables sees prices, orders and SKUs. A rebuild
makes the schema `reso` of PostgreSQL anew: give readers their rights with `ALTER DEFAULT PRIVILEGES`, for schemas
(`USAGE`) and for tables (`SELECT`), and they last."""
FORMS = """\
Moments are UTC: `timestamptz` on PostgreSQL, text such as `2026-11-20 09:00:00.000000` on SQLite, which sorts as time
does. Amounts are exact: `numeric` on PostgreSQL, decimal text on SQLite (`CAST(paid AS REAL)` to reckon with). JSON is
compact text. What is empty is unknown, never nought. Never add up amounts without grouping them by currency."""
QUERIES = """\
What was refunded in October, by marketplace:

    SELECT c.marketplace, f.currency, f.kind, count(*) AS refunds, sum(CAST(f.paid AS REAL)) AS paid
    FROM refunds f JOIN cases c ON c.kind = f.kind AND c.id = f.case_id
    WHERE f.refunded_at >= '2026-10-01' AND f.refunded_at < '2026-11-01'
    GROUP BY 1, 2, 3 ORDER BY paid DESC;

How often each deadline was missed, and how many hours it then took (on SQLite):

    SELECT timer, rule, count(*) AS ran, sum(standing = 'missed') AS missed,
           avg(24 * (julianday(done_at) - julianday(due_at))) FILTER (WHERE standing = 'missed') AS hours_late
    FROM deadlines WHERE standing IN ('met', 'missed') GROUP BY 1, 2 ORDER BY missed DESC;

What happened in one case, and what of it counts today:

    SELECT seq, time, event, standing, counts, actor FROM events
    WHERE kind = 'return' AND case_id = 'R-IT-1001' ORDER BY seq;

Which SKUs come back as not as described:

    SELECT sku, sum(ordered) AS units FROM lines
    WHERE kind = 'return' AND reason = 'not_as_described' GROUP BY sku ORDER BY units DESC LIMIT 20;"""
HEAD = ("column", "type", "what it means")


def page() -> str:
    """The whole page."""
    version = f"These are the tables of version {VERSION}. An entry of a key is marked with a star."
    sections = [part for each in metadata.tables.values() for part in _section(each)]
    return joined(
        "# The tables", GENERATED, ABOUT, "## How values are written", FORMS, "## A few questions", QUERIES,
        "## Column by column", version, *sections,
    )  # fmt: skip


def _section(each: Table) -> Iterator[str]:
    yield f"### {each.name}"
    yield f"{str(each.comment)[:1].upper()}{str(each.comment)[1:]}."
    yield table(HEAD, ((_name(column), _type(column), str(column.comment)) for column in each.columns))


def _name(column: Column[object]) -> str:
    return code(column.name) + (" *" if column.primary_key else "")


def _type(column: Column[object]) -> str:
    names = {"Moment": "moment", "Amount": "amount", "Json": "JSON", "String": "text", "Boolean": "yes or no"}
    return names.get(type(column.type).__name__, "number")
