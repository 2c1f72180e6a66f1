"""Figures over many cases, each with what it is made of. Never across marketplaces or currencies; unknown is said."""
