"""Inputs that could not be taken in, as an operator deals with them."""

import json
from collections.abc import Iterator

import pytest

from events import subjects
from handlers.settings import Settings
from handlers.wire.batch import Outgoing, commit
from handlers.wire.connection import connect
from tests.edge.commands import Reso, house
from tests.edge.happenings import REQUEST, happening, requested
from tests.edge.waiting import until


@pytest.fixture(scope="module")
def reso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reso]:
    with house(tmp_path_factory.mktemp("installation") / "home") as running:
        yield running


async def dead(reso: Reso, case: str, payload: bytes) -> int:
    """The sequence of an input that has become a dead letter."""
    nc = await connect(Settings(home=reso.environment["RESO_HOME"]), "order system")
    sequence = (await commit(nc, [Outgoing(subjects.in_("return", case, "requested"), payload)])).last_seq
    await nc.close()

    async def lies() -> bool:
        return sequence in [letter["sequence"] for letter in reso("dead", "list", "--json").json]

    await until(lies)
    return sequence


async def test_a_dead_letter_is_shown_with_its_sentence_and_its_whole_input(reso):
    payload = b'{"much": "' + b"x" * 6000
    sequence = await dead(reso, "D-1", payload)
    letter = reso("dead", "show", str(sequence), "--json").json
    assert (letter["reason"], letter["case_id"], letter["size"]) == ("broken_json", "D-1", len(payload))
    assert letter["input"].encode() == payload
    assert letter["sentence"].startswith("return D-1: requested is not JSON that can be read")
    assert max(map(len, reso("dead", "list").out.splitlines())) <= 100


async def test_a_retry_that_would_die_again_is_not_made(reso):
    sequence = await dead(reso, "D-2", b"{}")
    done = reso("dead", "retry", str(sequence))
    assert done.code == 1
    assert "it would be refused again" in done.out
    assert sequence in [letter["sequence"] for letter in reso("dead", "list", "--json").json]


async def test_a_mended_input_comes_to_its_case_and_the_letter_is_done_with(reso, tmp_path):
    sequence = await dead(reso, "D-3", b"{}")
    mended = tmp_path / "mended.json"
    mended.write_text(json.dumps(happening("requested", "D-3", REQUEST)))
    done = reso("dead", "retry", str(sequence), "--with", str(mended))
    assert (done.code, done.err) == (0, "")

    async def stands() -> bool:
        return reso("show", "D-3").code == 0

    await until(stands)
    assert sequence not in [letter["sequence"] for letter in reso("dead", "list", "--json").json]


async def test_what_is_mended_at_the_terminal_is_its_menders_word_with_all_that_holds_for_a_lead(reso, tmp_path):
    careful = Reso(reso.environment["RESO_HOME"], RESO_REFUND_APPROVAL="EUR 20")
    money = {"refund_id": "f-1", "currency": "EUR", "kind": "partial"}
    claim = {"claim_id": "C-1", "claim_kind": "az_claim"}
    told = [
        ("escalated", claim, 1, "person:local is lead and may not publish return escalated"),
        ("refund_requested", {**money, "amount": "20.01"}, 1, "above 20 EUR a lead who did not ask for it"),
        ("refund_requested", {**money, "amount": "20.00"}, 0, "return D-5: refund_requested is recorded"),
    ]
    requested(reso, "D-5")
    sequence = await dead(reso, "D-6", b"{}")
    for name, data, code, words in told:
        (tmp_path / "mended.json").write_text(json.dumps(happening(name, "D-5", data, actor="person:anna")))
        done = careful("dead", "retry", str(sequence), "--with", str(tmp_path / "mended.json"))
        assert (done.code, words in done.out, done.err) == (code, True, "")
    timeline = reso("show", "D-5", "--json").json["timeline"]
    (entry,) = [each for each in timeline if each["type"] == "return.refund_requested.v1"]
    assert (entry["actor"], entry["source"]) == ("person:local", "/api/local")
    assert sequence not in [letter["sequence"] for letter in reso("dead", "list", "--json").json]


async def test_letters_laid_aside_need_no_attention_any_more(reso):
    await dead(reso, "D-4", b"{}")
    assert reso("doctor").code == 1
    assert reso("dead", "dismiss", "--all").code == 0
    assert reso("dead", "list").out == "0 dead letters\n"
    assert reso("doctor").code == 0


def test_a_letter_that_does_not_exist_is_told(reso):
    assert (reso("dead", "retry", "987654").code, reso("dead", "show", "987654").code) == (1, 1)
    assert reso("dead", "retry").err == "reso: name the sequences, or say --all\n"
