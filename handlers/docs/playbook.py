"""The page of the playbook: its rows and limits as the code has them, and an English draft of each letter."""

from collections.abc import Iterator

from handlers.docs.markdown import GENERATED, code, joined, table
from lifecycle.playbook.drafts import book
from lifecycle.playbook.languages import LANGUAGES
from lifecycle.playbook.limits import LIMITS
from lifecycle.playbook.row import Row
from lifecycle.playbook.rows import ROWS

ABOUT = f"""\
`reso advise R-1` lays these rows on a case: numbered options, the recommended one first, with what is still to be found
out, the limits that bind, the source, and a draft in the buyer's language ({", ".join(LANGUAGES)}).
Advice is drawn from the case, the others of its order, its market's rules, the product sheet and the figures of what
came back; it decides nothing.

    $ reso advise R-1                        # what fits by itself
    $ reso advise M-1 --row D-10             # because a person has read that this is the matter
    $ reso advise R-1 --take D-10/1          # do it: the events of the option, the letter as a reply in the thread
    $ reso advise R-1 --take D-10/1 --agreed # the buyer has accepted what was offered

Every event that is published so names the row and the option (`advice: D-10/1`). An option keeps its number when
others are no longer possible. What an offer promises follows only with `--agreed`. A letter promises a day by which
the buyer hears more; that day becomes `promised_by` and has a clock. The same letter is not sent twice unless the
buyer has written since. Where no open conversation of the order is known the command says so, and the draft is sent
by hand. Of several open returns of an order ask about the one that is meant; no sum is above what all cases of the
order leave (L9). Every text passes the wording guard."""
KEPT = """\
They hold for every row; advice names those that bind on the case."""


def page() -> str:
    """The page."""
    return joined(
        "# Playbook",
        GENERATED,
        ABOUT,
        "## Rows",
        table(("row", "situation", "seen on", "to be found out", "limits", "source"), (_line(row) for row in ROWS)),
        "## Limits",
        KEPT,
        table(("limit", "meaning"), LIMITS.items()),
        "## Drafts",
        table(("draft", "in English"), _drafts()),
    )


def _line(row: Row) -> tuple[str, ...]:
    facts = "; ".join(fact.words for fact in row.facts)
    return row.number, row.situation, code(*row.of), facts, " ".join(row.limits), ", ".join(row.sources)


def _drafts() -> Iterator[tuple[str, str]]:
    for name, draft in book("en")["draft"].items():
        choices = " ".join(f"**{place}** {choice}" for place, choice in enumerate(draft.get("choices", ()), start=1))
        words = " ".join(filter(None, (draft.get("apology"), draft["body"].strip(), choices)))
        yield code(name), " ".join(words.split())
