"""Dead letters: inputs that could not be taken in, and which of them an operator has dealt with.

A letter is known by the sequence of its input. Dealing with one leaves a note beside it, on `reso.dead.retried` or
`reso.dead.dismissed`; nothing is deleted.
"""

import base64
from typing import Any, NamedTuple

import orjson
from nats.aio.client import Client

from events import subjects
from handlers.wire.gets import Stored, history, last, next_after

SETTLED = ("retried", "dismissed")
"""The last tokens of notes about letters; no reason for a letter is called so."""
WRITTEN = "Reso-Written"
"""The header of a letter that was copied: when it was written (RFC 3339)."""


class DeadMail(NamedTuple):
    """A dead letter: why, in a word and in a sentence, where it came in, its input's sequence and first bytes."""

    reason: str
    sentence: str
    subject: str
    sequence: int
    case_id: str
    size: int
    head: bytes
    stored: str

    def to_json(self) -> dict[str, Any]:
        """The letter for programs; `stored` is when it was written."""
        return {**self._asdict(), "head": self.head.decode(errors="replace")}


async def open_letters(nc: Client) -> list[DeadMail]:
    """The letters that nobody has dealt with, oldest first; the last one of each input."""
    stored = await history(nc, subjects.STREAM, subjects.DEADS)
    notes = [message for message in stored if subjects.parse_dead(message.subject) in SETTLED]
    settled = {int(orjson.loads(message.payload)["sequence"]) for message in notes}
    letters = [letter_of(message) for message in stored if subjects.parse_dead(message.subject) not in SETTLED]
    return list({letter.sequence: letter for letter in letters if letter.sequence not in settled}.values())


async def newest_letter(nc: Client) -> int:
    """The sequence in the log of the newest letter or note; 0 where there is none."""
    newest = await last(nc, subjects.STREAM, subjects.DEADS)
    return newest.seq if newest else 0


async def sentences_since(nc: Client, after: int) -> dict[int, str]:
    """What the letters after a sequence in the log say, by the sequence of their input."""
    found = await history(nc, subjects.STREAM, subjects.DEADS, start=after + 1)
    letters = [letter_of(each) for each in found if subjects.parse_dead(each.subject) not in SETTLED]
    return {letter.sequence: letter.sentence for letter in letters}


async def whole_input(nc: Client, sequence: int) -> Stored | None:
    """The input of a letter; None if it is no longer kept."""
    found = await next_after(nc, subjects.STREAM_IN, ">", sequence)
    return found if found is not None and found.seq == sequence else None


def letter_of(message: Stored) -> DeadMail:
    """The letter in a message of the log."""
    body: dict[str, Any] = orjson.loads(message.payload)
    return DeadMail(
        reason=str(body.get("reason", subjects.parse_dead(message.subject))),
        sentence=str(body.get("sentence", "")),
        subject=str(body.get("subject", "")),
        sequence=int(body["sequence"]),
        case_id=str(body.get("case_id", "")),
        size=int(body.get("size", 0)),
        head=base64.b64decode(body.get("head", "")),
        stored=message.headers.get(WRITTEN, message.stamp),
    )
