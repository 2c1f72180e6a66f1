"""Coded values of what returned goods are worth: the condition of their parts, who reimburses us, what a cost was for.

The wire keeps what was received; these functions read it. An unknown spelling is never an error, it reads as `other`.
"""

import re
from enum import StrEnum
from typing import Final


class Condition(StrEnum):
    """How one part of a returned unit looks: the item itself, its accessories, its packaging (F.4)."""

    ORIGINAL = "original"
    MINOR_DAMAGE = "minor_damage"
    SEVERE_DAMAGE = "severe_damage"
    MISSING = "missing"
    MATERIALLY_DIFFERENT = "materially_different"
    OTHER = "other"


class Reimburser(StrEnum):
    """Who pays us for goods that came back worth less, or not at all."""

    MARKETPLACE = "marketplace"
    CARRIER = "carrier"
    SUPPLIER = "supplier"
    INSURER = "insurer"
    OTHER = "other"


class CostKind(StrEnum):
    """What a cost of a return was for (S2-10)."""

    LABEL = "label"
    REWORK = "rework"
    RESTOCK = "restock"
    DISPOSAL = "disposal"
    CARRIER = "carrier"
    OTHER = "other"


_SIGNS: Final = re.compile(r"[^a-z0-9]+")
_CONDITIONS: Final = {code.value.replace("_", ""): code for code in Condition} | {
    "intact": Condition.ORIGINAL,
    "complete": Condition.ORIGINAL,
    "minor": Condition.MINOR_DAMAGE,
    "minordamaged": Condition.MINOR_DAMAGE,
    "severe": Condition.SEVERE_DAMAGE,
    "severelydamaged": Condition.SEVERE_DAMAGE,
    "different": Condition.MATERIALLY_DIFFERENT,
}
_REIMBURSERS: Final = {code.value: code for code in Reimburser} | {
    "amazon": Reimburser.MARKETPLACE,
    "safet": Reimburser.MARKETPLACE,
    "manufacturer": Reimburser.SUPPLIER,
    "insurance": Reimburser.INSURER,
}
_COSTS: Final = {code.value: code for code in CostKind} | {
    "returnlabel": CostKind.LABEL,
    "repair": CostKind.REWORK,
    "reconditioning": CostKind.REWORK,
    "restocking": CostKind.RESTOCK,
}


def condition(raw: str) -> Condition:
    """The condition that an inspector's word stands for."""
    return _CONDITIONS.get(_letters(raw), Condition.OTHER)


def reimburser(raw: str) -> Reimburser:
    """Who paid us, from the source's word for it."""
    return _REIMBURSERS.get(_letters(raw), Reimburser.OTHER)


def cost_kind(raw: str) -> CostKind:
    """What a cost was for, from the source's word for it."""
    return _COSTS.get(_letters(raw), CostKind.OTHER)


def _letters(raw: str) -> str:
    """Spellings are compared by their letters and digits alone: MINOR_DAMAGE, "Minor damage", minor-damage."""
    return _SIGNS.sub("", raw.lower())
