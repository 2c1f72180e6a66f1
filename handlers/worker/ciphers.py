"""What a case's key does: it closes and opens the texts and files of that case, and names its files.

AES-SIV gives the same bytes for the same content, so nothing depends on chance. A file is bound to its case and its
name in the safe: sealed bytes that were moved elsewhere do not open.
"""

import hmac
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from events.sealing import seal_text, unseal_text

BITS = 512
"""Of a key: two of 256 bits."""
MARK_BYTES = 16
"""Of a file's name in the safe."""


class Unopenable(ValueError):
    """These bytes were not sealed under this key, for this place, or they have been changed."""


class FilePlace(NamedTuple):
    """Where a file belongs: its case, and its name in the safe."""

    kind: str
    case_id: str
    file: str


def new_secret() -> bytes:
    """A key for a case that has none."""
    return AESSIV.generate_key(BITS)


class CaseCipher:
    """The key of one case, at work."""

    def __init__(self, secret: bytes) -> None:
        self._secret, self._siv = secret, AESSIV(secret)

    def close(self, text: str) -> str:
        """A text as it stands in an event."""
        return seal_text(self._siv.encrypt(text.encode(), None))

    def open(self, text: str) -> str:
        """What `close` was given; raises `Unopenable`."""
        return self._decrypted(unseal_text(text), None).decode()

    def mark(self, content: bytes) -> str:
        """The name of a file in the safe: the same for the same content of this case, a riddle without the key."""
        marking = HKDF(SHA256(), 32, salt=None, info=b"reso file mark").derive(self._secret)
        return hmac.digest(marking, content, "sha256")[:MARK_BYTES].hex()

    def close_file(self, place: FilePlace, content: bytes) -> bytes:
        """The content of a file as the safe keeps it; it must not be empty."""
        return self._siv.encrypt(content, _bound("content", place))

    def open_file(self, place: FilePlace, sealed: bytes) -> bytes:
        """What `close_file` was given; raises `Unopenable`."""
        return self._decrypted(sealed, _bound("content", place))

    def close_name(self, place: FilePlace, name: str) -> str:
        """The name of a file, which is about people as well."""
        return seal_text(self._siv.encrypt(name.encode(), _bound("name", place)))

    def open_name(self, place: FilePlace, sealed: str) -> str:
        """What `close_name` was given; raises `Unopenable`."""
        return self._decrypted(unseal_text(sealed), _bound("name", place)).decode()

    def _decrypted(self, sealed: bytes, bound: list[bytes] | None) -> bytes:
        try:
            return self._siv.decrypt(sealed, bound)
        except (InvalidTag, ValueError):
            raise Unopenable("sealed under another key, for another place, or changed") from None


def _bound(part: str, place: FilePlace) -> list[bytes]:
    """What sealed bytes of a file are tied to."""
    return [part.encode(), *(token.encode() for token in place)]
