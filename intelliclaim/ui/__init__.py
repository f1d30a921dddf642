"""What the pages draw with: the frame, the policies, the conversation, the claim, the page image, the log.

The only importer of streamlit in the package. It decides nothing: every fact on the screen comes
from one call of the assistant, and every text from a policy is escaped before it is drawn.
"""

from intelliclaim.ui.batch import batch
from intelliclaim.ui.caseload import caseload, choose_task, no_policies
from intelliclaim.ui.claim_desk import claim_desk
from intelliclaim.ui.comparison import comparison
from intelliclaim.ui.desk import desk
from intelliclaim.ui.frame import frame, open_assistant
from intelliclaim.ui.history import history
from intelliclaim.ui.intake import reindex
from intelliclaim.ui.notices import shown_errors
from intelliclaim.ui.portfolio import portfolio
from intelliclaim.ui.quality import quality
from intelliclaim.ui.register import register
from intelliclaim.ui.report import doctor_report, settings_in_force
from intelliclaim.ui.shelf import add_files, shelf
from intelliclaim.ui.welcome import welcome

__all__ = [
    "add_files",
    "batch",
    "caseload",
    "choose_task",
    "claim_desk",
    "comparison",
    "desk",
    "doctor_report",
    "frame",
    "history",
    "no_policies",
    "open_assistant",
    "portfolio",
    "quality",
    "register",
    "reindex",
    "settings_in_force",
    "shelf",
    "shown_errors",
    "welcome",
]
