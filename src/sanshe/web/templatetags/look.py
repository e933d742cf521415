"""The small parts of a page: icons, marks of people and organisations, chips, stations."""

import re
from collections.abc import Sequence
from typing import Any, Final

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

register = template.Library()

SPRITE: Final = "vendor/bootstrap-icons/icons.svg"
HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")

# One word and one icon for each of the two sides, the same everywhere.
KIND_ICONS: Final = {"need": "person-raised-hand", "offer": "person-heart"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the set: with a label it speaks for itself, without one its word speaks."""
    address = f"{static(SPRITE)}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', address)


@register.inclusion_tag("components/person_mark.html")
def person_mark(person: Any, name: str | None = None, size: str = "") -> dict[str, Any]:
    """Show a person as a circle with the surname, and the name beside it.

    `person` has `public_name` and `surname`, or is the name itself. `name=""` leaves the words out (the
    circle then carries them for screen readers); `size` is "", "small" or "large".
    """
    called = getattr(person, "public_name", None) or str(person or "") or gettext("A neighbour")
    mark = getattr(person, "surname", None) or called[:1]
    return {"mark": mark, "called": called, "shown": called if name is None else name, "size": size}


@register.inclusion_tag("components/seal.html")
def seal(organization: Any, name: str | None = None, size: str = "") -> dict[str, Any]:
    """Show an organisation as a square seal with one or two characters, and the name beside it.

    `organization` has `display_name` and `seal`, or is the name itself; `name` and `size` as for a person.
    """
    called = getattr(organization, "display_name", None) or str(organization or "")
    mark = (getattr(organization, "seal", None) or called[:1])[:2]
    return {"mark": mark, "called": called, "shown": called if name is None else name, "size": size}


@register.inclusion_tag("components/chip.html")
def chip(icon: str, text: Any, label: str = "", tone: str = "") -> dict[str, Any]:
    """Show one fact as a chip: an icon, the words, and for screen readers what the fact is about.

    `tone` is "", "need", "offer" or "warn". An empty text shows nothing.
    """
    return {"icon": icon, "text": text, "label": label, "tone": tone}


@register.inclusion_tag("components/stations.html")
def stations(state: str, asked: str = "", agreed: str = "", done: str = "", confirmed: str = "") -> dict[str, Any]:
    """Show where an agreement stands as a line of stations; each may carry a text, such as its day."""
    return {"stations": stations_of(state, (asked, agreed, done, confirmed))}


def stations_of(state: str, notes: Sequence[str] = ("", "", "", "")) -> list[dict[str, str]]:
    """Return the stations of an agreement in a stored state: each with its name, its mark and its note.

    The marks: `done` was passed, `now` waits for somebody, `ahead` is to come, `stopped` ends the line early.
    """
    names = (
        pgettext("station", "Asked"),
        pgettext("station", "Agreed"),
        pgettext("station", "Done"),
        pgettext("station", "Confirmed"),
    )
    passed, ending = {
        "waiting": (0, (pgettext("station", "On the waiting list"), "now")),
        "held": (0, (pgettext("station", "A place is kept"), "now")),
        "requested": (1, None),
        "accepted": (2, None),
        "delivered": (3, None),
        "confirmed": (4, None),
        "declined": (1, (pgettext("station", "Declined"), "stopped")),
        "withdrawn": (1, (pgettext("station", "Taken back"), "stopped")),
        "lapsed": (1, (pgettext("station", "No answer"), "stopped")),
        "missed": (2, (pgettext("station", "Nobody came"), "stopped")),
        "cancelled": (2, (pgettext("station", "Called off"), "stopped")),
        "disputed": (3, (pgettext("station", "Not settled yet"), "now")),
        "settled": (3, (pgettext("station", "Talked over"), "done")),
    }[state]
    line = [{"name": names[place], "mark": "done", "note": notes[place]} for place in range(passed)]
    if ending:
        line.append({"name": ending[0], "mark": ending[1], "note": notes[passed]})
    else:
        line += [
            {"name": names[place], "mark": "now" if place == passed else "ahead", "note": notes[place]}
            for place in range(passed, len(names))
        ]
    return line


@register.filter
def kind_icon(kind: str) -> str:
    """Return the icon that always stands for a need, or for an offer."""
    return KIND_ICONS[kind]


@register.filter
def spoken_in(text: str) -> str:
    """Return the `lang` of what somebody wrote, so that it is set and read aloud in its own language."""
    return "zh-Hans" if HAN.search(str(text)) else "en"


@register.filter
def in_words(field: BoundField) -> str:
    """Return what is chosen or written in a form field, as words: the names of choices, not their codes."""
    value = field.value()
    if value in (None, "", []):
        return ""
    chosen = {str(one) for one in value} if isinstance(value, (list, tuple)) else {str(value)}
    named = [str(name) for code, name in getattr(field.field, "choices", ()) if str(code) in chosen]
    return gettext(", ").join(named) if named else str(value)


@register.tag
def gather(parser: template.base.Parser, token: template.base.Token) -> "GatherNode":
    """Keep what stands up to `{% endgather %}` under the given name instead of showing it."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endgather",))
    parser.delete_first_token()
    return GatherNode(nodelist, name)


class GatherNode(template.Node):
    """Render the inner nodes into a context variable; a page's block can so be asked whether it is filled."""

    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: template.Context) -> str:
        context[self.name] = SafeString(self.nodelist.render(context).strip())
        return ""
