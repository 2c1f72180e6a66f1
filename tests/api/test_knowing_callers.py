"""Who calls: tokens, sessions, and `local` on the loopback interface while nobody has a name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest

from events import subjects
from handlers.api.app import api
from handlers.api.calling import COOKIE
from handlers.api.context import insist_on_names, is_loopback
from handlers.people import Directory, User
from handlers.people.entries import STREAM
from handlers.people.sessions import form_token
from handlers.settings import SettingWrong
from handlers.wire.gets import history
from tests.api.conftest import HOME, PASSWORD, House, client_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
NOTE = {"data": {"note": "looked at"}}


class Nobody(Directory):
    """A directory in which nobody has a name yet."""

    def __init__(self) -> None: ...

    async def is_empty(self) -> bool:
        return True

    async def users(self) -> list[User]:
        return []


@asynccontextmanager
async def signed_in(house: House, login: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which somebody has signed in."""
    await house.context.directory.set_password(login, PASSWORD)
    async with client_of(house.app) as browser:
        answer = await browser.post("/v1/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 204, answer.text
        yield browser


async def test_nobody_is_heard_who_does_not_say_who_he_is(house: House):
    async with house.ask() as nobody:
        answer = await nobody.get("/v1/cases")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "say who you are" in answer.json()["detail"]


@pytest.mark.parametrize("told", ["Bearer reso.anna.x", "Bearer ", "Basic YTpi", "Bearer reso.nobody." + "x" * 43])
async def test_a_token_that_is_none_opens_nothing(house: House, told: str):
    async with client_of(house.app, authorization=told) as stranger:
        assert (await stranger.get("/v1/me")).status_code == 401


async def test_a_token_belongs_to_one_login(house: House):
    secret = house.tokens["anna"].rpartition(".")[2]
    async with client_of(house.app, authorization=f"Bearer reso.lea.{secret}") as thief:
        assert (await thief.get("/v1/me")).status_code == 401


async def test_a_session_opens_what_its_user_may_and_ends_when_he_signs_out(house: House):
    async with signed_in(house, "carl") as browser:
        assert (await browser.get("/v1/me")).json()["actor"] == "person:carl"
        cookie = browser.cookies[COOKIE]
        assert (await browser.delete("/v1/session", headers={"origin": HOME})).status_code == 204
    async with client_of(house.app, cookie=f"{COOKIE}={cookie}") as copy:
        assert (await copy.get("/v1/me")).status_code == 401


async def test_the_cookie_is_for_us_alone(house: House):
    await house.context.directory.set_password("carl", PASSWORD)
    secret = {"login": "carl", "password": PASSWORD}
    async with client_of(house.app) as browser:
        plain = (await browser.post("/v1/session", json=secret)).headers["set-cookie"]
        browser.base_url = HOME.replace("http:", "https:")
        sealed = (await browser.post("/v1/session", json=secret)).headers["set-cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Secure" not in plain
    assert "Secure" in sealed


async def test_signing_in_again_gives_another_cookie_and_ends_the_first(house: House):
    async with signed_in(house, "carl") as browser:
        first = browser.cookies[COOKIE]
        await browser.post("/v1/session", json={"login": "carl", "password": PASSWORD})
        assert browser.cookies[COOKIE] != first
    assert await house.context.sessions.user_of(first) is None


async def test_a_new_password_another_role_and_removal_end_every_session(house: House):
    directory, sessions = house.context.directory, house.context.sessions
    await directory.add(User("gone", "Gone", "person", "care"))
    for change in (
        directory.set_password("gone", PASSWORD),
        directory.set_role("gone", "clerk"),
        directory.remove("gone"),
    ):
        user = await directory.find("gone")
        assert user
        cookie = await sessions.begin(user)
        assert await sessions.user_of(cookie)
        await change
        assert await sessions.user_of(cookie) is None
    assert await directory.sign_in("gone", PASSWORD) is None


async def test_a_dropped_token_counts_no_more(house: House):
    directory = house.context.directory
    token = await directory.make_token("ada", "for a day", house.context.clock.now())
    assert await directory.of_token(token)
    await directory.drop_token("ada", (await directory.tokens("ada"))[-1].id)
    assert await directory.of_token(token) is None
    assert await directory.of_token(house.tokens["ada"])


async def test_nothing_secret_is_kept_in_clear(house: House):
    async with signed_in(house, "carl") as browser:
        kept = [message.payload + message.subject.encode() for message in await history(house.context.nc, STREAM, ">")]
        secrets = [PASSWORD, browser.cookies[COOKIE], *(token.rpartition(".")[2] for token in house.tokens.values())]
    assert any(subjects.user_of("carl").encode() in each for each in kept)
    assert not [secret for secret in secrets for each in kept if secret.encode() in each]


async def test_a_wrong_password_is_told_as_an_unknown_login_is_and_not_for_ever(house: House):
    attempts = [await _wrong(house, login) for login in ("mallory", "lars", *["mallory"] * 9)]
    assert {each.status_code for each in attempts} == {401}
    assert len({each.json()["detail"] for each in attempts}) == 1
    last = await _wrong(house, "mallory")
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) > 0


async def _wrong(house: House, login: str) -> httpx.Response:
    async with client_of(house.app) as guesser:
        return await guesser.post("/v1/session", json={"login": login, "password": "wrong horse battery"})


async def test_a_form_of_another_site_changes_nothing(house: House):
    revision = await house.begin("R-foreign")
    async with signed_in(house, "anna") as browser:
        token = form_token(browser.cookies[COOKIE])
        foreign = [
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"origin": "http://["},
            {"origin": HOME + ".evil.example"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"x-reso-form": "0" * 64},
            {},
            {"origin": "https://evil.example", "x-reso-form": token},
        ]
        for headers in foreign:
            answer = await browser.post("/v1/cases/return/R-foreign/noted", json=NOTE, headers=headers)
            assert answer.status_code == 403, headers
            assert answer.json()["type"].endswith("cross-site")
        assert await house.revision("R-foreign") == revision
        for headers in ({"origin": HOME}, {"sec-fetch-site": "same-origin"}, {"x-reso-form": token}):
            answer = await browser.post("/v1/cases/return/R-foreign/noted?wait=5", json=NOTE, headers=headers)
            assert answer.status_code == 200, answer.text


async def test_on_loopback_without_users_everybody_is_local_and_other_sites_are_not(house: House):
    await house.begin("R-local")
    app = api(replace(house.context, directory=Nobody()))
    async with client_of(app) as here:
        assert (await here.get("/v1/me")).json()["actor"] == "person:local"
        assert (await here.post("/v1/cases/return/R-local/noted?wait=5", json=NOTE)).status_code == 200
        foreign = await here.post(
            "/v1/cases/return/R-local/noted", json=NOTE, headers={"origin": "https://evil.example"}
        )
        assert foreign.status_code == 403
        assert (await here.get("/v1/me", headers={"authorization": "Bearer x"})).status_code == 401
        for passed_on in ("x-forwarded-for", "via", "forwarded"):
            assert (await here.get("/v1/me", headers={passed_on: "10.0.0.5"})).status_code == 401


async def test_beyond_this_machine_nobody_is_local(house: House):
    settings = house.context.settings
    for change in ({"console_host": "0.0.0.0"}, {"console_names": ("reso.example.com",)}):
        context = replace(house.context, directory=Nobody(), settings=settings.model_copy(update=change))
        async with client_of(api(context)) as somebody:
            assert (await somebody.get("/v1/me")).status_code == 401
        with pytest.raises(SettingWrong, match="nobody has a name yet; give somebody one"):
            await insist_on_names(context)
        await insist_on_names(replace(context, directory=house.context.directory))


async def test_the_loopback_interface_is_what_only_this_machine_reaches():
    assert all(map(is_loopback, ("127.0.0.1", "127.0.0.2", "::1", "[::1]", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "10.0.0.5", "reso.example.com", "")))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8420", "", "[::1", "10.0.0.5:8420"])
async def test_on_loopback_we_answer_under_our_own_names_only(house: House, host: str):
    async with house.ask("anna", host=host) as rebound:
        answer = await rebound.get("/v1/me")
    assert answer.status_code == 421
    assert "we do not answer under this name" in answer.json()["detail"]


@pytest.mark.parametrize("host", ["localhost", "localhost:8420", "127.0.0.1:1", "[::1]:8420", "LOCALHOST:8420"])
async def test_the_names_of_this_machine_are_ours(house: House, host: str):
    async with house.ask("anna", host=host) as caller:
        assert (await caller.get("/v1/me")).status_code == 200
