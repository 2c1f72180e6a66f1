"""The feedback: what a buyer says about the seller, until it is changed, removed, answered or final."""

from lifecycle.feedback.kind import FEEDBACK

__all__ = ["FEEDBACK"]
