"""Messages that may need no answer (D-37)."""

import re
from collections.abc import Iterator
from typing import Final

from lifecycle.playbook.doing import say, tell
from lifecycle.playbook.row import Fact, Option, Row
from lifecycle.playbook.view import View

THANKS: Final = re.compile(
    r"\b(thank(s| you)|thx|grazie|ringrazi\w*|merci|remerci\w*|danke\w*|dank|gracias|agradezco|dzi[eę]k\w*)\b",
    re.IGNORECASE,
)
BUT: Final = re.compile(
    r"\b(but|however|not?|never|nothing|ma|però|non|niente|mais|pas|rien|aber|nicht|kein\w*|nichts|pero|nada|ale|nie|nic)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
LONGEST: Final = 120
"""Characters of a message that merely says thank you."""


def is_thanks(words: str) -> bool:
    """Whether a message says thank you and asks nothing: short, with a word of thanks, no question, and no but."""
    thanked = THANKS.search(words) is not None and BUT.search(words) is None
    return len(words) <= LONGEST and "?" not in words and thanked


def _needs_none(view: View) -> bool:
    waiting = view.case.unanswered
    texts = list(_texts(view))
    thanks = len(texts) == len(waiting) and all(map(is_thanks, texts))
    return bool(waiting) and (thanks or all(message.doubtful for message in waiting))


def _texts(view: View) -> Iterator[str]:
    """What the messages say that wait for an answer: all of them would be marked."""
    moments = {message.at for message in view.case.unanswered}
    for saying in view.told("received"):
        if saying.at in moments and saying.data.get("from", "buyer") == "buyer":
            yield saying.data.get("text") or ""


def _mark(view: View) -> Iterator[Option]:
    acts = tell(view, "marked_no_reply", {"reason": "no answer is needed"})
    yield Option("Mark it as needing no answer", acts, None, "a person decides that, never a rule (S3-38)")
    yield Option("Answer all the same", (), say(view, "interim"))


MESSAGES = (
    Row(
        "D-37",
        "a message that may need no answer",
        ("conversation",),
        _needs_none,
        _mark,
        ("S3-38",),
        (Fact("what the message says", lambda view: all(_texts(view))),),
    ),
)
