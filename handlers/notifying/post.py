"""The one door to Apprise: a message goes to one receiver, and what came of it is known.

Its id goes along as a header where the way there has headers: `Idempotency-Key` for a webhook, `X-Reso-Id` for mail
(Apprise writes a `Message-ID` of its own). Elsewhere it stands in the last line. Redirects are not followed: a message
with links that act goes where it was sent, or nowhere.
"""

import asyncio
import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType
from apprise.exception import AppriseException
from apprise.plugins.base import NotifyBase
from apprise.plugins.email.base import NotifyEmail

PATIENCE: Final = 60.0
"""Seconds after which a receiver that says nothing is given up for this time."""
LATER: Final = frozenset({408, 421, 425, 429})
"""Answers that sound final and are not."""
_WEB = re.compile(r"error=(\d{3})\b")
_MAIL = re.compile(r"\((\d{3}), b|was refused: (\d{3}) ")
_TYPES: Final = {"info": NotifyType.INFO, "warning": NotifyType.WARNING, "critical": NotifyType.FAILURE}
_NOISY = logging.getLogger("apprise")
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: `id` stays the same however often it goes out."""

    id: str
    title: str
    body: str
    severity: str = "info"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter: accepted; failed, which may pass; refused, which will not."""

    standing: Literal["accepted", "failed", "refused"]
    why: str = ""


def plugin(url: str) -> NotifyBase | None:
    """What Apprise makes of an address; None if it cannot use it, or would drop a part of it in silence."""
    words = _Words()
    asset = AppriseAsset(
        app_id="Reso", app_desc="Reso", app_url="", image_url_mask="", image_url_logo="", async_mode=False,
        http_redirects=False, interpret_emojis=False,
    )  # fmt: skip
    with words:
        try:
            found = Apprise.instantiate(url, asset=asset, suppress_exceptions=False)
        except (AppriseException, TypeError, ValueError):
            return None
    if found is None or words.warned:
        return None
    found.redirects = False
    return found


async def deliver(url: str, letter: Letter, *, patience: float = PATIENCE) -> Outcome:
    """Send a letter; never raises for what the receiver does."""
    try:
        async with asyncio.timeout(patience):
            return await _in_thread(lambda: _sent(url, letter))
    except TimeoutError:
        return Outcome("failed", f"no answer within {patience:g} s")
    except Exception as fault:  # noqa: BLE001 - a fault of one way must not stop the others
        return Outcome("failed", f"an unexpected {type(fault).__name__}")


def _sent(url: str, letter: Letter) -> Outcome:
    way = plugin(url)
    if way is None:
        return Outcome("refused", "Apprise cannot use this address")
    body = letter.body if _marked(way, letter.id) else f"{letter.body}\n\nReso-Id: {letter.id}"
    words = _Words()
    with words:
        accepted = way.notify(
            body=body, title=letter.title, notify_type=_TYPES[letter.severity], body_format=NotifyFormat.TEXT
        )
    return Outcome("accepted") if accepted else _verdict(words.text)


def _marked(way: NotifyBase, id_: str) -> bool:
    """Whether the way there has headers; if so, they tell the id."""
    headers = getattr(way, "headers", None)
    if not isinstance(headers, dict):
        return False
    own = {"X-Reso-Id": id_, "Auto-Submitted": "auto-generated"}
    headers.update(own if isinstance(way, NotifyEmail) else {"Idempotency-Key": id_})
    return True


def _verdict(words: str) -> Outcome:
    """What a failure means, from what Apprise says about it: a status of the web, or one of a mail server."""
    web, mail = _WEB.search(words), _MAIL.search(words)
    if web:
        status = int(web[1])
        final = 400 <= status < 500 and status not in LATER
        return Outcome("refused" if final else "failed", f"it answers {status}")
    if mail:
        status = int(mail[1] or mail[2])
        final = 500 <= status < 600
        return Outcome("refused" if final else "failed", f"its mail server answers {status}")
    return Outcome("failed", "nobody answers there")


class _Words(logging.Handler):
    """What Apprise says in this thread; it says it nowhere else, for its words may show addresses and secrets."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._thread, self._said = threading.get_ident(), list[str]()
        self.warned = False

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        if record.thread == self._thread:
            self._said.append(record.getMessage())
            self.warned = self.warned or record.levelno >= logging.WARNING

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self._said)

    def __enter__(self) -> None:
        _NOISY.setLevel(logging.DEBUG)
        _NOISY.propagate = False
        _NOISY.addHandler(self)

    def __exit__(self, *_: object) -> None:
        _NOISY.removeHandler(self)


async def _in_thread(work: Callable[[], Done]) -> Done:
    """What `work` answers, done in a thread that nobody waits for when the process ends."""
    loop, done = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

    def whole() -> None:
        try:
            told, how = work(), _answer
        except Exception as fault:  # noqa: BLE001 - raised where it is awaited
            told, how = fault, _fail  # type: ignore[assignment]
        if not loop.is_closed():
            loop.call_soon_threadsafe(how, done, told)

    threading.Thread(target=whole, daemon=True, name="reso-post").start()
    result: Done = await done
    return result


def _answer(done: "asyncio.Future[Any]", told: object) -> None:
    if not done.done():
        done.set_result(told)


def _fail(done: "asyncio.Future[Any]", fault: Exception) -> None:
    if not done.done():
        done.set_exception(fault)
