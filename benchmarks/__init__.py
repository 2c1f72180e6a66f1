"""Measured claims: each module runs by itself, prints its figures and says by its exit code whether they hold."""
