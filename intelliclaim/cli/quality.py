"""The command that measures quality: test questions to figures, calibration and errors by cause."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from intelliclaim import evaluate as measuring
from intelliclaim.assistant import SAMPLES
from intelliclaim.cli.shared import opened, show_count, show_progress
from intelliclaim.evaluate import Band, Figure, Gold
from intelliclaim.types import Scored

COMPARED = ("right_and_cited", "page_hit")  # what tells one way to rank from another
COUNTS = ("wrong_approvals", "wrong_rejections")
WIDTH = 28


def evaluate(parsed: argparse.Namespace) -> int:
    """Measure the answers to a file of test questions, in a store of its own."""
    gold = measuring.read_gold(parsed.questions)
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as desk:
        ids = measuring.ingested(desk, parsed.policies, (one.policy for one in gold), show_progress)
        scored = measuring.run_gold(desk, gold, ids, show_progress)
        compared: dict[str, Sequence[Figure]] = {}
        if parsed.ablations:
            questions = [one for one in gold if not one.expected]
            ways = list(measuring.ablations())
            for number, way in enumerate(ways, 1):
                figures = measuring.figures(measuring.run_gold(way.of(desk), questions, ids))
                compared[way.name] = [figure for figure in figures if figure.name in COMPARED]
                show_count("ablation", number, len(ways))
    if parsed.json:
        print(json.dumps(_as_json(scored, compared)))
    else:
        print("\n".join(_report(gold, scored, compared)))
    return 0


def _as_json(scored: Sequence[Scored], compared: Mapping[str, Sequence[Figure]]) -> dict[str, Any]:
    bands = measuring.reliability(scored)
    return {
        "figures": {figure.name: _figure(figure) for figure in measuring.figures(scored)},
        "causes": {str(cause): count for cause, count in measuring.causes(scored).items()},
        "calibration": {
            "error": measuring.calibration_error(bands),
            "bands": [asdict(band) for band in bands if band.answers],
        },
        "ablations": {
            name: {figure.name: _figure(figure) for figure in figures} for name, figures in compared.items()
        },
        "questions": [asdict(each) for each in scored],
    }


def _figure(figure: Figure) -> dict[str, float | None]:
    fields = asdict(figure)
    del fields["name"]
    return fields


def _report(
    gold: Sequence[Gold], scored: Sequence[Scored], compared: Mapping[str, Sequence[Figure]]
) -> list[str]:
    lines = [f"{'':{WIDTH}}  value  95% interval     of"]
    lines += map(_line, measuring.figures(scored))
    bands = [band for band in measuring.reliability(scored) if band.answers]
    lines += ["", f"{'answers with a score of':{WIDTH}}  were right"]
    lines += [f"{_ends(band):{WIDTH}}  {band.right} of {band.answers}" for band in bands]
    error = measuring.calibration_error(bands)
    if error is not None:
        lines.append(f"{'calibration error':{WIDTH}}  {error:.3f}")
    lines += ["", "errors by cause"]
    lines += [f"{cause:{WIDTH}}  {count}" for cause, count in measuring.causes(scored).items()] or ["none"]
    told = {one.id: one.text for one in gold}
    lines += ["", "errors"]
    lines += [
        f"{each.id:{WIDTH}}  {measuring.outcome(each)}: {_short(told[each.id])}"
        for each in scored
        if measuring.is_wrong(each)
    ] or ["none"]
    for name, figures in compared.items():
        lines += ["", name, *map(_line, figures)]
    return lines


def _line(figure: Figure) -> str:
    if figure.value is None:
        return f"{figure.name:{WIDTH}}      –"
    value = f"{figure.value:5.0f}" if figure.name in COUNTS else f"{figure.value:5.3g}"
    interval = "" if figure.low is None else f"{figure.low:.3f} to {figure.high:.3f}"
    return f"{figure.name:{WIDTH}}  {value}  {interval:14}  {figure.of:4}"


def _ends(band: Band) -> str:
    return f"{band.low:.2f} to {band.high:.2f}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else line[:89] + "…"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--policies", type=Path, default=SAMPLES, metavar="DIR", help="default: the sample policies"
    )
    parser.add_argument(
        "--questions",
        type=Path,
        default=measuring.SAMPLE_QUESTIONS,
        metavar="FILE",
        help="a JSON object a line, as samples/questions.jsonl; default: that file",
    )
    parser.add_argument(
        "--ablations",
        action="store_true",
        help="also with each part left out (minutes: 13 times the questions)",
    )
