"""The demo: two lives of a return on a fast clock, then a year of a real shop and its numbers. Ends by itself.

Everything it does is a command that anybody can type; each is printed before it runs. The shop's year is kept, to be
looked at.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from handlers import home as homes

ROOT = Path(__file__).parent.parent
KEPT = ROOT / ".demo"
"""Where the shop's year stays, until the demo runs again."""
RETAIL = ROOT / "examples" / "online-retail"
STORIES = [ROOT / "examples" / "stories" / name for name in ("02-early-refund.jsonl", "07-late-answer.jsonl")]
LAST_DAY = "2011-12-09"
"""The last day of the data of the shop."""
NUMBERS = (("sku", "--limit", "10"), ("advice", "--limit", "5"), ("reasons",), ("returns",))
START, DAYS_A_SECOND = "2026-10-05T00:00:00Z", 2
RESO = [sys.executable, "-m", "handlers.cli"]
PATIENCE = 110


def main() -> int:
    """Run the demo; 0 if every step succeeded."""
    if KEPT.exists() and homes.find(KEPT):
        print(f"Reso runs in {KEPT}; stop it first: the demo makes that anew", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="reso-demo-") as folder:
        failed = max(_stories(Path(folder)), _real_returns(Path(folder)))
    _say("The shop's year is kept. To look at it in a browser:")
    print(f"\n  RESO_HOME={KEPT.name} {_typed()} up\n")
    return failed


def _stories(folder: Path) -> int:
    _say(f"1. Two returns on a simulated clock, {DAYS_A_SECOND} days a second: refunded early, and answered late")
    home, told = folder / "stories", folder / "stories.jsonl"
    lines = [line for story in STORIES for line in story.read_text(encoding="utf-8").splitlines() if line[:1] == "{"]
    told.write_text("\n".join(sorted(lines, key=_instant)) + "\n", encoding="utf-8")
    with _up(home, "--speed", str(86_400 * DAYS_A_SECOND), "--start", START):
        published = _reso(home, "publish", str(told))
        _wait_until(lambda: all(case["state"] == "closed" for case in _asked(home, "cases")))
        return max(
            published,
            _reso(home, "cases"),
            _reso(home, "alerts"),
            *(_reso(home, "show", case) for case in _cases(lines)),
            _reso(home, "audit", "verify"),
        )


def _real_returns(folder: Path) -> int:
    _say("2. A year of sales and returns of a UK web shop, told at once (UCI Online Retail, CC BY 4.0)")
    told = folder / "events.jsonl"
    with told.open("w", encoding="utf-8") as file:
        subprocess.run([sys.executable, str(RETAIL / "make_events.py")], stdout=file, check=True, cwd=ROOT)
    shutil.rmtree(KEPT, ignore_errors=True)
    home = KEPT
    with _up(home):
        published = _reso(home, "publish", str(told))
        _wait_until(lambda: _is_quiet(home) and _are_tables_filled(home))
        return max(
            published,
            _reso(home, "cases", "--state", "requested"),
            _reso(home, "show", "UCI-C561703-560038"),
            _reso(home, "alerts", "--all", "--severity", "critical"),
            _reso(home, "audit", "verify"),
            *(_reso(home, "stats", *asked, "--as-of", LAST_DAY) for asked in NUMBERS),
        )


def _instant(line: str) -> datetime:
    return datetime.fromisoformat(json.loads(line)["time"])


def _cases(lines: Sequence[str]) -> list[str]:
    """The returns that the stories are about; a scan names none."""
    told = [json.loads(line) for line in lines]
    return list(dict.fromkeys(event["subject"] for event in told if event["type"].startswith("return.")))


@contextmanager
def _up(home: Path, *options: str) -> Iterator[None]:
    """Reso, all of it, on this machine, for as long as the block lasts."""
    _say_command("up", *options)
    running = subprocess.Popen([*RESO, "up", *options], env=_settings(home), stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        for line in running.stdout:
            print(f"  {line.rstrip()}")
            if line.startswith("Clock" if options else "NATS"):
                break
        yield
    finally:
        running.terminate()
        with suppress(subprocess.TimeoutExpired):
            running.wait(timeout=30)
        running.kill()


def _reso(home: Path, *command: str) -> int:
    """One command, as typed; its exit code."""
    _say_command(*command)
    sys.stdout.flush()
    return subprocess.run([*RESO, *command], env=_settings(home), timeout=PATIENCE, check=False).returncode


def _wait_until(looks_done: Callable[[], bool]) -> None:
    """Look again until it is so, at most half a minute: what follows shows how it stands either way."""
    deadline = monotonic() + 30
    while not looks_done() and monotonic() < deadline:
        sleep(0.2)


def _is_quiet(home: Path) -> bool:
    """Whether every event and wake-up that came has been worked off."""
    findings = {finding["name"]: finding["found"] for finding in _asked(home, "doctor")["findings"]}
    return str(findings["lag"]).startswith("0 wait, 0 in hand")


def _are_tables_filled(home: Path) -> bool:
    """Whether the tables have all that the log has: figures of tables that lag say so."""
    asked = [*RESO, "stats", "reasons", "--json"]
    told = subprocess.run(asked, env=_settings(home), capture_output=True, check=False)
    return told.returncode == 0 and not told.stderr


def _asked(home: Path, *command: str) -> Any:  # noqa: ANN401 - what a command says as JSON
    told = subprocess.run([*RESO, *command, "--json"], env=_settings(home), capture_output=True, check=False)
    return json.loads(told.stdout)


def _settings(home: Path) -> dict[str, str]:
    ours = {"RESO_HOME": str(home), "RESO_SETTLING": "0.3", "RESO_LOG_LEVEL": "error", "PYTHONPATH": str(ROOT)}
    return {"COLUMNS": "110", **os.environ, **ours}


def _typed() -> str:
    """The command, as it is found from the folder of the project."""
    found = Path(sys.executable).with_name("reso")
    return str(found.relative_to(ROOT)) if found.is_relative_to(ROOT) else "reso"


def _say(words: str) -> None:
    print(f"\n=== {words} ===", flush=True)


def _say_command(*command: str) -> None:
    print(f"\n$ reso {' '.join(command)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
