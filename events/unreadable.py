"""The one refusal at the door: an event that cannot be read, with a token for its subject and a sentence for people."""

from typing import Literal

Reason = Literal[
    "broken_json",
    "invalid",
    "too_large",
    "too_many_lines",
    "bad_id",
    "mismatch",
    "engine_event",
    "unknown_kind",
    "unknown_event",
    "unknown_version",
    "nul",
]


class Unreadable(Exception):
    """An event that can never be taken in: `reason` is the last token of its dead letter, `sentence` is for people."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason: Reason = reason
        self.sentence = sentence

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[Reason, str]]:
        return type(self), (self.reason, self.sentence)
