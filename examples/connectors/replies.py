"""Sends the replies that conversations ask for, by mail.

    python -m examples.connectors.replies --smtp 127.0.0.1:25 --sender shop@example.com --addresses addresses.json

Mail has no keys: SMTP delivers at least once. A mail whose acceptance was never heard of is sent again, byte for byte
the same and with the same Message-ID, which follows from the key, so for whoever receives it, it is one mail.
"""

import argparse
import asyncio
import json
import smtplib
import sys
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import blake2b
from pathlib import Path

from handlers.connecting import Errand, Failed, Receipt, Wish, serve

REPLIES = Errand("replies", intent="reply_requested", done="sent", failed="send_failed", key="key", kind="conversation")


@dataclass(frozen=True)
class Post:
    """From where and as whom mail is sent; `addresses` leads from a thread's id to the buyer's address."""

    host: str
    port: int
    sender: str
    timeout: float = 30.0
    addresses: dict[str, str] = field(default_factory=dict)

    async def send(self, wish: Wish) -> Receipt:
        """Send the reply; raises `Failed`."""
        mail = self.letter(wish)
        await asyncio.to_thread(self._hand_over, mail)
        told = {name: wish.data.get(name) for name in ("interim", "promised_by")}
        return Receipt({"key": wish.key, "message_id": mail["Message-ID"], "channel": "mail", **told})

    def letter(self, wish: Wish) -> EmailMessage:
        """The mail, the same whenever it is made: its date is that of the request, its id follows from the key."""
        thread = str(getattr(wish.case, "thread_id", None) or "")
        address = self.addresses.get(thread, thread if "@" in thread else "")
        if not address:
            raise Failed(f"no address is known for thread {thread or '(none)'}", retryable=False)
        mail = EmailMessage(policy=SMTP)
        mail["Message-ID"] = message_id(wish, self.sender)
        mail["Date"] = format_datetime(wish.event.time)
        mail["From"], mail["To"] = self.sender, address
        order = " ".join(str(getattr(wish.case, "order_id", None) or "").split())
        mail["Subject"] = f"Re: your message about order {order}" if order else "Re: your message"
        mail.set_content(wish.data["text"])
        return mail

    def _hand_over(self, mail: EmailMessage) -> None:
        """Give the mail to the server; raises `Failed`, for good only where the server says so (5xx)."""
        try:
            with smtplib.SMTP(self.host, self.port, local_hostname="localhost", timeout=self.timeout) as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, words = next(iter(refusal.recipients.values()))
            raise Failed(_said(code, words), retryable=code < 500) from None
        except smtplib.SMTPResponseException as refusal:
            raise Failed(_said(refusal.smtp_code, refusal.smtp_error), retryable=refusal.smtp_code < 500) from None
        except OSError as trouble:  # no server, or none any more: it may have taken the mail all the same
            raise Failed(f"the mail server did not answer: {trouble}", retryable=True) from None


def message_id(wish: Wish, sender: str) -> str:
    """The Message-ID of a reply: always the same for the same key of the same case."""
    named = blake2b(f"{wish.case.kind}\0{wish.case.id}\0{wish.key}".encode(), digest_size=16).hexdigest()
    return f"<{named}@{sender.rpartition('@')[2].strip('> ')}>"


def _said(code: int, words: bytes | str) -> str:
    return f"the mail server says {code}: {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def main() -> int:
    """Run until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m examples.connectors.replies", description=__doc__)
    parser.add_argument("--smtp", required=True, help="host:port of the mail server")
    parser.add_argument("--sender", required=True, help="the address that replies come from")
    parser.add_argument("--addresses", type=Path, help="a JSON object: thread id to the buyer's address")
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds to wait for the mail server")
    parser.add_argument("--patience", type=float, default=30.0, help="seconds without a sign of life of ours")
    told = parser.parse_args()
    host, _, port = told.smtp.rpartition(":")
    addresses = json.loads(told.addresses.read_text(encoding="utf-8")) if told.addresses else {}
    post = Post(host, int(port), told.sender, told.timeout, addresses)
    return serve(REPLIES, post.send, patience=told.patience)


if __name__ == "__main__":
    sys.exit(main())
