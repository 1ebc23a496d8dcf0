"""The letters of a bent word written as the word itself was written."""

from __future__ import annotations


def cased_like(word: str, form: str) -> str:
    """A form in lower case, in the word's own letters as far as both agree.

    >>> cased_like("Marek", "markiem")
    'Markiem'
    >>> cased_like("MAREK", "markiem")
    'MARKIEM'
    """
    if form == word.lower():
        return word
    shared = 0
    while shared < min(len(word), len(form)) and word[shared].lower() == form[shared]:
        shared += 1
    ending = form[shared:]
    return word[:shared] + (ending.upper() if len(word) > 1 and word.isupper() else ending)
