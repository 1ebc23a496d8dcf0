"""How sure it is that a name means a private person, by the words around it.

Somebody who says who they are, is addressed or has been asked for a name is one; somebody
named with a public role (a president, a singer, who directed a film) mostly is none. A
plain mention stands between the two. The score of a finding ends at the ceiling given
here, so that a policy may set its threshold between them.
"""

from __future__ import annotations

from collections.abc import Sequence

PRIVATE, MENTIONED, PUBLIC = 0.85, 0.75, 0.6

# Words before and behind a name that are looked at.
REACH = 4

# Words before a name that say whose it is; titles of address among them.
_PRIVATE_WORDS = (
    "name names named i'm im am myself my mr mrs ms miss mister madam sir dear hi"
    " hello hey regards thanks sincerely yours signed attn wife husband son daughter mother"
    " father mom dad brother sister friend colleague boss neighbour neighbor patient customer"
    " passenger guest tenant client contact recipient holder caller speaking herr frau heiße"
    " heisse nombre llamo señor señora sr sra don doña nom appelle m'appelle madame monsieur"
    " mme naam heet meneer mevrouw nome chiamo signor signora chamo senhor senhora nimi nimeni"
    " olen nimeltäni herra rouva nimi härra proua imię nazwisko nazywam pan pani pana panu"
)
_PRIVATE = frozenset(_PRIVATE_WORDS.split())
# Words around a name that make it a public figure's.
_PUBLIC_WORDS = (
    "president senator governor minister chancellor king queen prince princess pope emperor"
    " actor actress singer rapper band album song film movie starring directed director"
    " author novelist poet composer painter philosopher scientist biography wikipedia celebrity"
    " footballer striker goalkeeper olympic champion election republican democrat parliament"
    " presidente präsident bundeskanzler kanzler président ministre roi reine schauspieler"
    " sänger acteur actrice cantante actor película pelicula regista prezydent premier"
)
_PUBLIC = frozenset(_PUBLIC_WORDS.split())


def standing(words: Sequence[str], span: tuple[int, int], *, asked: bool) -> tuple[float, str]:
    """The ceiling of the score of a name, and the evidence for it.

    Args:
        words: the tokens of the text.
        span: those of the name.
        asked: whether the turn before asks for a name.

    Returns:
        ``PRIVATE`` with ``private``, ``PUBLIC`` with ``public_role``, or ``MENTIONED``
        with ``mentioned``.
    """
    first, last = span
    ahead = {word.lower() for word in words[max(0, first - REACH) : first]}
    if asked or not ahead.isdisjoint(_PRIVATE):
        return PRIVATE, "private"
    behind = {word.lower() for word in words[last : last + REACH]}
    if not ahead.isdisjoint(_PUBLIC) or not behind.isdisjoint(_PUBLIC):
        return PUBLIC, "public_role"
    return MENTIONED, "mentioned"
