"""Feedback that is worth an answer (D-33 … D-36)."""

from collections.abc import Callable, Iterator

from lifecycle.engine.case import Deadline
from lifecycle.feedback.case import Feedback
from lifecycle.feedback.criteria import is_fulfilment_complaint, open_verdicts
from lifecycle.feedback.replying import awaited
from lifecycle.playbook.doing import close_with, say, tell
from lifecycle.playbook.row import Fact, Letter, Option, Row
from lifecycle.playbook.view import View

CLASSIFIED = Fact("what the comment is about, as a person has classified it", lambda view: bool(view.case.criteria))
CAUSE = Fact("the cause", lambda view: view.case.cause is not None)
WORKED = ("open", "buyer_contacted", "resolved", "change_asked")


def _asking_for(effect: str) -> Callable[[View], bool]:
    return lambda view: any(found.effect == effect for found in open_verdicts(view.case))


def _request(effect: str) -> Callable[[View], Iterator[Option | None]]:
    def options(view: View) -> Iterator[Option | None]:
        for found in open_verdicts(view.case):
            if found.effect == effect:
                acts = tell(view, "removal_requested", {"criterion": found.criterion})
                yield Option(f"Ask for its {effect}: {found.criterion}", acts, None, f"{found.why}; one request, once")

    return options


def _is_real(view: View) -> bool:
    case: Feedback = view.case
    return case.is_bad and case.state in WORKED and not is_fulfilment_complaint(case)


def _solve(view: View) -> Iterator[Option | None]:
    case: Feedback = view.case
    if case.resolved_at is not None:
        words = close_with(view, "feedback_mention")
        mention = Option("Mention that he may update it", tell(view, "change_asked"), words, "solved first, then asked")
        yield None if case.asks or case.changes else mention
    else:
        acts = tell(view, "buyer_contacted", {"channel": "message"})
        letter = say(view, "feedback_contact")
        yield Option("Contact the buyer, understand, solve", acts, letter, "within 24 to 48 hours; no voucher for it")
    yield from _reply(view)


def _reply(view: View) -> Iterator[Option | None]:
    case: Feedback = view.case
    if not case.is_replied and case.reply_deleted_at is None and awaited(case) is None:
        key = f"advice-{case.id}-{len(case.replies) + 1}"
        acts = tell(view, "reply_requested", {"key": key}, "text")
        yield Option(
            "Reply in public",
            acts,
            Letter("public_reply", {}, None),
            "it cannot be edited, and not be given twice (B-39)",
        )


def _closing(case: Feedback) -> Deadline | None:
    return next((each for each in case.deadlines if each.name == "F-CHANGE" and not each.missed), None)


def _ends_soon(view: View) -> bool:
    window = _closing(view.case)
    soon = window is not None and (window.due_at - view.now).days <= SOON and window.due_at > view.now
    return soon and view.case.is_bad and view.case.state in WORKED and view.case.resolved_at is not None


SOON = 10
"""Days before the end of the window from which it is worth a last note."""


def _last_note(view: View) -> Iterator[Option | None]:
    words = close_with(view, "feedback_last_note")
    note = Option("One last polite note", tell(view, "change_asked"), words, "one reminder at most, no pressure")
    yield note if view.case.asks < 2 and not view.case.changes and not view.followed("D-36") else None
    yield from _reply(view)


def _left(view: View) -> Iterator[str]:
    window = _closing(view.case)
    if window is not None:
        yield f"the buyer can change it for {max((window.due_at - view.now).days, 0)} days more (B-37)"


def _is_alive(view: View) -> bool:
    return view.case.is_bad and view.case.state in WORKED


FEEDBACK = (
    Row(
        "D-33",
        "bad feedback that the marketplace removes",
        ("feedback",),
        _asking_for("removal"),
        _request("removal"),
        ("S1-11", "B-38"),
        (CLASSIFIED,),
        ("L1",),
        on_request=(),
        stands=_is_alive,
    ),
    Row(
        "D-34",
        "bad feedback about what the marketplace did itself",
        ("feedback",),
        _asking_for("strike-through"),
        _request("strike-through"),
        ("S1-12",),
        (Fact("who fulfilled the order", lambda view: view.case.channel is not None),),
        ("L1",),
        on_request=(),
        stands=_is_alive,
    ),
    Row(
        "D-35",
        "bad feedback with a real problem behind it",
        ("feedback",),
        _is_real,
        _solve,
        ("S1-13", "S1-15", "B-39"),
        (CAUSE,),
        ("L1",),
        _left,
        on_request=(),
        stands=_is_alive,
    ),
    Row(
        "D-36",
        "the window for changing feedback closes",
        ("feedback",),
        _ends_soon,
        _last_note,
        ("S1-14", "B-37"),
        (),
        ("L1",),
        _left,
        on_request=(),
        stands=_is_alive,
    ),
)
