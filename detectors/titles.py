"""Academic titles, which are written as part of a name and name nobody themselves.

"Dr. Rao" is one value, and the same person as "Rao": the canonical form has no title.
Forms of address ("Mrs", "Herr") are not part of a name.
"""

from __future__ import annotations

import re

TITLES = frozenset({"dr", "dra", "drs", "prof", "profa"})

_LEADING = re.compile(r"\A(?:(?:dr|dra|drs|prof|profa)(?:\.\s*|\s+))+(?=\S)", re.IGNORECASE)


def without_title(name: str) -> str:
    """A name without the titles before it; a title alone stays as it is."""
    return _LEADING.sub("", name)
