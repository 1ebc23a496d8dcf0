"""Finds every identifier of the table in one pass: by shape, then words, then check digit.

    runs of letters and digits -> joined pieces -> signature -> identifiers -> words -> valid

The signature of a piece writes 9 for each digit and A for each letter; a table that fills
itself says which identifiers have such a shape. Most pieces of most texts have none. The
words around a piece (``detectors.numbers.words``) are read once and say, as one bit an
identifier, which of them the text names. Only those, and those whose check is so strong
that it needs no words, are checked.

Nothing without check digit counts without words; a weak check digit (one in ten passes)
needs them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from detectors.numbers.identifier import (
    Identifier,
    Kind,
    least_length,
    literals,
    written_expression,
)
from detectors.numbers.shapes import ShapeIndex
from detectors.numbers.words import NOTHING, Named, WordTable
from detectors.types import Finding, Input, Pattern

NAME = "documents"

# A value this rarely valid by chance needs no words around it.
RARE = 0.002
# Letters and digits of the longest identifier.
LONGEST = 34
_SHORTEST = 5
_MOST_PIECES = 12
# In a long table of numbers only near neighbours are joined.
_LONG_RUN = 48
_FEW_PIECES = 4
_REACH = 120
# So many layouts are remembered; they hold separators, and neither letters nor digits.
_KNOWN_LAYOUTS = 20_000

# What a name of its own adds, and separators take that the issuer does not write.
_OWN_NAME = 0.02
_OWN_COUNTRY = 0.01
_OTHERWISE_WRITTEN = 0.05
# Named by its kind only, and written otherwise: less than a layout with words.
_LOOSELY = 0.17
# The most for one whose kind is named where another is named by its own name.
_OTHER_NAME = 0.78
_LEAST = 0.5
# Letters and digits from which on a number without check digit tells something.
_TELLING = 8
_DOCUMENTS = (Kind.PASSPORT, Kind.DRIVING, Kind.IDENTITY_CARD, Kind.RESIDENCE)

_GAP = r"[\s!-/:-@\[-`{-~]{1,8}+"
_LETTERS = r"[A-Za-z]{1,5}+"
_TOKEN = re.compile(r"[0-9A-Za-z]+")
# A run: pieces with digits, with short words of letters between or before them.
_RUN = re.compile(
    rf"(?<![0-9A-Za-z])(?:{_LETTERS}{_GAP}){{0,2}}[A-Za-z]*+[0-9][0-9A-Za-z]*+"
    rf"(?:{_GAP}(?:{_LETTERS}{_GAP}){{0,3}}[A-Za-z]*+[0-9][0-9A-Za-z]*+)*"
    rf"(?:{_GAP}{_LETTERS}(?![0-9A-Za-z]))?"
)
_GLUED = re.compile(r"([A-Za-z]{2,16})(?=[0-9])")
# Small words between a name and its number are no part of the number.
_SMALL_WORDS = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "card", "code", "das", "de",
    "der", "die", "do", "e", "el", "en", "es", "est", "et", "for", "from", "has", "have", "her",
    "hier", "his", "i", "id", "if", "in", "is", "ist", "it", "its", "la", "le", "m", "mein", "mi",
    "mon", "my", "no", "not", "nr", "num", "o", "of", "on", "or", "our", "s", "so", "that", "the",
    "their", "then", "this", "to", "und", "was", "wie", "with", "y", "yes", "your",
})  # fmt: skip
# Start, end, upper-case letters and digits, signature.
_Piece = tuple[int, int, str, str]
_TO_SIGNATURE = str.maketrans("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", "9" * 10 + "A" * 26)


class DocumentsDetector:
    """Finds the identifiers of a table."""

    name = NAME
    patterns = (
        Pattern(
            expression=r"(?:[0-9][^0-9]{0,9}){4}[0-9A-Z]{0,40}(?:[^0-9A-Za-z]|\z)", max_length=90
        ),
        # The one that has fewer digits: a health number of New Zealand.
        Pattern(
            expression=r"(?:^|[^0-9A-Z])[A-Z]{3}[0-9]{2}[A-Z]{2}(?:[^0-9A-Z]|\z)", max_length=9
        ),
        # Serials of documents that are mostly letters: half of Germany's passports.
        Pattern(
            expression=r"(?:^|[^0-9A-Z])[A-Z]{1,7}[0-9][A-Z]{0,6}[0-9][0-9A-Z]{0,7}(?:[^0-9A-Z]|\z)",
            max_length=25,
        ),
    )

    def __init__(self, identifiers: Sequence[Identifier]) -> None:
        """Takes a table.

        Args:
            identifiers: in the order of preference between equals.
        """
        self._all = tuple(identifiers)
        self.entity_types = tuple(sorted({each.entity_type for each in self._all}))
        self._words = WordTable(self._all)
        self._shapes = ShapeIndex(self._all)
        self._written: dict[int, re.Pattern[str]] = {}
        self._layouts: dict[str, int] = {}
        self._rare = sum(
            1 << number
            for number, each in enumerate(self._all)
            if each.has_check and each.passes <= RARE and not each.words_needed
        )
        self._signs = {
            sign
            for n, each in enumerate(self._all)
            if self._rare >> n & 1
            for shape in each.shapes
            for sign in literals(shape)
        }
        self._checked = sum(1 << n for n, each in enumerate(self._all) if each.has_check)
        # So short and unchecked that the name of their kind says too little.
        self._vague = sum(
            1 << n
            for n, each in enumerate(self._all)
            if not each.has_check
            and each.country
            and each.kinds[0] not in _DOCUMENTS
            and min(map(least_length, each.shapes)) < _TELLING
        )
        # Documents without a check digit, of any country.
        self._anywhere = sum(
            1 << n
            for n, each in enumerate(self._all)
            if not each.country and each.kinds[0] not in (Kind.PERSON, Kind.TAX)
        )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        low = start - _REACH if start > _REACH else 0
        high = min(len(text), end + _REACH)
        findings: list[Finding] = []
        named = -1
        for run in _RUN.finditer(text, low, high):
            if run.end() <= start or run.end() - run.start() < _SHORTEST:
                continue
            seen.check()
            pieces = self._pieces(text, run.span())
            if not pieces:
                continue
            if named < 0:
                named = self._words.anywhere(seen, (low, high))
            for span, value, possible in self._candidates(text, pieces, named=named):
                if possible & named:
                    around = self._words.around(seen, start=span[0], end=span[1])
                    finding = self._judged(seen, span, value=value, possible=possible, named=around)
                else:
                    finding = self._judged(
                        seen, span, value=value, possible=possible, named=NOTHING
                    )
                    if finding is not None and not self._words.unlabelled(seen, span[0]):
                        continue
                if finding is not None:
                    findings.append(finding)
        return findings

    def _candidates(
        self, text: str, pieces: Sequence[_Piece], *, named: int
    ) -> Iterator[tuple[tuple[int, int], str, int]]:
        """Span, letters and digits, and the identifiers of their shape, of what pieces may hold.

        Where the words name none of these, they are those that need no words.
        """
        most = _MOST_PIECES if len(pieces) <= _LONG_RUN else _FEW_PIECES
        known_layouts = self._layouts
        # A name that touches its number ("bsn123456782") may be a part of it as well.
        firsts = [(place, 0) for place in range(len(pieces))]
        firsts += self._named(pieces)
        for first, cut in firsts:
            before = start = pieces[first][0] + cut
            signature = layout = ""
            for begin, end, _, shape in pieces[first : first + most]:
                if not shape:
                    break
                if before < begin:
                    sign = text[before:begin]
                    if not named and sign not in self._signs:
                        # An identifier that needs no words has only its issuer's signs between.
                        break
                    signature += shape
                    layout += sign + shape
                else:
                    signature = layout = shape[cut:]
                before = end
                length = len(signature)
                if length < _SHORTEST:
                    continue
                if length > LONGEST:
                    break
                possible = self._shapes.of(signature) if named else 0
                if not possible & named:
                    rare = known_layouts.get(layout)
                    possible = self._rare_ones(layout, signature) if rare is None else rare
                if possible:
                    letters = [each[2] for each in pieces[first : first + most] if each[1] <= end]
                    yield (start, end), "".join(letters)[cut:], possible

    def _named(self, pieces: Sequence[_Piece]) -> Iterator[tuple[int, int]]:
        """Which pieces begin with a word that names a number, and how long it is."""
        for place, (_, _, letters, _) in enumerate(pieces):
            if letters > "9" and letters[-1] <= "9":
                glued = _GLUED.match(letters)
                if glued and (self._words.knows(glued[1]) or glued[1].lower() in _SMALL_WORDS):
                    yield place, glued.end()

    def _pieces(self, text: str, run: tuple[int, int]) -> list[_Piece]:
        """Start, end, upper-case letters and digits, and signature of the pieces of a run.

        A small word has no signature. None at all are too few for any identifier.
        """
        spans = [token.span() for token in _TOKEN.finditer(text, *run)]
        if sum([end - start for start, end in spans]) < _SHORTEST:
            return []
        upper = text[slice(*run)].upper()
        shapes = upper.translate(_TO_SIGNATURE)
        pieces: list[_Piece] = []
        for start, end in spans:
            low, high = start - run[0], end - run[0]
            if text[start:end] in _SMALL_WORDS:
                pieces.append((start, end, "", ""))
            else:
                pieces.append((start, end, upper[low:high], shapes[low:high]))
        return pieces

    def _rare_ones(self, layout: str, signature: str) -> int:
        """The identifiers that need no words, a bit each, whose layout a value has.

        Without words a value has to be in one piece, or written as its issuer writes it.
        """
        known = possible = self._shapes.of(signature) & self._rare
        if layout != signature:
            known = 0
            while possible:
                bit = possible & -possible
                possible ^= bit
                if self._as_written(bit, layout.replace("9", "0"), span=(0, len(layout))):
                    known |= bit
        if len(self._layouts) >= _KNOWN_LAYOUTS:
            self._layouts.clear()
        self._layouts[layout] = known
        return known

    def _as_written(self, bit: int, text: str, *, span: tuple[int, int]) -> bool:
        """Whether a value is written as the issuer of an identifier writes it."""
        expression = self._written.get(bit)
        if expression is None:
            shapes = self._all[bit.bit_length() - 1].shapes
            expression = re.compile("|".join(map(written_expression, shapes)))
            self._written[bit] = expression
        return expression.fullmatch(text, *span) is not None

    def _judged(
        self, seen: Input, span: tuple[int, int], *, value: str, possible: int, named: Named
    ) -> Finding | None:
        """The likeliest identifier that a value is, if it is one."""
        start, end = span
        exactly = named.kind & named.country
        sure = named.own | exactly
        weakly = named.country if named.generic else 0
        kind = named.kind
        if exactly:
            # "my Austrian tax number": what other countries call so does not count.
            kind &= sure | self._anywhere
        elif named.own:
            kind &= sure | self._anywhere | self._checked
        kind &= sure | ~self._vague
        possible &= sure | kind | weakly | self._rare
        best: Finding | None = None
        # The likeliest first: what is found there spares the others their check digits.
        for group in (named.own & exactly, named.own, exactly, -1):
            here = possible & group
            possible &= ~group
            while here:
                bit = here & -here
                here ^= bit
                each = self._all[bit.bit_length() - 1]
                score = _score(each, sure=bool(bit & sure), kind=bool(bit & kind))
                score += _OWN_NAME if bit & named.own else 0
                score += _OWN_COUNTRY if bit & named.country else 0
                if sure and not bit & sure:
                    score = min(score, _OTHER_NAME)
                least = best.score if best is not None else _LEAST
                if score <= least:
                    continue
                if end - start != len(value) and not self._as_written(bit, seen.text, span=span):
                    if not bit & (sure | kind | weakly) or not (
                        each.has_check or each.country == "" or bit & sure
                    ):
                        # Where little speaks for it, it has to be written as its issuer does.
                        continue
                    score -= _OTHERWISE_WRITTEN if bit & sure or not each.has_check else _LOOSELY
                if score > least and each.valid(
                    seen.text[start:end].upper() if each.spelt else value
                ):
                    best = Finding(
                        entity_type=each.entity_type,
                        start=start,
                        end=end,
                        score=score,
                        detector=NAME,
                        evidence=_evidence(each, bool(bit & (sure | named.kind))),
                    )
            if best is not None:
                break
        return best


def _score(identifier: Identifier, *, sure: bool, kind: bool) -> float:
    if identifier.has_check:
        return 0.95 if sure else 0.92 if kind else 0.9
    return 0.8 if sure else 0.6 if kind else 0.0


def _evidence(identifier: Identifier, named: bool) -> tuple[str, ...]:
    check = ("check_digit",) if identifier.has_check else ("layout",)
    return (*check, "context") if named else check
