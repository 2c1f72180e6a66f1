"""Subjects: built and taken apart in one place, closed to smuggled wildcards; the partition is the server's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import subjects
from events.partitions import fnv1a_32, partition

TOKENS = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)


@pytest.mark.parametrize(
    ("key", "value"),
    [(b"", 0x811C9DC5), (b"a", 0xE40C292C), (b"b", 0xE70C2DE5), (b"foo", 0xA9F37ED7), (b"foobar", 0xBF9CF968)],
)
def test_the_hash_is_fnv_1a_of_32_bits(key: bytes, value: int):
    assert fnv1a_32(key) == value


def test_a_case_belongs_to_one_of_sixteen_partitions():
    assert partition("return", "R-1") == fnv1a_32(b"returnR-1") % 16
    assert {partition("return", f"R-{n}") for n in range(400)} == set(range(16))


def test_subjects_are_spelled_as_the_contract_says():
    p = partition("return", "R-1")
    assert subjects.in_("return", "R-1", "requested") == "reso.in.return.R-1.requested"
    assert subjects.in_scan("dock-1") == "reso.in.scan.dock-1.received"
    assert subjects.stored_in("return", "R-1", "requested") == f"in.{p}.return.R-1.requested"
    assert subjects.case_record("return", "R-1", "refunded") == "reso.case.return.R-1.refunded"
    assert subjects.records_of("return", "R-1") == "reso.case.return.R-1.*"
    assert subjects.alert("critical", "return", "R-1") == "reso.alert.critical.return.R-1"
    assert subjects.alarm("return", "R-1") == "reso.alarm.return.R-1"
    assert subjects.due("return", "R-1") == f"reso.due.{p}.return.R-1"
    assert subjects.ref("rma", "ab12", "return", "R-1") == "reso.ref.rma.ab12.return.R-1"
    assert subjects.ref_looked("rma", "ab12") == "reso.ref.rma.ab12.looked"
    assert subjects.refs_of("rma", "ab12") == "reso.ref.rma.ab12.>"
    assert subjects.ref_scan("ab12") == "reso.ref.scan.ab12"
    assert subjects.ref_merge("return", "R-1") == "reso.ref.merge.return.R-1"
    assert subjects.policy("ab12") == "reso.policy.ab12"
    assert subjects.products("ab12") == "reso.products.ab12"
    assert subjects.dead("broken_json") == "reso.dead.broken_json"
    assert (subjects.inputs_of(3), subjects.dues_of(3)) == ("in.3.>", "reso.due.3.>")
    assert subjects.IN_STORED == "in.{{partition(16,1,2)}}.{{wildcard(1)}}.{{wildcard(2)}}.{{wildcard(3)}}"


@given(TOKENS, TOKENS, TOKENS)
def test_what_was_built_is_taken_apart_again(kind: str, case_id: str, last: str):
    p = partition(kind, case_id)
    assert subjects.parse_in(subjects.in_(kind, case_id, last)) == (kind, case_id, last)
    assert subjects.parse_stored_in(subjects.stored_in(kind, case_id, last)) == (p, kind, case_id, last)
    assert subjects.parse_case_record(subjects.case_record(kind, case_id, last)) == (kind, case_id, last)
    assert subjects.parse_alert(subjects.alert("info", kind, case_id)) == ("info", kind, case_id)
    assert subjects.parse_alarm(subjects.alarm(kind, case_id)) == (kind, case_id)
    assert subjects.parse_due(subjects.due(kind, case_id)) == (p, kind, case_id)
    assert subjects.parse_ref(subjects.ref(last, last, kind, case_id)) == (last, last, kind, case_id)
    assert subjects.parse_dead(subjects.dead(last)) == last


PARSERS = (
    subjects.parse_in,
    subjects.parse_stored_in,
    subjects.parse_case_record,
    subjects.parse_alert,
    subjects.parse_alarm,
    subjects.parse_due,
    subjects.parse_ref,
    subjects.parse_dead,
)


@given(st.text() | st.from_regex(r"(reso\.(in|case|alert|alarm|due|ref|dead)|in)\.[A-Za-z0-9.*>_ -]*"))
def test_any_subject_is_taken_apart_or_answered_with_none(subject: str):
    for parse in PARSERS:
        parse(subject)


@pytest.mark.parametrize(
    "subject",
    ["reso.in.return.R-1", "reso.in.return.R-1.a.b", "reso.in.return.*.a", "reso.in.return.>", "reso.in.return..a", "",
     "reso.case.return.R-1.a", "xreso.in.return.R-1.a", f"reso.in.return.{'R' * 65}.a", "reso.in.return.R-1.a\n"],
)  # fmt: skip
def test_a_subject_that_is_no_input_is_none(subject: str):
    assert subjects.parse_in(subject) is None


def test_a_partition_that_does_not_exist_is_none():
    assert subjects.parse_stored_in("in.16.return.R-1.requested") is None
    assert subjects.parse_due("reso.due.-1.return.R-1") is None
    assert subjects.parse_alert("reso.alert.loud.return.R-1") is None


@pytest.mark.parametrize("bad", ["", "R.1", "*", ">", "R 1", "é", "R" * 65, "R\n"])
def test_nothing_but_tokens_is_built_into_a_subject(bad: str):
    for build in (subjects.dead, subjects.in_scan, lambda token: subjects.in_("return", token, "noted")):
        with pytest.raises(ValueError, match="is no subject"):
            build(bad)
    with pytest.raises(ValueError, match="is no severity"):
        subjects.alert(bad, "return", "R-1")
