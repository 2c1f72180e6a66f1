"""Signed links at the console: following shows, sending the form acts, once, and the log decides whether it counts."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio

from events.alerts import Alert
from handlers import clock as clocks
from handlers.api.context import context_of
from handlers.console.app import application
from handlers.notifying.links import LASTS, Link
from handlers.notifying.secret import signature
from handlers.people import Directory, User
from handlers.server.server import serve
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.wire.connection import connect
from tests.edge.house import ago, at_work, event, log_of, names, now, pack, requested, tell
from tests.edge.waiting import until
from tests.notifying.telling import alerted

pytestmark = pytest.mark.asyncio(loop_scope="module")
TIED = "Se ritira il reclamo, la rimborsiamo subito."
M_REPLY = "M-REPLY/reminder/12h@2026-11-22"
FINE = "L'abbiamo rimborsata."
ANNA = User("anna", "Anna Rossi", "person", "lead")
BERT = User("bert", "Bert Klein", "person", "care")


class Browser:
    """Somebody with a mail in hand, at a console over a real log."""

    def __init__(self, nc, client, signed):
        self.nc, self.client, self.signed = nc, client, signed

    async def link(self, action="authorize", *, case_id, kind="return", login="anna", **more):
        """The path of a link, as if it had come with an alert of this very moment."""
        known = {"key": "T-AUTH/reminder/12h@2026-11-22", "first": 7, "revision": 0, "until": now() + LASTS, **more}
        return f"/links/{self.signed.token(Link(action, kind, case_id, login=login, **known))}"

    async def show(self, path):
        answer = await self.client.get(path)
        return answer.status_code, _main(answer.text)

    async def send(self, path, *, revision=None, **fields):
        """Send the form of a page; answers what stands there then."""
        page = (await self.client.get(path)).text
        found = dict(re.findall(r'name="(token|revision)" value="([^"]*)"', page))
        shown = {
            "token": self.client.cookies["reso_form"],
            "revision": revision or found.get("revision", "1"),
            **fields,
        }
        answer = await self.client.post(path, data=shown, follow_redirects=True)
        return answer.status_code, _main(answer.text)


def _main(page):
    main = page.partition('<main id="content"')[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(tmp_path_factory):
    """A log with a worker, users and a console, for all tests of this file."""
    settings = Settings(home=tmp_path_factory.mktemp("console") / "home", sync_always=False, settling=0.1)
    server = await serve(settings)
    nc = await connect(settings, "test")
    await provision(nc, settings)
    async with at_work(settings):
        directory = Directory(nc)
        await directory.add(ANNA), await directory.add(BERT)
        yield application(context_of(settings, nc, await clocks.load(nc), pack(), None)), nc
    await nc.close()
    await server.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def browser(console):
    app, nc = console
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8420") as client:
        yield Browser(nc, client, await signature(nc))


def talk(name, case_id, data, **more):
    """An event of a conversation."""
    return {**event(name, case_id, ago(hours=1), data), "type": f"conversation.{name}.v1", **more}


def received(case_id):
    """A buyer has written."""
    return talk("received", case_id, {"thread_id": "T-1", "marketplace": "amazon.it", "from": "buyer"}, actor="buyer")


async def told(browser, *bodies):
    """Tell these, and wait until the last one is recorded."""
    await tell(browser.nc, *bodies)
    kind, name, _ = bodies[-1]["type"].split(".")
    await until(lambda: _has(browser.nc, kind, bodies[-1]["subject"], name), patience=60)


async def _has(nc, kind, case_id, name):
    return name in await names(nc, case_id, kind)


async def test_following_shows_the_case_and_does_nothing_sending_does_it_once(browser):
    await told(browser, requested("R-1", ago(hours=1)))
    path = await browser.link(case_id="R-1")
    for _ in range(2):
        status, shown = await browser.show(path)
        assert status == 200
        assert all(words in shown for words in ("Authorize R-1", "requested", "Anna Rossi (anna)"))
    assert await names(browser.nc, "R-1") == ["requested"]
    _, done = await browser.send(path)
    assert all(words in done for words in ("It is done.", "used by person:anna"))
    _, again = await browser.send(path, revision=1)
    assert "used by person:anna" in again
    (record,) = [entry for entry in await log_of(browser.nc, "R-1") if entry.name == "authorized"]
    assert record.body["actor"] == "person:anna"
    assert await names(browser.nc, "R-1") == ["requested", "authorized"]


async def test_two_who_act_at_the_same_moment_say_one_thing(browser):
    await told(browser, requested("R-2", ago(hours=1)))
    path = await browser.link(case_id="R-2")
    await browser.show(path)
    await asyncio.gather(*(browser.send(path) for _ in range(3)))
    assert await names(browser.nc, "R-2") == ["requested", "authorized"]


async def test_closing_asks_for_reason_and_note(browser):
    thread = {"kind": "conversation", "case_id": "M-3"}
    await told(browser, received("M-3"), talk("marked_no_reply", "M-3", {"reason": "thanks"}, actor="person:bert"))
    path = await browser.link("close", key="M-AFTER/reminder/1d@2026-11-22", **thread)
    reason = "no_reply_needed"
    assert reason in (await browser.client.get(path)).text
    for fields in ({"note": "all said"}, {"reason": reason}, {"reason": reason, "note": "  "}):
        status, refused = await browser.send(path, **fields)
        assert status == 422
        assert ("reason" if "reason" not in fields else "note") in refused
    assert "closed" not in await names(browser.nc, "M-3", "conversation")
    assert "It is done." in (await browser.send(path, reason=reason, note="all said"))[1]


async def test_a_reply_passes_the_wording_guard_or_says_why_not(browser):
    await told(browser, received("M-4"))
    path = await browser.link("reply", kind="conversation", case_id="M-4", login="bert", key=M_REPLY)
    status, refused = await browser.send(path, text=TIED, language="it")
    assert status == 422
    assert "the wording guard objects" in refused
    assert "Why it goes out despite that" in refused
    assert await names(browser.nc, "M-4", "conversation") == ["received"]
    assert "used by person:bert" in (await browser.send(path, text=FINE, language="it"))[1]


async def test_a_link_that_does_not_count_any_more_says_why_and_does_nothing(browser):
    await told(browser, requested("R-5", ago(hours=1)))
    over = Alert(key="flag/hold", severity="info", kind="return", case_id="R-5", title="over", at=now(), closes=True)
    await alerted(browser.nc, over)
    for path, sentence in [
        (await browser.link(until=now() - timedelta(seconds=1), case_id="R-5"), "This link counted until"),
        (await browser.link(key="flag/hold", case_id="R-5"), "there is nothing to do any more"),
        (await browser.link(login="carla", case_id="R-5"), "carla, whom this link speaks for, is no user here"),
        (
            await browser.link("close", login="bert", case_id="R-5"),
            "person:bert is care and may not publish return closed",
        ),
        (await browser.link(case_id="R-9"), "There is no such case"),
        (await browser.link(login="local", case_id="R-5"), "local, whom this link speaks for, is no user here"),
    ]:
        assert sentence in (await browser.show(path))[1]
        assert sentence in (await browser.send(path, reason="duplicate", note="x"))[1]
    assert await names(browser.nc, "R-5") == ["requested"]


async def test_a_matter_that_comes_up_again_does_not_bring_its_earlier_link_back_to_life(browser):
    await told(browser, requested("R-10", ago(hours=1)))
    raised = Alert(key="flag/hold", severity="info", kind="return", case_id="R-10", title="held", at=now())
    first = await alerted(browser.nc, raised)
    await alerted(browser.nc, raised.model_copy(update={"closes": True}))
    again = await alerted(browser.nc, raised)
    earlier = await browser.link(key="flag/hold", case_id="R-10", first=first)
    assert "there is nothing to do any more" in (await browser.show(earlier))[1]
    assert (
        "It is done in the name of"
        in (await browser.show(await browser.link(key="flag/hold", case_id="R-10", first=again)))[1]
    )


async def test_whoever_is_signed_in_does_not_act_in_the_name_of_somebody_else(browser, console):
    await told(browser, requested("R-8", ago(hours=1)))
    path = await browser.link(case_id="R-8")
    token = await Directory(browser.nc).make_token("bert", "test", now())
    await browser.show(path)
    browser.client.headers["authorization"] = f"Bearer {token}"
    for status, shown in (await browser.show(path), await browser.send(path)):
        assert status == 403
        assert "This link was sent to anna, in whose name it acts; you are bert" in shown
    assert await names(browser.nc, "R-8") == ["requested"]


async def test_what_the_case_has_moved_beyond_is_not_done(browser):
    path, whenever = await browser.link(case_id="R-6"), await browser.link("reply", case_id="R-6", key="flag/hold")
    await told(browser, requested("R-6", ago(hours=1)))
    seen = (await log_of(browser.nc, "R-6"))[-1].seq
    await told(browser, event("noted", "R-6", ago(minutes=5), {"note": "the buyer called"}))
    assert f"has moved since revision {seen}" in (await browser.send(path, revision=str(seen)))[1]
    await told(browser, event("declined", "R-6", now(), {"reason": "too late", "note": "x"}))
    for shown in (await browser.show(path), await browser.send(path)):
        assert "there is nothing to do any more" in shown[1], "nobody waits for an answer"
    assert "not possible any more" in (await browser.show(whenever))[1]
    assert "authorized" not in await names(browser.nc, "R-6")


async def test_what_we_did_not_sign_or_send_ourselves_is_refused(browser):
    await told(browser, requested("R-7", ago(hours=1)))
    path = await browser.link(case_id="R-7")
    assert (await browser.show(f"{path}x"))[0] == 404
    assert (await browser.client.post(path, data={"revision": "1"})).status_code == 403
    assert (await browser.client.post(f"{path}x", data={})).status_code == 403
    assert await names(browser.nc, "R-7") == ["requested"]
