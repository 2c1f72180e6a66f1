"""The kinds of case there are. A new kind costs one folder here, one file in `events/` and one line below."""

from collections.abc import Mapping
from typing import Any

from lifecycle.accounts import ACCOUNT
from lifecycle.claims import CLAIM
from lifecycle.conversations import CONVERSATION
from lifecycle.engine.kind import Kind
from lifecycle.feedback import FEEDBACK
from lifecycle.orders import ORDER
from lifecycle.returns import RETURN

KINDS: Mapping[str, Kind[Any]] = {kind.name: kind for kind in (RETURN, CLAIM, FEEDBACK, CONVERSATION, ORDER, ACCOUNT)}
