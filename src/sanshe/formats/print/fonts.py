"""Which font the paper is set in."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import typst

from sanshe.formats.print.errors import FontMissing

PACKAGE = "noto-cjk-sans-otc"
MODULE = "noto_cjk_sans_otc"
# The first of these that is there sets everything, so that a sheet is of one piece.
FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "HarmonyOS Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Songti SC",
    "STSong",
    "SimSun",
)


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Return all fonts of the bundled package and of the system, found once per process."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=_bundled())


def chinese_family() -> str:
    """Return the family in which Chinese is set.

    Raises
    ------
    FontMissing
        None of those we know is on this machine.
    """
    known = set(fonts().families())
    for family in FAMILIES:
        if family in known:
            return family
    raise FontMissing(package=PACKAGE)


def _bundled() -> list[Path]:
    package = find_spec(MODULE)
    return [Path(folder) for folder in package.submodule_search_locations or ()] if package else []
