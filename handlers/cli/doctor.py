"""`doctor`: whether everything is as it should be, and what to do where it is not."""

from typing import Annotated

import typer
from nats.aio.client import Client

from handlers.cli import paper, running
from handlers.notifying.standing import finding, standing
from handlers.operating.checkup import Checkup, Finding
from handlers.settings import Settings
from lifecycle.kinds import KINDS


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="First mend what can be mended.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON.")] = False,
) -> None:
    """Check the server, the streams, the workers, the alarms, the disk; exit 1 if something is wrong."""
    done, findings = running.connected("doctor", lambda nc, settings: _look(nc, settings, repair))
    wrong = [finding for finding in findings if finding.wrong]
    if as_json:
        paper.put_json({"done": done, "findings": [each.to_json() for each in findings], "wrong": len(wrong)})
    else:
        for line in done:
            paper.put(line)
        paper.console().print(paper.table(("", "looked at", "found"), (_cells(each) for each in findings)))
        paper.put(_verdict(len(wrong)))
    if wrong:
        raise typer.Exit(1)


async def _look(nc: Client, settings: Settings, mend: bool) -> tuple[list[str], list[Finding]]:
    checkup = Checkup(nc, settings, KINDS)
    done = await checkup.mend() if mend else []
    found = await checkup.findings()
    told = [finding(await standing(nc))] if settings.notify else []
    return done, [*found, *told]


def _verdict(wrong: int) -> str:
    return "all is well" if not wrong else "1 thing is wrong" if wrong == 1 else f"{wrong} things are wrong"


def _cells(finding: Finding) -> tuple[object, ...]:
    mark = paper.styled("wrong", "bold red") if finding.wrong else paper.styled("ok", "green")
    return mark, finding.name, finding.found
