"""How often somebody may be wrong about a password: so many times a login and an address, within so many minutes."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

PER_LOGIN, PER_ADDRESS = 10, 30
WITHIN: Final = 900.0
"""Seconds for which a failure counts."""
MOST: Final = 10_000
"""Logins and addresses above which those are forgotten whose failures have lapsed."""


class TooOften(Exception):
    """Too many failures; `seconds` until the next try is heard."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many wrong passwords: try again in {seconds // 60 + 1} min")
        self.seconds = seconds


class Attempts:
    """Failed sign-ins of late; `now` is seconds that only grow."""

    def __init__(self, now: Callable[[], float] | None = None) -> None:
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._failed: dict[tuple[str, str], deque[float]] = {}

    def begin(self, login: str, address: str) -> None:
        """Count a try as wrong until it `succeeded`, so that many at once are no way round.

        Raises `TooOften` where this login, or anybody from this address, was wrong too often.
        """
        for name, most in reversed(_names(login, address)):
            of_late = self._of_late(name)
            if len(of_late) >= most:
                raise TooOften(int(of_late[0] + WITHIN - self._now()))
        for name, _ in _names(login, address):
            self._failed.setdefault(name, deque()).append(self._now())
        if len(self._failed) > MOST:
            self._forget()

    def succeeded(self, login: str, address: str) -> None:
        """Whoever knows his password starts anew; what others tried from his address stays."""
        (mine, _), (there, _) = _names(login, address)
        self._failed.pop(mine, None)
        if of_late := self._of_late(there):
            of_late.pop()

    def _of_late(self, name: tuple[str, str]) -> deque[float]:
        times = self._failed.get(name, deque())
        while times and times[0] <= self._now() - WITHIN:
            times.popleft()
        return times

    def _forget(self) -> None:
        """Let go of those whose failures have all lapsed; what still counts is kept, however many there are."""
        self._failed = {name: times for name, times in self._failed.items() if self._of_late(name)}


def _names(login: str, address: str) -> tuple[tuple[tuple[str, str], int], ...]:
    return (("login", login[:64]), PER_LOGIN), (("address", address), PER_ADDRESS)
