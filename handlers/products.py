"""Product sheets at the edge: read from a file, and kept in the log once, so that an auditor sees what advice knew.

No case is folded with a sheet; nothing waits for one.
"""

from pathlib import Path

from nats.aio.client import Client

from events import subjects
from handlers.settings import Settings
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.gets import last_of_each
from handlers.wire.jetstream import Stale, Unavailable
from lifecycle.products.reading import read_sheet
from lifecycle.products.sheet import Sheet, SheetError

HEADROOM = 4096
"""Bytes of a message that are not the sheet."""


class SheetMissing(LookupError):
    """The log does not hold the sheet of this digest, or no sheet is set."""


def sheet_in_force(settings: Settings) -> Sheet:
    """The sheet that the settings name; raises `SheetMissing` if they name none, `SheetError` if it is not sound."""
    if settings.products is None:
        raise SheetMissing("no product sheet is set: name a CSV file in RESO_PRODUCTS, or as products in reso.toml")
    return sheet_at(settings.products)


def sheet_if_any(settings: Settings) -> Sheet | None:
    """The sheet that the settings name, None if they name none; raises `SheetError` if it is not sound."""
    return sheet_at(settings.products) if settings.products else None


def sheet_at(path: Path) -> Sheet:
    """The sheet in a file; raises `SheetError` with every fault."""
    try:
        return read_sheet(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SheetError([f"product sheet {path} cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise SheetError([f"product sheet {path} cannot be read: it is not UTF-8 text; save it as CSV UTF-8"]) from None
    except SheetError as wrong:
        raise SheetError(f"{path.name}: {fault}" for fault in wrong.faults) from None


async def keep(nc: Client, sheet: Sheet) -> bool:
    """Write the sheet to the log unless it stands there; whether it was written now."""
    stored = sheet.to_json()
    if len(stored) + HEADROOM > nc.max_payload:
        most = (nc.max_payload - HEADROOM) // 1024
        raise SheetError([f"the sheet takes {len(stored) // 1024} KiB, the log keeps at most {most} KiB: split it"])
    subject = subjects.products(sheet.digest)
    if (await last_of_each(nc, subjects.STREAM, [subject]))[0] is not None:
        return False
    try:
        await commit(nc, [Outgoing(subject, stored, {EXPECTED: "0"})])
    except Stale:
        return False
    except Unavailable as away:
        raise Unavailable(f"{away}; a log older than product sheets takes them after `reso doctor --repair`") from None
    return True


async def kept(nc: Client, digest: str) -> Sheet:
    """The sheet of this digest as the log keeps it; raises `SheetMissing` for one that it does not hold."""
    stored = (await last_of_each(nc, subjects.STREAM, [subjects.products(digest)]))[0]
    if stored is None:
        raise SheetMissing(f"product sheet {digest} does not stand in the log; `reso products keep` puts one there")
    return Sheet.from_json(stored.payload)
