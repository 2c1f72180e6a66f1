"""What goes wrong is a problem with a sentence, whatever it is, and tells nothing of our insides."""

from dataclasses import replace
from typing import Any

import pytest

from handlers.api.app import api
from handlers.api.context import Context
from handlers.people import Directory, User
from handlers.wire.jetstream import Unavailable
from tests.api.conftest import House, client_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
MEMBERS = {"type", "title", "status", "detail"}
JSON = {"content-type": "application/json"}


class Broken(Directory):
    """A directory that fails."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    async def of_token(self, token: str) -> User | None:
        raise self._fault


def broken(house: House, fault: Exception) -> Any:
    """A client of an API whose directory fails."""
    context: Context = replace(house.context, directory=Broken(fault))
    return client_of(api(context), authorization="Bearer secret-of-somebody")


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/v1/nothing", 404, "nothing at this address"),
        ("GET", "/", 404, "nothing at this address"),
        ("PUT", "/v1/cases", 405, "does not take this method"),
        ("GET", "/v1/cases?limit=0", 422, "limit must be at least 1"),
        ("GET", "/v1/cases?limit=many", 422, "limit"),
        ("GET", "/v1/cases?cursor=abc", 422, "does not lead to a next page"),
        ("GET", "/v1/deadlines?cursor=WzFd", 422, "this is no cursor of this list"),
        ("GET", "/v1/cases/return/R-none", 404, "there is no return R-none"),
        ("GET", "/v1/cases/return/R-none/files", 404, "there is no return R-none"),
        ("GET", "/v1/cases/return/R-none/advice", 404, "there is no return R-none"),
        ("GET", "/v1/cases/toaster/R-1", 422, "kind"),
        ("GET", "/v1/cases/return/a.b", 422, "id"),
        ("GET", "/v1/cases/return/R-1?at=yesterday", 422, "must be a date and time with an offset"),
        (
            "GET",
            "/v1/cases/return/R-1?at=2026-01-01T00:00:00Z&happened=2026-01-01T00:00:00Z",
            422,
            "exclude",
        ),
        ("GET", "/v1/numbers/happiness", 422, "report"),
        ("GET", "/v1/numbers/sku?days=0", 422, "days must be at least 1"),
        ("POST", "/v1/dead/999999/retry", 404, "there is no dead letter 999999"),
        ("GET", "/v1/live?after=-1", 422, "after must be at least 0"),
    ],
)
async def test_a_question_that_cannot_be_answered_is_told_why(
    house: House, method: str, path: str, status: int, words: str
):
    async with house.ask("lea") as lea:
        answer = await lea.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    told = answer.json()
    assert told.keys() >= MEMBERS
    assert told["status"] == status
    assert words in told["detail"]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"", 400, "it is empty"),
        (b"{", 400, "not JSON that can be read"),
        (b"\xff", 400, "not JSON that can be read"),
        (b"[]", 422, "must be a JSON object"),
        (b"{}", 422, "data is missing"),
        (b'{"data": {}, "data": {"note": "x"}}', 400, '"data" is told twice'),
        (b'{"data": {"note": "a\\u0000b"}}', 422, "the character NUL"),
        (b'{"data": {"note": "x"}, "revision": 1}', 422, "revision is not a known member"),
        (b'{"data": {"note": "x"}, "time": "2026-11-20"}', 422, "must be a date and time with an offset"),
        (b'{"data": {"note": 1}}', 422, "note must be a text"),
        (b'{"data": {"note": "x"}, "expected_revision": -1}', 422, "expected_revision must be at least 0"),
        (b'{"data": {"note": "x"}, "expected_revision": 9223372036854775808}', 422, "expected_revision"),
        (b'{"data": ' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}", 400, "it is nested too deep"),
    ],
)
async def test_a_body_is_read_as_strictly_as_an_event(house: House, body: bytes, status: int, words: str):
    async with house.ask("lea") as lea:
        answer = await lea.post("/v1/cases/return/R-x/noted", content=body, headers=JSON)
    assert answer.status_code == status, answer.text
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("media", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""])
async def test_a_form_is_no_event(house: House, media: str):
    async with house.ask("lea") as lea:
        answer = await lea.post("/v1/events", content=b'{"data": {}}', headers={"content-type": media})
    assert answer.status_code == 415


async def test_a_form_signs_nobody_in(house: House):
    body = b'{"login": "lea", "password": "x"}'
    async with house.ask() as browser:
        for media in ("text/plain", "application/x-www-form-urlencoded"):
            answer = await browser.post("/v1/session", content=body, headers={"content-type": media})
            assert answer.status_code == 422


async def test_more_than_an_event_may_have_is_not_even_read(house: House):
    async def endless() -> Any:
        for _ in range(100):
            yield b" " * 1024

    async with house.ask("lea") as lea:
        told = await lea.post("/v1/events", content=b" " * 65_537, headers=JSON)
        untold = await lea.post("/v1/events", content=endless(), headers=JSON)
    for answer in (told, untold):
        assert answer.status_code == 413
        assert answer.json()["detail"] == "the body is too large: at most 65,536 bytes are taken here"


async def test_a_fault_of_ours_is_logged_and_tells_nothing_outside(house: House, capsys: pytest.CaptureFixture[str]):
    async with broken(house, RuntimeError("the password is in here")) as client:
        answer = await client.get("/v1/me")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "an unexpected fault of ours; it is in the log of the console"
    logged = capsys.readouterr().out
    assert "RuntimeError" in logged
    assert "the password is in here" not in logged


@pytest.mark.parametrize("told", ['"\\ud800", "password": "geheim"', '"lea", "password": "' + "geheim" * 200 + '"'])
async def test_what_somebody_signs_in_with_is_never_repeated(
    house: House, told: str, capsys: pytest.CaptureFixture[str]
):
    async with house.ask() as browser:
        answer = await browser.post("/v1/session", content=f'{{"login": {told}}}', headers=JSON)
    assert answer.status_code == 422
    assert "geheim" not in answer.text + capsys.readouterr().out


async def test_a_server_that_is_away_is_said_to_be_away(house: House):
    async with broken(house, Unavailable("JetStream did not answer within 5 s")) as client:
        answer = await client.get("/v1/me")
    assert answer.status_code == 503
    assert answer.json()["detail"] == "JetStream did not answer within 5 s"


async def test_every_answer_tells_browsers_what_they_may_not_do_with_it(house: House):
    async with house.ask("lea") as lea, house.ask() as nobody:
        answers = [await lea.get("/v1/me"), await nobody.get("/v1/me"), await lea.get("/v1/nothing")]
    for answer in answers:
        assert "default-src 'none'; frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"


async def test_the_api_tells_of_itself_in_openapi_and_of_no_page_elsewhere(house: House):
    async with house.ask() as anybody:
        told = (await anybody.get("/v1/openapi.json")).json()
        assert (await anybody.get("/docs")).status_code == 404
    assert told["openapi"].startswith("3.1")
    assert all("4XX" in each["responses"] for path in told["paths"].values() for each in path.values())
