"""Goods that fail under warranty: a new one, a repair, or a part of the price (D-19, D-20)."""

from collections.abc import Callable, Iterable, Iterator

from lifecycle.playbook.doing import money, refund, replace_goods, say
from lifecycle.playbook.room import left
from lifecycle.playbook.row import Fact, Option, Row
from lifecycle.playbook.rows.wishes import FAULTY, is_asked_if_at_all, wants
from lifecycle.playbook.view import View
from lifecycle.products.warranty import Limits, Remedy, ends_on, remedy
from lifecycle.returns.window import in_policy


def _remedies(view: View) -> list[Remedy]:
    limits = Limits(view.amount("cheap_below"), view.currency, view.market.value("light_below", view.now).decimal())
    return [remedy(product, limits) for product in view.products.values() if product]


def _covered(view: View) -> bool:
    """Whether goods fail after the return window, and within their warranty as far as anybody knows."""
    late = any(in_policy(case) is False for case in view.of("return"))
    return late and wants(view, FAULTY) and not _is_over(view)


def _is_over(view: View) -> bool:
    bought = next((at for case in view.of("return") if (at := case.ordered_at or case.said_ordered_at)), None)
    if bought is None:
        return False
    day, today = view.market.calendar.day_of(bought), view.market.calendar.day_of(view.now)
    ends = [ends_on(product, day) for product in view.products.values() if product]
    return bool(ends) and all(end is not None and end < today for end in ends)


def _offers(offer: str) -> Callable[[View], bool]:
    return lambda view: _covered(view) and any(each.offer in (offer, "unknown") for each in _known_or_not(view))


def _known_or_not(view: View) -> Iterable[Remedy]:
    return _remedies(view) or [Remedy("unknown", ("the row itself",))]


def _new(view: View) -> Iterator[Option | None]:
    acts = replace_goods(view)
    if acts:
        yield Option("Send a new one; the old one need not come back", acts, say(view, "warranty_new"))


def _repair(view: View) -> Iterator[Option | None]:
    share = min(view.share(view.market.value("keep_share", view.now).decimal()), left(view))
    agreed = refund(view, share, "keep_item")
    if agreed:
        letter = say(view, "warranty_choice", view.ends("OWN-CHOICE"), amount=money(view, share))
        why = "large, heavy or expensive goods: a repair partner whom you trust, or your own repair point (S4-23)"
        yield Option("Offer a repair or a part of the price", (), letter, why, agreed)


def _unknown(view: View) -> Iterator[str]:
    for each in _known_or_not(view):
        if each.unknown:
            yield f"the product sheet lacks {', '.join(each.unknown)}: whether it is cheap and small is not known"
    if any(product and product.warranty_months is None for product in view.products.values()):
        yield "the product sheet lacks warranty_months: whether it is under warranty is not known"


PRICE = Fact("what it costs, and what it weighs", lambda view: all(not each.unknown for each in _known_or_not(view)))
WARRANTY = (
    Row(
        "D-19",
        "under warranty, cheap and small",
        ("return",),
        _offers("send_new"),
        _new,
        ("S4-23",),
        (PRICE,),
        (),
        _unknown,
        stands=is_asked_if_at_all,
    ),
    Row(
        "D-20",
        "under warranty, large or expensive",
        ("return",),
        _offers("repair_or_part_refund"),
        _repair,
        ("S4-23",),
        (PRICE,),
        ("L9",),
        _unknown,
        stands=is_asked_if_at_all,
    ),
)
