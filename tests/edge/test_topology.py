"""Creating streams and consumers, seeing that they changed, putting them right: against a real server."""

import asyncio

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from nats.aio.client import Client

from events import subjects
from events.partitions import PARTITIONS, partition
from handlers.settings import Settings
from handlers.streams.provisioning import drift, provision, repair
from handlers.streams.topology import STRAY, bucket_stream, due_durable, durables, input_durable, streams
from handlers.wire.batch import Outgoing, commit
from handlers.wire.gets import history, last, last_of_each, leader_last
from handlers.wire.jetstream import Refused, ask
from tests.edge.waiting import until

TOKEN = st.text("abcXYZ019_-", min_size=1, max_size=64)


async def change_stream(nc: Client, name: str, **fields: object) -> None:
    """What somebody with the wrong tool does."""
    config = (await ask(nc, f"STREAM.INFO.{name}"))["config"]
    await ask(nc, f"STREAM.UPDATE.{name}", {**config, **fields})


async def change_durable(nc: Client, stream: str, name: str, **fields: object) -> None:
    config = (await ask(nc, f"CONSUMER.INFO.{stream}.{name}"))["config"]
    body = {"stream_name": stream, "config": {**config, **fields}, "action": "update"}
    await ask(nc, f"CONSUMER.CREATE.{stream}.{name}", body)


async def pending(nc: Client, stream: str, durable: str) -> int:
    return int((await ask(nc, f"CONSUMER.INFO.{stream}.{durable}"))["num_pending"])


async def test_what_was_created_is_as_it_should_be(provisioned: Client, settings: Settings):
    assert await drift(provisioned, settings) == []
    assert await provision(provisioned, settings) == []


async def test_every_stream_and_consumer_is_created_once(nc: Client, settings: Settings, provisioned: Client):
    found = (await ask(nc, "STREAM.NAMES"))["streams"]
    assert sorted(found) == sorted(stream["name"] for stream in streams(settings))
    assert len(durables(settings)) == 2 * PARTITIONS + 3


@examples(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(st.tuples(TOKEN, TOKEN), min_size=20, max_size=20, unique=True))
async def test_the_server_and_reso_agree_on_the_partition(provisioned: Client, cases: list[tuple[str, str]]):
    for kind, case_id in cases:
        await commit(provisioned, [Outgoing(subjects.in_(kind, case_id, "requested"), b"{}")])
    wanted = [subjects.stored_in(kind, case_id, "requested") for kind, case_id in cases]
    assert all(await last_of_each(provisioned, subjects.STREAM_IN, wanted))


async def test_an_input_waits_for_the_worker_of_its_partition(provisioned: Client):
    await commit(provisioned, [Outgoing(subjects.in_("return", "R-1", "requested"), b"{}")])
    await commit(provisioned, [Outgoing(subjects.in_scan("dock-1"), b"{}")])
    for kind, case_id in (("return", "R-1"), ("scan", "dock-1")):
        durable = input_durable(partition(kind, case_id))
        assert await pending(provisioned, subjects.STREAM_IN, durable) >= 1
    counts = [await pending(provisioned, subjects.STREAM_IN, input_durable(p)) for p in range(PARTITIONS)]
    assert sum(counts) == 2


@pytest.mark.parametrize("tail", ["return", "return.R-1", "return.R-1.requested.again"])
async def test_an_input_that_fits_no_pattern_waits_as_a_stray(provisioned: Client, tail: str):
    subject = subjects.IN_ALL.replace(">", tail)
    await commit(provisioned, [Outgoing(subject, b"{}")])
    stored = await leader_last(provisioned, subjects.STREAM_IN, ">")
    assert stored
    assert stored.subject == subject
    assert await pending(provisioned, subjects.STREAM_IN, STRAY) == 1


async def test_nobody_can_publish_under_the_stored_name(provisioned: Client):
    await provisioned.publish(subjects.stored_in("return", "R-1", "requested"), b"forged")
    await commit(provisioned, [Outgoing(subjects.in_("return", "R-2", "requested"), b"{}")])
    assert len(await history(provisioned, subjects.STREAM_IN, ">")) == 1


async def test_a_wake_up_waits_for_the_worker_of_its_partition(provisioned: Client):
    await commit(provisioned, [Outgoing(subjects.due("return", "R-1"), b"")])
    assert await pending(provisioned, subjects.STREAM, due_durable(partition("return", "R-1"))) == 1


async def test_the_audit_copy_holds_the_records_and_gives_none_away(provisioned: Client):
    record = subjects.case_record("return", "R-1", "requested")
    await commit(provisioned, [Outgoing(subjects.ref("rma", "d", "return", "R-1"), b""), Outgoing(record, b"{}")])
    copy = await until(lambda: last(provisioned, subjects.STREAM_AUDIT, record))
    assert (copy.payload, copy.origin_seq) == (b"{}", 2)
    for call, body in (("PURGE", {}), ("MSG.DELETE", {"seq": 1})):
        with pytest.raises(Refused):
            await ask(provisioned, f"STREAM.{call}.{subjects.STREAM_AUDIT}", body)
    with pytest.raises(Refused):
        await change_stream(provisioned, subjects.STREAM_AUDIT, deny_purge=False)
    await ask(provisioned, f"STREAM.PURGE.{subjects.STREAM}", {"filter": record})
    assert await last(provisioned, subjects.STREAM, record) is None
    assert await last(provisioned, subjects.STREAM_AUDIT, record)


async def test_a_single_record_cannot_be_deleted_from_the_log(provisioned: Client):
    await commit(provisioned, [Outgoing(subjects.case_record("return", "R-1", "requested"), b"{}")])
    with pytest.raises(Refused):
        await ask(provisioned, f"STREAM.MSG.DELETE.{subjects.STREAM}", {"seq": 1})


async def test_the_keys_are_not_copied_and_take_batches(provisioned: Client):
    keys = bucket_stream(subjects.BUCKET_KEYS)
    config = (await ask(provisioned, f"STREAM.INFO.{keys}"))["config"]
    assert config["allow_atomic"]
    audit = (await ask(provisioned, f"STREAM.INFO.{subjects.STREAM_AUDIT}"))["config"]
    assert [source["filter_subject"] for source in audit["sources"]] == [subjects.CASES]


async def test_a_bucket_is_one_that_nats_py_reads_and_writes(provisioned: Client):
    bucket = await provisioned.jetstream().key_value(subjects.BUCKET_LEASES)
    revision = await bucket.create("p-3", b"worker-1")
    assert (await bucket.get("p-3")).value == b"worker-1"
    await bucket.update("p-3", b"worker-1", last=revision)


async def test_a_changed_stream_is_named_field_by_field(provisioned: Client, settings: Settings):
    await change_stream(
        provisioned, subjects.STREAM, duplicate_window=60_000_000_000, discard="old", max_msgs=5_000_000
    )
    assert [str(difference) for difference in await drift(provisioned, settings)] == [
        "stream RESO: max_msgs is 5000000, should be -1",
        "stream RESO: duplicate_window is 60000000000, should be 120000000000",
    ]


async def test_a_changed_consumer_is_put_right(provisioned: Client, settings: Settings):
    await change_durable(provisioned, subjects.STREAM_IN, input_durable(3), max_ack_pending=7, description="mine")
    assert [str(difference) for difference in await repair(provisioned, settings)] == [
        "consumer in-03 of RESO_IN: max_ack_pending is 7, should be 20000"
    ]
    assert await drift(provisioned, settings) == []
    config = (await ask(provisioned, f"CONSUMER.INFO.{subjects.STREAM_IN}.{input_durable(3)}"))["config"]
    assert config["description"] == "mine", "what the topology does not set is left alone"


async def test_a_changed_stream_is_put_right(provisioned: Client, settings: Settings):
    await change_stream(provisioned, subjects.STREAM_IN, max_age=3_600_000_000_000, description="mine")
    assert [difference.field for difference in await repair(provisioned, settings)] == ["max_age"]
    assert await drift(provisioned, settings) == []
    assert (await ask(provisioned, f"STREAM.INFO.{subjects.STREAM_IN}"))["config"]["description"] == "mine"


async def test_what_was_deleted_is_missed_and_made_again(provisioned: Client, settings: Settings):
    await ask(provisioned, f"CONSUMER.DELETE.{subjects.STREAM}.{due_durable(5)}")
    await ask(provisioned, f"STREAM.DELETE.{bucket_stream(subjects.BUCKET_WORKERS)}")
    assert [str(difference) for difference in await drift(provisioned, settings)] == [
        "stream KV_RESO_WORKERS does not exist",
        "consumer due-05 of RESO does not exist",
    ]
    await repair(provisioned, settings)
    assert await drift(provisioned, settings) == []


async def test_what_the_server_will_not_change_is_said_and_left(provisioned: Client, settings: Settings):
    leases = bucket_stream(subjects.BUCKET_LEASES)
    await ask(provisioned, f"STREAM.DELETE.{leases}")
    wrong = next(stream for stream in streams(settings) if stream["name"] == leases) | {"storage": "file"}
    await ask(provisioned, f"STREAM.CREATE.{leases}", wrong)
    with pytest.raises(Refused, match=r"storage is file, should be memory; the server will not change this: .*storage"):
        await repair(provisioned, settings)


async def test_two_that_provision_at_once_both_succeed(provisioned: Client, settings: Settings):
    for stream in streams(settings):
        await ask(provisioned, f"STREAM.DELETE.{stream['name']}")
    await asyncio.gather(provision(provisioned, settings), provision(provisioned, settings))
    assert await drift(provisioned, settings) == []


async def test_a_lost_log_is_never_replaced_by_an_empty_one(provisioned, settings):
    await commit(provisioned, [Outgoing(subjects.case_record("return", "R-1", "requested"), b"{}")])
    await until(lambda: _copied(provisioned))
    await ask(provisioned, f"STREAM.DELETE.{subjects.STREAM}")
    with pytest.raises(Refused, match="RESO is gone, but RESO_AUDIT holds 1 records"):
        await provision(provisioned, settings)


async def _copied(nc: Client) -> bool:
    return (await ask(nc, f"STREAM.INFO.{subjects.STREAM_AUDIT}"))["state"]["messages"] == 1
