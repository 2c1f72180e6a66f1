"""The scalar values of the contract: ids, texts, amounts, quantities and moments, each refused in the trade's words.

Amounts are decimal strings with at most four fraction digits; moments are RFC 3339 with an offset, between 1970 and
2099; a `When` may also be a bare day (`date`), which the reader places in the time zone of the marketplace.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

TOKEN: Final = r"[A-Za-z0-9_-]{1,64}"
MAX_LINES: Final = 500

_DAY = r"(19[7-9]|20[0-9])[0-9]-[0-9]{2}-[0-9]{2}"
_MOMENT = _DAY + r"[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
_MOMENT_SCHEMA = core_schema.chain_schema(
    [core_schema.str_schema(strict=True, pattern=f"^{_MOMENT}$"), core_schema.datetime_schema(tz_constraint="aware")]
)
_DAY_SCHEMA = core_schema.chain_schema(
    [core_schema.str_schema(strict=True, pattern=f"^{_DAY}$"), core_schema.date_schema()]
)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Marks a type: how pydantic-core checks it, what a miss is told as, and how JSON Schema describes it."""

    checks: CoreSchema
    words: str
    described: dict[str, Any]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.custom_error_schema(self.checks, "told", custom_error_message=self.words)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.described)


def _shaped(pattern: str, words: str) -> Told:
    """A text of one shape."""
    return Told(
        core_schema.str_schema(strict=True, pattern=f"^{pattern}$"),
        words,
        {"type": "string", "pattern": f"^{pattern}$"},
    )


def _decimal(pattern: str, words: str, **limits: Decimal) -> Told:
    """A decimal string of one shape, read as an exact Decimal within `limits`."""
    text = core_schema.str_schema(strict=True, pattern=f"^{pattern}$")
    number = core_schema.decimal_schema(**limits)  # type: ignore[arg-type]
    return Told(core_schema.chain_schema([text, number]), words, {"type": "string", "pattern": f"^{pattern}$"})


_AMOUNT = r"[0-9]{1,12}(\.[0-9]{1,4})?"
_LIKE = 'an amount as text, such as "12.50", with at most 4 digits after the point'

CaseId = Annotated[str, _shaped(TOKEN, "must be 1 to 64 of the characters A-Z a-z 0-9 _ -")]
Currency = Annotated[str, _shaped("[A-Z]{3}", 'must be a currency code such as "EUR"')]
FileRef = Annotated[str, _shaped("file:[0-9a-f]{32}", 'must be a reference such as "file:" and 32 of 0-9 a-f')]
FileDigest = Annotated[str, _shaped("[0-9a-f]{64}", "must be a SHA-256 digest, 64 of 0-9 a-f")]
Amount = Annotated[Decimal, _decimal(_AMOUNT, f"must be {_LIKE}, not below zero")]
PaidAmount = Annotated[Decimal, _decimal(_AMOUNT, f"must be {_LIKE}, above zero", gt=Decimal(0))]
SignedAmount = Annotated[Decimal, _decimal(f"-?{_AMOUNT}", f"must be {_LIKE}")]
Measure = Annotated[
    Decimal,
    _decimal(
        r"[0-9]{1,12}(\.[0-9]{1,12})?",
        'must be a number as text, such as "0.0042", with at most 12 digits after the point, not below zero',
    ),
]
Percent = Annotated[Decimal, _decimal(_AMOUNT, 'must be a percentage from "0" to "100", as text', le=Decimal(100))]

Quantity = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Rating = Annotated[int, Field(strict=True, ge=1, le=5)]
Flag = Annotated[bool, Field(strict=True)]
Code = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=256)]
Text = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=2_000)]

Instant = Annotated[
    datetime,
    Told(
        _MOMENT_SCHEMA,
        "must be a date and time with an offset, such as 2026-11-20T10:00:00+01:00, between 1970 and 2099",
        {"type": "string", "format": "date-time"},
    ),
]
When = Annotated[
    datetime | date,
    Told(
        core_schema.union_schema([_MOMENT_SCHEMA, _DAY_SCHEMA], mode="left_to_right"),
        "must be a day such as 2026-11-20 or a date and time with an offset, between 1970 and 2099",
        {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]},
    ),
]
