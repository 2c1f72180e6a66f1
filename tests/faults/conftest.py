"""Faults on purpose. Every test has servers and workers of its own; nothing of a developer's settings reaches them."""

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No `RESO_*` variable and no `reso.toml` of a developer's reaches a test."""
    for name in [name for name in os.environ if name.startswith("RESO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
