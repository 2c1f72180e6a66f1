"""Events over HTTP: like anyone else's, under one's own name, decided on a revision."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.operating.refusals import Moved
from handlers.people.roles import may
from tests.api.conftest import PEOPLE, House
from tests.edge.house import log_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
AUTHORIZED = {"by": "operator"}
LINE = {"line": "1", "sku": "MUG", "quantity": 1, "unit_paid": "12.50"}
REQUESTED = {"order_id": "O-1", "marketplace": "shop.it", "currency": "EUR", "lines": [LINE]}
FORBIDDEN = {
    "dock-1": ("return", "authorized"),
    "carl": ("conversation", "reply_requested"),
    "anna": ("return", "closed"),
    "lea": ("order", "refund_told"),
    "ada": ("return", "noted"),
    "shop": ("return", "refund_requested"),
}


async def told(house: House, login: str, path: str, **body: Any) -> Any:
    async with house.ask(login) as caller:
        return await caller.post(path, json=body)


async def test_an_event_is_accepted_with_its_id_and_recorded_under_the_name_of_who_sent_it(house: House):
    revision = await house.begin("R-p1")
    answer = await told(
        house, "anna", "/v1/cases/return/R-p1/authorized?wait=10", data=AUTHORIZED, expected_revision=revision
    )
    assert answer.status_code == 200
    assert (answer.json()["standing"], answer.json()["state"]) == ("recorded", "authorized")
    entry = (await log_of(house.context.nc, "R-p1"))[-1]
    assert (entry.body["actor"], entry.body["source"]) == ("person:anna", "/api/anna")
    assert entry.body["id"] == answer.json()["event_id"]


async def test_who_does_not_wait_hears_that_it_is_accepted(house: House):
    await house.begin("R-p2")
    answer = await told(house, "anna", "/v1/cases/return/R-p2/authorized", data=AUTHORIZED)
    assert answer.status_code == 202
    assert answer.json()["standing"] == "sent"


@pytest.mark.parametrize("path", ["/v1/events", "/v1/cases/return/R-p3/noted"])
async def test_nobody_says_who_he_is_by_himself(house: House, path: str):
    event = {"type": "return.noted.v1", "subject": "R-p3"} if path.endswith("events") else {}
    answer = await told(house, "anna", path, data={"note": "x"}, actor="person:lea", **event)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("actor is not told")


async def test_what_was_decided_on_another_revision_is_refused_with_what_has_happened_since(house: House):
    revision = await house.begin("R-p4")
    await told(house, "lea", "/v1/cases/return/R-p4/authorized?wait=10", data=AUTHORIZED)
    answer = await told(house, "anna", "/v1/cases/return/R-p4/withdrawn", data={}, expected_revision=revision)
    assert answer.status_code == 409
    problem = answer.json()
    assert "has moved since revision" in problem["detail"]
    assert "authorized by person:lea" in problem["detail"]
    assert [(each["event"], each["actor"]) for each in problem["since"]] == [("authorized", "person:lea")]
    assert problem["revision"] == await house.revision("R-p4")


@pytest.mark.parametrize(("revision", "why"), [(0, "exists already"), (10**12, "has no revision")])
async def test_a_revision_that_never_was_is_told(house: House, revision: int, why: str):
    case_id = f"R-p5-{revision}"
    await house.begin(case_id)
    path = f"/v1/cases/return/{case_id}/noted"
    answer = await told(house, "anna", path, data={"note": "x"}, expected_revision=revision)
    assert answer.status_code == 409
    assert why in answer.json()["detail"]


@pytest.mark.parametrize("revision", [-1, 2**64])
async def test_what_happened_since_is_not_looked_up_from_a_revision_that_no_log_has(house: House, revision: int):
    stands = await house.begin(f"R-p5{revision}")
    saying = house.context.speaker.say(
        house.user("anna"), ("return", f"R-p5{revision}"), "noted", {"note": "x"}, expected_revision=revision
    )
    with pytest.raises(Moved, match=f"has no revision {revision}, it stands at {stands}") as refused:
        await saying
    assert refused.value.since == ()


async def test_a_slip_of_a_person_begins_no_case(house: House):
    path = "/v1/cases/return/R-p6/requested?wait=10"
    slip = await told(house, "anna", path, data=REQUESTED)
    assert slip.status_code == 404
    assert "there is no return R-p6" in slip.json()["detail"]
    meant = await told(house, "anna", path, data=REQUESTED, expected_revision=0)
    assert meant.status_code == 200
    assert meant.json()["state"] == "requested"


@pytest.mark.parametrize("login", FORBIDDEN)
async def test_each_role_is_refused_what_it_does_not_publish(house: House, login: str):
    kind, event = FORBIDDEN[login]
    assert not may(PEOPLE[login][1], kind, event)  # type: ignore[arg-type]
    answer = await told(house, login, f"/v1/cases/{kind}/X-1/{event}", data={})
    assert answer.status_code == 403
    assert f"may not publish {kind} {event}" in answer.json()["detail"]


@pytest.mark.parametrize(
    "data",
    [
        {"erased": "asked by the buyer"},
        {"would": {"event": "refund_requested", "rule": "refund-approval", "why": "x", "data": {}}},
        {"files": [{"file": "file:" + "0" * 32, "digest": "0" * 64, "size": 1, "media": "a/b", "as": "photo"}]},
    ],
)
async def test_a_note_tells_of_nothing_that_was_not_done(house: House, data: dict[str, Any]):
    answer = await told(house, "lea", "/v1/cases/return/R-p0/noted", data=data)
    assert answer.status_code == 403
    assert "in ways of their own" in answer.json()["detail"]


@pytest.mark.parametrize("event", ["parked", "rejected", "deadline_missed", "deadline_met", "reminder_due"])
async def test_not_even_a_lead_writes_what_the_engine_writes(house: House, event: str):
    answer = await told(house, "lea", f"/v1/cases/return/R-x/{event}", data={})
    assert answer.status_code == 422
    assert "only the engine itself writes" in answer.json()["detail"]


async def test_care_takes_a_case_for_itself_and_a_lead_gives_it_to_others(house: House):
    await house.begin("R-p7")
    path = "/v1/cases/return/R-p7/assigned?wait=10"
    assert (await told(house, "anna", path, data={"to": "lars"})).status_code == 403
    assert (await told(house, "anna", path, data={"to": "anna"})).status_code == 200
    assert (await told(house, "lea", path, data={"to": "lars"})).status_code == 200


def of_the_shop(house: House, case_id: str, **more: Any) -> dict[str, Any]:
    """What an order system tells, under an id of its own."""
    at = (house.context.clock.now() - timedelta(hours=1)).isoformat()
    named = {"type": "return.requested.v1", "subject": case_id, "id": f"shop-{case_id}", "time": at}
    return {**named, "data": {**REQUESTED, "order_id": f"O-{case_id}"}, **more}


async def test_a_system_sends_the_same_event_again_and_it_is_told_once(house: House):
    event = of_the_shop(house, "R-p8", source="/api/shop/webshop", specversion="1.0")
    first = await told(house, "shop", "/v1/events?wait=10", **event)
    again = await told(house, "shop", "/v1/events?wait=10", **event)
    assert (first.status_code, first.json()["standing"]) == (200, "recorded")
    assert (again.status_code, again.json()["standing"]) == (200, "known")
    entries = await log_of(house.context.nc, "R-p8")
    assert [entry.name for entry in entries] == ["requested"]
    assert entries[0].body["actor"] == "system:shop"
    other = {**event, "data": {**event["data"], "order_id": "O-other"}}
    contradicted = await told(house, "shop", "/v1/events", **other)
    assert contradicted.status_code == 409
    assert "has told something else before" in contradicted.json()["detail"]


async def test_an_id_needs_its_time_for_else_the_same_event_would_be_another(house: House):
    event = of_the_shop(house, "R-p9")
    del event["time"]
    answer = await told(house, "shop", "/v1/events", **event)
    assert answer.status_code == 422
    assert "needs its time" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("login", "source"),
    [("shop", "/orders/shop"), ("shop", "/api/anna"), ("anna", "/api/anna/x"), ("anna", "/api/shop")],
)
async def test_nobody_speaks_under_another_source(house: House, login: str, source: str):
    event = {"type": "return.requested.v1", "subject": "R-p10", "data": REQUESTED, "source": source}
    answer = await told(house, login, "/v1/events", **event)
    assert answer.status_code == 422
    assert f"is not {PEOPLE[login][0]}:{login}'s" in answer.json()["detail"]


async def test_the_future_has_not_happened(house: House):
    at = (house.context.clock.now() + timedelta(hours=1)).isoformat()
    answer = await told(house, "shop", "/v1/events", **{**of_the_shop(house, "R-p11"), "time": at})
    assert answer.status_code == 422
    assert "which is in the future" in answer.json()["detail"]


async def test_a_person_does_not_tell_of_the_past_as_history(house: House):
    await house.begin("R-p12")
    event = {"type": "return.noted.v1", "subject": "R-p12", "data": {"note": "x"}, "historical": True}
    assert (await told(house, "lea", "/v1/events", **event)).status_code == 403


async def test_a_station_scans_under_its_own_name_and_hears_which_case_it_was(house: House):
    await house.begin("R-p13")
    data = {"scan_id": "s-p13", "station": "dock-1", "units": [{"quantity": 2, "sku": "MUG"}]}
    scan = {"type": "scan.received.v1", "data": {**data, "codes": {"order_id": "O-R-p13"}}}
    answer = await told(house, "dock-1", "/v1/events?wait=10", **scan, subject="dock-1")
    assert answer.status_code == 200, answer.text
    assert answer.json()["case"] == {"kind": "return", "id": "R-p13"}
    other = await told(house, "dock-1", "/v1/events", **scan, subject="dock-2")
    assert other.status_code == 403
    assert "it scans as dock-1" in other.json()["detail"]


async def test_what_a_rule_refuses_is_a_problem_that_says_what_is_possible(house: House):
    await house.begin("R-p14")
    answer = await told(house, "anna", "/v1/cases/return/R-p14/reopened?wait=10", data={"reason": "by mistake"})
    assert answer.status_code == 409
    problem = answer.json()
    assert (problem["standing"], problem["state"]) == ("rejected", "requested")
    assert "authorized" in problem["possible"]
    assert "reopened" in problem["detail"]


async def test_a_text_to_a_buyer_passes_the_guard_or_says_why_it_goes_out(house: House):
    path = "/v1/cases/conversation/C-1/reply_requested"
    letter = {"key": "k-1", "text": "Please remove your negative feedback and we refund you at once.", "language": "en"}
    answer = await told(house, "anna", path, data=letter)
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("wording")
    assert answer.json()["found"]
    despite = await told(house, "anna", path, data=letter, despite="a quotation")
    assert despite.status_code == 404  # the guard lets it pass; there is no such thread


async def test_private_text_is_open_to_those_who_may_read_it(house: House):
    await house.begin("R-p15")
    await told(house, "anna", "/v1/cases/return/R-p15/noted?wait=10", data={"note": "the buyer has moved house"})
    seen = {}
    for login in ("anna", "lea", "carl", "ada", "shop"):
        async with house.ask(login) as reader:
            seen[login] = "moved house" in (await reader.get("/v1/cases/return/R-p15")).text
    assert seen == {"anna": True, "lea": True, "carl": False, "ada": False, "shop": False}


async def test_files_are_attached_by_the_dock_and_opened_by_those_who_may(house: House):
    await house.begin("R-p16")
    path = "/v1/cases/return/R-p16/files"
    async with house.ask("dock-1") as dock, house.ask("anna") as anna:
        sent = await dock.post(path, files={"file": ("<b>.svg", b"<svg onload=alert(1)>")}, data={"as": "photo"})
        assert sent.status_code == 200, sent.text
        (file,) = sent.json()["attached"]
        assert [line["name"] for line in (await dock.get(path)).json()] == [None]
        assert (await dock.get(f"{path}/{file}")).status_code == 403
        opened = await anna.get(f"{path}/{file}")
    assert opened.content == b"<svg onload=alert(1)>"
    assert opened.headers["content-type"] == "application/octet-stream"
    assert opened.headers["content-disposition"] == "attachment; filename*=UTF-8''%3Cb%3E.svg"
    assert (await log_of(house.context.nc, "R-p16"))[-1].body["actor"] == "station:dock-1"
    async with house.ask("ada") as ada:
        assert (await ada.post(path, files={"file": ("a.txt", b"a")})).status_code == 403
