"""Names and the values that they name, as chat writes them.

    my claim number is abc 12345      5663 is my ssn      card no: 4036, ssn 9802

A name (a *label*) is one of the phrases of a family; between it and its value stand only
words that say nothing ("is", "the last four digits are"); or the value comes first ("is
my", "as my"). A value is a run of digits and short pieces of letters, with digits in it.
Each value belongs to the label nearest to it; amounts, times, years, dates and quantities
are no values. One pass over the tokens, linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from detectors.values import Tokens, Value, plain
from detectors.vocabulary import BINDERS, COPULAS, ENDINGS, FILLERS, JOINERS, LINKS, NOUNS

_ENDS = frozenset(".?!;")
_STRESS = frozenset("#:=")
_MARKS = frozenset(".,-'\"()*") | {"it"}
_ANOTHER = frozenset(("and", "or", "&"))
_DETERMINERS = frozenset(("my", "the", "our", "his", "her", "its"))
_ANSWERS = frozenset("answer value one it name reply mistake typo".split())  # noqa: SIM905
# So many words without meaning may stand between a label and its value.
_MOST_FILLERS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What values of a family look like.

    Attributes:
        digits: least and most digits.
        letters: how many letters may stand among the digits.
        bare: least letters and digits where only a head names it ("claim 789").
        answer: least letters and digits of an answer to a question for it.
    """

    digits: tuple[int, int]
    letters: int = 0
    bare: int = 4
    answer: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A layout that makes a value of a family one of a narrower type."""

    expression: re.Pattern[str]
    entity_type: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Family:
    """What one kind of value is called, and what it looks like.

    Attributes:
        entity_type: what a value is reported as; an empty string for values that are
            nobody's secret but have a label of their own ("flight 1234").
        labels: phrases that name such a value.
        heads: words for the thing, which name a value only with "number" and the like
            beside them, or right before a long one.
        shape: what values look like.
        score: of a value that a label names in the text.
        layouts: narrower types, the first that fits.
        vague: any other label says more ("last four").
    """

    entity_type: str
    labels: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    shape: Shape = field(default=Shape(digits=(1, 40), letters=64))
    score: float = 0.5
    layouts: tuple[Layout, ...] = ()
    vague: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A value with the family that its nearest label names, or None.

    Attributes:
        value: where it stands.
        family: what its label names.
        strong: whether the label names a number rather than a thing.
        other: a word that is no label but stands where one would ("my isbn is").
    """

    value: Value
    family: Family | None
    strong: bool = False
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a stretch of text says.

    Attributes:
        values: all values with their families, in order.
        open: families that are named without a value: what a question asks for.
        words: the number of tokens.
        first: the first token, lower-case.
    """

    values: tuple[Named, ...]
    open: tuple[Family, ...]
    words: int
    first: str


class _Label:
    """A label in force while a text is read."""

    __slots__ = ("bound", "copula", "family", "fillers", "place", "spent", "strange", "strong")

    def __init__(self, family: Family, place: int, *, strong: bool) -> None:
        self.family = family
        self.place = place
        self.strong = strong
        self.copula = self.bound = self.spent = False
        self.fillers = self.strange = 0


class Lexicon:
    """The labels of families, by their first word.

    Attributes:
        firsts: the first word of every label.
        entity_types: what the values are reported as.
    """

    __slots__ = ("_lengths", "_phrases", "entity_types", "firsts")

    def __init__(self, families: Sequence[Family]) -> None:
        """Takes families in the order of preference."""
        phrases: dict[tuple[str, ...], tuple[int, Family, bool]] = {}
        lengths: dict[str, set[int]] = {}
        for family in families:
            for labels, strong in ((family.labels, True), (family.heads, False)):
                for label in labels:
                    parts = tuple(plain(label).split())
                    phrases.setdefault(parts, (len(parts), family, strong))
                    lengths.setdefault(parts[0], set()).add(len(parts))
        self._phrases = phrases
        self._lengths = {word: sorted(each, reverse=True) for word, each in lengths.items()}
        self.firsts = frozenset(lengths)
        kept = [each for each in families if each.entity_type or each.layouts]
        types = [each.entity_type for each in kept] + [
            layout.entity_type for each in kept for layout in each.layouts
        ]
        self.entity_types = tuple(dict.fromkeys(filter(None, types)))

    def match(self, words: list[str], place: int) -> tuple[int, Family, bool] | None:
        """The longest label at a place: number of tokens, family, whether it is strong."""
        for length in self._lengths.get(words[place], ()):
            found = self._phrases.get(tuple(words[place : place + length]))
            if found is not None:
                return found
        return None


def telling_words(families: Iterable[Family]) -> frozenset[str]:
    """Words of which at least one stands in every text with a label of these families."""

    def rank(word: str) -> tuple[bool, bool, bool, int]:
        return word.isalpha(), word not in FILLERS, word not in NOUNS, len(word)

    phrases = (phrase for each in families for phrase in each.labels + each.heads)
    return frozenset(max(plain(phrase).split(), key=rank) for phrase in phrases)


def _links(word: str) -> bool:
    """Whether a word may stand between a value and its label after it."""
    return word in LINKS or word in FILLERS or word in NOUNS


class Reader:
    """Reads one stretch of a text."""

    def __init__(
        self, text: str, span: tuple[int, int], *, lexicon: Lexicon, others: bool = True
    ) -> None:
        """Cuts the stretch into tokens.

        Args:
            text: a canonical view.
            span: start and end, half-open, within the text.
            lexicon: the labels to look for.
            others: whether to look for words that stand where a label would.
        """
        self._lexicon = lexicon
        self._others = others
        self._tokens = Tokens(text, span, names=lexicon.firsts)
        self._words = self._tokens.words
        self._named: list[Named] = []
        self._open: list[Family] = []
        self._label: _Label | None = None
        self._noun = -9
        # A value without a label before it, and the tokens since: "5663 is my ssn".
        self._waiting: int | None = None
        self._since: list[str] = []

    def read(self) -> Reading:
        """The values of the stretch, each with its label."""
        words, place = self._words, 0
        match, phrases, near = self._lexicon.match, self._lexicon.firsts, self._tokens.near
        while place < len(words):
            word = words[place]
            matched = match(words, place) if word in phrases else None
            if matched is not None and not self._is_piece(place, matched[0]):
                place += self._take_label(place, matched)
            elif place in near and (last := self._tokens.value_end(place)) is not None:
                self._take_value(place, last)
                place = last
            else:
                if self._label is not None or self._waiting is not None:
                    self._take_word(word, place)
                elif word in NOUNS:
                    self._noun = place
                place += 1
        self._drop_label()
        return Reading(
            values=tuple(self._named),
            open=tuple(self._open),
            words=len(words),
            first=words[0] if words else "",
        )

    def _is_piece(self, place: int, length: int) -> bool:
        """Whether a word that could be a label is a piece of a code, as in ``REF-12``."""
        tokens = self._tokens
        if tokens.glued(place) and self._words[place - 1].isdecimal():
            return True
        in_force = self._label is not None and not self._label.spent
        return in_force and length == 1 and tokens.leads_code(place)

    def _take_label(self, place: int, matched: tuple[int, Family, bool]) -> int:
        """Puts a label in force; returns its number of tokens."""
        length, family, strong = matched
        label = self._label
        if label is not None and not label.spent:
            if family.vague:
                label.strong = True
                return length
            kept = label.bound and label.strong and not label.copula and not label.family.vague
            if kept and family.entity_type:
                label.fillers = 0
                return length
            strong = strong or (label.family.vague and label.strong)
            if label.family is family:
                strong = strong or label.strong
        strong = strong or 0 <= place - self._noun <= 4
        self._drop_label(replaced_by=family)
        self._label = _Label(family, place, strong=strong)
        linked = not LINKS.isdisjoint(self._since)
        if self._waiting is not None and (linked or not self._since):
            before = self._named[self._waiting]
            if linked or not self._followed(place + length):
                self._named[self._waiting] = Named(
                    value=before.value, family=family, strong=linked or strong
                )
                self._label.spent = True
        self._waiting = None
        return length

    def _followed(self, place: int) -> bool:
        """Whether a value stands after a label: then it is that value's."""
        for offset in range(place, min(place + 4, len(self._words))):
            word = self._words[offset]
            if word.isdecimal():
                return True
            if word not in NOUNS and word not in COPULAS and word not in _STRESS:
                return self._tokens.value_end(offset) is not None
        return False

    def _drop_label(self, replaced_by: Family | None = None) -> None:
        label, self._label = self._label, None
        if label is None or label.spent or label.family is replaced_by:
            return
        if label.family.vague and replaced_by is not None:
            return
        if label.strong:
            self._open.append(label.family)

    def _take_value(self, place: int, last: int) -> None:
        value = self._tokens.value(place, last)
        label = self._label
        self._since = []
        self._waiting = None
        if label is None or value.ruled_out:
            other = ""
            if self._others:
                other = self._other(place) or self._tokens.proper_name(last, value)
            self._named.append(Named(value=value, family=None, other=other))
            if not value.ruled_out:
                self._waiting = len(self._named) - 1
            return
        if label.spent:
            # "1234 and 99 as the order number": what follows may name it better.
            self._waiting = len(self._named)
        self._named.append(Named(value=value, family=label.family, strong=label.strong))
        label.spent = True
        label.fillers = 0

    def _other(self, place: int) -> str:
        """The word before "is", "number is" or a colon before a value, if it is no filler."""
        links = 0
        while place and (
            (word := self._words[place - 1]) in COPULAS or word in _STRESS or word in NOUNS
        ):
            links += 1
            place -= 1
        word = self._words[place - 1] if links and place else ""
        if not word.isalpha() or word in FILLERS or word in JOINERS or word in _ANSWERS:
            return ""
        beginning = self._words[max(0, place - 5) : place - 1]
        named = "name" not in beginning and not _DETERMINERS.isdisjoint(beginning)
        return word if named else ""

    def _take_word(self, word: str, place: int) -> None:
        if self._waiting is not None:
            self._since.append(word)
            strange = sum(not _links(each) for each in self._since)
            # "is your acme code": one word of another name may stand there.
            if len(self._since) > 4 or strange > int(not LINKS.isdisjoint(self._since)):
                self._waiting = None
        if word in NOUNS:
            self._noun = place
        label = self._label
        if label is None:
            return
        if label.spent:
            if word not in JOINERS:
                self._label = None
            return
        label.fillers += 1
        if word in NOUNS or word in _STRESS or word in ENDINGS:
            label.strong = True
            label.copula = label.copula or word in _STRESS
        elif word in COPULAS:
            label.copula = True
        elif word in _ENDS:
            if self._words[place - 1] not in NOUNS and place - label.place > 1:
                self._drop_label()
        else:
            self._take_filler(label, word)

    def _take_filler(self, label: _Label, word: str) -> None:
        if not label.strong and word not in _MARKS:
            # A mere thing, then something else: "a request at the ...".
            self._label = None
        elif word in BINDERS:
            label.bound = True
        elif word in _ANOTHER:
            self._drop_label()
        elif word.isalpha() and word not in FILLERS:
            # What a label is bound to may have a name: "the pin of my acme account".
            label.strange += 1
            if not label.bound or label.strange > 2 or label.copula:
                self._drop_label()
        elif label.fillers > _MOST_FILLERS:
            self._drop_label()
