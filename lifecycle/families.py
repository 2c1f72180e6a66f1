"""The key that all cases of one order share, whatever their kind: by it they are told of each other."""

from lifecycle.engine.case import Ref


def of_order(order_id: str | None) -> Ref | None:
    """The key of an order, compared without blanks and in capitals; None where the order is not known."""
    return Ref("of_order", "".join(order_id.split()).upper()) if order_id else None
