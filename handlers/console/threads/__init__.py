"""Threads with buyers: read, answered with a draft, marked as needing no answer."""
