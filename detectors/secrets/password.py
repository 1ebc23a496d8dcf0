"""Passwords and answers to security questions, where words or the turn before name them.

Issuer: the person. Layout: one run of characters without spaces; with digits, symbols or
mixed case anywhere after its name, plain words only after "is" or a colon and at the end of
what is said ("my password is swordfish", but not "my password is wrong"). Speech
recognition parts letters from digits: "hunter 2". Check digit: none.
Source: NIST SP 800-63B-4, 3.1.1 (any printing character), read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.grammar import Family, Shape
from detectors.types import Finding, Input, Pattern
from detectors.vocabulary import NOUNS, ORDINARY

NAME = "password"

PASSWORD = Family(
    entity_type="PASSWORD",
    labels=(
        "password", "passwords", "passwd", "pwd", "passcode", "pass word", "pass code", "pw",
        "passphrase", "pass phrase", "pasword", "passord", "oassword", "passwrod", "passwors",
        "passwort", "kennwort", "mot de passe", "wachtwoord", "senha", "clave",
            "contrasena", "mdp", "parola chiave", "palavra passe", "palavra - passe", "haslo",
            "parool", "salasona", "losenord", "losungswort",
        "salasana",
    ),
    heads=("pass",),
    shape=Shape(digits=(1, 64), letters=99, answer=3),
)  # fmt: skip
SECURITY = Family(
    entity_type="SECURITY_ANSWER",
    labels=(
        "security question", "security answer", "secret question", "secret answer",
        "secret word", "security word", "memorable word",
    ),
    shape=Shape(digits=(1, 64), letters=99, answer=3),
)  # fmt: skip
FAMILIES = (PASSWORD, SECURITY)

_NAMES = (
    r"(?:pass ?words?|pas+wor[ds]|passwd|pwd|pass ?code|pass ?phrase|contrase(?:n|\u00f1)a|passwort"
    r"|kennwort|mot de passe|wachtwoord|senha|salasana|has\u0142o)"
)
_LINK = r"(?:\s{0,2}[:=]\s{0,2}|\s{1,2}(?:is|was|are|to|as|equals|be|ist|es|est)\s{1,2})"
_VALUE = r"[\"'`(]{0,2}([^\s\"'`]{3,64})"
_LINKED = re.compile(
    rf"(?<![^\W_]){_NAMES}(?: (?:for|on|of|to|i) [a-z ]{{1,24}}?)?{_LINK}(?:it is |now )?{_VALUE}",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![^\W_]){_NAMES}[\s\-,>]{{1,3}}{_VALUE}", re.IGNORECASE)
# Speech recognition parts "hunter2" into a word and a number.
_NUMBER_AFTER = re.compile(r" [0-9]{1,12}(?: [A-Za-z]{1,3})?(?![^\W_])")
_CLOSED = re.compile(r"[\s.,;!)\"'`]*(?:$|[.;!\n]|,?\s(?:and|but|thanks|thank|please|so)\b)")
_CLOSING_MARKS = ".,;!?)"
_STRONG = re.compile(r"[^\W_]*(?:[0-9]|[^\w\s.,;!?'\-]|[a-z][A-Z])")
_WORD = re.compile(r"[^\W\d_]{3,}")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NO_VALUES = _words(
    "not wrong correct incorrect right expired expiring invalid valid working required "
    "needed the too very still always never being been also lost forgotten forgot gone "
    "blocked locked unlocked reset changed same different fine good bad weak strong long "
    "short secure insecure safe ok okay missing blank empty unknown rejected accepted "
    "refused denied case sensitive there here that this what which where why how when "
    "something anything nothing none ready old new updated saved stored encrypted hidden "
    "visible protected set asked asking showing saying coming going sent mine yours his "
    "hers theirs stolen compromised hacked leaked unsafe temporary case-sensitive "
    "important necessary mandatory optional unique easy hard difficult simple complex "
    "length policy attempt attempts minimum maximum least expires version field option "
    "known shared please help reset-link like just only now either really login access "
    "enter change get make have has had was were will would should could can may might "
    "must"
)
_SPECIFIC = re.compile(
    r"(?:maiden name|first (?:pet|school|car|teacher|job)|name of your (?:pet|dog|cat|school)"
    r"|favou?rite (?:teacher|pet|book|movie|food|colou?r|team)|childhood (?:nickname|friend|hero)"
    r"|(?:city|town) were you born|where were you born|street (?:did )?you gr[eo]w up)",
    re.IGNORECASE,
)
_OWN_ANSWER = re.compile(
    r"(?:maiden name|security answer|secret answer|first pet|memorable word|secret word)"
    r"(?:'s name)?(?: was| is|:) (?:called )?([^\W\d_]{2,24}(?:[ '\-][^\W\d_]{2,24})?)",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\s*(?:(?:it|that|she|he)(?:'s| is| was)|its|was|is|my .{2,24}? (?:is|was))?\s*"
    r"([^\W\d_]{2,24}(?:[ '\-][^\W\d_]{2,24})?)[\s.!]*",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    rf"(?:what|which|please|provide|share|enter|tell|give|confirm|have|need)\b.{{0,60}}?"
    rf"(?<![^\W_]){_NAMES}(?![^\W_])",
    re.IGNORECASE | re.DOTALL,
)
_SAID = re.compile(
    r"\s*(?:sure|yes|ok|okay)?[,.]?\s*(?P<said>(?:it(?:'s| is)|its|is)\s*:?\s*)?"
    r"[\"'`]?(?P<value>[^\s\"'`]{3,40}?)[\"'`]?[.!]?\s*",
    re.IGNORECASE,
)
_WORD_AND_NUMBER = re.compile(
    r"\s*(?:it(?:'s| is) |its |is )?([^\W\d_]{4,20}) ([0-9]{1,6}(?: [A-Za-z]{1,3})?)[\s.!]*",
    re.IGNORECASE,
)
_LONGEST_ANSWER = 60
_ACKNOWLEDGEMENTS = _words(
    "yes no yeah yep nope sure ok okay thanks thank please sorry hello hi hey what why "
    "wait moment second minute don't dont cant can't not never idea remember forgot help "
    "hold just one of course you it that i good great fine right well sir madam let me "
    "think problem ready"
)


_HINTS = (
    *("pas", "pwd", "kennw", "mot de", "wachtw", "senha", "contrase", "has\u0142o"),
    *("maiden", "secret", "security answer", "first pet", "memorable"),
)
# Words of the questions whose answer is a memory.
_MEMORIES = (
    "security question",
    "first ",
    "name of your",
    "favo",
    "childhood",
    "you born",
    "grew up",
    "grow up",
)


class PasswordDetector:
    """Finds passwords and security answers that words or a question name."""

    name = NAME
    entity_types = ("PASSWORD", "SECURITY_ANSWER")
    patterns = (
        Pattern(
            expression=r"(?:pass[ ]?words?|passwd|pwd|pass[ ]?code|pass[ ]?phrase|pas+wor[ds]"
            r"|contrase.{1,2}a|passwort|kennwort|mot de passe|wachtwoord|senha|salasana"
            r"|has\x{142}o)[^0-9A-Za-z][^\n]",
            max_length=24,
        ),
        Pattern(
            expression=r"(?:maiden name|security answer|secret answer|first pet|secret word"
            r"|memorable word)",
            max_length=20,
        ),
        Pattern(expression=r"\A.{2,60}\z", max_length=60),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        window = (start, min(len(text), end + 110))
        around = text[window[0] : window[1]].lower()
        findings: list[Finding] = []
        if any(hint in around for hint in _HINTS):
            seen.check()
            findings += _named(text, window)
            findings += (
                _finding("SECURITY_ANSWER", match.span(1), score=0.6)
                for match in _OWN_ANSWER.finditer(text, *window)
                if match[1].lower() not in _NO_VALUES
            )
        if seen.before and len(text) <= _LONGEST_ANSWER:
            findings += _answers(seen)
        return findings


def _answers(seen: Input) -> Iterator[Finding]:
    """What a short text answers to a question for a password or for a memory."""
    text, asked = seen.text, _asked(seen)
    if asked == "SECURITY_ANSWER":
        whole = _WHOLE.fullmatch(text)
        if whole and _ACKNOWLEDGEMENTS.isdisjoint(whole[1].lower().split()):
            yield _finding("SECURITY_ANSWER", whole.span(1), score=0.6)
    elif asked == "SECURITY_QUESTION":
        whole = _SAID.fullmatch(text)
        if whole and whole["said"] and whole["value"].istitle() and whole["value"].isalpha():
            yield _finding("SECURITY_ANSWER", whole.span("value"), score=0.6)
    if asked in ("PASSWORD", "SECURITY_QUESTION"):
        whole = _WORD_AND_NUMBER.fullmatch(text)
        if whole and whole[1].lower() not in _NO_VALUES | _ACKNOWLEDGEMENTS | ORDINARY | NOUNS:
            yield _finding(
                "PASSWORD" if asked == "PASSWORD" else "SECURITY_ANSWER",
                (whole.start(1), whole.end(2)),
                score=0.6,
            )
    if asked == "PASSWORD":
        whole = _SAID.fullmatch(text)
        if whole and _STRONG.match(whole["value"]):
            yield _finding("PASSWORD", whole.span("value"), score=0.6)
        elif whole and whole["said"] and _WORD.fullmatch(whole["value"]):
            word = whole["value"].lower()
            if word not in _NO_VALUES and word not in _ACKNOWLEDGEMENTS:
                yield _finding("PASSWORD", whole.span("value"), score=0.6)


def _asked(seen: Input) -> str:
    """What kind of answer the turn before asks for; an empty string for none of these."""
    known: str | None = seen.asked.get(NAME)
    if known is None:
        question, known = seen.before[-200:].lower(), ""
        if any(hint in question for hint in _HINTS + _MEMORIES):
            if _SPECIFIC.search(question):
                known = "SECURITY_ANSWER"
            elif "security question" in question or "secret question" in question:
                known = "SECURITY_QUESTION"
            elif _QUESTION.search(question):
                known = "PASSWORD"
        seen.asked[NAME] = known
    return known


def _named(text: str, window: tuple[int, int]) -> Iterator[Finding]:
    for expression, linked in ((_LINKED, True), (_BARE, False)):
        for match in expression.finditer(text, *window):
            start, end = match.span(1)
            while end > start and text[end - 1] in _CLOSING_MARKS:
                end -= 1
            value = text[start:end]
            word = value.lower()
            if len(value) < 3 or word in _NO_VALUES or value.isdecimal():
                # Digits are the grammar's, which knows where they end.
                continue
            if _STRONG.match(value):
                yield _finding("PASSWORD", (start, end), score=0.7 if linked else 0.6)
            elif _WORD.fullmatch(value):
                number = _NUMBER_AFTER.match(text, end)
                last = number.end() if number else end
                if (linked and number) or (
                    (linked or (number and word not in ORDINARY)) and _CLOSED.match(text, last)
                ):
                    yield _finding("PASSWORD", (start, last), score=0.6)


def _finding(entity_type: str, span: tuple[int, int], *, score: float) -> Finding:
    return Finding(
        entity_type=entity_type,
        start=span[0],
        end=span[1],
        score=score,
        detector=NAME,
        evidence=("context",),
    )
