"""Every record can be derived again, byte for byte: from the log itself, whatever came in, in whatever order."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as search
from hypothesis import strategies as st
from nats.aio.client import Client

from events import subjects
from handlers.audit import Finding, hands, replay, what_if
from handlers.audit.reading import Entry, pages
from handlers.audit.trails import Trails
from handlers.settings import Settings
from lifecycle.engine import records
from lifecycle.kinds import KINDS
from lifecycle.policy.compile import compile_pack, shipped_texts
from tests.edge.house import PATIENT, pack
from tests.edge.ledger import log, one_return, shuffled, told, written
from tests.lifecycle.desk import Desk
from tests.lifecycle.histories import arrivals, histories
from tests.lifecycle.language import hour
from tests.lifecycle.returns.words import PAID

STORY = [(event, 30) for event in PAID]
"""The arrivals of a return that was refunded."""


def worked(arrived) -> list[Entry]:
    """The log that a desk makes of these arrivals."""
    desk, at = Desk(pack()), 0.0
    for event, wake in arrived:
        desk.take(event)
        if wake is not None:
            at += wake
            desk.wake(hour(at))
            desk.decide(hour(at))
    stem = subjects.records_of("return", "R-1").removesuffix("*")
    return [Entry(seq, f"{stem}{each.name}", each.payload) for seq, each in enumerate(desk.log, start=1)]


def replayed(entries: list[Entry], kinds=KINDS) -> list[Finding]:
    """What a replay finds in them."""
    trails = Trails(kinds, {pack().digest: pack()})
    trails.take(entries)
    return trails.finish().findings


async def test_every_story_derives_again_byte_for_byte(provisioned: Client, settings: Settings):
    await written(provisioned, settings, told())
    report = await replay(provisioned)
    assert report.clean, report.findings
    entries = await log(provisioned)
    assert report.records == len(entries) > 300
    causes = {records.read(entry.payload).cause.type for entry in entries}
    assert causes == {"input", "decision", "wakeup", "derived"}
    assert report.cases > 20


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_order_of_arrival_does_not_matter(provisioned: Client, settings: Settings, seed: int):
    await written(provisioned, settings, shuffled(told(), seed))
    report = await replay(provisioned)
    assert report.clean, report.findings


@search(deadline=None, suppress_health_check=list(HealthCheck), max_examples=30)
@given(st.data())
def test_any_history_derives_again(data):
    entries = worked(data.draw(arrivals(data.draw(histories("return")))))
    assert replayed(entries) == []


@search(deadline=None, suppress_health_check=list(HealthCheck), max_examples=30)
@given(st.data())
def test_a_record_that_is_changed_anywhere_is_found(data):
    entries = worked(data.draw(arrivals(data.draw(histories("return")))))
    place = data.draw(st.integers(0, len(entries) - 1))
    payload = bytearray(entries[place].payload)
    spot = data.draw(st.integers(0, len(payload) - 1))
    assume(not payload[:spot].endswith(b'"lifecycle":'))  # of the very last record, only the copy and the seal know it
    payload[spot] ^= data.draw(st.integers(1, 255))
    entries[place] = entries[place]._replace(payload=bytes(payload))
    assert replayed(entries)


@search(deadline=None, suppress_health_check=list(HealthCheck), max_examples=30)
@given(st.data())
def test_a_record_that_is_taken_out_of_a_history_is_found(data):
    entries = worked(data.draw(arrivals(data.draw(histories("return")))))
    if len(entries) > 1:
        del entries[data.draw(st.integers(0, len(entries) - 2))]
        assert replayed(entries)


@search(deadline=None, suppress_health_check=list(HealthCheck), max_examples=30)
@given(st.data())
def test_two_records_that_change_places_are_found(data):
    entries = worked(data.draw(arrivals(data.draw(histories("return")))))
    if len(entries) > 1:
        place = data.draw(st.integers(0, len(entries) - 2))
        entries[place], entries[place + 1] = entries[place + 1], entries[place]
        assert replayed(entries)


async def test_one_case_can_be_replayed_alone(provisioned: Client, settings: Settings):
    await written(provisioned, settings, told())
    report = await replay(provisioned, case=("return", "R-IT-1001"))
    assert report.clean
    assert report.cases == 1
    assert report.records == len([entry for entry in await log(provisioned) if ".R-IT-1001." in entry.subject])


async def test_the_audit_copy_replays_just_as_well(provisioned: Client, settings: Settings):
    await one_return(provisioned, settings)
    report = await replay(provisioned, stream=subjects.STREAM_AUDIT)
    assert report.clean
    assert report.records == len(await log(provisioned, subjects.STREAM_AUDIT)) > 0


async def test_an_empty_log_has_nothing_to_find(provisioned: Client):
    report = await replay(provisioned)
    assert (report.clean, report.records, report.cases) == (True, 0, 0)


async def test_several_processes_find_what_one_finds(provisioned: Client, settings: Settings, monkeypatch):
    await written(provisioned, settings, told())
    alone = await replay(provisioned)
    monkeypatch.setattr(hands, "LONG", 1)
    monkeypatch.setattr(hands, "SHARE", 7)
    monkeypatch.setattr(hands.os, "sched_getaffinity", lambda _: {0, 1})
    together = await replay(provisioned)
    assert (together.clean, together.records, together.cases) == (True, alone.records, alone.cases)


async def test_progress_is_told_up_to_the_end(provisioned: Client, settings: Settings):
    entries = await one_return(provisioned, settings)
    told_so_far: list[tuple[int, int]] = []
    await replay(provisioned, progress=lambda done, total: told_so_far.append((done, total)))
    assert told_so_far[-1] == (len(entries), len(entries))


async def test_a_log_is_read_in_pages_without_a_gap(provisioned: Client, settings: Settings, monkeypatch):
    await written(provisioned, settings, told())
    whole = await log(provisioned)
    monkeypatch.setattr("handlers.audit.reading.PAGE", 7)
    read = [page async for page in pages(provisioned)]
    assert [entry for page in read for entry in page.entries] == whole
    assert [page.left for page in read][-1] == 0


async def test_a_page_ends_where_it_would_grow_too_large(provisioned: Client, settings: Settings, monkeypatch):
    entries = await one_return(provisioned, settings)
    monkeypatch.setattr("handlers.audit.reading.PAGE_BYTES", 2 * max(len(entry.payload) for entry in entries) + 1000)
    assert await log(provisioned) == entries


def test_another_lifecycle_version_that_derives_the_same_is_no_finding():
    kinds = {"return": replace(KINDS["return"], version=99)}
    assert replayed(worked(STORY), kinds) == []


def test_what_another_lifecycle_version_derives_differently_is_told_apart_from_a_broken_chain():
    known = KINDS["return"]
    kinds = {"return": replace(known, version=99, flags=lambda case: (*known.flags(case), "seen"))}
    findings = replayed(worked(STORY), kinds)
    assert {finding.what for finding in findings} == {"version"}
    assert "re-derives differently under lifecycle version 99, it was written under" in findings[0].sentence
    assert "case.flags" in findings[0].sentence


def test_a_pack_that_is_gone_is_named():
    trails = Trails(KINDS, {})
    trails.take(worked(STORY)[:1])
    (finding,) = trails.finish().findings
    assert f"rule pack {pack().digest} is pinned by it but does not stand in the log" in finding.sentence


async def test_another_pack_says_what_would_be_otherwise(provisioned: Client, settings: Settings):
    await one_return(provisioned, settings)
    assert await what_if(provisioned, pack()) == []
    patient = compile_pack(shipped_texts(), {"own.toml": PATIENT})
    found = [str(each) for each in await what_if(provisioned, patient, case=("return", "R-1"))]
    missed = "T-TRANSIT is 2026-11-12T11:00:00Z (missed), would be 2026-11-14T11:00:00Z (missed)"
    assert f"return R-1: {missed}" in found
