"""Compares docs/coverage.md with what a run of the tests has really shown; a page that says otherwise fails the run.

Only a complete run is compared: all of `tests` (without `tests/faults` and `tests/browser`), nothing left out by name
or mark.
"""

from pathlib import Path

import pytest

from tests.coverage.gathering import APART, PROPERTY, Gathering, numbers_of
from tests.coverage.lastrun import write_run
from tests.coverage.page import PAGE, missing, needless, page
from tests.coverage.requirements import requirements


def pytest_configure(config: pytest.Config) -> None:
    """The process that hears all reports gathers; the workers of a distributed run only send theirs."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Comparison(config), "coverage-of-requirements")


def pytest_itemcollected(item: pytest.Item) -> None:
    """The numbers of a test travel with its reports, from whichever process it runs in."""
    if numbers := numbers_of(item):
        item.user_properties.append((PROPERTY, numbers))


class Comparison:
    """One run: what its tests show, and what is wrong with the page."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.gathering = Gathering()
        self.said: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A phase of a test is over."""
        self.gathering.hear(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """All tests are over: names of no requirement fail any run, a wrong page fails a complete one."""
        self.said = self._unknown()
        if is_complete(self.config):
            self.said += self._compared()
        if self.said and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Says what is wrong, a sentence a line."""
        if self.said:
            terminalreporter.section("coverage of the requirements", red=True, bold=True)
            for sentence in self.said:
                terminalreporter.line(sentence)

    def _unknown(self) -> list[str]:
        return [
            f"{test} covers {number!r}, which is no number of tests/coverage/requirements.toml."
            for test, number in self.gathering.unknown(requirements().numbers)
        ]

    def _compared(self) -> list[str]:
        root, shown, said = self.config.rootpath, self.gathering.shown(), []
        write_run(root, shown)
        if lacking := missing(requirements(), shown):
            said.append(f"No test that ran and passed shows {', '.join(lacking)}.")
        if reached := needless(requirements(), shown):
            said.append(f"Said to be out of reach, but shown: {', '.join(reached)}.")
        path = root / PAGE
        if (path.read_text(encoding="utf-8") if path.exists() else "") != page(requirements(), shown):
            said.append(f"{PAGE} is not what this run has shown; `make coverage` writes it from this run.")
        return said


def is_complete(config: pytest.Config) -> bool:
    """Whether the run takes all of `tests` but what is apart, and leaves nothing out by name, mark or last result."""
    root, here, option = config.rootpath.resolve(), config.invocation_params.dir, config.option
    asked = {Path(here, argument).resolve() for argument in config.args}
    ignored = {Path(here, path).resolve() for path in option.ignore or ()}
    return (
        asked <= {root / "tests", root}
        and ignored <= {root / each for each in APART}
        and not any((option.ignore_glob, option.keyword, option.markexpr, option.deselect, option.collectonly))
        and not any(getattr(option, name, False) for name in ("lf", "stepwise"))
    )
