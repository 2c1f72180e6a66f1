"""The account on one marketplace: its figures, its status, what the marketplace notices, and what we plan to do."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, create_model, model_validator
from pydantic_core import PydanticCustomError

from events.account_codes import Metric, Reason, Status, metric, reason, status
from events.contract import KindContract, Payload
from events.private import PrivateNote, PrivateText
from events.values import Code, Flag, Measure, Quantity, Text, When

CloseReason = Literal["given_up", "deactivated_for_good", "moved", "duplicate"]
PARTS: Final = ("root_cause", "corrective", "preventive")
"""What a plan of action must have: what went wrong, what was put right, what keeps it from happening again (B-43)."""

Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
Evidence = Annotated[tuple[Code, ...], Field(max_length=50)]


class Measured(Payload):
    """One figure of the account, but for the first day of what it counts.

    A share is told as one (`"0.0042"` is 0.42 %), a rating as it is. `count` is what was counted (defects; for tracking
    and delivery on time what went well) among `orders`; `target` is the source's own, compared by `target_condition`.
    """

    metric: Code
    marketplace: Code
    value: Measure | None = None
    count: Count | None = None
    orders: Count | None = None
    target: Measure | None = None
    target_condition: Code | None = None
    fulfilment: Literal["MFN", "AFN"] | None = None
    to: When | None = None
    window_days: Quantity | None = None
    status: Code | None = None

    @property
    def metric_code(self) -> Metric:
        """What is measured, in our own vocabulary."""
        return metric(self.metric)

    @property
    def days(self) -> int | None:
        """How many days lie from the first to the last of what it counts; None if they are not told in that order."""
        begins, ends = getattr(self, "from"), self.to
        if begins is None or ends is None:
            return None
        if isinstance(begins, datetime) and isinstance(ends, datetime):
            counted = -(-(ends - begins) // timedelta(days=1))
        else:
            first, last = (told.date() if isinstance(told, datetime) else told for told in (begins, ends))
            counted = (last - first).days + 1
        return counted if counted > 0 else None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.value is None and self.count is None and self.status is None:
            raise PydanticCustomError("told", "must have one of value, count, status")
        shares = [share for share in (self.value, self.target) if share is not None]
        if self.metric_code.is_share and any(share > 1 for share in shares):
            words = 'must tell a rate and its target as shares from "0" to "1": 0.42 % is "0.0042"'
            raise PydanticCustomError("told", words)
        return self


# `from` is the word of the trade, and one that Python lets nobody write in a class.
_FROM: Final[dict[str, Any]] = {"from": (When | None, None)}
MetricComputed: Final = create_model(
    "MetricComputed",
    __base__=Measured,
    __module__=__name__,
    __doc__="""A figure of the account as we reckon it ourselves; it stands beside the marketplace's own.

    A share is told as one (`"0.0042"` is 0.42 %). `count` is what was counted among `orders`.""",
    **_FROM,
)
_SOURCE: Final[dict[str, Any]] = {"source": (Literal["report", "dashboard", "typed"], ...)}
MetricReported: Final = create_model(
    "MetricReported",
    __base__=MetricComputed,
    __module__=__name__,
    __doc__="""A figure of the account as the marketplace has it: from a report, its dashboard, or typed by a person.

    A share is told as one (`"0.0042"` is 0.42 %), a rating as it is. `count` is what was counted (defects; for tracking
    and delivery on time what went well) among `orders`; `target` is the marketplace's own.""",
    **_SOURCE,
)


class StatusChanged(Payload):
    """The marketplace says how the account stands; `raw` is its own word, where `status` is a reading of it."""

    status: Code
    marketplace: Code
    raw: Code | None = None
    previous: Code | None = None

    @property
    def status_code(self) -> Status:
        """How it stands, in our own vocabulary."""
        return status(self.status)

    @property
    def previous_code(self) -> Status | None:
        """How it stood before, if that was told."""
        return None if self.previous is None else status(self.previous)


class NoticeReceived(Payload):
    """The marketplace has sent a notice about a metric or a policy; `respond_by` is its own term for the answer."""

    marketplace: Code
    notice_id: Code
    about: Code
    respond_by: When | None = None
    text: PrivateText | None = None

    @property
    def reason(self) -> Reason:
        """What it is about, in our own vocabulary (S1-21)."""
        return reason(self.about)


class PlanSubmitted(Payload):
    """We have sent a plan of action: root cause, what was put right, what prevents it, each with evidence (S1-23)."""

    notice_id: Code | None = None
    root_cause: PrivateNote | None = None
    corrective: PrivateNote | None = None
    preventive: PrivateNote | None = None
    evidence: Evidence | None = None

    @property
    def lacks(self) -> tuple[str, ...]:
        """Which of the parts a plan must have are not in it."""
        return tuple(part for part in PARTS if getattr(self, part) is None)


class PlanAnswered(Payload):
    """The marketplace has accepted the plan, or not; `asks` is what it wants besides, `respond_by` until when."""

    accepted: Flag
    notice_id: Code | None = None
    asks: PrivateText | None = None
    respond_by: When | None = None


class Reinstated(Payload):
    """The marketplace has put the account back; what it had noticed is settled."""

    note: PrivateText | None = None


class Closed(Payload):
    """The account is not watched any more, for this reason."""

    reason: CloseReason
    note: PrivateNote


class Reopened(Payload):
    """A closed account is watched again."""

    reason: Text


ACCOUNT: Final = KindContract(
    kind="account",
    creates=frozenset({"metric_reported", "metric_computed", "status_changed", "notice_received"}),
    models={
        "metric_reported": MetricReported,
        "metric_computed": MetricComputed,
        "status_changed": StatusChanged,
        "notice_received": NoticeReceived,
        "plan_submitted": PlanSubmitted,
        "plan_answered": PlanAnswered,
        "reinstated": Reinstated,
        "closed": Closed,
        "reopened": Reopened,
    },
)
