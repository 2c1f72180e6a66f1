"""What somebody asks of the list of cases, as it stands in the address."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel

from handlers.people import User
from handlers.readmodel.browsing import NOBODY, Wanted

TICKED = "yes"


def _printable(words: str) -> str:
    """The words without what no reader types and no database takes."""
    return "".join(letter for letter in words if letter.isprintable())


Words = Annotated[str, AfterValidator(_printable)]
"""A text in an address."""


class Asked(BaseModel):
    """Filters of the list; what is empty does not matter. `who` is `me`, `nobody` or a login."""

    q: Words = ""
    kind: Words = ""
    state: Words = ""
    marketplace: Words = ""
    who: Words = ""
    flag: Words = ""
    open: Literal["", "yes", "no"] = "yes"
    overdue: Literal["", "yes"] = ""
    sort: Literal["due", "updated"] = "due"
    after: Words = ""

    def wanted(self, reader: User) -> Wanted:
        """The cases that are meant; a search looks among closed cases too."""
        whom = {"": None, "me": reader.login, "nobody": NOBODY}.get(self.who, self.who)
        return Wanted(
            kind=self.kind or None,
            state=self.state or None,
            is_open=None if self.q or not self.open else self.open == TICKED,
            marketplace=self.marketplace or None,
            assignee=whom,
            flag=self.flag or None,
            overdue=self.overdue == TICKED,
            text=self.q.strip() or None,
        )

    def said(self) -> dict[str, str]:
        """What was asked for, without the page of the list and without what stands at its default."""
        return {name: str(value) for name, value in self.model_dump(exclude={"after"}, exclude_defaults=True).items()}
