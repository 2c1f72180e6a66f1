"""As many rows as are given are in the table, however many statements that takes."""

import pytest
from sqlalchemy import create_engine, select

from handlers.readmodel.bulk import SIZES, insert_rows
from handlers.readmodel.tables import refs

LARGE, SMALL = SIZES


@pytest.mark.parametrize("number", [0, 1, SMALL - 1, SMALL, LARGE, LARGE + SMALL + 1, 2 * LARGE + 3 * SMALL + 7])
def test_every_row_is_inserted_once(number):
    rows = [{"kind": "return", "case_id": "R-1", "type": "rma", "value": f"{each:05}"} for each in range(number)]
    with create_engine("sqlite://").begin() as connection:
        refs.create(connection)
        insert_rows(connection, refs, rows)
        assert [dict(each) for each in connection.execute(select(refs).order_by(refs.c.value)).mappings()] == rows
