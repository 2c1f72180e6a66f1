"""The pace of the disk, as the doctor tells it."""

from pathlib import Path

import pytest

from handlers.operating.disk import Pace, pace


def test_trying_the_disk_leaves_nothing_behind(tmp_path: Path):
    found = pace(tmp_path)
    assert found.sync > 0
    assert found.delete > 0
    assert list(tmp_path.iterdir()) == []


def test_slow_deletions_are_said_to_be_paid_by_every_batch():
    assert str(Pace(0.0001, 0.00104)) == (
        "a small file is synced in 0.1 ms, deleted in 1.0 ms; "
        "every batch deletes five: see whether it is mounted with `discard`"
    )
    assert str(Pace(0.0004, 0.00002)) == "a small file is synced in 0.4 ms, deleted in 0.0 ms"


def test_a_home_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path):
    with pytest.raises(OSError, match="nowhere"):
        pace(tmp_path / "nowhere")
