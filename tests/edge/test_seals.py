"""A seal is one line: written down elsewhere, it tells whether the log is still what it was."""

import asyncio
from datetime import UTC, datetime

import pytest
from nats.aio.client import Client

from events import subjects
from handlers.audit import Seal, SealUnreadable, last_seal, seal, sealing, verify
from handlers.settings import Settings
from handlers.wire.batch import Outgoing, commit
from handlers.wire.ending import ended
from handlers.wire.jetstream import ask
from tests.edge.ledger import edited, one_return, rewrite, sentences
from tests.edge.waiting import until

SEAL = Seal(12, 7, 3, "ab" * 32, datetime(2026, 11, 2, 9, tzinfo=UTC))


async def test_an_empty_log_is_clean_and_can_be_sealed(provisioned: Client):
    made = await seal(provisioned)
    assert (made.sequence, made.records, made.cases) == (0, 0, 0)
    assert (await verify(provisioned)).clean


async def test_an_edited_last_record_is_found_by_the_seal(provisioned: Client, settings: Settings):
    await one_return(provisioned, settings)
    await seal(provisioned)

    def tampering(records):
        records[-1] = edited(records[-1], b'"escalated":false', b'"escalated":true')

    await rewrite(provisioned, tampering)
    report = await verify(provisioned)
    assert "and so does the log, but not the same" in sentences(report, "seal")[0]


async def test_a_purged_subject_is_found_by_the_copy_and_by_the_seal(provisioned: Client, settings: Settings):
    entries = await one_return(provisioned, settings)
    await seal(provisioned)
    gone = entries[-1]
    await ask(provisioned, f"STREAM.PURGE.{subjects.STREAM}", {"filter": gone.subject})
    report = await verify(provisioned)
    assert any(f"sequence {gone.seq}, stands in the audit copy" in told for told in sentences(report, "copy"))
    (broken,) = sentences(report, "seal")
    assert broken.startswith("the seal of ")
    assert f"holds {len(entries)} records of 1 cases" in broken


async def test_without_the_copy_a_purge_is_found_by_a_seal_kept_elsewhere(provisioned: Client, settings: Settings):
    entries = await one_return(provisioned, settings)
    kept = f"printed on paper: {(await seal(provisioned)).to_text()} "
    await ask(provisioned, f"STREAM.DELETE.{subjects.STREAM_AUDIT}")
    await rewrite(provisioned, lambda records: records.pop())
    await seal(provisioned)  # whoever did it seals anew
    config = (await ask(provisioned, f"STREAM.INFO.{subjects.STREAM}"))["config"]
    source = {"name": subjects.STREAM, "filter_subject": subjects.CASES}
    copy = {"name": subjects.STREAM_AUDIT, "sources": [source], "allow_direct": True, "storage": config["storage"]}
    await ask(provisioned, f"STREAM.CREATE.{subjects.STREAM_AUDIT}", copy)
    assert (await verify(provisioned)).clean
    report = await verify(provisioned, seal=kept)
    assert report.seal is not None
    assert report.seal.records == len(entries)
    assert [finding.what for finding in report.findings] == ["seal"]


async def test_a_worker_seals_the_log_when_it_stops(provisioned: Client, settings: Settings):
    entries = await one_return(provisioned, settings)
    made = await last_seal(provisioned)
    assert made is not None
    assert (made.sequence, made.records, made.cases) == (entries[-1].seq, len(entries), 1)


async def test_what_was_read_for_a_seal_is_dropped_once_it_is_the_task_of_another_worker(
    provisioned: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    await one_return(provisioned, settings)
    monkeypatch.setattr(sealing, "LOOK", 0.01)
    monkeypatch.setattr(sealing, "FIRST", 0.0)
    held = {0}
    ours = sealing.Sealing(provisioned, lambda: 0 in held)

    async def has_read() -> bool:
        return bool(ours.heads.digests)

    async def has_dropped() -> bool:
        return not await has_read()

    keeping = asyncio.create_task(ours.keep())
    await until(has_read)
    held.clear()
    await until(has_dropped)
    held.add(0)
    await until(has_read)
    await ended((keeping,))


async def test_a_seal_does_not_depend_on_how_it_was_read(provisioned: Client, settings: Settings):
    await one_return(provisioned, settings)
    first, second = await seal(provisioned), await seal(provisioned)
    assert (first.sequence, first.records, first.digest) == (second.sequence, second.records, second.digest)


async def test_something_else_in_place_of_the_last_seal_is_found(provisioned: Client, settings: Settings):
    await one_return(provisioned, settings)
    await commit(provisioned, [Outgoing(subjects.SEAL, b"trust me")])
    report = await verify(provisioned)
    assert report.seal is None
    assert sentences(report, "seal")[0].startswith("the last seal on reso.seal cannot be read")


def test_a_seal_survives_being_written_down():
    assert Seal.from_text(f"\n > {SEAL.to_text()}  (Monday)\n") == SEAL


@pytest.mark.parametrize("text", ["", "trust me", SEAL.to_text()[:60], SEAL.to_text().replace("2026", "26")])
def test_what_is_no_seal_is_refused_in_a_sentence(text: str):
    with pytest.raises(SealUnreadable, match="seal"):
        Seal.from_text(text)
