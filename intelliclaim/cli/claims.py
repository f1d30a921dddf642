"""Commands on claims: assess one or a file of them, and verify the log."""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intelliclaim import settings
from intelliclaim.assistant import SHEET_COLUMNS, read_form
from intelliclaim.cli.shared import complain, opened, read_file, show_count
from intelliclaim.errors import UnreadableClaim
from intelliclaim.store import Store, write_record


def assess(parsed: argparse.Namespace) -> int:
    """Assess one claim, keep it, and print it as JSON."""
    told = {"text": parsed.text} if parsed.file is None else _told(parsed.file)
    form = read_form(told.get("fields") or {})
    with opened() as desk:
        done = desk.assess(
            desk.policy_named(parsed.policy).id,
            told["text"],
            form,
            parsed.reference or str(told.get("reference") or ""),
            parsed.by,
        )
    print(write_record(done))
    return 0


def _told(file: Path) -> dict[str, Any]:
    """Read a claim: a text, or a JSON object with `text`, and `fields` and `reference` where known."""
    text = _decoded(file)
    if file.suffix.lower() != ".json":
        return {"text": text}
    try:
        told = json.loads(text)
    except ValueError as error:
        raise UnreadableClaim(
            f"{file} is not JSON: {error}. A claim as it was told goes in a .txt."
        ) from error
    if not isinstance(told, dict) or not isinstance(told.get("text"), str):
        raise UnreadableClaim(f"{file} is no claim: write an object with its `text`, and `fields` if known.")
    if not isinstance(told.get("fields") or {}, Mapping):
        raise UnreadableClaim(f"{file}: `fields` must be an object.")
    return told


def batch(parsed: argparse.Namespace) -> int:
    """Assess a CSV of claims into a CSV of worksheets; a row that fails has its error in it."""
    rows = list(csv.DictReader(io.StringIO(_decoded(parsed.claims), newline=""), restkey="", restval=""))
    for row in rows:  # the cells beyond the header come as a list
        row[""] = " ".join(row.get("") or ())
    failures = 0
    with opened() as desk, parsed.out.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, SHEET_COLUMNS)
        writer.writeheader()
        sheets = desk.assess_batch(rows, lambda done: show_count("assessed", done, len(rows)), parsed.by)
        for sheet in sheets:
            writer.writerow(sheet)
            out.flush()  # a run that is broken off leaves what is done
            failures += bool(sheet["error"])
    said = {"claims": len(rows), "failed": failures}
    print(json.dumps(said) if parsed.json else f"{len(rows)} claims, {failures} of them not assessed.")
    return 1 if failures else 0


def verify_log(parsed: argparse.Namespace) -> int:
    """Verify the log; needs no model, and no other IntelliClaim closed."""
    store = Store(settings.from_env().data)
    try:
        broken, n_entries = store.claims.verify_log(), len(store.claims.log())
    finally:
        store.close()
    if parsed.json:
        entry = json.loads(write_record(broken)) if broken else None
        print(json.dumps({"entries": n_entries, "holds": broken is None, "first_broken": entry}))
    elif broken is None:
        print(f"The log holds: {n_entries} entries.")
    else:
        complain(
            f"The log does not hold from entry {broken.number} on ({broken.kind} {broken.subject},"
            f" {broken.at:%Y-%m-%d %H:%M} UTC). Compare with a backup or an export."
        )
    return 0 if broken is None else 1


def _decoded(file: Path) -> str:
    try:
        return read_file(file).decode("utf-8-sig")  # spreadsheets write the mark
    except UnicodeDecodeError as error:
        raise UnreadableClaim(f"{file} is not UTF-8: save it as 'CSV UTF-8' or plain UTF-8 text.") from error
