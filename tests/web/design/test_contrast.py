"""Every colour stands out against what it is printed on: by day, by night, in elder mode, on paper."""

import re
from pathlib import Path

import pytest

import sanshe.web

STYLES = Path(sanshe.web.__file__).parent / "static/css"
CSS = re.sub(
    r"/\*.*?\*/",
    "",
    "".join((STYLES / name).read_text() for name in ("sanshe.css", "pages.css")),
    flags=re.DOTALL,
)
TEXT_MINIMUM = 4.5  # WCAG 2.2, 1.4.3
SHAPE_MINIMUM = 3.0  # WCAG 2.2, 1.4.11

LAYERS = {
    "light": (":root,\n[data-theme]",),
    "light elder": (":root,\n[data-theme]", '[data-elder="true"]'),
    "night": (":root,\n[data-theme]", '[data-theme="night"]'),
    "night elder": (
        ":root,\n[data-theme]",
        '[data-elder="true"]',
        '[data-theme="night"]',
        '[data-theme="night"][data-elder="true"]',
    ),
}
# What may lie on what: text of a page, a slip, a sunk panel, a notice.
GROUNDS = ("paper", "slip", "sunk")
TEXT_PAIRS = [
    *((text, ground) for text in ("ink", "stone") for ground in GROUNDS),
    *(("ink", wash) for wash in ("need-wash", "offer-wash", "amber-wash")),
    *((text, ground) for text in ("need", "offer") for ground in ("paper", "slip", f"{text}-wash")),
    ("amber", "amber-wash"),
    ("stone", "amber-wash"),
    ("on-fill", "need"),
    ("on-fill", "offer"),
    ("paper", "ink"),
]
SHAPE_PAIRS = [
    *(("edge", ground) for ground in ("paper", "slip")),
    *((seen, ground) for seen in ("focus", "need", "offer") for ground in GROUNDS),
    ("need", "need-wash"),
    ("offer", "offer-wash"),
    ("slip", "need"),
]


def rules(css):
    """Return selector and declarations of every rule outside of media queries, in order."""
    flat = re.sub(r"@[^{;]+\{(?:[^{}]|\{[^{}]*\})*\}", "", css)
    return [(selector.strip(), body) for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", flat)]


def tokens_of(selector, css=CSS):
    """Return the colours that the rules of exactly this selector declare."""
    found = {}
    for one, body in rules(css):
        if one == selector:
            found |= dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", body))
    return found


def media(condition):
    """Return what stands inside a media query."""
    start = CSS.index(f"@media {condition}")
    depth, at = 0, CSS.index("{", start)
    first = at + 1
    while True:
        depth += {"{": 1, "}": -1}.get(CSS[at], 0)
        if depth == 0:
            return CSS[first:at]
        at += 1


def palette(layers):
    """Return the colours in force where these rules lie over one another."""
    return {name: colour for selector in layers for name, colour in tokens_of(selector).items()}


def contrast(one, other):
    """Return the WCAG contrast ratio of two colours."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def pairs_set_together():
    """Return text and ground of every rule that sets both."""
    found = set()
    for _selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", CSS):
        text = re.search(r"(?<![-\w])color:\s*var\(--([a-z-]+)", body)
        ground = re.search(r"background-color:\s*var\(--([a-z-]+)", body)
        if text and ground:
            found.add((text[1], ground[1]))
    return found


def test_contrast_of_black_and_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("mode", LAYERS)
def test_text_stands_out_from_its_ground(mode):
    colours = palette(LAYERS[mode])
    pairs = {
        *TEXT_PAIRS,
        *(pair for pair in pairs_set_together() if "kind" not in pair and "wash" not in pair),
    }

    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}

    assert {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < TEXT_MINIMUM} == {}


@pytest.mark.parametrize("mode", LAYERS)
def test_edges_and_focus_stand_out_from_their_ground(mode):
    colours = palette(LAYERS[mode])

    ratios = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in SHAPE_PAIRS}

    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < SHAPE_MINIMUM} == {}


def test_elder_mode_is_never_fainter_than_ordinary_mode():
    for plain, elder in (("light", "light elder"), ("night", "night elder")):
        before, after = palette(LAYERS[plain]), palette(LAYERS[elder])

        faded = [
            pair for pair in TEXT_PAIRS if contrast(*map(after.get, pair)) < contrast(*map(before.get, pair)) - 0.01
        ]

        assert faded == []


def test_night_chosen_by_the_device_is_the_night_chosen_by_hand():
    by_device = media("(prefers-color-scheme: dark)")

    assert tokens_of('[data-theme="auto"]', by_device) == tokens_of('[data-theme="night"]')
    assert tokens_of('[data-theme="auto"][data-elder="true"]', by_device) == tokens_of(
        '[data-theme="night"][data-elder="true"]'
    )


def test_elder_text_is_at_least_18_px_with_wide_lines_and_large_targets():
    elder = dict(rules(CSS))['[data-elder="true"]']
    sizes = {int(name): float(rem) * 16 for name, rem in re.findall(r"\.text-(\d+) \{ --text: ([\d.]+)rem", CSS)}

    assert sizes == {17: 17, 20: 20, 22: 22, 24: 24, 26: 26, 28: 28, 30: 30}
    assert float(re.search(r"--text: ([\d.]+)rem", elder)[1]) * 16 == 20
    assert float(re.search(r"--small: ([\d.]+)", elder)[1]) * 20 == 18
    assert float(re.search(r"--leading: ([\d.]+)", elder)[1]) >= 1.3
    assert int(re.search(r"--target: (\d+)px", elder)[1]) == 60
