"""The templates, an environment a language: everything is escaped, a name that does not exist is a fault."""

from functools import cache
from typing import Final

from babel.support import Translations
from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from handlers.console.catalogues import catalogue
from handlers.console.marks import FILTERS


class _Compiled(BytecodeCache):
    """What templates are compiled to, kept here once for all languages."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept of a template."""
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED: Final = _Compiled()


@cache
def environment(language: str) -> Environment:
    """The templates with the texts of a language."""
    templates = Environment(
        loader=PackageLoader("handlers.console"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=COMPILED,
    )
    texts: Translations = catalogue(language)
    templates.install_gettext_callables(texts.ugettext, texts.ungettext, newstyle=True)  # type: ignore[attr-defined]
    templates.filters |= FILTERS
    return templates
