"""Everybody has a name: a person, a station or a system, with the role that says what it may do."""

import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

from handlers.people.roles import ROLES, Role

Sort = Literal["person", "station", "system"]
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)
LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
ROLES_OF: Final[dict[Sort, tuple[Role, ...]]] = {
    "person": ("clerk", "care", "lead", "auditor"),
    "station": ("clerk",),
    "system": ("system", "auditor"),
}
"""Which roles each sort may have; a system with the role auditor reads and publishes nothing."""


class UserRefused(Exception):
    """Somebody cannot be given a name, a role, a password or a token; the sentence says why."""


@dataclass(frozen=True, slots=True)
class User:
    """Who somebody is. `epoch` changes with his password, his role and his removal: sessions name it."""

    login: str
    name: str
    sort: Sort
    role: Role
    active: bool = True
    epoch: str = ""

    @property
    def actor(self) -> str:
        """How the log names him, such as `person:anna`."""
        return f"{self.sort}:{self.login}"


LOCAL: Final = User("local", "whoever sits at this machine", "person", "lead")
"""Who acts on the loopback interface as long as nobody has a name."""


def insist_on_login(login: str) -> None:
    """Raise `UserRefused` for what can be no login."""
    if LOGIN.fullmatch(login) is None:
        raise UserRefused(f"{login!r} can be no login: 1 to 40 of a-z 0-9 _ - that begin with a letter or digit")
    if login == LOCAL.login:
        raise UserRefused(f"{login!r} is how whoever sits at this machine is called; take another login")


def insist_on_role(sort: str, role: str) -> tuple[Sort, Role]:
    """The sort and the role; raises `UserRefused` for what there is not, or does not go together."""
    for known in SORTS:
        if known == sort:
            break
    else:
        raise UserRefused(f"{sort!r} is no sort of user; there are: {', '.join(SORTS)}")
    for fitting in ROLES_OF[known]:
        if fitting == role:
            return known, fitting
    told = f"{role!r} is no role; there are: {', '.join(ROLES)}" if role not in ROLES else f"a {sort} cannot be {role}"
    raise UserRefused(f"{told}; a {sort} is {' or '.join(ROLES_OF[known])}")
