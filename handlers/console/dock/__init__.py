"""The dock: what the page of a handheld scanner shows and asks, a step at a time."""
