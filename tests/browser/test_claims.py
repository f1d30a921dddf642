"""A claim's journey in a real browser: told, assessed, a fact edited, overridden, its letter, the history.

Starts the real app, store and samples on an empty data folder; the model is the tests' own, of hashed words,
so that a busy machine can run it. What it recommends is not what is tested here.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed: see tests/requirements.txt")

from scripts.screenshots import READY_MS, SIZE, browser, find_chromium, served, settle

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium: apt-get install chromium"),
]

SERVER = (sys.executable, str(Path(__file__).with_name("fake_server.py")))
CLAIM = (
    "46M, hernia repair in Pune on 3 Mar 2026. Gold plan, policy since 12 Dec 2025, sum insured Rs 5 lakh, "
    "bill Rs 2,40,000 (room 24,000, surgeon 80,000, implant 1,36,000)."
)
INVOICE = "Larkspur Clinic\nDate of admission: 7 March 2026\nTheatre Rs 9,000.00\nNurse Rs 1,000.00\nTotal Rs 10,000.00"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The assess page with the sample policies loaded, and no claim yet."""
    with served(tmp_path_factory.mktemp("claims") / "data", SERVER) as address, browser() as chromium:
        page = chromium.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.goto(f"{address}/assess")
        page.get_by_role("button", name="Load the sample policies").click(timeout=READY_MS)
        page.locator(".st-key-sample-claims").wait_for(timeout=READY_MS)
        settle(page)
        yield page


@pytest.fixture(scope="module")
def assessed(page):
    """The claim told under the health policy, and assessed."""
    name = page.get_by_label("Your name").first
    name.fill("A. Rao")
    name.press("Enter")
    settle(page)
    page.locator(".st-key-sample-claim-0 button").click()
    page.locator("[class*=st-key-banner-]").wait_for(timeout=READY_MS)
    settle(page)
    page.locator(".st-key-new-claim button").click()
    settle(page)
    tell(page, CLAIM)
    page.locator(".st-key-assess button").click()
    page.locator("[class*=st-key-banner-]").wait_for(timeout=READY_MS)
    settle(page)
    return page


def tell(page, text: str) -> None:
    box = page.get_by_label("The claim, as it was told")
    box.fill(text)
    box.blur()
    settle(page)


def opened(page, title: str) -> None:
    """Open the expander of this title, unless it is open."""
    head = page.locator("summary", has_text=title).first
    if head.evaluate("each => !each.parentElement.open"):
        head.click()
        settle(page)


def test_sample_claim_is_assessed_at_a_click(assessed):
    assert assessed.locator("[class*=st-key-claim-]").filter(has_text="knee").count() >= 1


def test_assessed_claim_shows_worksheet_dates_and_address(assessed):
    assert "claim=2" in assessed.url
    said = assessed.locator(".ic-drawing").first.get_attribute("aria-label")
    assert said.startswith("The policy began on 12 Dec 2025; the loss is on 3 Mar 2026")
    assert assessed.locator(".ic-title").count() > 3


def test_paper_offers_its_facts_and_one_is_taken(assessed, tmp_path):
    invoice = tmp_path / "invoice.txt"
    invoice.write_text(INVOICE)
    opened(assessed, "The claim and its facts")
    opened(assessed, "Papers")
    assessed.locator("[class*=st-key-drop-papers] input[type=file]").set_input_files(invoice)
    offer = assessed.locator("[class*=st-key-offer-]").filter(has_text="Date of loss")
    offer.wait_for(timeout=READY_MS)
    assert "Date of admission: 7 March 2026" in offer.inner_text()
    offer.get_by_role("button", name="Take it").click()
    offer.wait_for(state="detached", timeout=READY_MS)
    settle(assessed)
    opened(assessed, "Facts as a form")
    assert assessed.get_by_label("Date of loss").first.is_visible()
    assert "typed in: it wins over the text" in assessed.locator("[class*=st-key-facts-]").first.inner_text()


def test_fact_that_is_edited_makes_a_new_worksheet_of_the_same_claim(assessed):
    opened(assessed, "The claim and its facts")
    opened(assessed, "Facts as a form")
    age = assessed.get_by_label("Age", exact=True).first
    age.fill("64")
    age.press("Enter")
    settle(assessed)
    assessed.get_by_role("button", name="Assess again").click()
    assessed.wait_for_url("**claim=3*", timeout=READY_MS)
    settle(assessed)
    assert assessed.locator(".st-key-claims [class*=st-key-claim-]").count() == 2


def test_override_needs_a_reason_and_is_recorded(assessed):
    assessed.locator("[class*=st-key-decision-] label").last.click()
    settle(assessed)
    assessed.locator(".st-key-decide button").click()
    settle(assessed)
    assert assessed.get_by_text("give your reason").count()
    reason = assessed.get_by_label("Reason", exact=True).first
    reason.fill("The surgeon's report is missing.")
    reason.blur()
    settle(assessed)
    second = assessed.get_by_label("Second name")
    if second.count():
        second.fill("B. Iyer")
        second.blur()
        settle(assessed)
    assessed.locator(".st-key-decide button").click()
    decided = assessed.locator("[class*=st-key-decided-]")
    decided.wait_for(timeout=READY_MS)
    assert "against the recommendation" in decided.inner_text() and "By A. Rao" in decided.inner_text()


def test_letter_is_made_and_saved(assessed):
    assessed.get_by_role("button", name="Letter, PDF").click()
    save = assessed.get_by_role("button", name="Save letter, PDF")
    save.wait_for(timeout=READY_MS)
    with assessed.expect_download() as download:
        save.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def test_claim_is_assessed_by_a_key_from_within_its_text(assessed):
    assessed.keyboard.press("Alt+a")
    assessed.get_by_role("heading", name="A new claim").or_(
        assessed.get_by_text("A new claim")
    ).first.wait_for()
    settle(assessed)
    box = assessed.get_by_label("The claim, as it was told")
    box.fill(CLAIM.replace("46M", "47M"))
    box.press("Control+Enter")
    assessed.wait_for_url("**claim=4*", timeout=READY_MS)
    assessed.locator("[class*=st-key-banner-]").wait_for(timeout=READY_MS)
    settle(assessed)


def test_history_has_the_claims_and_a_log_that_holds(assessed):
    assessed.get_by_role("link", name="History").click()
    assessed.get_by_role("button", name="Verify the log").click(timeout=READY_MS)
    assessed.get_by_text("The log is whole").wait_for(timeout=READY_MS)
    settle(assessed)  # the claims are drawn anew beside the log's verdict
    main = assessed.locator("[data-testid=stMain]")
    main.get_by_text("override").first.wait_for(timeout=READY_MS)
    assert "override" in main.inner_text()


def test_portfolio_counts_the_override(assessed):
    assessed.get_by_role("link", name="Portfolio").click()
    assessed.locator(".ic-figures").wait_for(timeout=READY_MS)
    settle(assessed)
    assert "of 1 decided" in assessed.locator(".ic-figures").inner_text()
