"""Work on claims: their folders with diary and attachments, and the facts that these offer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Any

from intelliclaim import documents
from intelliclaim.assistant.claims import Claims
from intelliclaim.assistant.parts import whole_characters
from intelliclaim.assistant.portfolio import count_portfolio
from intelliclaim.errors import UnsupportedFile
from intelliclaim.facts import find_in_paper
from intelliclaim.types import Facts, Form
from intelliclaim.types.casework import (
    Attachment,
    Begun,
    Diary,
    FieldValue,
    Find,
    Folder,
    Offer,
    Portfolio,
)

MAX_ATTACHMENT_MB = 20
MAX_ATTACHMENTS = 50  # with one claim


class Casework(Claims):
    """A claim from its first word to its decision: nothing found in a paper counts until it is taken."""

    def folders(self) -> tuple[Folder, ...]:
        """Return every claim's folder: those never assessed first, then the latest assessed."""
        return self._store.folders.all()

    def folder(self, id: int) -> Folder:
        """Return a folder.

        Raises:
            UnknownAssessment: there is none with this id.
        """
        return self._store.folders.folder(id)

    def folder_of(self, assessment_id: int) -> Folder:
        """Return the folder that an assessment is in, with its latest assessment.

        Raises:
            UnknownAssessment: there is none with this id.
        """
        return self._store.folders.of_assessment(assessment_id)

    def keep_begun(self, folder: Folder, begun: Begun | None) -> Folder:
        """Keep what was typed of a claim and is not assessed yet, or that nothing of the kind is left.

        Raises:
            UnknownPolicy: its policy was deleted.
        """
        return self.folder(self._store.folders.keep_begun(folder, begun))

    def discard(self, folder: Folder, by: str = "") -> None:
        """Delete a claim that was never assessed, with its attachments; one that was raises ValueError."""
        self._store.folders.discard(folder, by.strip())

    def put_diary(self, folder: Folder, diary: Diary, by: str = "") -> Folder:
        """Keep, and log, who has a claim in hand and when to come back to it."""
        kept = Diary(diary.assigned.strip(), diary.due, diary.note.strip())
        return self.folder(self._store.folders.put_diary(folder, kept, by.strip()))

    def portfolio(self, today: date) -> Portfolio:
        """Return all claims and policies in figures, as they stand today."""
        return count_portfolio(self.policies(), self.folders(), self.log("question"), today)

    # --- attachments

    def attach(self, folder: Folder, data: bytes, filename: str, by: str = "") -> Attachment:
        """Keep a paper with a claim, and read its text where it has any; the claim is not changed.

        Raises:
            UnsupportedFile: not a kind of file that is kept with a claim, empty, too large, or one too many.
            UnknownPolicy: the policy of the undecided claim was deleted.
        """
        name = PurePath(filename.replace("\\", "/")).name or "attachment"
        if len(data) > MAX_ATTACHMENT_MB * 1_000_000:
            raise UnsupportedFile(
                f"{name} has {len(data) / 1e6:.0f} MB; at most {MAX_ATTACHMENT_MB} MB are kept with a claim. "
                "Make the picture or scan smaller, or split the file."
            )
        if folder.id and len(self.attachments(folder)) >= MAX_ATTACHMENTS:
            raise UnsupportedFile(
                f"This claim has {MAX_ATTACHMENTS} attachments already: remove one to add {name}."
            )
        paper = documents.read_paper(data, name)
        sha256 = hashlib.sha256(data).hexdigest()
        about, text = map(whole_characters, (paper.about, paper.text))
        return self._store.folders.attach(folder, name, sha256, data, about, text, by.strip())

    def detach(self, attachment: Attachment, by: str = "") -> None:
        """Delete an attachment with its file."""
        self._store.folders.detach(attachment, by.strip())

    def attachments(self, folder: Folder) -> tuple[Attachment, ...]:
        """Return a claim's attachments, in the order in which they came."""
        return self._store.folders.attachments(folder.id) if folder.id else ()

    def attachment_file(self, attachment: Attachment) -> bytes:
        """Return an attachment's bytes."""
        return self._store.folders.file(attachment)

    def attachment_text(self, attachment: Attachment) -> str:
        """Return what was read in an attachment; '' where nothing can be."""
        return self._store.folders.text(attachment)

    # --- what they offer

    def offers(self, folder: Folder, facts: Facts) -> tuple[Offer, ...]:
        """Return the facts found in a claim's attachments that its own facts do not have so already."""
        return tuple(self._offers(folder, facts))

    def _offers(self, folder: Folder, facts: Facts) -> Iterator[Offer]:
        for attachment in self.attachments(folder):
            if not attachment.has_text:
                continue
            for find in find_in_paper(self.attachment_text(attachment)):
                now = _held(facts, find.field)
                if find.field not in attachment.settled and not _same(now, find):
                    yield Offer(attachment, find, now)

    def take(self, offer: Offer, form: Form, by: str = "") -> Form:
        """Return the form with a find in it, and log that a person took it.

        Lines of a bill are put behind those that the form has: a claim may come with several invoices.
        """
        find = offer.find
        value: FieldValue = find.value
        if find.field == "lines" and isinstance(value, tuple):
            value = (*form.lines, *(line for line in value if line not in form.lines))
        self._store.folders.settle(offer.attachment, find.field, "taken", by.strip(), _written(find.value))
        changed: dict[str, Any] = {find.field: value}
        return replace(form, **changed)

    def set_aside(self, offer: Offer, by: str = "") -> None:
        """Keep, and log, that a person does not want a find."""
        self._store.folders.settle(offer.attachment, offer.find.field, "set aside", by.strip())


def _held(facts: Facts, field: str) -> FieldValue | None:
    """Return what a claim holds for a field of the form."""
    if field == "lines":
        return facts.lines or None
    fact = getattr(facts, {"claimed_amount": "claimed"}.get(field, field))
    held: FieldValue | None = fact.value if fact else None
    return held


def _same(now: FieldValue | None, find: Find) -> bool:
    """Tell whether a claim has a find already: a bill's lines by their names and amounts."""
    if isinstance(now, tuple) and isinstance(find.value, tuple):
        held = {(line.label.casefold(), line.amount) for line in now}
        return {(line.label.casefold(), line.amount) for line in find.value} <= held
    return now == find.value


def _written(value: FieldValue) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
