"""Private text: which strings of an event are sealed, kept out of its content digest, and erased on request.

Of these some are outgoing: the buyer reads them, so the wording guard reads them before they are sent.
"""

from collections.abc import Callable, Iterable, Iterator
from operator import is_not
from types import UnionType
from typing import Annotated, Any, Final, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel, StringConstraints

Json: TypeAlias = Any
Leaf: TypeAlias = Callable[[Json], Json]
Rewriting: TypeAlias = Callable[[Json, Leaf], Json]
Path: TypeAlias = tuple[str, ...]
Place: TypeAlias = tuple[str | int, ...]
Tree: TypeAlias = dict[str, "Tree | None"]

EACH: Final = "*"
"""The step of a path that goes to every entry of a list."""

_NOTHING: Final[Tree] = {}
_DROPPED: Final = object()


class Private:
    """Marks a member whose text is about a person: it is sealed from its first record."""


class Outgoing:
    """Marks a text that is still to go to the buyer, or to where he can read it; what he has been told is a fact."""


PrivateText = Annotated[str, StringConstraints(strict=True), Private()]
PrivateNote = Annotated[str, StringConstraints(strict=True, pattern=r"\S"), Private()]
"""A private text that has to say something."""
OutgoingNote = Annotated[str, StringConstraints(strict=True, pattern=r"\S"), Private(), Outgoing()]
"""A private text that the buyer is going to read."""


def private_tree(model: type[BaseModel]) -> Tree:
    """The private members of a model: a name leads to None (private text) or to the tree of what lies below it."""
    return _marked(model, Private)


def outgoing_tree(model: type[BaseModel]) -> Tree:
    """The outgoing members of a model, in the same manner."""
    return _marked(model, Outgoing)


def _marked(model: type[BaseModel], mark: type) -> Tree:
    tree: Tree = {}
    for name, field in model.model_fields.items():
        if any(isinstance(each, mark) for each in field.metadata):
            tree[name] = None
        elif (branch := _branch(field.annotation, mark)) != _NOTHING:
            tree[name] = branch
    return tree


def _branch(annotation: object, mark: type) -> Tree | None:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _marked(annotation, mark)
    if origin is Annotated:
        marked = any(isinstance(each, mark) for each in arguments[1:])
        return None if marked else _branch(arguments[0], mark)
    if origin is tuple:
        below = _branch(arguments[0], mark)
        return _NOTHING if below == _NOTHING else {EACH: below}
    if origin in (Union, UnionType):
        branches = (_branch(argument, mark) for argument in arguments)
        return next((branch for branch in branches if branch != _NOTHING), _NOTHING)
    return _NOTHING


def merged(trees: Iterator[Tree]) -> Tree:
    """One tree that is private wherever one of `trees` is."""
    whole: Tree = {}
    for tree in trees:
        for name, branch in tree.items():
            known = whole.get(name, _NOTHING)
            whole[name] = None if branch is None or known is None else merged(iter((known, branch)))
    return whole


def paths(tree: Tree, above: Path = ()) -> Iterator[Path]:
    """Every private member as a path of names, `*` standing for each entry of a list."""
    for name, branch in tree.items():
        here = (*above, name)
        if branch is None:
            yield here
        else:
            yield from paths(branch, here)


def grown(leaves: tuple[Path, ...]) -> Tree:
    """The tree that `paths` would tell as `leaves`."""
    tree: Tree = {}
    for *stem, leaf in leaves:
        node = tree
        for step in stem:
            below = node.setdefault(step, {})
            node = {} if below is None else below
        node[leaf] = None
    return tree


def rewriting(tree: Tree | None) -> Rewriting:
    """A function that applies a leaf function to every private member of a value, and copies only what that changes."""
    if tree is None:
        return lambda value, leaf: leaf(value)
    entry = rewriting(tree[EACH]) if EACH in tree else None
    steps = tuple((name, rewriting(branch)) for name, branch in tree.items() if name != EACH)

    def rewrite(value: Json, leaf: Leaf) -> Json:
        if isinstance(value, dict):
            return _members(value, steps, leaf)
        return _entries(value, entry, leaf) if entry and isinstance(value, list) else value

    return rewrite


def texts(tree: Tree | None, value: Json, here: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every text of a value that the tree leads to, with its place."""
    if isinstance(value, str) and tree is None:
        yield here, value
    elif isinstance(value, list | tuple):
        below = tree.get(EACH, _NOTHING) if tree else tree
        for place, entry in enumerate(value):
            yield from texts(below, entry, (*here, place))
    elif isinstance(value, dict) and tree:
        for name, branch in tree.items():
            yield from texts(branch, value.get(name), (*here, name))


def misfits(tree: Tree | None, value: Json, here: Place) -> Iterator[tuple[Place, str]]:
    """Where a value below `here` has no shape in which its private members could be sealed, and what it must be.

    A private member is a text, a list of texts, or null; what leads to one is the object or list that `tree` says.
    """
    if value is None:
        return
    if tree is None:
        if not all(isinstance(text, str) for text in (value if isinstance(value, list) else (value,))):
            yield here, "must be a text"
    elif isinstance(value, list) and EACH in tree:
        for place, entry in enumerate(value):
            yield from misfits(tree[EACH], entry, (*here, place))
    elif isinstance(value, dict) and tree.keys() != {EACH}:
        for name, branch in tree.items():
            yield from misfits(branch, value.get(name), (*here, name))
    else:
        yield here, "must be a list" if EACH in tree else "must be an object"


def dropped(_private: Json) -> Json:
    """The leaf function that leaves private members out."""
    return _DROPPED


def each_text(fn: Callable[[str], str]) -> Leaf:
    """The leaf function that applies `fn` to every text."""

    def leaf(value: Json) -> Json:
        if isinstance(value, str):
            return fn(value)
        if isinstance(value, list):
            return [leaf(entry) for entry in value]
        return {name: leaf(entry) for name, entry in value.items()} if isinstance(value, dict) else value

    return leaf


def _members(value: dict[str, Json], steps: Iterable[tuple[str, Rewriting]], leaf: Leaf) -> dict[str, Json]:
    changed = value
    for name, rewrite in steps:
        if name not in value or (new := rewrite(old := value[name], leaf)) is old:
            continue
        if changed is value:
            changed = value.copy()
        if new is _DROPPED:
            del changed[name]
        else:
            changed[name] = new
    return changed


def _entries(value: list[Json], rewrite: Rewriting, leaf: Leaf) -> list[Json]:
    entries = [rewrite(entry, leaf) for entry in value]
    if not any(map(is_not, entries, value)):
        return value
    return [entry for entry in entries if entry is not _DROPPED]
