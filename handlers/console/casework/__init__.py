"""One case as people work on it: what is shown of it, and what becomes of what they decide."""
