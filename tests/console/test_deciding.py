"""What people decide on the page of a case, and what they are told when it has moved, is refused or is objected to."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from events import subjects
from handlers import products
from handlers.console.app import application
from handlers.console.casework import advising
from handlers.operating.refusals import NeedsLead
from handlers.operating.speaking import Speaker
from handlers.reading import figures
from handlers.readmodel.freshness import is_up_to_date
from handlers.wire.gets import last_of_each
from lifecycle.playbook.row import Act
from lifecycle.products.reading import read_sheet
from tests.edge.commands import Reso
from tests.edge.house import MUG, ago, event, log_of, names, recorded, scan, settled, tell
from tests.edge.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")


def said(page):
    """The sentences that a page has for its reader."""
    found = re.findall(r'<(p|div) class="said[^>]*>(.*?)</\1>', page.text, re.DOTALL)
    return " ".join(sentence for _, sentence in found)


async def test_whoever_takes_a_case_has_it_in_hand_from_then_on(house):
    path = await house.begin("D-1")
    async with house.reader("anna") as anna:
        await anna.look(path)
        told = await anna.submit(f"{path}/do/assign")
    assert "assigned is recorded" in said(told)
    assert "in your hands" in told.text
    assert ">Take it<" not in told.text


async def test_whoever_decides_on_what_has_moved_is_told_what_happened_since_and_nothing_is_sent(house):
    path = await house.begin("D-2")
    async with house.reader("anna") as anna, house.reader("lea") as lea:
        await anna.look(path)
        await lea.look(path)
        await lea.submit(f"{path}/do/assign")
        told = await anna.submit(f"{path}/do/assign")
        assert told.status_code == 409
        assert "has moved since you looked" in said(told)
        assert "assigned, person:lea" in said(told)
        again = await anna.submit(f"{path}/do/assign")
    assert "assigned is recorded" in said(again)


async def test_whoever_has_the_page_open_hears_that_the_case_has_moved(house):
    path = await house.begin("D-3")
    async with house.reader("anna") as anna, house.reader("lea") as lea:
        page = await anna.look(path)
        news = re.search(r'hx-get="([^"]+/since\?revision=\d+)"', page.text)[1]
        assert (await anna.get(news)).status_code == 204
        await lea.look(path)
        await lea.submit(f"{path}/do/assign")
        told = await anna.get(news)
    assert "assigned, person:lea" in said(told)


async def test_a_note_is_written_whatever_has_happened_and_cannot_carry_markup_into_the_page(house):
    path = await house.begin("D-4")
    async with house.reader("anna") as anna:
        await anna.look(path)
        told = await anna.submit(f"{path}/note", note='<script>alert(1)</script> & "so"', revision=None)
    assert "noted is recorded" in said(told)
    assert "note &lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;so&#34;" in told.text
    assert "<script>alert" not in told.text


async def test_what_is_private_is_closed_to_whoever_may_not_read_it(house):
    path = await house.begin("D-5")
    async with house.reader("anna") as anna, house.reader("ada") as ada:
        await anna.look(path)
        await anna.submit(f"{path}/note", note="he moved to Lucca")
        page = await ada.look(path)
    assert "(private)" in page.text
    assert "Lucca" not in page.text


async def test_a_role_that_may_not_decide_is_offered_nothing_and_refused_with_a_sentence(house):
    path = await house.begin("D-6")
    async with house.reader("ada") as ada:
        page = await ada.look(path)
        assert "What can be done" not in page.text
        told = await ada.submit(f"{path}/do/assign", revision="1")
    assert told.status_code == 403
    assert "auditor and may not publish return assigned" in said(told)


async def test_a_form_without_its_token_or_from_another_site_changes_nothing(house):
    path = await house.begin("D-7")
    async with house.reader("anna") as anna:
        page = await anna.look(path)
        token, revision = re.search(r'name="token" value="([^"]+)"', page.text)[1], _revision(page)
        fields = {"revision": revision, "to": "anna"}
        assert (await anna.post(f"{path}/do/assign", data=fields)).status_code == 403
        assert (await anna.post(f"{path}/do/assign", data={**fields, "token": "x" * 43})).status_code == 403
        foreign = {"origin": "http://elsewhere.example"}
        sent = await anna.post(f"{path}/do/assign", data={**fields, "token": token}, headers=foreign)
        assert sent.status_code == 403
        assert "did not come from a page of this console" in said(sent)
        assert _revision(await anna.look(path)) == revision


async def test_an_event_that_does_not_fit_is_laid_aside_by_a_lead_with_a_reason(house):
    path = await house.begin("D-8")
    async with house.reader("lea") as lea:
        await lea.look(path)
        refused = await lea.submit(f"{path}/dismiss", source="/shop", id="nobody-1", reason="a slip")
        assert "dismissed is sent and waits" in said(refused)
        page = await lea.look(path)
        assert "Does not fit" in page.text
        told = await lea.submit(f"{path}/dismiss", **_unfit(page), reason="a slip of ours")
        assert "dismissed is recorded" in said(told)
        assert "Does not fit" not in (await lea.look(path)).text


async def test_an_option_of_the_advice_is_taken_and_a_letter_that_nothing_carries_is_left_to_its_reader(house):
    path = await house.begin("D-9", lines=[{**MUG, "reason": "defective"}])
    async with house.reader("anna") as anna:
        await anna.look(path)
        page = await anna.look(f"{path}/advice")
        option = re.search(r'name="take" value="(D-\d+/\d+)"', page.text)[1]
        told = await anna.submit(f"{path}/advice", take=option, text="Buongiorno, può restituirlo.")
    assert told.status_code == 200
    assert "authorized is recorded" in said(told)
    assert "The letter is not sent" in said(told)
    assert f"on advice {option}" in told.text


@pytest.mark.parametrize(
    ("login", "room", "status", "words"), [("ada", 0, 403, "may not publish"), ("anna", 10**9, 422, "the log keeps")]
)
async def test_what_advice_knew_of_the_goods_is_kept_only_with_what_is_decided_on_it(
    house, monkeypatch, login, room, status, words
):
    sheet = read_sheet(f"sku,unit_cost,currency\nMUG,4.{status},EUR\n")
    at_work = replace(house, app=application(replace(house.context, sheet=sheet)))
    path = await house.begin(f"D-9-{login}", lines=[{**MUG, "reason": "defective"}])
    monkeypatch.setattr(products, "HEADROOM", products.HEADROOM + room)
    async with at_work.reader(login) as reader:
        page = await reader.look(f"{path}/advice")
        option = re.search(r'name="take" value="(D-\d+/\d+)"', page.text)[1]
        told = await reader.submit(f"{path}/advice", take=option, text="Buongiorno, può restituirlo.")
    assert told.status_code == status
    assert words in said(told)
    assert await last_of_each(house.context.nc, subjects.STREAM, [subjects.products(sheet.digest)]) == [None]


@pytest.mark.parametrize(("login", "reads"), [("anna", True), ("carl", False), ("ada", False)])
async def test_drafts_are_drawn_for_those_alone_who_read_what_buyers_write(house, login, reads):
    path = await house.begin(f"D-16-{login}", lines=[{**MUG, "reason": "defective"}])
    async with house.reader(login) as reader:
        page = await reader.look(f"{path}/advice")
    assert page.text.count('name="take"') > 0
    assert ("</textarea>" in page.text.partition('class="advice"')[2], "(private)" in page.text) == (reads, not reads)


async def test_the_console_the_api_and_the_command_line_advise_alike_by_the_figures_of_the_tables(house, monkeypatch):
    monkeypatch.setattr(figures, "MOST", 0)  # as where the log has too many cases to be looked through
    lamps = [{"line": "1", "sku": "LAMP", "quantity": 20, "unit_paid": "1.00"}]
    goods = {"order_id": "O-20", "marketplace": "shop.it", "currency": "EUR", "lines": lamps}
    for name, hours, data in (("placed", 9, goods), ("shipped", 8, {"carrier": "BRT", "tracking": "X-20"})):
        await tell(house.context.nc, {**event(name, "O-20", ago(hours=hours), data), "type": f"order.{name}.v1"})
    path = await house.begin("D-20", hours=2, order="O-20", lines=[{**lamps[0], "quantity": 6, "reason": "defective"}])
    parcel = scan(ago(hours=1), {"order_id": "O-20"})
    parcel["data"]["units"] = [{"quantity": 6, "sku": "LAMP"}]
    await tell(house.context.nc, parcel)
    await recorded(house.context.nc, "O-20", "shipped", kind="order")
    await recorded(house.context.nc, "D-20", "received")
    await settled(house.context.nc)
    await until(lambda: is_up_to_date(house.context.store, house.context.nc, house.context.clock))
    asked = Reso(house.context.settings.home)("advise", "D-20", "--json")
    async with house.reader("lea") as lea:
        page, told = await lea.look(f"{path}/advice"), await lea.get("/api/v1/cases/return/D-20/advice")
    assert asked.json == told.json()
    shown = {f"{each['row']}/{option['option']}": None for each in told.json() for option in each["options"]}
    assert list(dict.fromkeys(re.findall(r'name="take" value="([^"]+)"', page.text))) == list(shown)
    assert "LAMP: 6 units came back, 30.0% of those sent out" in page.text


async def test_a_refund_that_takes_two_is_carried_out_as_it_was_proposed_by_a_lead_who_is_somebody_else(house):
    context = house.context
    strict = Speaker(context.nc, context.kinds, context.clock, {"EUR": Decimal(5)})
    at_work = replace(house, app=application(replace(context, speaker=strict)))
    path, data = (
        await house.begin("D-17"),
        {"refund_id": "r-17", "amount": "12.50", "currency": "EUR", "kind": "partial"},
    )
    with pytest.raises(NeedsLead) as proposed:
        await strict.say(await context.directory.find("anna"), ("return", "D-17"), "refund_requested", data)
    async with at_work.reader("anna") as anna, at_work.reader("lea") as lea:
        assert "Carry it out" not in (await anna.look(path)).text
        refused = await anna.submit(f"{path}/second", note=proposed.value.proposal)
        assert refused.status_code == 422
        page = await lea.look(path)
        assert "12.50 EUR" in page.text
        note = re.search(r'name="note" value="([^"]+)"', page.text)[1]
        told = await lea.submit(f"{path}/second", note=note)
    assert "refund requested" in said(told)
    asked = next(each.body for each in await log_of(context.nc, "D-17") if each.body.get("actor") == "person:lea")
    assert (asked["data"], asked["causationid"]) == (data, proposed.value.proposal)


async def test_an_option_that_is_none_is_refused_with_a_sentence(house):
    path = await house.begin("D-10")
    async with house.reader("anna") as anna:
        await anna.look(path)
        told = await anna.submit(f"{path}/advice", take="D-99/1")
    assert told.status_code == 422
    assert "there is no row D-99" in said(told)


async def test_many_cases_are_decided_with_one_form_and_each_has_its_own_outcome(house):
    paths = [await house.begin(f"D-2{number}") for number in range(3)]
    await house.in_tables()
    async with house.reader("lea") as lea, house.reader("anna") as anna:
        page = await lea.look("/cases?q=D-2&open=")
        chosen = [each for each in re.findall(r'name="case" value="([^"]+)"', page.text) if "/D-2" in each]
        chosen = [each for each in chosen if re.search(r"/D-2\d/", each)]
        form = await lea.submit("/cases/chosen", deed="assign", case=chosen)
        assert "Do it to 3 cases" in form.text
        await anna.look(paths[1])
        await anna.submit(f"{paths[1]}/do/assign")
        told = await lea.submit("/cases/chosen/do", deed="assign", case=chosen, to="anna")
    assert "2 of 3 cases are done" in said(told)
    assert told.text.count("assigned is recorded") == 2
    assert told.text.count("has moved since you looked") == 1


async def test_a_file_is_attached_and_listed_with_its_name_for_those_who_may_read_it(house):
    path = await house.begin("D-11")
    async with house.reader("anna") as anna, house.reader("ada") as ada:
        page = await anna.look(path)
        token = re.search(r'name="token" value="([^"]+)"', page.text)[1]
        brought = [("files", ("mug <broken>.txt", b"a mug", "text/plain"))]
        told = await anna.post(f"{path}/files", data={"token": token}, files=brought)
        assert "mug &lt;broken&gt;.txt" in told.text
        assert "broken" not in (await ada.look(path)).text
        link = re.search(r'href="(/api/v1/cases/[^"]+/files/[^"]+)"', told.text)[1]
        assert (await anna.get(link)).content == b"a mug"


def _revision(page):
    return re.search(r'name="revision" value="(\d+)"', page.text)[1]


def _unfit(page):
    found = re.search(r'name="source" value="([^"]+)"><input type="hidden" name="id" value="([^"]+)"', page.text)
    return {"source": found[1], "id": found[2]}


async def test_a_draft_goes_out_as_a_person_has_edited_it_unless_the_wording_guard_objects(house):
    path, thread = await house.begin("D-12", lines=[{**MUG, "reason": "defective"}]), "M-D-12"
    await tell(house.context.nc, _message(thread, "O-D-12", house.context.clock.now()))
    await recorded(house.context.nc, thread, "received", kind="conversation")
    async with house.reader("anna") as anna:
        await anna.look(path)
        page = await anna.look(f"{path}/advice")
        option = re.search(r'name="take" value="(D-\d+/\d+)"', page.text)[1]
        refused = await anna.submit(f"{path}/advice", take=option, text="We refund you if you remove your review.")
        assert refused.status_code == 422
        assert "the wording guard objects" in said(refused)
        assert "We refund you if you remove your review.</textarea>" in refused.text
        assert 'name="despite"' in refused.text
        told = await anna.submit(f"{path}/advice", take=option, text="Hello, it may come back to us.")
        assert "is recorded" in said(told)
        assert "Hello, it may come back to us." in (await anna.look(f"/cases/conversation/{thread}")).text


async def test_advice_is_taken_only_while_every_case_it_acts_on_stands_as_it_was_seen(house):
    path, thread = await house.begin("D-13", lines=[{**MUG, "reason": "defective"}]), "M-D-13"
    at = house.context.clock.now()
    await tell(house.context.nc, _message(thread, "O-D-13", at))
    await recorded(house.context.nc, thread, "received", kind="conversation")
    async with house.reader("anna") as anna, house.reader("lea") as lea:
        page = await anna.look(f"{path}/advice")
        assert f'name="seen.conversation/{thread}"' in page.text
        option = re.search(r'name="take" value="(D-\d+/\d+)"', page.text)[1]
        await lea.look(f"/cases/conversation/{thread}")
        await lea.submit(f"/cases/conversation/{thread}/note", note="he called", revision=None)
        told = await anna.submit(f"{path}/advice", take=option, text="Hello, it may come back to us.")
        assert told.status_code == 409
        assert "noted, person:lea" in said(told)
        assert not {"authorized", "noted"} & set(await names(house.context.nc, "D-13"))
        again = await anna.submit(f"{path}/advice", take=option, text="Hello, it may come back to us.")
        assert "is recorded" in said(again)


async def test_advice_that_acts_on_another_case_alone_minds_that_its_own_has_moved(house, monkeypatch):
    path = await house.begin("D-14", lines=[{**MUG, "reason": "defective"}])
    elsewhere = (Act("return", "D-15", "noted", {"note": "see D-14"}),)
    await house.begin("D-15")
    monkeypatch.setattr(advising, "taken", lambda *_, **__: elsewhere)
    async with house.reader("anna") as anna, house.reader("lea") as lea:
        page = await anna.look(f"{path}/advice")
        option = re.search(r'name="take" value="(D-\d+/\d+)"', page.text)[1]
        await lea.look(path)
        await lea.submit(f"{path}/note", note="he called", revision=None)
        told = await anna.submit(f"{path}/advice", take=option, text="x")
    assert told.status_code == 409
    assert "noted" not in await names(house.context.nc, "D-15")


def _message(thread, order, at):
    data = {"message_id": "m-1", "order_id": order, "marketplace": "shop.it", "from": "buyer", "text": "it is broken"}
    known = {"thread_id": thread, "needs_answer": True, "language": "en"}
    body = event("received", thread, at, {**data, **known}, actor="buyer")
    return {**body, "type": "conversation.received.v1"}
