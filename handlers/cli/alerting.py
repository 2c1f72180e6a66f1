"""`alerts`: what people and systems were told, and what they are being told."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from nats.aio.client import Client

from events.alerts import Alert
from events.subjects import SEVERITIES
from handlers.cli import paper, running
from handlers.reading.alerting import Heard, to_come, told

STYLES = {"info": "dim", "warning": "yellow", "critical": "bold red"}


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(alerts)


def alerts(
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Wait for further ones, until Ctrl-C.")] = False,
    severity: Annotated[list[str] | None, typer.Option(help="Only this severity; may be given again.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those too late to be sent, or superseded.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON; with --follow a line each.")] = False,
) -> None:
    """List alerts by when they were recorded, oldest first."""
    wanted = severity or list(SEVERITIES)
    for each in wanted:
        if each not in SEVERITIES:
            raise typer.BadParameter(f"{each!r} is no severity: {', '.join(SEVERITIES)}", param_hint="--severity")
    running.connected("alerts", lambda nc, _: _alerts(nc, wanted, follow, everything, as_json))


async def _alerts(nc: Client, wanted: Sequence[str], follow: bool, everything: bool, as_json: bool) -> None:
    heard = await told(nc, wanted, everything=everything)
    if not follow and as_json:
        paper.put_json([_json(each) for each in heard])
        return
    for each in heard:
        _put(each, as_json)
    if not follow and not heard:
        paper.put("no alerts")
    if not follow:
        return
    async for each in to_come(nc, heard[-1].seq if heard else 0, wanted, everything=everything):
        _put(each, as_json)


def _put(heard: Heard, as_json: bool) -> None:
    """An alert on a line of its own, at once: somebody waits for it."""
    if as_json:
        paper.put_json(_json(heard), line=True)
    else:
        alert = heard.alert
        line = f"{paper.moment(alert.at)}  {alert.severity:8}  {alert.title}{_aside(alert)}"
        paper.console().print(paper.styled(line, STYLES[alert.severity]), soft_wrap=True)
    sys.stdout.flush()


def _aside(alert: Alert) -> str:
    """Which moment it is about, and why nobody is told, if that is so."""
    due = f"due {paper.moment(alert.due_at)}" if alert.due_at else ""
    untold = "too late to be sent" if alert.late else "superseded" if alert.superseded else ""
    told = ", ".join(filter(None, (due, untold)))
    return f" ({told})" if told else ""


def _json(heard: Heard) -> dict[str, object]:
    return {"seq": heard.seq, **heard.alert.model_dump(mode="json")}
