"""What one return says about a product: how the marketplace repacks it, and that too many come back (D-38, D-39)."""

from collections.abc import Iterator

from lifecycle.numbers.causes import cause_of
from lifecycle.numbers.recovery import Figures
from lifecycle.numbers.repackaging import LIKE_USED
from lifecycle.playbook.row import Fact, Option, Row
from lifecycle.playbook.view import View


def _is_repacked(view: View) -> bool:
    taken_back = any(case.channel == "AFN" for case in view.of("return"))
    return taken_back and not {str(reason) for reason in view.reasons}.isdisjoint(LIKE_USED)


def _repacking(view: View) -> Iterator[Option]:
    for sku, product in view.products.items():
        if product is None or not _may_matter(product.packaging, product.repackaging):
            continue
        yield Option(
            f"Switch the marketplace's repackaging off for {sku}, and recondition it yourself",
            (),
            None,
            "a brand in the marketplace's own carton looks used or fake to the next buyer (S2-14, S2-15)",
        )
    generic = [sku for sku, product in view.products.items() if product and product.packaging == "generic"]
    if generic:
        yield Option(f"Leave repackaging on for {', '.join(generic)}", (), None, "the packaging is generic")


def _may_matter(packaging: str | None, repackaging: bool | None) -> bool:
    return packaging != "generic" and repackaging is not False


def _unknown_packaging(view: View) -> Iterator[str]:
    for sku, product in view.products.items():
        missing = product.unknown("packaging", "repackaging") if product else ("the row itself",)
        if missing:
            yield f"the product sheet lacks {', '.join(missing)} of {sku}"


def _over(view: View) -> list[tuple[str, Figures]]:
    limit = view.market.value("return_rate_limit", view.now).decimal() / 100
    least = int(view.market.value("return_rate_units", view.now).decimal())
    found = ((each.sku, view.figures.get(each.sku)) for each in view.goods)
    return [
        (sku, figures)
        for sku, figures in found
        if figures and figures.returned >= least and (figures.return_rate.value or 0) > limit
    ]


def _by_main_reason(view: View) -> Iterator[Option]:
    for sku, figures in _over(view):
        reason = figures.main_reason or ""
        share = figures.by_reason[reason].value if reason in figures.by_reason else None
        why = f"{sku}: {share:.0%} of what comes back comes back as {reason}" if share else ""
        yield Option(cause_of(reason).words, (), None, why)
        product = view.product(sku)
        supplier = product.supplier if product and product.supplier else "the supplier (the product sheet names none)"
        yield Option(f"Negotiate a return allowance with {supplier}", (), None, "S2-08")
        yield Option(f"Take {sku} out of the catalogue", (), None, "where nothing else has helped (S2-07)")


def _rates(view: View) -> Iterator[str]:
    for sku, figures in _over(view):
        rate = figures.return_rate.value
        yield f"{sku}: {figures.returned} units came back, {rate:.1%} of those sent out"


CATALOGUE = (
    Row(
        "D-38",
        "used, the buyer says, of what the marketplace had repacked",
        ("return",),
        _is_repacked,
        _repacking,
        ("S2-13", "S2-14", "S2-15"),
        (Fact("whether its packaging is branded", lambda view: not any(_unknown_packaging(view))),),
        (),
        _unknown_packaging,
        (),
    ),
    Row(
        "D-39",
        "too many of these come back",
        ("return",),
        lambda view: bool(_over(view)),
        _by_main_reason,
        ("S0-22", "S0-23", "S1-25", "S2-07", "S2-08"),
        (Fact("the main reason", lambda view: all(figures.main_reason for _, figures in _over(view))),),
        (),
        _rates,
        (),
    ),
)
