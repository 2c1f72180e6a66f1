"""Taking an option: the events that it consists of, with the letter to the buyer as one of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lifecycle.conversations.case import Conversation
from lifecycle.playbook.advising import NoAdvice
from lifecycle.playbook.drafts import write
from lifecycle.playbook.row import Act, Advice, Letter, Option
from lifecycle.playbook.view import View

WORDS = ("text", "note")
"""The members of an event that a letter may fill."""


def chosen(advice: Advice, number: int) -> Option:
    """An option by its number; raises `NoAdvice` if there is none."""
    found = next((option for option in advice.options if option.number == number), None)
    if found is None:
        told = "; ".join(f"{option.number} {option.do}" for option in advice.options)
        raise NoAdvice(f"{advice.row.number} has no option {number} as the case stands; it has: {told}")
    return found


def draft(view: View, option: Option) -> str | None:
    """What to write to the buyer, in his language, `[…]` where a person's words go; None if nothing is to be told."""
    if option.letter is None:
        return None
    blanks = {name: f"[{name}]" for name in option.letter.asks}
    return write(_filled(option.letter, blanks), view.speaks, view.market)


def to_be_given(option: Option, act: Act) -> tuple[str, ...]:
    """The members of an event that a person still has to give: not the words that the letter is."""
    own = next((name for name in act.asks if name in WORDS), None) if option.letter else None
    return tuple(name for name in act.asks if name != own)


def taken(view: View, option: Option, given: Mapping[str, Any], *, agreed: bool = False) -> tuple[Act, ...]:
    """The events of an option, complete; `given` are members that a person adds, `agreed`: the buyer has accepted it.

    Raises `NoAdvice` with what is still to be given, or if there is nothing to be done by event.
    """
    if agreed:
        acts: Sequence[Act] = option.agreed
    else:
        option, given = _told(option, given)
        acts = [*_worded(option.acts, draft(view, option)), *_reply(view, option)]
    if not acts:
        what = "nothing is to be done by event once the buyer agrees" if agreed else _by_hand(option)
        raise NoAdvice(f"{view.case.kind} {view.case.id}: {option.do}: {what}")
    return tuple(_completed(acts, given))


def _told(option: Option, given: Mapping[str, Any]) -> tuple[Option, Mapping[str, Any]]:
    """The option with its letter complete, and what was given besides the words that the letter asks for."""
    letter = option.letter
    if letter is None:
        return option, given
    if missing := [f"--{name}" for name in letter.asks if name not in given]:
        raise NoAdvice(f"{option.do}: the letter needs {', '.join(missing)} from you")
    rest = {name: value for name, value in given.items() if name not in letter.asks}
    return option._replace(letter=_filled(letter, given)), rest


def _filled(letter: Letter, given: Mapping[str, Any]) -> Letter:
    return letter._replace(values={**letter.values, **{name: given[name] for name in letter.asks}}, asks=())


def _by_hand(option: Option) -> str:
    if option.letter is None:
        return "nothing of it is an event: do it, and tell what came of it"
    return (
        "no conversation of this order is known that is open: send the draft in the marketplace's messages, "
        "then tell `sent`"
    )


def _worded(acts: Sequence[Act], words: str | None) -> Iterator[Act]:
    for act in acts:
        member = next((name for name in act.asks if name in WORDS), None)
        if words is None or member is None:
            yield act
        else:
            asks = tuple(name for name in act.asks if name != member)
            yield act._replace(data={**act.data, member: words}, asks=asks)


def _reply(view: View, option: Option) -> Iterator[Act]:
    """The letter as a reply in the thread with the buyer, unless one of the acts carries it."""
    thread, letter = view.thread, option.letter
    if thread is not None and letter is not None and not _is_carried(option):
        yield Act("conversation", thread.id, "reply_requested", _reply_data(view, thread, letter))


def _is_carried(option: Option) -> bool:
    return any(name in WORDS for act in option.acts for name in act.asks)


def is_left_to_a_person(view: View, option: Option) -> bool:
    """Whether the option has a letter to the buyer that none of its events brings him."""
    to_buyer = option.letter is not None and "order_id" in option.letter.values
    return to_buyer and view.thread is None and not _is_carried(option)


def _reply_data(view: View, thread: Conversation, letter: Letter) -> dict[str, Any]:
    text = write(letter, view.speaks, view.market)
    _insist_on_news(view, thread, text)
    data = {"key": f"advice-{thread.id}-{len(thread.replies) + 1}", "text": text, "language": view.speaks}
    if letter.promised_by is None:
        return data
    return {**data, "interim": True, "promised_by": letter.promised_by.isoformat()}


def _insist_on_news(view: View, thread: Conversation, text: str) -> None:
    """The same letter is not sent twice, unless it could not be sent or the buyer has written since."""
    failed = {reply.key for reply in thread.replies if reply.failed_at is not None and reply.sent_at is None}
    for saying in (*view.said, *view.spoken):
        same = saying.event == "reply_requested" and saying.data.get("text") == text
        news = any(message.at > saying.at for message in thread.messages)
        if same and not news and saying.data.get("key") not in failed:
            at = saying.at.isoformat(timespec="minutes")
            raise NoAdvice(
                f"conversation {thread.id}: this very letter was asked to be sent at {at}, and nothing came since"
            )


def _completed(acts: Sequence[Act], given: Mapping[str, Any]) -> Iterator[Act]:
    left = dict(given)
    for act in acts:
        added = {name: left.pop(name) for name in act.asks if name in left}
        over = {name: left.pop(name) for name in tuple(left) if name in act.data}
        missing = [name for name in act.asks if name not in added]
        if missing:
            wanted = ", ".join(f"--{name}" for name in missing)
            raise NoAdvice(f"{act.kind} {act.case_id}: {act.event} needs {wanted} from you")
        yield act._replace(data={**act.data, **over, **added}, asks=())
    if left:
        raise NoAdvice(f"{', '.join(left)}: no event of this option takes that")
