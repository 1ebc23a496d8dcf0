from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.attachments.markup import plain_markup
from gateway.attachments.model import NotExaminable

HTML = [
    ("<p>jane&#64;<b>example</b>.com</p>", "<p>jane@example.com<b></b></p>"),
    ("jane<!-- x -->@exam<wbr>ple.com bye", "jane@example.com<!-- x --><wbr> bye"),
    ("41<span>11</span>1111 x", "41111111<span></span> x"),
    ("j<b>a</b>n<i>e</i>@x.org", "jane@x.org<b></b><i></i>"),
    ("jane@x</b>.<b>org!", "jane@x.org!</b><b>"),
    ("jane&#x40;x&period;org", "jane@x.org"),
    ("jane&#64x.org", "jane@x.org"),
    ("J&uuml;rgen", "Jürgen"),
    ("<a href='mailto&colon;jane&#64x.org'>", "<a href='mailto:jane@x.org'>"),
    ("<img alt='J&uuml;rgen &quot;x&quot;'>", "<img alt='Jürgen &quot;x&quot;'>"),
    ("a<![CDATA[b]]>c", "abc<![CDATA[]]>"),
]
SAME = [
    "",
    "plain text, 1 < 2 & 3 > 2; a<= c>d]]",
    "<b>Jane</b>, <i>Roe</i>. <a href='x'>Here</a>'s one",
    "<td>Jane</td><td>Roe</td><td>4</td><td>2</td>",
    "<li>a<li>b<br>c<hr>d<div>e</div>f<p>g",
    "&lt;b&gt; &amp; &quot;x&quot; &nbsp; &#60; &#x26; &#0; &unknown; &",
    "a<b> c</b> d e<b>F</b>",
    "<script>if (a<b && c>d) f('jane&#64;x<b>y')</script>",
    "<STYLE>a<b{}c</style>",
    "<!-- never ends jane<b",
    "unclosed <b attr jane",
]


@pytest.mark.parametrize(("source", "view"), HTML)
def test_what_stands_inside_of_a_word_is_moved_behind_it(source: str, view: str) -> None:
    assert plain_markup(source, html=True) == view


@pytest.mark.parametrize("source", SAME)
def test_a_page_without_such_places_stays_as_it_is(source: str) -> None:
    assert plain_markup(source, html=True) == source


XML = [
    ("<a>jane<![CDATA[@]]>x.org</a>", "<a>jane@x.org<![CDATA[]]></a>"),
    ("<a>jane<?p y?>@x<!--c-->.org</a>", "<a>jane@x.org<?p y?><!--c--></a>"),
    ("<a>jane&#x40;x.org</a>", "<a>jane@x.org</a>"),
    ("<a>jane&#64x &commat x</a>", "<a>jane&#64x &commat x</a>"),
    ("<b>ja</b><b>ne</b>", "<b>ja</b><b>ne</b>"),
]


@pytest.mark.parametrize(("source", "view"), XML)
def test_in_xml_every_element_parts_words(source: str, view: str) -> None:
    assert plain_markup(source, html=False) == view


@pytest.mark.parametrize(
    "source",
    [
        '<!DOCTYPE x [<!ENTITY who "jane@">]><x>&who;x.org</x>',
        "<!doctype x[",
        "x <!entity a SYSTEM 'file:///etc/passwd'>",
    ],
)
def test_entities_of_its_own_are_refused(source: str) -> None:
    for html in (True, False):
        with pytest.raises(NotExaminable, match="entities"):
            plain_markup(source, html=html)


_SOURCES = st.lists(
    st.sampled_from(
        [
            *("<b>", "</b>", "<td>", "<!--", "-->", "<?", "?>", "<script>", "</script>", "<", ">"),
            *(
                "&#64;",
                "&amp;",
                "&",
                ";",
                "<![CDATA[",
                "]]>",
                "a",
                "Jane",
                "4",
                "@",
                ".",
                " ",
                "\n",
            ),
        ]
    ),
    max_size=40,
).map("".join)


def _shown(source: str) -> str:
    """Every character, references read, in no order."""
    return "".join(sorted(unescape(source)))


@given(_SOURCES, st.booleans())
def test_nothing_is_ever_lost(source: str, html: bool) -> None:
    view = plain_markup(source, html=html)
    assert _shown(view) == _shown(source) or "&" in source
    without = source.replace("&", "")
    assert sorted(plain_markup(without, html=html)) == sorted(without)


@given(_SOURCES, st.booleans())
def test_visible_text_keeps_its_order(source: str, html: bool) -> None:
    tags = re.compile(r"</?b>")
    plain = tags.sub("", source)
    if html and not set("<&]?") & set(plain):
        view = plain_markup(source, html=True)
        assert tags.sub("", view) == plain


@pytest.mark.parametrize(
    "unit", ["<", "&", "<!--", "<a ", "a<b>", "<?", "<![CDATA[", "<script>", "&#64", "<!DOCTYPE "]
)
def test_a_long_row_of_beginnings_is_read(unit: str) -> None:
    source = unit * 20_000
    assert len(plain_markup(source, html=True)) <= len(source)
