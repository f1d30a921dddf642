"""Letters and claim packs: every quote is compared with its page first, and every file is logged."""

from __future__ import annotations

import hashlib

from intelliclaim import letter as writing
from intelliclaim.assistant.claims import Claims
from intelliclaim.assistant.policies import Policies
from intelliclaim.cite import pieces
from intelliclaim.letter.quoting import cited
from intelliclaim.types import Assessment, Citation, LogEntry

IMAGE_WIDTH = 1240  # pixels: a page at 150 a inch on A4
ABOUT_CLAIM = ("assessment", "decision", "export")
ABOUT_FOLDER = "claim"
ABOUT_POLICY = ("ingest", "edit", "delete")


class Exports(Claims, Policies):
    """What leaves the desk: it needs claims, and pages to picture."""

    def letter(self, id: int, format: writing.Format, by: str = "") -> bytes:
        """Write the letter to the claimant on a decided claim.

        Raises:
            UnknownAssessment: there is none with this id.
            NothingDecided: no person has decided on it.
            QuoteMismatch: a quote no longer matches its page; no letter is made.
            UnknownPolicy: its policy was deleted: no quote can be compared.
        """
        assessment = self._checked(id)
        made = writing.decision_letter(assessment, format, wording=self._wording)
        self.record_export(f"letter.{format}", id, by, made)
        return made

    def claim_pack(self, id: int, format: writing.Format, by: str = "") -> bytes:
        """Write the file on a claim: worksheet, decision, log extract, and the pages quoted.

        Raises: as `letter`, but that an undecided claim has a pack too.
        """
        assessment = self._checked(id)
        made = writing.claim_pack(
            assessment, self._entries_on(assessment), self._page_image, format, wording=self._wording
        )
        self.record_export(f"claim-pack.{format}", id, by, made)
        return made

    def record_export(self, kind_of_file: str, id: int = 0, by: str = "", made: bytes = b"") -> None:
        """Log that a file was made; `id` is the assessment's, 0 for one on none, such as the log itself."""
        detail: dict[str, str] = {"file": kind_of_file}
        if made:
            detail["sha256"] = hashlib.sha256(made).hexdigest()
        self._store.claims.add_entry("export", str(id) if id else "", detail, by)

    def _checked(self, id: int) -> Assessment:
        assessment = self.assessment(id)
        self._check(cited(assessment.worksheet))
        return assessment

    def _entries_on(self, assessment: Assessment) -> tuple[LogEntry, ...]:
        """Return the log's entries on a claim, its folder and its policy, oldest first."""
        claim, policy = str(assessment.id), assessment.worksheet.policy_id
        folder = self._store.folders.of_assessment(assessment.id).id
        wanted = {(ABOUT_FOLDER, str(folder))}
        wanted |= {(kind, claim) for kind in ABOUT_CLAIM} | {(kind, policy) for kind in ABOUT_POLICY}
        return tuple(entry for entry in reversed(self.log()) if (entry.kind, entry.subject) in wanted)

    def _page_image(self, citation: Citation) -> bytes | None:
        return self.page_image(citation.policy_id, citation.page, width=IMAGE_WIDTH, lit=[citation])

    def _wording(self, citation: Citation) -> str:
        """Return a quote with what belongs to it, in the page's order: an item with its list's lead-in."""
        return "\n".join(pieces(citation, self._pages_of(citation.policy_id)))
