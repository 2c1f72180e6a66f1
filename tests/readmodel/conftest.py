"""Tables to project into, in SQLite and in PostgreSQL; a server of the latter runs once for all tests that need it."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from handlers.readmodel.engines import address, postgresql
from handlers.settings import Settings
from tests.postgres import server
from tests.readmodel.village import Message, projected

NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server, with a gap for the database."""
    with server() as told:
        yield told


async def database(told: str) -> str:
    """The address of a new database."""
    name = f"reso{next(NUMBERS)}"
    engine = postgresql(address(told % "postgres"), writing=True)
    async with engine.connect() as connection:
        free = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await free.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return told % name


def filled(
    request: pytest.FixtureRequest, home: Path, messages: Sequence[Message], cuts: Sequence[int] = ()
) -> Settings:
    """Settings with tables made of these messages, in the database that the parameter of the fixture names."""
    with asyncio.Runner() as loop:
        there = request.getfixturevalue("postgres") if request.param == "postgresql" else None
        settings = Settings(home=home, database_url=loop.run(database(there)) if there else None)
        loop.run(projected(settings, messages, cuts))
    return settings


@pytest.fixture(params=["sqlite", "postgresql"])
async def settings(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings with tables in an empty home, or in an empty database."""
    if request.param == "sqlite":
        yield Settings(home=tmp_path)
    else:
        yield Settings(home=tmp_path, database_url=await database(request.getfixturevalue("postgres")))
