"""`user`: who has a name here, what he may do, and how he is recognised. No secret is ever an argument."""

import getpass
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer

from handlers.cli import paper, running
from handlers.cli.failures import WRONG_USE, Said
from handlers.clock import Clock
from handlers.people import Directory, User, UserRefused
from handlers.people.user import insist_on_login, insist_on_role

Login = Annotated[str, typer.Argument(metavar="LOGIN")]
Json = Annotated[bool, typer.Option("--json", help="JSON.")]
Role = Annotated[str, typer.Option(help="clerk, care, lead, auditor or system.")]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    user = typer.Typer(no_args_is_help=True, help="Who has a name here, and what each may do.")
    user.command("add")(add_)
    user.command("list")(list_)
    user.command()(role)
    user.command()(password)
    user.command()(token)
    user.command()(remove)
    app.add_typer(user, name="user")


def add_(
    login: Login,
    role: Role,
    name: Annotated[str, typer.Option(help="The name that people read.")] = "",
    sort: Annotated[str, typer.Option(help="person, station or system.")] = "person",
    again: Annotated[bool, typer.Option("--again", help="Let in somebody who was removed.")] = False,
) -> None:
    """Give a person, a station or a system a name and a role."""
    try:
        insist_on_login(login)
        known = insist_on_role(sort, role)
    except UserRefused as refusal:
        raise Said(str(refusal), WRONG_USE) from None
    user = _asked(lambda directory: directory.add(User(login, name or login, *known), again=again))
    paper.put(f"{user.actor} is {user.role}")
    way = "password" if user.sort == "person" else "token"
    paper.put(f"nothing lets it in yet: `reso user {way} {login}`")


def list_(
    as_json: Json = False,
    everybody: Annotated[bool, typer.Option("--all", help="Those who were removed as well.")] = False,
) -> None:
    """List who has a name here, and which tokens there are."""

    async def read(directory: Directory) -> list[dict[str, Any]]:
        users = [each for each in await directory.users() if each.active or everybody]
        return [await _told(directory, each) for each in users]

    users = _asked(read)
    if as_json:
        paper.put_json(users)
        return
    rows = [
        (each["login"], each["name"], each["sort"], each["role"], "" if each["active"] else "removed", _tokens(each))
        for each in users
    ]
    if rows:
        paper.show(paper.table(("login", "~name", "sort", "role", "", "~tokens"), rows, spare=("name",)))
    paper.put(f"{len(rows):,} users")


def role(login: Login, role: Annotated[str, typer.Argument(metavar="ROLE")]) -> None:
    """Give somebody another role; whoever is signed in under this login has to do so again."""
    user = _asked(lambda directory: directory.set_role(login, role))
    paper.put(f"{user.actor} is {user.role}")


def password(login: Login) -> None:
    """Set somebody's password, asked for here or read from stdin; his sessions end."""
    words = _password()
    user = _asked(lambda directory: directory.set_password(login, words))
    paper.put(f"{user.actor} has a new password; whoever was signed in under it has to do so again")


def token(
    login: Login,
    label: Annotated[str, typer.Option(help="What it is for.")] = "",
    drop: Annotated[str | None, typer.Option(metavar="ID", help="Let this token count no more.")] = None,
) -> None:
    """Make a token for the API and show it, this once; or drop one."""
    if drop is not None:
        _asked(lambda directory: directory.drop_token(login, drop))
        paper.put(f"token {drop} of {login} counts no more")
        return
    now = Clock().now()
    made = _asked(lambda directory: directory.make_token(login, label, now))
    if sys.stdout.isatty():
        paper.put("Keep it now: it is shown this once and stands nowhere.")
    paper.put(made)


def remove(login: Login) -> None:
    """Let nobody in under this login any more; its name stays, for the log's sake."""
    user = _asked(lambda directory: directory.remove(login))
    paper.put(f"{user.actor} is removed: its password, tokens and sessions count no more")


def _asked(work: Callable[[Directory], Awaitable[running.Done]]) -> running.Done:
    """What the directory answers; what it refuses is a sentence."""
    try:
        return running.connected("user", lambda nc, _: work(Directory(nc)))
    except UserRefused as refusal:
        raise Said(str(refusal)) from None


async def _told(directory: Directory, user: User) -> dict[str, Any]:
    tokens = await directory.tokens(user.login)
    told = [{"id": each.id, "label": each.label, "at": each.at.isoformat()} for each in tokens]
    named = {"login": user.login, "name": user.name, "sort": user.sort, "role": user.role}
    return {**named, "active": user.active, "actor": user.actor, "tokens": told}


def _tokens(user: dict[str, Any]) -> str:
    return ", ".join(f"{each['id']} {each['label']} {each['at'][:10]}".replace("  ", " ") for each in user["tokens"])


def _password() -> str:
    """A password as it is typed, twice, or the first line of stdin."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    words = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != words:
        raise Said("these are two different passwords; nothing was changed")
    return words
