"""What can be wrong with a rule pack or with a question put to it."""

from collections.abc import Iterable


class PackError(ValueError):
    """A pack cannot be compiled; `faults` holds one sentence for each thing that is wrong."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__("\n".join(self.faults))


class UnknownRuleError(LookupError):
    """A market was asked for a rule that it does not have, or not on that day."""
