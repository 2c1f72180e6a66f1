"""Reading settings, and telling the time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nats.aio.client import Client

from handlers.clock import Clock, load, simulated, store
from handlers.settings import Settings, SettingWrong, read_settings
from handlers.spelling import RIGHT
from tests.covers import covers

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_the_environment_goes_before_the_file_and_the_file_before_the_defaults(monkeypatch: pytest.MonkeyPatch):
    Path("reso.toml").write_text('batch = 100\nworkers = 4\ninput_max_age = "45d"\npolicy = ["mine.toml"]\n')
    monkeypatch.setenv("RESO_BATCH", "50")
    settings = read_settings()
    assert (settings.batch, settings.workers, settings.settling) == (50, 4, 2.0)
    assert (settings.input_max_age, settings.policy) == (timedelta(days=45), (Path("mine.toml"),))


def test_rule_sheets_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RESO_POLICY", "shop.toml, rules/it")
    assert read_settings().policy == (Path("shop.toml"), Path("rules/it"))


@pytest.mark.parametrize(("text", "span"), [("30d", 2592000), ("12h", 43200), ("5m", 300), ("90s", 90), ("90", 90)])
def test_durations_are_written_as_people_write_them(monkeypatch: pytest.MonkeyPatch, text: str, span: int):
    monkeypatch.setenv("RESO_ALERT_TTL", text)
    assert read_settings().alert_ttl == timedelta(seconds=span)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "RESO_BATCH",
            "many",
            r"RESO_BATCH \(or batch in reso.toml\) is 'many'; it should be a whole number from 1 to 500",
        ),
        ("RESO_BATCH", "501", r"RESO_BATCH .* is '501'; it should be a whole number from 1 to 500"),
        ("RESO_PORT", "abc", r"RESO_PORT .* is 'abc'; it should be a whole number from 1 to 65535, or unset"),
        ("RESO_WORKERS", "x", "RESO_WORKERS .* is 'x'; it should be a whole number from 1 to 16"),
        ("RESO_SYNC_ALWAYS", "perhaps", "RESO_SYNC_ALWAYS .* is 'perhaps'; it should be true or false"),
        ("RESO_MAX_FILE_STORE", "lots", r"RESO_MAX_FILE_STORE .* is 'lots'; it should be .* text such as 500MB"),
        ("RESO_REPLICAS", "2", r"RESO_REPLICAS .* is 2; it should be 1, 3 or 5"),
        ("RESO_ALERT_TTL", "a week", r"RESO_ALERT_TTL .* is 'a week'; it should be a duration: a number of seconds"),
        ("RESO_DEAD_TTL", "60d", "RESO_DEAD_TTL is longer than RESO_INPUT_MAX_AGE"),
        ("RESO_LOG_LEVEL", "loud", "RESO_LOG_LEVEL .* is 'loud'"),
        ("RESO_PRIVATE_MAX_FILE", "1GB", r"RESO_PRIVATE_MAX_FILE .* it should be a number of bytes up to 100 MB"),
        pytest.param(
            "RESO_PRIVATE_MAX_AGE", "90d", r"proof is kept for six months at least \(B-29\)", marks=covers("B-29")
        ),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingWrong, match=sentence):
        read_settings()


def test_what_every_setting_should_be_is_known():
    assert RIGHT.keys() == Settings.model_fields.keys()


@pytest.mark.parametrize(
    "url",
    ["http://x:y", "nats://:4222", "nats://a b:4222", "nats://10.0.0.5:99999", "ws://x", ",", "a,,b", "nats://[::1"],
)
def test_what_is_no_address_of_a_server_is_refused(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("RESO_NATS_URL", url)
    with pytest.raises(SettingWrong, match=r"RESO_NATS_URL .* it should be addresses such as nats://10"):
        read_settings()


@pytest.mark.parametrize(
    "url", ["", "rubbish", "x:4222", "nats://a, tls://u:p@b:1", "nats://[::1]:4222", "nats://t@x/", "nats://u:p@x:1"]
)
def test_every_address_of_a_server_is_taken(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("RESO_NATS_URL", url)
    assert read_settings().nats_url == url


def test_the_password_in_a_refused_address_is_not_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RESO_NATS_URL", "nats://u:hush@x:y")
    with pytest.raises(SettingWrong, match="is 'x:y'"):
        read_settings()


@pytest.mark.parametrize(
    "url",
    [
        "", "db.sqlite", "mysql://u:hush@db/reso", "sqlite:///reso.db", "postgresql://u:hush@db", "postgresql://u@[::1/db",
        "postgresql://u:hush@db:port/reso", "postgresql://u:hush@db:99999/reso", "postgresql://u:hush@db/reso?sslmode=require",
        "postgresql://u:hush@db/reso?ssl=perhaps", "postgresql://u:hush@db/reso?timeout=5", "postgresql:///reso?host=a&host=b",
    ],
)  # fmt: skip
def test_what_leads_to_no_database_is_refused_without_its_password(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("RESO_DATABASE_URL", url)
    with pytest.raises(SettingWrong, match=r"RESO_DATABASE_URL \(or .*\) is …; it should be the address of") as refused:
        read_settings()
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://db/reso", "postgresql+asyncpg://u:p%40ss@[::1]:5432/reso?ssl=verify-full&passfile=/run/pass",
        "postgresql://reso@/reso?host=/run/postgresql",
    ],
)  # fmt: skip
def test_every_address_of_a_database_is_taken(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("RESO_DATABASE_URL", url)
    found = read_settings().database_url
    assert found is not None
    assert found.get_secret_value() == url


def test_a_misspelt_name_in_the_file_is_named():
    Path("reso.toml").write_text("bacth = 100\n")
    with pytest.raises(SettingWrong, match="'bacth', which is no setting; perhaps 'batch' is meant"):
        read_settings()
    Path("reso.toml").write_text("batch = \n")
    with pytest.raises(SettingWrong, match="not readable as TOML"):
        read_settings()


def test_passwords_are_never_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RESO_NATS_PASSWORD", "hush")
    monkeypatch.setenv("RESO_DATABASE_URL", "postgresql+asyncpg://u:hush@db/reso")
    assert "hush" not in repr(read_settings())


def test_an_ordinary_clock_shows_real_time():
    before = datetime.now(UTC)
    assert before <= Clock().now() <= datetime.now(UTC)
    assert Clock().to_real(before) == before


@given(real=MOMENTS, start=MOMENTS, moment=MOMENTS, speed=st.sampled_from([0.5, 1.0, 60.0, 3600.0, 86400.0]))
def test_a_simulated_clock_is_told_back_into_real_time(real: datetime, start: datetime, moment: datetime, speed: float):
    clock = Clock(real, start, speed)
    assert Clock.from_json(clock.to_json()) == clock
    assert abs(clock.from_real(clock.to_real(moment)) - moment) <= timedelta(microseconds=speed)


def test_a_day_a_second_is_a_day_a_second():
    origin = datetime(2026, 11, 1, tzinfo=UTC)
    clock = Clock(origin, datetime(2030, 1, 1, tzinfo=UTC), 86400)
    assert clock.from_real(origin + timedelta(seconds=31)) == datetime(2030, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize("speed", [0, -1, 10_000_000])
def test_a_clock_that_stands_or_runs_backwards_is_refused(speed: float):
    with pytest.raises(ValueError, match="a clock cannot run"):
        Clock(speed=speed)


async def test_the_first_clock_stored_in_a_log_stays(provisioned: Client):
    assert await load(provisioned) == Clock()
    first = await store(provisioned, simulated(86400))
    assert await store(provisioned, simulated(60)) == first == await load(provisioned)
