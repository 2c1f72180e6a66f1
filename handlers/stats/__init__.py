"""Numbers over the read model, each with its formula, the day it counts by, and what keeps it from being known."""
