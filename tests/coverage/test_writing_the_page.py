"""`python -m tests.coverage` writes the page from the last complete run and names what is missing."""

import pytest

from tests.coverage.__main__ import main
from tests.coverage.lastrun import write_run
from tests.coverage.page import PAGE, page
from tests.coverage.requirements import requirements


@pytest.fixture
def here(tmp_path, monkeypatch):
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_complete_run_nothing_is_written(here, capsys):
    assert main([]) == 1
    assert capsys.readouterr().out == "There is no complete run to write from: run `make test` first.\n"
    assert not (here / PAGE).exists()


def test_the_page_is_written_with_its_holes_and_each_is_named(here, capsys):
    shown = {number: ["tests/a.py::test_b"] for number in requirements().to_show if number != "S3-15"}
    write_run(here, shown)
    assert main([]) == 1
    assert capsys.readouterr().out == "No test of the last complete run shows S3-15.\n"
    assert (here / PAGE).read_text(encoding="utf-8") == page(requirements(), shown)


def test_a_whole_page_needs_no_words(here, capsys):
    write_run(here, {number: ["tests/a.py::test_b"] for number in requirements().to_show})
    assert (main([]), capsys.readouterr().out) == (0, "")


def test_it_takes_nothing_else(here, capsys):
    assert main(["--tea"]) == 2
    assert "takes nothing or --marked, not --tea" in capsys.readouterr().err
