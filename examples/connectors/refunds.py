"""Pays the refunds that cases of any kind ask for, through a payment gateway that knows a key again.

    python -m examples.connectors.refunds --gateway http://127.0.0.1:8600

The gateway's answer decides: paid (2xx) becomes `refunded`; busy, broken or silent (5xx, 408, 429, no answer) is tried
again under the same key; anything else is a refusal for good and becomes `refund_failed`.
"""

import argparse
import asyncio
import json
import sys
import urllib.error
import urllib.request
from datetime import datetime
from functools import partial
from typing import Any

from handlers.connecting import Errand, Failed, Receipt, Wish, serve

REFUNDS = Errand("refunds", intent="refund_requested", done="refunded", failed="refund_failed", key="refund_id")
LATER = frozenset({408, 425, 429})


async def pay(gateway: str, timeout: float, wish: Wish) -> Receipt:  # noqa: ASYNC109 - the gateway's, not ours
    """Pay once per key, however often it is asked for; raises `Failed`."""
    asked = {
        "amount": wish.data["amount"],
        "currency": wish.data["currency"],
        "reference": f"{wish.case.kind} {wish.case.id}",
    }
    paid = await asyncio.to_thread(_post, f"{gateway}/refunds", _key(wish), asked, timeout)
    told = {
        "refund_id": wish.key,
        "amount": paid["amount"],
        "currency": paid["currency"],
        "issuer": "seller",
        "external_ref": paid["id"],
        "kind": wish.data.get("kind"),
    }
    return Receipt(told, datetime.fromisoformat(paid["paid_at"]))


def _key(wish: Wish) -> str:
    """The key at the gateway: a refund id is the case's own, two cases may use the same."""
    return f"{wish.case.kind}/{wish.case.id}/{wish.key}"


def _post(url: str, key: str, body: dict[str, Any], timeout: float) -> dict[str, Any]:
    """The gateway's answer; raises `Failed` for everything but a payment."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            paid: dict[str, Any] = json.load(answer)
            return paid
    except urllib.error.HTTPError as refusal:
        words = refusal.read().decode(errors="replace").strip() or refusal.reason
        later = refusal.code >= 500 or refusal.code in LATER
        raise Failed(f"the gateway says {refusal.code}: {words}", retryable=later) from None
    except (OSError, ValueError) as trouble:  # no answer, or half of one: it may have paid all the same
        raise Failed(f"the gateway did not answer: {trouble}", retryable=True) from None


def main() -> int:
    """Run until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m examples.connectors.refunds", description=__doc__)
    parser.add_argument("--gateway", required=True, help="where the gateway listens, such as http://127.0.0.1:8600")
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds to wait for its answer")
    parser.add_argument("--patience", type=float, default=30.0, help="seconds without a sign of life of ours")
    told = parser.parse_args()
    return serve(REFUNDS, partial(pay, told.gateway, told.timeout), patience=told.patience)


if __name__ == "__main__":
    sys.exit(main())
