"""The rules of fines, compiled."""

from importlib.resources import files

from lifecycle.policy.compile import compile_pack
from lifecycle.policy.pack import ROOT, Pack


def fines_pack() -> Pack:
    """The pack of fines. It stands alone: only the root of a pack names timers, so it cannot be added to another."""
    return compile_pack({f"{ROOT}.toml": (files(__package__) / "pack.toml").read_text("utf-8")})
