"""The conversation: one thread with a buyer, from what he wrote to what he was answered and promised."""

from lifecycle.conversations.kind import CONVERSATION

__all__ = ["CONVERSATION"]
