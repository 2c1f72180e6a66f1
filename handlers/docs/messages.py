"""The message reference: subjects, the envelope, every event with its members, and what the engine writes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from events.alerts import Alert
from events.catalogue import CATALOGUE
from events.entry import Entry
from events.envelope import Envelope
from events.own import ENGINE, EVERY_KIND
from events.private import Path, paths
from events.sentences import with_article
from handlers.docs import words
from handlers.docs.markdown import GENERATED, code, joined, table
from handlers.docs.members import VOCABULARY, Member, meaning, members, spelled
from handlers.docs.subjects import addresses
from lifecycle.engine.records import Record

SHARED: Final = tuple({**EVERY_KIND, **ENGINE})
EXAMPLE_KIND: Final = "return"
"""The kind whose entries stand for the events that every kind shares."""


def page() -> str:
    """The whole page."""
    return joined(
        "# Messages\n",
        GENERATED,
        "## Subjects",
        words.SUBJECTS,
        table(("subject", "stream", "who writes", "what it is", "who reads"), addresses()),
        "## The envelope",
        words.ENVELOPE,
        table(("member", "", "meaning"), _envelope()),
        "## Words for values",
        table(("word", "meaning"), ((word, meaning(value, told)) for word, value, told in VOCABULARY)),
        "Members that are not listed are refused in `data` and ignored in the envelope.",
        *_events(),
        "## Records",
        words.RECORDS,
        table(("member", "meaning"), _told(words.RECORD, (field.name for field in msgspec.structs.fields(Record)))),
        "## Alerts",
        words.ALERTS,
        table(("member", "meaning"), _told(words.ALERT, Alert.model_fields)),
        "## Dead letters",
        words.DEAD_LETTERS,
    )


def _envelope() -> Iterator[tuple[str, ...]]:
    for name, field in Envelope.model_fields.items():
        yield f"`{name}`", "must" if field.is_required() else "", words.MEMBERS[name]


def _told(meanings: Mapping[str, str], names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """What each member means; a member that nobody has described is a `KeyError`."""
    for name in names:
        yield f"`{name}`", meanings[name]


def _events() -> Iterator[str]:
    """Every event of every kind, then those that all kinds share."""
    for kind, contract in CATALOGUE.kinds.items():
        yield f"## Events of {with_article(kind)}"
        if contract.creates:
            creating = code(*sorted(contract.creates))
            yield f"{creating} create a case; until one of them comes, the others wait in `announced`."
        for entry in CATALOGUE.entries:
            if entry.kind == kind and entry.name not in SHARED:
                yield from _event(entry, f"`{entry.type_name}`")
    yield "## Events of every kind that keeps cases"
    yield words.SHARED
    for name in SHARED:
        entry = CATALOGUE.entry(EXAMPLE_KIND, name)
        by = ", the engine's own" if name in ENGINE else ""
        yield from _event(entry, f"`<kind>.{name}.v{entry.version}`{by}")


def _event(entry: Entry, title: str) -> Iterator[str]:
    private = tuple(paths(entry.private))
    yield f"### {title}"
    yield " ".join((entry.model.__doc__ or "").split())
    yield table(("member", "", "value"), (_member(member, private) for member in members(entry.model)))


def _member(member: Member, private: Iterable[Path]) -> tuple[str, ...]:
    below = member.words == "object" and any(path[: len(member.path)] == member.path for path in private)
    words = f"{member.words}, private in part" if below else member.words.replace("private", "**private**")
    return f"`{spelled(member.path)}`", "must" if member.must else "", words
