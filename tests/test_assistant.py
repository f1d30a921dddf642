"""The assistant over a real store and vector cache: what it keeps, what it forgets, what it refuses."""

from __future__ import annotations

import json
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from conftest import HOME, MOTOR, FakeEmbedder, FakeReader
from pdf_files import lock, make_pdf

from intelliclaim import assistant
from intelliclaim.assistant import samples
from intelliclaim.assistant.precedence import Precedence
from intelliclaim.errors import (
    IntelliClaimError,
    NoTextLayer,
    PasswordNeeded,
    QuoteMismatch,
    StoreError,
    UnknownPolicy,
    UnreadablePolicy,
    UnsupportedFile,
)
from intelliclaim.settings import Settings
from intelliclaim.types import Citation, Clause, Span, Stage

BURST = "What excess applies to a burst pipe?"


def everything_in(folder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def cited(answer) -> list[tuple[int, str]]:
    return [(citation.page, citation.quote) for citation in answer.citations]


# --- questions


def test_answer_is_in_the_policys_words_with_page_and_place(desk, home):
    said = desk.ask(BURST, [home.id]).answer
    assert "You pay an excess of 350 for every burst pipe." in said.text
    assert said.seconds > 0
    for citation in said.citations:
        assert desk.page(home.id, citation.page).text[citation.start : citation.end] == citation.quote


def test_question_that_the_policy_does_not_answer_gets_the_nearest_clauses_alone(desk, home):
    said = desk.answer("Are rockets to Mars refunded by moonlight?", [home.id])
    assert said.abstained and said.text == "" and said.nearest


def test_question_from_several_policies_says_which_one_answers(desk, home, motor):
    said = desk.answer("Is a broken windscreen repaired?", [home.id, motor.id])
    assert said.citations[0].policy_name == "motor"


def test_exclusions_item_is_shown_with_its_lead_in(desk, home):
    said = desk.answer("loss caused by pressure waves from aircraft", [home.id])
    assert "We will not pay for loss or damage caused by:" in said.text


def test_conversation_survives_reopening(desk, home, open_desk):
    first, second = desk.ask(BURST, [home.id]), desk.ask("Are rockets refunded?", [home.id])
    desk.close()
    assert open_desk().exchanges() == (first, second)


def test_conversation_can_be_forgotten(desk, home):
    desk.ask(BURST, [home.id])
    desk.clear_exchanges()
    assert desk.exchanges() == ()


def test_answer_that_is_not_kept_is_not_in_the_conversation(desk, home):
    desk.answer(BURST, [home.id])
    assert desk.exchanges() == ()


def test_quote_that_is_no_longer_on_its_page_is_not_shown_from_the_conversation(desk, home):
    exchange = desk.ask(BURST, [home.id])
    (first, *others) = exchange.answer.citations
    false = replace(exchange.answer, citations=(replace(first, quote=first.quote.upper()), *others))
    desk._store.save_exchange([home.id], false)
    assert desk.exchanges() == (exchange,)


def test_stored_clause_that_does_not_match_its_page_is_not_answered_with(desk, home, monkeypatch):
    whole = type(desk._store).page

    def without_sums(store, id_, number):
        page = whole(store, id_, number)
        return replace(page, text=page.text.replace("350", "900"))

    monkeypatch.setattr(type(desk._store), "page", without_sums)
    with pytest.raises(QuoteMismatch, match="Delete the policy and add its file again"):
        desk.ask(BURST, [home.id])
    assert desk.exchanges() == ()


@pytest.mark.parametrize("question", ["", "???", "burst pipe " * 455, "自行车", "🚲", '"AND" (OR'])
def test_odd_question_is_answered_or_abstained_from(desk, home, question):
    exchange = desk.ask(question, [home.id])
    assert desk.exchanges() == (exchange,)


def test_half_a_character_from_the_shell_does_no_harm(desk, home):
    exchange = desk.ask(f"{BURST} \udcff", [home.id])
    assert exchange.answer.citations and desk.exchanges() == (exchange,)
    exchange.answer.question.encode()


# --- adding


def test_ingest_tells_its_progress_in_order(desk):
    told = []
    desk.ingest(HOME, "home.pdf", on_progress=told.append)
    assert list(dict.fromkeys(one.stage for one in told)) == [Stage.READING, Stage.EMBEDDING, Stage.SAVING]
    assert {one.stage: (one.done, one.total) for one in told}[Stage.READING] == (2, 2)
    assert next(one.done for one in told if one.stage is Stage.EMBEDDING) == 0
    assert all(one.done <= one.total for one in told)


def test_an_ingest_stands_back_between_batches_while_somebody_waits_for_an_answer(desk):
    told, indexing = [], threading.Event()

    def tell(progress):
        told.append(progress)
        if progress.stage is Stage.EMBEDDING and progress.done == 1:
            indexing.set()

    with ThreadPoolExecutor(1) as worker:
        with desk._precedence.first():
            adding = worker.submit(desk.ingest, MOTOR, "motor.pdf", on_progress=tell)
            assert indexing.wait(10)
            time.sleep(0.1)
            assert told[-1].done == 1 and not adding.done()
        assert adding.result(10).policy.name == "motor"


def test_an_ingest_goes_on_however_many_wait():
    precedence = Precedence()
    with precedence.first():
        precedence.give_way(0.01)


def test_same_file_twice_is_known_whatever_its_name(desk, home):
    again = desk.ingest(HOME, "copy of home.pdf")
    assert again.known and again.policy == home
    assert desk.policies() == (home,)


def test_file_that_is_too_large_is_refused(open_desk):
    desk = open_desk(max_file_mb=1)
    with pytest.raises(
        UnreadablePolicy, match=r"big\.pdf has 1 MB; at most 1 MB .* INTELLICLAIM_MAX_FILE_MB"
    ):
        desk.ingest(HOME + b" " * 1_000_000, "big.pdf")
    assert desk.policies() == ()


@pytest.mark.parametrize(
    ("data", "filename", "error"),
    [
        (b"", "empty.pdf", UnreadablePolicy),
        (b"not a PDF", "false.pdf", UnreadablePolicy),
        (HOME[: len(HOME) // 2], "torn.pdf", UnreadablePolicy),
        (make_pdf([], []), "scan.pdf", NoTextLayer),
        (b"\x89PNG", "picture.png", UnsupportedFile),
        (HOME, "no ending", None),
    ],
    ids=["empty", "no PDF", "torn", "no text", "picture", "no ending"],
)
def test_file_that_cannot_be_read_names_itself_and_leaves_nothing(desk, tmp_path, data, filename, error):
    if error is None:
        assert not desk.ingest(data, filename).known
        return
    with pytest.raises(error, match=filename):
        desk.ingest(data, filename)
    assert desk.policies() == ()
    assert list((tmp_path / "files").rglob("*.*")) == []


class BrokenDown(Exception):
    pass


def broken(*args, **kwargs):
    raise BrokenDown


@pytest.mark.parametrize("stage", [Stage.READING, Stage.EMBEDDING, Stage.SAVING])
def test_ingest_that_breaks_off_leaves_nothing_and_can_be_repeated(desk, tmp_path, stage):
    def on_progress(progress):
        if progress.stage == stage:
            raise BrokenDown

    with pytest.raises(BrokenDown):
        desk.ingest(HOME, "home.pdf", on_progress=on_progress)
    assert desk.policies() == () and desk._cache.counts() == {}
    assert not desk.ingest(HOME, "home.pdf").known
    assert desk.answer(BURST, [desk.policies()[0].id]).citations


def test_ingest_whose_vectors_cannot_be_cached_leaves_nothing(desk, home, monkeypatch):
    def full(*args):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(desk._cache, "add", full)
    with pytest.raises(StoreError):
        desk.ingest(MOTOR, "motor.pdf", replaces=home.id)
    assert desk.policies() == (home,)
    monkeypatch.undo()


def test_replaced_policy_stands_behind_its_newer_version(desk, home):
    new = desk.ingest(MOTOR, "new.pdf", replaces=home.id).policy
    assert (new.name, new.version) == (home.name, 2)
    assert [policy.id for policy in desk.policies()] == [new.id, home.id]
    assert desk.policies()[1].replaced_by == new.id
    assert desk.answer(BURST, [home.id]).citations[0].version == 1


def test_newer_version_of_a_policy_that_is_not_there_is_refused_and_leaves_nothing(desk):
    with pytest.raises(UnknownPolicy):
        desk.ingest(HOME, "home.pdf", replaces="gone")
    assert desk.policies() == () and desk._cache.counts() == {}


def test_policy_can_be_named_and_renamed(desk):
    policy = desk.ingest(HOME, "home.pdf", name="Cottage").policy
    assert policy.name == "Cottage"
    assert desk.rename(policy.id, "Villa").name == "Villa"
    assert desk.answer(BURST, [policy.id]).citations[0].policy_name == "Villa"
    with pytest.raises(ValueError, match="blank"):
        desk.rename(policy.id, "  ")


def test_samples_that_are_not_there_are_missed_aloud(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(samples, "SAMPLES", tmp_path / "nowhere")
    with pytest.raises(UnreadablePolicy, match="restore the folder"):
        desk.load_samples()
    assert desk.sample_questions() == ()


def test_samples_are_loaded_once(desk, tmp_path, monkeypatch):
    folder = tmp_path / "samples"
    folder.mkdir()
    (folder / "home.pdf").write_bytes(HOME)
    (folder / "motor.pdf").write_bytes(MOTOR)
    monkeypatch.setattr(samples, "SAMPLES", folder)
    assert [one.policy.name for one in desk.load_samples()] == ["home", "motor"]
    assert all(one.known for one in desk.load_samples())


# --- encrypted files


def test_encrypted_file_asks_for_its_password(desk):
    with pytest.raises(PasswordNeeded, match="home.pdf is protected"):
        desk.ingest(lock(HOME, "secret"), "home.pdf")
    with pytest.raises(PasswordNeeded, match="does not open home.pdf"):
        desk.ingest(lock(HOME, "secret"), "home.pdf", password="guess")
    assert desk.policies() == ()


def test_encrypted_file_answers_and_shows_its_pages_later_without_a_password(desk, open_desk, tmp_path):
    policy = desk.ingest(lock(HOME, "secret"), "home.pdf", password="secret").policy
    assert policy.health.encrypted
    desk.close()
    reopened = open_desk()
    said = reopened.answer(BURST, [policy.id])
    assert said.citations
    image = reopened.page_image(policy.id, said.citations[0].page, width=300, lit=said.citations)
    assert image is not None and image.startswith(b"\x89PNG")
    assert b"secret" not in everything_in(tmp_path)


def test_encrypted_file_brought_again_is_known(desk):
    data = lock(HOME, "secret")
    desk.ingest(data, "home.pdf", password="secret")
    assert desk.ingest(data, "home.pdf").known


# --- deleting


def test_deleted_policy_leaves_nothing_anywhere(desk, home, motor, tmp_path):
    desk.ask(BURST, [home.id])
    kept = desk.ask("Is a broken windscreen repaired?", [motor.id])
    desk.page_image(home.id, 1, width=100)
    desk.delete(home.id)
    assert desk.policies() == (motor,)
    assert desk._store.keyword('"burst"', [home.id, motor.id]) == []
    assert desk._cache.counts() == {motor.id: motor.n_clauses}
    assert desk.exchanges() == (kept,)
    for use in (
        lambda: desk.answer(BURST, [home.id]),
        lambda: desk.page(home.id, 1),
        lambda: desk.page_image(home.id, 1, width=100),
        lambda: desk.outline(home.id),
        lambda: desk.clauses_on(home.id, 1),
        lambda: desk.delete(home.id),
    ):
        with pytest.raises(UnknownPolicy):
            use()
    desk.close()
    assert b"burst pipe" not in everything_in(tmp_path)


def test_deleted_policy_can_be_added_again(desk, home):
    desk.delete(home.id)
    again = desk.ingest(HOME, "home.pdf")
    assert not again.known
    assert desk.answer(BURST, [again.policy.id]).citations


def test_policy_deleted_while_it_is_asked_about_gives_an_answer_or_says_that_it_is_gone(desk, home, motor):
    outcomes = []

    def ask() -> None:
        for _ in range(20):
            try:
                outcomes.append(desk.answer(BURST, [home.id, motor.id]))
            except UnknownPolicy as gone:
                outcomes.append(gone)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    desk.delete(home.id)
    for thread in threads:
        thread.join()
    assert len(outcomes) == 40 and isinstance(outcomes[-1], UnknownPolicy)


# --- pages


def test_page_image_shows_what_is_cited(desk, home):
    (citation, *_) = desk.answer(BURST, [home.id]).citations
    plain = desk.page_image(home.id, citation.page, width=200)
    lit = desk.page_image(home.id, citation.page, width=200, lit=[citation])
    assert plain is not None and lit is not None and plain != lit


def test_citation_of_another_policy_or_page_lights_nothing(desk, home, motor):
    (citation, *_) = desk.answer("Is a broken windscreen repaired?", [motor.id]).citations
    plain = desk.page_image(home.id, 1, width=200)
    assert desk.page_image(home.id, 1, width=200, lit=[citation]) == plain
    (elsewhere, *_) = desk.answer("pressure waves from aircraft", [home.id]).citations
    assert {elsewhere.page, *(span.page for span in elsewhere.also)} == {2}
    assert desk.page_image(home.id, 1, width=200, lit=[elsewhere]) == plain


def test_lead_in_on_another_page_is_lit_there(desk, home):
    page = desk.page(home.id, 1)
    citation = Citation(home.id, home.name, 1, 2, 0, 5, desk.page(home.id, 2).text[:5])
    at = page.text.index("burst pipe")
    with_lead_in = replace(citation, also=(Span(1, at, at + 10),))
    assert desk.page_image(home.id, 1, width=200, lit=[with_lead_in]) != desk.page_image(
        home.id, 1, width=200, lit=[citation]
    )


def test_page_that_the_policy_does_not_have_is_refused(desk, home):
    for number in (0, 3, -1):
        with pytest.raises(IntelliClaimError, match="page"):
            desk.page(home.id, number)
        with pytest.raises(IntelliClaimError, match="page"):
            desk.page_image(home.id, number, width=100)


def test_clauses_on_a_page_are_those_that_begin_there(desk, home):
    everything = [clause for number in (1, 2) for clause in desk.clauses_on(home.id, number)]
    assert len(everything) == home.n_clauses
    assert all(isinstance(clause, Clause) and clause.page == 2 for clause in desk.clauses_on(home.id, 2))


# --- upkeep


def test_second_open_of_the_same_folder_is_refused(desk, open_desk):
    with pytest.raises(StoreError, match="in use by another IntelliClaim: stop the app"):
        open_desk()


def test_vectors_folder_that_was_deleted_is_rebuilt_with_the_same_answers(
    desk, home, motor, open_desk, tmp_path
):
    before = desk.answer(BURST, [home.id, motor.id])
    desk.close()
    shutil.rmtree(tmp_path / "vectors")
    reopened = open_desk()
    assert reopened._cache.counts() == {home.id: home.n_clauses, motor.id: motor.n_clauses}
    after = reopened.answer(BURST, [home.id, motor.id])
    assert replace(after, seconds=0) == replace(before, seconds=0)


def test_reindex_gives_the_same_answers_and_tells_its_progress(desk, home):
    before, told = desk.answer(BURST, [home.id]), []
    desk.reindex(told.append)
    assert replace(desk.answer(BURST, [home.id]), seconds=0) == replace(before, seconds=0)
    assert (told[-1].done, told[-1].total) == (home.n_clauses, home.n_clauses)


def test_opening_again_encodes_nothing(desk, home, open_desk):
    encoded = desk._embedder.encoded
    desk.close()
    assert open_desk()._embedder.encoded == encoded


def test_opening_with_another_model_encodes_anew(desk, home, open_desk):
    desk.close()
    reopened = open_desk(embedder=FakeEmbedder("another"))
    assert reopened._embedder.encoded == home.n_clauses
    assert reopened.stale_policies() == ()
    assert cited(reopened.answer(BURST, [home.id]))


def test_opening_with_another_reader_encodes_anew(open_desk):
    desk = open_desk(reader=FakeReader())
    home = desk.ingest(HOME, "home.pdf").policy
    desk.close()
    same = open_desk(reader=FakeReader())
    assert same.stale_policies() == () and same._embedder.encoded == home.n_clauses
    same.close()
    for reader in (FakeReader("newer"), None):
        encoded = same._embedder.encoded
        other = open_desk(reader=reader)
        assert other._embedder.encoded == encoded + home.n_clauses
        assert cited(other.answer(BURST, [home.id]))
        other.close()


def finding(desk, subject):
    return next(each for each in desk.doctor() if each.subject == subject)


def test_doctor_finds_a_desk_in_order_well(desk, home):
    assert finding(desk, "Model").ok and "hashed-words" in finding(desk, "Model").detail
    assert finding(desk, "Store").ok and finding(desk, "Vector cache").ok
    assert home.name not in [each.subject for each in desk.doctor()]


def test_doctor_names_the_policy_that_is_not_in_the_cache(desk, home):
    desk._cache.delete(home.id)
    report = finding(desk, "Vector cache")
    assert not report.ok and "home" in report.detail


def test_doctor_names_pages_that_could_not_be_read(desk):
    desk.ingest(make_pdf(["We pay for damage by water that escapes from a burst pipe."], []), "half.pdf")
    report = finding(desk, "half")
    assert not report.ok and "2" in report.detail


def test_data_folder_that_cannot_be_made_is_named(open_desk, tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StoreError, match="taken"):
        open_desk(data=tmp_path / "taken")


# --- the real models


@pytest.mark.model
def test_real_models_find_the_page_for_most_questions_on_a_sample_and_reopen_alike(tmp_path):
    for package in ("torch", "transformers", "tokenizers", "safetensors"):
        pytest.importorskip(package, reason=f"{package} is not installed: the real model is not tried")
    lines = (assistant.SAMPLES / "questions.jsonl").read_text("utf-8").splitlines()
    gold = [one for one in map(json.loads, lines) if one["policy"] == "home.pdf" and one["pages"]][::2]
    desk = assistant.open_assistant(Settings(data=tmp_path))
    try:
        policy = desk.ingest((assistant.SAMPLES / "home.pdf").read_bytes(), "home.pdf").policy
        answers = [desk.answer(one["question"], [policy.id]) for one in gold]
        shown = [{each.page for each in (*said.citations, *said.nearest)} for said in answers]
        hits = sum(bool(pages & set(one["pages"])) for pages, one in zip(shown, gold, strict=True))
        assert hits >= 0.7 * len(gold)
        assert sum(not said.abstained for said in answers) >= 0.5 * len(gold)
        assert desk.answer("", [policy.id]).seconds > 0
        assert next(each for each in desk.doctor() if each.subject == "Reader").ok
    finally:
        desk.close()
    again = assistant.open_assistant(Settings(data=tmp_path))
    try:
        assert again.stale_policies() == ()
        first = again.answer(gold[0]["question"], [policy.id])
        assert cited(first) == cited(answers[0])
    finally:
        again.close()


class Stopped(IntelliClaimError):
    pass


def stop_at(stage):
    def tell(progress):
        if progress.stage is stage:
            raise Stopped("cancelled")

    return tell


@pytest.mark.parametrize("stage", [Stage.READING, Stage.EMBEDDING, Stage.SAVING])
def test_an_ingest_that_is_cancelled_keeps_nothing(desk, stage):
    with pytest.raises(Stopped):
        desk.ingest(HOME, "home.pdf", on_progress=stop_at(stage))
    assert desk.policies() == ()
    assert all(finding.ok for finding in desk.doctor())


def test_samples_that_are_cancelled_half_way_are_all_taken_back(desk):
    begun = []

    def tell(progress):
        if progress.stage is Stage.READING and progress.done == 1:
            begun.append(1)
        if len(begun) == 2:
            raise Stopped("cancelled")

    with pytest.raises(Stopped):
        desk.load_samples(tell)
    assert desk.policies() == ()


def test_pale_marks_light_the_words_found(desk, home):
    plain = desk.page_image(home.id, 1, width=300)
    (first, *_) = found = desk.find_words(home.id, "burst pipe")
    pale = desk.page_image(home.id, 1, width=300, found=found)
    strong = desk.page_image(home.id, 1, width=300, found=found, at=first)
    assert len({plain, pale, strong}) == 3


def test_place_of_words_is_further_down_for_later_words(desk, home):
    first, last = (desk.find_words(home.id, word)[0] for word in ("Water", "bicycle"))
    tops = [desk.place_of(home.id, 1, span.start, span.end)[1] for span in (first, last)]
    assert 0 < tops[0] < tops[1] < 1


def test_two_policies_are_compared_and_each_change_can_be_cited(desk, home, motor):
    changes = desk.compare(home.id, motor.id)
    (windscreen,) = [c for c in changes if c.new and "broken windscreen" in c.new.passage.text]
    cited = desk.cite_sentence(motor.id, windscreen.new)
    assert desk.page(motor.id, cited.page).text[cited.start : cited.end] == cited.quote
    assert desk.headings(motor.id)[0].page == 1
