"""What the pages say is true of the code: generated pages are up to date, every name exists, no link is broken."""

import re
from itertools import chain
from pathlib import Path
from typing import Any, get_args

import orjson
import pytest
import typer

from events import subjects
from events.catalogue import CATALOGUE, read_event
from events.unreadable import Reason
from handlers.cli.app import build
from handlers.docs.pages import generated, stale
from handlers.settings import PREFIX, Settings
from handlers.worker.failures import VERDICTS
from lifecycle.kinds import KINDS
from tests.lifecycle.desk import Desk

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/README.md")])
DECISIONS = sorted(ROOT.glob("docs/decisions/[0-9]*.md"))
NOT_SETTINGS = {
    "RESO_SCREENSHOTS",  # of the browser tests alone
    subjects.STREAM_IN,
    subjects.STREAM_AUDIT,
    subjects.BUCKET_KEYS,
    subjects.BUCKET_PRIVATE,
    subjects.BUCKET_BUDGETS,
    subjects.BUCKET_USERS,
}
TAKEN = (*subjects.LOG_SUBJECTS, subjects.IN_ALL)

a_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 _-]", "", head.lower()).replace(" ", "-") for head in heads}


def code_in(page: Path) -> list[str]:
    """Everything that is set as code: spans, and lines of blocks."""
    told = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?!mermaid|json)\w*\n(.*?)^```", told, re.DOTALL | re.MULTILINE)
    indented = re.findall(r"^    \S.*$", told, re.MULTILINE)
    return [*re.findall(r"`([^`\n]+)`", told), *chain.from_iterable(block.splitlines() for block in blocks), *indented]


def commands() -> dict[str, set[str]]:
    """Every command of `reso`, each with its own."""
    whole: Any = typer.main.get_command(build())
    return {name: set(getattr(command, "commands", ())) for name, command in whole.commands.items()}


def is_part(told: Any, whole: Any) -> bool:
    """Whether everything that is told stands in the whole."""
    if isinstance(told, dict):
        return all(name in whole and is_part(value, whole[name]) for name, value in told.items())
    if isinstance(told, list):
        return len(told) == len(whole) and all(map(is_part, told, whole))
    return told == whole


def test_the_generated_pages_are_up_to_date():
    assert stale(ROOT) == []


def test_the_same_code_writes_the_same_pages():
    assert generated(ROOT) == generated(ROOT)


@a_page
def test_no_link_leads_nowhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if path.startswith(("http:", "https:")):
            continue
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{page.name} links to {target}"
        assert not anchor or anchor in anchors(found), f"{page.name} links to {target}"


@a_page
def test_every_subject_that_is_named_is_one(page):
    named = {
        word for span in code_in(page) for word in re.findall(r"(?<![\w.])reso\.(?!toml\b)[a-z][\w.<>*{}…-]*", span)
    }
    for subject in named:
        stem = ".".join(subject.split(".")[:2])
        taken = {".".join(known.split(".")[:2]) for known in TAKEN}
        assert stem in taken, f"{page.name} names {subject}"


@a_page
def test_every_setting_that_is_named_is_one(page):
    settings = {PREFIX + name.upper() for name in Settings.model_fields}
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", page.read_text(encoding="utf-8")))
    assert named - NOT_SETTINGS <= settings


def test_the_operating_guide_explains_every_setting():
    named = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", text("docs/operating.md")))
    assert {PREFIX + name.upper() for name in Settings.model_fields} <= named


@a_page
def test_every_command_that_is_named_is_one(page):
    known = commands()
    for span in code_in(page):
        for name, below in re.findall(r"(?:^|[\s=])reso ([a-z-]+)(?: ([a-z]+)\b)?", span):
            assert name in known, f"{page.name} names `reso {name}`"
            assert not known[name] or not below or below in known[name], f"{page.name} names `reso {name} {below}`"


@a_page
def test_every_verb_of_make_that_is_named_is_one(page):
    verbs = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    named = {verb for span in code_in(page) for verb in re.findall(r"(?:^|\s)make ([a-z-]+)", span)}
    assert named <= verbs


def test_every_log_line_that_the_operating_guide_explains_is_written_somewhere():
    written = set()
    for file in ROOT.glob("handlers/**/*.py"):
        written |= set(re.findall(r"(?:log\.\w+|_say)\(\s*\"([a-z_]+\.[a-z_]+)\"", file.read_text(encoding="utf-8")))
    section = text("docs/operating.md").partition("## At three in the morning")[2].partition("\n## ")[0]
    explained = set(re.findall(r"`([a-z]+\.[a-z_]+)`", section))
    assert explained
    assert explained <= written


def test_the_operating_guide_explains_every_reason_of_a_dead_letter():
    reasons = {*get_args(Reason), "bad_subject", "future", *(verdict.reason for verdict in VERDICTS)}
    section = text("docs/operating.md").partition("## Dead letters")[2].partition("\n## ")[0]
    assert reasons <= set(re.findall(r"`([a-z_]+)`", section))


@pytest.mark.parametrize("kind", ["return", "order", "account"])
def test_the_page_about_a_kind_explains_every_clock(kind):
    section = text(f"docs/{kind}s.md").partition("## Clocks")[2]
    assert set(re.findall(r"^\| `([TOA]-[A-Z-]+)`", section, re.MULTILINE)) == {
        timer.name for timer in KINDS[kind].timers
    }


def test_the_event_on_the_first_page_gives_the_record_beside_it():
    event, record = re.findall(r"^```json\n(.*?)^```", text("README.md"), re.DOTALL | re.MULTILINE)
    desk = Desk(case_id="R-1001")
    desk.take(read_event(event.encode(), "return", "R-1001", "requested"))
    assert is_part(orjson.loads(record), orjson.loads(desk.log[0].payload))


def test_the_first_page_shows_the_usual_way_in_twenty_arrows():
    drawn = re.findall(r"^```mermaid\n(.*?)^```", text("README.md"), re.DOTALL | re.MULTILINE)
    assert [diagram.count("-->") <= 20 for diagram in drawn] == [True]


def test_the_map_is_read_in_one_go():
    assert len(text("ARCHITECTURE.md").splitlines()) < 175


@pytest.mark.parametrize("file", re.findall(r"`([a-z]+(?:/[a-z_]+)*/?[a-z_]*\.py)`", text("ARCHITECTURE.md")))
def test_every_file_on_the_map_exists(file):
    inside = ("", "events", "lifecycle", "handlers")
    folders = [*(ROOT / folder for folder in inside), *ROOT.glob("lifecycle/*/"), *ROOT.glob("handlers/*/")]
    assert any((folder / file).exists() for folder in folders)


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem[:4])
def test_every_decision_says_why_and_what_was_rejected(page):
    heads = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert heads == ["Context", "Decision", "Rejected", "Consequences"]
    assert page.name in text("docs/decisions/README.md")


def test_the_message_reference_has_every_event_and_marks_what_is_private():
    page = text("docs/messages.md")
    for entry in CATALOGUE.entries:
        assert f"`{entry.type_name}`" in page or f"`<kind>.{entry.name}.v{entry.version}`" in page
    for entry in CATALOGUE.kinds["return"].models:
        section = page.partition(f"### `return.{entry}.v1`")[2].partition("\n### ")[0]
        private = {".".join(path[1:]).replace(".*", "[]") for path in CATALOGUE.private_paths("return", entry)}
        assert set(re.findall(r"^\| `([^`]+)` \| \w* \| \*\*private\*\*", section, re.MULTILINE)) == private
