"""Every page, in every language: it answers, in that language, safely; and what is asked wrongly ends in a sentence."""

import re
from datetime import timedelta

import pytest

from handlers.console.nav import PAGES
from handlers.console.texts import LANGUAGES
from lifecycle.kinds import KINDS
from tests.browser.seeding import Shop
from tests.edge.house import recorded, tell
from tests.edge.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
OF_EVERY_KIND = (
    ("return", "R-202", "shipped"),
    ("claim", "C-701", "opened"),
    ("feedback", "F-601", "received"),
    ("conversation", "M-500", "received"),
    ("order", "O-402", "delivered"),
    ("account", "acc-IT", "notice_received"),
)
"""A case of each kind, with an event that it has."""
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_answers_in_every_language(house, language):
    path = await house.begin("P-1")
    await house.in_tables()
    async with house.reader("lea", language) as lea:
        for each in (*(page.path for page in PAGES), path, f"{path}/advice"):
            page = await lea.look(each)
            assert page.status_code == 200, (each, page.text[-2000:])
            assert f'<html lang="{language}"' in page.text
            assert page.text.count("<h1>") == 1, each
            assert INLINE.search(page.text) is None, each
            assert "default-src 'self'" in page.headers["content-security-policy"]


async def test_cases_of_every_kind_are_shown_taken_and_written_notes_about(house):
    await tell(house.context.nc, *Shop(house.context.clock.now()).told())
    assert {kind for kind, _, _ in OF_EVERY_KIND} == set(KINDS)
    async with house.reader("lea") as lea:
        for kind, case_id, name in OF_EVERY_KIND:
            await recorded(house.context.nc, case_id, name, kind=kind)
            path = f"/cases/{kind}/{case_id}"
            page = await lea.look(path)
            assert page.status_code == 200, kind
            taken = await until(lambda path=path: _taken(lea, path))
            assert "assigned is recorded" in taken.text, kind
            noted = await lea.submit(f"{path}/note", note=f"seen {case_id}", revision=None)
            assert f"note seen {case_id}" in noted.text, kind


@pytest.mark.parametrize(("told", "language"), [("de-AT,de;q=0.9,en;q=0.5", "de"), ("nl,pl;q=0.5", "pl"), ("", "en")])
async def test_a_reader_who_has_chosen_nothing_reads_what_his_browser_prefers(house, told, language):
    async with house.reader("lea", "", **{"accept-language": told}) as lea:
        assert f'<html lang="{language}"' in (await lea.look("/")).text


async def test_language_zone_and_colours_are_chosen_on_every_page_and_kept(house):
    async with house.reader("lea") as lea:
        await lea.look("/cases?open=no")
        page = await lea.submit("/reader", language="it", zone="Europe/Rome", theme="dark", back="/cases?open=no")
    assert str(page.url).endswith("/cases?open=no")
    assert '<html lang="it" data-theme="dark"' in page.text


@pytest.mark.parametrize(
    "back", ["//elsewhere.example", "http://elsewhere.example/", "/\\elsewhere.example", "x", "//[x"]
)
async def test_nobody_is_led_off_the_console_by_what_a_form_says(house, back):
    async with house.reader("lea") as lea:
        await lea.look("/cases")
        page = await lea.submit("/reader", language="en", back=back)
    assert str(page.url) == "http://127.0.0.1:8420/"


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/cases/return/P-none",
        "/cases/nothing/P-1",
        "/cases/return/*",
        "/cases/return/a.b",
        "/cases/return/P-none/advice",
        "/messages/x.y",
        "/messages/about/claim/a%20b",
        "/scan?case=%3E",
    ],
)
async def test_what_there_is_not_is_said_in_a_sentence(house, path):
    async with house.reader("lea") as lea:
        page = await lea.look(path)
    assert page.status_code == 404
    assert re.search("There is no such (page or )?case", page.text)


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/scan/grade", {"case": "a b"}, 404),
        ("/messages/x.y/reply", {"text": "x"}, 404),
        ("/messages/x.y/no-answer", {}, 404),
        ("/faults/misfits", {"kind": "return", "case": "a b"}, 404),
        ("/cases/return/P-1/do/assign", {"revision": "9" * 5000}, 400),
        ("/cases/return/P-1/advice", {"take": f"D-01/{'9' * 5000}"}, 422),
        ("/cases/chosen", {"deed": "assign", "case": f"return/P-1/{'9' * 5000}"}, 400),
        ("/faults/misfits", {"kind": "return", "case": "P-1", "revision": "9" * 5000}, 400),
        ("/faults/letters", {"do": "dismiss", "input": "9" * 5000}, 200),
    ],
)
async def test_a_form_that_names_no_case_or_number_is_no_fault_of_ours(house, path, fields, status):
    shown = await house.begin("P-1")
    async with house.reader("lea") as lea:
        await lea.look(shown)
        assert (await lea.submit(path, **fields)).status_code == status


async def test_who_comes_by_a_link_in_a_mail_keeps_the_token_of_the_forms_that_he_has_open(house):
    async with house.reader("lea") as lea:
        kept = (await lea.look("/cases")).headers["set-cookie"]
    assert "reso_form=" in kept
    assert "SameSite=lax" in kept


async def test_half_an_address_leads_nowhere_and_nothing_is_taken_from_there(house):
    path = await house.begin("P-1")
    async with house.reader("lea") as lea:
        assert (await lea.look("/login?next=//[")).status_code == 200
        page = await lea.look(path)
        token = re.search(r'name="token" value="([^"]+)"', page.text)[1]
        told = await lea.post(f"{path}/note", data={"token": token, "note": "x"}, headers={"origin": "http://["})
    assert told.status_code == 403
    async with house.reader(None) as nobody:
        await nobody.look("/login?next=//[")
        page = await nobody.submit("/login", login="lea", password="correct horse battery", next="//[")
    assert str(page.url) == "http://127.0.0.1:8420/"


@pytest.mark.parametrize("query", ["at=yesterday", "happened=2026-13-01", "at=%3Cscript%3E", "at=9999-12-31T23:59:59"])
async def test_what_is_no_moment_is_said_in_a_sentence(house, query):
    path = await house.begin("P-2")
    async with house.reader("lea") as lea:
        page = await lea.look(f"{path}?{query}")
    assert page.status_code == 400
    assert "That is no moment." in page.text


async def test_whoever_is_unknown_is_led_to_the_sign_in_and_from_there_to_where_he_wanted(house):
    async with house.reader(None) as nobody:
        page = await nobody.look("/cases?open=no")
        assert str(page.url).endswith("/login?next=/cases%3Fopen%3Dno")
        wrong = await nobody.submit("/login", login="anna", password="wrong", next="/cases?open=no")
        assert wrong.status_code == 403
        assert "no login with its password" in wrong.text
        page = await nobody.submit("/login", login="anna", password="correct horse battery", next="/cases?open=no")
        assert str(page.url).endswith("/cases?open=no")
        assert "Anna" in page.text
        await nobody.submit("/logout")
        assert "/login" in str((await nobody.look("/cases")).url)


async def test_a_case_is_shown_as_it_was_known_then_and_as_what_had_happened_by_then(house):
    path = await house.begin("P-3", hours=2)
    begun = house.context.clock.now()
    async with house.reader("lea") as lea:
        await lea.look(path)
        await lea.submit(f"{path}/do/assign")
        before = await lea.look(f"{path}?at={_url(begun - timedelta(hours=1))}")
        happened = await lea.look(f"{path}?happened={_url(begun - timedelta(hours=1))}")
        slid = await lea.look(f"{path}/moment?to={_url(begun - timedelta(hours=1))}&reading=happened")
    assert before.status_code == 404
    assert "Nobody knew of the case then." in before.text
    for page in (happened, slid):
        assert "What had happened by" in page.text
        assert "requested" in page.text
        assert "assigned" not in page.text.partition("Timeline")[2]
        assert "What can be done" not in page.text


async def test_cases_are_found_by_their_order_and_listed_page_by_page(house):
    for number in range(3):
        await house.begin(f"P-4{number}")
    await house.in_tables()
    async with house.reader("lea") as lea:
        found = await lea.look("/cases?q=O-P-41")
        assert re.findall(r'href="/cases/return/([^"]+)"', found.text) == ["P-41"]
        none = await lea.look("/cases?q=NOBODY")
        assert "No case is like that." in none.text
        wrong = await lea.look("/cases?after=nonsense")
        assert wrong.status_code == 400
        assert "does not lead to a next page" in wrong.text


async def _taken(reader, path):
    """The page after the case was taken; nothing while it still moves, for then one decides anew."""
    page = await reader.submit(f"{path}/do/assign")
    return None if page.status_code == 409 else page


def _url(moment):
    return moment.isoformat().replace("+00:00", "Z")
