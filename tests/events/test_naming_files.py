"""A note that names files: by reference and digest, never by what is in them."""

import pytest

from events.catalogue import private_paths
from tests.covers import covers
from tests.events.samples import event, read, refusal

FILE = {"file": "file:" + "0a" * 16, "digest": "ab" * 32, "size": 30, "media": "image/jpeg", "as": "photo"}


@covers("I-12")
def test_a_note_may_name_files_and_say_nothing_else():
    told = read(event("noted", {"files": [FILE]}), "noted")
    (file,) = told.data.files
    assert (file.file, file.digest, file.size, file.media, file.as_) == tuple(FILE.values())
    assert told.data.note is None


def test_which_files_are_named_belongs_to_what_an_event_says():
    one = read(event("noted", {"note": "see", "files": [FILE]}), "noted")
    other = read(event("noted", {"note": "see", "files": [{**FILE, "digest": "cd" * 32}]}), "noted")
    reworded = read(event("noted", {"note": "look", "files": [FILE]}), "noted")
    assert one.content != other.content
    assert one.content == reworded.content


@covers("I-12")
def test_only_the_note_is_private_and_why_a_case_was_erased_is_not():
    assert private_paths("claim", "noted") == (("data", "note"),)
    assert read(event("noted", {"erased": "the buyer asked"}), "noted").data.erased == "the buyer asked"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"file": "photo.jpg"}, 'files.0.file must be a reference such as "file:" and 32 of 0-9 a-f (got "photo.jpg")'),
        ({"digest": "AB" * 32}, f'files.0.digest must be a SHA-256 digest, 64 of 0-9 a-f (got "{("AB" * 32)[:60]}…")'),
        ({"size": 0}, "files.0.size must be at least 1 (got 0)"),
        ({"as": "selfie"}, "files.0.as must be 'photo', 'mail', 'proof' or 'other' (got \"selfie\")"),
        ({"name": "Anna.jpg"}, "files.0.name is not a known member"),
    ],
)
def test_a_file_that_is_named_wrongly_is_told(change, complaint):
    assert refusal(event("noted", {"files": [FILE | change]}), "noted")[1].endswith(f"is not valid: {complaint}")
