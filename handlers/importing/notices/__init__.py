"""Notices of a marketplace, as somebody pastes them: text in, what it says out (S0-02, S2-02, F.11).

Nothing here reads a clock or a mailbox, and nothing is guessed: what could be read in two ways is left out and said.
"""

from handlers.importing.notices.notice import Notice, Remark, Sort
from handlers.importing.notices.reading import read_notice

__all__ = ["Notice", "Remark", "Sort", "read_notice"]
