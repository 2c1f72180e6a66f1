"""What the last complete run has shown, kept beside the project for `make coverage`; git does not know it."""

import json
from pathlib import Path

from tests.coverage.gathering import Shown

FILE = ".coverage-run.json"


def write_run(root: Path, shown: Shown) -> None:
    """Keeps what a complete run has shown."""
    (root / FILE).write_text(json.dumps(shown, indent=1) + "\n", encoding="utf-8")


def read_run(root: Path) -> Shown | None:
    """What the last complete run has shown; none if there was none."""
    path = root / FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
