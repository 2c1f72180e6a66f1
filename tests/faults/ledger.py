"""What must be true of a log after everything that went wrong: counted by identity, case by case."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from nats.aio.client import Client

from events import subjects
from events.catalogue import event_from_body
from events.envelope import Event, identity_of
from handlers.audit import verify
from handlers.caselog import CaseLog
from handlers.packs import PackShelf
from handlers.streams.sweep import unarmed
from handlers.wire.gets import Stored, history
from handlers.wire.jetstream import ask
from lifecycle.engine import records
from lifecycle.engine.reaction import SOURCE
from lifecycle.engine.records import Record
from lifecycle.kinds import KINDS
from lifecycle.policy.compile import shipped_pack
from lifecycle.returns.case import Return
from tests.faults.load import Story
from tests.lifecycle.village import Village, plain

CaseKey = tuple[str, str]
LATER = datetime(2090, 1, 1, tzinfo=UTC)
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

    @property
    def is_from_outside(self) -> bool:
        """Whether the record brought an event that no reaction told."""
        return records.is_fact(self.record) and not self.body["source"].startswith(SOURCE)

    @property
    def event(self) -> Event:
        """Its event."""
        kind, name, _version = self.body["type"].split(".")
        return event_from_body(self.body, kind, self.body["subject"], name)


class Ledger:
    """All records of a log, by case."""

    def __init__(self, stored: Iterable[Stored]) -> None:
        self.cases: dict[CaseKey, list[Line]] = defaultdict(list)
        for message in stored:
            place = subjects.parse_case_record(message.subject)
            assert place is not None
            record = records.read(message.payload)
            self.cases[place.kind, place.case_id].append(Line(place.event, record, orjson.loads(bytes(record.event))))

    @classmethod
    async def read(cls, nc: Client) -> "Ledger":
        """The ledger of a log as it stands."""
        return cls(await history(nc, subjects.STREAM, subjects.CASES, patience=60))

    @property
    def size(self) -> int:
        """How many records there are."""
        return sum(map(len, self.cases.values()))

    def after(self, key: CaseKey) -> Any:
        """A case as it stands."""
        return records.read_case(KINDS[key[0]], self.cases[key][-1].record)

    def returns(self) -> dict[str, Return]:
        """All returns as they stand."""
        return {case_id: self.after((kind, case_id)) for kind, case_id in self.cases if kind == "return"}

    def overdue(self, before: datetime) -> list[CaseKey]:
        """The cases that wait for something that was due before this moment (UTC)."""
        due = {key: self.after(key).alarm_at for key in self.cases}
        return [key for key, at in due.items() if at is not None and at < before]

    def each_input_once(self, told: Iterable[Story]) -> None:
        """Every event has exactly one record caused by an input in its case, and no case has it twice."""
        for key, lines in self.cases.items():
            inputs = Counter(line.identity for line in lines if line.record.cause.type == "input")
            twice = [identity for identity, times in inputs.items() if times > 1]
            assert not twice, f"{key} has recorded {twice} more than once"
        for key, identities in (each for story in told for each in story.identities.items()):
            inputs = Counter(line.identity for line in self.cases[key] if line.record.cause.type == "input")
            lost = identities - inputs.keys()
            assert not lost, f"{key} has lost {lost}: {[line.name for line in self.cases[key]]}"

    def each_deadline_once(self) -> None:
        """What the clock said less what was taken back is what the case knows it has said, each moment once."""
        for key, lines in self.cases.items():
            spoken: Counter[tuple[str, str, str]] = Counter()
            for line in lines:
                if line.name in CLOCK_RECORDS:
                    data = line.body["data"]
                    spoken[data["timer"], data["label"], data["due_at"]] += -1 if line.name == "deadline_met" else 1
            known = Counter((f.timer, f.label, f.due_at.isoformat()) for f in self.after(key).fired)
            assert +spoken == known, f"{key}: {spoken} in the log, {known} in the case"
            assert set(spoken.values()) <= {0, 1}, f"{key}: {spoken}"

    def no_goods_twice(self, told: Iterable[Story], parcels: int) -> None:
        """Every return has received as many units as were scanned."""
        for story in told:
            received = sum(line.received for line in self.after(("return", story.case_id)).lines)
            assert received == parcels, f"{story.case_id} has received {received}"

    def holds(self, told: Iterable[Story], parcels: int) -> None:
        """Every promise about what was told, each return of so many parcels."""
        stories = list(told)
        self.each_input_once(stories)
        self.each_deadline_once()
        self.no_goods_twice(stories, parcels)
        self.no_money_twice()
        self.all_was_said(stories)

    def all_was_said(self, told: Iterable[Story]) -> None:
        """Every case of an order stands as it does where its cases talk until nobody has anything to say any more."""
        for story in told:
            village = Village()
            for key in story.identities:
                village.take(*(line.event for line in self.cases[key] if line.is_from_outside))
            village.settle(LATER)
            for key in story.identities:
                stands, expected = self.after(key), village.desks[key].folded(self.after(key).horizon)
                assert plain(stands) == plain(expected), f"{key}: {stands} instead of {expected}"

    def no_money_twice(self) -> None:
        """No refund is asked for twice, none exceeds what was paid."""
        for case_id, case in self.returns().items():
            ids = [refund.refund_id for refund in case.refunds]
            assert len(ids) == len(set(ids)), case_id
            assert case.money.refunded <= case.money.paid, case_id


async def alarms(nc: Client) -> Mapping[CaseKey, int]:
    """How many alarms each case has."""
    told = Counter[CaseKey]()
    offset = 0
    while True:
        question = {"subjects_filter": subjects.ALARMS, "offset": offset}
        answer = await ask(nc, f"STREAM.INFO.{subjects.STREAM}", question, patience=30)
        page = answer["state"].get("subjects") or {}
        for name, times in page.items():
            place = subjects.parse_alarm(name)
            assert place is not None
            told[place.kind, place.case_id] += times
        offset += len(page)
        if not page or offset >= answer.get("total", 0):
            return told


async def one_alarm_each(nc: Client, ledger: Ledger) -> None:
    """Every waiting case has exactly one alarm, every case at rest none."""
    waiting = {key for key in ledger.cases if ledger.after(key).alarm_at is not None}
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
