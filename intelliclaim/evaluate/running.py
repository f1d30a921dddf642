"""Whole sets of test questions gone through: a file's, the samples', a person's marks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from intelliclaim.assistant import SAMPLES, Assistant
from intelliclaim.errors import IntelliClaimError, UnknownPolicy, UnreadablePolicy
from intelliclaim.evaluate.gold import CLAIM, Gold, read_gold
from intelliclaim.evaluate.scoring import score_answer, score_claim, score_mark, score_unread
from intelliclaim.types import Citation, Clause, GoldSet, OnProgress, Progress, Run, Scored, Stage

log = logging.getLogger(__name__)

SAMPLE_QUESTIONS = SAMPLES / "questions.jsonl"
LOOKED_AT = 12  # clauses that search brings, gone through for the cause of an error


def ingested(
    desk: Assistant, folder: Path, files: Iterable[str], tell: OnProgress | None = None
) -> dict[str, str | None]:
    """Take in these files of a folder; returns their policies' ids, None for one that can't be read."""
    ids: dict[str, str | None] = {}
    for name in dict.fromkeys(files):
        try:
            data = (folder / name).read_bytes()
            ids[name] = desk.ingest(data, name, on_progress=tell).policy.id
        except (UnreadablePolicy, OSError) as error:
            log.warning("%s is not tested: %s", name, error)
            ids[name] = None
    return ids


def run_gold(
    desk: Assistant,
    gold: Sequence[Gold],
    policy_ids: Mapping[str, str | None],
    tell: OnProgress | None = None,
) -> tuple[Scored, ...]:
    """Put each test question to its policy, and go through each claim; nothing is kept."""
    scored: list[Scored] = []
    for number, one in enumerate(gold, 1):
        policy_id = policy_ids[one.policy]
        scored.append(score_unread(one) if policy_id is None else _scored(desk, one, policy_id))
        if tell:
            tell(Progress(Stage.ASKING, number, len(gold)))
    return tuple(scored)


def _scored(desk: Assistant, gold: Gold, policy_id: str) -> Scored:
    verbatim = _verbatim(desk)
    if gold.kind == CLAIM:
        return score_claim(gold, desk.worksheet(policy_id, gold.text, gold.form), verbatim)
    said = desk.answer(gold.text, [policy_id])
    return score_answer(gold, said, verbatim, _search(desk, gold.text, [policy_id]))


def run_samples(desk: Assistant, tell: OnProgress | None = None) -> Run:
    """Put the shipped questions to the shipped policies, in a store of their own, and keep the run.

    Raises:
        IntelliClaimError: the samples are not there.
    """
    if not SAMPLE_QUESTIONS.is_file():
        raise IntelliClaimError("The sample questions are not there (samples/): restore the folder.")
    gold = read_gold(SAMPLE_QUESTIONS)
    with desk.trial() as trial:
        ids = ingested(trial, SAMPLES, (one.policy for one in gold), tell)
        scored = run_gold(trial, gold, ids, tell)
    return desk.save_run(GoldSet.SAMPLES, scored)


def run_marks(desk: Assistant, tell: OnProgress | None = None) -> Run:
    """Ask every marked question again, and keep the run.

    A mark that does not tell whether today's answer is right is left out: it has to be made anew.
    """
    marks = desk.marks()
    scored: list[Scored] = []
    for number, mark in enumerate(marks, 1):
        try:
            said = desk.answer(mark.question, mark.policy_ids)
        except UnknownPolicy:  # deleted while this ran, and the mark with it
            continue
        one = score_mark(mark, said, _verbatim(desk), _search(desk, mark.question, mark.policy_ids))
        if one:
            scored.append(one)
        if tell:
            tell(Progress(Stage.ASKING, number, len(marks)))
    return desk.save_run(GoldSet.OWN, scored)


def asked(desk: Assistant, gold: GoldSet) -> dict[str, str]:
    """Return the questions of a set by the ids that its runs name them by; the samples' may be missing."""
    if gold is GoldSet.OWN:
        return {str(mark.id): mark.question for mark in desk.marks()}
    return {one.id: one.text for one in read_gold(SAMPLE_QUESTIONS)} if SAMPLE_QUESTIONS.is_file() else {}


def _search(desk: Assistant, question: str, policy_ids: Sequence[str]) -> Callable[[], Sequence[Clause]]:
    return lambda: desk.clauses_found(question, policy_ids, LOOKED_AT)


def _verbatim(desk: Assistant) -> Callable[[Sequence[Citation]], int]:
    def count(citations: Sequence[Citation]) -> int:
        return sum(
            desk.page(each.policy_id, each.page).text[each.start : each.end] == each.quote
            for each in citations
        )

    return count
