"""The state machine of an agreement as a document, drawn from the code."""

from django.utils import translation

from sanshe.domain.exchange.choices import ASKING, LIVE, TRANSITIONS, AgreementState

HEAD = """# Where an agreement can stand

Drawn by `./sanshe docs agreements` from `TRANSITIONS` in `src/sanshe/domain/exchange/choices.py`; a test compares them.
"""


def document() -> str:
    """Return docs/agreements.md."""
    return "\n".join([HEAD, "```mermaid", *_diagram(), "```", "", *_table(), ""])


def _diagram() -> list[str]:
    lines = ["stateDiagram-v2", "    [*] --> requested", "    [*] --> waiting"]
    for state, exits in TRANSITIONS.items():
        lines += [f"    {state.value} --> {following.value}" for following in exits]
        if not exits:
            lines.append(f"    {state.value} --> [*]")
    return lines


def _table() -> list[str]:
    rows = ["| state | 中文 | English | it is | leads to |", "|---|---|---|---|---|"]
    for state, exits in TRANSITIONS.items():
        leads = ", ".join(f"`{one.value}`" for one in exits) or "the end"
        rows.append(
            f"| `{state.value}` | {_label(state, 'zh-hans')} | {_label(state, 'en')} | {_kind(state)} | {leads} |"
        )
    return rows


def _label(state: AgreementState, language: str) -> str:
    with translation.override(language):
        return str(state.label)


def _kind(state: AgreementState) -> str:
    if state in ASKING:
        return "a question"
    if state in LIVE:
        return "a promise that stands"
    return "over"
