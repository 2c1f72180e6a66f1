"""Every address of the API asked with whatever its own OpenAPI allows, and with what it does not: never a fault.

`make fuzz` asks far more often; both ask the same each time.
"""

import asyncio
import os
from contextlib import suppress
from itertools import cycle
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from events.catalogue import CATALOGUE
from tests.api.conftest import House

pytestmark = pytest.mark.asyncio(loop_scope="session")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = int(os.environ.get("RESO_FUZZ_EXAMPLES", "3"))
MOST_PATIENT = 0.1
CASE = "R-fuzzed"
EVENTS = cycle(CATALOGUE.entries)


async def test_no_question_and_no_event_makes_the_api_fail(house: House, address: str):
    await house.in_tables(await house.begin(CASE))
    asked = await asyncio.to_thread(ask_everything, house, address)
    assert len(asked) == sum(len(methods) for methods in house.app.openapi()["paths"].values())
    assert 200 in asked["GET /v1/cases"] & asked["GET /v1/cases/{kind}/{id}"]  # it was heard as the one it said it was


def ask_everything(house: House, address: str) -> dict[str, set[int]]:
    """Ask each operation as a lead does, who may do the most; the statuses that each was answered with."""
    schema = schemathesis.openapi.from_dict(house.app.openapi())
    asked: dict[str, set[int]] = {}
    with requests.Session() as client:
        client.headers.clear()
        client.headers["Authorization"] = f"Bearer {house.tokens['lea']}"
        for found in schema.get_all_operations():
            operation = found.ok()
            seen = asked[operation.label] = ask(client, address, operation, GenerationMode.POSITIVE)
            with suppress(Unsatisfiable):  # nothing that takes no parameters can be asked wrongly
                seen |= ask(client, address, operation, GenerationMode.NEGATIVE)
    return asked


def ask(client: requests.Session, address: str, operation: Any, mode: GenerationMode) -> set[int]:
    """Ask one operation with examples of one sort, and hold the answers against its OpenAPI."""
    statuses: set[int] = set()

    @seed(8420)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            lead_somewhere(case)
        answer = answer_to(client, address, case)
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    one()
    return statuses


def lead_somewhere(case: Any) -> None:
    """Let a question be about a case that there is, and an event be one that somebody publishes."""
    if "id" in (case.path_parameters or {}):
        case.path_parameters |= {"kind": "return", "id": CASE}
    if "event" in (case.path_parameters or {}):
        case.path_parameters["event"] = next(EVENTS).name
    if isinstance(case.body, dict) and "type" in case.body:
        case.body |= {"type": next(EVENTS).type_name, "subject": CASE}


def answer_to(client: requests.Session, address: str, case: Any) -> requests.Response:
    """What is answered to a case; of a stream without end, what comes first."""
    if case.query and "wait" in case.query:
        case.query["wait"] = MOST_PATIENT
    told = case.as_transport_kwargs(base_url=address, headers=dict(client.headers))
    answer = client.request(**told, stream=True, timeout=30)
    if answer.headers.get("content-type", "").startswith("text/event-stream"):
        answer._content = next(answer.iter_content(None))
        answer.close()
    return answer
