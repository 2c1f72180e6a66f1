"""A store that is too small is said, by the house at its start and by the doctor, before anybody wonders."""

import json
import shutil
from pathlib import Path

import pytest
from nats.aio.client import Client

from events import subjects
from handlers.home import last_description
from handlers.server import room
from handlers.server.config import CONFIG
from handlers.server.room import LEAST, Room
from handlers.server.server import serve
from handlers.settings import Settings
from handlers.streams.provisioning import provision
from handlers.wire.batch import Outgoing, commit
from handlers.wire.connection import connect
from handlers.wire.jetstream import Full, ask
from tests.edge.commands import Reso, line_with, start

SMALL = 60_000


async def test_the_doctor_tells_a_store_in_which_nothing_fits(tmp_path: Path):
    settings = Settings(home=tmp_path / "home", max_file_store=SMALL, sync_always=False)
    server = await serve(settings)
    nc = await connect(settings, "test")
    await provision(nc, settings)
    assert await room.look(nc, settings) == Room(0, SMALL, refused=False)
    await commit(nc, [Outgoing(subjects.SEAL, bytes(2 * SMALL))])
    with pytest.raises(Full):
        await commit(nc, [Outgoing(subjects.in_("return", "R-1", "requested"), b"{}")])
    await nc.close()
    user = last_description(server.home)
    for there in (
        {},
        {"RESO_NATS_URL": user.url, "RESO_NATS_USER": user.user, "RESO_NATS_PASSWORD": user.password},
    ):
        done = Reso(settings.home, **there)("doctor", "--json")
        found = {each["name"]: each for each in done.json["findings"]}["store"]
        assert (done.code, found["wrong"]) == (1, True)
        assert "120.0 kB stored, " + ("no limit is told" if there else "the limit is 60.0 kB") in found["found"]
        assert "nothing more is taken: make room or raise the limit" in found["found"]
    await server.stop()


async def test_looking_for_room_stores_nothing(provisioned: Client, settings: Settings):
    found = await room.look(provisioned, settings)
    assert (found.refused, found.scarce) == (False, False)
    assert (await ask(provisioned, f"STREAM.INFO.{subjects.STREAM}"))["state"]["last_seq"] == 0


def test_the_house_warns_of_a_small_store_at_its_start(tmp_path: Path):
    with start("up", "--only", "worker", RESO_HOME=str(tmp_path / "home"), RESO_MAX_FILE_STORE=str(SMALL)) as running:
        assert "the limit is 60.0 kB" in line_with(running.stderr, "store.scarce")
        running.terminate()
        assert running.wait(30) == 0


async def test_a_server_may_store_what_it_holds_and_three_quarters_of_what_is_free(tmp_path: Path):
    settings = Settings(home=tmp_path / "home", sync_always=False)
    (settings.home / "jetstream").mkdir(parents=True)
    (settings.home / "jetstream" / "blocks").write_bytes(bytes(1000))
    server = await serve(settings)
    limit = json.loads((server.home / CONFIG).read_text())["jetstream"]["max_file_store"]
    assert limit == pytest.approx(1000 + shutil.disk_usage(tmp_path).free * 0.75, rel=0.05)
    await server.stop()


@pytest.mark.parametrize(
    ("found", "scarce"),
    [
        (Room(0, None, refused=False), False),
        (Room(5, None, refused=True), True),
        (Room(5, LEAST + 5, refused=False), False),
        (Room(6, LEAST + 5, refused=False), True),
    ],
)
def test_room_is_scarce_where_hardly_anything_fits(found: Room, scarce: bool):
    assert found.scarce == scarce
