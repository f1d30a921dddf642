"""Everyone can use it: axe-core on every page in light and dark, narrow and zoomed windows, keys alone.

The real app and store with a model of hashed words; no torch.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed: see tests/requirements.txt")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

from conftest import FakeReader, opening_desks  # noqa: E402
from playwright.sync_api import expect  # noqa: E402

from intelliclaim.assistant import sample_claims  # noqa: E402
from intelliclaim.types import Form, Recommendation  # noqa: E402
from scripts.screenshots import READY_MS, SIZE, browser, find_chromium, served, settle  # noqa: E402

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium: apt-get install chromium"),
]

SERVER = (sys.executable, str(Path(__file__).with_name("fake_server.py")))
# Each page, and what is there when it is drawn.
PAGES = {
    "": "[class*=st-key-answer-]",
    "assess?claim=1": ".st-key-page img",
    "history": "h1",
    "portfolio": ".ic-figures",
    "policies": ".st-key-terms",
    "compare": ".st-key-changes",
    "quality": "h1",
    "system": "h1",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The app over three policies, three claims, one of them decided, and a question."""
    data = tmp_path_factory.mktemp("access") / "data"
    with opening_desks(data) as open_one:
        desk = open_one(reader=FakeReader())
        desk.load_samples()
        ids = {policy.filename: policy.id for policy in desk.policies()}
        for claim in sample_claims():
            made = desk.assess(ids[claim.filename], claim.text, Form(), claim.title, "Ada")
        desk.decide(made.id, Recommendation.REFER, "Ada", "the police report is missing", "")
        desk.ask("Is theft covered while the house is empty?", [ids["home.pdf"]])
    with served(data, SERVER) as address:
        yield address


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """The app over an empty data folder."""
    with served(tmp_path_factory.mktemp("empty") / "data", SERVER) as address:
        yield address


@pytest.fixture(scope="module")
def chromium():
    with browser() as chromium:
        yield chromium


def open_page(chromium, address, path="", scheme="light", size=SIZE, ready=""):
    page = chromium.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page.goto(f"{address}/{path}")
    page.locator(ready or PAGES[path]).first.wait_for(timeout=READY_MS)
    settle(page)
    return page


def faults(page) -> list[str]:
    """The serious and critical findings of axe-core, each with the first element that has it."""
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_serious_fault_for_assistive_technology(chromium, address, path, scheme):
    page = open_page(chromium, address, path, scheme)
    found = faults(page)
    page.close()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_new_claim_with_its_form_and_papers_open_has_no_serious_fault(chromium, address, scheme):
    page = open_page(chromium, address, "assess", scheme, ready=".st-key-assess button")
    for title in ("Facts as a form", "Papers"):
        page.locator("summary", has_text=title).first.click()
        settle(page)
    found = faults(page)
    page.close()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("key", ["Alt+h", "Alt+o"], ids=["help sheet", "open a policy"])
def test_dialog_has_no_serious_fault(chromium, address, key, scheme):
    page = open_page(chromium, address, "system", scheme, ready=".st-key-quick-open button")
    page.keyboard.press(key)
    page.get_by_role("dialog").wait_for(timeout=READY_MS)
    settle(page)
    found = faults(page)
    page.close()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_empty_start_has_no_serious_fault_and_fits_one_screen(chromium, empty, scheme):
    page = open_page(chromium, empty, "", scheme, ready=".st-key-welcome")
    box = page.locator(".st-key-welcome").bounding_box()
    found = faults(page)
    page.close()
    assert found == []
    assert box["y"] + box["height"] <= SIZE[1]


@pytest.mark.parametrize("size", [(1024, 768), (2560, 1440), (720, 450)], ids=["narrow", "wide", "zoom-200"])
@pytest.mark.parametrize("path", ["", "assess?claim=1", "compare"])
def test_nothing_is_cut_off_sideways(chromium, address, path, size):
    page = open_page(chromium, address, path, size=size)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert width == size[0]


def test_an_answer_is_read_by_keys_alone(chromium, address):
    page = open_page(chromium, address)
    number = page.locator(".st-key-page-number input")
    first = int(number.input_value())
    page.keyboard.press("Alt+n")
    expect(number).to_have_value(str(first + 1), timeout=READY_MS)
    page.keyboard.press("Alt+p")
    expect(number).to_have_value(str(first), timeout=READY_MS)
    page.keyboard.press("Alt+j")
    expect(page.locator(".st-key-page-head")).to_contain_text("2 of", timeout=READY_MS)
    page.keyboard.press("Alt+h")
    expect(page.get_by_role("dialog")).to_contain_text("Next citation", timeout=READY_MS)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=READY_MS)
    page.keyboard.press("Alt+q")
    expect(page.locator("[data-testid=stChatInput] textarea")).to_be_focused(timeout=READY_MS)
    page.keyboard.type("Which excess applies to escape of water?")
    page.keyboard.press("Enter")
    page.locator("[class*=st-key-answer-], [class*=st-key-silent-]").nth(1).wait_for(timeout=READY_MS)
    page.close()


def test_new_claim_is_a_key_away_from_any_page(chromium, address):
    page = open_page(chromium, address, "system", ready=".st-key-quick-new_claim button")
    page.keyboard.press("Alt+a")
    page.get_by_label("The claim, as it was told").wait_for(timeout=READY_MS)
    page.close()


def test_words_found_are_brought_into_sight_when_the_page_is_large(chromium, address):
    page = open_page(chromium, address)
    for zoom in (125, 150, 200):
        page.keyboard.press("Alt+l")
        page.locator(f".st-key-sheet-{zoom}").wait_for(timeout=READY_MS)
    box = page.get_by_label("Find words in this policy")
    box.fill("Burglar alarm")
    page.locator(".st-key-finding").get_by_text("1 of").wait_for(timeout=READY_MS)
    page.wait_for_function("document.querySelector('.st-key-page').scrollTop > 100", timeout=READY_MS)
    page.close()


def test_sample_claim_is_a_click_away_from_the_empty_start(chromium, empty):
    page = open_page(chromium, empty, ready=".st-key-welcome")
    page.locator(".st-key-try-claim-1 button").click()
    page.wait_for_url("**/assess*", timeout=READY_MS)
    told = page.get_by_label("The claim, as it was told")
    told.wait_for(timeout=READY_MS)
    assert "burst pipe" in told.input_value()
    page.close()
