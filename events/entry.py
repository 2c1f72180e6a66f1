"""One event of the catalogue, with all that reading it needs: its version, its model, its private members."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import create_model

from events.contract import KindContract, Payload
from events.envelope import Envelope
from events.own import ENGINE, EVERY_KIND
from events.private import Rewriting, Tree, grown, merged, outgoing_tree, private_tree, rewriting
from events.upcasting import Upcaster, ladder


@dataclass(frozen=True)
class Entry:
    """One event of one kind; `older` leads from each older version that can be read to the current one."""

    kind: str
    name: str
    version: int
    model: type[Payload]
    private: Tree
    outgoing: Tree
    older: Mapping[int, tuple[Upcaster, ...]]

    @cached_property
    def type_name(self) -> str:
        """The CloudEvents type of the current version."""
        return f"{self.kind}.{self.name}.v{self.version}"

    @cached_property
    def envelope(self) -> type[Envelope]:
        """The model of the whole event, built when it is first needed."""
        only: Any = Literal[self.type_name]
        return create_model(
            f"{self.kind.title()}{self.model.__name__}",
            __base__=Envelope,
            __doc__=self.model.__doc__,
            type=(only, ...),
            data=(self.model, ...),
        )

    @cached_property
    def check(self) -> Callable[[Any], Envelope]:
        """The one validation an event costs; raises `pydantic.ValidationError`."""
        check: Callable[[Any], Envelope] = self.envelope.__pydantic_validator__.validate_python
        return check

    @cached_property
    def rewriting(self) -> Rewriting:
        """Reaches the private members of `data` in the current version."""
        return rewriting(self.private)

    def rewriting_in(self, version: int) -> Rewriting:
        """Reaches the private members of `data` as that version names them."""
        steps = self.older.get(version)
        return rewriting(grown(steps[0].private)) if steps else self.rewriting


def entries_of(contract: KindContract, upcasters: Iterable[Upcaster]) -> Iterator[Entry]:
    """Every event of a kind: its own, and, if it keeps cases, those that all kinds share."""
    known = tuple(upcasters)
    models = {**EVERY_KIND, **ENGINE, **contract.models} if contract.keeps_cases else contract.models
    for name, model in models.items():
        version = contract.versions.get(name, 1)
        older = ladder(known, contract.kind, name, version)
        private = _private(contract, known, name, model)
        yield Entry(contract.kind, name, version, model, private, _outgoing(contract, name, model), older)


def _private(contract: KindContract, upcasters: Iterable[Upcaster], name: str, model: type[Payload]) -> Tree:
    """A correction repeats members of other events: what is private there is private in its `data` as well."""
    if name != "corrected":
        return private_tree(model)
    today = (private_tree(other) for other in (*EVERY_KIND.values(), *contract.models.values()))
    once = (grown(step.private) for step in upcasters if step.kind == contract.kind)
    return {**private_tree(model), "data": merged(iter((*today, *once)))}


def _outgoing(contract: KindContract, name: str, model: type[Payload]) -> Tree:
    """A correction may put another text in the place of one that goes to the buyer."""
    if name != "corrected":
        return outgoing_tree(model)
    data = merged(outgoing_tree(other) for other in contract.models.values())
    return {"data": data} if data else {}
