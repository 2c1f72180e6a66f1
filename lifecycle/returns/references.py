"""The keys under which the world knows a return: who asserts them, and in which order a scan asks for them (C.1)."""

from collections.abc import Iterable

from events.envelope import Event
from events.parcels import Received, Shipped
from events.returns import Authorized, Requested
from lifecycle.engine.case import Ref
from lifecycle.returns.case import Return


def asserted(case: Return, event: Event) -> tuple[Ref, ...]:
    """The keys that `event` asserts for the case; a stray parcel asserts all its codes."""
    match event.data:
        case Requested() as data:
            skus = dict.fromkeys(line.sku for line in data.lines)
            order = [key("order", data.order_id), *(key("order_sku", f"{data.order_id}/{sku}") for sku in skus)]
            return tuple(order)
        case Authorized() as data:
            tracking = data.label.tracking if data.label else None
            return tuple(_given(rma=data.rma, merchant_rma=data.merchant_rma, tracking=tracking))
        case Shipped() as data:
            return tuple(_given(tracking=data.tracking))
        case Received() as data if case.state in ("announced", "unexpected"):
            return tuple(read_on(data))
        case _:
            return ()


def scanned(event: Event) -> tuple[Ref, ...]:
    """The keys by which the case of a scan is looked for, the surest first."""
    return tuple(read_on(event.data)) if isinstance(event.data, Received) else ()


def read_on(scan: Received) -> Iterable[Ref]:
    """The keys a scan has read, the surest first: RMA, merchant RMA, tracking, LPN, order and SKU, order alone."""
    codes = scan.codes
    if codes is None:
        return
    yield from _given(rma=codes.rma, merchant_rma=codes.merchant_rma, tracking=codes.tracking, lpn=codes.lpn)
    if codes.order_id:
        skus = dict.fromkeys(unit.sku for unit in scan.units if unit.sku)
        yield from (key("order_sku", f"{codes.order_id}/{sku}") for sku in skus)
        yield key("order", codes.order_id)


def key(name: str, value: str) -> Ref:
    """A key in the one spelling in which it is compared: without blanks, in capitals."""
    return Ref(name, "".join(value.split()).upper())


def _given(**codes: str | None) -> Iterable[Ref]:
    return (key(name, value) for name, value in codes.items() if value)
