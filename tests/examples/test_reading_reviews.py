"""Rows of reviews become events that the contract accepts; two invented rows stand for data we may not keep here."""

import orjson

from events.catalogue import read_event
from examples.brazilian_reviews.read import FILE, WHERE, found, rows

INVENTED = """\
,id,order_status,order_products_value,order_freight_value,order_items_qty,order_purchase_timestamp,order_aproved_at,\
order_estimated_delivery_date,order_delivered_customer_date,product_category_name,review_score,review_comment_title,\
review_comment_message,review_answer_timestamp
0,1,delivered,30.00,5.50,3,2018-02-17 10:00:00.000000,2018-02-17 10:05:00.000000,2018-03-01 00:00:00.000000,\
2018-02-27 18:30:00.000000,brinquedos,2,,chegou quebrado,2018-03-02 03:30:00+00:00
1,2,shipped,12.00,4.00,1,2018-02-17 10:00:00.000000,2018-02-17 10:05:00.000000,2018-03-01 00:00:00.000000,\
,livros,5,otimo,,2018-03-03 12:00:00+00:00
"""


def read(folder, monkeypatch):
    (folder / FILE).write_text(INVENTED, encoding="utf-8")
    monkeypatch.setenv(WHERE, str(folder))
    return list(rows(found()))


def test_a_row_is_an_order_and_a_feedback_and_a_delivery_if_there_was_one(tmp_path, monkeypatch):
    came, missing = read(tmp_path, monkeypatch)
    assert [body["type"] for body in came.events()] == ["order.placed.v1", "order.delivered.v1", "feedback.received.v1"]
    assert [body["type"] for body in missing.events()] == ["order.placed.v1", "feedback.received.v1"]
    assert came.purchase == missing.purchase


def test_every_event_is_one_the_contract_accepts_in_the_zone_of_the_shop(tmp_path, monkeypatch):
    for row in read(tmp_path, monkeypatch):
        for body in row.events():
            kind, name, _version = body["type"].split(".")
            event = read_event(orjson.dumps(body), kind, body["subject"], name)
            assert (event.data.marketplace if name != "delivered" else "shop.br") == "shop.br"
            assert event.time.isoformat() == body["time"]
    came = read(tmp_path, monkeypatch)[0]
    assert came.ordered.isoformat() == "2018-02-17T10:00:00-02:00"  # summer time ends that midnight
    assert came.delivered.isoformat() == "2018-02-27T18:30:00-03:00"


def test_a_folder_without_the_data_has_none(tmp_path, monkeypatch):
    monkeypatch.setenv(WHERE, str(tmp_path))
    assert found() is None
