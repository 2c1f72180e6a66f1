"""Private files of a case, and what is left of it once it is forgotten."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from nats.aio.client import Client

from events import subjects
from handlers.operating.acting import Said
from handlers.operating.attaching import Attaching, Brought, Words
from handlers.operating.forgetting import KEYS, Forgetting
from handlers.reading.dead import letter_of, open_letters
from handlers.settings import Settings
from handlers.streams.provisioning import drift
from handlers.streams.topology import object_stream
from handlers.wire.batch import Outgoing, commit
from handlers.wire.connection import connect
from handlers.wire.gets import history, leader_last
from handlers.wire.jetstream import ask
from handlers.worker.safe import Safe
from handlers.worker.seals import CaseErased
from lifecycle.kinds import KINDS
from tests.covers import covers
from tests.edge.commands import Reso, house
from tests.edge.happenings import REQUEST, happening, lines, requested
from tests.edge.house import ago, at_work, event, log_of, now, recorded, tell
from tests.edge.house import requested as asked_back
from tests.edge.waiting import until, wait_until

PHOTO = b"\xff\xd8" + b"a mug in pieces, on the table of Anna Bianchi " * 9_000
LETTER = b"From: anna.bianchi@example.org\n\nThe mug came in pieces.\n"
SAFE = object_stream(subjects.BUCKET_PRIVATE)
BECAUSE = ("--reason", "the buyer asked for it", "--login", "giulia")


@pytest.fixture(scope="module")
def reso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reso]:
    with house(tmp_path_factory.mktemp("installation") / "home") as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A photo and a mail, as they lie on somebody's desk."""
    (tmp_path / "Anna Bianchi.jpg").write_bytes(PHOTO)
    (tmp_path / "anna.eml").write_bytes(LETTER)
    return tmp_path


def home_of(reso: Reso) -> Path:
    return Path(reso.environment["RESO_HOME"])


def clear_in(home: Path, *secrets: bytes) -> set[bytes]:
    """Those of the secrets that stand somewhere in the server's store in clear."""
    stored = [file.read_bytes() for file in (home / "jetstream").rglob("*") if file.is_file()]
    return {secret for secret in secrets if any(secret in content for content in stored)}


async def connected(reso: Reso) -> Client:
    return await connect(Settings(home=home_of(reso)), "test")


def attached(reso: Reso, case: str, *paths: Path, request: dict[str, Any] | None = None) -> list[str]:
    """The references of files that are attached to a new return."""
    assert reso("publish", "-", said=lines(request or happening("requested", case, REQUEST))).code == 0
    wait_until(lambda: reso("show", case).code == 0)
    done = reso("attach", case, *map(str, paths), "--login", "anna", "--json")
    assert done.code == 0, done
    return [str(file) for file in done.json["attached"]]


@covers("I-12")
async def test_a_file_is_sealed_named_by_its_log_and_opened_as_it_was(reso, folder):
    photo, letter = attached(reso, "F-1", folder / "Anna Bianchi.jpg", folder / "anna.eml")
    listed = reso("files", "F-1", "--json").json
    assert [
        (each["file"], each["as"], each["media"], each["actor"], each["kept"], each["name"]) for each in listed
    ] == [
        (photo, "photo", "image/jpeg", "person:anna", True, None),
        (letter, "mail", "message/rfc822", "person:anna", True, None),
    ]
    assert [each["name"] for each in reso("files", "F-1", "--private", "--json").json] == [
        "Anna Bianchi.jpg",
        "anna.eml",
    ]
    assert reso("file", "F-1", letter, "--out", "-").out.encode() == LETTER
    out = folder / "out"
    out.mkdir()
    assert reso("file", "F-1", photo.removeprefix("file:")[:12], "--out", str(out)).code == 0
    assert (out / "Anna Bianchi.jpg").read_bytes() == PHOTO
    assert (out / "Anna Bianchi.jpg").stat().st_mode & 0o077 == 0
    again = reso("file", "F-1", photo, "--out", str(out))
    assert (again.code, "nothing was overwritten" in again.err) == (1, True)
    assert clear_in(home_of(reso), PHOTO[:200], LETTER[:30], b"Anna Bianchi", b"anna.eml") == set()


async def test_other_tools_see_an_object_store_of_sealed_bytes(reso, folder):
    (letter,) = attached(reso, "F-2", folder / "anna.eml")
    (noted,) = reso("files", "F-2", "--json").json
    nc = await connected(reso)
    store = await nc.jetstream().object_store(subjects.BUCKET_PRIVATE)
    found = await store.get(subjects.file_object("return", "F-2", letter.removeprefix("file:")))
    await nc.close()
    assert (len(found.data), found.info.chunks) == (noted["size"], 1)
    assert LETTER not in found.data


async def test_the_same_file_is_kept_and_told_once(reso, folder):
    (photo,) = attached(reso, "F-3", folder / "Anna Bianchi.jpg")
    (folder / "copy.jpg").write_bytes(PHOTO)
    nc = await connected(reso)
    before = (await ask(nc, f"STREAM.INFO.{SAFE}"))["state"]["messages"]
    done = reso("attach", "F-3", str(folder / "copy.jpg"), str(folder / "Anna Bianchi.jpg"), "--json").json
    assert (done["attached"], done["known"], done["verdict"]) == ([], [photo], None)
    assert (await ask(nc, f"STREAM.INFO.{SAFE}"))["state"]["messages"] == before
    await nc.close()
    assert len(reso("files", "F-3", "--json").json) == 1
    assert attached(reso, "F-4", folder / "Anna Bianchi.jpg") != [photo], "another case, another name"


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        (("attach", "F-9", "gone.jpg"), 2, "gone.jpg: no such file or directory"),
        (("attach", "F-9", "empty.jpg"), 1, "empty.jpg is empty: there is nothing to attach"),
        (("attach", "F-9", "."), 2, ".: is a directory"),
        (("attach", "F-9", "anna.eml"), 1, "there is no case F-9"),
        (("attach", "F-9", "anna.eml", "--kind", "claim"), 1, "there is no claim F-9; nothing was attached"),
        (("attach", "F-9", "anna.eml", "--as", "selfie"), 2, "--as 'selfie' is none of: photo, mail, proof, other"),
        (("attach", "F 9", "anna.eml"), 2, "'F 9' is no case id"),
        (("files", "F-9", "--kind", "parcel"), 2, "'parcel' is no kind of case"),
        (("file", "F-9", "file:0"), 1, "there is no case F-9"),
        (("forget", "F-9", "--reason", "x", "--kind", "claim"), 1, "there is no claim F-9, and nothing else of it"),
        (("forget", "F-9", "--reason", " "), 2, "--reason must say something"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(reso, folder, monkeypatch, asked, code, words):
    monkeypatch.chdir(folder)
    (folder / "empty.jpg").write_bytes(b"")
    done = reso(*asked)
    assert (done.code, done.out) == (code, "")
    assert words in done.err


def test_a_file_too_large_or_one_too_many_is_refused_with_the_limit(reso, folder):
    requested(reso, "F-5")
    photo = str(folder / "Anna Bianchi.jpg")
    small = Reso(home_of(reso), RESO_PRIVATE_MAX_FILE="100kB")("attach", "F-5", photo)
    assert (small.code, "bytes; at most 100,000 may be attached (RESO_PRIVATE_MAX_FILE)" in small.err) == (1, True)
    full = Reso(home_of(reso), RESO_PRIVATE_MAX_BYTES="200kB")("attach", "F-5", photo)
    assert (full.code, "of 200.0 kB (RESO_PRIVATE_MAX_BYTES); nothing was attached" in full.err) == (1, True)
    assert reso("files", "F-5").out == "0 files\n"


async def test_a_file_that_was_changed_or_is_gone_is_told(reso, folder):
    photo, letter = attached(reso, "F-6", folder / "Anna Bianchi.jpg", folder / "anna.eml")
    nc = await connected(reso)
    place = subjects.file_chunks("return", "F-6", photo.removeprefix("file:"))
    (first, *_) = await history(nc, SAFE, place)
    await ask(nc, f"STREAM.MSG.DELETE.{SAFE}", {"seq": first.seq})
    await ask(
        nc, f"STREAM.PURGE.{SAFE}", {"filter": subjects.file_chunks("return", "F-6", letter.removeprefix("file:"))}
    )
    await nc.close()
    changed, gone = reso("file", "F-6", photo), reso("file", "F-6", letter)
    assert (changed.code, gone.code) == (1, 1)
    assert f"{photo} of return F-6 is not what was attached: its digest is " in changed.err
    assert f"{letter} of return F-6 is no longer kept" in gone.err
    assert [each["kept"] for each in reso("files", "F-6", "--json").json] == [True, False]
    other = reso("file", "F-6", "file:zz")
    assert other.err == f"reso: 'file:zz' is no file of return F-6: {photo}, {letter}\n"


async def dead(nc: Client, case: str) -> int:
    """The sequence of an input with private text that has become a dead letter."""
    message = Outgoing(subjects.in_("return", case, "requested"), b'{"buyer": "Carla Verdi of ' + case.encode() + b'"')
    sequence = (await commit(nc, [message])).last_seq

    async def lies() -> bool:
        return sequence in [letter.sequence for letter in await open_letters(nc)]

    await until(lies)
    return sequence


class Forgotten(NamedTuple):
    """A case that was forgotten: what came in before, the reference of its file, its key, and what was answered.

    `letters` are the dead letters of a second case, one that waits and one that was laid aside, and one of its own;
    `since` is when the first of them was written.
    """

    request: dict[str, Any]
    noted: dict[str, Any]
    file: str
    secret: bytes
    answer: Any
    letters: tuple[int, int, int]
    since: str


@pytest.fixture(scope="module")
def forgotten(reso: Reso, tmp_path_factory: pytest.TempPathFactory) -> Forgotten:
    """Return F-7: its buyer, a note, a mail and a dead letter are erased."""
    letter = tmp_path_factory.mktemp("desk") / "anna.eml"
    letter.write_bytes(LETTER)
    request = happening("requested", "F-7", {**REQUEST, "buyer": "Carla Verdi"})
    noted = happening("noted", "F-7", {"note": "Carla called"})
    (file,) = attached(reso, "F-7", letter, request=request)
    assert reso("publish", "-", said=lines(noted)).code == 0

    async def letters_and_key() -> tuple[tuple[int, int, int], str, bytes]:
        nc = await connected(reso)
        letters = (await dead(nc, "F-8"), await dead(nc, "F-8"), await dead(nc, "F-7"))
        since = {each.sequence: each.stored for each in await open_letters(nc)}[letters[0]]
        key = await leader_last(nc, KEYS, subjects.key_of("return", "F-7"))
        await nc.close()
        return letters, since, key.payload

    letters, since, secret = asyncio.run(letters_and_key())
    assert reso("dead", "dismiss", str(letters[1])).code == 0
    assert clear_in(home_of(reso), secret, b"Carla called") == {secret, b"Carla called"}
    done = reso("forget", "F-7", *BECAUSE, "--yes", "--json")
    assert done.code == 0, done
    return Forgotten(request, noted, file, secret, done.json, letters, since)


@covers("I-12")
async def test_of_a_forgotten_case_nothing_private_is_left(reso, forgotten):
    answer = forgotten.answer
    assert (answer["whole"], answer["key_erased_now"], answer["key_overwritten"], answer["waiting"]) == (
        True,
        True,
        True,
        0,
    )
    assert (answer["files"], answer["dead_letters"]) == (1, 1)
    assert clear_in(home_of(reso), forgotten.secret, b"Carla called") == set()
    nc = await connected(reso)
    assert await Safe(nc).kept(("return", "F-7")) == []
    left = await history(nc, subjects.STREAM_IN, subjects.stored_of("return", "F-7"))
    assert b"Carla" not in b"".join(each.payload for each in left)
    await nc.close()
    assert "return F-7 has been erased" in reso("file", "F-7", forgotten.file).err
    assert "return F-7 has been erased" in reso("attach", "F-7", __file__).err
    assert [each["kept"] for each in reso("files", "F-7", "--private", "--json").json] == [False]


async def test_the_dead_letters_of_others_stand_as_they_stood(reso, forgotten):
    other, settled, mine = forgotten.letters
    nc = await connected(reso)
    letters = {each.sequence: each for each in await open_letters(nc)}
    stored = await history(nc, subjects.STREAM, "reso.dead.broken_json")
    await nc.close()
    assert not letters.keys() & {settled, mine}
    assert (letters[other].stored, letters[other].case_id) == (forgotten.since, "F-8")
    assert [letter_of(each).sequence for each in stored] == [other, settled]
    assert all(0 < int(each.headers["Nats-TTL"].removesuffix("s")) < 30 * 86_400 for each in stored), "not a day more"


@covers("I-12")
async def test_later_private_text_is_dropped_and_what_was_known_is_still_known(reso, forgotten):
    late = happening("noted", "F-7", {"note": "Carla again"})
    assert reso("publish", "-", said=lines(forgotten.noted, forgotten.request, late)).code == 0
    wait_until(lambda: len(timeline(reso, "F-7", "noted")) == 4)
    assert [(each["note"], each["actor"]) for each in timeline(reso, "F-7", "noted")] == [
        ("1 file", "person:anna"),
        ("note erased", "buyer"),
        ("erased the buyer asked for it", "person:giulia"),
        ("note erased", "buyer"),
    ]
    assert timeline(reso, "F-7", "rejected") == []
    assert len(timeline(reso, "F-7", "requested")) == 1
    nc = await connected(reso)
    records = await history(nc, subjects.STREAM, subjects.case_record("return", "F-7", "noted"))
    await nc.close()
    assert b"sealed:" in records[1].payload
    assert b"sealed:" not in records[-1].payload, "the worker had the key in hand and does not use it any more"


@covers("I-12")
def test_the_log_of_a_forgotten_case_still_holds_and_forgetting_again_finds_it_done(reso, forgotten):
    assert (reso("replay").code, reso("audit", "verify").code) == (0, 0)
    again = reso("forget", "F-7", *BECAUSE, "--yes", "--json").json
    assert (again["key_erased_now"], again["key_overwritten"]) == (False, None)
    assert (again["files"], again["verdict"], again["whole"]) == (0, None, True)


def timeline(reso: Reso, case: str, event: str) -> list[dict[str, Any]]:
    """What happened to a case, private text included, as far as it is this event."""
    told = reso("show", case, "--private", "--json").json["timeline"]
    return [each for each in told if each["recorded"] == event]


def test_a_case_is_forgotten_only_once_its_id_is_typed_and_its_order_is_named(reso):
    order = {**REQUEST, "order_id": "302-77"}
    assert (
        reso(
            "publish", "-", said=lines(happening("requested", "F-10", order), happening("requested", "F-11", order))
        ).code
        == 0
    )
    wait_until(lambda: all(reso("show", case).code == 0 for case in ("F-10", "F-11")))
    refused = reso("forget", "F-10", *BECAUSE, said=b"F-11\n")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.endswith("return F-10 is left as it is: its id was not typed, and --yes was not said\n")
    assert timeline(reso, "F-10", "noted") == []
    done = reso("forget", "F-10", *BECAUSE, said=b"F-10\n")
    assert done.code == 0, done
    assert done.out.endswith("not erased, but of the same order: return F-11\n")


KEY = ("return", "R-1")


@covers("I-12")
async def test_one_that_was_killed_half_way_is_made_good_by_another_run(provisioned: Client, quick: Settings):
    said = Said("anna", now())
    async with at_work(quick):
        await tell(provisioned, asked_back("R-1", ago(hours=2), buyer="Carla Verdi"))
        await recorded(provisioned, "R-1", "requested")
        await Attaching(provisioned, KINDS, quick).attach(KEY, [Brought("anna.eml", LETTER)], Words(), said)
    await tell(provisioned, event("noted", "R-1", ago(hours=1), {"note": "Carla Verdi called"}))
    forgetting, _ = Reso(quick.home).begin("forget", "R-1", *BECAUSE, "--yes")

    async def erased() -> bool:
        found = await leader_last(provisioned, KEYS, subjects.key_of(*KEY))
        return found is not None and not found.payload

    await until(erased)  # nobody takes in the note that waits: the command goes no further
    forgetting.kill()
    forgetting.join()

    half = await Forgetting(provisioned, KINDS, patience=0.0).forget(KEY, "asked", said)
    assert (half.is_whole, half.waiting, half.verdict) == (False, 1, None), "what is not recorded yet is kept"
    async with at_work(quick):
        whole = await Forgetting(provisioned, KINDS, patience=60.0).forget(KEY, "asked", said)
    assert (whole.is_whole, whole.waiting, whole.shredded.now) == (True, 0, False)
    told = [entry.body["data"] for entry in await log_of(provisioned, "R-1") if entry.name == "noted"]
    assert told[1:] == [{"note": "erased"}, {"erased": "asked"}]
    assert clear_in(quick.home, b"Carla Verdi") == set()


async def test_files_under_way_while_their_case_is_erased_go_as_well(
    provisioned: Client, quick: Settings, monkeypatch: pytest.MonkeyPatch
):
    said, store = Said("anna", now()), Safe.store

    async def overtaken(safe: Safe, file: Any) -> bool:
        await Forgetting(provisioned, KINDS, patience=0.0).forget(KEY, "asked", said)
        return await store(safe, file)

    monkeypatch.setattr(Safe, "store", overtaken)
    with pytest.raises(CaseErased, match="return R-1 has been erased"):
        await Attaching(provisioned, KINDS, quick).attach(KEY, [Brought("anna.eml", LETTER)], Words(), said)
    assert await Safe(provisioned).used() == 0


async def test_a_bucket_of_an_older_release_still_gives_up_its_key(provisioned: Client, settings: Settings):
    said = Said("anna", now())
    config = (await ask(provisioned, f"STREAM.INFO.{KEYS}"))["config"]
    await ask(provisioned, f"STREAM.UPDATE.{KEYS}", {**config, "deny_delete": True})
    await commit(provisioned, [Outgoing(subjects.key_of(*KEY), bytes(range(64)), {})])
    done = await Forgetting(provisioned, KINDS, patience=0.0).forget(KEY, "asked", said)
    assert (done.shredded.now, done.shredded.overwritten) == (True, False)
    assert (await leader_last(provisioned, KEYS, subjects.key_of(*KEY))).payload == b""
    assert await drift(provisioned, settings) == []


@covers("B-29")
async def test_files_are_kept_as_long_as_proof_may_be_asked_for(provisioned: Client):
    config = (await ask(provisioned, f"STREAM.INFO.{SAFE}"))["config"]
    assert config["max_age"] >= 184 * 86_400 * 10**9
