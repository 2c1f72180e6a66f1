"""What an operator may set: environment `RESO_*` first, then `reso.toml` in the working folder, then the defaults here.

Durations are seconds, or text such as "30d", "12h", "90s". Unknown names in `reso.toml` are refused, unknown
environment variables are not (orchestrators invent some). No setting makes time run faster: that is in the log.
"""

import difflib
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ByteSize, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from handlers.spelling import RIGHT, Addresses, Copies, Database, Limits, Paths, Span, WebAddress, Words

FILE = "reso.toml"
PREFIX = "RESO_"
PROOF_KEPT = timedelta(days=184)
"""For how long a chargeback may ask for the proof of a shipment."""


class SettingWrong(Exception):
    """A setting cannot be used; the sentence names it and says what it should be."""


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
    database_url: Database | None = None
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
    console_url: WebAddress | None = None
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
