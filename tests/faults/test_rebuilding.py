"""A rebuild of the tables that is killed again and again makes the same tables in the end."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from random import Random

import pytest

from benchmarks.broker import running
from benchmarks.filling import fill
from benchmarks.load import EACH
from handlers.clock import Clock
from handlers.readmodel import rebuilding
from handlers.readmodel.rebuilding import rebuild
from handlers.readmodel.shelves import shelf_of
from handlers.readmodel.source import Source
from handlers.settings import Settings
from tests.edge.commands import ROOT
from tests.edge.house import now
from tests.edge.waiting import until
from tests.readmodel.village import contents

SMALL = "import sys; from handlers.readmodel import rebuilding; rebuilding.AT_ONCE = int(sys.argv.pop(1)); "
COMMAND = SMALL + "from handlers.cli import main; main()"
"""The command, with transactions so small that a kill finds some done and some not."""


@pytest.mark.parametrize(
    ("kills", "records", "at_once"), [(3, 5_000, 500), pytest.param(20, 100_000, 1_500, marks=pytest.mark.long)]
)
async def test_a_rebuild_that_is_killed_makes_the_tables_of_one_that_is_not(tmp_path, kills, records, at_once):
    async with running(tmp_path / "home", sync_always=False) as over:
        await fill(over, -(-records // EACH), now())
        chance, done, positions = Random(7), 0, []
        while done < kills:
            position = await _killed(over.settings, at_once, chance)
            positions, done = ([*positions, position], done + 1) if position is not None else ([], done)
        assert await _ended(await _begun(over.settings, at_once)) == 0
        whole = over.settings.model_copy(update={"home": tmp_path / "undisturbed"})
        shelf = shelf_of(whole)
        await rebuild(shelf, Source(over.nc, Clock()))
        await shelf.close()
    found, wanted = await contents(over.settings), await contents(whole)
    assert found == wanted
    assert len(found["events"]) >= records
    assert positions == sorted(positions)
    assert positions[-1] > 0
    assert sorted(path.name for path in over.settings.home.glob("tables-*.db")) == [
        (over.settings.home / "tables.db").readlink().name
    ]


async def _killed(settings: Settings, at_once: int, chance: Random) -> int | None:
    """How far the copy was after its builder was killed in the midst of it; None if it was in use by then."""
    before = await _position(settings) or 0
    process = await _begun(settings, at_once)
    further = asyncio.create_task(until(lambda: _moved(settings, before)))
    ended = asyncio.create_task(process.wait())
    await asyncio.wait((further, ended), return_when=asyncio.FIRST_COMPLETED)
    await asyncio.sleep(chance.random() * 0.05)  # not always at the same step
    if process.returncode is None:
        os.kill(process.pid, signal.SIGKILL)
    await ended
    further.cancel()
    return await _position(settings)


async def _moved(settings: Settings, before: int) -> bool:
    return (await _position(settings) or 0) > before


async def _position(settings: Settings) -> int | None:
    """How far the copy is that is being filled; None where there is none."""
    shelf = shelf_of(settings)
    try:
        name = await shelf.copy()
        if name is None:
            return None
        half = rebuilding.Generation(name, shelf, Clock())
        standing = await half.standing()
        return standing.position if standing else 0
    finally:
        await shelf.close()


async def _begun(settings: Settings, at_once: int) -> asyncio.subprocess.Process:
    told = {**os.environ, "RESO_HOME": str(settings.home), "PYTHONPATH": str(ROOT), "RESO_LOG_LEVEL": "warning"}
    arguments = ("-c", COMMAND, str(at_once), "projector", "--rebuild")
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=told, cwd=Path(settings.home), stdout=asyncio.subprocess.DEVNULL
    )


async def _ended(process: asyncio.subprocess.Process) -> int:
    return await process.wait()
