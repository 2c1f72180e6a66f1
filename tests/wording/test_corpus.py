"""The sentences that measure the wording guard: enough of each, none twice, none changed since written."""

import tomllib
from collections import Counter
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FOLDERS = ("corpus", "heldout")
LANGUAGES = ("de", "en", "es", "fr", "it", "pl")
FINDINGS = ("tied_refund", "tied_feedback", "positive_only", "off_marketplace", "obstructs_withdrawal")
LOOK_ALIKE = ""

WRITTEN = "344ead24f865ec67fec929e6036cd2cf76e3ca4f60a74d972371ea41719944a7"
"""SHA-256 over the bytes of all files, sorted by folder and language."""


@cache
def sentences(folder: str, language: str) -> tuple[dict[str, str], ...]:
    return tuple(tomllib.loads((HERE / folder / f"{language}.toml").read_text(encoding="utf-8"))["sentence"])


def found(folder: str, language: str) -> Counter[str]:
    return Counter(sentence["finding"] for sentence in sentences(folder, language))


def files() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((HERE / folder).glob("*.toml"))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_corpus_has_enough_violations_of_every_category_and_as_many_look_alikes(language):
    counts = found("corpus", language)
    assert set(counts) == {*FINDINGS, LOOK_ALIKE}
    assert all(counts[finding] >= 5 for finding in FINDINGS), counts
    assert counts.total() - counts[LOOK_ALIKE] >= 32
    assert counts[LOOK_ALIKE] >= 32


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_of_every_category_and_ten_look_alikes_are_held_out(language):
    assert found("heldout", language) == {**dict.fromkeys(FINDINGS, 2), LOOK_ALIKE: 10}


def test_no_text_stands_twice_in_either_set():
    texts = Counter(
        " ".join(sentence["text"].casefold().split())
        for path in files()
        for sentence in sentences(path.parent.name, path.stem)
    )
    assert [text for text, times in texts.items() if times > 1] == []


def test_a_sentence_has_a_text_and_a_finding_and_nothing_else():
    members = {frozenset(each) for path in files() for each in sentences(path.parent.name, path.stem)}
    assert members == {frozenset({"text", "finding"})}


def test_there_is_one_file_a_language_in_each_set():
    assert [(path.parent.name, path.stem) for path in files()] == [
        (folder, language) for folder in FOLDERS for language in LANGUAGES
    ]


def test_no_file_was_changed_since_it_was_written():
    assert sha256(b"".join(path.read_bytes() for path in files())).hexdigest() == WRITTEN
