"""Plain words on the page: paragraphs, links, names, and never anything that a browser would run."""

import pytest

from sanshe.web.boards.shown import prose


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("一\n二\n\n三", "<p>一<br>二</p>\n<p>三</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        (
            "看https://a.cn/b?c=1&d=2。好",
            '<p>看<a href="https://a.cn/b?c=1&amp;d=2" rel="nofollow noopener ugc">https://a.cn/b?c=1&amp;d=2</a>。好</p>',
        ),
        (
            "(http://a.cn).",
            '<p>(<a href="http://a.cn" rel="nofollow noopener ugc">http://a.cn</a>).</p>',
        ),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        (
            'http://a"onclick="x',
            '<p><a href="http://a" rel="nofollow noopener ugc">http://a</a>&quot;onclick=&quot;x</p>',
        ),
    ],
)
def test_words_become(text, wanted):
    assert prose(text, []) == wanted


def test_names_are_set_off_the_longest_first():
    assert prose("@李师傅 @李师", ["李师", "李师傅"]) == (
        '<p><b class="called">@李师傅</b> <b class="called">@李师</b></p>'
    )


def test_name_that_looks_like_markup_stays_a_name():
    assert prose("@<b>", ["<b>"]) == '<p><b class="called">@&lt;b&gt;</b></p>'


def test_long_address_is_shown_shortened_and_leads_all_the_way():
    address = "https://example.com/" + "a" * 100

    shown = prose(address, [])

    assert f'href="{address}"' in shown
    assert ">https://example.com/aaaaaaaaaaaaaaaaaaa…</a>" in shown
