"""Every page in light, in dark and on a phone: nothing wrong in the console, no barrier, nothing beside the screen."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.watching import PHONE, barriers, overflow, picture

PAGES = {
    "today": "/",
    "cases": "/cases",
    "case": "/cases/return/R-202",
    "messages": "/messages",
    "thread": "/messages/M-500",
    "scan": "/scan",
    "open": "/open",
    "claim-by-hand": "/open/claim",
    "products": "/products",
    "article": "/products/article?sku=MUG-BLUE",
    "health": "/health",
    "faults": "/faults",
    "checkup": "/faults/checkup",
    "rules": "/rules?market=amazon.it&q=refund",
    "changes": "/rules/changes?market=amazon.com&since=2026-02-01&until=2026-03-01",
    "automatic": "/rules/automatic",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_used_by_everybody_in_light_dark_and_on_a_phone(visit: Visit, name, tmp_path):
    page = visit(PAGES[name], color_scheme="light")
    assert page.get_by_role("heading", level=1).count() == 1
    assert barriers(page) == []
    picture(page, tmp_path, f"{name}-light")
    page.emulate_media(color_scheme="dark")
    assert barriers(page, "color-contrast") == []  # nothing else depends on colours
    picture(page, tmp_path, f"{name}-dark")
    page.set_viewport_size(PHONE)
    picture(page, tmp_path, f"{name}-phone")
    assert overflow(page) <= 0
