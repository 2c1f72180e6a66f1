"""What the settings of rules that decide by themselves must look like: their unit, what fits, and that in words."""

from collections.abc import Callable, Mapping
from typing import Final

from events.codes import ReasonCode

Setting = tuple[str, Callable[[object], bool], str]
MOST_BUYER_DAYS: Final = 60
"""What was decided for a buyer is remembered no longer than that."""
RULES: Final = ("auto_authorize", "auto_refund", "returnless")


def _one(value: object) -> bool:
    return not isinstance(value, dict)


def _count(value: object) -> bool:
    return value == "none" or isinstance(value, int)


def _days(value: object) -> bool:
    return value in range(1, MOST_BUYER_DAYS + 1)


def _answers(value: object) -> bool:
    return isinstance(value, dict) and "any" in value and {*value.values()} <= {"yes", "no"}


def _answers_by_reason(value: object) -> bool:
    return isinstance(value, dict) and _answers(value) and value.keys() <= {"any", *ReasonCode.__members__}


def _named(of: str, setting: Setting) -> dict[str, Setting]:
    return dict.fromkeys((f"{rule}_{of}" for rule in RULES), setting)


SETTINGS: Final[Mapping[str, Setting]] = {
    **_named("cap_day", ("limit", _count, 'a whole number, not negative, or "none"')),
    **_named("cap_buyer", ("limit", _count, 'a whole number, not negative, or "none"')),
    **_named("cap_day_amount", ("limit", _one, 'one number, not negative, or "none"')),
    **_named("cap_buyer_days", ("elapsed_days", _days, f"a whole number from 1 to {MOST_BUYER_DAYS}")),
    "returnless_ceiling": ("amount", _one, "one number, not negative"),
    "returnless_refund": ("amount", _one, "one number, not negative"),
    "returnless_label_share": ("percent", _one, "one number, not negative"),
    "returnless_reasons": ("choice", _answers_by_reason, 'any = "yes" or "no", and the same by reason code'),
    "returnless_skus": ("choice", _answers, 'any = "yes" or "no", and the same by SKU'),
}
"""Setting → its unit, does a value that fits the unit fit it too, and what it asks for."""
