"""The image leaves out pandas, pyarrow and what draws charts: no page may draw what needs them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DRAWN = [
    ROOT / "app.py",
    *sorted((ROOT / "pages").glob("*.py")),
    *sorted((ROOT / "intelliclaim/ui").glob("*.py")),
]
LEFT_OUT = {
    "dataframe",
    "table",
    "data_editor",
    "map",
    "pydeck_chart",
    "plotly_chart",
    "altair_chart",
    "graphviz_chart",
    "echarts_chart",
} | {f"{kind}_chart" for kind in ("line", "bar", "area", "scatter", "vega_lite")}


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.name)
def test_page_draws_without_what_the_image_leaves_out(path):
    tree = ast.parse(path.read_text("utf-8"))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not used & LEFT_OUT
