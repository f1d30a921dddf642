"""The main job in a real browser: a policy in, a question, the passage lit on its page, a reload.

Starts the real app with the real model on an empty data folder.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from PIL import Image

pytest.importorskip("playwright", reason="Playwright is not installed: see tests/requirements.txt")

from scripts.screenshots import READY_MS, SIZE, ask, browser, find_chromium, served, settle

pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium: apt-get install chromium"),
]

SAMPLE = Path(__file__).parents[2] / "samples" / "health.pdf"
QUESTION = "Is there a waiting period for cataract surgery?"
UNANSWERED = "What discount does he get for paying two years at once?"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The desk with the sample health policy, uploaded through the drop zone."""
    with served(tmp_path_factory.mktemp("desk") / "data") as address, browser() as chromium:
        page = chromium.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.goto(address)
        drop_zone = page.locator("[data-testid=stFileUploaderDropzoneInput]")
        drop_zone.wait_for(state="attached", timeout=READY_MS)
        drop_zone.set_input_files(SAMPLE)
        page.locator("[data-testid=stChatInput] textarea").wait_for(timeout=READY_MS)
        yield page


@pytest.fixture(scope="module")
def card(desk):
    return ask(desk, QUESTION)


def page_image(desk) -> Image.Image:
    source = desk.locator(".st-key-page img").get_attribute("src")
    return Image.open(io.BytesIO(desk.request.get(urljoin(desk.url, source)).body())).convert("RGB")


def yellow(image: Image.Image) -> int:
    """The number of pixels that a highlighter has gone over."""
    return sum(count for count, (r, g, b) in image.getcolors(1 << 24) if r > 200 and g > 170 and b < 150)


def test_answer_quotes_the_policy(card):
    assert "24 months" in card.locator(".ic-quote").first.inner_text()


def test_cited_passage_is_lit_on_the_page_image(desk, card):
    assert "page 7" in card.locator(".ic-place").first.inner_text()
    assert desk.locator(".st-key-page-number input").input_value() == "7"
    assert yellow(page_image(desk)) > 2000


def test_page_without_the_passage_is_not_lit(desk, card):
    desk.locator(".st-key-back button").first.click()
    settle(desk)
    assert desk.locator(".st-key-page-number input").input_value() == "6"
    assert yellow(page_image(desk)) == 0


def test_nothing_overflows_a_small_screen(desk, card):
    desk.set_viewport_size({"width": 1024, "height": 768})
    settle(desk)
    width, height = desk.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    box = desk.locator("[data-testid=stChatInput]").bounding_box()
    desk.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
    assert (width, height) == (1024, 768)
    assert box["y"] + box["height"] <= 768


def test_conversation_is_there_after_a_reload(desk, card):
    desk.reload()
    desk.locator("[class*=st-key-answer-]").wait_for(timeout=READY_MS)
    settle(desk)
    assert desk.locator(".ic-question").inner_text() == QUESTION
    assert yellow(page_image(desk)) > 2000


def test_next_citation_is_followed_to_its_page(desk, card):
    cited = [int(re.search(r"page (\d+)", place)[1]) for place in card.locator(".ic-place").all_inner_texts()]
    head = desk.locator(".st-key-page-head")
    if len(cited) == 1:
        assert "of" not in head.inner_text().split()
        return
    card.locator("[class*=st-key-cite-] button").first.click()
    settle(desk)
    desk.get_by_role("button", name="Next citation").click()
    head.get_by_text(f"2 of {len(cited)}").wait_for(timeout=READY_MS)
    settle(desk)
    assert desk.locator(".st-key-page-number input").input_value() == str(cited[1])
    assert yellow(page_image(desk)) > 500


def test_what_the_policy_does_not_say_is_not_answered(desk, card):
    silent = ask(desk, UNANSWERED)
    assert "The policy does not say" in silent.inner_text()
    silent.get_by_text("Nearest clauses").click()
    silent.locator("[class*=st-key-cite-] button").first.wait_for(timeout=READY_MS)


def test_deleted_policy_is_gone_with_its_answers(desk, card):
    desk.get_by_role("link", name="Policies").click()
    desk.get_by_role("button", name="Delete …").click(timeout=READY_MS)
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("button", name="Delete").click(timeout=READY_MS)
    desk.get_by_text("There is no policy yet").first.wait_for(timeout=READY_MS)
    desk.get_by_role("link", name="Claim desk").click()
    desk.locator(".st-key-welcome").wait_for(timeout=READY_MS)
    assert desk.locator(".ic-question").count() == 0
