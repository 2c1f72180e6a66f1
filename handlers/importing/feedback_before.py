"""What is known of a feedback, read for what a new report may add to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

from handlers.caselog import CaseKey
from handlers.importing.said import Word, name_of, presents, words_of
from handlers.importing.statements import Known, When
from lifecycle.feedback.case import Feedback


@dataclass(frozen=True)
class FeedbackBefore:
    """A feedback as it was known before; whoever told it, the buyer changes it once, and we reply once."""

    known: Known
    source: str
    key: CaseKey

    @cached_property
    def words(self) -> list[Word]:
        """What this report has said before."""
        return words_of(self.known.bodies, self.source, self.key)

    @property
    def is_ours(self) -> bool:
        """Whether this report has told of it before."""
        return any(word.slot == "received" for word in self.words)

    @property
    def is_known(self) -> bool:
        """Whether anybody has told of it."""
        return any(True for _ in self._told())

    @property
    def rating(self) -> int | None:
        """The last rating that was told."""
        return next((int(data.get("new", data.get("rating"))) for data in reversed(list(self._told()))), None)

    @property
    def comment(self) -> str:
        """The last comment that was told."""
        return next((str(data.get("comment", "")) for data in reversed(list(self._told()))), "")

    @property
    def day(self) -> datetime | None:
        """When this report last said it was left."""
        present = presents(self.words).get("received")
        return present.time if present else None

    @property
    def replied_elsewhere(self) -> bool:
        """Whether a reply of ours is known that this report has not told."""
        ours = any(word.slot == "replied" for word in self.words)
        return not ours and isinstance(self.known.case, Feedback) and self.known.case.replied_at is not None

    def has_day(self, left: When, zone: tzinfo) -> bool:
        """Whether the report has named this day before, for the feedback or for a change of it."""
        times = [self.day, *(word.time for word in self.words if word.name == "changed")]
        days = {time.astimezone(zone).date() for time in times if time}
        return (left.date() if isinstance(left, datetime) else left) in days

    def differs(self, rating: int, comment: str) -> bool:
        """Whether a rating or comment is another than the last that was told."""
        if not self.is_known:
            return False
        case = self.known.case
        settled = isinstance(case, Feedback) and case.rating == rating and comment == self.comment
        return not settled and (rating, comment) != (self.rating, self.comment)

    def _told(self) -> Iterator[Mapping[str, Any]]:
        return (body["data"] for body in self.known.bodies if name_of(body) in ("received", "changed"))
