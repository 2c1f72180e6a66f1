"""What is to be told to one receiver about one matter of a case: an entry of the outbox, and what alerts do to it.

Pure: an alert comes, an entry follows. An alert that was seen before, or that is older than what was seen, changes
nothing, so a redelivery or a race says nothing twice.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from events.alerts import Alert

WITHDRAWN = "it was over before it was sent"
State = Literal["waiting", "told", "refused", "over"]


class Entry(Struct, frozen=True, omit_defaults=True):
    """One matter for one receiver. All moments are UTC, on the clock of the log.

    `first` is the sequence of the alert that opened it, `seq` that of the newest one it knows. `alert` is what it
    says, as JSON; with `settles` that this is over. It waits until `held_until`; `bundle` is the digest it goes out
    with. `why` says why it was refused or is over.
    """

    first: int
    seq: int
    alert: str
    target: str
    state: State = "waiting"
    settles: bool = False
    marketplace: str | None = None
    deadline: datetime | None = None
    held_until: datetime | None = None
    bundle: str = ""
    why: str = ""
    revision: int = 0

    @property
    def content(self) -> Alert:
        """The alert that it tells."""
        return Alert.from_json(self.alert.encode())

    @property
    def id(self) -> str:
        """What its message is called, however often it is sent."""
        return id_of(self.target, str(self.first), *(("settled",) if self.settles else ()))

    @property
    def is_final(self) -> bool:
        """Whether nothing more is to be sent for it, as things stand."""
        return self.state != "waiting"


class News(Struct, frozen=True):
    """An alert as the log has it, with what its case says: where it is sold, and the deadline it is about (UTC)."""

    seq: int
    alert: Alert
    marketplace: str | None = None
    deadline: datetime | None = None
    revision: int = 0


def id_of(*parts: str) -> str:
    """A stable id from what it is about."""
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def matter(alert: Alert) -> str:
    """What an alert is about: of a clock, all its reminders and the missed deadline are one matter."""
    return alert.key.partition("/")[0] if alert.due_at and alert.rule else alert.key


def holds_back(news: News, quiet_until: datetime | None) -> datetime | None:
    """Until when quiet hours hold an alert back: not if its deadline falls before their end."""
    if quiet_until is None:
        return None
    due = news.deadline or news.alert.due_at
    return None if due is not None and due < quiet_until and not news.alert.closes else quiet_until


def after(before: Entry | None, news: News, target: str, held_until: datetime | None) -> Entry | None:
    """The entry after an alert under its key; None if that changes nothing."""
    alert = news.alert
    if before is not None and news.seq <= before.seq:
        return None
    if alert.closes:
        return _closed(before, news, held_until) if before else None
    if not alert.to_be_sent:
        return None
    fresh = Entry(
        first=news.seq, seq=news.seq, alert=alert.to_json().decode(), target=target, marketplace=news.marketplace,
        deadline=news.deadline, held_until=held_until, revision=news.revision,
    )  # fmt: skip
    if before is None or before.state == "over":
        return fresh
    return _again(before, fresh)


def _again(before: Entry, fresh: Entry) -> Entry:
    """The same matter told again: a message that has not gone out says the newest, one that has is not repeated."""
    if before.state == "waiting" and before.settles:
        return replace(before, state="told", seq=fresh.seq, settles=False, alert=fresh.alert)
    if before.state == "waiting":
        return replace(fresh, first=before.first, bundle=before.bundle, held_until=before.held_until)
    return replace(before, seq=fresh.seq)


def _closed(before: Entry, news: News, held_until: datetime | None) -> Entry | None:
    """A matter that is over: taken back if nobody has heard of it, else told to who has."""
    said = news.alert.to_json().decode()
    if before.state == "waiting" and not before.settles:
        return ended(replace(before, seq=news.seq, alert=said), WITHDRAWN)
    if before.state == "told" and news.alert.to_be_sent:
        told = replace(before, state="waiting", seq=news.seq, settles=True, alert=said, bundle="")
        return replace(told, held_until=held_until)
    return ended(replace(before, seq=news.seq), "it was over too long ago") if before.state == "told" else None


def overtaken(waiting: Iterable[Entry], news: News) -> list[Entry]:
    """Those entries of a case and receiver, as they are now, whose matter has come to a later level meanwhile."""
    alert = news.alert
    if alert.closes or not alert.to_be_sent:
        return []
    return [
        ended(replace(each, seq=news.seq), f"{alert.key.partition('@')[0]} has come meanwhile")
        for each in waiting
        if not each.settles and each.seq < news.seq
        and each.content.key != alert.key and matter(each.content) == matter(alert)
    ]  # fmt: skip


def ended(entry: Entry, why: str) -> Entry:
    """The entry with nothing more to send."""
    return replace(entry, state="over", why=why, bundle="")


def sent(entry: Entry, letter: Entry) -> Entry:
    """The entry after the letter of it was accepted; `letter` is what it was then, it may have changed meanwhile."""
    if entry.first != letter.first:
        return entry
    if letter.settles:
        again = entry.state == "told"  # the matter has come up once more while its end was being told
        return replace(entry, state="waiting", first=entry.seq) if again else ended(entry, "settled")
    if entry.state == "waiting" and not entry.settles:
        return replace(entry, state="told", bundle="")
    if entry.state == "over":
        return replace(entry, state="waiting", settles=True) if entry.why == WITHDRAWN else replace(entry, state="told")
    return entry


def refused(entry: Entry, why: str) -> Entry:
    """The entry after its receiver said no for good."""
    return replace(entry, state="refused", why=why) if entry.state == "waiting" else entry


def bundled(entry: Entry, bundle: str) -> Entry:
    """The entry as a part of a digest."""
    return replace(entry, bundle=bundle) if entry.state == "waiting" else entry


def laid_aside(entry: Entry) -> Entry:
    """The entry after somebody has said that its message is not wanted any more."""
    return ended(entry, "laid aside") if entry.state == "refused" else entry


def tried_again(entry: Entry) -> Entry:
    """The entry after whoever runs the receiver has mended it."""
    return replace(entry, state="waiting", why="", bundle="") if entry.state == "refused" else entry
