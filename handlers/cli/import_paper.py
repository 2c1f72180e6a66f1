"""What an import has done, for people and for programs."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import orjson

from handlers.cli import paper
from handlers.cli.failures import say
from handlers.cli.publish import tell_refused
from handlers.importing.planning import Plan
from handlers.importing.reading import Reading
from handlers.operating.publishing import Tally

SHOWN = 20
"""Problems, and names of cases, that are told one by one."""


class FileDone(NamedTuple):
    """A file, what it says, what of it is news, and the feedback that it shows no more."""

    name: str
    reading: Reading
    plan: Plan
    vanished: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The file for programs."""
        plan = self.plan
        return {
            "file": self.name,
            "rows": self.reading.rows,
            "cases": len(self.reading.told),
            "news": len(plan.events),
            "known": plan.known,
            "problems": [{"row": each.row, "column": each.column, "reason": each.sentence} for each in plan.problems],
            "notes": self.reading.notes,
            "held": plan.held,
            "erased": plan.erased,
            "vanished": list(self.vanished),
        }

    def lines(self) -> Iterator[str]:
        """The file for people."""
        plan = self.plan
        if self.reading.rows:
            cases = f"{self.reading.rows:,} rows of {len(self.reading.told):,} cases"
            yield f"{self.name}: {cases}: {len(plan.events):,} events are news, {plan.known:,} are known"
        yield from (f"{self.name}: {note}" for note in self.reading.notes)
        yield from (f"{self.name}: {held}: told by a later import" for held in plan.held)
        if plan.erased:
            yield f"{self.name}: nothing is told of cases whose private text was erased: {_some(plan.erased)}"
        if self.vanished:
            yield f"{self.name}: not shown any more, which is no removal yet: {_some(self.vanished)}"


class Imported(NamedTuple):
    """What became of an import: its files, what was sent, and whether all of it was refused."""

    files: Sequence[FileDone]
    tally: Tally
    refused: bool
    dry_run: bool

    @property
    def is_wrong(self) -> bool:
        """Whether something could not be imported."""
        return bool(self.tally.refused) or any(file.plan.problems for file in self.files)

    def to_json(self) -> dict[str, Any]:
        """The import for programs; of a dry run with the events."""
        events = [body for file in self.files for body in file.plan.events] if not self.refused else []
        return {
            "files": [file.to_json() for file in self.files],
            "stored": self.tally.stored,
            "duplicates": self.tally.duplicates,
            "refused": [{"event": number, "reason": sentence} for number, sentence in self.tally.refused],
            **({"events": events} if self.dry_run else {}),
        }


def report(done: Imported, *, as_json: bool) -> None:
    """Say what was done. A dry run puts its events on stdout and what is said about them on stderr."""
    if as_json:
        paper.put_json(done.to_json())
        return
    for file in done.files:
        _tell(file, aside=done.dry_run)
    if done.refused:
        say("nothing was sent; mend the rows, or import the others with --skip-bad")
    elif done.dry_run:
        for body in (body for file in done.files for body in file.plan.events):
            print(orjson.dumps(body).decode())
    else:
        paper.put(f"{done.tally.stored:,} stored, {done.tally.duplicates:,} known already")
    tell_refused(done.tally)


def _tell(file: FileDone, *, aside: bool) -> None:
    """A file's lines, `aside` on stderr; what is wrong with it is told there anyway."""
    for line in file.lines():
        print(paper.printable(line), file=sys.stderr if aside else sys.stdout)
    problems = sorted(file.plan.problems)
    for problem in problems[:SHOWN]:
        say(f"{file.name}: {problem}")
    if len(problems) > SHOWN:
        say(f"{file.name}: and {len(problems) - SHOWN:,} more")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
