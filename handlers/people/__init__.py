"""Everybody has a name: who there is, what each may publish, how he is recognised."""

from handlers.people.directory import Directory
from handlers.people.roles import Role, may, may_do, who_may
from handlers.people.sessions import Sessions
from handlers.people.user import LOCAL, User, UserRefused

__all__ = ["LOCAL", "Directory", "Role", "Sessions", "User", "UserRefused", "may", "may_do", "who_may"]
