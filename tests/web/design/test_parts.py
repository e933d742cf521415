"""The parts of a page: what they render, and that the design page shows every one of them."""

import re
from pathlib import Path

import brotli
import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.translation import override

import sanshe.web
from sanshe.domain.exchange.choices import UNFINISHED, AgreementState
from sanshe.web.templatetags.look import in_words, spoken_in, stations_of

WEB = Path(sanshe.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SPRITE = (WEB / "static/vendor/bootstrap-icons/icons.svg").read_text()
FRAME = ("masthead", "navigation", "footer", "look_bar", "mark", "notices", "_field_notes")
# A map needs a place; the community's page shows it.
FRAME += ("map", "map_styles", "map_scripts")


class NameForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As neighbours say it")
    day = forms.ChoiceField(
        label="Day", choices=[("mon", "Monday"), ("tue", "Tuesday")], widget=forms.RadioSelect, required=False
    )


def rendered(source, **context):
    return Template(source).render(Context(context))


def test_icons_named_in_templates_are_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE))
    named = {
        name
        for file in TEMPLATES
        for name in re.findall(r'(?:\{% (?:icon|chip) "|icon=")([a-z0-9-]+)"', file.read_text())
    }

    assert named - drawn == set()


def test_templates_hold_no_inline_style_script_or_handler():
    forbidden = re.compile(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+=|javascript:|hx-on|hx-vals=.js:")

    guilty = [file.name for file in TEMPLATES if forbidden.search(file.read_text())]

    assert guilty == []


def test_every_component_is_shown_on_the_design_page():
    shown = "".join(file.read_text() for file in (WEB / "templates/design").rglob("*.html"))
    parts = {
        f"components/{file.relative_to(WEB / 'templates/components')}"
        for file in TEMPLATES
        if file.is_relative_to(WEB / "templates/components") and file.stem not in FRAME
    }
    nested = set()
    for part in parts:
        nested |= set(re.findall(r'include "(components/[^"]+)"', (WEB / "templates" / part).read_text()))
    by_tag = {f"components/{tag}.html" for tag in re.findall(r"\{% (person_mark|seal|chip|stations) ", shown)}

    assert parts - nested - by_tag - set(re.findall(r'"(components/[^"]+)"', shown)) == set()


def test_everything_a_first_visit_loads_fits_into_100_kilobytes():
    loaded = (
        "vendor/bootstrap/skeleton.min.css",
        "css/sanshe.css",
        "css/pages.css",
        "vendor/htmx/htmx.min.js",
        "js/sanshe.js",
        "vendor/bootstrap-icons/icons.svg",
        "img/mark.svg",
    )

    size = sum(len(brotli.compress((WEB / "static" / name).read_bytes())) for name in loaded)

    assert size <= 100_000


@pytest.mark.parametrize("state", AgreementState.values)
def test_stations_know_every_state_of_an_agreement(state):
    marks = [station["mark"] for station in stations_of(state)]

    assert marks[0] == ("now" if state in ("waiting", "held") else "done")
    assert marks.count("now") == (state in UNFINISHED)


def test_stations_of_an_accepted_agreement_wait_for_the_deed():
    html = rendered('{% stations "accepted" asked="20 Nov" %}')

    assert re.findall(r'class="station station--(\w+)"', html) == ["done", "done", "now", "ahead"]
    assert html.count('aria-current="step"') == 1
    assert "20 Nov" in html


def test_field_ties_help_and_error_to_the_input():
    form = NameForm({"name": ""})

    html = render_to_string("components/field.html", {"field": form["name"]})

    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert [re.search(rf'id="{one}"', html) is not None for one in described] == [True, True]
    assert '<label class="field__label" for="id_name">' in html


def test_field_of_choices_is_a_group_with_a_legend():
    html = render_to_string("components/field.html", {"field": NameForm()["day"]})

    assert html.startswith("<fieldset")
    assert re.search(r"<legend[^>]*>Day", html)
    assert html.count('type="radio"') == 2


def test_in_words_names_the_choice_rather_than_its_code():
    assert in_words(NameForm(initial={"day": "tue"})["day"]) == "Tuesday"
    assert in_words(NameForm()["day"]) == ""


def test_person_mark_shows_surname_and_name_and_nothing_executable():
    html = rendered("{% person_mark person %}", person="<b>王</b>阿姨")

    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_person_mark_without_a_name_beside_it_is_spoken():
    html = rendered('{% person_mark "王阿姨" name="" %}')

    assert 'role="img" aria-label="王阿姨"' in html


def test_chip_without_text_shows_nothing():
    assert rendered('{% chip "clock" "" %}') == ""


def test_slip_says_its_kind_in_a_word_and_quotes_the_sentence():
    values = {"sentence": "想借一架梯子", "who": "李师傅", "surname": "李", "time": "周末"}
    with override("en"):
        html = render_to_string("components/need_slip.html", values)

    assert '<span class="slip__kind">Need</span>' in html
    assert '<h2 class="slip__sentence" lang="zh-Hans"><q>想借一架梯子</q></h2>' in html


def test_slip_escapes_what_people_wrote():
    html = render_to_string("components/offer_slip.html", {"sentence": "<img src=x onerror=alert(1)>"})

    assert "<img" not in html


@pytest.mark.parametrize(
    ("text", "lang"), [("想借梯子", "zh-Hans"), ("Lend me a ladder", "en"), ("WiFi 坏了", "zh-Hans")]
)
def test_spoken_in_tells_the_language_of_a_sentence(text, lang):
    assert spoken_in(text) == lang


def test_gather_keeps_what_it_holds_under_a_name():
    html = rendered("{% gather told %} yes {% endgather %}[{{ told }}]{% if nothing %}!{% endif %}")

    assert html == "[yes]"
