"""What must be true of a log after everything that went wrong: counted by identity, case by case."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from nats.aio.client import Client

from events import subjects
from events.envelope import identity_of
from handlers.audit import verify
from handlers.caselog import CaseLog
from handlers.packs import PackShelf
from handlers.streams.sweep import unarmed
from handlers.wire.gets import Stored, history
from handlers.wire.jetstream import ask
from lifecycle.engine import records
from lifecycle.engine.records import Record
from lifecycle.kinds import KINDS
from lifecycle.policy.compile import shipped_pack
from lifecycle.returns.case import Return
from tests.faults.load import Story

CLOCK_RECORDS = ("reminder_due", "deadline_missed", "deadline_met")


@dataclass(frozen=True)
class Line:
    """One record of a return."""

    name: str
    record: Record
    body: dict[str, Any]

    @property
    def identity(self) -> str:
        """The identity of its event."""
        return identity_of(self.body["source"], self.body["id"])


class Ledger:
    """All records of a log, by case."""

    def __init__(self, stored: Iterable[Stored]) -> None:
        self.cases: dict[str, list[Line]] = defaultdict(list)
        for message in stored:
            place = subjects.parse_case_record(message.subject)
            assert place is not None
            record = records.read(message.payload)
            self.cases[place.case_id].append(Line(place.event, record, orjson.loads(bytes(record.event))))

    @classmethod
    async def read(cls, nc: Client) -> "Ledger":
        """The ledger of a log as it stands."""
        return cls(await history(nc, subjects.STREAM, subjects.CASES, patience=60))

    @property
    def size(self) -> int:
        """How many records there are."""
        return sum(map(len, self.cases.values()))

    def after(self, case_id: str) -> Return:
        """The return as it stands."""
        return records.read_case(KINDS["return"], self.cases[case_id][-1].record)

    def overdue(self, before: datetime) -> list[str]:
        """The cases that wait for something that was due before this moment (UTC)."""
        due = {case_id: self.after(case_id).alarm_at for case_id in self.cases}
        return [case_id for case_id, at in due.items() if at is not None and at < before]

    def each_input_once(self, told: Iterable[Story]) -> None:
        """Every event has exactly one record caused by an input in its return, and no case has it twice."""
        for case_id, lines in self.cases.items():
            inputs = Counter(line.identity for line in lines if line.record.cause.type == "input")
            twice = [identity for identity, times in inputs.items() if times > 1]
            assert not twice, f"{case_id} has recorded {twice} more than once"
        for story in told:
            inputs = Counter(line.identity for line in self.cases[story.case_id] if line.record.cause.type == "input")
            lost = story.identities - inputs.keys()
            assert not lost, f"{story.case_id} has lost {lost}: {[line.name for line in self.cases[story.case_id]]}"

    def each_deadline_once(self) -> None:
        """What the clock said less what was taken back is what the case knows it has said, each moment once."""
        for case_id, lines in self.cases.items():
            spoken: Counter[tuple[str, str, str]] = Counter()
            for line in lines:
                if line.name in CLOCK_RECORDS:
                    data = line.body["data"]
                    spoken[data["timer"], data["label"], data["due_at"]] += -1 if line.name == "deadline_met" else 1
            known = Counter((f.timer, f.label, f.due_at.isoformat()) for f in self.after(case_id).fired)
            assert +spoken == known, f"{case_id}: {spoken} in the log, {known} in the case"
            assert set(spoken.values()) <= {0, 1}, f"{case_id}: {spoken}"

    def no_goods_twice(self, told: Iterable[Story], parcels: int) -> None:
        """Every return has received as many units as were scanned."""
        for story in told:
            received = sum(line.received for line in self.after(story.case_id).lines)
            assert received == parcels, f"{story.case_id} has received {received}"

    def holds(self, told: Iterable[Story], parcels: int) -> None:
        """Every promise about what was told, each return of so many parcels."""
        stories = list(told)
        self.each_input_once(stories)
        self.each_deadline_once()
        self.no_goods_twice(stories, parcels)
        self.no_money_twice()

    def no_money_twice(self) -> None:
        """No refund is asked for twice, none exceeds what was paid."""
        for case_id in self.cases:
            case = self.after(case_id)
            ids = [refund.refund_id for refund in case.refunds]
            assert len(ids) == len(set(ids)), case_id
            assert case.money.refunded <= case.money.paid, case_id


async def alarms(nc: Client) -> Mapping[str, int]:
    """How many alarms each case has."""
    told = Counter[str]()
    offset = 0
    while True:
        question = {"subjects_filter": subjects.ALARMS, "offset": offset}
        answer = await ask(nc, f"STREAM.INFO.{subjects.STREAM}", question, patience=30)
        page = answer["state"].get("subjects") or {}
        for name, times in page.items():
            place = subjects.parse_alarm(name)
            assert place is not None
            told[place.case_id] += times
        offset += len(page)
        if not page or offset >= answer.get("total", 0):
            return told


async def one_alarm_each(nc: Client, ledger: Ledger) -> None:
    """Every waiting case has exactly one alarm, every case at rest none."""
    waiting = {case_id for case_id in ledger.cases if ledger.after(case_id).alarm_at is not None}
    assert await alarms(nc) == dict.fromkeys(waiting, 1)
    assert await unarmed(nc, CaseLog(nc, KINDS, PackShelf(nc, shipped_pack()))) == []


async def no_dead_letters(nc: Client) -> None:
    """Nothing was thrown out."""
    stored = await history(nc, subjects.STREAM, subjects.DEADS)
    assert [orjson.loads(message.payload)["sentence"] for message in stored] == []


async def derives_again(nc: Client, ledger: Ledger) -> None:
    """Every record is derived again byte for byte, and the audit copy has the same."""
    report = await verify(nc, patience=60)
    assert report.clean, [finding.sentence for finding in report.findings[:10]]
    assert report.records >= ledger.size
