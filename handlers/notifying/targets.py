"""Reading where notifications go: one receiver each, as Apprise writes it, or `env:NAME` for one in the environment.

What a target is called follows from what stands in the file, without its password: a secret may change, what has been
sent there stays known. Nothing here is printed but the masked address.
"""

import os
from collections.abc import Mapping
from hashlib import blake2b
from urllib.parse import urlsplit

from handlers.notifying import post
from handlers.notifying.rules import Target

ENVIRONMENT = "env:"


def read_target(spelled: object, environment: Mapping[str, str] = os.environ) -> Target:
    """A receiver as it stands in a rule; raises ValueError with a sentence that shows no secret."""
    if not isinstance(spelled, str) or not spelled.strip():
        raise ValueError('is empty; write an address for Apprise such as "mailto://…", or "env:NAME"')
    url = _meant(spelled.strip(), environment)
    shown, room = _looked_at(url)
    told = f"{spelled.strip()} ({shown})" if spelled.startswith(ENVIRONMENT) else shown
    return Target(_name(spelled.strip()), told, url, room)


def _meant(spelled: str, environment: Mapping[str, str]) -> str:
    if not spelled.startswith(ENVIRONMENT):
        return spelled
    name = spelled.removeprefix(ENVIRONMENT)
    if not environment.get(name):
        raise ValueError(f"is {spelled}, and the environment has no {name}")
    return environment[name].strip()


def _looked_at(url: str) -> tuple[str, int]:
    """How it may be shown, and how many characters it takes; raises ValueError for what is not one receiver."""
    scheme = url.partition("://")[0].lower() if "://" in url else ""
    if scheme in ("http", "https"):
        raise ValueError(f"begins with {scheme}://; Apprise writes a webhook as {'json' + scheme[4:]}://")
    plugin = post.plugin(url)
    if plugin is None:
        raise ValueError(
            f"({scheme or 'without ://'}) is no address that Apprise can use; it writes mailto://, slack://"
        )
    if len(plugin) != 1 or getattr(plugin, "cc", None) or getattr(plugin, "bcc", None):
        raise ValueError(
            f"({scheme}://…) names {len(plugin)} receivers or copies; write an address for each, so that one who "
            "cannot be reached does not have the others told twice"
        )
    return str(plugin.url(privacy=True)).partition("?")[0], plugin.body_maxlen  # type: ignore[no-untyped-call]


def _name(spelled: str) -> str:
    """A token that stays the same as long as the address does, whatever its password."""
    parts = urlsplit(spelled)
    secret = f":{parts.password}@" if parts.password else ""
    return blake2b(spelled.replace(secret, "@", 1).encode() if secret else spelled.encode(), digest_size=8).hexdigest()
