"""An invented health policy made of clauses by hand, and a search over it that only counts words."""

from __future__ import annotations

from datetime import UTC, datetime

from intelliclaim.facts import read_facts
from intelliclaim.search import SIGNALS
from intelliclaim.search.keywords import STOP_WORDS, stem, words
from intelliclaim.terms import find_terms, plan_names
from intelliclaim.types import (
    Clause,
    ClauseKind,
    Form,
    Found,
    Health,
    Hit,
    Page,
    Passage,
    Policy,
    Span,
    Versions,
)

WORDING = (
    ("Benefits", "", ["We will pay the medical expenses of a stay in hospital for illness or injury."]),
    ("Benefits > Cataract", "", ["Cataract surgery is covered up to 20% of the sum insured or Rs 30,000 per eye, "
                                 "whichever is lower."]),
    ("Waiting periods > First 30 days", "", ["Any illness within 30 days of the first policy commencement date is "
                                             "excluded, except claims arising from an accident."]),
    ("Waiting periods > 24 months waiting period", "", ["a) Hernia of all types", "b) Kidney stones", "c) Cataract"]),
    ("Exclusions", "We will not pay for:", ["a) bungee jumping, paragliding or any other dangerous sport",
                                            "b) cosmetic surgery, unless needed after an accident",
                                            "c) a stay during which the person is intoxicated by alcohol"]),
    ("Exclusions > Falls", "", ["We do not cover injury from a fall of 4 metres or more."]),
    ("Co-payment", "", ["A co-payment of 10% applies to each and every claim."]),
    ("Claims", "", ["Bills must be submitted within 30 days of discharge from hospital."]),
)  # fmt: skip

POLICY = Policy(
    id="p1",
    name="Invented Health",
    version=1,
    sha256="0" * 64,
    filename="invented.pdf",
    n_pages=len(WORDING),
    n_clauses=len(WORDING),
    added_at=datetime(2026, 1, 1, tzinfo=UTC),
    health=Health(len(WORDING), (), (), "en", 0),
)


def build(wording=WORDING) -> tuple[tuple[Clause, ...], dict[int, Page]]:
    """Make a clause a page: its lead-in and passages follow one another on it. A fourth part is its kind."""
    clauses, pages = [], {}
    for ordinal, (heading, lead, texts, *told) in enumerate(wording):
        number, text, passages = ordinal + 1, "", []
        for each in ([lead] if lead else []) + texts:
            start = len(text)
            text += each + "\n"
            passages.append(Passage(each, (Span(number, start, start + len(each)),)))
        pages[number] = Page(number, text)
        kind = told[0] if told else ClauseKind.LIST if len(texts) > 1 else ClauseKind.TEXT
        rest = tuple(passages[1:] if lead else passages)
        clauses.append(
            Clause(ordinal, "", tuple(heading.split(" > ")), kind, rest, passages[0] if lead else None)
        )
    return tuple(clauses), pages


def search_in(clauses):
    def search(question: str, limit: int) -> Found:
        asked = {stem(word) for word in words(question)} - {stem(word) for word in STOP_WORDS}
        hits = []
        for clause in clauses:
            lead = clause.lead_in.text if clause.lead_in else ""
            own = {stem(word) for word in words(f"{clause.text} {lead} {' '.join(clause.heading)}")}
            share = len(asked & own) / max(1, len(asked))
            signals = {"late": 0.4 + 0.6 * share, "answers": 6 * share - 1}
            named = tuple((name, signals.get(name, 0.0)) for name in SIGNALS)
            hits.append(Hit("p1", clause, share, (share,) * len(clause.passages), named))
        hits.sort(key=lambda hit: -hit.score)
        return Found(tuple(hits[:limit]), hits[0].score ** 0.5)

    return search


def worksheet(text: str, form: Form | None = None, wording=WORDING):
    from intelliclaim.assess import assess

    clauses, pages = build(wording)
    terms = find_terms(clauses)
    facts = read_facts(text, form or Form(), plans=plan_names(terms))
    versions = Versions(POLICY.sha256, "words", "1", "0")
    return assess(facts, POLICY, clauses, terms, search_in(clauses), pages.__getitem__, versions)
