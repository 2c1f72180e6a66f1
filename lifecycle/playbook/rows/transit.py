"""The goods are on their way to the buyer, or should be (D-21, D-22, D-23, D-25)."""

from collections.abc import Iterator
from dataclasses import replace

from lifecycle.orders.parcels import awaited
from lifecycle.playbook.doing import authorize, on_order, refund, say
from lifecycle.playbook.room import left
from lifecycle.playbook.row import Fact, Letter, Option, Row
from lifecycle.playbook.view import View

UNDER_WAY = ("shipped", "partially_shipped", "delayed", "reshipped")
TRACKING = Fact("the newest status of the tracking", lambda view: any(view.told("inquiry_answered")))
CARRIER = Fact("the carrier's answer", lambda view: any(view.told("inquiry_answered", "lost")))
PRICE = Fact("what the goods are worth", lambda view: view.is_cheap is not None)


def _is_long(view: View) -> bool:
    order = view.order
    if order is None or order.state not in UNDER_WAY or not order.parcels:
        return False
    late = order.delayed_at is not None or order.overdue_at is not None
    blind = any(parcel.tracking is None for parcel in awaited(order.parcels))
    waiting = any(thread.unanswered for thread in view.of("conversation"))
    return late or (blind and waiting)


def _inform(view: View) -> Iterator[Option | None]:
    yield Option(
        "Apologise, tell the newest status, and by when he hears more",
        on_order(view, "buyer_told", {"about": "delay"}),
        say(view, "transit_status", tracking=_tracking(view)),
        "ask the carrier at once, and keep the buyer informed (S4-27)",
    )
    inquiry = on_order(view, "inquiry_opened", {}, "carrier", "inquiry")
    yield Option("Open an inquiry with the carrier", inquiry)
    yield from _again_or_money(view, "transit_choice")


def _again_or_money(view: View, draft: str) -> Iterator[Option | None]:
    letter = say(view, draft, view.ends("OWN-CHOICE"), arrival=view.ends("OWN-RESHIP"))
    yield Option("Offer to send it again or to refund, and let the buyer choose", (), letter, "", ())
    yield _refund(view)


def _refund(view: View, why: str = "") -> Option | None:
    """The money back on the order itself: no return is the matter."""
    order = view.order
    about = replace(view, case=order, family=(view.case, *view.family)) if order else view
    acts = refund(about, left(about), "full")
    return Option("Refund now", acts, say(view, "refund_announced"), why) if acts else None


def _tracking(view: View) -> str:
    parcels = awaited(view.order.parcels) if view.order else ()
    return ", ".join(f"{each.carrier or ''} {each.tracking}".strip() for each in parcels if each.tracking)


def _claimable(view: View) -> Iterator[str]:
    order = view.order
    if order is None or order.latest_delivery_at is None:
        yield "the latest day of delivery is not known, so nobody can say from when a claim is possible (B-23)"
        return
    from_ = view.market.ends("B-23-MISSING", order.latest_delivery_at)
    if from_ is not None:
        verb = "is possible since" if from_ <= view.now else "becomes possible at"
        yield f"a claim for goods not received {verb} {from_.isoformat(timespec='minutes')} (B-23)"


def _lost(view: View) -> Iterator[Option | None]:
    yield from _again_or_money(view, "lost_choice")
    yield Option("Claim from the carrier", on_order(view, "inquiry_opened", {}, "carrier", "inquiry"))


def _is_cancelled_late(view: View) -> bool:
    order = view.order
    return order is not None and order.asked is not None and order.asked.is_open and bool(order.parcels)


def _refuse(view: View) -> Iterator[Option | None]:
    yield Option(
        "Ask him to refuse the parcel, and refund when it is back",
        on_order(view, "cancel_refused", {"reason": "the parcel is on its way"}),
        say(view, "refuse_parcel"),
        "ask for his reason first",
    )
    yield _refund(view, "early where a bad review is to be feared")
    yield Option("Let it arrive and come back as a return", authorize(view), _authorized(view))


def _authorized(view: View) -> Letter | None:
    """What is said of a return that is authorized with it; of one that nobody has asked for there is nothing to say."""
    return say(view, "return_authorized") if authorize(view) else None


def _asks_address(view: View) -> bool:
    return view.order is not None and view.order.address_asked_at is not None and bool(view.order.parcels)


def _address(view: View) -> Iterator[Option | None]:
    yield Option(
        "Ask the marketplace and the carrier whether it can still be redirected",
        (),
        say(view, "address_asked"),
        "tell the buyer in time if not",
    )
    explain = Option(
        "Explain that it cannot be changed",
        on_order(view, "address_change_answered", {"accepted": False}),
        say(view, "address_kept"),
        "expensive goods are not sent twice",
    )
    again = Option(
        "Send it again to the right address, if the parcel is lost to him",
        (),
        say(view, "lost_choice", view.ends("OWN-CHOICE"), arrival=view.ends("OWN-RESHIP")),
        "cheap goods: it lowers the risk of a bad review",
    )
    yield from (again if view.is_cheap else None, explain)


TRANSIT = (
    Row(
        "D-21",
        "long on the way",
        ("order",),
        _is_long,
        _inform,
        ("S4-24", "S4-25", "S4-27", "S3-11", "S3-12"),
        (TRACKING,),
        ("L3",),
        _claimable,
    ),
    Row("D-22", "lost on the way", ("order",), lambda view: view.case.state == "lost", _lost, ("S4-26",), (CARRIER,)),
    Row(
        "D-23",
        "the buyer cancels after it was shipped",
        ("order",),
        _is_cancelled_late,
        _refuse,
        ("S4-28", "S4-29"),
        (
            Fact(
                "why he cancels",
                lambda view: any(saying.data.get("reason") for saying in view.told("cancel_requested")),
            ),
        ),
    ),
    Row(
        "D-25",
        "another address is wanted after it was shipped",
        ("order",),
        _asks_address,
        _address,
        ("S4-32", "S3-06"),
        (PRICE,),
    ),
)
