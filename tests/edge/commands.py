"""Running `reso` as its user does: another process, its exit code, what it says and where."""

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any, NamedTuple

from handlers import cli
from handlers.cli import app, failures  # noqa: F401 - loaded once, not in every child
from tests.edge.house import pack

ROOT = Path(__file__).resolve().parents[2]


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Reso:
    """The command, in a home; a fork of this process, which spares each its imports and the compiling of the rules."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.environment = {"RESO_HOME": str(home), **environment}

    def __call__(self, *arguments: str, said: bytes = b"") -> Ran:
        child, answer = self.begin(*arguments, said=said)
        ran: Ran = answer.recv()
        child.join()
        return ran

    def begin(self, *arguments: str, said: bytes = b"") -> tuple[ForkProcess, Connection]:
        """The command, running, and where it will tell how it ended."""
        app.build(arguments), pack()  # loaded once, not in every child
        here, there = get_context("fork").Pipe(duplex=False)
        child = get_context("fork").Process(target=_child, args=(there, arguments, self.environment, said))
        child.start()
        there.close()
        return child, here


def _child(answer: Connection, arguments: tuple[str, ...], environment: Mapping[str, str], said: bytes) -> None:
    os.environ.pop("COLUMNS", None)
    os.environ.update(environment)
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    sys.stdout, sys.stderr = out, err
    with tempfile.TemporaryFile("w+b") as told:
        told.write(said)
        told.seek(0)
        sys.stdin = io.TextIOWrapper(told)
        code = cli.run(arguments)
    out.flush(), err.flush()
    answer.send(Ran(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()))  # type: ignore[attr-defined]
    os._exit(0)


def start(*arguments: str, stdin: int = subprocess.DEVNULL, **environment: str) -> subprocess.Popen[str]:
    """The command as a process of its own, running."""
    return subprocess.Popen(
        [sys.executable, "-m", "handlers.cli", *arguments], stdin=stdin, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env=_environment(environment),
    )  # fmt: skip


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **own}


def line_with(stream: Any, words: str) -> str:
    """The first line that holds `words`, as soon as it is there."""
    for line in stream:
        if words in line:
            return str(line)
    raise AssertionError(f"it ended without saying {words!r}")


@contextmanager
def house(home: Path, *arguments: str, **environment: str) -> Iterator[Reso]:
    """`reso up` with one worker that works (and what `--only` adds), stopped with Ctrl-C in the end."""
    told = home.parent / f"{home.name}.log"
    quick = {"RESO_HOME": str(home), "RESO_SETTLING": "0.1", **environment}
    with told.open("w") as words:
        command = [sys.executable, "-m", "handlers.cli", "up", "--workers", "1", "--only", "worker", *arguments]
        running = subprocess.Popen(command, env=_environment(quick), stdout=words, stderr=words)
        try:
            while "worker.ready" not in told.read_text():
                assert running.poll() is None, told.read_text()
                time.sleep(0.02)
            yield Reso(home)
        finally:
            running.send_signal(signal.SIGINT)
            assert running.wait(30) == 0, told.read_text()
