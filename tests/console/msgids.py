"""Every text of the console, as Babel finds them in its templates and its code."""

from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_dir

import handlers.console

FOLDER = Path(handlers.console.__file__).parent
FOUND_IN = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false"}}

Msgid = str | tuple[str, ...]


@cache
def found() -> list[tuple[str, Msgid]]:
    """Each text with the file that shows it."""
    return [(file, msgid) for file, _, msgid, _, _ in extract_from_dir(FOLDER, FOUND_IN, OPTIONS, KEYWORDS)]
