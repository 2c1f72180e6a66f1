"""Connectors: they carry out what cases ask for (an intent, under its key) and tell what came of it, like anyone else.

    refunds = Errand("refunds", intent="refund_requested", done="refunded", failed="refund_failed", key="refund_id")

    async def pay(wish: Wish) -> Receipt:          # the one outside act, safe to repeat under wish.key
        return Receipt({"refund_id": wish.key, …})

    serve(refunds, pay)                            # until SIGTERM

An intent is carried out at least once: whoever does the outside thing must know the key again. It is never lost: it
leaves the connector's consumer when the fact that answers it is stored, or when its case wants it no more.
"""

from handlers.connecting.connector import Act, Connector, ConnectorGone
from handlers.connecting.facts import Failed, Receipt
from handlers.connecting.running import serve
from handlers.connecting.wishes import Errand, Wish

__all__ = ["Act", "Connector", "ConnectorGone", "Errand", "Failed", "Receipt", "Wish", "serve"]
