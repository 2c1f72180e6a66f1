"""A pasted mail as plain text: without tags, entities, transfer encoding, quoting marks and invisible signs."""

import html
import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from html.parser import HTMLParser
from typing import Final
from unicodedata import normalize

PASTED: Final = 200_000
"""Characters of what is pasted that are looked at, markup included."""
LONGEST: Final = 20_000
"""Characters of a notice that are read; what comes after them is no notice."""
HEADS: Final = {
    "subject": "subject|oggetto|objet|betreff|temat|asunto",
    "date": "date|data|datum|fecha|sent|inviato|envoyé|gesendet|wysłano",
    "from": "from|da|de|von|od",
}
_HEAD: Final = {
    name: re.compile(rf"(?im)^\W{{0,3}}(?:{words})\W{{0,2}}\s*:\s*(\S.*)$") for name, words in HEADS.items()
}
_HEAD_LINE: Final = re.compile(r"^\W{0,3}[^\W\d]{1,12}(?:-[^\W\d]{1,12}){0,3}\W{0,2}\s*:\s*\S")
_ENCODED: Final = re.compile(r"=(?:\r?\n|3D|(?:[C-F][0-9A-F]=[89AB][0-9A-F]))")
_BYTES: Final = re.compile(r"(?:=[0-9A-F]{2})+")
_TAG: Final = re.compile(r"(?i)</?(?:html|body|p|div|br|table|tr|td|span|a|b|strong|font|li|ul)\b[^>]{0,2000}>")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_DASH: Final = re.compile(r"(?<=\d)\s?[\u2010-\u2015\u2212]\s?(?=\d)")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_QUOTED: Final = re.compile(r"(?m)^(?:>\s?)+")
_SILENT: Final = frozenset({"script", "style", "head", "title"})
_BREAKS: Final = frozenset({"p", "div", "br", "tr", "table", "li", "ul", "h1", "h2", "h3", "hr"})


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it can be read; `subject` and `date` are empty where it shows none."""

    text: str
    subject: str
    date: str

    @property
    def title(self) -> str:
        """What the mail is headed with: its subject, else its first line that is no head."""
        lines = (line for line in self.text.splitlines() if line.strip() and not _HEAD_LINE.match(line))
        return self.subject or next(lines, "")


def opened(raw: str) -> Mail:
    """A pasted mail, whatever it was copied from."""
    text = _QUOTED.sub("", _unencoded(raw[:PASTED].replace("\r\n", "\n").replace("\r", "\n")))
    text = html.unescape(_untagged(text) if _TAG.search(text) else text)
    text = _DASH.sub("-", _INVISIBLE.sub("", normalize("NFC", text)))
    text = "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n"))[:LONGEST]
    heads = {name: _head(pattern, text) for name, pattern in _HEAD.items()}
    return Mail(text, heads["subject"], heads["date"])


def _head(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return _decoded(found[1].strip()) if found else ""


def _decoded(head: str) -> str:
    """A head without the encoding of RFC 2047."""
    try:
        return str(make_header(decode_header(head))) if "=?" in head else head
    except (HeaderParseError, LookupError, ValueError):
        return head


def _unencoded(text: str) -> str:
    """The text without encoded words, and without quoted-printable if it shows that it is written so."""
    text = "\n".join(_decoded(line) for line in text.split("\n"))
    if _ENCODED.search(text) is None:
        return text
    text = text.replace("=\n", "")
    return _BYTES.sub(lambda found: _read(bytes.fromhex(found[0].replace("=", ""))), text)


def _read(told: bytes) -> str:
    try:
        return told.decode("utf-8")
    except UnicodeDecodeError:
        return told.decode("cp1252", "replace")


class _Pages(HTMLParser):
    """Gathers the text of a page, a line a block, and where its links lead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self.parts.append("\n" if tag in _BREAKS else " " if tag == "td" else "")
        self.links.extend(value for name, value in attrs if name == "href" and value)

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(self._silent - (tag in _SILENT), 0)
        self.parts.append("\n" if tag in _BREAKS else "")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def _untagged(page: str) -> str:
    reader = _Pages()
    reader.feed(page)
    reader.close()
    return "\n".join(("".join(reader.parts), *reader.links))
