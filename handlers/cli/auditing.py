"""`replay` and `audit`: the log derived again, compared with its copy, and sealed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from nats.aio.client import Client
from rich.progress import Progress as Bar

from handlers.audit import Finding, Otherwise, Report, SealUnreadable, what_if
from handlers.audit import replay as derived
from handlers.audit import seal as sealed
from handlers.audit import verify as verified
from handlers.audit.hands import HandsFailed
from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said
from handlers.cli.rules import pack_of
from handlers.operating.acting import Desk
from handlers.reading.plain import plain
from lifecycle.kinds import KINDS
from lifecycle.policy.pack import Pack

SHOWN = 50
"""Findings that are told one by one on paper; the JSON has all of them."""
Json = Annotated[bool, typer.Option("--json", help="JSON.")]
Progress = Callable[[int, int], None]
Meant = tuple[str | None, str | None]
"""The kind and the id of a case as they were typed."""


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(replay)
    audit = typer.Typer(no_args_is_help=True, help="Whether the log is what was written.")
    audit.command()(verify)
    audit.command()(seal)
    app.add_typer(audit, name="audit")


def replay(
    case_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="One case; all, if not given.")] = None,
    kind: Annotated[str | None, typer.Option(help="The kind of case, if the id is that of several.")] = None,
    policy: Annotated[str | None, typer.Option(metavar="PACK", help="What this rule pack would have made.")] = None,
    as_json: Json = False,
) -> None:
    """Derive every record again and compare it byte for byte; or say what another rule pack would have made."""
    if kind is not None:
        running.kind_of(kind)
    if case_id is not None:
        running.insist_on_token(case_id)
    meant = (kind, case_id)
    if policy is None:
        _tell(running.connected("replay", lambda nc, _: _replay(nc, meant)), as_json)
    else:
        pack = pack_of(policy)
        _tell_otherwise(running.connected("replay", lambda nc, _: _what_if(nc, pack, meant)), as_json)


def verify(
    seal: Annotated[str | None, typer.Option(metavar="LINE|FILE", help="A seal that was kept elsewhere.")] = None,
    as_json: Json = False,
) -> None:
    """Replay the log, compare it with its copy and with a seal; exit 1 if anything is not as it should be."""
    kept = Path(seal).read_text(encoding="utf-8") if seal and Path(seal).is_file() else seal
    _tell(running.connected("audit", lambda nc, _: _verify(nc, kept)), as_json)


def seal(as_json: Json = False) -> None:
    """Seal the log and print the line, to be kept where nobody can reach it."""
    made = running.connected("audit", lambda nc, _: _seal(nc))
    if as_json:
        paper.put_json({**plain(made), "line": made.to_text()})
    else:
        paper.put(made.to_text())


async def _replay(nc: Client, meant: Meant) -> Report:
    case = await _case(nc, *meant)
    with _sentences(), _bar() as progress:
        return await derived(nc, case=case, kinds=KINDS, progress=progress)


async def _what_if(nc: Client, pack: Pack, meant: Meant) -> list[Otherwise]:
    case = await _case(nc, *meant)
    with _bar() as progress:
        return await what_if(nc, pack, case=case, kinds=KINDS, progress=progress)


async def _verify(nc: Client, kept: str | None) -> Report:
    with _sentences(), _bar() as progress:
        return await verified(nc, seal=kept, kinds=KINDS, progress=progress)


@contextmanager
def _sentences() -> Iterator[None]:
    """What an audit itself raises, as a command says it."""
    try:
        yield
    except SealUnreadable as fault:
        raise Said(str(fault), WRONG_USE) from None
    except HandsFailed as fault:
        raise Said(str(fault)) from None


async def _seal(nc: Client) -> Any:  # noqa: ANN401 - a Seal, imported late
    return await sealed(nc)


async def _case(nc: Client, kind: str | None, case_id: str | None) -> tuple[str, str] | None:
    """The case that is meant, None for all; a sentence for one that does not exist, not the replay of nothing."""
    if case_id is None:
        return None
    case = await running.key_of(nc, kind, case_id)
    if await Desk(nc, KINDS).unknown([case]):
        raise Said(f"there is no {case[0]} {case[1]}")
    return case


@contextmanager
def _bar() -> Iterator[Progress]:
    """A progress bar on stderr, where somebody can see it."""
    console = paper.console(stderr=True)
    with Bar(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("replaying", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell(report: Report, as_json: bool) -> None:
    """What came of it; exit 1 if anything was found."""
    if as_json:
        paper.put_json(_json(report))
    else:
        _put(report.findings)
        paper.put(f"{report.records:,} records of {report.cases:,} cases, derived again in {report.seconds:.1f} s")
        if report.seal is not None:
            paper.put(f"compared with {report.seal.to_text()}")
        paper.put(_sum(report))
    if not report.clean:
        raise typer.Exit(1)


def _sum(report: Report) -> str:
    if report.clean:
        return "every record is what it derives to"
    found = len(report.findings) + report.untold
    if report.intact:
        return f"{found:,} records derive differently under this lifecycle version; nothing was changed or removed"
    return f"{found:,} findings: the log is not what was written"


def _put(findings: Sequence[Finding]) -> None:
    for finding in findings[:SHOWN]:
        paper.put(f"{finding.what}: {finding.sentence}")
    if len(findings) > SHOWN:
        paper.put(f"and {len(findings) - SHOWN:,} more")


def _json(report: Report) -> dict[str, Any]:
    told = {"records": report.records, "cases": report.cases, "seconds": round(report.seconds, 3)}
    clean = {"clean": report.clean, "intact": report.intact, "untold": report.untold}
    return {**told, **clean, "seal": plain(report.seal), "findings": plain(report.findings)}


def _tell_otherwise(found: Sequence[Otherwise], as_json: bool) -> None:
    if as_json:
        paper.put_json(plain(found))
        return
    for each in found:
        paper.put(str(each))
    paper.put(f"{len(found):,} things would be otherwise" if found else "nothing would be otherwise")
