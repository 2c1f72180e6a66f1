"""What automatic rules want, held against their brakes: taken, or noted as what would have been decided.

Decisions are taken at a plan's end, one at a time, each on the case as the one before it left it.
"""

from collections.abc import Sequence
from typing import Any

import structlog
from nats.aio.client import Client

from events.alerts import Alert
from handlers.caselog import CaseLog
from handlers.worker.budgets import Ask, Budgets, Buyer
from handlers.worker.plan import Plan
from handlers.worker.seals import ERASED, INSTALLATION, Seals
from lifecycle.brakes import SHADOW, Brake, brake_of, money_of, rule_of, told, withheld
from lifecycle.engine.corrections import retell
from lifecycle.engine.fact import Fact
from lifecycle.engine.outcome import HistoryNeeded

log = structlog.get_logger(__name__)
Wish = tuple[Plan, Fact]


class Brakes:
    """Decides what of the wishes of many cases is done."""

    def __init__(self, nc: Client, cases: CaseLog, seals: Seals) -> None:
        self._cases, self._seals = cases, seals
        self._budgets = Budgets(nc)

    async def decide(self, plans: Sequence[Plan]) -> None:
        """Let the automatic rules of these cases decide, as far as modes and caps let them."""
        while wishes := [(plan, fact) for plan in plans if (fact := plan.wish()) is not None]:
            braked = [(plan, fact, _brake(plan, fact)) for plan, fact in wishes]
            capped = [each for each in braked if each[2].has_caps and not each[2].shadow]
            answers = await self._budgets.reserve([await self._ask(*each) for each in capped])
            refused = {fact.event.identity: why for (_, fact, _), why in zip(capped, answers, strict=True) if why}
            for plan, fact, brake in braked:
                await self._follow(plan, fact, brake, SHADOW if brake.shadow else refused.get(fact.event.identity))
            plans = [plan for plan, _ in wishes]

    async def _follow(self, plan: Plan, fact: Fact, brake: Brake, why: str | None) -> None:
        """Take the decision, or note once that it was not taken; a cap that held is told to people, once a day."""
        if why is None:
            await self._take(plan, fact)
            return
        occasion = SHADOW if brake.shadow else f"cap {brake.day}"
        is_new = await self._take(plan, withheld(plan.kind, fact, why, occasion, plan.desk.now))
        if is_new:
            log.info("decision.withheld", case=plan.key[1], rule=brake.rule, why=why)
        if is_new and not brake.shadow:
            plan.tell(_alert(plan, fact, why))

    async def _take(self, plan: Plan, fact: Fact) -> bool:
        try:
            return plan.decided(fact)
        except HistoryNeeded:
            await self._recall(plan)
            return plan.decided(fact)

    async def _recall(self, plan: Plan) -> list[Fact]:
        """All events of the plan's case, those of this plan included."""
        if plan.facts is None:
            own = [written.draft for written in plan.written if written.draft.cause in ("input", "decision")]
            stored = await self._cases.facts(plan.key, plan.head)
            plan.facts = [*stored, *(Fact(draft.fact.event, draft.fact.policy) for draft in own)]
        return plan.facts

    async def _ask(self, plan: Plan, fact: Fact, brake: Brake) -> Ask:
        buyer = await self._buyer(plan, fact, brake) if brake.buyer is not None else None
        return Ask(fact.event.id, brake, money_of(fact), buyer)

    async def _buyer(self, plan: Plan, fact: Fact, brake: Brake) -> Buyer | None:
        """Who the buyer is, as a digest; None if the case does not say, or is to be forgotten."""
        facts, _ = retell(plan.kind.catalogue, await self._recall(plan))
        named = [each.event for each in facts if getattr(each.event.data, "buyer", None)]
        if not named:
            return None
        body: dict[str, Any] = await self._seals.unsealed(named[-1])
        reference = str(body["data"]["buyer"]).strip()
        token = await self._seals.pseudonym(plan.key, fact.event.id)
        if not reference or reference == ERASED or token is None:
            return None
        digest = await self._seals.pseudonym(INSTALLATION, f"{brake.rule}\0{brake.market}\0{reference}")
        return Buyer(digest, token) if digest else None


def _brake(plan: Plan, fact: Fact) -> Brake:
    market = plan.desk.current.market(plan.kind.market(plan.case))
    return brake_of(market, rule_of(fact), plan.desk.now)


def _alert(plan: Plan, fact: Fact, why: str) -> Alert:
    return Alert(
        key=f"withheld/{rule_of(fact)}",
        severity="warning",
        kind=plan.kind.name,
        case_id=plan.case.id,
        title=f"{plan.kind.name} {plan.case.id} is {plan.case.state}: {told(fact)} is left to a person: {why}",
        at=plan.desk.now,
        rule=rule_of(fact),
    )
