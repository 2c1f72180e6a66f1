"""Addresses of our own pages: what a form says about where to go next is taken only if it is one."""

from urllib.parse import urlsplit


def inside(path: str) -> str:
    """The path, if it leads to a page of this console; else the first page."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_ours and not place_of(path) else "/"


def place_of(address: str) -> str:
    """The host and port of an address; nothing where it names none, or half of one."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:  # half an IPv6 address
        return ""
