"""The folder that an installation on one machine keeps: who holds it, what runs in it, its secrets.

The lock is inherited by the embedded server, so it is held for as long as either process lives: two servers can never
open one store. Every file here is readable by its owner only.
"""

import fcntl
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

DESCRIPTION, LOCK, PASSWORDS = "server.json", "lock", "passwords.json"
OWNER_ONLY = 0o600


class HomeUnusable(Exception):
    """The folder cannot be used; the sentence says which one and why."""


@dataclass(frozen=True, slots=True)
class Description:
    """The server that runs in a home, as other commands there find it; `pid` is its own, `owner` its starter's."""

    url: str
    user: str
    password: str
    pid: int
    owner: int


def prepare(home: Path) -> Path:
    """The folder, made if need be, as an absolute path; raises `HomeUnusable` where nothing can be written."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / LOCK).touch(OWNER_ONLY)
        (home / LOCK).open("r+b").close()
    except OSError as error:
        raise HomeUnusable(
            f"the folder {home} cannot be written ({error.strerror}); set RESO_HOME to another, or change its rights"
        ) from error
    return home.resolve()


class Hold:
    """The lock of a home; held until released here and in every process that inherited it."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def release(self) -> None:
        """Give it up; doing so again does nothing."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def lock(home: Path) -> Hold | None:
    """The folder's lock; None while somebody else has it."""
    descriptor = os.open(home / LOCK, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return Hold(descriptor)


def lives(pid: int) -> bool:
    """Whether a process has this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_privately(path: Path, text: str) -> None:
    """Write a whole file that only its owner can read; readers see the old one or the new one."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)


def describe(home: Path, description: Description) -> None:
    """Let other commands find the server."""
    write_privately(home / DESCRIPTION, json.dumps(asdict(description), indent=1))


def find(home: Path) -> Description | None:
    """The server that runs in this home; None where there is none, also where a killed one left its description."""
    described = last_description(home)
    if described is None or not lives(described.pid):
        return None
    if (free := lock(home)) is not None:
        free.release()
        return None
    return described


def last_description(home: Path) -> Description | None:
    """The description last written here, whether or not that server still runs."""
    try:
        return Description(**json.loads((home / DESCRIPTION).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def passwords(home: Path, users: tuple[str, ...]) -> dict[str, str]:
    """The password of each user, made once for this home."""
    path = home / PASSWORDS
    try:
        known: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    if not known.keys() >= set(users):
        known = {user: known.get(user) or secrets.token_urlsafe(24) for user in users}
        write_privately(path, json.dumps(known, indent=1))
    return known
