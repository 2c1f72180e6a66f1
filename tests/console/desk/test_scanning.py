"""The page of a handheld scanner: a code, how many came, how they look, where they go; a mistake is taken back."""

import asyncio
import re
import uuid

import pytest

from handlers.api.context import Context
from tests.console.desk.conftest import Browser, Open, Page
from tests.edge.house import ago, authorized, case_of, log_of, names, recorded, requested, settled, tell

pytestmark = pytest.mark.asyncio(loop_scope="session")

GRADES = {
    "item": "minor_damage",
    "accessories": "original",
    "packaging": "severe_damage",
    "grade": "damaged_buyer",
    "disposition": "rework",
}


async def announced(context: Context, case_id: str, **codes: str) -> None:
    """Two mugs are to come back."""
    await tell(context.nc, requested(case_id, ago(days=2)), authorized(case_id, ago(days=1), **codes))
    await recorded(context.nc, case_id, "authorized")


async def received(dock: Browser, code: str, **units: int) -> Page:
    told = {name.replace("_", "."): quantity for name, quantity in units.items()}
    return await dock.send("/scan/receive", {"code": code, "scan_id": uuid.uuid4().hex, **told})


def scan_of(page: Page) -> dict[str, str]:
    """The scan that can be taken back."""
    return {name: page.values(name)[0] for name in ("case", "source", "id")}


async def test_a_code_shows_whose_parcel_it_is_and_what_is_awaited(context: Context, at_desk: Open):
    await announced(context, "S-1", rma="DSCAN1")
    page = await at_desk("dock-1").send("/scan/look", {"code": " dscan1 "})
    assert "It will go to S-1" in page.words
    assert "MUG 0 of 2 received" in page.words
    assert page.values("quantity.1") == ["2"]


async def test_a_received_parcel_is_recorded_by_its_station_and_its_units_are_asked_about(
    context: Context, at_desk: Open
):
    await announced(context, "S-2", rma="DSCAN2")
    page = await received(at_desk("dock-1"), "DSCAN2", quantity_1=2)
    assert "It belongs to S-2" in page.words
    assert "MUG 2 of 2 received" in page.words
    assert "How does it look?" in page.words
    told = (await log_of(context.nc, "S-2"))[-1].body
    assert (told["type"], told["actor"]) == ("return.received.v1", "station:dock-1")
    assert told["data"]["units"] == [{"quantity": 2, "sku": "MUG", "line": "1"}]
    assert told["data"]["codes"] == {"rma": "DSCAN2"}


async def test_a_finding_is_recorded_part_by_part_with_its_photo_and_says_where_the_unit_goes(
    context: Context, at_desk: Open
):
    await announced(context, "S-3", rma="DSCAN3")
    dock = at_desk("dock-1")
    await received(dock, "DSCAN3", quantity_1=2)
    photo = {"photos": ("scratch.jpg", b"\xff\xd8\xff a photo", "image/jpeg")}
    page = await dock.send("/scan/grade", {"case": "S-3", "line": "1", "sku": "MUG", "quantity": 1, **GRADES}, photo)
    assert "Put it here: rework" in page.words
    assert "2 of 2 received, 1 graded" in page.words
    unit = (await log_of(context.nc, "S-3"))[-1].body["data"]["units"][0]
    assert {name: unit[name] for name in GRADES} == GRADES
    assert [re.fullmatch("file:[0-9a-f]{32}", each) is not None for each in unit["photos"]] == [True]
    noted = next(entry.body for entry in await log_of(context.nc, "S-3") if entry.name == "noted")
    assert noted["actor"] == "station:dock-1"


@pytest.mark.parametrize(("login", "case", "status"), [("ada", "S-3b", 403), ("dock-1", "S-none", 404)])
async def test_no_photo_is_kept_of_nothing_or_of_whoever_does_not_grade(
    context: Context, at_desk: Open, login: str, case: str, status: int
):
    await announced(context, "S-3b", rma="DSCAN3B")
    photo = {"photos": ("scratch.jpg", f"photo {login}".encode(), "image/jpeg")}
    asked = {"case": case, "line": "1", "sku": "MUG", "quantity": 1, **GRADES}
    assert (await at_desk(login).send("/scan/grade", asked, photo)).answer.status_code == status
    assert "noted" not in await names(context.nc, "S-3b")
    assert not await names(context.nc, "S-none")


async def test_a_question_without_an_answer_is_named_and_nothing_is_recorded(context: Context, at_desk: Open):
    await announced(context, "S-4", rma="DSCAN4")
    dock = at_desk("dock-1")
    await received(dock, "DSCAN4", quantity_1=2)
    asked = {**GRADES, "grade": "", "disposition": "the moon"}
    page = await dock.send("/scan/grade", {"case": "S-4", "line": "1", "quantity": 2, **asked})
    assert "Still to be answered: Its grade, Where to put it." in page.words
    assert "inspected" not in await names(context.nc, "S-4")


async def test_wrong_goods_put_the_return_on_hold(context: Context, at_desk: Open):
    await announced(context, "S-5", rma="DSCAN5")
    dock = at_desk("dock-1")
    await received(dock, "DSCAN5", quantity_1=2)
    wrong = {**GRADES, "grade": "wrong_item", "disposition": "quarantine"}
    page = await dock.send("/scan/grade", {"case": "S-5", "line": "1", "quantity": 2, **wrong})
    assert "hold" in page.words
    assert (await case_of(context.nc, "S-5")).held


async def test_a_blind_parcel_gets_a_case_of_its_own_and_is_merged_with_the_return_it_belongs_to(
    context: Context, at_desk: Open
):
    await announced(context, "S-6", rma="DSCAN6")
    dock = at_desk("dock-1")
    assert "Nobody knows BLIND-6" in (await dock.send("/scan/look", {"code": "BLIND-6"})).words
    page = await received(dock, "BLIND-6", quantity=1)
    stray = scan_of(page)
    assert "Nobody announced this parcel" in page.words
    assert stray["case"].startswith("stray-")
    codes = {f"codes.{member}": "BLIND-6" for member in ("rma", "merchant_rma", "tracking")}
    page = await dock.send("/scan/also", {**stray, **codes, "code": "S-6"})
    assert "The parcel belongs to S-6: it is merged." in page.words
    await settled(context.nc)
    assert (await case_of(context.nc, stray["case"])).forwards_to == "S-6"
    assert (await case_of(context.nc, "S-6")).lines[0].received == 1


async def test_a_blind_parcel_keeps_a_further_code_that_nobody_knows_either(context: Context, at_desk: Open):
    dock = at_desk("dock-1")
    stray = scan_of(await received(dock, "BLIND-7", quantity=1))
    page = await dock.send("/scan/also", {**stray, "codes.rma": "BLIND-7", "code": "302-0000007-7777777"})
    assert "nobody has announced 302-0000007-7777777" in page.words
    assert page.values("codes.order_id") == ["302-0000007-7777777"]
    await tell(context.nc, requested("S-7", ago(days=2), order="302-0000007-7777777"))
    await recorded(context.nc, "S-7", "received")


async def test_the_last_scan_is_taken_back_and_the_same_parcel_can_be_scanned_anew(context: Context, at_desk: Open):
    await announced(context, "S-8", rma="DSCAN8")
    dock = at_desk("dock-1")
    first = scan_of(await received(dock, "DSCAN8", quantity_1=2))
    page = await dock.send("/scan/back", first)
    assert "The scan is taken back: nothing of it counts." in page.words
    case = await case_of(context.nc, "S-8")
    assert (case.state, case.lines[0].received) == ("authorized", 0)
    assert "MUG 1 of 2 received" in (await received(dock, "DSCAN8", quantity_1=1)).words


async def test_a_blind_parcel_that_was_a_mistake_is_nobody_when_its_code_is_scanned_again(
    context: Context, at_desk: Open
):
    dock = at_desk("dock-1")
    stray = scan_of(await received(dock, "BLIND-9", quantity=1))
    await dock.send("/scan/back", stray)
    assert (await case_of(context.nc, stray["case"])).state == "announced"
    again = scan_of(await received(dock, "BLIND-9", quantity=1))
    assert again["case"] != stray["case"]


async def test_nobody_at_the_dock_takes_back_what_somebody_else_scanned(context: Context, at_desk: Open):
    await announced(context, "S-10", rma="DSCAN10")
    scan = scan_of(await received(at_desk("dock-1"), "DSCAN10", quantity_1=2))
    page = await at_desk("carl").send("/scan/back", scan)
    assert "his own scans" in page.words
    assert (await case_of(context.nc, "S-10")).state == "received"


async def test_a_person_scans_at_the_station_that_he_has_chosen_and_a_station_as_itself(
    context: Context, at_desk: Open
):
    await announced(context, "S-11", rma="DSCAN11")
    carl = at_desk("carl")
    await carl.send("/scan/station", {"station": "dock-7"})
    await received(carl, "DSCAN11", quantity_1=1)
    assert (await log_of(context.nc, "S-11"))[-1].body["data"]["station"] == "dock-7"


async def test_a_parcel_without_units_is_not_recorded(context: Context, at_desk: Open):
    page = await received(at_desk("dock-1"), "BLIND-12", quantity=0)
    assert "Say how many units came." in page.words


async def test_a_form_that_is_sent_twice_is_one_scan(context: Context, at_desk: Open):
    await announced(context, "S-14", rma="DSCAN14")
    dock = at_desk("dock-1")
    page = await dock.send("/scan/look", {"code": "DSCAN14"})
    told = {"code": "DSCAN14", "quantity.1": 1, "scan_id": page.values("scan_id")[0]}
    await dock.send("/scan/receive", told)
    page = await dock.send("/scan/receive", told)
    assert "was counted already, nothing changes" in page.words
    assert (await case_of(context.nc, "S-14")).lines[0].received == 1


async def test_two_docks_that_scan_at_once_both_count(context: Context, at_desk: Open):
    await announced(context, "S-13", rma="DSCAN13")
    docks = at_desk("dock-1"), at_desk("carl")
    for dock in docks:
        await dock.open("/scan")
    await asyncio.gather(*(received(dock, "DSCAN13", quantity_1=1) for dock in docks))
    assert (await case_of(context.nc, "S-13")).lines[0].received == 2
