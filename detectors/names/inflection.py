"""Names and towns in the forms that Polish, Finnish and Estonian sentences give them.

For training sentences: a template says which case a slot stands in, and the name drawn for
it is bent by rules for the common patterns. A name that no rule knows stays as it is or
takes the plainest ending; a wrong form is one that people write, too.

>>> inflect("Anna Nowak", "pl", case="ins")
'Anną Nowak'
>>> inflect("Matti Virtanen", "fi", case="all")
'Matti Virtaselle'
>>> inflect("Jaan Tamm", "et", case="kom")
'Jaan Tammega'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from detectors.names import inflection_estonian, inflection_finnish, inflection_polish

CASES: Final[Mapping[str, tuple[str, ...]]] = {
    "pl": inflection_polish.CASES,
    "fi": inflection_finnish.CASES,
    "et": inflection_estonian.CASES,
}
_DECLINE: Final[Mapping[str, Callable[[str, str], str]]] = {
    "pl": inflection_polish.decline,
    "fi": inflection_finnish.decline,
    "et": inflection_estonian.decline,
}


def inflect(name: str, language: str, *, case: str) -> str:
    """A name in a grammatical case.

    Args:
        name: The whole name in the nominative: one word or several. Which words of it bend,
            and as a man's or a woman's, hangs on the others.
        language: A key of `CASES`.
        case: One of the language's `CASES`, such as "gen".

    Raises:
        ValueError: The language or its case is unknown.
    """
    if case not in CASES.get(language, ()):
        raise ValueError("unknown language or case")
    return _DECLINE[language](name, case)
