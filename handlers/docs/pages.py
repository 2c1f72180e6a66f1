"""Which pages are generated, and whether those in the tree are up to date. The same code gives the same bytes."""

from pathlib import Path

import orjson

from events.asyncapi import document
from handlers.docs import lifecycles, messages, playbook, readme, readmodel
from lifecycle.kinds import KINDS
from lifecycle.policy.compile import shipped_pack


def generated(root: Path) -> dict[str, str]:
    """Every generated page by its path below `root`; in the README only one block is."""
    pack = shipped_pack()
    kinds = {f"docs/{kind.name}.md": lifecycles.page(kind, pack) for kind in KINDS.values()}
    front = (root / "README.md").read_text(encoding="utf-8")
    pages = {
        "docs/messages.md": messages.page(),
        "docs/playbook.md": playbook.page(),
        "docs/tables.md": readmodel.page(),
    }
    told = orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    return {**kinds, **pages, "docs/asyncapi.json": told, "README.md": readme.with_diagram(front)}


def stale(root: Path) -> list[str]:
    """The pages that are not as they would be written."""
    return [path for path, text in generated(root).items() if _read(root / path) != text]


def write(root: Path) -> list[str]:
    """Write the pages that are not up to date and answer their paths."""
    pages = generated(root)
    old = [path for path, text in pages.items() if _read(root / path) != text]
    for path in old:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(pages[path], encoding="utf-8")
    return old


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
