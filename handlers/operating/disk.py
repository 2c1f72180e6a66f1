"""How fast the disk under a home is at what the server does for every batch: a small file synced, then deleted."""

import os
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

TIMES = 5
SIZE = 400
SLOW_DELETE = 0.0005
"""Seconds for a deletion from which it counts: a batch deletes five files and folders before it is answered."""


class Pace(NamedTuple):
    """Seconds to write and sync a small file, and to delete it again; the median of a few."""

    sync: float
    delete: float

    def __str__(self) -> str:
        """The pace in words, with what may be done about it."""
        words = f"a small file is synced in {self.sync * 1e3:.1f} ms, deleted in {self.delete * 1e3:.1f} ms"
        slow = self.delete > SLOW_DELETE
        return f"{words}; every batch deletes five: see whether it is mounted with `discard`" if slow else words


def pace(folder: Path) -> Pace:
    """Try it out in `folder`; raises `OSError` where nothing can be written."""
    with TemporaryDirectory(prefix=".pace-", dir=folder) as trial:
        files = [Path(trial, str(number)) for number in range(TIMES)]
        return Pace(median(map(_synced, files)), median(map(_deleted, files)))


def _synced(file: Path) -> float:
    start = time.perf_counter()
    with file.open("wb") as opened:
        opened.write(bytes(SIZE))
        opened.flush()
        os.fsync(opened.fileno())
    return time.perf_counter() - start


def _deleted(file: Path) -> float:
    start = time.perf_counter()
    file.unlink()
    return time.perf_counter() - start
