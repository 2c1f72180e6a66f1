"""A number is shown by tests that ran and passed; a page that says anything else fails the run."""

import pytest

from tests.coverage.lastrun import FILE, read_run
from tests.coverage.page import PAGE, page
from tests.coverage.plugin import is_complete
from tests.coverage.requirements import requirements

EVERY = ", ".join(map(repr, requirements().to_show))
TOLD = """
import pytest
covers = pytest.mark.covers

@pytest.fixture
def torn():
    yield
    raise ValueError

@pytest.fixture
def broken():
    raise ValueError

@covers("S3-15", "C.7-K-RESPOND")
def test_passes(): pass

@covers("S3-16")
@pytest.mark.parametrize("days", [3, pytest.param(7, marks=covers("B-29"))])
def test_passes_in_every_row(days): pass

@covers("S3-17")
@pytest.mark.parametrize("days", [3, 7])
def test_passes_by_half(days): assert days == 3

@covers("S3-17")
def test_fails(): raise ValueError

@covers("S3-17")
def test_skips(): pytest.skip("not here")

@covers("S3-17")
@pytest.mark.skip(reason="not here")
def test_is_skipped(): pass

@covers("S3-17")
@pytest.mark.skipif(False, reason="not on this machine")
def test_may_be_skipped(): pass

@covers("S3-17")
@pytest.mark.xfail
def test_is_expected_to_fail(): raise ValueError

@covers("S3-17")
@pytest.mark.xfail(strict=False)
def test_passes_against_expectation(): pass

@covers("S3-17")
def test_is_torn_down_badly(torn): pass

@covers("S3-17")
def test_is_set_up_badly(broken): pass
"""
NAMED = '@__import__("pytest").mark.covers({})\ndef test_it(): pass'


@pytest.fixture
def project(pytester, monkeypatch):
    """A project whose tests are told, and run with the plugin."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini("[pytest]\nmarkers = covers(*numbers)\naddopts = --strict-markers -p tests.coverage.plugin")
    (pytester.path / "docs").mkdir()
    (pytester.path / "tests" / "faults").mkdir(parents=True)

    def tell(source, *words, in_file="test_told.py"):
        (pytester.path / "tests" / in_file).write_text(source, encoding="utf-8")
        return pytester.runpytest_inprocess(*words)

    return tell


def test_only_what_ran_and_passed_as_a_whole_and_in_every_run_shows_its_numbers(project, pytester):
    (pytester.path / "tests" / "faults" / "test_kill.py").write_text(NAMED.format("'S3-18'"), encoding="utf-8")
    result = project(TOLD, "tests")
    told, in_rows = ["tests/test_told.py::test_passes"], ["tests/test_told.py::test_passes_in_every_row"]
    shown = {"C.7-K-RESPOND": told, "S3-15": told, "S3-16": in_rows, "B-29": in_rows}
    assert read_run(pytester.path) == shown
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["No test that ran and passed shows S0-01, S0-02, *", "docs/coverage.md is not what *"])


def test_a_number_that_is_in_no_list_fails_any_run_wherever_its_test_runs(project, pytester):
    result = project(NAMED.format("'S3-15', 'S9-99'"), "-p", "xdist.plugin", "-n1", "tests/test_told.py")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["tests/test_told.py::test_it covers 'S9-99', which is no number of *"])
    assert not (pytester.path / FILE).exists()


def test_only_the_page_of_this_very_run_lets_it_pass(project, pytester):
    deserved = page(requirements(), dict.fromkeys(requirements().to_show, ("tests/test_told.py::test_it",)))
    (pytester.path / PAGE).write_text(deserved, encoding="utf-8")
    assert project(NAMED.format(EVERY), "--ignore=tests/faults", "tests").ret == pytest.ExitCode.OK
    (pytester.path / PAGE).write_text(deserved.replace("test_it", "test_that", 1), encoding="utf-8")
    assert project(NAMED.format(EVERY), "tests").ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize(
    "words",
    [
        "tests/test_told.py",
        "tests/test_told.py::test_it",
        "tests -k it",
        "tests -m covers",
        "tests --deselect tests/test_other.py",
        "tests --ignore tests/test_other.py",
        "tests --ignore-glob *other*",
        "tests --lf",
        "tests --stepwise",
        "tests --collect-only",
    ],
)
def test_a_run_that_leaves_something_out_is_not_complete(project, pytester, words):
    assert not is_complete(pytester.parseconfig(*words.split()))


def test_leaving_the_faults_out_is_no_gap(project, pytester):
    assert is_complete(pytester.parseconfig("-q", "--ignore=tests/faults", "--ignore=tests/browser", "tests"))
