"""Something is wrong with what came: damaged, broken, incomplete, the wrong thing, too hard to use (D-06 … D-11)."""

from collections.abc import Callable, Iterator

from events.codes import ReasonCode as Reason
from lifecycle.playbook.doing import PAID_BY_US, authorize, let_back, on_order, order_id, refund, replace_goods, say
from lifecycle.playbook.room import left
from lifecycle.playbook.row import Act, Fact, Option, Options, Row
from lifecycle.playbook.rows.wishes import PHOTOS, exchange, is_asked_if_at_all, keep_for_less, wants
from lifecycle.playbook.view import View

IN_TRANSIT = {Reason.DAMAGED_BY_CARRIER, Reason.DAMAGED_BY_FC}
BROKEN = {Reason.DAMAGED, Reason.JEWELRY_LOOSE_STONE}
WRONG = {Reason.SWITCHEROO, Reason.EXTRA_ITEM}
HARD = {Reason.EXCESSIVE_INSTALLATION}
NOT_THERE = {Reason.NEVER_ARRIVED, Reason.MISSING_PARTS}
PARCEL = Fact("photos of the parcel as well as of the goods", lambda view: view.has_photos)
WEIGHT = Fact("proof of what the parcel weighed", lambda view: False)
LABEL = Fact("the label of what came instead", lambda view: view.has_photos)
MODEL = Fact("the model, and where the buyer is stuck", lambda view: bool(view.words))
WHICH = Fact("which part is missing: an accessory or the main product", lambda view: bool(view.words))

Facts = tuple[Fact, ...]


def back_at_our_cost(view: View) -> Option | None:
    """The goods come back, and we pay for their way."""
    return let_back(view, "Let it come back at our cost and refund", "return_at_our_cost", PAID_BY_US)


def _damaged(view: View) -> Iterator[Option | None]:
    yield Option(
        "Apologise, and offer a new item or a part of the price",
        (),
        say(view, "transit_damage", view.ends("OWN-CHOICE")),
        "towards the buyer it is the seller's fault; open the claim with the carrier beside it",
        replace_goods(view),
    )
    yield keep_for_less(view, "keep_offer")
    yield back_at_our_cost(view)
    acts = on_order(view, "inquiry_opened", {}, "carrier", "inquiry")
    yield (
        Option("Open the claim with the carrier", acts, None, "with photos of the goods and of the parcel")
        if acts
        else None
    )


def _part(view: View) -> Iterator[Option | None]:
    yield Option("Send the missing part", (), say(view, "send_part", view.ends("OWN-RESHIP")), _source_of_parts(view))
    yield keep_for_less(view, "keep_offer")
    yield back_at_our_cost(view)


def _source_of_parts(view: View) -> str:
    told = view.products.values()
    if not told or any(product is None or product.spare_parts is None for product in told):
        return "the product sheet does not say whether there are spare parts (spare_parts)"
    if all(product and product.spare_parts for product in told):
        return "there are spare parts"
    return "no spare parts: take the part from a unit that cannot be sold (S4-11)"


def _main(view: View) -> Iterator[Option | None]:
    yield Option(
        "Ask: wait for a new shipment, or have the money back",
        (),
        say(view, "main_missing", view.ends("OWN-CHOICE"), arrival=view.ends("OWN-RESHIP")),
        "tell how long the way takes",
        replace_goods(view),
    )
    acts = refund(view, left(view), "full")
    yield Option("Refund", acts, say(view, "refund_announced")) if acts else None


def _wrong(view: View) -> Iterator[Option | None]:
    share = keep_for_less(view, "wrong_goods")
    do = "Offer in writing, 1-2-3: keep and get a part back; the right goods; back at our cost"
    yield share._replace(do=do) if share else None
    gift = say(view, "wrong_goods_gift", view.ends("OWN-CHOICE"))
    yield Option("Offer a gift, with pictures, and the goods are kept", (), gift)
    yield exchange(view, "exchange_offered", "seller's fault: no fee of any kind")
    yield back_at_our_cost(view)


def _guide(view: View) -> Iterator[Option | None]:
    manual = next((product.manual for product in view.products.values() if product and product.manual), None)
    why = "closed as resolved by advice only when the buyer agrees"
    if manual is None:
        why = f"the product sheet names no manual (manual): attach one; {why}"
    yield Option(
        "Send the manual or a guide in steps",
        authorize(view),
        say(view, "send_guide", manual=manual or ""),
        why,
        _resolved(view),
    )
    yield exchange(view)
    yield let_back(view, "Let it come back")


def _resolved(view: View) -> tuple[Act, ...]:
    data = {"reason": "resolved_by_advice", "note": f"The guide has helped, order {order_id(view)}."}
    cases = (case for case in view.open_returns if case.state in ("requested", "authorized"))
    return tuple(Act("return", case.id, "closed", data) for case in cases)


def _row(
    number: str, situation: str, reasons: set[Reason], options: Callable[[View], Options], *sources: str, facts: Facts
) -> Row:
    return Row(
        number,
        situation,
        ("return",),
        lambda view: wants(view, reasons),
        options,
        sources,
        facts,
        ("L9",),
        stands=is_asked_if_at_all,
    )


DAMAGE = (
    _row("D-06", "damaged on the way", IN_TRANSIT, _damaged, "S4-07", facts=(PHOTOS, PARCEL)),
    _row("D-07", "broken", BROKEN, _damaged, "S4-08", facts=(PHOTOS,)),
    _row("D-08", "an accessory is missing", {Reason.MISSING_PARTS}, _part, "S4-09", "S4-11", facts=(WHICH,)),
    _row("D-09", "the main product is missing", NOT_THERE, _main, "S4-09", "S4-10", facts=(WHICH, WEIGHT)),
    _row("D-10", "the wrong goods were sent", WRONG, _wrong, "S4-12", facts=(PHOTOS, LABEL)),
    _row("D-11", "the buyer cannot operate it", HARD, _guide, "S4-13", facts=(MODEL,)),
)
