"""How one browser wants to see the pages: elder mode, text size, night, language; kept in a cookie."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

COOKIE: Final = "look"
COOKIE_AGE_S: Final = 365 * 24 * 3600
# Pixels of the main text at a browser's default size; elder mode never goes below its own first step.
TEXT_STEPS_PX: Final = (17, 20, 22, 24, 26, 28, 30)
ELDER_TEXT_PX: Final = 20
THEMES: Final = ("auto", "light", "night")


@dataclass(frozen=True, slots=True)
class Look:
    """What one browser asked for."""

    elder: bool = False
    text_px: int = TEXT_STEPS_PX[0]
    theme: str = THEMES[0]
    language: str = ""

    @property
    def smaller_px(self) -> int | None:
        """The next smaller text, or None at the smallest."""
        smallest = ELDER_TEXT_PX if self.elder else TEXT_STEPS_PX[0]
        return max((step for step in TEXT_STEPS_PX if smallest <= step < self.text_px), default=None)

    @property
    def larger_px(self) -> int | None:
        """The next larger text, or None at the largest."""
        return min((step for step in TEXT_STEPS_PX if step > self.text_px), default=None)


def look_of(request: HttpRequest) -> Look:
    """Return the look of a request; what the cookie says wrongly counts as not said."""
    elder, text, theme, *_rest = [*request.COOKIES.get(COOKIE, "").split("."), "", "", ""]
    spoken = Look(language=get_language() or settings.LANGUAGE_CODE)
    return _with(spoken, {"elder": elder, "text": text, "theme": theme})


def changed(look: Look, *, wishes: Mapping[str, str]) -> Look:
    """Return the look after somebody pressed a button of the look bar; unknown wishes change nothing.

    Entering elder mode makes the text at least 20 px, leaving it returns to the ordinary size.
    """
    return _with(look, wishes)


def keep(response: HttpResponse, look: Look) -> None:
    """Write the look into the browser's cookies for a year."""
    how = {"max_age": COOKIE_AGE_S, "samesite": "Lax", "secure": settings.HTTPS}
    # Readable by script: the page applies a change at once, without losing what is typed.
    response.set_cookie(COOKIE, f"{int(look.elder)}.{look.text_px}.{look.theme}", **how)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, look.language, **how)


def _with(look: Look, wishes: Mapping[str, str]) -> Look:
    elder = wishes.get("elder")
    if elder in ("0", "1"):
        is_elder = elder == "1"
        if is_elder != look.elder:
            look = replace(look, elder=is_elder, text_px=ELDER_TEXT_PX if is_elder else TEXT_STEPS_PX[0])
    text = wishes.get("text", "")
    if text in {str(step) for step in TEXT_STEPS_PX}:
        look = replace(look, text_px=max(int(text), ELDER_TEXT_PX if look.elder else 0))
    if wishes.get("theme") in THEMES:
        look = replace(look, theme=wishes["theme"])
    if wishes.get("language") in dict(settings.LANGUAGES):
        look = replace(look, language=wishes["language"])
    return look
