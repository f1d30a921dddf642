"""The one object that the app and the command line talk to, and how it is opened."""

from __future__ import annotations

from intelliclaim.assistant.casework import Casework
from intelliclaim.assistant.exports import Exports
from intelliclaim.assistant.quality import Quality
from intelliclaim.assistant.questions import Questions
from intelliclaim.assistant.upkeep import Upkeep
from intelliclaim.models import load_embedder, load_reader
from intelliclaim.settings import Settings
from intelliclaim.store import Store
from intelliclaim.vectors import VectorCache


class Assistant(Exports, Casework, Questions, Quality, Upkeep):
    """Policies in, cited answers and worksheets out.

    Threads may share one; two processes may not share a folder.
    """


def open_assistant(settings: Settings) -> Assistant:
    """Open the store, the vector cache and the models under the settings' data folder.

    Raises:
        StoreError: the folder cannot be used, or another process uses it.
        ModelUnavailable: the model's files are missing or changed.
    """
    embedder = load_embedder(settings)
    assistant = Assistant(
        settings,
        Store(settings.data),
        VectorCache(settings.data / "vectors", embedder.dim),
        embedder,
        load_reader(embedder),
    )
    if assistant.stale_policies():
        assistant.reindex()
    else:
        assistant.fill_cache()
    assistant.read_missing_terms()
    return assistant
