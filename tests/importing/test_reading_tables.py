"""Bytes to rows: encodings, line ends, separators, quotes, and files without a row."""

import pytest

from handlers.importing.refusing import Refused
from handlers.importing.tables import read_table
from tests.importing.press import FEEDBACK, RETURN, Press, feedback, file, returns, row

PLAIN = file(row(Item_Name="Tasse für Cappuccino"), row(Amazon_RMA_ID="DdAb2RRMA", Item_Name="più tazze"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_the_same_rows_are_the_same_events_however_they_are_written(encoding, ends):
    rows = row(Item_Name="Tasse für Cappuccino"), row(Amazon_RMA_ID="DdAb2RRMA", Item_Name="più tazze")
    press, other = Press(), Press()
    assert press.tells(file(*rows, encoding=encoding, ends=ends)) == other.tells(PLAIN) != []


def test_a_report_of_a_japanese_marketplace_may_be_shift_jis():
    told = row(FEEDBACK, Date="26/11/10", Comments="壊れていた")
    press = Press(feedback("amazon.co.jp"))
    (received,) = press.tells(file(told, encoding="shift_jis"))
    assert received["data"]["comment"] == "壊れていた"
    assert received["time"] == "2026-11-10T00:00:00+09:00"


def test_an_encoding_that_was_guessed_is_said():
    assert "it is no UTF-8 and was read as cp1252" in Press().read(file(row(Item_Name="più"), encoding="cp1252")).notes
    assert Press().read(PLAIN).notes == []


def test_text_that_fits_no_encoding_is_refused_in_a_sentence():
    with pytest.raises(Refused, match="cannot be read as utf-8 or cp1252; say --encoding"):
        read_table(b"a\tb\n\x81\t\x8d\n", "\t", ["cp1252"])
    with pytest.raises(Refused, match="UTF-16 without a mark"):
        read_table("a\tb".encode("utf-16-le"), "\t", ["cp1252"])
    with pytest.raises(Refused, match="'klingon' is no encoding"):
        read_table(b"a", "\t", told="klingon")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "it is empty: nothing to import"),
        (b"\xef\xbb\xbf\r\n\r\n", "it is empty: nothing to import"),
        (file(RETURN).splitlines()[0], "it has a header and no row below it: nothing to import"),
        (file(RETURN).splitlines()[0] + b"\r\n\t\t\t\r\n", "it has a header and no row below it: nothing to import"),
    ],
)
def test_a_report_that_found_nothing_is_no_mistake(raw, words):
    reading = Press().read(raw)
    assert (reading.told, reading.problems, reading.notes) == ((), (), [words])


def test_a_lone_quote_in_a_comment_is_a_quote():
    press = Press(feedback())
    raw = file(row(FEEDBACK, Comments='19" rack, "bent'), row(FEEDBACK, Order_ID="302-2", Comments='"quoted ""so"""'))
    assert [body["data"]["comment"] for body in press.tells(raw)] == ['19" rack, "bent', 'quoted "so"']


def test_cells_that_are_missing_at_the_end_of_a_row_are_blank_and_cells_too_many_are_a_problem():
    header, told = file(RETURN).decode().splitlines()
    assert Press().tells(f"{header}\n{told.rpartition(chr(9))[0]}\n".encode())
    (problem,) = Press().read(f"{header}\n{told}\tmore\n".encode()).problems
    assert str(problem) == "row 2: it has 34 cells, the header has 33"


def test_a_table_may_be_separated_otherwise():
    raw = file(RETURN).replace(b"4,90", b"4.90").replace(b"25,00", b"25.00").replace(b"\t", b";")
    assert Press(returns(separator=";")).prints(raw) == ["return DdAb1RRMA: requested"]
    with pytest.raises(Refused, match="it has one column only"):
        Press().read(raw)


def test_rows_of_a_csv_are_numbered_by_their_first_line():
    table = read_table(b'a,b\n"1\n2",x\n3,y\n', ",")
    assert [(line.number, line.cells) for line in table.lines] == [(2, ("1\n2", "x")), (4, ("3", "y"))]
    with pytest.raises(Refused, match="no table of cells separated by ','"):
        read_table(b'a,b\n"1,2\n', ",")
