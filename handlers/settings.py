"""What an operator may set: environment `RESO_*` first, then `reso.toml` in the working folder, then the defaults here.

Durations are seconds, or text such as "30d", "12h", "90s". Unknown names in `reso.toml` are refused, unknown
environment variables are not (orchestrators invent some). No setting makes time run faster: that is in the log.
"""

import difflib
import re
import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ByteSize,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

FILE = "reso.toml"
PREFIX = "RESO_"
SCHEMES = ("", "nats", "tls")
PROOF_KEPT = timedelta(days=184)
"""For how long a chargeback may ask for the proof of a shipment."""
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class SettingWrong(Exception):
    """A setting cannot be used; the sentence names it and says what it should be."""


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


Addresses = Annotated[str, AfterValidator(_read_addresses)]
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
        "database_url": _TEXT,
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
        "notify": f"tables [[notify]] in {FILE}",
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


class Address(BaseModel):
    """An address to which goods are sent back, under the name by which people know it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=80)]
    text: Annotated[str, Field(min_length=1, max_length=1000)]


def _each_once(addresses: tuple[Address, ...]) -> tuple[Address, ...]:
    if len({address.name for address in addresses}) < len(addresses):
        raise ValueError("a name twice")
    return addresses


class Settings(BaseSettings):
    """Every setting, with its default."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, toml_file=FILE, extra="forbid", frozen=True)

    home: Path = Path(".reso")
    """Folder of everything kept on this machine: the embedded server's store, its passwords, the SQLite tables."""
    nats_url: Addresses | None = None
    """NATS servers, separated by commas; unset means the embedded server in `home`."""
    nats_user: str | None = None
    nats_password: SecretStr | None = None
    nats_creds: Path | None = None
    """A NATS credentials file, instead of user and password."""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """Port of the embedded server; unset means a free one."""
    replicas: Copies = 1
    """Copies of every stream: 1 on one machine, 3 on a cluster of three."""
    sync_always: bool = True
    """Whether the embedded server syncs every write to the disk before it answers."""
    max_file_store: ByteSize | None = None
    """Most bytes that the embedded server stores; unset means three quarters of the free disk."""
    database_url: SecretStr | None = None
    """Where the query tables live; unset means SQLite in `home`."""
    workers: Annotated[int, Field(ge=1, le=16)] = 1
    """Worker processes that `reso up` starts; there are 16 partitions to share."""
    batch: Annotated[int, Field(ge=1, le=500)] = 250
    """Most events that a worker takes and commits together."""
    lease_seconds: Annotated[float, Field(ge=2, le=60)] = 6
    """How long a worker's claim to a partition lasts unless renewed; a killed worker's are free after that."""
    settling: Annotated[float, Field(ge=0, le=3600)] = 2.0
    """Seconds that a due moment waits for events that happened before it and arrive late."""
    input_max_age: Span = timedelta(days=30)
    """How long inputs are kept."""
    dead_ttl: Span = timedelta(days=30)
    """How long dead letters are kept; no longer than the inputs they point at."""
    alert_ttl: Span = timedelta(days=30)
    """How long alerts are kept for subscribers who were away."""
    due_ttl: Span = timedelta(days=7)
    """How long a wake-up waits for a worker; the hourly sweep replaces one that expired."""
    private_max_bytes: ByteSize = ByteSize(2_000_000_000)
    """Most bytes that all attached files may take; nothing is reserved for them beforehand."""
    private_max_age: Span = timedelta(days=1095)
    """How long attached files are kept, at least the six months for which proof may be asked (B-29)."""
    private_max_file: Annotated[ByteSize, Field(ge=1, le=100_000_000)] = ByteSize(25_000_000)
    """Most bytes of one attached file."""
    policy: Paths = ()
    """Rule sheets (TOML files or folders) laid over the shipped ones, in this order; in the environment with commas."""
    products: Path | None = None
    """The product sheet (a CSV file): costs, suppliers, packaging of every SKU; unset means that nothing is known."""
    notify: tuple[dict[str, Any], ...] = ()
    """Who is told of which alerts, tables `[[notify]]` in the file; `handlers/notifying/ruling.py` reads them."""
    console_url: Annotated[str, AfterValidator(_read_web_address)] | None = None
    """Under which address people reach the console, for links in notifications; unset means where it listens."""
    console_host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    """Where the console and the API listen; beyond this machine only once there are users."""
    console_port: Annotated[int, Field(ge=1, le=65535)] = 8420
    """Their port."""
    console_names: Words = ()
    """Further host names under which browsers reach them, through a proxy for instance; then there have to be users."""
    refund_approval: Limits = {}
    """By currency (ISO 4217): what of one case may be asked for as a refund without a lead who is somebody else."""
    addresses: Annotated[tuple[Address, ...], AfterValidator(_each_once)] = ()
    """Where returns may be sent back to, by name (S0-12): what is offered when one is authorized in the console."""
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _dead_letters_point_at_inputs(self) -> Self:
        if self.dead_ttl > self.input_max_age:
            raise ValueError("RESO_DEAD_TTL is longer than RESO_INPUT_MAX_AGE: a retry would not find the whole event")
        if self.nats_creds and (self.nats_user or self.nats_password):
            raise ValueError("RESO_NATS_CREDS excludes RESO_NATS_USER and RESO_NATS_PASSWORD: set one or the other")
        return self

    @model_validator(mode="after")
    def _proof_is_kept(self) -> Self:
        if self.private_max_age < PROOF_KEPT:
            raise ValueError("RESO_PRIVATE_MAX_AGE is shorter than 184d: proof is kept for six months at least (B-29)")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def read_settings(**given: Any) -> Settings:  # noqa: ANN401 - the names and types are those of Settings
    """The settings in force; `given` goes before everything else. Raises `SettingWrong`."""
    try:
        return Settings(**given)
    except tomllib.TOMLDecodeError as error:
        raise SettingWrong(f"{FILE} is not readable as TOML: {error}") from None
    except ValidationError as error:
        raise SettingWrong("; ".join(_sentence(detail) for detail in error.errors())) from None


def _sentence(detail: ErrorDetails) -> str:
    """What is wrong with one setting, by the name under which an operator knows it."""
    words = detail["msg"].removeprefix("Value error, ")
    if not detail["loc"]:
        return words
    name = str(detail["loc"][0])
    if detail["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, Settings.model_fields, n=1)
        return f"{FILE} sets {name!r}, which is no setting" + (f"; perhaps {near[0]!r} is meant" if near else "")
    shown = _shown(name, detail["input"])
    return f"{PREFIX}{name.upper()} (or {name} in {FILE}) is {shown}; it should be {RIGHT[name]}"


def _shown(name: str, value: object) -> str:
    """What was given, as far as it is no secret."""
    if "password" in name or name in ("database_url", "notify"):
        return "…"
    if name == "nats_url" and isinstance(value, str):
        return repr(",".join(part.rpartition("@")[2] for part in value.split(",")))
    return repr(value)
