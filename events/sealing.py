"""How a sealed text looks on the wire: `sealed:` and base64url. Which key opens it is not said here."""

import base64
from typing import Final

PREFIX: Final = "sealed:"


def is_sealed(text: str) -> bool:
    """Whether a private text is sealed."""
    return text.startswith(PREFIX)


def seal_text(sealed: bytes) -> str:
    """Sealed bytes as they stand in an event."""
    return PREFIX + base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal_text(text: str) -> bytes:
    """The sealed bytes of a text that `seal_text` made."""
    told = text.removeprefix(PREFIX)
    return base64.urlsafe_b64decode(told + "=" * (-len(told) % 4))
