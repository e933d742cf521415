"""Receipts, forms and letters as PDF."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshe.formats.print import FontMissing, PrintField, blank_forms, door_letters, fonts, receipt, setting
from tests.formats.print.sheets import FORM, LETTER, RECEIPT, characters_of, form_of, page_count

MARKUP = '#panic(1) *粗* _斜_ [a] \\ $x$ `r` <b> @c = + - / ~ // /* */ "q" {d} 王'


def test_receipt_says_everything_on_one_page():
    pdf = receipt(RECEIPT)

    said = "".join([RECEIPT.title, RECEIPT.person_name, RECEIPT.code, RECEIPT.contact_text, *RECEIPT.lines[0]])
    assert set(said) - characters_of(pdf) == set()
    assert page_count(pdf) == 1


def test_same_sheet_gives_the_same_bytes():
    assert receipt(RECEIPT) == receipt(RECEIPT)
    assert blank_forms([FORM, FORM]) == blank_forms([FORM, FORM])
    assert b"CreationDate" not in receipt(RECEIPT)


def test_other_sheet_gives_other_bytes():
    assert receipt(RECEIPT) != receipt(replace(RECEIPT, person_name="李大爷"))


def test_every_font_is_embedded():
    pdf = receipt(RECEIPT)

    descriptors = len(re.findall(rb"/Type\s*/FontDescriptor", pdf))
    assert descriptors == len(re.findall(rb"/FontFile[23] ", pdf))
    assert descriptors == 2


def test_markup_is_printed_as_it_was_typed():
    pdf = receipt(replace(RECEIPT, lines=[("说的", MARKUP)], person_name=MARKUP, code=MARKUP))

    assert set(MARKUP) - {" "} - characters_of(pdf) == set()


@pytest.mark.parametrize(
    "text",
    [
        "王" * 3000,
        "a" * 3000,
        "\u202eevil\u202c \u2067x\u2069",
        "🎂🎉👨‍👩‍👧 生日 ❤️",
        "\ud800\x00\x07",
        "第一行\r\n第二行\n\n第三行",
        '{"a": [1]}',
        "",
        " ",
        "བོད ئۇيغۇر ᠮᠣᠩᠭᠣᠯ ᥖᥭᥰ \u0e01 \U000f0000",
    ],
)
def test_no_text_breaks_a_page(text):
    whole = replace(
        RECEIPT,
        **dict.fromkeys(("title", "community_name", "code", "issued_text", "person_name"), text[:200]),
        lines=[(text[:60], text)],
        consent_text=text,
        entered_by_text=text[:200],
        contact_text=text[:200],
    )
    fields = [PrintField(text[:200], text[:200], shape, choices=[text[:200]] * 3) for shape in ("line", "ticks")]

    sheets = [receipt(whole), blank_forms([form_of(title=text[:200], serial=text[:40], intro=text, fields=fields)])]
    sheets.append(door_letters([replace(LETTER, address=text[:300], code=text[:40], intro_lines=[text])]))

    assert [pdf[:5] for pdf in sheets] == [b"%PDF-"] * 3
    assert "\u202e" not in "".join(map(str, (characters_of(pdf) for pdf in sheets)))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200), st.text(max_size=60))
def test_nothing_anybody_types_breaks_a_page(long, short):
    fields = [PrintField(short, long, "ticks", choices=[long, short]), PrintField(long, short, "date")]

    pdfs = [
        receipt(replace(RECEIPT, title=short, code=short, claim_url=long, person_name=long, lines=[(short, long)])),
        blank_forms([form_of(title=short, serial=short, url=short, fields=fields, language=short)]),
        door_letters([replace(LETTER, address=long, code=short, url=long, intro_lines=[long, short])]),
    ]

    assert [pdf[:5] for pdf in pdfs] == [b"%PDF-"] * 3


def test_emoji_leave_no_empty_boxes():
    with_emoji = setting._clean({"text": "👵🏽王阿姨❤️生日🎂"})

    assert with_emoji == {"text": "王阿姨生日"}


def test_pages_carry_no_character_without_a_glyph():
    """PDF/UA refuses what no font can show; the mark of the standard says that nothing was refused."""
    for pdf in (receipt(RECEIPT), blank_forms([FORM]), door_letters([LETTER])):
        assert b"pdfuaid:part>1<" in pdf


def test_forms_count_their_own_pages():
    short = form_of(fields=FORM.fields[:1])
    long = form_of(fields=[PrintField(f"第 {number} 问", "", "lines", lines=4) for number in range(6)])

    pdf = blank_forms([short, long, short])

    assert page_count(blank_forms([short])) == 1
    assert page_count(blank_forms([long])) == 2
    assert page_count(pdf) == 4


def test_form_in_english_asks_for_day_month_and_year():
    pdf = blank_forms([form_of(language="en", title="I need help", fields=[PrintField("When?", "", "date")])])

    assert "年" not in characters_of(pdf)
    assert set("dymonthear") - characters_of(pdf) == set()


def test_ticks_without_choices_leave_only_the_question():
    assert blank_forms([form_of(fields=[PrintField("选哪个？", "", "ticks")])])[:5] == b"%PDF-"


def test_letters_have_a_page_each():
    assert page_count(door_letters([LETTER] * 30)) == 30


def test_nothing_to_print_is_refused():
    with pytest.raises(ValueError, match="nothing to print"):
        blank_forms([])


def test_threads_get_their_own_sheets():
    names = [f"王{number}" for number in range(8)]
    alone = [receipt(replace(RECEIPT, person_name=name)) for name in names]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda name: receipt(replace(RECEIPT, person_name=name)), names))

    assert together == alone


def test_receipt_is_printed_within_a_second():
    receipt(RECEIPT)
    start = perf_counter()

    receipt(replace(RECEIPT, person_name="张师傅"))

    assert perf_counter() - start < 1


def test_printing_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    receipt(replace(RECEIPT, person_name="赵奶奶"))

    assert list(tmp_path.iterdir()) == []


def test_missing_font_says_what_to_install(monkeypatch):
    monkeypatch.setattr(fonts, "FAMILIES", ("No Such Font",))

    with pytest.raises(FontMissing) as refusal:
        receipt(RECEIPT)

    assert "noto-cjk-sans-otc" in str(refusal.value)


def test_bundled_font_is_found_without_the_system(monkeypatch):
    pytest.importorskip("noto_cjk_sans_otc")
    import typst

    alone = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=fonts._bundled())
    monkeypatch.setattr(fonts, "fonts", lambda: alone)

    assert fonts.chinese_family() == "Noto Sans CJK SC"
