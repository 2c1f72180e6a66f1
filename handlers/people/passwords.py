"""Passwords as scrypt keeps them, tokens and cookies as SHA-256 does: nothing that is stored opens anything."""

import hashlib
import hmac
import secrets
import unicodedata
from base64 import b64decode, b64encode
from typing import Final, NamedTuple

from handlers.people.user import UserRefused

SHORTEST, LONGEST = 10, 256
"""Characters of a password."""


class Cost(NamedTuple):
    """What one guess costs: about 128 * n * r bytes of memory, p times over."""

    n: int = 2**15
    r: int = 8
    p: int = 3


COST: Final = Cost()
_MEMORY: Final = 256 * 1024 * 1024


def insist_on_password(password: str) -> None:
    """Raise `UserRefused` for a password that is too short to be one, or too long to be typed."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UserRefused(f"a password has {SHORTEST} to {LONGEST} characters, this one has {len(password)}")


def hashed(password: str, cost: Cost = COST) -> str:
    """What is kept of a password: the costs, a salt of its own, and the hash."""
    salt = secrets.token_bytes(16)
    kept = (b64encode(part).decode() for part in (salt, _scrypt(password, salt, cost)))
    return "$".join(("scrypt", *map(str, cost), *kept))


def matches(password: str, kept: str) -> bool:
    """Whether this is the password; takes the same time whatever the answer."""
    _, *cost, salt, digest = kept.split("$")
    found = _scrypt(password, b64decode(salt), Cost(*map(int, cost)))
    return hmac.compare_digest(found, b64decode(digest))


def digest(secret: str) -> str:
    """What is kept of a random token: its SHA-256; it is too long to be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _scrypt(password: str, salt: bytes, cost: Cost) -> bytes:
    words = unicodedata.normalize("NFKC", password).encode(errors="surrogatepass")
    return hashlib.scrypt(words, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=_MEMORY, dklen=32)
