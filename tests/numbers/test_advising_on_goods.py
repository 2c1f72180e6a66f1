"""What the figures of goods advise, each with the figure behind it; what is not known advises nothing."""

from msgspec.structs import replace

from lifecycle.numbers.advice import Ground, advised, bounds_of
from lifecycle.numbers.recovery import recovery
from lifecycle.policy.compile import shipped_pack
from tests.covers import covers
from tests.lifecycle.language import DAY, hour
from tests.numbers.test_recovering_value import ALL, MUG, SHEET, line, resold, returned

CUP = MUG._replace(sku="CUP")


def advice(cases, sent, unscanned=()):
    at = hour(90 * DAY)
    figures = recovery(cases, SHEET, sent, unscanned=unscanned)
    return advised(Ground(figures, cases, cases, SHEET, bounds_of(shipped_pack().market("amazon.it"), at), at))


def several(count, *afterwards, **more):
    return [replace(returned(*afterwards, **more), id=f"R-{number}") for number in range(count)]


def found(pieces, code):
    return [piece for piece in pieces if piece.advice == code]


@covers("S2-07")
def test_goods_that_come_back_too_often_and_bring_too_little_leave_the_catalogue():
    gone = several(3, grade="defective", disposition="dispose", lines=(line(reason="CR-DEFECTIVE"),))
    pieces = advice(gone, {MUG: 20, ALL: 20})
    [delist] = found(pieces, "delist")
    assert (delist.name, delist.figure, delist.value, delist.cases) == ("MUG", "recovery", 0, ("R-0", "R-1", "R-2"))
    assert [piece.advice for piece in pieces[:2]] == ["look_into_quality", "delist"]


def test_below_the_least_number_of_units_a_share_advises_nothing():
    assert advice(several(2, grade="defective", disposition="dispose"), {MUG: 20, ALL: 20}) == ()


def test_what_is_not_known_advises_nothing_and_requests_stand_in_for_scans():
    cases = several(3, lines=(line(reason="CR-DEFECTIVE"),))
    assert advice(cases, None) == ()
    [piece] = advice(cases, {MUG: 20, ALL: 20}, unscanned={("amazon.it", "EUR")})
    assert (piece.advice, piece.figure, f"{piece.value}") == ("look_into_quality", "request_rate", "0.3000")


@covers("S2-09")
def test_units_that_went_where_they_bring_less_are_advised_to_the_best_channel():
    one = returned(resold(61 * DAY, "U-1", "9.00"), resold(62 * DAY, "U-2", "7.00", channel="liquidator"))
    [piece] = found(advice([one], None), "best_channel")
    assert (f"{piece.value}", f"{piece.limit}", piece.cases) == ("9.0000", "7.0000", (one.id,))
    assert found(advice([returned(resold(61 * DAY, "U-1", "9.00"))], None), "best_channel") == []


@covers("S2-14", "S2-15")
def test_the_marketplaces_repackaging_of_branded_goods_is_switched_off():
    taken_back = returned(sku="CUP", channel="AFN", lines=(line("CUP", reason="CR-QUALITY_UNACCEPTABLE"),), end=())
    own = replace(returned(sku="CUP", lines=(line("CUP"),)), id="R-2")
    [piece] = found(advice([taken_back, own], None), "switch_off_repackaging")
    assert (piece.name, piece.value, piece.cases) == ("CUP", 2, ("R-1",))
