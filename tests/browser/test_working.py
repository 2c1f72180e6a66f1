"""A day's work at the console: each thing that people do most, done as they do it."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from handlers.clock import Clock
from tests.browser.conftest import Visit
from tests.browser.seeding import TEN

RUDE = "Hello, we refund you 10 EUR if you remove your negative feedback."
KIND = "Hello, we are sorry that your parcel is late. We have asked the carrier where it is."


def said(page: Page) -> str:
    """What the page tells of what was done."""
    return page.locator(".said").first.inner_text()


def test_ten_returns_are_authorized_with_one_form(visit: Visit):
    page = visit("/cases?kind=return&state=requested", "bruno")
    for case in TEN:
        page.get_by_label(f"Choose {case}", exact=True).check()
    page.get_by_role("toolbar").get_by_role("button", name="Authorize").click()
    page.get_by_label("Return number (RMA)").select_option(label="a number of ours")
    page.get_by_label("Number", exact=True).fill("RMA-{id}")
    page.get_by_role("button", name="Do it to 10 cases").click()
    expect(page.get_by_role("status")).to_have_text("10 of 10 cases are done.")
    page.goto("/cases/return/R-107")
    expect(page.locator(".head .badge").first).to_have_text("authorized")
    assert "RMA-R-107" in page.locator("dl.facts").first.inner_text()


def test_a_parcel_that_nobody_announced_is_scanned_and_merged(visit: Visit):
    page = visit("/scan", "anna")
    page.keyboard.type("LP-7788")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nobody knows LP-7788")).to_be_visible()
    expect(page.locator("[data-focus]")).to_be_focused()  # a new step takes the keyboard
    page.get_by_label("SKU, if it can be read").fill("POT-RED")
    page.get_by_role("button", name="They are here").click()
    expect(page.get_by_role("heading", name="Nobody announced this parcel")).to_be_visible()
    expect(page.locator("[data-focus]")).to_be_focused()
    page.get_by_label("Another code on it, or the return that it belongs to").fill("RMA-203")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("heading", name=re.compile("It belongs to"))).to_contain_text("R-203")
    assert "merged" in said(page)


def test_a_message_is_answered_and_the_guard_keeps_the_wrong_words_back(visit: Visit):
    page = visit("/messages/M-502", "bruno")
    text = page.get_by_label("Text", exact=True)
    text.fill(RUDE)
    expect(page.locator("#findings")).to_contain_text("The wording guard objects")
    page.watch.expected = {422}
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was sent")
    text = page.get_by_label("Text", exact=True)
    assert text.input_value() == RUDE
    text.fill(KIND)
    expect(page.locator("#findings")).to_be_empty()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".thread .ours").last).to_contain_text(KIND)
    assert "recorded" in said(page)


def test_a_return_is_closed_with_a_reason_and_a_note(visit: Visit):
    page = visit("/cases/return/R-801", "anna")
    page.locator("#do-close summary").click()
    form = page.locator("#do-close")
    form.get_by_label("Reason").select_option(index=1)
    form.get_by_label("Note to the buyer").fill("Il termine è passato; la sua richiesta è chiusa.")
    form.get_by_role("button", name="Close").click()
    expect(page.locator(".head .badge").first).to_have_text("closed")
    expect(page.locator(".timeline tbody tr").first).to_contain_text("closed")


def test_a_case_is_read_as_it_was_yesterday(visit: Visit):
    page = visit("/cases/return/R-202", "carla")
    page.get_by_label("What had happened by then").check()
    then = Clock().now().astimezone() - timedelta(hours=40)
    page.get_by_label(re.compile("^Moment")).fill(then.strftime("%Y-%m-%dT%H:%M:%S"))
    page.locator("section", has=page.get_by_label(re.compile("^Moment"))).get_by_role("button", name="Show").click()
    expect(page.get_by_role("status").first).to_contain_text("What had happened by")
    expect(page.locator(".head .badge").first).to_have_text("in transit")
    assert page.locator("#deeds").count() == 0


def test_of_two_agents_on_one_case_the_second_is_told_what_the_first_did(visit: Visit):
    anna, bruno = visit("/cases/return/R-201", "anna"), visit("/cases/return/R-201", "bruno")
    bruno.get_by_role("button", name="Take it").click()
    expect(bruno.get_by_text("in your hands")).to_be_visible()
    expect(anna.locator("#moved")).to_contain_text("The case has moved since you opened it")
    anna.watch.expected = {409}
    anna.get_by_role("button", name="Take it").click()
    expect(anna.get_by_role("alert")).to_contain_text("the case has moved")
    expect(anna.get_by_role("alert")).to_contain_text("person:bruno")
    anna.get_by_role("button", name="Take it").click()
    expect(anna.get_by_text("in your hands")).to_be_visible()


def test_a_dead_letter_is_mended_and_an_event_that_does_not_fit_is_laid_aside(visit: Visit):
    page = visit("/faults", "anna")
    page.get_by_role("link", name=re.compile(r"^\d+$")).click()
    page.get_by_label("The event, mended").fill('{"specversion": "1.0"}')
    page.watch.expected = {422}
    page.get_by_role("button", name="Publish mended").click()
    expect(page.get_by_role("alert")).to_contain_text("type is None")
    page.get_by_role("button", name="Lay aside").click()
    expect(page.locator(".said")).to_have_text("1 input is laid aside.")
    expect(page.get_by_text("None: everything that came in could be read.")).to_be_visible()
    row = page.locator("#misfits tr", has_text="return.refund_requested")
    row.locator("summary").click()
    row.get_by_label("Why it does not fit").fill("told by mistake")
    row.get_by_role("button", name="Lay aside").click()
    expect(page.locator(".said").first).to_contain_text("recorded")


def test_pages_are_read_and_acted_on_without_javascript(visit: Visit):
    page = visit("/rules?market=amazon.com", "carla", java_script_enabled=False)
    page.get_by_label("Words").fill("B-16")
    page.get_by_role("button", name="Show").click()
    assert page.locator("tbody tr").count() == 1
    page.goto("/faults")
    assert page.get_by_role("button", name="Publish again").count() == 0
    page.get_by_role("link", name="Examine now").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Check-up"


def test_figures_are_taken_away_as_a_file(visit: Visit):
    page = visit("/products?marketplace=amazon.it", "bruno")
    with page.expect_download() as told:
        page.get_by_role("link", name="CSV").click()
    lines = told.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith('"marketplace","currency","sku",')
    assert any(line.startswith('"amazon.it","EUR","MUG-BLUE",') for line in lines)


def test_the_keyboard_leads_from_page_to_page(visit: Visit):
    page = visit("/", "anna")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url("**/health")


def test_every_language_is_spoken_from_the_first_page_on(visit: Visit):
    for language, title in {"it-IT": "Guasti", "de-DE": "Störungen", "fr-FR": "Anomalies", "pl-PL": "Usterki"}.items():
        page = visit("/faults", "anna", language=language)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
