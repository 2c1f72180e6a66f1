"""What one case is told of another: the dates of its order. Reactions publish it, like anyone else's events."""

from events.contract import Payload
from events.values import Code, When


class OrderDated(Payload):
    """What is known of the dates of the order; a date left out is unknown, which is never the same as fine."""

    order_id: Code
    ordered_at: When | None = None
    latest_delivery_at: When | None = None
    delivered_at: When | None = None
