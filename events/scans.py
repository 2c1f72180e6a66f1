"""The scan: a parcel received at a dock that knows a barcode but no case. Its envelope's subject is the station."""

from typing import Any, Final, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from events.contract import KindContract
from events.parcels import Codes, Received


class ScannedCodes(Codes):
    """What was read on the parcel: at least one code that can name a case; a carrier alone cannot."""

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if any((self.rma, self.merchant_rma, self.tracking, self.lpn, self.order_id)):
            return self
        raise PydanticCustomError("told", "must have one of rma, merchant_rma, tracking, lpn, order_id")


class Scanned(Received):
    """A parcel as the dock saw it, before anybody knows whose it is."""

    codes: ScannedCodes


SCAN: Final = KindContract(kind="scan", models={"received": Scanned}, keeps_cases=False)


def as_received(scan: dict[str, Any], kind: str, case_id: str) -> dict[str, Any]:
    """The body of a scan as its case receives it: type and subject change, identity and content do not."""
    return {**scan, "type": f"{kind}.received.v1", "subject": case_id}
