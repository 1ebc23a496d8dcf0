"""HTML and XML so that nothing stands between the parts of a value.

``jane@<b>example</b>.com`` is one address to who sees the page, and three words in the
source. Here what stands inside of a word and shows nothing (tags of inline elements,
comments, the marks of CDATA) is moved behind the word, and character references are
written as the characters that they are. Nothing else changes, no tag is dropped, and a
page without such places stays as it is. An element's tags part words, as ``<td>`` does.

Source: WHATWG HTML sections 4.5, 13.2.5 and 13.5; XML 1.0 sections 2.4 to 2.7 and 4.1,
read 2026-11.

>>> from gateway.attachments.markup import plain_markup
>>> plain_markup("jane&#64;<b>example</b>.com wrote", html=True)
'jane@example.com<b></b> wrote'
>>> plain_markup("<b>Jane</b>, <td>4</td><td>2</td>", html=True)
'<b>Jane</b>, <td>4</td><td>2</td>'
"""

from __future__ import annotations

import re
from html import unescape

from gateway.attachments.model import NotExaminable

_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:_.-]{0,60})[^<>]*>")
_START = re.compile(r"[<&\]]")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8};?|#[Xx][0-9A-Fa-f]{1,8};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_ENTITIES = re.compile(r"<!ENTITY|<!DOCTYPE[^>\[]{0,2000}\[", re.IGNORECASE)
_OPAQUE = frozenset({"script", "style"})
_INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del"),
        *("dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "output", "q"),
        *("s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u"),
        *("var", "wbr"),
    }
)
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
# As they stand, these end or begin markup, or stand for no character.
_MARKS = frozenset("<>&\"'`\ufffd")
_BETWEEN = frozenset("@.")
_LONGEST_WORD = 300
_SPACE = re.compile(r"\s")


def plain_markup(text: str, *, html: bool) -> str:
    """Markup with whole words and plain characters.

    Args:
        text: HTML, Markdown or XML.
        html: whether elements can be inline; in XML each of them parts words.

    Raises:
        NotExaminable: it defines entities of its own.
    """
    if _ENTITIES.search(text) is not None:
        raise NotExaminable("defines entities, which can hide text")
    pieces = _Pieces()
    position, ends = 0, _Ends(text)
    while position < len(text):
        match = _START.search(text, position)
        if match is None:
            pieces.show(text[position:])
            break
        at = match.start()
        pieces.show(text[position:at])
        position = _markup(text, at, pieces=pieces, ends=ends, html=html)
    return pieces.joined()


class _Ends:
    """Finds what ends a construct; what was once not found is not looked for again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._missing: set[str] = set()

    def after(self, mark: str, start: int) -> int | None:
        if mark in self._missing:
            return None
        found = self._text.find(mark, start)
        if found < 0:
            self._missing.add(mark)
            return None
        return found + len(mark)


def _markup(text: str, at: int, *, pieces: _Pieces, ends: _Ends, html: bool) -> int:
    """Takes what begins at a place; returns where it ends."""
    if text[at] == "&":
        match = _REFERENCE.match(text, at)
        if match is None:
            pieces.show("&")
            return at + 1
        pieces.show(_character(match.group(), html=html))
        return match.end()
    for mark in (_CDATA, _CDATA_END):
        if text.startswith(mark, at):
            pieces.hold(mark)
            return at + len(mark)
    for begin, finish in (("<!--", "-->"), ("<?", "?>")):
        end = ends.after(finish, at + len(begin)) if text.startswith(begin, at) else None
        if end is not None:
            pieces.hold(text[at:end])
            return end
    match = _TAG.match(text, at)
    if match is None:
        pieces.show(text[at])
        return at + 1
    tag = _REFERENCE.sub(lambda found: _character(found.group(), html=html), match.group())
    if html and match[1].lower() in _INLINE:
        pieces.hold(tag)
        return match.end()
    end = _element_end(text, match, ends=ends) if html else match.end()
    pieces.part(tag + text[match.end() : end])
    return end


def _element_end(text: str, tag: re.Match[str], *, ends: _Ends) -> int:
    """The end of a tag, or of what is no markup behind it."""
    if tag[1].lower() not in _OPAQUE or tag.group().startswith("</"):
        return tag.end()
    end = ends.after(f"</{tag[1]}", tag.end())
    return end - len(tag[1]) - 2 if end is not None else tag.end()


def _character(reference: str, *, html: bool) -> str:
    """The character of a reference, or the reference where the character would be markup."""
    if not html and not reference.endswith(";"):
        return reference
    said = unescape(reference)
    is_plain = said.isprintable() and not set(said) & _MARKS and not said[:1].isspace()
    return said if is_plain and said != reference else reference


class _Pieces:
    """Visible text, and what stands between its characters."""

    def __init__(self) -> None:
        self._shown: list[str] = []
        self._length = 0
        self._held: list[tuple[int, str]] = []
        self._parts: set[int] = set()

    def show(self, text: str) -> None:
        """Text that the reader sees."""
        self._shown.append(text)
        self._length += len(text)

    def hold(self, markup: str) -> None:
        """Markup that shows nothing and parts no word."""
        self._held.append((self._length, markup))

    def part(self, markup: str) -> None:
        """Markup that parts words."""
        self._parts.add(len(self._held))
        self._held.append((self._length, markup))

    def joined(self) -> str:
        """All of it, with what stood inside of a word moved behind it."""
        text = "".join(self._shown)
        borders = [self._held[index][0] for index in sorted(self._parts)]
        found: list[str] = []
        done = waiting = 0
        border = 0
        for index, (place, markup) in enumerate(self._held):
            at = place
            if index not in self._parts:
                while border < len(borders) and borders[border] < place:
                    border += 1
                limit = borders[border] if border < len(borders) else len(text)
                if place < waiting:
                    at = waiting
                elif _inside(text, place, limit=limit):
                    at = waiting = _word_end(text, place, limit=limit)
            if at > done:
                found.append(text[done:at])
                done = at
            found.append(markup)
        found.append(text[done:])
        return "".join(found)


def _inside(text: str, place: int, *, limit: int) -> bool:
    """Whether a value goes on behind a place."""
    if not 0 < place < limit:
        return False
    before, after = text[place - 1], text[place]
    behind = text[place + 1] if place + 1 < limit else " "
    if after in _BETWEEN:
        return before.isalnum() and behind.isalnum()
    if before in _BETWEEN:
        return after.isalnum()
    if before.isdigit() or after.isdigit():
        return before.isalnum() and after.isalnum()
    return before.isalpha() and after.isalpha() and before.islower() == after.islower()


def _word_end(text: str, place: int, *, limit: int) -> int:
    space = _SPACE.search(text, place, min(limit, place + _LONGEST_WORD))
    return space.start() if space else min(limit, place + _LONGEST_WORD)
