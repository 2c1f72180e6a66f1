"""A test message to every receiver, and what came of it."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from handlers.notifying.letters import tested
from handlers.notifying.post import Letter, deliver
from handlers.notifying.rules import Rule, Target


class Tried(NamedTuple):
    """What came of the test of one receiver, whose address is masked."""

    shown: str
    standing: str
    why: str


async def try_all(rules: Sequence[Rule]) -> list[Tried]:
    """Send a test to every receiver of the rules, each once, in the language of the first rule that names it."""
    letters = {target: tested(rule) for rule in reversed(rules) for target in reversed(rule.to)}
    ordered = dict.fromkeys(target for rule in rules for target in rule.to)
    return list(await asyncio.gather(*(_try(target, letters[target]) for target in ordered)))


async def _try(target: Target, letter: Letter) -> Tried:
    outcome = await deliver(target.url, letter)
    return Tried(target.shown, outcome.standing, outcome.why)
