"""Products, Health, Faults and Rules: what they tell, who may do what there, and what leaves as a file."""

import inspect
import json
import re

import pytest
from pydantic import TypeAdapter

from events import subjects
from handlers.console.counting import Asked
from handlers.console.pages import rules
from handlers.operating.retrying import InputGone
from handlers.packs import PackMissing
from handlers.reading.dead import open_letters
from handlers.wire.batch import Outgoing, commit
from handlers.wire.jetstream import Unavailable
from handlers.worker.seals import CaseErased
from lifecycle.policy.comparison import describe, in_force
from lifecycle.products.sheet import SheetError
from tests.edge.house import Body, ago, event, log_of, recorded, tell
from tests.edge.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
SECRET = "the buyer lives in Via Roma 1"
FORMULA = '=HYPERLINK("http://evil.example")'


async def dead(house, case: str, payload: bytes) -> int:
    """The sequence of an input that has become a dead letter."""
    where = subjects.in_("return", case, "requested")
    sequence = (await commit(house.context.nc, [Outgoing(where, payload)])).last_seq

    async def lies() -> bool:
        return sequence in [letter.sequence for letter in await open_letters(house.context.nc)]

    await until(lies)
    return sequence


async def lying(house) -> list[int]:
    return [letter.sequence for letter in await open_letters(house.context.nc)]


async def told_of_account(house, marketplace: str) -> None:
    """The marketplace tells a figure of an account, and that it wants a plan."""
    metric = {"metric": "lateShipmentRate", "fulfilment": "MFN", "source": "report", "target": "0.04"}
    figure = {**metric, "marketplace": marketplace, "value": "0.0370", "window_days": 30, "orders": 1000, "count": 37}
    notice = {"marketplace": marketplace, "notice_id": "N-1", "about": "late_shipment_rate"}
    for name, data in (("metric_reported", figure), ("notice_received", notice)):
        body: Body = event(name, "acc-test", ago(hours=3), data)
        await tell(house.context.nc, {**body, "type": f"account.{name}.v1"})
    await recorded(house.context.nc, "acc-test", "notice_received", kind="account")
    await house.in_tables()


async def test_a_dead_letter_is_shown_published_again_mended_and_laid_aside(house):
    sequence = await dead(house, "X-1", b'{"broken": "<script>alert(1)</script>')
    async with house.reader("lea") as lea:
        page = await lea.look("/faults")
        assert f'href="/faults/letters/{sequence}"' in page.text
        page = await lea.look(f"/faults/letters/{sequence}")
        assert "&lt;script&gt;" in page.text
        assert "<script>alert" not in page.text
        page = await lea.submit("/faults/letters", input=str(sequence), do="retry")
        assert "it would be refused again" in page.text
        await lea.look(f"/faults/letters/{sequence}")
        page = await lea.submit(f"/faults/letters/{sequence}", mended='{"specversion": "1.0"}')
        assert (page.status_code, "type is None" in page.text) == (422, True)
        page = await lea.submit("/faults/letters", input=str(sequence), do="dismiss")
        assert "1 input is laid aside." in page.text
    assert sequence not in await lying(house)


async def test_a_mended_event_comes_to_its_case(house):
    sequence = await dead(house, "X-2", b"{}")
    path = await house.begin("X-3")
    mended = event("withdrawn", "X-3", ago(minutes=1), {"reason": "ChangedMind"})
    async with house.reader("lea") as lea:
        await lea.look(f"/faults/letters/{sequence}")
        page = await lea.submit(f"/faults/letters/{sequence}", mended=str(mended).replace("'", '"'))
        assert "withdrawn is recorded" in page.text
        await recorded(house.context.nc, "X-3", "withdrawn")
        assert "withdrawn" in (await lea.look(path)).text
    assert sequence not in await lying(house)


async def test_what_is_published_in_the_place_of_an_input_is_its_publishers_own_word(house):
    sequence = await dead(house, "X-6", b"{}")
    await house.begin("X-7", hours=2)
    posed = {"source": "/api/anna", "actor": "person:anna"}
    async with house.reader("lea") as lea:
        await lea.look(f"/faults/letters/{sequence}")
        money = {"refund_id": "r-1", "amount": "5.00", "currency": "EUR", "kind": "partial"}
        asked = {**event("refund_requested", "X-7", ago(minutes=1), money), **posed}
        await lea.submit(f"/faults/letters/{sequence}", mended=json.dumps(asked))
        stored = (await log_of(house.context.nc, "X-7"))[-1]
        assert (stored.name, stored.body["actor"], stored.body["source"]) == (
            "refund_requested",
            "person:lea",
            "/api/lea",
        )
        escalated = event("escalated", "X-7", ago(minutes=1), {"claim_id": "C-1", "claim_kind": "az_claim"})
        other = await dead(house, "X-8", b"{}")
        await lea.look(f"/faults/letters/{other}")
        page = await lea.submit(f"/faults/letters/{other}", mended=json.dumps({**escalated, **posed}))
        assert (page.status_code, "may not publish return escalated" in page.text) == (422, True)
    assert other in await lying(house)
    assert sequence not in await lying(house)


@pytest.mark.parametrize(("login", "reads"), [("anna", True), ("carl", False), ("ada", False)])
async def test_dead_letters_are_for_a_lead_and_buyers_words_for_those_who_may_read_them(house, login, reads):
    sequence = await dead(house, f"X-{login}", b'{"broken": "' + SECRET.encode())
    async with house.reader(login) as reader:
        page = await reader.look(f"/faults/letters/{sequence}")
        assert (SECRET in page.text, "Publish again" in page.text) == (reads, False)
        page = await reader.submit("/faults/letters", input=str(sequence), do="dismiss")
        assert (page.status_code, "for a lead" in page.text) == (403, True)
    assert sequence in await lying(house)


async def test_a_letter_that_there_is_not_and_a_choice_of_none_are_said(house):
    async with house.reader("lea") as lea:
        assert (await lea.look("/faults/letters/999999")).status_code == 404
        await lea.look("/faults")
        assert "Choose at least one letter." in (await lea.submit("/faults/letters", do="retry")).text


async def test_an_event_that_a_rule_refused_is_laid_aside_with_a_reason(house):
    await house.begin("X-4", hours=5)
    refused = event("refund_requested", "X-4", ago(hours=4), {
        "refund_id": "r-1", "amount": "900.00", "currency": "EUR", "kind": "full",
    })  # fmt: skip
    await tell(house.context.nc, refused)
    await recorded(house.context.nc, "X-4", "rejected")
    await house.in_tables()
    async with house.reader("lea") as lea:
        page = await lea.look("/faults")
        row = re.search(r"<tr>(?:(?!</tr>).)*X-4(?:(?!</tr>).)*</tr>", page.text, re.DOTALL)
        assert row
        assert "return.refund_requested" in row[0]
        revision = re.search(r'name="revision" value="(\d+)"', row[0])
        named = {"kind": "return", "case": "X-4", "source": refused["source"], "id": refused["id"]}
        page = await lea.submit("/faults/misfits", **named, reason="by mistake", revision="1")
        assert "the case has moved" in page.text
        page = await lea.submit("/faults/misfits", **named, reason="by mistake", revision=revision[1])
        assert "dismissed is recorded" in page.text
        await house.in_tables()
        assert "X-4" not in (await lea.look("/faults")).text.partition('id="misfits"')[2]


async def test_the_check_up_is_shown_as_a_page_and_as_a_part_of_one(house):
    async with house.reader("ada") as ada:
        assert "nats-server" in (await ada.look("/faults/checkup")).text
        part = await ada.look("/faults/checkup", headers={"hx-request": "true"})
    assert "nats-server" in part.text
    assert "<html" not in part.text


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Unavailable("the log does not answer"), 503),
        (PackMissing("the log does not hold pack 12"), 503),
        (CaseErased(("return", "X-1")), 410),
        (InputGone(7), 410),
        (SheetError(["the sheet is not sound"]), 422),
    ],
)
async def test_what_the_log_does_not_give_is_said_and_is_no_fault_of_the_console(house, monkeypatch, fault, status):
    async def told(_nc):
        raise fault

    monkeypatch.setattr(rules, "kept", told)
    async with house.reader("lea") as lea:
        page = await lea.look("/rules/changes")
    assert page.status_code == status
    assert str(fault) in page.text


async def test_with_the_log_away_a_page_still_says_so_though_nobody_knows_who_asks(house, monkeypatch):
    async def away(*_):
        raise Unavailable("the log does not answer")

    monkeypatch.setattr(type(house.context.directory), "of_token", away)
    async with house.reader("lea") as lea:
        for page in (await lea.look("/rules"), await lea.look("/nowhere")):
            assert page.status_code in (404, 503)
            assert "<h1>" in page.text
        assert (await lea.post("/cases/return/X-1/note", data={"note": "x"})).status_code in (403, 503)


async def test_rules_are_those_of_the_day_that_is_asked_about(house):
    async with house.reader("ada") as ada:
        page = await ada.look("/rules?market=amazon.com&on=2026-02-15&q=B-16")
        assert page.text.count('scope="row"') == 1
        assert "60 calendar days" in page.text
        page = await ada.look("/rules/changes?market=amazon.com&since=2026-02-15&until=2026-02-16")
        row = re.search(r"<tr><th[^>]*>B-16</th>(.*?)</tr>", page.text, re.DOTALL)
        assert row
        assert row[1].index("60 calendar days") < row[1].index("30 calendar days")
        page = await ada.look("/rules?market=amazon.sg")
        assert "amazon.sg is no marketplace of the pack in force" in page.text
        assert "no day" in (await ada.look("/rules?on=2026-02-30")).text
        assert (await ada.look("/rules/changes?old=0123456789abcdef")).status_code == 404


async def test_every_rule_in_force_of_a_market_is_on_its_page(house):
    pack, today = house.context.pack, house.context.clock.now().date()
    async with house.reader("carl") as carl:
        page = await carl.look("/rules?market=amazon.it")
    shown = re.findall(r'<th scope="row" class="id">([^<]+)</th>', page.text)
    assert shown == [row.rule for row in in_force(describe(pack, "amazon.it"), today)]


async def test_articles_are_told_with_the_returns_behind_them_and_as_a_harmless_file(house):
    lines = [{"line": "1", "sku": FORMULA, "quantity": 2, "unit_paid": "12.50", "reason": "DEFECTIVE"}]
    await house.begin("X-5", lines=lines)
    await house.in_tables()
    async with house.reader("anna") as anna:
        page = await anna.look("/products?marketplace=shop.it&currency=EUR")
        assert "HYPERLINK(&#34;http" in page.text
        page = await anna.look("/products/article", params={"sku": FORMULA})
        assert 'href="/cases/return/X-5"' in page.text
        told = await anna.look("/products.csv?marketplace=shop.it")
    assert told.headers["content-disposition"].startswith('attachment; filename="reso-sku-')
    assert "'=HYPERLINK" in told.text
    assert not re.search(r'(^|,)"?=HYPER', told.text, re.MULTILINE)


async def test_an_account_is_told_with_its_figures_notices_and_files(house):
    await told_of_account(house, "amazon.nl")
    async with house.reader("anna") as anna:
        page = await anna.look("/health?marketplace=amazon.nl")
        assert "N-1" in page.text
        assert "no plan sent" in page.text
        assert re.search(r"late shipment rate.*3\.70%.*4\.00%", page.text, re.DOTALL)
        for name in ("health", "feedback", "deadlines"):
            told = await anna.look(f"/health/{name}.csv?marketplace=amazon.nl")
            assert told.text.lstrip("\ufeff").startswith('"marketplace",')
        assert (await anna.look("/health/nothing.csv")).status_code == 404


async def test_figures_as_of_a_day_before_anything_happened_are_none(house):
    async with house.reader("anna") as anna:
        page = await anna.look("/products?as_of=2020-01-01")
        assert "No return is known of these days." in page.text
        assert (await anna.look("/products?as_of=soon")).status_code == 422
        assert (await anna.look("/health?days=x")).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/rules?on=0001-01-01",
        "/rules/changes?until=0001-01-01",
        "/rules/changes?since=9999-12-31",
        "/products?as_of=9999-12-31",
        "/health?as_of=9999-12-31",
        "/products?as_of=0050-01-01&days=36500",
    ],
)
async def test_a_day_that_nobody_can_reckon_with_is_no_day(house, path):
    async with house.reader("anna") as anna:
        page = await anna.look(path)
    assert page.status_code == 422
    assert "is no day" in page.text


@pytest.mark.parametrize("day", ["1970-01-01", "2999-12-31"])
async def test_the_first_and_the_last_day_can_be_reckoned_with(house, day):
    async with house.reader("anna") as anna:
        assert (await anna.look(f"/products?as_of={day}&days=36500")).status_code == 200
        assert (await anna.look(f"/rules/changes?until={day}")).status_code == 200


@pytest.mark.parametrize("member", ["marketplace", "currency", "sku"])
async def test_what_no_reader_types_and_no_database_takes_is_not_asked_for(house, member):
    asked = inspect.signature(Asked).parameters[member].annotation
    assert TypeAdapter(asked).validate_python("MU\0G") == "MUG"
    async with house.reader("anna") as anna:
        assert (await anna.look(f"/products/article?{member}=%00")).status_code == 200


async def test_what_rules_decided_is_shown_even_if_that_is_nothing(house):
    async with house.reader("lea") as lea:
        page = await lea.look("/rules/automatic?days=1&rule=returnless")
        assert "Nothing was decided by a rule within these days." in page.text
        assert (await lea.look("/rules/automatic?days=61")).status_code == 422


async def test_the_contract_is_served_to_programs_that_nobody_knows(house):
    async with house.reader(None) as nobody:
        told = await nobody.get("/api/v1/asyncapi.json")
    assert (told.status_code, told.json()["asyncapi"]) == (200, "3.0.0")
