"""How a case of any kind begins: nothing is known of it yet."""

from typing import Any

from lifecycle.engine.case import CaseT


def unknown(case: type[CaseT], kind: str, case_id: str, **own: Any) -> CaseT:  # noqa: ANN401 - members of that case
    """A case of which nobody has heard; `own` are the members of its kind that stand in every record."""
    return case(
        kind=kind,
        id=case_id,
        state="announced",
        escalated=False,
        refs=(),
        deadlines=(),
        unfit=(),
        flags=(),
        horizon=None,
        close_reason=None,
        links=(),
        **own,
    )
