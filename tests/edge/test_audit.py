"""Nobody can change the past unseen: whatever is done to the log, an audit finds it and says where."""

import pytest
from nats.aio.client import Client

from events import subjects
from handlers.audit import seal, verify
from handlers.settings import Settings
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import last
from handlers.wire.jetstream import ask
from tests.edge.house import at_work, settled, tell
from tests.edge.ledger import chained, edited, in_place_of, one_return, rewrite, sentences, told, written


async def test_an_untouched_log_is_found_clean(provisioned: Client, settings: Settings):
    await written(provisioned, settings, told())
    made = await seal(provisioned)
    report = await verify(provisioned)
    assert report.clean, report.findings
    assert report.seal == made
    assert report.records == made.records > 300
    assert report.cases == made.cases


async def test_a_log_that_grows_meanwhile_stays_clean(provisioned: Client, settings: Settings):
    await one_return(provisioned, settings)
    await seal(provisioned)
    async with at_work(settings):
        await tell(provisioned, *told())
        report = await verify(provisioned)
        await settled(provisioned)
    assert report.clean, report.findings


async def test_an_edited_record_is_found(provisioned: Client, settings: Settings):
    entries = await one_return(provisioned, settings)
    await seal(provisioned)
    changed = entries[1].seq

    def tampering(records):
        records[1] = edited(records[1], b'"escalated":false', b'"escalated":true')

    await rewrite(provisioned, tampering)
    report = await verify(provisioned)
    (derived,) = sentences(report, "record")
    assert f"return R-1, sequence {changed} (authorized) derives differently: case.escalated is true" in derived
    (broken,) = sentences(report, "chain")
    assert f"it names what sequence {changed} derives to, not what stands there" in broken
    (copied,) = sentences(report, "copy")
    assert f"sequence {changed}, is not what the audit copy holds" in copied
    assert not sentences(report, "seal")  # the heads are what they were: the chain has told


async def test_an_edited_event_is_found(provisioned: Client, settings: Settings):
    await one_return(provisioned, settings)

    def tampering(records):
        records[0] = edited(records[0], b'"unit_paid":"12.50"', b'"unit_paid":"99.50"')

    await rewrite(provisioned, tampering)
    report = await verify(provisioned)
    assert sentences(report, "record")
    assert "a record was changed, removed, added or moved there" in sentences(report, "chain")[0]


async def test_a_record_taken_out_of_the_middle_is_found(provisioned: Client, settings: Settings):
    entries = await one_return(provisioned, settings)
    await seal(provisioned)
    await rewrite(provisioned, lambda records: records.pop(1))
    report = await verify(provisioned)
    assert f"does not follow on sequence {entries[0].seq}" in sentences(report, "chain")[0]
    assert "no longer in the log: it was removed" in sentences(report, "copy")[0]
    assert "some were removed or added" in sentences(report, "seal")[0]


async def test_the_first_record_of_a_case_is_missed(provisioned: Client, settings: Settings):
    await one_return(provisioned, settings)
    await rewrite(provisioned, lambda records: records.pop(0))
    report = await verify(provisioned)
    assert "is the first of its case in the log but names one before it" in sentences(report, "chain")[0]


async def test_records_that_changed_places_are_found(provisioned: Client, settings: Settings):
    await one_return(provisioned, settings)

    def tampering(records):
        first, second = records[1], records[2]
        records[1], records[2] = in_place_of(first, second), in_place_of(second, first)

    await rewrite(provisioned, tampering)
    report = await verify(provisioned)
    assert len(sentences(report, "chain")) >= 2
    assert len(sentences(report, "copy")) == 2


async def test_a_forged_record_is_found(provisioned: Client, settings: Settings):
    entries = await one_return(provisioned, settings)
    await commit(provisioned, [Outgoing(subjects.case_record("return", "R-1", "refunded"), entries[-1].payload)])
    report = await verify(provisioned)
    assert sentences(report, "chain")
    assert not report.intact


async def test_a_forged_record_with_a_chain_is_still_found(provisioned: Client, settings: Settings):
    entries = await one_return(provisioned, settings)
    forged = chained(entries[0], entries[-1])
    await commit(provisioned, [Outgoing(entries[0].subject, forged)])
    report = await verify(provisioned)
    assert [finding.what for finding in report.findings] == ["extra"]
    assert report.findings[0].sentence.endswith("repeats an event that the case has recorded before")


@pytest.mark.parametrize("rubbish", [b"", b"{}", b"\xff", b"[1]"])
async def test_rubbish_is_no_record(provisioned: Client, settings: Settings, rubbish: bytes):
    await one_return(provisioned, settings)
    await commit(provisioned, [Outgoing(subjects.case_record("return", "R-1", "refunded"), rubbish)])
    report = await verify(provisioned)
    assert "is no record" in sentences(report, "unreadable")[0]


async def test_a_record_of_an_unknown_kind_is_said_once(provisioned: Client, settings: Settings):
    entries = await one_return(provisioned, settings)
    place = subjects.case_record("dream", "D-1", "dreamt")
    await commit(provisioned, [Outgoing(place, entries[0].payload), Outgoing(place, entries[0].payload)])
    report = await verify(provisioned)
    assert len(sentences(report, "unreadable")) == 1
    assert f"{place}, sequence " in sentences(report, "unreadable")[0]


async def test_a_copy_that_no_longer_follows_is_found_in_time(provisioned: Client, settings: Settings):
    await one_return(provisioned, settings)
    config = (await ask(provisioned, f"STREAM.INFO.{subjects.STREAM_AUDIT}"))["config"]
    del config["sources"]
    await ask(provisioned, f"STREAM.UPDATE.{subjects.STREAM_AUDIT}", {**config, "subjects": ["nothing.here"]})
    async with at_work(settings):
        await tell(provisioned, told()[0])
        await settled(provisioned)
    report = await verify(provisioned, patience=0.1)
    assert sentences(report, "copy")[0].startswith("the audit copy has reached sequence ")


async def test_a_changed_rule_pack_is_found(provisioned: Client, settings: Settings):
    await one_return(provisioned, settings)
    stored = await last(provisioned, subjects.STREAM, subjects.POLICIES)
    assert stored is not None
    await commit(provisioned, [Outgoing(stored.subject, stored.payload.replace(b"Europe/Rome", b"Europe/Oslo"))])
    report = await verify(provisioned)
    assert "has been changed" in sentences(report, "unreadable")[0]
