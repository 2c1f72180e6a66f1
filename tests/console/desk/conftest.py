"""The pages where people work, in the house of all tests of the console: each begins cases of its own."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html import unescape
from typing import Any

import httpx
import pytest_asyncio

from handlers.api.context import Context
from handlers.console.app import application
from handlers.people import User
from handlers.people.user import insist_on_role
from handlers.settings import Address
from tests.console.conftest import HOME, House
from tests.edge.house import log_of
from tests.edge.waiting import until

PEOPLE = {
    "dock-1": ("station", "clerk"),
    "carl": ("person", "clerk"),
    "anna": ("person", "care"),
    "ben": ("person", "care"),
    "lea": ("person", "lead"),
    "ada": ("person", "auditor"),
}
ADDRESSES = (Address(name="Torino", text="Via Po 14, Torino"), Address(name="Milano", text="Via Dante 1, Milano"))
TOKEN = re.compile(r'name="token" value="([^"]+)"')
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


class Page:
    """What a browser was answered."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer, self.html = answer, answer.text
        main = MAIN.search(self.html)
        self.words = " ".join(unescape(TAG.sub(" ", main[0] if main else self.html)).split())

    def values(self, name: str) -> list[str]:
        """The values of the fields with this name."""
        tags = re.findall(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', self.html)
        return [unescape(found[1]) for tag in tags if (found := re.search(r'value="([^"]*)"', tag))]

    def text(self, name: str) -> str:
        """What stands in a text area."""
        found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', self.html, re.DOTALL)
        return unescape(found[1]) if found else ""

    def wrong(self, name: str) -> str:
        """What is said to be wrong with a field."""
        found = re.search(rf'id="field-{name}-wrong">(.*?)<', self.html)
        return unescape(found[1]) if found else ""


class Browser:
    """Somebody at the console, who sends the forms of its pages."""

    def __init__(self, client: httpx.AsyncClient, context: Context) -> None:
        self._client, self.context, self._token = client, context, ""

    async def open(self, path: str) -> Page:
        return self._seen(await self._client.get(path, follow_redirects=True))

    async def send(self, path: str, fields: Any = (), files: Any = None) -> Page:
        """Send a form; where the answer leads is not followed."""
        if not self._token:
            await self.open("/scan")
        pairs = [*fields.items()] if isinstance(fields, dict) else [*fields]
        data: dict[str, list[str]] = {"token": [self._token]}
        for name, value in pairs:
            data.setdefault(name, []).append(str(value))
        return self._seen(await self._client.post(path, data=data, files=files))

    def _seen(self, answer: httpx.Response) -> Page:
        page = Page(answer)
        found = TOKEN.search(page.html)
        self._token = found[1] if found else self._token
        return page


Open = Callable[[str], Browser]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def context(house: House) -> Context:
    """What the console works with, with addresses to send goods back to, a dock, and two of one role."""
    for login, (sort, role) in PEOPLE.items():
        if await house.context.directory.find(login) is None:
            await house.context.directory.add(User(login, login.title(), *insist_on_role(sort, role)))
    settings = house.context.settings.model_copy(update={"addresses": ADDRESSES})
    return replace(house.context, settings=settings)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def at_desk(context: Context) -> Open:
    """Somebody at the console, by his login."""
    tokens = {login: await context.directory.make_token(login, "desk", context.clock.now()) for login in PEOPLE}
    app = application(context)

    @cache
    def opened(login: str) -> Browser:
        named = {"authorization": f"Bearer {tokens[login]}", "origin": HOME}
        transport = httpx.ASGITransport(app=app)
        return Browser(httpx.AsyncClient(transport=transport, base_url=HOME, headers=named), context)

    return opened


async def revision(context: Context, case_id: str, kind: str = "return") -> int:
    """The sequence of the last record of a case."""
    return (await log_of(context.nc, case_id, kind))[-1].seq


async def in_tables(context: Context, position: int) -> None:
    """Wait until the tables have come that far."""

    async def there() -> bool:
        standing = await context.store.standing()
        return standing is not None and standing.position >= position

    await until(there)
