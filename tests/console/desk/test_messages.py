"""Threads with buyers: those that wait first, answered with a draft and through the guard, or marked."""

from typing import Any

import pytest

from handlers.api.context import Context
from tests.console.desk.conftest import Browser, Open, Page, in_tables, revision
from tests.edge.house import ago, case_of, event, log_of, recorded, requested, tell

pytestmark = pytest.mark.asyncio(loop_scope="session")
TIED = "We will refund you if you remove your negative feedback."


async def written(context: Context, case_id: str, hours: float, **more: Any) -> None:
    """A buyer wrote so many hours ago."""
    data = {"thread_id": case_id, "marketplace": "amazon.it", "text": f"Dov'è il mio pacco? {case_id}", **more}
    told = event("received", case_id, ago(hours=hours), data, actor="buyer")
    await tell(context.nc, {**told, "type": "conversation.received.v1"})
    await recorded(context.nc, case_id, "received", kind="conversation")


async def reply(desk: Browser, case_id: str, **fields: Any) -> Page:
    seen = fields.pop("revision", None) or await revision(desk.context, case_id, "conversation")
    return await desk.send(f"/messages/{case_id}/reply", {"revision": seen, "how": "send", **fields})


async def last_said(context: Context, case_id: str) -> tuple[str, dict[str, Any]]:
    body = (await log_of(context.nc, case_id, "conversation"))[-1].body
    return body["type"].split(".")[1], body["data"]


async def test_threads_stand_by_the_time_that_is_left_and_answered_ones_last(context: Context, at_desk: Open):
    await written(context, "M-LATE", 30)
    await written(context, "M-SOON", 20)
    await written(context, "M-FRESH", 1)
    await written(context, "M-DONE", 28)
    await recorded(context.nc, "M-DONE", "deadline_missed", kind="conversation")
    anna = at_desk("anna")
    await reply(anna, "M-DONE", text="Arriva domani.", how="sent")
    await in_tables(context, await revision(context, "M-DONE", "conversation"))
    words = (await anna.open("/messages")).words
    assert sorted(("M-LATE", "M-SOON", "M-FRESH", "M-DONE"), key=words.index) == [
        "M-LATE", "M-SOON", "M-FRESH", "M-DONE",
    ]  # fmt: skip
    assert "over" in words[: words.index("M-SOON")]


async def test_a_thread_is_opened_for_whoever_may_read_it(context: Context, at_desk: Open):
    await written(context, "M-1", 2, text="<script>alert(1)</script> Buonasera")
    assert "<script>alert(1)" not in (await at_desk("anna").open("/messages/M-1")).html
    assert "alert(1) Buonasera" in (await at_desk("anna").open("/messages/M-1")).html.replace("&lt;/script&gt;", "")
    page = await at_desk("carl").open("/messages/M-1")
    assert "Buonasera" not in page.html
    assert "(private)" in page.words


async def test_an_answer_is_asked_to_be_sent_under_a_key_that_makes_it_one_answer(context: Context, at_desk: Open):
    await written(context, "M-2", 2, language="it")
    anna, seen = at_desk("anna"), await revision(context, "M-2", "conversation")
    await reply(anna, "M-2", text="Arriva domani.", language="it", revision=seen)
    name, data = await last_said(context, "M-2")
    assert (name, data["key"], data["language"]) == ("reply_requested", "desk-M-2-1", "it")
    again = await reply(at_desk("ben"), "M-2", text="Non so.", revision=seen)
    assert again.answer.status_code == 409
    assert "person:anna" in again.words
    assert len((await case_of(context.nc, "M-2", "conversation")).replies) == 1


async def test_what_somebody_has_sent_himself_answers_the_buyer(context: Context, at_desk: Open):
    await written(context, "M-3", 2)
    await reply(at_desk("anna"), "M-3", text="Arriva domani.", how="sent")
    assert (await case_of(context.nc, "M-3", "conversation")).state == "answered"


async def test_the_guard_speaks_while_one_writes_and_before_anything_is_sent(context: Context, at_desk: Open):
    await written(context, "M-4", 2, language="en")
    anna = at_desk("anna")
    assert "The wording guard objects" in (await anna.send("/messages/check", {"text": TIED, "language": "en"})).html
    assert "objects" not in (await anna.send("/messages/check", {"text": "Thank you for your patience."})).html
    page = await reply(anna, "M-4", text=TIED)
    assert "the wording guard objects" in page.words
    assert page.text("text") == TIED
    await reply(anna, "M-4", text=TIED, despite="it quotes what the buyer wrote")
    told = (await log_of(context.nc, "M-4", "conversation"))[-1].body
    assert told["despite"] == "it quotes what the buyer wrote"


async def test_the_interim_draft_brings_its_date_and_makes_an_interim_answer(context: Context, at_desk: Open):
    await written(context, "M-5", 2, order_id="302-5", language="it")
    anna = at_desk("anna")
    page = await anna.open("/messages/M-5?take=interim&language=de")
    assert page.text("text").startswith("Guten Tag")
    page = await anna.open("/messages/M-5?take=interim")
    text, (day,) = page.text("text"), page.values("promised_by")
    assert text.startswith("Buongiorno")
    await reply(anna, "M-5", text=text, promised_by=day, language="it")
    name, data = await last_said(context, "M-5")
    assert (name, data["interim"], data["promised_by"]) == ("reply_requested", True, day)


async def test_a_draft_of_the_playbook_is_sent_as_advice_that_was_followed(context: Context, at_desk: Open):
    await tell(context.nc, requested("M-R-6", ago(hours=3), order="302-6"))
    await recorded(context.nc, "M-R-6", "requested")
    await written(context, "M-6", 2, order_id="302-6", language="it")
    anna = at_desk("anna")
    page = await anna.open("/messages/M-6?row=D-10")
    assert 'name="take" value="D-10/1"' in page.html
    page = await anna.open("/messages/M-6?row=D-10&take=D-10/1")
    await reply(anna, "M-6", text=page.text("text"), advice=page.values("advice")[0], language="it")
    assert (await log_of(context.nc, "M-6", "conversation"))[-1].body["advice"] == "D-10/1"


async def test_a_thank_you_is_marked_as_needing_no_answer_by_a_person(context: Context, at_desk: Open):
    await written(context, "M-7", 2, text="Grazie!")
    anna = at_desk("anna")
    seen = await revision(context, "M-7", "conversation")
    await anna.send("/messages/M-7/no-answer", {"revision": seen, "reason": "a thank you"})
    assert (await case_of(context.nc, "M-7", "conversation")).state == "no_reply_needed"


async def test_from_a_return_one_comes_to_the_thread_with_its_buyer_or_to_a_form(context: Context, at_desk: Open):
    await tell(context.nc, requested("M-R-8", ago(hours=3), order="302-8"), requested("M-R-9", ago(hours=3)))
    await recorded(context.nc, "M-R-9", "requested")
    await written(context, "M-8", 2, order_id="302-8")
    anna = at_desk("anna")
    assert "Thread M-8" in (await anna.open("/messages/about/return/M-R-8")).words
    page = await anna.open("/messages/about/return/M-R-9")
    assert "No conversation of this order is known" in page.words
    assert page.values("order_id") == ["O-M-R-9"]


async def test_an_answer_without_text_says_so_beside_the_field(context: Context, at_desk: Open):
    await written(context, "M-9", 2)
    assert (
        '<span class="wrong" id="text-wrong">is missing</span>' in (await reply(at_desk("anna"), "M-9", text=" ")).html
    )
