"""The policy on the right, the keys, the comparison and the first minute, by AppTest and a fake assistant."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future

import pytest
from test_pages import ask, drawn, fake, open_page, settled, stocked  # noqa: F401

from intelliclaim.types import Progress, Stage
from intelliclaim.ui import intake
from intelliclaim.ui.intake import Cancelled, time_left
from intelliclaim.ui.keys import _SHEET, Key
from intelliclaim.ui.plain import differing

QUESTION = "Is cataract surgery covered?"


def page_number(page) -> int:
    return page.number_input(key="page-number").value


def test_next_citation_turns_to_its_page_and_lights_it(stocked):  # noqa: F811
    page = ask(open_page(), QUESTION)
    page.button(key="citation-on").click().run()
    assert page_number(page) == 3
    assert [citation.page for citation in stocked.lit] == [3]
    assert "2 of 2" in drawn(page)


def test_the_last_citation_has_none_after_it(stocked):  # noqa: F811
    page = ask(open_page(), QUESTION)
    assert page.button(key="citation-back").disabled
    page.button(key="citation-on").click().run()
    assert page.button(key="citation-on").disabled


def test_words_are_found_from_the_page_on_show_and_stepped_through(stocked):  # noqa: F811
    page = ask(open_page(), QUESTION)
    page.text_input(key="words").set_value("cataract").run()
    assert (page_number(page), "2 of 3" in drawn(page)) == (7, True)
    page.button(key="place-on").click().run()
    assert page_number(page) == 9
    page.button(key="place-on").click().run()
    assert page_number(page) == 2


def test_words_that_are_not_there_leave_the_page_and_say_so(stocked):  # noqa: F811
    page = ask(open_page(), QUESTION)
    page.text_input(key="words").set_value("zebra").run()
    assert (page_number(page), ">Not found<" in drawn(page)) == (7, True)


def test_contents_show_the_heading_of_the_page_and_turn_to_another(stocked):  # noqa: F811
    page = ask(open_page(), QUESTION)
    contents = page.selectbox(key="contents")
    assert contents.value == 1
    contents.set_value(2).run()
    assert page_number(page) == 10


def test_zoom_keeps_the_page(stocked):  # noqa: F811
    page = ask(open_page(), QUESTION)
    page.button(key="larger").click().run()
    assert (page.session_state["zoom"], page_number(page)) == (125, 7)


def test_comparison_shows_the_words_that_differ(stocked):  # noqa: F811
    page = open_page("pages/compare.py")
    assert "<del>24</del>" in drawn(page)
    assert "<ins>36</ins>" in drawn(page)
    assert "Not in this wording" in drawn(page)


def test_comparison_begins_with_the_newest_version_and_what_it_replaced(stocked):  # noqa: F811
    stocked.ingest(b"newer", "motor-2027.pdf", replaces="p2")
    page = open_page("pages/compare.py")
    assert [box.value for box in page.selectbox] == ["p2", "p3"]


def test_change_is_shown_on_both_pages(stocked):  # noqa: F811
    page = open_page("pages/compare.py")
    page.button(key="see-0").click().run()
    assert "Page 4 of 12 · " in drawn(page)
    assert "Page 5 of 12 · " in drawn(page)
    page.button(key="change-on").click().run()
    assert "not in this wording" in drawn(page)


def test_comparison_of_one_policy_says_what_is_needed(fake):  # noqa: F811
    fake.ingest(b"health", "health.pdf")
    assert "Two policies are needed" in drawn(open_page("pages/compare.py"))


def test_sample_claim_opens_with_its_text_on_its_policy(fake):  # noqa: F811
    page = open_page()
    page.button(key="try-claim-0").click().run()
    page = settled(page)
    assert page.session_state["draft"].policy_id == "p1"
    assert "knee" in page.session_state["draft"].text


def test_claims_to_try_are_offered_for_sample_policies_alone(fake):  # noqa: F811
    fake.ingest(b"own", "own-wording.pdf")
    assert not [button for button in open_page().button if str(button.key).startswith("try-claim")]


def test_every_key_is_in_the_help_sheet_once_and_has_a_modifier():
    listed = [key for _, keys in _SHEET for _, key in keys]
    assert sorted(key for key in listed if key in list(Key)) == sorted(Key)
    assert all(key.startswith(("Alt+", "Ctrl+")) for key in Key)


def test_what_differs_is_marked_and_everything_escaped():
    assert differing("a <b> c", [(3, 4)], "ins") == "a &lt;<ins>b</ins>&gt; c"


def work() -> intake._Work:
    return intake._Work("big.pdf", "", Future())


def test_cancelled_work_ends_at_its_next_page():
    one = work()
    one.moved(Progress(Stage.READING, 1, 9))
    one.cancel()
    with pytest.raises(Cancelled):
        one.moved(Progress(Stage.READING, 2, 9))


def test_what_is_saved_is_not_cancelled_any_more():
    one = work()
    one.cancel()
    one.moved(Progress(Stage.SAVING, 1, 1))
    assert one.progress == Progress(Stage.SAVING, 1, 1)


@pytest.mark.parametrize(("seconds", "said"), [(1, "5 s left"), (42, "40 s left"), (130, "about 2 min left")])
def test_time_left_is_told_roughly(seconds, said):
    assert time_left(seconds) == said


def test_time_left_follows_the_pace_of_the_step(monkeypatch):
    one = work()
    one.moved(Progress(Stage.EMBEDDING, 1, 90))
    one.moved(Progress(Stage.EMBEDDING, 30, 90))
    one.since -= 10
    assert one.seconds_left() == pytest.approx(20, abs=0.5)


def test_cancelled_ingest_keeps_nothing_and_is_told(fake, monkeypatch):  # noqa: F811
    reading, go_on = threading.Event(), threading.Event()

    def slow(data, filename, *, on_progress, **rest):
        for done in range(1, 1000):
            on_progress(Progress(Stage.READING, done, 1000))
            reading.set()
            go_on.wait(10)
        raise AssertionError("it was not cancelled")

    monkeypatch.setattr(fake, "ingest", slow)
    page = open_page()
    page.file_uploader[0].set_value([("big.pdf", b"big", "application/pdf")]).run()
    reading.wait(10)
    page.button(key="cancel-0").click().run()
    go_on.set()
    time.sleep(0.1)
    page = settled(page)
    assert "Nothing of it was kept" in drawn(page)
    assert not fake.stored
