"""The wording guard: what must not stand in a text that goes to a buyer, in six languages, by rules that are data."""

from lifecycle.wording.findings import CATEGORIES, Category, Finding
from lifecycle.wording.guard import LANGUAGES, check
from lifecycle.wording.outgoing import Objection, in_public, objections

__all__ = ["CATEGORIES", "LANGUAGES", "Category", "Finding", "Objection", "check", "in_public", "objections"]
