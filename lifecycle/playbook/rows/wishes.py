"""The buyer wants to send something back: help, an exchange, or keeping it for less (D-01 … D-05)."""

from collections.abc import Iterator

from events.codes import ReasonCode as Reason
from lifecycle.playbook.doing import PAID_BY_US, authorize, let_back, money, refund, replace_goods, say
from lifecycle.playbook.room import left
from lifecycle.playbook.row import Fact, Option, Row
from lifecycle.playbook.view import View
from lifecycle.returns.window import in_policy

FAULTY = {Reason.DEFECTIVE, Reason.QUALITY_UNACCEPTABLE, Reason.NOT_AS_DESCRIBED}
UNCLEAR = {*FAULTY, Reason.UNKNOWN_OTHER_REASON}
UNWANTED = {
    Reason.UNWANTED_ITEM,
    Reason.FOUND_BETTER_PRICE,
    Reason.ORDERED_WRONG_ITEM,
    Reason.MISORDERED,
    Reason.NO_REASON_GIVEN,
}
UNSATISFIED = {
    Reason.POOR_FIT,
    Reason.APPAREL_TOO_SMALL,
    Reason.APPAREL_TOO_LARGE,
    Reason.APPAREL_STYLE,
    Reason.DID_NOT_LIKE_FABRIC,
    Reason.PRODUCT_NOT_ITALIAN,
    Reason.NOT_COMPATIBLE,
    Reason.PART_NOT_COMPATIBLE,
}
PHOTOS = Fact("photos or a video of what is wrong", lambda view: view.has_photos)
ORDER = Fact("the order itself: what was bought, when, for how much", lambda view: view.order is not None)


def is_asked(view: View) -> bool:
    """Whether the goods are still with the buyer and nothing is settled."""
    return any(case.state in ("requested", "authorized", "expired") for case in view.of("return"))


def is_asked_if_at_all(view: View) -> bool:
    """Whether a wish to send something back can still be the matter: no return is known, or one with the buyer."""
    return is_asked(view) or not view.of("return")


def is_late(view: View) -> bool:
    """Whether a request waits for an answer that is known to be out of policy: that comes first (D-14)."""
    return any(case.state == "requested" and in_policy(case) is False for case in view.of("return"))


def wants(view: View, reasons: set[Reason]) -> bool:
    """Whether the buyer still has the goods and wants them back for one of these reasons."""
    return is_asked(view) and not view.reasons.isdisjoint(reasons)


def keep_for_less(view: View, draft: str) -> Option | None:
    """The buyer keeps the goods and gets a part of the price back, if anything is left of it."""
    share = min(view.share(view.market.value("keep_share", view.now).decimal()), left(view))
    agreed = refund(view, share, "keep_item")
    if not agreed:
        return None
    letter = say(view, draft, view.ends("OWN-CHOICE"), amount=money(view, share))
    do = f"Offer {money(view, share)} back and the goods are kept"
    return Option(do, (), letter, "most buyers accept (S4-05)", agreed)


def exchange(view: View, draft: str = "exchange_offered", why: str = "") -> Option | None:
    """Other goods instead, once the buyer has said that he wants them; None if they are on their way."""
    agreed = replace_goods(view)
    letter = say(view, draft, view.ends("OWN-CHOICE"))
    return Option("Offer an exchange", (), letter, why, agreed) if agreed else None


def _help(view: View) -> Iterator[Option | None]:
    yield Option(
        "Offer help to get it working, and authorize the return beside it",
        authorize(view),
        say(view, "offer_help"),
        "help never delays the answer to the request (B-01)",
    )
    yield exchange(view)
    yield let_back(view, "Let it come back")


def _admit(view: View) -> Iterator[Option | None]:
    yield Option(
        "Admit the defect and exchange at our cost",
        authorize(view, PAID_BY_US),
        say(view, "admit_defect", view.ends("OWN-CHOICE")),
        "if he insists on his money: refund",
        replace_goods(view),
    )
    yield let_back(view, "Refund in full, the way back at our cost", "return_at_our_cost", PAID_BY_US)
    yield keep_for_less(view, "keep_offer")


def _explain(view: View) -> Iterator[Option | None]:
    why = "one attempt only: the next wish for money is answered with money"
    yield None if view.followed("D-03") else exchange(view, "explain_exchange", why)
    yield let_back(view, "Let it come back and refund")


def _keep_or_return(view: View) -> Iterator[Option | None]:
    yield keep_for_less(view, "keep_offer")
    yield let_back(view, "Let it come back", why="by B-20 the buyer pays the way")


def _clarify(view: View) -> Iterator[Option | None]:
    yield Option(
        "Ask which difference it is, with numbered choices",
        (),
        say(view, "clarify_difference", view.ends("OWN-CHOICE")),
        "the answer shows whether the listing is wrong (S0-22)",
    )
    yield exchange(view)
    yield keep_for_less(view, "keep_offer")
    yield let_back(view, "Let it come back")


WISHES = (
    Row(
        "D-01",
        "a return because it does not work",
        ("return",),
        lambda view: wants(view, {Reason.DEFECTIVE}) and not view.has_photos,
        _help,
        ("S0-03", "S4-13", "B-01"),
        (PHOTOS, ORDER, Fact("whether the manual was read", lambda view: bool(view.words))),
        ("L3",),
        stands=is_asked_if_at_all,
    ),
    Row(
        "D-02",
        "a defect of quality that photos show",
        ("return",),
        lambda view: wants(view, FAULTY) and view.has_photos,
        _admit,
        ("S4-02",),
        (PHOTOS,),
        ("L9",),
        stands=is_asked_if_at_all,
    ),
    Row(
        "D-03",
        "money is wanted, and the defect is not clear",
        ("return",),
        lambda view: wants(view, UNCLEAR) and not view.has_photos,
        _explain,
        ("S4-03",),
        (PHOTOS, Fact("the reason in the buyer's words", lambda view: bool(view.words))),
        stands=is_asked_if_at_all,
    ),
    Row(
        "D-04",
        "changed his mind, the goods are unopened",
        ("return",),
        lambda view: wants(view, UNWANTED) and not is_late(view),
        _keep_or_return,
        ("S4-04", "S4-05", "B-20"),
        (Fact("whether it was opened", lambda view: bool(view.words)),),
        ("L7", "L9"),
        lambda view: (
            ("the law lets him withdraw: to keep it is an offer, the return stays open",) if view.may_withdraw else ()
        ),
        stands=is_asked_if_at_all,
    ),
    Row(
        "D-05",
        "not satisfied: size, colour, style",
        ("return",),
        lambda view: wants(view, UNSATISFIED) and not is_late(view),
        _clarify,
        ("S4-06", "S0-22"),
        (Fact("which difference it is", lambda view: bool(view.words)),),
        ("L4",),
        stands=is_asked_if_at_all,
    ),
)
