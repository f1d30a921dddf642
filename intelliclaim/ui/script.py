"""What Streamlit has no widget for: the keyboard's focus, and scrolling a pane. The only JavaScript here.

Each script is our own text with numbers in it, never a policy's or a user's words.
"""

from __future__ import annotations

import json
from typing import Literal

import streamlit as st

Field = Literal["question", "words"]
_FIELDS: dict[Field, str] = {
    "question": "[data-testid=stChatInput] textarea",
    "words": ".st-key-words input",
}
_FOCUS = """<script>/* {turn} */
for (const wait of [0, 150, 600]) setTimeout(() => {{
  const field = document.querySelector("{field}");
  if (field && document.activeElement !== field) field.focus();
}}, wait);
</script>"""
# Twice: at once, and when an image of another size has come.
_SCROLL = """<script>/* {turn} */
for (const wait of [30, 350]) setTimeout(() => {{
  const pane = document.querySelector(".st-key-{pane}");
  const page = pane && (pane.querySelector("mark") || pane.querySelector("img, .ic-text"));
  if (!page) return;
  const box = page.getBoundingClientRect(), edge = pane.getBoundingClientRect();
  const left = box.left - edge.left + {left} * box.width, top = box.top - edge.top + {top} * box.height;
  const to = (at, of) => Math.max(0, at - of);
  pane.scrollTo({{
    left: to(pane.scrollLeft + left, pane.clientWidth / 8),
    top: {top} || page.tagName == "MARK" ? to(pane.scrollTop + top, pane.clientHeight / 4) : 0,
  }});
}}, wait);
</script>"""


# Panes that scroll, by the start of their key: with a name, and a stop for Tab, so that keys scroll them.
_PANES = {
    "conversation": "Conversation",
    "page": "Page of the policy",
    "pane-": "Claim",
    "changes": "Changes",
    "compared-old": "Page of the first wording",
    "compared-new": "Page of the second wording",
    "terms": "Terms",
    "outline": "Contents",
    "shelf": "Policies",
    "claims": "Claims",
}
_REGIONS = """<script>
if (!window.intelliclaimPanes) {{
  window.intelliclaimPanes = {panes};
  const blocks = "[class*=st-key-][data-testid=stVerticalBlock]";
  const name = () => document.querySelectorAll(blocks).forEach(pane => {{
    const key = [...pane.classList].find(each => each.startsWith("st-key-")).slice(7);
    const found = Object.entries(window.intelliclaimPanes)
      .find(([begins]) => begins.endsWith("-") ? key.startsWith(begins) : key === begins);
    if (!found || pane.tabIndex === 0) return;
    pane.tabIndex = 0;
    pane.setAttribute("role", "region");
    pane.setAttribute("aria-label", found[1]);
  }});
  let waiting = 0;
  new MutationObserver(() => {{
    clearTimeout(waiting);
    waiting = setTimeout(name, 100);
  }}).observe(document.body, {{ childList: true, subtree: true }});
  name();
}}
</script>"""


def name_panes() -> None:
    """Let the keyboard into the panes that scroll, and name them to screen readers; once for a window."""
    st.html(_REGIONS.format(panes=json.dumps(_PANES)), unsafe_allow_javascript=True)


def focus(field: Field, turn: int) -> None:
    """Put the cursor into a field; once for each `turn`."""
    st.html(_FOCUS.format(field=_FIELDS[field], turn=turn), unsafe_allow_javascript=True)


def scroll_to(pane: str, place: tuple[float, float], turn: int) -> None:
    """Scroll a pane to a place on its page, in fractions of width and height; once for each `turn`."""
    left, top = (round(each, 4) for each in place)
    st.html(_SCROLL.format(pane=pane, left=left, top=top, turn=turn), unsafe_allow_javascript=True)
