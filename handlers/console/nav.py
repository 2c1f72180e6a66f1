"""The pages of the console, in the order of the navigation: a line a page."""

from typing import NamedTuple

from handlers.console.texts import N_


class Page(NamedTuple):
    """A page: the file in `pages/` that has its `router`, where it is, what it is called, and its key after `g`."""

    name: str
    path: str
    title: str
    key: str


PAGES: tuple[Page, ...] = (
    Page("today", "/", N_("Today"), "t"),
    Page("cases", "/cases", N_("Cases"), "c"),
    Page("messages", "/messages", N_("Messages"), "m"),
    Page("scan", "/scan", N_("Scan"), "s"),
    Page("opening", "/open", N_("Open"), "o"),
    Page("products", "/products", N_("Products"), "p"),
    Page("health", "/health", N_("Health"), "h"),
    Page("faults", "/faults", N_("Faults"), "f"),
    Page("rules", "/rules", N_("Rules"), "r"),
)

UNLISTED = ("entering", "reader", "chosen", "case", "advice", "deciding", "files", "links")
"""Files in `pages/` that stand in no navigation."""
