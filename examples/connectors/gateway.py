"""A payment gateway to try things with: it pays once per key, keeps its book in a file, and misbehaves when told to.

    python -m examples.connectors.gateway --port 8600 --book payments.jsonl

    POST /refunds     with Idempotency-Key: pays, or answers what it answered before; another amount is refused (409)
    GET  /refunds     every payment: key, amount, currency, id, paid_at, and how often its key was asked for
    POST /behaviour   {"mode": "pay" | "fail" | "refuse" | "late" | "die", "times": 2, "seconds": 60}

`fail` says 503 and pays nothing, `refuse` says 422; `late` pays and answers after `seconds`; `die` pays and ends the
process before it answers. After `times` payments it behaves again (left out: until told otherwise).
"""

import argparse
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

from handlers.clock import Clock

Answer = tuple[int, Any]


class Book:
    """What was paid, by key; every payment stands in the file before it is answered."""

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, threading.Lock()
        self._asked: dict[str, int] = {}
        self._mode, self._times, self._seconds = "pay", 0, 0.0
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._paid: dict[str, dict[str, Any]] = {paid["key"]: paid for paid in map(json.loads, lines)}

    def behave(self, told: dict[str, Any]) -> Answer:
        """From now on, in this mode."""
        with self._lock:
            self._mode, self._times = told["mode"], told.get("times") or 0
            self._seconds = told.get("seconds", 0.0)
        return 200, told

    def payments(self) -> Answer:
        """Everything that was paid, and how often each was asked for since this process began."""
        with self._lock:
            return 200, [{**paid, "asked": self._asked.get(key, 0)} for key, paid in self._paid.items()]

    def refund(self, key: str, asked: dict[str, Any]) -> Answer:
        """Pay, once per key."""
        with self._lock:
            mode, seconds = self._next_mode(), self._seconds
            self._asked[key] = self._asked.get(key, 0) + 1
            if mode == "fail":
                return 503, {"error": "busy, try again later"}
            if mode == "refuse":
                return 422, {"error": "the card is closed"}
            answer = self._paid_once(key, asked)
        if mode == "die":
            os._exit(1)
        time.sleep(seconds if mode == "late" else 0)
        return answer

    def _next_mode(self) -> str:
        mode = self._mode
        if self._times:
            self._times -= 1
            self._mode = mode if self._times else "pay"
        return mode

    def _paid_once(self, key: str, asked: dict[str, Any]) -> Answer:
        known = self._paid.get(key)
        if known is not None:
            same = (known["amount"], known["currency"]) == (asked["amount"], asked["currency"])
            return (200, known) if same else (409, {"error": "this key was used for another amount"})
        paid = {"key": key, **asked, "id": f"pay-{uuid4().hex[:12]}", "paid_at": Clock().now().isoformat()}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(paid) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._paid[key] = paid
        return 200, paid


class Counter(BaseHTTPRequestHandler):
    """Takes requests for the book of its server."""

    server: "Gateway"

    def do_GET(self) -> None:
        """What was paid."""
        self._answer(self.server.book.payments() if self.path == "/refunds" else (404, {"error": self.path}))

    def do_POST(self) -> None:
        """A refund, or another behaviour."""
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/behaviour":
            self._answer(self.server.book.behave(told))
        elif self.path == "/refunds" and self.headers["Idempotency-Key"]:
            self._answer(self.server.book.refund(self.headers["Idempotency-Key"], told))
        else:
            self._answer((400, {"error": "POST /refunds with an Idempotency-Key, or /behaviour"}))

    def _answer(self, answer: Answer) -> None:
        body = json.dumps(answer[1]).encode()
        self.send_response(answer[0])
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


class Gateway(ThreadingHTTPServer):
    """The gateway at an address of this machine."""

    daemon_threads = True

    def __init__(self, port: int, book: Book) -> None:
        super().__init__(("127.0.0.1", port), Counter)
        self.book = book


def main() -> int:
    """Listen until killed."""
    parser = argparse.ArgumentParser(prog="python -m examples.connectors.gateway", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="where to listen; by default any free port")
    parser.add_argument("--book", type=Path, default=Path("payments.jsonl"), help="the file that payments stand in")
    told = parser.parse_args()
    with Gateway(told.port, Book(told.book)) as gateway:
        print(f"gateway listens at http://127.0.0.1:{gateway.server_port}", flush=True)
        gateway.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
