"""`sanshe match`: what was understood of a sentence, who answers it and why, and who came near and cannot."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sanshe.cli.import_refusals import UnusableError, only_community, speak

if TYPE_CHECKING:
    from sanshe.domain.exchange.models import Need, Offer
    from sanshe.domain.exchange.queries import Answer
    from sanshe.domain.places.models import Community
    from sanshe.engines.language.reading import Reading

SENTENCE_MAX, CODE_MAX = 500, 80
# As many as the page shows.
SHOWN = 6
# Holidays and the lunar calendar are known for these years.
FIRST_YEAR, LAST_YEAR = 1950, 2090
NEAREST_SHOWN, NEAREST_LOOKED_AT = 5, 2000
# Contributions are shown in units of this many to the whole, so that what is printed adds up as well.
UNITS = 1000


@dataclass(frozen=True)
class Found:
    """What is known of one sentence; everything that is printed."""

    sentence: str
    kind: str
    community: Community
    at: datetime
    reading: Reading
    category: str
    answers: Sequence[Answer]
    refused: Mapping[str, int]


@click.command("match")
@click.argument("sentence")
@click.option("--community", "code", help="Code of the community it is said in; may be left out where there is one.")
@click.option("--at", "said_at", help="When it is said, as 2026-11-24T09:30; without a zone on the clock of the place.")
@click.option("--offer/--need", "is_offer", default=None, help="What it is; unless said, the sentence decides.")
@click.option("--limit", default=SHOWN, show_default=True, type=click.IntRange(1, 100), help="How many answers.")
@click.option("--explain", is_flag=True, help="Say of each answer what its score is made of, and its reasons.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def command(
    sentence: str,
    code: str | None,
    said_at: str | None,
    is_offer: bool | None,
    limit: int,
    explain: bool,
    as_json: bool,
) -> None:
    """Say what is understood of SENTENCE and who answers it, as the page would; nothing is posted."""
    from sanshe.cli.main import set_up

    set_up()
    speak()
    at = _instant(said_at)
    community = _community(code) if code is not None else only_community()
    found = _find(_sentence(sentence), community=community, at=at, is_offer=is_offer, limit=limit)
    if as_json:
        click.echo(json.dumps(_for_machines(found), ensure_ascii=False))
        return
    # A result that is piped must not be cut off at the width of a terminal that is not there.
    console = Console(soft_wrap=True)
    _show_reading(found, console=console)
    _show_answers(found, console=console, explain=explain)
    _show_refused(found, console=console)


def _instant(said: str | None) -> datetime:
    from django.utils import timezone

    if said is None:
        return timezone.localtime()
    try:
        at = datetime.fromisoformat(said.strip())
    except ValueError:
        raise UnusableError(f"--at {said!r}: write a time as 2026-11-24T09:30.") from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise UnusableError(f"--at {said!r}: the year has to be between {FIRST_YEAR} and {LAST_YEAR}.")
    return timezone.localtime(at) if timezone.is_aware(at) else timezone.make_aware(at)


def _sentence(said: str) -> str:
    from sanshe.kernel.fields import plain_text

    sentence = " ".join(plain_text(said).split())
    if not sentence:
        raise UnusableError("The sentence is empty: say what is needed or given, in quotation marks.")
    if len(sentence) > SENTENCE_MAX:
        raise UnusableError(f"The sentence has {len(sentence)} characters; a slip holds {SENTENCE_MAX}.")
    return sentence


def _community(code: str) -> Community:
    from sanshe.domain.places import queries as places
    from sanshe.kernel.fields import plain_text

    wanted = plain_text(code).strip()[:CODE_MAX]
    known = places.community(code=wanted)
    if known is None:
        names = ", ".join(_nearest(wanted))
        raise UnusableError(f"There is no community {wanted}. Nearest: {names or 'none yet'}.")
    return known


def _nearest(code: str) -> list[str]:
    """Return the communities whose codes look most like one that is not here; by name, where a name was given."""
    from sanshe.domain.places import queries as places

    if code and not (code.isascii() and code.isdigit()):
        named = places.communities_like(words=code)[:NEAREST_SHOWN]
        if named:
            return [f"{one.code} {one.name}" for one in named]
    names: dict[str, str] = {}
    for length in range(len(code) if code.isascii() and code.isdigit() else 0, -1, -1):
        like = places.communities_like(words=code[:length])[:NEAREST_LOOKED_AT]
        names |= {one.code: one.name for one in like}
        if len(names) >= NEAREST_SHOWN:
            break
    near = get_close_matches(code, names, n=NEAREST_SHOWN, cutoff=0.0)
    return [f"{one} {names[one]}" for one in near]


def _find(sentence: str, *, community: Community, at: datetime, is_offer: bool | None, limit: int) -> Found:
    from sanshe.domain.exchange import queries

    reading = queries.reading_of(sentence=sentence, community=community, at=at)
    heard = reading.direction or "need"
    kind = heard if is_offer is None else "offer" if is_offer else "need"
    likeliest = reading.categories[0].code if reading.categories else ""
    category = likeliest if reading.is_sure_of_category else ""
    search = queries.needs_for if kind == "offer" else queries.answers_to
    asked = {"sentence": sentence, "community": community, "at": at, "category_code": category}
    return Found(
        sentence=sentence,
        kind=kind,
        community=community,
        at=at,
        reading=reading,
        category=category,
        answers=search(**asked, limit=limit),
        refused=queries.refused_counts_for_sentence(**asked) if kind == "need" else {},
    )


def _show_reading(found: Found, *, console: Console) -> None:
    from django.utils.translation import gettext as _

    from sanshe.cli.match_words import when_in_words

    table = Table(title=escape(found.sentence), show_header=False, title_justify="left")
    kind = _("I can help") if found.kind == "offer" else _("I need")
    table.add_row(_("What is it?"), kind)
    place = f"{found.community.code} {found.community.name}"
    table.add_row(_("Said"), escape(f"{place} · {when_in_words(found.at, found.at).rsplit('–')[0]}"))
    for name, lines in _lines_of(found):
        table.add_row(name, escape("\n".join(lines)) or "–")
    console.print(table)


def _lines_of(found: Found) -> list[tuple[str, list[str]]]:
    """Return what was read out of the sentence, each part with the words that said so."""
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from sanshe.cli.match_words import when_in_words
    from sanshe.domain.catalogue.choices import CostBasis
    from sanshe.domain.exchange.choices import AgeBand, Language

    reading, whom = found.reading, found.reading.beneficiary
    kinds = [f"{_name_of(one.code)} {one.probability:.0%}{_quoted(one.words)}" for one in reading.categories]
    times = [
        " · ".join(filter(None, [when_in_words(one.starts_at, one.ends_at), one.recurrence])) + _quoted([one.words])
        for one in reading.times
    ]
    people = []
    if whom:
        said = [str(AgeBand(whom.age_band).label)] if whom.age_band else []
        said += [_("%(years)s years old") % {"years": whom.age_years}] if whom.age_years is not None else []
        if whom.count:
            said.append(ngettext("%(count)s person", "%(count)s people", whom.count) % {"count": whom.count})
        people = [" · ".join(said) + _quoted([mark.words for mark in whom.marks])]
    places = [reading.place.words] if reading.place else []
    if reading.home:
        places.append(_("At their home") + _quoted([reading.home.words]))
    helpers = reading.helpers
    return [
        (_("What it is about"), kinds if reading.is_sure_of_category else [_("Not sure"), *kinds]),
        (_("When"), times),
        (_("For whom"), people),
        (_("Where"), places),
        (_("It is urgent"), [_("Yes")] if reading.urgency else []),
        (_("Cost"), [str(CostBasis(reading.cost_basis).label)] if reading.cost_basis else []),
        (_("How many helpers"), [f"{helpers.count}{_quoted([helpers.mark.words])}"] if helpers else []),
        (_("Which language"), [f"{Language(one.code).label}{_quoted([one.words])}" for one in reading.languages]),
    ]


def _show_answers(found: Found, *, console: Console, explain: bool) -> None:
    from django.utils.translation import gettext as _

    from sanshe.cli.match_words import in_words
    from sanshe.domain.exchange import queries

    if not found.answers:
        is_offer = found.kind == "offer"
        console.print(_("Nobody has asked for this yet.") if is_offer else _("Nothing fits yet."))
        return
    weights = queries.weights_in_force()
    for place, one in enumerate(found.answers, start=1):
        parts = _parts(one.components)
        console.print(f"[bold]{place}. {sum(parts.values()) / UNITS:.3f}[/bold]  {escape(_who(one.intent))}")
        console.print(f"   {escape(_what(one.intent))}")
        if explain:
            console.print(_components_table(parts, weights=weights))
        for words in in_words(one.reasons) if explain else ():
            console.print(f"   · {escape(words)}")


def _components_table(parts: Mapping[str, int], *, weights: Any) -> Table:
    from django.utils.translation import gettext as _

    from sanshe.cli.match_words import PART_NAMES

    table = Table(box=None, show_header=False, padding=(0, 2, 0, 3))
    for name, got in parts.items():
        table.add_row(str(PART_NAMES[name]), f"{got / UNITS:.3f}", f"/ {getattr(weights, name):.3f}")
    table.add_row(_("Together"), f"{sum(parts.values()) / UNITS:.3f}", "")
    return table


def _show_refused(found: Found, *, console: Console) -> None:
    from django.utils.translation import gettext as _

    from sanshe.cli.match_words import REFUSALS

    if not found.refused:
        return
    table = Table(title=_("Who came near, and what stands in the way"), show_header=False, title_justify="left")
    for code, words in REFUSALS.items():
        if code in found.refused:
            table.add_row(str(words), f"{found.refused[code]:,}")
    console.print(table)


def _for_machines(found: Found) -> dict[str, Any]:
    from sanshe.cli.match_words import in_words

    reading, whom = found.reading, found.reading.beneficiary
    return {
        "sentence": found.sentence,
        "kind": found.kind,
        "community": found.community.code,
        "at": found.at.isoformat(),
        "reading": {
            "direction": reading.direction,
            "categories": [
                {"code": one.code, "probability": one.probability, "words": list(one.words)}
                for one in reading.categories
            ],
            "is_sure_of_category": reading.is_sure_of_category,
            "times": [
                {
                    "words": one.words,
                    "starts_at": one.starts_at.isoformat(),
                    "ends_at": one.ends_at.isoformat(),
                    "recurrence": one.recurrence,
                    "precision": one.precision,
                }
                for one in reading.times
            ],
            "for_whom": {
                "age_band": whom.age_band,
                "age_years": whom.age_years,
                "conditions": list(whom.conditions),
                "count": whom.count,
                "words": [mark.words for mark in whom.marks],
            }
            if whom
            else None,
            "place": reading.place.words if reading.place else None,
            "at_home": reading.home is not None,
            "urgency": reading.urgency,
            "cost_basis": reading.cost_basis,
            "helpers": reading.helpers.count if reading.helpers else None,
            "languages": [one.code for one in reading.languages],
        },
        "answers": [
            {
                "id": str(one.intent.pk),
                "who": _who(one.intent),
                "what": _what(one.intent),
                "score": one.score,
                "components": dict(one.components),
                "reasons": [
                    {"code": reason.code, "params": _plain(dict(reason.params)), "words": words}
                    for reason, words in zip(one.reasons, in_words(one.reasons), strict=True)
                ],
            }
            for one in found.answers
        ],
        "why_not": dict(found.refused),
    }


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in params.items()}


def _parts(components: Mapping[str, float]) -> dict[str, int]:
    """Return the contributions in whole units whose sum is the rounded score: the largest remainders go up."""
    exact = {name: value * UNITS for name, value in components.items()}
    whole = {name: int(value) for name, value in exact.items()}
    order = sorted(exact, key=lambda name: (whole[name] - exact[name], name))
    for name in order[: round(sum(exact.values())) - sum(whole.values())]:
        whole[name] += 1
    return whole


def _who(intent: Need | Offer) -> str:
    from sanshe.domain.exchange.models import Offer

    if isinstance(intent, Offer):
        return intent.provider_name
    return intent.person.public_name if intent.person else ""


def _what(intent: Need | Offer) -> str:
    from sanshe.domain.exchange.models import Offer

    return intent.service.display_name if isinstance(intent, Offer) and intent.service else intent.sentence


def _name_of(code: str) -> str:
    from sanshe.domain.taxonomy import queries as taxonomy

    term = taxonomy.category(code=code)
    return term.name if term else code


def _quoted(words: Sequence[str]) -> str:
    from django.utils.translation import gettext as _

    return f" “{_('”, “').join(words)}”" if words else ""
