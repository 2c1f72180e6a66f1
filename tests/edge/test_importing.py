"""Importing into a house at work: once, again, changed, wrong, and after private text was erased."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from nats.aio.client import Client

from events import subjects
from handlers.settings import Settings
from handlers.wire.batch import Outgoing, commit
from handlers.wire.connection import connect
from handlers.wire.gets import history
from handlers.worker.seals import TOMBSTONE
from tests.covers import covers
from tests.edge.commands import ROOT, Reso, house
from tests.edge.house import settled
from tests.importing.press import FEEDBACK, RETURN, file, row

SAMPLES = ROOT / "tests" / "importing" / "samples"
EXAMPLES = ROOT / "examples" / "imports"
HEALTH = ROOT / "tests" / "lifecycle" / "accounts" / "reports" / "connector-fixture.json"


@pytest.fixture(scope="module")
def reso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reso]:
    with house(tmp_path_factory.mktemp("installation") / "home") as running:
        yield running


@pytest.fixture
def importing(reso: Reso, tmp_path: Path) -> Callable[..., list[str]]:
    """Import a report; answers the records that came of it, once nothing waits any more."""

    def import_(of: str, raw: bytes, *more: str, market: str = "amazon.it", code: int = 0) -> list[str]:
        (tmp_path / "report").write_bytes(raw)
        before = len(recorded(reso))
        done = reso("import", of, str(tmp_path / "report"), "--marketplace", market, *more)
        assert done.code == code, done
        return recorded(reso)[before:]

    return import_


def recorded(reso: Reso) -> list[str]:
    """All events that came into a case, as `<case> <event>`, once nothing waits any more."""

    async def look(nc: Client) -> list[str]:
        await settled(nc)
        stored = await history(nc, subjects.STREAM, subjects.CASES)
        places = [subjects.parse_case_record(each.subject) for each in stored]
        from_files = [b'"source":"/amazon/' in each.payload or b'"source":"/shop/' in each.payload for each in stored]
        return [f"{p.case_id} {p.event}" for p, wanted in zip(places, from_files, strict=True) if p and wanted]

    return list(told_to(reso, look))


def told_to(reso: Reso, work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        nc = await connect(Settings(home=Path(reso.environment["RESO_HOME"])), "test")
        try:
            return await work(nc)
        finally:
            await nc.close()

    return asyncio.run(whole())


@covers("S2-02", "C.8-16", "C.8-17")
def test_a_report_imported_twice_makes_no_record_and_a_changed_cell_just_its_own(importing):
    told = row(
        Return_request_status="Approved", Tracking_ID="1Z9", Return_carrier="UPS", Return_delivery_date="15-Nov-2026"
    )
    raw = file(told, row(Amazon_RMA_ID="DdAb2RRMA", Order_ID="302-2"), encoding="cp1252", ends="\r\n")
    assert sorted(importing("amazon-returns", raw)) == [
        "DdAb1RRMA authorized", "DdAb1RRMA delivered", "DdAb1RRMA requested", "DdAb2RRMA requested",
    ]  # fmt: skip
    assert importing("amazon-returns", raw) == []
    moved = {**told, "Return delivery date": "16-Nov-2026"}
    assert importing("amazon-returns", file(moved)) == ["DdAb1RRMA corrected"]
    done = {**moved, "Return request status": "Completed"}
    assert importing("amazon-returns", file(done)) == ["DdAb1RRMA status_reported"]
    assert importing("amazon-returns", file(done)) == []


def test_what_still_waits_for_a_worker_is_known_as_well(reso, importing, tmp_path):
    raw = (SAMPLES / "returns_with_order_item_id.tsv").read_bytes()
    (tmp_path / "r.tsv").write_bytes(raw)
    asked = ("import", "amazon-returns", str(tmp_path / "r.tsv"), "--marketplace", "A2Q3Y263D00KWC", "--json")
    first, second = reso(*asked), reso(*asked)
    assert (first.json["stored"], first.json["files"][0]["news"]) == (10, 10)
    assert (second.json["stored"], second.json["duplicates"], second.json["files"][0]["news"]) == (0, 0, 0)
    assert importing("amazon-returns", raw, market="amazon.com.br") == []
    assert reso("show", "AMZ-RMA-2", "--json").json["case"]["escalated"]


def test_a_request_of_today_is_recorded_today(importing):
    today = f"{datetime.now(ZoneInfo('Europe/Rome')):%Y-%m-%d}"
    told = file(row(Amazon_RMA_ID="today", Order_ID="302-9", Return_request_date=today))
    assert importing("amazon-returns", told) == ["today requested"]


def test_feedback_is_compared_with_text_that_is_sealed_and_after_it_was_erased_nothing_is_told(reso, importing):
    there, other = row(FEEDBACK, Your_Response="Sorry"), row(FEEDBACK, Order_ID="302-7", Comments="Too late")
    assert sorted(importing("amazon-feedback", file(there, other))) == [
        "302-0000000-0000001 received", "302-0000000-0000001 replied", "302-7 received",
    ]  # fmt: skip
    assert importing("amazon-feedback", file(there, other)) == []
    assert importing("amazon-feedback", file({**there, "Comments": "Arrived broken!"}, other)) == [
        "302-0000000-0000001 changed"
    ]
    key = Outgoing(subjects.key_of("feedback", "302-0000000-0000001"), TOMBSTONE)
    told_to(reso, lambda nc: commit(nc, [key]))
    assert importing("amazon-feedback", file({**there, "Comments": "Again", "Rating": "3"}, other)) == []


def test_feedback_that_is_not_shown_any_more_is_named_and_not_removed(reso, importing, tmp_path):
    rows = [row(FEEDBACK, Order_ID=f"305-{number}", Date="01/10/26") for number in (1, 2)]
    rows.append(row(FEEDBACK, Order_ID="305-3", Date="02/10/26"))
    importing("amazon-feedback", file(*rows))
    (tmp_path / "later").write_bytes(file(rows[0], {**rows[2], "Rating": "good"}, {**rows[2], "Order ID": "305-4"}))
    done = reso(
        "import", "amazon-feedback", str(tmp_path / "later"), "--marketplace", "amazon.it", "--dry-run", "--skip-bad"
    )
    assert done.code == 1
    assert f"{tmp_path}/later: not shown any more, which is no removal yet: 305-2" in done.err.splitlines()
    assert reso("show", "305-2", "--json").json["case"]["state"] == "open"


def test_a_file_with_a_bad_row_is_refused_as_a_whole_unless_told_otherwise(reso, importing, tmp_path):
    raw = file(row(Amazon_RMA_ID="bad", Order_Amount="much"), row(Amazon_RMA_ID="good", Order_ID="302-8"))
    assert importing("amazon-returns", raw, code=1) == []
    refused = reso("import", "amazon-returns", str(tmp_path / "report"), "--marketplace", "amazon.it")
    assert refused.err.splitlines() == [
        f'reso: {tmp_path}/report: row 2, column "Order Amount": "much" is no amount; write it like 12.50',
        "reso: nothing was sent; mend the rows, or import the others with --skip-bad",
    ]
    assert importing("amazon-returns", raw, "--skip-bad", code=1) == ["good requested"]
    future = file(row(Amazon_RMA_ID="late", Return_request_date="01-Jan-2098"))
    assert importing("amazon-returns", future, code=1) == []


def test_a_dry_run_sends_nothing_and_shows_what_would_be_published(reso, importing):
    asked = ("import", "csv", str(EXAMPLES / "returns.csv"), "--map", str(EXAMPLES / "returns.toml"))
    dry = reso(*asked, "--dry-run", "--historical")
    assert dry.code == 0
    told = [orjson.loads(line) for line in dry.out.splitlines()]
    assert [(body["subject"], body["historical"]) for body in told] == [("R-2026-0101", True), ("R-2026-0102", True)]
    assert "R-2026-0101 requested" not in recorded(reso)
    assert reso("publish", "-", said=dry.out.encode()).code == 0
    assert sorted(recorded(reso)[-2:]) == ["R-2026-0101 requested", "R-2026-0102 requested"]
    again = reso(*asked, "--json")
    assert (again.code, again.json["stored"], again.json["files"][0]["known"]) == (0, 0, 2)
    assert not reso("show", "R-2026-0101", "--json").json["case"]["deadlines"]


@covers("F.9", "S1-22")
def test_the_health_of_accounts_is_imported_once_and_a_changed_figure_alone_again(reso, tmp_path):
    def import_(raw: bytes, *more: str) -> Any:
        (tmp_path / "health.json").write_bytes(raw)
        done = reso("import", "amazon-performance", str(tmp_path / "health.json"), "--json", *more)
        assert done.code == 0, done
        told = recorded(reso)
        return done.json["stored"], told[len(told) - done.json["stored"] :]

    stored, told = import_(HEALTH.read_bytes())
    assert (stored, set(told)) == (6, {"amazon-com status_changed", "amazon-com metric_reported"})
    assert import_(HEALTH.read_bytes()) == (0, [])
    changed = HEALTH.read_bytes().replace(b'"rate":0.01,"defectsCount":1', b'"rate":0.05,"defectsCount":5')
    assert import_(changed, "--dry-run") == (0, [])
    assert import_(changed) == (1, ["amazon-com corrected"])
    case = reso("show", "amazon-com", "--json").json["case"]
    late = next(gauge for gauge in case["metrics"] if gauge["metric"] == "late_shipment_rate")
    assert (late["reported"]["value"], late["level"], case["unfit"]) == ("0.05", "broken", [])


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        (
            ("amazon", "{file}"),
            2,
            "'amazon' is no format; there are: amazon-returns, amazon-feedback, amazon-performance, csv",
        ),
        (("amazon-returns", "{file}"), 2, "amazon-returns needs --marketplace"),
        (("amazon-returns", "{file}", "--marketplace", "amazon.xx"), 2, "'amazon.xx' is no marketplace"),
        (
            ("amazon-returns", "{file}", "--marketplace", "amazon.it", "--map", "m"),
            2,
            "--map is not for amazon-returns",
        ),
        (("amazon-performance", "{file}", "--column", "A=B"), 2, "--column is not for amazon-performance"),
        (("amazon-performance", "{file}", "--case", "a.b"), 2, "'a.b' is no case id"),
        (("amazon-performance", "{file}"), 1, "it is no JSON"),
        (("csv", "{file}"), 2, "csv needs --map"),
        (("csv", "{file}", "--map", "m", "--case", "c"), 2, "--case is not for csv"),
        (("csv", "{file}", "--map", "{file}"), 2, "the map is no TOML"),
        (("csv", "{file}", "--map", "nowhere.toml"), 2, "nowhere.toml: no such file or directory"),
        (("amazon-returns", "nowhere", "--marketplace", "amazon.it"), 2, "nowhere: no such file or directory"),
        (("amazon-returns", "{file}", "--marketplace", "amazon.it", "--column", "x"), 2, "should be OURS=THEIRS"),
        (("amazon-returns", "{file}", "--marketplace", "amazon.it", "--separator", ";;"), 2, "should be one sign"),
        (("amazon-returns", "{file}", "--marketplace", "amazon.it", "--as-of", "x"), 2, "--as-of 'x' is no moment"),
        (("amazon-feedback", "{file}", "--marketplace", "amazon.it"), 1, 'column "Rating" is missing'),
    ],
)
def test_importing_wrongly_is_answered_in_a_sentence(reso, tmp_path, asked, code, words):
    (tmp_path / "report").write_bytes(file(RETURN))
    done = reso("import", *(each.format(file=tmp_path / "report") for each in asked))
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert "Traceback" not in done.err


def test_an_empty_report_is_nothing_to_import(importing):
    assert importing("amazon-returns", b"") == importing("amazon-feedback", file(FEEDBACK).splitlines()[0]) == []
