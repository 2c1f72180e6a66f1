"""A slice of the log to publish: the events of a sample of its cases, in a random but repeatable order.

python -m examples.traffic_fines.slice --cases 5000 --seed 1 > fines.jsonl
"""

import argparse
from collections.abc import Iterable, Iterator
from random import Random

import orjson

from events.subjects import in_
from examples.traffic_fines.read import LoggedCase, read_cases


def sample(cases: Iterable[LoggedCase], count: int, seed: int) -> list[LoggedCase]:
    """`count` of `cases` (all, if there are fewer), each as likely as any other, the same ones for the same seed."""
    kept: list[LoggedCase] = []
    chance = Random(seed)
    for number, case in enumerate(cases):
        place = number if number < count else chance.randrange(number + 1)
        if place < count:
            kept[place : place + 1] = [case]
    return kept


def published(cases: Iterable[LoggedCase], seed: int) -> Iterator[tuple[str, bytes]]:
    """The subject and the JSON of every event of `cases`, in an order that has nothing to do with when it happened."""
    events = [event for case in cases for event in case.events]
    Random(seed).shuffle(events)
    for event in events:
        kind, name, _version = event["type"].split(".")
        yield in_(kind, event["subject"], name), orjson.dumps(event)


def main() -> None:
    """Events to standard output, one a line."""
    parser = argparse.ArgumentParser(description="Events of some cases of the Road Traffic Fine Management log.")
    parser.add_argument("--cases", type=int, default=5_000, help="how many cases (default 5000)")
    parser.add_argument("--seed", type=int, default=1, help="which ones, and in which order (default 1)")
    asked = parser.parse_args()
    for _subject, event in published(sample(read_cases(), asked.cases, asked.seed), asked.seed):
        print(event.decode())


if __name__ == "__main__":
    main()
