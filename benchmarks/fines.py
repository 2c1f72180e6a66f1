"""The clock against the Road Traffic Fine Management log: 150,370 real cases, 79,860 penalties on the sixtieth day.

    python -m benchmarks.fines [FILE]      # or RESO_FINES=FILE; the log that comes with the example, if neither is said

Every event of the log but the penalties goes through the contract's door and the engine, a third of the cases each
in order with the clock running, in order with the clock looking only at the end, and shuffled, with one event told
twice. Exit code 1 if one penalty is missing, stands on another day, or stands where the log has none.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from examples.traffic_fines.drive import MANNERS, drive
from examples.traffic_fines.pack import fines_pack
from examples.traffic_fines.read import LOG, LoggedCase, read_cases

SEED = 60
CASES, PENALTIES = 150_370, 79_860


def judge(cases: Iterable[LoggedCase]) -> Iterator[Counter[str]]:
    """What each case adds to the figures."""
    pack, chance = fines_pack(), Random(SEED)
    for number, case in enumerate(cases):
        manner = MANNERS[number % len(MANNERS)]
        driven = drive(case, manner, pack, chance)
        figures = Counter({"cases": 1, manner: 1, "events": driven.arrived, "records": len(driven.drafts)})
        figures["expected"] = case.penalized_on is not None
        figures["recorded"] = len(driven.penalties)
        try:
            day = driven.stands_on()
        except ValueError as fault:
            figures["faults"] += 1
            print(fault, file=sys.stderr)
        else:
            figures["right"] = day is not None and day == case.penalized_on
            figures["wrong"] = day != case.penalized_on
        yield figures


def report(sums: Counter[str], seconds: float) -> str:
    """The figures, for a reader."""
    lines = [
        f"{sums['cases']:>9,} cases: " + ", ".join(f"{sums[manner]:,} {manner}" for manner in MANNERS),
        f"{sums['events']:>9,} events, {sums['records']:,} records",
        f"{sums['expected']:>9,} penalties expected",
        f"{sums['recorded']:>9,} penalties recorded",
        f"{sums['right']:>9,} on the recorded day",
        f"{sums['wrong']:>9,} cases with a penalty missing, on another day, or that the log has not",
        f"{sums['faults']:>9,} cases with an event that does not count or a penalty recorded twice",
        f"{sums['events'] / seconds:>9,.0f} events/s on one core ({seconds:.0f} s, reading the log included)",
    ]
    return "\n".join(lines)


def is_exact(sums: Counter[str]) -> bool:
    """Whether every penalty stands where the log has it, and nowhere else."""
    same = sums["expected"] == sums["recorded"] == sums["right"]
    return same and not sums["wrong"] and not sums["faults"] and sums["expected"] > 0


def main() -> int:
    """Prints the figures; 0 if they are exact, 1 if not."""
    parser = argparse.ArgumentParser(description="The engine's clock against a public log of 150,370 fines.")
    parser.add_argument("file", nargs="?", type=Path, default=Path(os.environ.get("RESO_FINES") or LOG))
    file = parser.parse_args().file
    if not file.is_file():
        parser.error(f"there is no log of fines at {file}")
    begun, sums = time.perf_counter(), Counter[str]()
    for figures in judge(read_cases(file)):
        sums.update(figures)
    print(report(sums, time.perf_counter() - begun))
    complete = (sums["cases"], sums["expected"]) == (CASES, PENALTIES)
    print("exact" if is_exact(sums) else "NOT EXACT", "" if complete else f"(not the whole log of {CASES:,} cases)")
    return 0 if is_exact(sums) else 1


if __name__ == "__main__":
    sys.exit(main())
