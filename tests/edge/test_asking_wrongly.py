"""Whatever is asked wrongly, or where nothing runs, is answered in one sentence; and nothing ever shows a traceback."""

import socket
import subprocess
import sys

import pytest

from handlers.wire.jetstream import ask
from tests.edge.commands import ROOT, Reso

EVERY = [
    ("worker",), ("publish", "-"), ("cases",), ("show", "R-1"), ("act", "R-1", "noted", "--note", "x"), ("alerts",),
    ("alerts", "--follow"), ("replay",), ("replay", "R-1"), ("audit", "verify"), ("audit", "seal"), ("dead", "list"),
    ("dead", "show", "1"), ("dead", "retry", "1"), ("dead", "dismiss", "1"), ("doctor",), ("automatic",),
    ("policy", "diff", "0123456789abcdef", "shipped"),
]  # fmt: skip
WRONG = [
    (("nonsense",), "no such command"),
    (("show",), "missing argument"),
    (("show", "R 1"), "'R 1' is no case id"),
    (("act", "R 1", "noted"), "'R 1' is no case id"),
    (("show", "R-1", "--kind", "parcel"), "'parcel' is no kind of case; there are: return"),
    (("show", "R-1", "--at", "T", "--happened", "T"), "--at and --happened exclude each other"),
    (("show", "R-1", "--at", "2026-01-01T10:00:00"), "has no offset"),
    (("publish", "/nowhere"), "/nowhere: no such file or directory"),
    (("up", "--speed", "0"), "a clock cannot run 0 times as fast"),
    (("up", "--workers", "99"), "--workers"),
    (("cases", "--kind", "parcel"), "'parcel' is no kind"),
    (("diagram", "parcel"), "'parcel' is no kind"),
    (("diagram", "return", "nonsense"), "no row of a return has nonsense"),
    (("schema", "return", "nonsense"), "'nonsense' is no event of a return"),
    (("schema", "return", "--asyncapi"), "it takes no kind and no --out"),
    (("policy", "diff", "shipped", "nonsense"), "'nonsense' is neither"),
    (("dead", "retry", "1", "2", "--with", "x"), "--with mends one input"),
    (("dead", "dismiss"), "name the sequences, or say --all"),
    (("dead", "dismiss", "--all", "5"), "name the sequences, or say --all, not both"),
    (("dead", "show", "x"), "invalid value for 'SEQ': it must be a whole number; see"),
    (("automatic", "--rule", "auto-refunds"), "there are: auto-authorize, auto-refund, returnless"),
    (("automatic", "--days", "61"), "invalid value for '--days': it must be"),
    (("cases", "--limit", "0"), "invalid value for '--limit': it must be"),
    (("policy", "show", "zz"), "'zz' is no market of the pack in force; there are: "),
    (("policy", "show", "ebay.pl"), "ebay.fr, ebay.it; cases of one that is unknown go by the rules of ebay"),
    (("policy", "check", "nope.toml"), "nope.toml: no such file or directory"),
    (("act", "R-1"), "name at least one case and the event"),
    (("act", "R-1", "noted", "--data", "{"), "--data is not JSON"),
]


@pytest.fixture
def reso(tmp_path) -> Reso:
    return Reso(tmp_path / "home")


@pytest.mark.parametrize("asked", EVERY, ids=" ".join)
def test_without_a_server_every_command_says_so(reso, asked):
    done = reso(*asked)
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines()[-1].startswith("reso: no server runs in ")
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("asked", "words"), WRONG, ids=lambda asked: " ".join(asked) if isinstance(asked, tuple) else ""
)
def test_wrong_use_is_a_sentence_and_exit_2(reso, asked, words):
    done = reso(*asked)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("publish - <&-", 2, "reso: stdin is closed\n"),
        ("schema >/dev/full", 1, "reso: the output cannot be written: no space left on device\n"),
    ],
)
def test_what_the_shell_leads_nowhere_is_told_in_a_sentence(typed, code, words):
    ran = subprocess.run(
        ["sh", "-c", f'"$0" -m handlers.cli {typed}', sys.executable], cwd=ROOT, capture_output=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr.decode()) == (code, b"", words)


PRESSED = """
import os, signal, sys
from handlers import cli

class Pressing:
    def find_spec(name, *_):
        if name == "typer":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Pressing)
cli.main()
"""


def test_ctrl_c_while_the_program_loads_is_quiet():
    ran = subprocess.run([sys.executable, "-c", PRESSED, "cases"], cwd=ROOT, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")


def test_a_setting_that_cannot_be_used_is_named(reso):
    reso.environment["RESO_WORKERS"] = "99"
    done = reso("cases")
    assert done.code == 2
    assert "RESO_WORKERS" in done.err


@pytest.mark.parametrize("asked", [("cases",), ("dead", "list")], ids=" ".join)
def test_an_address_that_leads_to_no_database_is_told_at_once_by_whatever_is_asked(reso, asked):
    reso.environment["RESO_DATABASE_URL"] = "postgresql://reso:hush@db:99999/reso"
    done = reso(*asked)
    assert (done.code, done.out) == (2, "")
    (sentence,) = done.err.splitlines()
    assert sentence.startswith(
        "reso: RESO_DATABASE_URL (or database_url in reso.toml) is …; it should be the address of"
    )


def test_a_taken_port_is_wrong_use(reso):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        reso.environment["RESO_PORT"] = str(taken.getsockname()[1])
        done = reso("up")
    assert (done.code, done.out) == (2, "")
    assert "is taken by another program" in done.err


@pytest.mark.parametrize("asked", EVERY[1:], ids=" ".join)
async def test_on_a_server_where_nobody_has_worked_no_command_shows_a_traceback(nc, settings, asked):
    for stream in (await ask(nc, "STREAM.NAMES"))["streams"] or []:
        await ask(nc, f"STREAM.DELETE.{stream}")
    done = Reso(settings.home)(*asked)
    assert done.code == 1
    assert "Traceback" not in done.err + done.out
    assert "unexpected" not in done.err


async def test_the_doctor_finds_a_consumer_that_is_gone_and_brings_it_back(provisioned, settings):
    await ask(provisioned, "CONSUMER.DELETE.RESO_IN.in-03")
    reso = Reso(settings.home, RESO_SYNC_ALWAYS="false")

    def wrong(*options: str) -> list[str]:
        done = reso("doctor", "--json", *options)
        assert done.code == 1  # nobody works here
        return [each["found"] for each in done.json["findings"] if each["wrong"] and each["name"] != "workers"]

    assert "consumer in-03 of RESO_IN does not exist" in wrong()
    assert wrong("--repair") == []


async def test_the_doctor_counts_what_is_wrong(provisioned, settings):
    assert Reso(settings.home, RESO_SYNC_ALWAYS="false")("doctor").out.splitlines()[-1] == "1 thing is wrong"
    await ask(provisioned, "CONSUMER.DELETE.RESO_IN.in-03")
    assert Reso(settings.home, RESO_SYNC_ALWAYS="false")("doctor").out.endswith(" things are wrong\n")


async def test_the_doctor_says_that_the_database_does_not_answer_and_what_to_do(provisioned, settings):
    away = Reso(settings.home, RESO_SYNC_ALWAYS="false", RESO_DATABASE_URL="postgresql://reso:hush@127.0.0.1:1/reso")
    done = away("doctor", "--json")
    assert (done.code, "hush" in done.out) == (1, False)
    (tables,) = [each for each in done.json["findings"] if each["name"] == "tables"]
    assert tables["wrong"]
    assert tables["found"].startswith(
        "the tables in postgresql+asyncpg://reso:***@127.0.0.1:1/reso cannot be reached: "
    )
    assert "Connect call failed" in tables["found"]
    assert "see that the database runs, and RESO_DATABASE_URL" in tables["found"]


def test_what_needs_no_server_answers_without_one(reso, tmp_path):
    assert reso("diagram", "return").out.startswith("stateDiagram-v2")
    assert reso("schema", "return", "noted").json["title"] == "return.noted.v1"
    assert reso("schema", "--asyncapi").json["asyncapi"] == "3.0.0"
    assert reso("schema", "--out", str(tmp_path / "schemas")).code == 0
    assert (tmp_path / "schemas" / "scan.received.v1.json").exists()
    markets = {market["name"]: market for market in reso("policy", "list", "--json").json["markets"]}
    assert markets["amazon.nl"]["lineage"] == ["base", "amazon", "amazon.nl"]
    rows = {row["rule"]: row for row in reso("policy", "show", "amazon.nl", "--json").json}
    assert (rows["B-05"]["inherited_from"], rows["B-05"]["assumed"]) == ("amazon", True)
    assert sum(row["assumed"] for row in rows.values()) == markets["amazon.nl"]["assumed"]
    assert f"{len(rows)} values, " in reso("policy", "show", "amazon.nl").out
    assert reso("policy", "diff", "shipped", "current").out == "the same\n"


def test_a_rule_sheet_is_checked_before_it_is_used(reso, tmp_path):
    sheet = tmp_path / "mine.toml"
    sheet.write_text("colour = 'red'\n")
    done = reso("policy", "check", str(sheet))
    assert done.code == 1
    assert "unknown key 'colour'" in done.err
    sheet.write_bytes(b"\xff")
    assert reso("policy", "check", str(sheet)).err == f"reso: rule sheet {sheet} cannot be read: it is not UTF-8 text\n"
    page = tmp_path / "PAGE.md"
    page.write_text("# A page\n\nNo rules.\n")
    told = reso("policy", "check", str(page)).err
    assert told.startswith("reso: PAGE.md: this is no TOML: ")
    assert len(told.splitlines()) == 1
    sheet.write_text("overlays = 'amazon.it'\n")
    assert reso("policy", "check", str(sheet)).code == 0
