"""Real orders and reviews of a Brazilian marketplace, read from where they lie: they are not part of this project."""
