"""The formats there are: how each reads a file, and from whom what it says comes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import partial

from handlers.importing import amazon_feedback, amazon_performance, amazon_returns
from handlers.importing.mapped import read_mapped
from handlers.importing.maps import FileMap
from handlers.importing.marketplaces import Marketplace
from handlers.importing.reading import Reading
from handlers.importing.tables import Table, read_table

Reads = Callable[[Table, Marketplace, Mapping[str, str]], Reading]
AMAZON: Mapping[str, tuple[Reads, str]] = {
    "amazon-returns": (amazon_returns.read_returns, "/amazon/returns/"),
    "amazon-feedback": (amazon_feedback.read_feedback, "/amazon/feedback/"),
}
PERFORMANCE = "amazon-performance"
FORMATS = (*AMAZON, PERFORMANCE, "csv")


@dataclass(frozen=True)
class Written:
    """How a file is written where it is not as usual; `renamed` are columns under other names."""

    separator: str = ""
    encoding: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Format:
    """A format ready to read files: the source of what they say, the zone of their days."""

    source: str
    zone: tzinfo
    reads: Callable[[bytes], Reading]


def amazon(name: str, market: Marketplace, written: Written) -> Format:
    """A report of Amazon's, of one marketplace."""
    read, stem = AMAZON[name]

    def reads(raw: bytes) -> Reading:
        table = read_table(raw, written.separator or "\t", market.encodings, told=written.encoding)
        return _told(table, lambda: read(table, market, written.renamed))

    return Format(f"{stem}{market.name}", market.zone, reads)


def performance(market: Marketplace | None, case_id: str, written: Written) -> Format:
    """Amazon's account health report, which says itself of which marketplaces it is; of one if that is told."""
    wanted = amazon_performance.Wanted(market.name if market else "", case_id, written.encoding)
    return Format(amazon_performance.SOURCE, UTC, partial(amazon_performance.read_performance, wanted=wanted))


def mapped(told: FileMap, written: Written) -> Format:
    """Any table, by a map."""
    return Format(told.source, told.zone, partial(_mapped, told, written))


def _mapped(told: FileMap, written: Written, raw: bytes) -> Reading:
    table = read_table(raw, written.separator or told.separator, told=written.encoding or told.encoding)
    return _told(table, lambda: read_mapped(table, told, written.renamed))


def _told(table: Table, reads: Callable[[], Reading]) -> Reading:
    """What a table tells; one without a row, as a report that found nothing is often sent, needs its header at most."""
    if not table.header:
        return Reading(notes=["it is empty: nothing to import"])
    reading = reads()
    if table.lines:
        return reading
    return Reading(notes=[*reading.notes, "it has a header and no row below it: nothing to import"])
