"""The command line on a running installation: what is asked, what is answered, how it exits."""

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.covers import covers
from tests.edge.commands import Reso, house, line_with, start
from tests.edge.happenings import LABEL, REQUEST, happening, lines, requested
from tests.edge.waiting import wait_until

CASE_MEMBERS = {
    "kind", "id", "state", "escalated", "revision", "refs", "lines", "money", "deadlines", "unfit", "flags", "horizon",
    "close_reason", "links",
}  # fmt: skip
TIMELINE_MEMBERS = {"seq", "type", "time", "recorded_at", "state", "actor", "note"}


@pytest.fixture(scope="module")
def reso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reso]:
    with house(tmp_path_factory.mktemp("installation") / "home") as running:
        yield running


def test_publishing_tells_a_bad_line_by_its_number_and_takes_the_others(reso):
    good = happening("requested", "P-1", REQUEST)
    said = lines(
        "# a comment", "", good, '{"broken', happening("requested", "P 2", REQUEST), happening("requested", "P-3", {})
    )
    done = reso("publish", "-", said=said)
    assert done.code == 1
    assert done.out == "1 stored, 0 known already, 3 refused\n"
    assert [line.split(":")[0] for line in done.err.splitlines()] == ["line 4", "line 5", "line 6"]
    assert "order_id is missing" in done.err
    again = reso("publish", "-", "--json", said=lines(good))
    assert (again.code, again.json) == (0, {"stored": 0, "duplicates": 1, "refused": []})


def test_publishing_refuses_what_is_dated_in_the_future(reso):
    done = reso("publish", "-", said=lines(happening("requested", "P-4", REQUEST, "2098-01-01T00:00:00Z")))
    assert done.code == 1
    assert "in the future: the clock shows 20" in done.err


def test_publishing_from_somebody_who_still_writes_waits_for_nothing_and_ends_at_the_first_ctrl_c(reso):
    with start("publish", "-", stdin=subprocess.PIPE, **reso.environment) as publishing:
        publishing.stdin.write(json.dumps(happening("requested", "P-5", REQUEST)) + "\n")
        publishing.stdin.flush()
        with start("alerts", "--follow", "--all", "--json", **reso.environment) as following:
            line_with(following.stdout, "return P-5 is requested")
            following.send_signal(signal.SIGINT)
            following.communicate()
        publishing.send_signal(signal.SIGINT)
        assert (publishing.wait(10), publishing.stdout.read(), publishing.stderr.read()) == (130, "", "")


def test_showing_a_case_as_json_has_every_member_of_the_contract(reso):
    requested(reso, "S-1")
    shown = reso("show", "S-1", "--json").json
    assert shown["case"].keys() >= CASE_MEMBERS
    assert shown["case"]["lines"][0].keys() >= {"line", "sku", "requested", "authorized", "received", "inspected"}
    assert shown["case"]["money"] == {"currency": "EUR", "paid": "25.00", "due": "0.00", "refunded": "0"}
    assert {"name", "due_at"} <= shown["case"]["deadlines"][0].keys()
    assert all(entry.keys() >= TIMELINE_MEMBERS for entry in shown["timeline"])
    first = shown["timeline"][0]
    assert first["note"].endswith("1 line, 2 units")
    assert (first["type"], first["state"], first["actor"]) == ("return.requested.v1", "requested", "buyer")
    assert shown["case"]["revision"] == shown["timeline"][-1]["seq"]
    assert "authorized" in shown["possible"]


def test_showing_a_case_to_people_says_what_matters_and_stays_narrow(reso):
    requested(reso, "S-2")
    reso("act", "S-2", "refund_requested", "--refund-id", "F1", "--amount", "99", "--currency", "EUR", "--kind", "full")
    told = reso("show", "S-2").out
    for words in (
        "return S-2",
        "MUG-BLUE",
        "paid 25.00",
        "T-AUTH",
        "over",
        "Does not fit",
        "would exceed",
        "possible now:",
    ):
        assert words in told
    assert max(map(len, told.splitlines()[:-1])) <= 100


@pytest.mark.parametrize("columns", [60, 72, 100])
def test_on_narrow_paper_no_name_is_broken_and_no_control_character_gets_through(reso, columns):
    case_id = "N-302-1234567-1234567-AND-LONG"
    odd = {**REQUEST, "lines": [{**REQUEST["lines"][0], "sku": "MUG\nBLUE\x1b[31m"}]}
    reso("publish", "-", said=lines(happening("requested", case_id, odd)))
    reso("act", case_id, "replacement_requested", "--lines", '[{"sku": "A", "quantity": 1}]', "--new")
    narrow = Reso(reso.environment["RESO_HOME"], COLUMNS=str(columns))
    board, shown = narrow("cases").out, narrow("show", case_id).out
    assert case_id in board
    assert {case_id, "requested", "authorized", "received", "replacement_requested"} <= set(shown.split())
    assert r"MUG\nBLUE\x1b[31m" in shown
    assert max(map(len, (board + shown).splitlines()[:-1])) <= columns


def test_private_text_is_shown_only_on_request(reso):
    requested(reso, "S-3")
    reso("act", "S-3", "noted", "--note", "the buyer is Anna Rossi")
    assert "Rossi" not in reso("show", "S-3").out + reso("show", "S-3", "--json").out
    assert "Anna Rossi" in reso("show", "S-3", "--private").out


def test_a_case_can_be_seen_as_it_was_known_and_as_it_happened(reso):
    requested(reso, "T-1")
    seen = reso("show", "T-1", "--json").json["timeline"][-1]["recorded_at"]
    late = happening("authorized", "T-1", LABEL, "2026-03-02T11:00:00+01:00")
    reso("publish", "-", said=lines(late))
    reso("act", "T-1", "noted", "--note", "after it")

    def state(*asked: str) -> str:
        return str(reso("show", "T-1", "--json", *asked).json["case"]["state"])

    assert state("--at", seen) == "requested"
    assert state("--happened", "2026-03-02T10:30:00+01:00") == "requested"
    assert state("--happened", "2026-03-02T11:30:00+01:00") == "authorized"
    never = reso("show", "T-1", "--at", "2026-03-03")
    assert (never.code, never.err) == (
        1,
        "reso: there is no return T-1 at 2026-03-03T00:00:00+00:00: nobody knew of it then\n",
    )


def test_the_board_puts_the_most_urgent_first(reso):
    early = happening("requested", "B-1", REQUEST, "2025-03-02T10:00:00+01:00")
    reso("publish", "-", said=lines(early))
    requested(reso, "B-2")
    rows = reso("cases", "--json", "--overdue", "--state", "requested", "--kind", "return").json
    ids = [row["id"] for row in rows]
    assert ids.index("B-1") < ids.index("B-2")
    assert all(row["overdue"] and row["deadline"]["due_at"] for row in rows)
    shown = reso("cases")
    assert re.search(r"B-1 +302-1 +requested +T-\S+ .* over", shown.out)
    assert max(map(len, shown.out.splitlines())) <= 100
    assert reso("cases", "--state", "vanished").err.startswith(
        "reso: invalid value for --state: 'vanished' is no state"
    )


def test_alerts_are_listed_and_those_too_late_only_on_request(reso):
    requested(reso, "L-1")
    reso("act", "L-1", "refund_failed", "--refund_id", "F", "--error", "bank", "--retryable", "yes")
    reso("act", "L-1", "objected")
    every, sent = reso("alerts", "--all", "--json").json, reso("alerts", "--json").json
    assert any(alert["late"] for alert in every)
    assert sent == [alert for alert in every if not alert["late"] and not alert["superseded"]]
    first, shown = every[0], reso("alerts", "--all").out.splitlines()[0]
    assert shown.startswith(f"{first['at'][:10]} {first['at'][11:16]}Z  ")
    assert f"due {first['due_at'][:10]} {first['due_at'][11:16]}Z" in shown
    assert {alert["severity"] for alert in reso("alerts", "--all", "--severity", "info", "--json").json} == {"info"}


def about(case: str, reso: Reso) -> list[dict[str, Any]]:
    return [alert for alert in reso("alerts", "--all", "--json").json if alert["case_id"] == case]


@covers("S0-08")
def test_an_alert_names_what_can_be_done_about_its_case(reso):
    requested(reso, "L-3")
    wait_until(lambda: any(each["rule"] == "B-02" for each in about("L-3", reso)))
    told = about("L-3", reso)[-1]
    assert {"authorized", "declined", "closed", "refund_requested"} <= set(told["allowed"])
    done = reso("act", told["case_id"], f"{told['kind']}.declined", "--reason", "late", "--note", "We are sorry.")
    assert (done.code, done.out) == (0, "return L-3: declined is recorded; it is declined\n")


def test_following_alerts_hears_new_ones_and_ctrl_c_is_quiet(reso):
    requested(reso, "L-2")
    reso("act", "L-2", "declined", "--reason", "x", "--note", "y")
    with start("alerts", "--follow", "--json", **reso.environment) as following:
        reso("act", "L-2", "authorized", "--by", "operator")
        told = json.loads(line_with(following.stdout, "return L-2 is declined"))
        assert told["title"].startswith("return L-2 is declined: authorized cannot follow")
        following.send_signal(signal.SIGINT)
        assert (following.wait(10), following.stderr.read()) == (130, "")


def test_the_log_replays_and_a_seal_that_was_kept_is_compared(reso, tmp_path):
    requested(reso, "V-1")
    assert reso("replay", "V-1", "--json").json["clean"]
    kept = tmp_path / "seal.txt"
    kept.write_text(reso("audit", "seal").out)
    done = reso("audit", "verify", "--seal", str(kept), "--json")
    assert (done.code, done.json["clean"], done.json["seal"]["sequence"] > 0) == (0, True, True)
    forged = kept.read_text().replace("records=", "records=9")
    assert reso("audit", "verify", "--seal", forged).code == 1
    assert reso("replay", "NOPE").err == "reso: there is no case NOPE\n"


def test_a_reader_that_goes_away_is_no_fault(reso):
    with start("schema", **reso.environment) as running:
        running.stdout.readline()
        running.stdout.close()
        assert (running.wait(20), running.stderr.read()) == (0, "")
