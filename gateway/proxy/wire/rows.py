"""Which messages of a conversation are read as one text.

Messages of one role in a row always are. A value can also be given in two turns with an
answer between them ("my card is 4111 1111" - "and the rest?" - "1111 1111"), with other
words around its parts; so the messages of a person that hold numbers are read together in
pairs, threes and fours as well, from the first number to the last one.
"""

from __future__ import annotations

import re
from itertools import groupby, islice

from gateway.proxy.wire.base import Document, Group, Message

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d\d")
_LETTERS = re.compile(r"[^\W\d_]+")
# So many messages of a person may hold the parts of one value.
MOST_PARTS = 4
# No identifier that is told by itself has fewer digits.
FEWEST_DIGITS = 7
# Words that a part between two others may have ("then 1111").
MOST_WORDS = 2
# So many of their messages may lie between its first and its last part, these included:
# "hold on a second" ends no number.
MOST_TURNS = 6


def group_rows(document: Document) -> None:
    """Adds the groups of a document whose messages are all read."""
    rows = [
        [message for message in row if message.contents]
        for _, row in groupby(document.messages, key=lambda message: message.role)
    ]
    for row in rows:
        if len(row) > 1:
            slots = tuple(slot for message in row for slot in message.contents)
            document.groups += (Group(slots=slots, joiner=joiner) for joiner in ("\n", ""))
    theirs = [message for row in rows for message in row if message.role == "user"]
    numbered = [turn for turn, message in enumerate(theirs) if _has_number(document, message)]
    for last in range(1, len(numbered)):
        for first in range(last - 1, max(-1, last - MOST_PARTS), -1):
            if numbered[last] - numbered[first] >= MOST_TURNS:
                break
            parts = [theirs[turn] for turn in numbered[first : last + 1]]
            if not all(_is_bare(document, part) for part in parts[1:-1]):
                break
            if sum(_digits(document, part) for part in parts) < FEWEST_DIGITS:
                continue
            slots = tuple(slot for each in parts for slot in each.contents)
            document.groups.append(Group(slots=slots, joiner=" ", at_numbers=True))


def _digits(document: Document, message: Message) -> int:
    return sum(len(_DIGIT.findall(document.slots[slot].segment.text)) for slot in message.contents)


def _is_bare(document: Document, message: Message) -> bool:
    """Whether a message says little but a number: only such a one is a middle part."""
    texts = (document.slots[slot].segment.text for slot in message.contents)
    words = (word for text in texts for word in _LETTERS.finditer(text))
    return len(tuple(islice(words, MOST_WORDS + 1))) <= MOST_WORDS


def _has_number(document: Document, message: Message) -> bool:
    return any(_NUMBER.search(document.slots[slot].segment.text) for slot in message.contents)
