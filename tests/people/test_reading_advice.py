"""Advice without what a buyer wrote, for those who may not read it."""

from types import SimpleNamespace
from typing import Any

import pytest

from handlers.reading import advising


@pytest.mark.parametrize("private", [True, False])
def test_drafts_and_texts_are_for_those_who_read_private_text(private: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(advising, "draft", lambda *_: "Dear Anna")
    monkeypatch.setattr(advising, "to_be_given", lambda *_: ())
    data = {"text": "Dear Anna", "language": "it"}
    act = SimpleNamespace(kind="conversation", case_id="C-1", event="reply_requested", data=data)
    option: Any = SimpleNamespace(letter=None, number=1, do="write", why="", acts=(act,), agreed=())
    view: Any = None
    told = advising._option(view, option, recommended=True, private=private)
    assert (told["draft"] is not None, "text" in told["events"][0]["data"]) == (private, private)
