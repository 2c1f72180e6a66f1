"""How settings are spelt: text as people write it in the environment or in `reso.toml`, read as a value.

What is no such value raises `ValueError`; `RIGHT` has the words for an operator.
"""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

SCHEMES: Final = ("", "nats", "tls")
DATABASES: Final = ("postgresql", "postgresql+asyncpg")
BESIDE: Final = frozenset({"host", "passfile", "ssl"})
"""What may follow the address of a database."""
PROTECTED: Final = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
"""How a connection to it may be protected: `?ssl=require`."""
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _read_span(value: object) -> object:
    """Seconds as a number or text, or text with a unit, as a duration."""
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    number, unit = (text[:-1], text[-1]) if text[-1:] in _UNITS else (text, "s")
    try:
        return timedelta(**{_UNITS[unit]: float(number)}) if text else value
    except (ValueError, OverflowError):
        raise ValueError("no duration") from None


def _read_number(value: object) -> object:
    """A number written as text, as the environment has it."""
    return int(value) if isinstance(value, str) and value.strip().isdecimal() else value


def _read_paths(value: object) -> object:
    """A list, or text with commas between the paths."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _read_limits(value: object) -> object:
    """A table of currencies, or text such as "EUR 200, GBP 180"."""
    if not isinstance(value, str):
        return value
    pairs = [part.split() for part in value.split(",") if part.strip()]
    if any(len(pair) != 2 for pair in pairs) or len(dict(pairs)) < len(pairs):
        raise ValueError("no amounts")
    return dict(pairs)


def _read_addresses(value: str) -> str:
    """The text as it is; refused where a part of it can be no address of a NATS server."""
    for part in value.split(",") if value else ():
        scheme, _, rest = part.strip().rpartition("://")
        try:
            parsed = urlsplit(f"nats://{rest}")
            known = parsed.hostname and parsed.port != 0 and scheme in SCHEMES
        except ValueError:  # a port that is none, half an IPv6 address
            known = False
        if not known or re.search(r"[\s/?#]", rest.removesuffix("/").rpartition("@")[2]):
            raise ValueError("no address")
    return value


def _read_web_address(value: str) -> str:
    """The text without a slash at its end; refused where a browser could not go there."""
    parsed = urlsplit(value)
    if parsed.scheme not in ("http", "https") or not parsed.hostname or parsed.query or parsed.fragment:
        raise ValueError("no address")
    return value.rstrip("/")


def _read_database(value: SecretStr) -> SecretStr:
    """The address as it is; refused where it leads to no PostgreSQL database, or says what the driver does not take."""
    from sqlalchemy import make_url  # noqa: PLC0415 - it takes its time, and without this setting nobody needs it
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        url = make_url(value.get_secret_value())
    except (ArgumentError, ValueError):  # no address at all, a port that is none
        raise ValueError("no address") from None
    leads = url.drivername in DATABASES and url.database and (url.port is None or 0 < url.port < 65536)
    single = all(isinstance(each, str) for each in url.query.values())
    if not (leads and single and url.query.keys() <= BESIDE and url.query.get("ssl", "prefer") in PROTECTED):
        raise ValueError("no address")
    return value


Addresses = Annotated[str, AfterValidator(_read_addresses)]
WebAddress = Annotated[str, AfterValidator(_read_web_address)]
Database = Annotated[SecretStr, AfterValidator(_read_database)]
Copies = Annotated[Literal[1, 3, 5], BeforeValidator(_read_number)]
Paths = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_read_paths)]
Limits = Annotated[
    dict[Annotated[str, Field(pattern="^[A-Z]{3}$")], Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]],
    NoDecode,
    BeforeValidator(_read_limits),
]
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_read_paths)]
Span = Annotated[timedelta, BeforeValidator(_read_span), Field(ge=timedelta(seconds=1))]

_SPAN, _TEXT = 'a duration: a number of seconds, at least 1, or text such as "30d", "12h", "5m", "90s"', "text"
RIGHT: Final = MappingProxyType(
    {
        "home": "a folder",
        "nats_url": "addresses such as nats://10.0.0.5:4222, separated by commas; they begin with nats:// or tls://",
        "nats_user": _TEXT,
        "nats_password": _TEXT,
        "nats_creds": "a file",
        "port": "a whole number from 1 to 65535, or unset",
        "replicas": "1, 3 or 5",
        "sync_always": "true or false",
        "max_file_store": "a number of bytes, or text such as 500MB, 20GB, 64GiB",
        "database_url": "the address of a PostgreSQL database such as "
        "postgresql+asyncpg://user:password@host:5432/database, after which ?ssl=require may follow "
        f"(or {', '.join(sorted(BESIDE - {'ssl'}))}); unset it to keep the tables in a SQLite file",
        "workers": "a whole number from 1 to 16",
        "batch": "a whole number from 1 to 500",
        "lease_seconds": "a number from 2 to 60",
        "settling": "a number from 0 to 3600",
        "input_max_age": _SPAN,
        "dead_ttl": _SPAN,
        "alert_ttl": _SPAN,
        "due_ttl": _SPAN,
        "private_max_bytes": "a number of bytes, or text such as 500MB, 2GB",
        "private_max_age": _SPAN,
        "private_max_file": "a number of bytes up to 100 MB, or text such as 500kB, 25MB",
        "policy": "files or folders, separated by commas; in the file a list",
        "products": "a CSV file",
        "notify": "tables [[notify]] in reso.toml",
        "console_url": "the address under which people reach the console, such as https://reso.example.com",
        "console_host": "a name or an address of this machine, such as 127.0.0.1",
        "console_port": "a whole number from 1 to 65535",
        "console_names": "names such as reso.example.com, separated by commas; in the file a list",
        "refund_approval": 'a currency and an amount each, such as "EUR 200, GBP 180"; in the file {EUR = "200"}',
        "addresses": "a table each, [[addresses]] with name and text, every name once",
        "log_format": "console or json",
        "log_level": "debug, info, warning or error",
    }
)
"""What every setting should be, for an operator who gave something else."""
