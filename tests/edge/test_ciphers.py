"""What the key of a case closes, opens and names; no server is needed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.operating.attaching import Brought
from handlers.worker.ciphers import CaseCipher, FilePlace, Unopenable, new_secret
from tests.covers import covers

SECRET = bytes(range(64))
PLACE = FilePlace("return", "R-1", "a" * 32)
CONTENTS = st.binary(min_size=1, max_size=300)


@covers("I-12")
@settings(max_examples=30, deadline=None)
@given(CONTENTS, st.text(max_size=40))
def test_a_file_opens_where_it_was_closed_and_shows_nothing_before(content: bytes, name: str):
    cipher = CaseCipher(SECRET)
    sealed = cipher.close_file(PLACE, content)
    assert cipher.open_file(PLACE, sealed) == content
    assert cipher.open_name(PLACE, cipher.close_name(PLACE, name)) == name
    assert len(sealed) == len(content) + 16
    assert len(content) < 4 or content not in sealed


@settings(max_examples=30, deadline=None)
@given(CONTENTS, CONTENTS)
def test_the_same_file_has_one_name_in_its_case_and_another_one_elsewhere(content: bytes, other: bytes):
    mark = CaseCipher(SECRET).mark(content)
    assert CaseCipher(SECRET).mark(content) == mark
    assert (CaseCipher(SECRET).mark(other) == mark) == (content == other)
    assert CaseCipher(new_secret()).mark(content) != mark


@pytest.mark.parametrize(
    "place",
    [FilePlace("claim", "R-1", "a" * 32), FilePlace("return", "R-2", "a" * 32), FilePlace("return", "R-1", "b" * 32)],
)
def test_sealed_bytes_that_were_moved_do_not_open(place: FilePlace):
    cipher = CaseCipher(SECRET)
    with pytest.raises(Unopenable):
        cipher.open_file(place, cipher.close_file(PLACE, b"mug"))
    with pytest.raises(Unopenable):
        cipher.open_name(place, cipher.close_name(PLACE, "mug.jpg"))


def test_bytes_that_were_changed_cut_off_or_sealed_under_another_key_do_not_open():
    cipher = CaseCipher(SECRET)
    sealed = cipher.close_file(PLACE, b"a photo of a mug")
    for wrong in (b"", sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), cipher.close_name(PLACE, "x").encode()):
        with pytest.raises(Unopenable):
            cipher.open_file(PLACE, wrong)
    with pytest.raises(Unopenable):
        CaseCipher(new_secret()).open_file(PLACE, sealed)


@pytest.mark.parametrize(
    ("name", "media", "sort"),
    [
        ("mug.JPG", "image/jpeg", "photo"),
        ("IMG_1.heic", "image/heic", "photo"),
        ("Re: your mug.eml", "message/rfc822", "mail"),
        ("label.pdf", "application/pdf", "other"),
        ("no suffix", "application/octet-stream", "other"),
    ],
)
def test_what_a_file_is_shows_in_its_name(name: str, media: str, sort: str):
    assert (Brought(name, b"x").media, Brought(name, b"x").sort) == (media, sort)
