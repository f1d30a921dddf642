"""The folders' half of the fake assistant: drafts, diaries and attachments in dicts, with the real finds."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import replace
from datetime import UTC, datetime

from intelliclaim.assistant.portfolio import count_portfolio
from intelliclaim.documents import read_paper
from intelliclaim.errors import UnknownAssessment
from intelliclaim.facts import find_in_paper
from intelliclaim.types.casework import Attachment, Folder, Offer

ADDED = datetime(2026, 11, 24, 10, tzinfo=UTC)


class FakeCasework:
    """Needs `kept`, `stored`, `_log` of the other halves."""

    def __init__(self) -> None:
        self.filed: dict[int, Folder] = {}
        self.earlier: set[int] = set()  # assessments that were made again
        self.papers: dict[int, tuple[Attachment, bytes, str]] = {}
        self.numbers = itertools.count(1)

    def folders(self):
        kept = [self.folder(id_) for id_ in reversed(self.filed)]
        filed = self.earlier | {each.assessment.id for each in kept if each.assessment}
        bare = [
            Folder(0, each.worksheet.policy_id, assessment=each)
            for each in reversed(self.kept)
            if each.id not in filed
        ]
        return (
            *(each for each in kept if not each.assessment),
            *(each for each in kept if each.assessment),
            *bare,
        )

    def folder(self, id):
        if id not in self.filed:
            raise UnknownAssessment(f"There is no claim folder {id}: choose one on the left.")
        folder = self.filed[id]
        latest = folder.assessment and self.assessment(folder.assessment.id)
        papers = [paper for paper, _, _ in self.papers.values() if paper.folder == id]
        return replace(folder, assessment=latest, n_attachments=len(papers))

    def folder_of(self, assessment_id):
        assessment = self.assessment(assessment_id)
        for id_, folder in self.filed.items():
            if assessment_id in self.earlier:
                return self.folder(id_)
            if folder.assessment and folder.assessment.id == assessment_id:
                return self.folder(id_)
        return Folder(0, assessment.worksheet.policy_id, assessment=assessment)

    def keep_begun(self, folder, begun):
        return self._put(folder, begun=begun, policy_id=folder.policy_id)

    def discard(self, folder, by=""):
        del self.filed[folder.id]
        self._log(by, "claim", str(folder.id), {"did": "discarded"})

    def put_diary(self, folder, diary, by=""):
        kept = self._put(folder, diary=diary)
        self._log(by, "claim", str(kept.id), {"did": "diary"})
        return kept

    def _put(self, folder, **changes):
        id_ = folder.id or next(self.numbers)
        self.filed[id_] = replace(self.filed.get(id_, folder), id=id_, **changes)
        return self.folder(id_)

    def attach(self, folder, data, filename, by=""):
        paper = read_paper(data, filename)
        kept = self._put(folder)
        id_ = next(self.numbers)
        made = Attachment(
            id_,
            kept.id,
            filename,
            hashlib.sha256(data).hexdigest(),
            len(data),
            paper.about,
            bool(paper.text),
            (),
            by,
            ADDED,
        )
        self.papers[id_] = (made, data, paper.text)
        self._log(by, "claim", str(kept.id), {"did": "attached"})
        return made

    def detach(self, attachment, by=""):
        del self.papers[attachment.id]
        self._log(by, "claim", str(attachment.folder), {"did": "detached"})

    def attachments(self, folder):
        return tuple(paper for paper, _, _ in self.papers.values() if folder.id and paper.folder == folder.id)

    def attachment_file(self, attachment):
        return self.papers[attachment.id][1]

    def attachment_text(self, attachment):
        return self.papers[attachment.id][2]

    def offers(self, folder, facts):
        return tuple(
            Offer(paper, find)
            for paper in self.attachments(folder)
            for find in find_in_paper(self.attachment_text(paper))
            if find.field not in paper.settled
        )

    def take(self, offer, form, by=""):
        self._settle(offer, "taken", by)
        return replace(form, **{offer.find.field: offer.find.value})

    def set_aside(self, offer, by=""):
        self._settle(offer, "set aside", by)

    def _settle(self, offer, did, by):
        paper, data, text = self.papers[offer.attachment.id]
        self.papers[paper.id] = (replace(paper, settled=(*paper.settled, offer.find.field)), data, text)
        self._log(by, "claim", str(paper.folder), {"did": did, "field": offer.find.field})

    def portfolio(self, today):
        return count_portfolio(self.policies(), self.folders(), self.log("question"), today)
