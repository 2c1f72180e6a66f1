"""All commands, by the file that has them. Only the file of the command that is asked for is imported."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Final

import typer

ABOUT = "Reso: an event-driven lifecycle engine for what happens after the sale."

FILES: Final[Mapping[str, str]] = {
    "up": "up",
    "worker": "worker",
    "console": "console",
    "projector": "projecting",
    "nats": "nats",
    "notify": "notifying",
    "publish": "publish",
    "import": "importing",
    "cases": "board",
    "show": "casefile",
    "act": "acting",
    "advise": "advice",
    "attach": "files",
    "files": "files",
    "file": "files",
    "forget": "forgetting",
    "alerts": "alerting",
    "stats": "stats",
    "summary": "summing",
    "plan-of-action": "planning",
    "automatic": "automatic",
    "dead": "dead",
    "replay": "auditing",
    "audit": "auditing",
    "doctor": "doctor",
    "user": "users",
    "policy": "rules",
    "products": "products",
    "lint-message": "wording",
    "diagram": "describing",
    "schema": "describing",
}
"""Each command with its file; a file adds its commands with `add`."""


def build(arguments: Sequence[str] = ()) -> typer.Typer:
    """The command line as far as `arguments` ask for it; all of it where they name no command."""
    app = typer.Typer(
        name="reso",
        help=ABOUT,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_reso)  # one command alone would stand for the whole
    asked = FILES.get(arguments[0]) if arguments else None
    for file in [asked] if asked else dict.fromkeys(FILES.values()):
        import_module(f"handlers.cli.{file}").add(app)
    return app


def _reso() -> None:
    """Nothing is to be done before a command."""
