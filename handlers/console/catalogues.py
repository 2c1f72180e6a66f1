"""The translations: every `locale/<page>/<language>.po`, read when a language is first asked for."""

import io
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LOCALE: Final = files("handlers.console") / "locale"


@cache
def catalogue(language: str) -> Translations:
    """All texts of a language; English answers its msgids."""
    texts = Translations()
    for page in sorted(pages(), key=lambda page: page.name):
        if (page / f"{language}.po").is_file():
            texts.merge(_compiled(read(page, language)))
    return texts


def pages() -> list[Traversable]:
    """The folders of texts, a page each."""
    return [page for page in LOCALE.iterdir() if page.is_dir()]


def read(page: Traversable, language: str) -> Catalog:
    """The texts of a page in a language, as translators write them."""
    with (page / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _compiled(texts: Catalog) -> Translations:
    """As gettext wants them."""
    compiled = io.BytesIO()
    write_mo(compiled, texts)
    compiled.seek(0)
    return Translations(compiled)
