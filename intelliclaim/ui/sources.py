"""What a claim's worksheet cites, numbered through, as buttons that turn the evidence pane to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.letter.quoting import cited
from intelliclaim.types import Assessment, Citation
from intelliclaim.ui.plain import tag
from intelliclaim.ui.view import current_view, shown_citation, view_citation, view_policy, whole_quote


@dataclass(frozen=True, slots=True)
class Sources:
    """The citations of one assessment: the same words are the same number wherever they are cited."""

    assistant: Assistant
    claim: int
    numbers: dict[Citation, int]
    here: bool  # the policy is in the store, so its pages can be shown

    def buttons(self, place: str, citations: Sequence[Citation]) -> None:
        """Draw a row of buttons; `place` tells the same citation's buttons apart."""
        if not citations:
            return
        with st.container(horizontal=True, gap="xsmall", key=f"sources-{place}"):
            for citation in dict.fromkeys(citations):
                self.button(place, citation)

    def button(self, place: str, citation: Citation) -> None:
        """Draw the button that shows a citation's page."""
        number = self.numbers[citation]
        st.button(
            f"[{number + 1}] p. {citation.page}",
            key=f"source-{place}-{number}",
            type="primary" if shown_citation() == (-self.claim, number) else "secondary",
            on_click=view_citation,
            args=(-self.claim, number, citation, tuple(self.numbers)),
            disabled=not self.here,
            help=" › ".join(citation.heading) or None,
        )

    def quoted(self, place: str, citations: Sequence[Citation]) -> None:
        """Draw each citation with the first lines of its quote beside the button."""
        for citation in dict.fromkeys(citations):
            key = f"quoted-{place}-{self.numbers[citation]}"
            with st.container(horizontal=True, gap="small", wrap=False, key=key):
                self.button(place, citation)
                quote = whole_quote(self.assistant, citation) if self.here else citation.quote
                path = tag("div", "ic-path ic-line", " › ".join(citation.heading)) if citation.heading else ""
                st.html(path + tag("div", "ic-excerpt", quote))


def sources_of(assistant: Assistant, assessment: Assessment) -> Sources:
    """Give the citations of an assessment their numbers, in the order in which the worksheet shows them."""
    numbers = {citation: number for number, citation in enumerate(cited(assessment.worksheet))}
    here = any(policy.id == assessment.worksheet.policy_id for policy in assistant.policies())
    return Sources(assistant, assessment.id, numbers, here)


def turn_to_claim(assessment: Assessment) -> None:
    """Turn the pane to the claim's first citation, unless it shows one of this claim already."""
    view = current_view()
    ours = view is not None and view.exchange_id == -assessment.id
    if not ours and assessment.worksheet.citations:
        among = cited(assessment.worksheet)
        view_citation(-assessment.id, 0, among[0], among)


def turn_from_claims(policy_id: str) -> None:
    """Turn the pane away from what another claim or page left in it."""
    view = current_view()
    if view and (view.citation or view.policy_id != policy_id):
        view_policy(policy_id)
