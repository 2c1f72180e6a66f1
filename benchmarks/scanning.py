"""How long does the dock wait for its answer? Parcels scanned and graded in the console of a whole `reso up`.

python -m benchmarks.scanning [--parcels 100]

Every answer comes after the event was stored, recorded and shown: whole requests are measured, one after the other, as
a scanner sends them. Prints p50 and p99 of the three steps; judges nothing.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import httpx

from benchmarks.load import SEED, Body, story

ANNOUNCED = 3
"""Events of a return before its parcel is there."""
WARM = 10
"""Parcels that are not counted: the first pages are compiled then."""
RESO = (sys.executable, "-m", "handlers.cli")
GRADES = {"item": "original", "accessories": "original", "packaging": "original", "grade": "good"}
TOKEN = re.compile(r'name="token" value="([^"]+)"')
CONSOLE = re.compile(r"Console +(http://\S+)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scanning")
    parser.add_argument("--parcels", type=int, default=100)
    told = parser.parse_args()
    with TemporaryDirectory(prefix="reso-bench-") as folder:
        home = Path(folder) / "home"
        until = datetime.now(UTC)
        stories = [list(story(f"S-{n:06d}", until, Random(SEED + n))) for n in range(told.parcels + WARM)]
        with _up(home) as address, httpx.Client(base_url=address, timeout=30) as client:
            _publish(home, [event for each in stories for event in islice(each, ANNOUNCED)])
            taken = [_scanned(client, each[0], each[ANNOUNCED]) for each in stories][WARM:]
    for place, step in enumerate(("look", "receive", "grade")):
        _tell(step, [each[place] for each in taken])


@contextmanager
def _up(home: Path) -> Iterator[str]:
    """Reso, all of it; the address of its console."""
    settings = {**os.environ, "RESO_HOME": str(home), "RESO_LOG_LEVEL": "error"}
    running = subprocess.Popen([*RESO, "up"], env=settings, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        found = next(filter(None, map(CONSOLE.match, running.stdout)))
        yield found[1]
    finally:
        running.terminate()
        running.wait(60)


def _publish(home: Path, events: Sequence[Body]) -> None:
    lines = "\n".join(map(json.dumps, events))
    settings = {**os.environ, "RESO_HOME": str(home)}
    subprocess.run([*RESO, "publish", "-"], input=lines, text=True, env=settings, check=True, capture_output=True)


def _scanned(client: httpx.Client, asked: Body, receipt: Body) -> tuple[float, float, float]:
    """Seconds that a parcel takes to be looked up, received and graded."""
    code, line = receipt["data"]["codes"]["rma"], asked["data"]["lines"][0]
    units = {f"quantity.{each['line']}": "1" for each in asked["data"]["lines"]}
    found = {"case": asked["subject"], "line": line["line"], "sku": line["sku"], "quantity": "1", **GRADES}
    return (
        _sent(client, "/scan/look", {"code": code}, asked["subject"]),
        _sent(client, "/scan/receive", {"code": code, "scan_id": receipt["id"], **units}, "received"),
        _sent(client, "/scan/grade", {**found, "disposition": "restock_used"}, "restock"),
    )


def _sent(client: httpx.Client, path: str, form: dict[str, str], wanted: str) -> float:
    """Seconds until a form was answered with a page that says what is wanted."""
    token = _token(client)
    started = time.perf_counter()
    answer = client.post(path, data={**form, "token": token}, headers={"origin": str(client.base_url)})
    taken = time.perf_counter() - started
    if answer.status_code != 200 or wanted not in answer.text:
        said = " ".join(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]).split())
        raise SystemExit(f"{path} answered {answer.status_code} without {wanted!r}: {said}")
    return taken


def _token(client: httpx.Client) -> str:
    """What a form of this page carries; the console may still be starting."""
    for _ in range(600):
        try:
            page = client.get("/scan")
        except httpx.ConnectError:
            time.sleep(0.1)
            continue
        if found := TOKEN.search(page.text):
            return found[1]
    raise SystemExit("the console does not answer")


def _tell(step: str, seconds: Sequence[float]) -> None:
    cut = statistics.quantiles(seconds, n=100, method="inclusive")
    print(f"{step:8} p50 {cut[49] * 1000:5.0f} ms   p99 {cut[98] * 1000:5.0f} ms   most {max(seconds) * 1000:5.0f} ms")


if __name__ == "__main__":
    main()
