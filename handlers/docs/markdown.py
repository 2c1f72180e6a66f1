"""The few forms of Markdown that the generated pages use."""

from collections.abc import Collection, Iterable, Sequence

GENERATED = "*Written from the code by `python -m handlers.docs`; not edited by hand.*\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under their heads."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


def fenced(language: str, text: str) -> str:
    """A block of code or of a diagram."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def code(*words: str) -> str:
    """Words as they are spelled in code, one after the other."""
    return " ".join(f"`{word}`" for word in words)


def some_of(names: Sequence[str], meant: Collection[str]) -> str:
    """Some of `names` in their order; where they are most of all, those that are not among them."""
    inside = [name for name in names if name in meant]
    outside = [name for name in names if name not in meant]
    return code(*inside) if len(inside) <= len(outside) + 2 else f"any but {code(*outside)}" if outside else "any"


def joined(*parts: str) -> str:
    """Parts as one page, a blank line between each two."""
    return "\n".join(part.strip("\n") + "\n" for part in parts if part)
