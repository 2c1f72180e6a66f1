"""Notifications against a real server, a real mail server and a real webhook."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from events import subjects
from handlers import clock as clocks
from handlers.notifying import again
from handlers.notifying.post import Letter, deliver
from handlers.notifying.standing import finding, standing
from handlers.wire.batch import Outgoing, commit
from tests.edge.waiting import until
from tests.notifying.alerts import flag, reminder
from tests.notifying.receivers import Hook, Mailbox
from tests.notifying.telling import alerted, notifying

LETTER = Letter("id-1", "Title", "Body", "critical")


@pytest.fixture
def got():
    return []


@pytest.fixture
async def hook(got):
    async with Hook(got.append) as hook:
        yield hook


@pytest.fixture
async def mail(got):
    async with Mailbox(got.append) as mail:
        yield mail


def web(hook, path="hook"):
    return f"json://127.0.0.1:{hook.port}/{path}"


async def arrived(got, count):
    await until(lambda: asyncio.sleep(0, len(got) >= count))
    return sorted(got)


async def test_a_message_goes_by_mail_and_to_a_webhook_under_its_id(hook, mail, got):
    for address in (web(hook), mail.address):
        assert (await deliver(address, LETTER)).standing == "accepted"
    assert [(each.way, each.id, each.title, each.body.strip()) for each in got] == [
        ("hook", "id-1", "Title", "Body"),
        ("mail", "id-1", "Title", "Body"),
    ]


@pytest.mark.parametrize(
    ("status", "standing"),
    [(404, "refused"), (401, "refused"), (408, "failed"), (429, "failed"), (500, "failed"), (503, "failed")],
)
async def test_what_a_webhook_answers_is_final_or_passes(hook, got, status, standing):
    hook.status = status
    outcome = await deliver(web(hook), LETTER)
    assert (outcome.standing, outcome.why, got) == (standing, f"it answers {status}", [])


async def test_nobody_is_followed_elsewhere(hook, got):
    async with Hook(got.append) as elsewhere:
        hook.status, hook.more = 307, f"location: http://127.0.0.1:{elsewhere.port}/\r\n"
        for address in (web(hook), web(hook) + "?redirect=yes"):
            assert (await deliver(address, LETTER)).standing == "failed"
        assert (elsewhere.asked, got) == (0, [])


@pytest.mark.parametrize(("words", "standing"), [("550 no such box", "refused"), ("451 later", "failed")])
async def test_what_a_mail_server_answers_is_final_or_passes(mail, words, standing):
    mail.refusal = words
    outcome = await deliver(mail.address, LETTER)
    assert (outcome.standing, outcome.why) == (standing, f"its mail server answers {words[:3]}")


async def test_who_cannot_be_reached_or_says_nothing_is_tried_again():
    async with Hook(lambda _: None) as hook:
        gone = web(hook)
    assert (await deliver(gone, LETTER)).standing == "failed"
    enough, ended = asyncio.Event(), asyncio.Event()

    async def say_nothing(_, writer):
        await enough.wait()
        writer.close()
        ended.set()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]
        outcome = await deliver(f"json://127.0.0.1:{port}", LETTER, patience=0.2)
        assert (outcome.standing, outcome.why) == ("failed", "no answer within 0.2 s")
        enough.set()
        await ended.wait()


async def test_people_hear_once_of_each_level_and_of_its_end(provisioned, settings, hook, mail, got):
    rules = {"to": [mail.address, web(hook)], "severity": "warning"}
    first, other = reminder("T-REFUND", "75%"), reminder("T-AUTH", "12h", severity="info")
    await alerted(provisioned, first, other, reminder("T-REFUND", "50%", late=True))
    async with notifying(settings, rules):
        told = await arrived(got, 2)
        assert {each.title for each in told} == {"[warning] return R-1: T-REFUND, reminder 75%"}
        assert len({each.id for each in told}) == 2
    await alerted(provisioned, first, first.model_copy(update={"closes": True, "severity": "info"}))
    await alerted(provisioned, flag("hold"), flag("hold", severity="info", closes=True))
    async with notifying(settings, rules):
        told = await arrived(got, 4)
        assert [each.title for each in told if "settled" in each.title] == [
            "[info] return R-1: settled: T-REFUND, reminder 75%"
        ] * 2
        await until(lambda: _is_empty(provisioned))
    assert len(got) == 4, "what was over before it was sent is not told"


async def test_what_is_no_alert_is_left_aside_and_holds_nothing_up(provisioned, settings, hook, got):
    place = subjects.alert("warning", "return", "R-1")
    for raw in (b"{}", b"nonsense", flag("hold", case_id="R-2").to_json()):
        await commit(provisioned, [Outgoing(place, raw)])
    async with notifying(settings, {"to": web(hook)}):
        await alerted(provisioned, flag("hold", case_id="R-3"))
        assert "R-3" in (await arrived(got, 1))[0].title
        await until(lambda: _is_empty(provisioned))
    assert len(got) == 1


async def test_a_later_level_is_told_instead_of_the_one_that_waits(provisioned, settings, hook, got):
    hook.status = 503
    async with notifying(settings, {"to": web(hook)}):
        await alerted(provisioned, reminder("T-REFUND", "75%"))
        await until(lambda: _stands(provisioned, refused=0, waiting=1, failing=1))
        await alerted(provisioned, reminder("T-REFUND", "due", step="missed", severity="critical"))
        await until(lambda: _refused(hook, "[critical] return R-1: T-REFUND, deadline missed"))
        hook.status = 200
        await arrived(got, 1)
        await until(lambda: _is_empty(provisioned))
    assert [each.title for each in got] == ["[critical] return R-1: T-REFUND, deadline missed"]


async def _refused(hook, title):
    return hook.refused == title


async def test_who_refuses_or_is_away_holds_nobody_up(provisioned, settings, hook, got):
    async with Hook(got.append, 410) as refusing, Hook(got.append) as away:
        pass
    await refusing.open(refusing.port)
    async with notifying(settings, {"to": [web(refusing, "gone"), web(away, "away"), web(hook)]}):
        await alerted(provisioned, flag("hold", case_id="R-1"), flag("hold", case_id="R-2"))
        await arrived(got, 2)
        found = await until(lambda: _stands(provisioned, refused=2, waiting=2, failing=1))
        assert {entry["why"] for entry in found.to_json()["refused"]} == {"it answers 410"}
        assert finding(found).wrong
        assert f"json://127.0.0.1:{away.port}/away cannot be reached" in str(found)
        await away.open(away.port)
        await arrived(got, 4)
        refusing.status = 200
        assert await again.ask_again(provisioned) == 2
        await arrived(got, 6)
        assert not finding(await until(lambda: _stands(provisioned, refused=0, waiting=0, failing=0))).wrong
    assert len(got) == len(set(got)) == 6
    await away.__aexit__(), await refusing.__aexit__()


async def test_what_was_refused_can_be_laid_aside(provisioned, settings, hook):
    hook.status = 410
    async with notifying(settings, {"to": web(hook)}):
        await alerted(provisioned, flag("hold"))
        await until(lambda: _stands(provisioned, refused=1, waiting=0, failing=0))
    assert await again.lay_aside(provisioned, settings.alert_ttl) == 1
    assert not finding(await standing(provisioned)).wrong


async def test_a_receiver_that_no_rule_names_any_more_is_told_of_not_forgotten(provisioned, settings, hook, got):
    hook.status = 503
    async with notifying(settings, {"to": web(hook)}):
        await alerted(provisioned, flag("hold"))
        await until(lambda: _stands(provisioned, refused=0, waiting=1, failing=1))
    hook.status = 200
    async with notifying(settings, {"to": web(hook, "another")}):
        found = await until(lambda: _stands(provisioned, refused=1, waiting=0, failing=0))
    assert found.to_json()["refused"][0]["why"] == "no rule names this receiver any more"
    assert got == []


async def test_quiet_hours_end_with_one_message_of_all_that_still_stands(provisioned, settings, hook, mail, got):
    night = datetime(2026, 11, 21, 6, 30, tzinfo=ZoneInfo("Europe/Rome"))
    await clocks.store(provisioned, clocks.simulated(600, night))
    quiet = {"quiet": "22:00-07:00", "zone": "Europe/Rome"}
    async with notifying(settings, {"to": mail.address, **quiet}, {"to": web(hook)}):
        held = [flag(name) for name in ("hold", "discrepancy", "over_received")]
        await alerted(provisioned, *held, flag("discrepancy", closes=True), reminder("T-REFUND", "75%", due=night))
        await until(lambda: asyncio.sleep(0, [each.way for each in got].count("mail") == 2))
        assert next(each.title for each in got if each.way == "mail") == "[warning] return R-1: T-REFUND, reminder 75%"
        digest = [each for each in got if each.way == "mail"][-1]
        assert digest.title == "Quiet hours are over: 2 alerts"
        assert all(name in digest.body for name in ("hold", "over_received"))
        assert "discrepancy" not in digest.body
        await until(lambda: _is_empty(provisioned))


async def test_only_one_of_two_processes_sends_and_the_other_takes_over(provisioned, settings, hook, got):
    async with notifying(settings, {"to": web(hook)}):
        await alerted(provisioned, flag("hold", case_id="R-1"))
        await arrived(got, 1)
        async with notifying(settings, {"to": web(hook)}) as other:
            await alerted(provisioned, flag("hold", case_id="R-2"))
            await arrived(got, 2)
            assert not other._senders
        await alerted(provisioned, flag("hold", case_id="R-3"))
        await arrived(got, 3)
    async with notifying(settings, {"to": web(hook)}):
        await alerted(provisioned, flag("hold", case_id="R-4"))
        await arrived(got, 4)
    assert len(got) == len({each.id for each in got}) == 4


async def _stands(nc, *, refused, waiting, failing):
    found = await standing(nc)
    counted = (len(found.of("refused")), len(found.of("waiting")), len(found.failing), found.unsorted)
    return found if counted == (refused, waiting, failing, 0) else None


async def _is_empty(nc):
    return await _stands(nc, refused=0, waiting=0, failing=0)
