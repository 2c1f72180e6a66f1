"""One house for all browser tests, as `reso up` runs it, with a small shop in it; one browser, each visitor anew.

A visitor fails his test with every console message, page error, failed request and request off the machine.
"""

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import func, select

from events import subjects
from handlers.clock import Clock
from handlers.readmodel.store import NoTables, open_store
from handlers.readmodel.tables import cases, dead_letters
from handlers.settings import Settings
from handlers.wire.batch import Outgoing, commit
from handlers.wire.connection import connect
from tests.browser.seeding import SHEET, Shop, lines
from tests.browser.watching import DESK, Watch
from tests.edge.commands import Reso, house
from tests.edge.waiting import until, wait_until

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 60_000
"""Milliseconds to wait for what should come; a machine that does much else is slow."""
PASSWORD = "correct horse battery"
PEOPLE = {"anna": "lead", "bruno": "care", "carla": "clerk"}
"""Who has a name in the shop, with their roles."""


@dataclass
class Installation:
    """The house: where its console is, its command line, and who is signed in."""

    address: str
    reso: Reso
    states: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """`reso up`, its tables filled, its people known."""
    home = tmp_path_factory.mktemp("shop") / "home"
    home.mkdir()
    (home / "products.csv").write_text(SHEET, encoding="utf-8")
    with house(
        home,
        "--only",
        "projector",
        "--only",
        "console",
        RESO_PRODUCTS=str(home / "products.csv"),
        RESO_SYNC_ALWAYS="false",
    ) as reso:
        told = (home.parent / "home.log").read_text(encoding="utf-8")
        address = re.search(r"^Console +(http://\S+)", told, re.MULTILINE)
        assert address, told
        _fill(reso)
        yield Installation(address[1], reso)


def _fill(reso: Reso) -> None:
    """Let the shop tell its events, then the dock, and give people names."""
    events = Shop(Clock().now())
    assert reso("publish", "-", said=lines(events.told())).code == 0
    wait_until(lambda: "in_transit" in reso("show", "R-202", "--json").out)
    assert reso("publish", "-", said=lines(events.scanned())).code == 0
    asyncio.run(_break(Settings(home=reso.environment["RESO_HOME"])))
    for login, role in PEOPLE.items():
        assert reso("user", "add", login, "--role", role, "--name", login.title()).code == 0
        assert reso("user", "password", login, said=f"{PASSWORD}\n".encode()).code == 0


async def _break(settings: Settings) -> None:
    """Send something that nobody can read, and wait until the tables tell of everything."""
    nc = await connect(settings, "order system")
    await commit(nc, [Outgoing(subjects.in_("return", "R-901", "requested"), b'{"id": "<b>broken</b>')])
    await nc.close()
    store = open_store(settings)

    async def all_told() -> bool:
        try:
            async with store.reading() as connection:
                letters = await connection.scalar(select(func.count()).select_from(dead_letters))
                states = select(cases.c.id).where(cases.c.state.in_(("received", "unexpected")))
                return letters == 1 and len((await connection.execute(states)).all()) == 2
        except NoTables:
            return False

    await until(all_told)
    await store.close()


@pytest.fixture(scope="session")
def browser(shop: Installation) -> Iterator[Browser]:
    """Debian's Chromium."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield running
        running.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(shop: Installation, browser: Browser) -> Iterator[Visit]:
    """Opens a watched page in a context of its own: signed in as `login`, in a language; `kinds` are its context's."""
    watched: list[Watch] = []

    def opened(path: str = "/", login: str | None = "anna", language: str = "en-GB", **kinds: Any) -> Page:
        state = _signed_in(shop, browser, login) if login else None
        context = browser.new_context(
            base_url=shop.address, storage_state=state, locale=language, timezone_id="Europe/Rome",
            reduced_motion="reduce", **{"viewport": DESK, **kinds},
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        watched.append(Watch(page, shop.address))
        page.watch = watched[-1]  # type: ignore[attr-defined]
        page.goto(path)
        return page

    yield opened
    for watch in watched:
        watch.page.context.close()
    assert [fault for watch in watched for fault in watch.faults] == []


def _signed_in(shop: Installation, browser: Browser, login: str) -> Any:
    """The cookies of somebody who has signed in, once for all tests."""
    if login not in shop.states:
        context = browser.new_context(base_url=shop.address, locale="en-GB")
        page = context.new_page()
        page.goto("/login")
        page.get_by_label("Login").fill(login)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{shop.address}/")
        shop.states[login] = context.storage_state()
        context.close()
    return shop.states[login]
