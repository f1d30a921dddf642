"""The system page's parts: the doctor's findings, the versions, the settings in force."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, version

import streamlit as st

from intelliclaim.settings import Settings, from_env
from intelliclaim.types import Finding
from intelliclaim.ui.plain import label

_PACKAGES = ("streamlit", "chromadb", "torch", "transformers", "sentence-transformers", "pypdf", "pypdfium2")


def doctor_report(findings: Sequence[Finding]) -> None:
    """Draw one line for each finding: well or not, what, and what to do."""
    with st.container(border=True, gap="small"):
        for finding in findings:
            mark = ":green[:material/check_circle:]" if finding.ok else ":red[:material/error:]"
            st.markdown(f"{mark} **{label(finding.subject)}** – {label(finding.detail)}")


def settings_in_force() -> None:
    """Draw every setting with the variable that sets it, and the versions of what is installed."""
    settings = from_env()
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("Settings in force", anchor=False)
        _table(
            ("Variable", "Value"),
            [
                (f"INTELLICLAIM_{field.name.upper()}", _shown(settings, field.name))
                for field in fields(Settings)
            ],
        )
    with right:
        st.subheader("Versions", anchor=False)
        packages = [(package, _version(package)) for package in _PACKAGES]
        _table(("Package", "Version"), [("Python", platform.python_version()), *packages])


def _shown(settings: Settings, name: str) -> str:
    """Return a setting's value; never the password."""
    match name:
        case "password":
            return "(set)" if settings.password else "(none)"
        case "emails":
            return ", ".join(settings.emails) or "(everyone)"
        case "model":
            return settings.model or "(packaged)"
    return str(getattr(settings, name))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a Markdown table: `st.table` would load pandas, 90 MB of it."""
    lines = [head, ["---"] * len(head), *([label(cell) for cell in row] for row in rows)]
    st.markdown("\n".join(f"| {' | '.join(line)} |" for line in lines))
