"""The wording guard at every way out: acting, publishing, sending, and a text alone."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from nats.aio.client import Client

from examples.connectors.replies import REPLIES
from handlers.clock import Clock
from handlers.connecting import Connector, Receipt, Wish
from handlers.packs import PackShelf
from handlers.settings import Settings
from handlers.wire.connection import connect
from tests.covers import covers
from tests.edge.commands import Reso, house
from tests.edge.happenings import happening, lines, requested
from tests.edge.house import ago, log_of, names, pack, tell
from tests.edge.waiting import until

TIED = "Se ritira il reclamo, la rimborsiamo subito."
FINE = "L'abbiamo rimborsata. Se è soddisfatto, può ritirare il reclamo."


@pytest.fixture(scope="module")
def reso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reso]:
    with house(tmp_path_factory.mktemp("installation") / "home") as running:
        yield running


def thread(case: str, name: str, data: dict[str, object], **members: str) -> dict[str, object]:
    told = happening(name, case, data, ago(hours=1).isoformat(), **members)
    return {**told, "type": f"conversation.{name}.v1"}


def received(case: str) -> dict[str, object]:
    return thread(case, "received", {"thread_id": f"T-{case}", "marketplace": "amazon.it", "text": "Dov'è?"})


@covers("L1", "S4-20")
def test_acting_sends_no_text_that_ties_money_to_a_claim_unless_a_reason_is_given(reso):
    requested(reso, "R-1")
    asked = ("act", "R-1", "declined", "--reason", "too late", "--note", TIED)
    refused = reso(*asked)
    assert (refused.code, refused.out) == (1, "")
    assert "nothing was sent, the wording guard objects: return R-1: declined: note, line 1: " in refused.err
    assert "it.benefit-for-ending-a-claim; L1, S4-20); write: L'abbiamo rimborsata." in refused.err
    assert '--despite "REASON"' in refused.err
    assert "return.declined.v1" not in [each["type"] for each in reso("show", "R-1", "--json").json["timeline"]]
    assert reso(*asked, "--despite", "").code == 2
    done = reso(*asked, "--despite", "quoted from the buyer, checked by legal")
    assert (done.code, done.out) == (0, "return R-1: declined is recorded; it is declined\n")


def test_acting_with_the_permitted_order_of_words_needs_no_reason(reso):
    requested(reso, "R-2")
    assert reso("act", "R-2", "declined", "--reason", "too late", "--note", FINE).code == 0
    assert reso("act", "R-2", "noted", "--note", TIED).code == 0, "what stays with us is not guarded"


def test_publishing_refuses_what_is_still_to_be_sent_and_takes_what_a_system_reports(reso):
    reply = {"key": "K-1", "text": TIED}
    note = {"reason": "too late", "note": TIED}
    said = lines(
        received("M-1"),
        thread("M-1", "reply_requested", reply),
        thread("M-1", "reply_requested", {**reply, "key": "K-2"}, despite="checked by legal"),
        happening("declined", "R-9", note),
        happening("declined", "R-9", note, actor="person:anna"),
    )
    done = reso("publish", "-", "--json", said=said)
    assert done.code == 1
    assert done.json["stored"] == 3
    assert [each["line"] for each in done.json["refused"]] == [2, 5]
    assert "conversation M-1: reply_requested: text, line 1: " in done.json["refused"][0]["reason"]


@covers("L1")
async def test_a_connector_sends_no_such_text_whoever_asked_for_it(reso):
    settings = Settings(home=Path(reso.environment["RESO_HOME"]))
    sent: list[str] = []

    async def act(wish: Wish) -> Receipt:
        sent.append(f"{wish.case.id} {wish.key}")
        return Receipt({"key": wish.key, "channel": "mail"})

    nc = await connect(settings, "test")
    replies = [("K-1", TIED, {}), ("K-2", TIED, {"despite": "checked by legal"}), ("K-3", FINE, {})]
    asked = [thread("M-2", "reply_requested", {"key": key, "text": text}, **more) for key, text, more in replies]
    await tell(nc, received("M-2"), *asked)
    connector = Connector(nc, REPLIES, act, PackShelf(nc, pack()), Clock())
    running = asyncio.create_task(connector.run())
    await until(lambda: answered(nc))
    connector.stop.set()
    await running
    (failed,) = [entry.body["data"] for entry in await log_of(nc, "M-2", "conversation") if entry.name == "send_failed"]
    await nc.close()
    assert [each for each in sorted(sent) if each.startswith("M-2")] == ["M-2 K-2", "M-2 K-3"]
    assert (failed["key"], failed["retryable"]) == ("K-1", False)
    assert "the wording guard objects to text, line 1 ties what the buyer is given" in failed["error"]
    assert "ritira il reclamo, la" not in failed["error"], "a record that is not sealed quotes no private text"


async def answered(nc: Client) -> bool:
    """Whether every reply has been sent or has failed."""
    told = await names(nc, "M-2", "conversation")
    return sum(name in ("sent", "send_failed") for name in told) == 3


def test_a_text_alone_is_checked_without_a_server(tmp_path):
    reso = Reso(tmp_path / "nowhere")
    letter = tmp_path / "letter.txt"
    letter.write_text(f"Buongiorno,\n{TIED}\n", "utf-8")
    found = reso("lint-message", str(letter))
    assert (found.code, found.err) == (1, "")
    assert found.out.startswith('line 2: "ritira il reclamo, la rimborsiamo" ties what the buyer is given')
    assert "\n  write: L'abbiamo rimborsata." in found.out
    as_json = reso("lint-message", "-", "--json", said=TIED.encode())
    assert [each["category"] for each in as_json.json] == ["tied_refund"]
    fine = reso("lint-message", said=FINE.encode())
    assert (fine.code, fine.out) == (0, "nothing found\n")


@pytest.mark.parametrize(
    ("said", "arguments", "words"),
    [
        (b"hello", ("--language", "klingon"), "'klingon' is no language of the guard; it reads de, en, es, fr, it, pl"),
        (b"\xff\xfe", (), "the text is no UTF-8: byte 0 cannot be read"),
        (b"a" * ((1 << 16) + 1), (), "at most 65,536 are read"),
        (b"", ("missing.txt",), "missing.txt"),
    ],
)
def test_what_is_no_text_is_told_in_a_sentence(tmp_path, said, arguments, words):
    done = Reso(tmp_path)("lint-message", *arguments, said=said)
    assert done.code in (1, 2)
    assert words in done.err
    assert "Traceback" not in done.err
