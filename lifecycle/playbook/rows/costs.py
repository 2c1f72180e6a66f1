"""What the way back costs, who is late, and what of the shipping is owed (D-12, D-13, D-14, D-24)."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from lifecycle.playbook.doing import authorize, close_with, let_back, money, refund, say
from lifecycle.playbook.room import left
from lifecycle.playbook.row import Act, Fact, Option, Row
from lifecycle.playbook.rows.wishes import UNWANTED, is_asked, is_asked_if_at_all, is_late, keep_for_less
from lifecycle.playbook.view import LAWFUL, ZERO, View
from lifecycle.returns.case import Return
from lifecycle.returns.returnless import Weighed, payer, weighed
from lifecycle.returns.window import in_policy

HUNDRED = Decimal(100)
OUT = "the request came after the end of the return window"


def _weighed(view: View) -> Weighed | None:
    """What the return costs against what it brings, by the rules of the day of the order (B-22)."""
    case = next((case for case in view.of("return") if case.requested_at and case.requested_at <= view.now), None)
    if case is None:
        return None
    return weighed(case, view.market, case.ordered_at or case.said_ordered_at or case.requested_at)


def _is_dear(view: View) -> bool:
    """Whether the way back is known to cost more than the goods brought, or the share from which rules let them go."""
    found = _weighed(view)
    if found is None or found.share is None or not is_asked(view):
        return False
    return found.share >= min(view.market.value("returnless_label_share", view.now).decimal(), HUNDRED)


def _keep(view: View) -> Iterator[Option | None]:
    acts = refund(view, left(view), "keep_item")
    letter = close_with(view, "keep_full_refund", amount=money(view, left(view)))
    why = "once a buyer: watch who asks for it often"
    yield Option("Refund in full, and the goods are kept", acts, letter, why) if acts else None
    yield let_back(view, "Let it come back all the same")


def _arithmetic(view: View) -> Iterator[str]:
    found = _weighed(view)
    if found is not None:
        label = "not known" if found.label is None else f"{found.label} {found.currency}"
        payer = f"the {found.payer}" if found.payer else "nobody can say who"
        worth = f"worth {found.refund} {found.currency}"
        yield f"{worth}; the way back costs {label}, and {payer} pays it (B-20): {found.reason}"


def _costs_buyer_much(view: View) -> bool:
    found = _weighed(view)
    if found is None or found.label is None or found.payer != "buyer" or not is_asked(view):
        return False
    return found.label >= found.refund > ZERO


def _inform(view: View) -> Iterator[Option | None]:
    found = _weighed(view)
    share = min(view.share(view.market.value("keep_share", view.now).decimal()), left(view))
    agreed = refund(view, share, "keep_item")
    if found is None or found.label is None or not agreed:
        return
    values = {"cost": money(view, found.label), "amount": money(view, share)}
    yield Option(
        "Tell the buyer what the way back costs, and offer a credit or a cheaper label",
        authorize(view),
        say(view, "inform_label_cost", view.ends("OWN-CHOICE"), **values),
        "he must know the cost before he sends it (S0-18)",
        agreed,
    )


def _decline(view: View) -> Iterator[Option | None]:
    case = next((case for case in view.open_returns if case.state == "requested"), None)
    if case is not None and _may_be_declined(view, case):
        yield Option(
            "Decline, politely, with the reason",
            (Act("return", case.id, "declined", {"reason": OUT}, ("note",)),),
            close_with(view, "decline_out_of_window"),
            "check the holiday window first; a claim may follow",
        )
    else:
        yield None
    yield let_back(view, "Let it come back out of goodwill")
    yield keep_for_less(view, "keep_offer")


def _may_be_declined(view: View, case: Return) -> bool:
    """Whether the request is known to be late (L8), by the law as well (L7), and nothing is wrong with the goods."""
    if in_policy(case) is not False or payer(case, view.market) == "seller":
        return False
    delivered = case.order_delivered_at or case.said_delivered_at
    until = view.market.ends(LAWFUL, delivered) if delivered and view.may_withdraw else None
    lawful = until is not None and case.requested_at is not None and case.requested_at < until
    return not (case.withdrawal or lawful)


def _window(view: View) -> Iterator[str]:
    for case in view.of("return"):
        if case.withdrawal:
            yield "the buyer has withdrawn as the law allows: that window is another one, and must not be refused (L7)"
        elif case.window == "undetermined":
            yield "by the dates that are known nobody can say whether it is late: the source said so"
        if payer(case, view.market) == "seller":
            yield "what is wrong with the goods is the seller's matter also after the window: see the warranty"


def _wants_shipping(view: View) -> bool:
    shipping = view.order.shipping_paid if view.order else None
    return bool(shipping) and not view.reasons.isdisjoint(UNWANTED) and (is_asked(view) or _is_back(view))


def _is_back(view: View) -> bool:
    return any(case.state in ("received", "inspected") for case in view.of("return"))


def _shipping(view: View) -> Iterator[Option | None]:
    shipping = (view.order.shipping_paid if view.order else None) or ZERO
    if not shipping:
        return  # nobody has paid any, or nobody knows
    goods = min(view.worth, left(view))
    keep = Option(
        "Explain, and leave the domestic part of the shipping out of the refund",
        refund(view, goods, "full") if _is_back(view) else (),
        say(view, "deduct_shipping", amount=money(view, goods), shipping=money(view, shipping)),
        "patiently, without a quarrel: he may come back (S4-30)",
    )
    acts = (*refund(view, goods, "full"), *_shipping_back(view, goods)) if _is_back(view) else authorize(view)
    pay = Option(
        f"Refund {money(view, goods + shipping)}, the standard way to the buyer included",
        acts,
        say(view, "refund_announced" if _is_back(view) else "return_authorized"),
        "whoever withdraws by law gets the standard outbound shipping back (B-14)",
    )
    yield from (pay,) if _withdraws(view) else (keep, pay)


def _shipping_back(view: View, goods: Decimal) -> tuple[Act, ...]:
    """The shipping is refunded on the order, beside the goods: the price of a return is that of its goods alone."""
    order = view.order
    if order is None:
        return ()
    about = replace(view, case=order, family=(view.case, *view.family))
    return refund(about, min(order.shipping_paid or ZERO, left(about) - goods), "partial")


def _withdraws(view: View) -> bool:
    """Whether the buyer stands on his legal right: where there is one, a changed mind within it is just that (L7)."""
    said = any(case.withdrawal for case in view.of("return"))
    return said or (view.may_withdraw and not any(in_policy(case) is False for case in view.of("return")))


DATES = Fact("when it was ordered and delivered", lambda view: any(c.order_delivered_at for c in view.of("return")))
QUOTE = Fact("what the label costs", lambda view: bool((found := _weighed(view)) and found.label is not None))
SHIPPING = Fact("what was paid for shipping", lambda view: bool(view.order and view.order.shipping_paid is not None))
COSTS = (
    Row(
        "D-12",
        "the way back costs more than the goods are worth",
        ("return",),
        _is_dear,
        _keep,
        ("S0-17", "B-20", "B-22"),
        (QUOTE,),
        ("L9",),
        _arithmetic,
        stands=is_asked_if_at_all,
    ),
    Row(
        "D-13",
        "the buyer would pay for the way more than he gets back",
        ("return",),
        _costs_buyer_much,
        _inform,
        ("S0-18", "B-20"),
        (QUOTE,),
        ("L7", "L9"),
        _arithmetic,
        stands=is_asked_if_at_all,
    ),
    Row(
        "D-14",
        "a request out of policy",
        ("return",),
        is_late,
        _decline,
        ("S0-14", "S0-15"),
        (DATES,),
        ("L7", "L8"),
        _window,
        stands=is_asked_if_at_all,
    ),
    Row(
        "D-24",
        "everything back, shipping included, after a change of mind",
        ("return",),
        _wants_shipping,
        _shipping,
        ("S4-30", "B-14"),
        (SHIPPING,),
        ("L7", "L9"),
        stands=lambda view: is_asked_if_at_all(view) or _is_back(view),
    ),
)
