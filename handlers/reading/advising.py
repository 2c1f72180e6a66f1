"""What advice on a case is drawn from, read off the log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nats.aio.client import Client

from events.catalogue import CATALOGUE
from events.private import dropped
from handlers.caselog import CaseKey
from handlers.clock import Clock
from handlers.reading.casefile import Archive
from handlers.reading.figures import Reckoner
from handlers.reading.finding import relatives
from handlers.readmodel.store import Store
from handlers.worker.seals import ERASED, Seals
from lifecycle.engine.case import Case
from lifecycle.engine.kind import Kind
from lifecycle.numbers.recovery import Figures
from lifecycle.playbook.row import Act, Advice, Option
from lifecycle.playbook.taking import draft, to_be_given
from lifecycle.playbook.view import Saying, View
from lifecycle.policy.pack import Pack
from lifecycle.products.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Counsel:
    """Gathers what advice needs: the case, its family, the rules and the product sheet, what the buyer wrote.

    `store` are the tables of the read model; without them, or where they lag, figures are read off the log.
    """

    nc: Client
    kinds: Mapping[str, Kind[Any]]
    pack: Pack
    clock: Clock
    sheet: Sheet | None = None
    store: Store | None = None

    async def view(self, key: CaseKey, language: str | None = None, *, reckoned: bool = True) -> View | None:
        """The case as advice sees it now; None if no record of it exists. Private text is read, and not shown.

        `reckoned` wants the figures of the goods as well, for which returns and orders of the log are read.
        """
        archive = Archive(self.nc, self.kinds, self.clock, Seals(self.nc, self.kinds))
        found = await archive.now(key)
        if found is None:
            return None
        family = await relatives(self.nc, self.kinds, found.case)
        said = await archive.sayings(key)
        spoken = await self._spoken(archive, family)
        letters = [each for each in spoken if _is_letter(each)]
        if found.case.kind == "conversation":
            letters += [each for each in said if _is_letter(each)]
        letters.sort(key=lambda saying: saying.at)
        market = self.pack.market(found.kind.market(found.case))
        told = language or next((each.data["language"] for each in reversed(letters) if each.data.get("language")), "")
        return View(
            found.case,
            market,
            self.clock.now(),
            family,
            said,
            spoken,
            _words(letters),
            told,
            self.sheet,
            await self._figures(found.case) if reckoned else {},
            self.pack.digest,
            await self._erased((found.case, *family)),
        )

    async def _erased(self, cases: Iterable[Case]) -> frozenset[str]:
        """The conversations among them whose private text is erased."""
        threads = [(each.kind, each.id) for each in cases if each.kind == "conversation"]
        found = await Seals(self.nc, self.kinds).erased(threads) if threads else ()
        return frozenset(case_id for _, case_id in found)

    async def _figures(self, case: Any) -> dict[str, Figures]:  # noqa: ANN401 - a case of any kind
        """What came back of the goods of a return, at its marketplace and in its currency."""
        if case.kind != "return" or not case.lines or not case.marketplace:
            return {}
        reckoner = Reckoner(self.nc, self.kinds, self.pack, self.clock, self.sheet, self.store)
        skus = {line.sku for line in case.lines if line.sku}
        return await reckoner.figures((case.marketplace, case.money.currency), skus)

    async def _spoken(self, archive: Archive, family: Sequence[Case]) -> list[Saying]:
        """What was said in the conversations of this order."""
        threads = [each for each in family if each.kind == "conversation"]
        return [saying for thread in threads for saying in await archive.sayings((thread.kind, thread.id))]


def _is_letter(saying: Saying) -> bool:
    """Whether the buyer wrote this in a conversation."""
    return saying.event == "received" and saying.data.get("from", "buyer") == "buyer"


def _words(letters: Sequence[Saying]) -> str:
    words = letters[-1].data.get("text") if letters else None
    return words if words and words != ERASED else ""


def advice_json(view: View, advice: Advice, *, private: bool = True) -> dict[str, Any]:
    """Advice for programs; not `private`: without what is drawn from a buyer's words, the drafts and texts to send."""
    return {
        "row": advice.row.number,
        "situation": advice.row.situation,
        "options": [
            _option(view, each, recommended=not place, private=private) for place, each in enumerate(advice.options)
        ],
        "missing": list(advice.missing),
        "notes": list(advice.notes),
        "limits": dict(advice.limits),
        "sources": list(advice.row.sources),
        "policy": view.policy,
        "sheet": view.sheet.digest if view.sheet else None,
    }


def brief(found: Iterable[Advice]) -> list[dict[str, Any]]:
    """Advice in short: rows with their options, the recommended one first."""
    return [
        {
            "row": each.row.number,
            "situation": each.row.situation,
            "options": [{"option": option.number, "do": option.do} for option in each.options],
        }
        for each in found
    ]


def _option(view: View, option: Option, *, recommended: bool, private: bool) -> dict[str, Any]:
    promised = option.letter.promised_by if option.letter else None
    return {
        "option": option.number,
        "recommended": recommended,
        "do": option.do,
        "why": option.why or None,
        "events": [_act(option, act, private=private) for act in option.acts],
        "agreed": [_act(option, act, private=private) for act in option.agreed],
        "draft": draft(view, option) if private else None,
        "language": view.speaks if option.letter else None,
        "promised_by": promised.isoformat() if promised else None,
    }


def _act(option: Option, act: Act, *, private: bool) -> dict[str, Any]:
    needs = list(to_be_given(option, act))
    data = dict(act.data) if private else CATALOGUE.entry(act.kind, act.event).rewriting(dict(act.data), dropped)
    return {"kind": act.kind, "id": act.case_id, "event": act.event, "data": data, "needs": needs}
