"""Signed links that act (S0-08): what they are about stands in them, signed; whether they still count, in the log.

A link names an action, a case, the alert it came with, whom it speaks for, the revision of the case that was known
then, and until when it counts, on the clock of the log. Following one shows; only what is sent from there acts.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import quote

from itsdangerous import BadData, URLSafeSerializer

from events.alerts import Alert
from handlers.notifying.entries import Entry, id_of

LASTS: Final = timedelta(days=7)
"""How long after its alert a link counts, on the clock of the log."""
ACTIONS: Final[Mapping[str, str]] = {"authorize": "authorized", "close": "closed", "reply": "reply_requested"}
"""What a link may do, and the event that it publishes."""
_SALT = "reso.link.v1"


class LinkWrong(Exception):
    """A link is not one of ours; the sentence says so."""


class Link(NamedTuple):
    """What a link is about. `until` is UTC; `revision` is 0 where no record was known."""

    action: str
    kind: str
    case_id: str
    key: str
    first: int
    login: str
    revision: int
    until: datetime

    @property
    def event(self) -> str:
        """The event that it publishes."""
        return ACTIONS[self.action]

    @property
    def id(self) -> str:
        """The id of that event: the same link twice is the same event twice.

        All letters about one alert, whoever got them, ask for the same thing: the login is not part of it.
        """
        return "link-" + id_of(self.action, self.kind, self.case_id, self.key, str(self.first))


class Signature:
    """Signs links, and tells ours from others."""

    def __init__(self, secret: bytes) -> None:
        self._serializer = URLSafeSerializer(secret, salt=_SALT)

    def token(self, link: Link) -> str:
        """The link as one word of a URL."""
        return str(self._serializer.dumps([*link[:-1], int(link.until.timestamp())]))

    def read(self, token: str) -> Link:
        """What a token says; raises `LinkWrong`."""
        try:
            *rest, until = self._serializer.loads(token)
            return Link._make([*rest, datetime.fromtimestamp(until, UTC)])
        except (BadData, TypeError, ValueError, OverflowError, OSError):
            raise LinkWrong("this link is not one of ours, or it was cut off on its way") from None


class Offers:
    """Makes the links of letters, below the address of the console."""

    def __init__(self, console: str, signature: Signature) -> None:
        self._console, self._signature = console, signature

    def look(self, kind: str, case_id: str) -> str:
        """Where a case is shown; for what is no case, the console."""
        return f"{self._console}/cases/{quote(kind)}/{quote(case_id)}" if kind != "source" else self._console

    def until(self, alert: Alert) -> datetime:
        """Until when the links of an alert count (UTC)."""
        return alert.at + LASTS

    def acting(self, entry: Entry, alert: Alert, login: str) -> dict[str, str]:
        """The links that do what is possible, by what they do."""
        possible = [action for action, event in ACTIONS.items() if event in alert.allowed]
        about = (alert.kind, alert.case_id, alert.key, entry.first, login, entry.revision, self.until(alert))
        return {action: self._url(Link(action, *about)) for action in possible}

    def _url(self, link: Link) -> str:
        return f"{self._console}/links/{self._signature.token(link)}"
