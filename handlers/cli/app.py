"""All commands, put together. Each group's file says what its commands do and imports the heavy things when run."""

import typer

from handlers.cli import (
    acting,
    alerting,
    auditing,
    board,
    casefile,
    dead,
    describing,
    doctor,
    publish,
    rules,
    serving,
)

GROUPS = (serving, publish, board, casefile, acting, alerting, auditing, dead, describing, rules, doctor)
ABOUT = "Reso: an event-driven lifecycle engine for what happens after the sale."


def build() -> typer.Typer:
    """The command line; a new group is a file with `add` and its name above."""
    app = typer.Typer(
        name="reso", help=ABOUT, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )  # fmt: skip
    for group in GROUPS:
        group.add(app)
    return app
