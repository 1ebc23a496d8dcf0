"""Writing a document: a tree with some of its leaves replaced, as often as needed.

A document is rendered twice, for the store and for the recipient. The tree itself is
written into and set back, so nothing is copied but objects whose keys change.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.model import Segment
from gateway.proxy.wire.json_tree import write

# Stands in the store for what only its bytes could show.
NOT_STORED = "[not stored]"


def as_json(tree: Any) -> str:
    """A tree as JSON text."""
    return write(tree).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A segment and the place in the tree where its text stands.

    Attributes:
        segment: what is examined.
        holder: the object or array that holds the leaf; for a key, its object.
        place: key or index in the holder.
        is_key: whether the leaf is the key itself and not what it names.
    """

    segment: Segment
    holder: Any = field(repr=False)
    place: str | int = field(repr=False)
    is_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """What stands inside a string in a form of its own: JSON, or a file in base64.

    Attributes:
        root: its tree, under the key ``""``.
        holder: the object or array that holds the string.
        place: key or index there.
        source: the string as it came.
        first_slot: of its leaves.
        end_slot: behind the last of them.
        encode: its tree as the string; JSON by default.
    """

    root: dict[str, Any] = field(repr=False)
    holder: Any = field(repr=False)
    place: str | int = field(repr=False)
    source: str = field(repr=False)
    first_slot: int
    end_slot: int
    encode: Callable[[Any], str] = field(default=as_json, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image or sound that the policy lets through.

    Attributes:
        spot: the object or array that holds the string with it, and the key or index.
        data: its bytes.
        media_type: type and subtype.
        write: other bytes as that string.
        redact: text in it is covered before it leaves.
    """

    spot: tuple[Any, str | int] = field(repr=False)
    data: bytes = field(repr=False)
    media_type: str
    write: Callable[[bytes], str] = field(repr=False)
    redact: bool


@dataclass(slots=True, kw_only=True)
class Rendering:
    """A tree whose slots can be replaced.

    Attributes:
        root: the JSON tree; ``render`` writes replacements into it.
        slots: every examined leaf.
        embedded: what stands inside strings; what lies inside another comes before it.
        pictures: images and sound that the policy lets through; none of them is stored.
        unread: holder and place of what only the recipient can read, or has sealed as its
            own; not stored either.
    """

    root: dict[str, Any] = field(repr=False)
    slots: list[Slot] = field(default_factory=list)
    embedded: list[Embedded] = field(default_factory=list, repr=False)
    pictures: list[Picture] = field(default_factory=list)
    unread: list[tuple[Any, str | int]] = field(default_factory=list, repr=False)
    _rendered: dict[int, str] = field(default_factory=dict, repr=False)
    _renamed: dict[int, tuple[dict[str, Any], dict[str, str]]] = field(
        default_factory=dict, repr=False
    )

    def render(self, changes: Mapping[int, str]) -> None:
        """Makes the tree the source with these slots replaced, whatever it was before.

        Args:
            changes: new text by index of the slot.
        """
        for index in self._rendered.keys() - changes.keys():
            slot = self.slots[index]
            if not slot.is_key:
                slot.holder[slot.place] = slot.segment.text
        renamed: dict[int, tuple[dict[str, Any], dict[str, str]]] = {}
        for index, text in changes.items():
            slot = self.slots[index]
            if slot.is_key:
                _, names = renamed.setdefault(id(slot.holder), (slot.holder, {}))
                names[str(slot.place)] = text
            else:
                slot.holder[slot.place] = text
        touched = sorted(changes.keys() | self._rendered.keys())
        changing = sorted(changes)
        for each in self.embedded:
            if not _any_within(touched, each):
                continue
            changed = _any_within(changing, each)
            tree = _with_names(each.root[""], renamed) if renamed else each.root[""]
            each.holder[each.place] = each.encode(tree) if changed else each.source
        self._rendered = dict(changes)
        self._renamed = renamed

    def body(self) -> bytes:
        """The rendered body."""
        return write(self.rendered(self.root))

    def stored(self, parts: Sequence[tuple[Any, str | int]], *, role: str) -> str:
        """A message as rendered, as JSON, without images and sound.

        Args:
            parts: holder and place of each of its parts.
            role: of the message, where its part is no object that says so.
        """
        spots = [*(picture.spot for picture in self.pictures), *self.unread]
        shown = [holder[place] for holder, place in spots]
        for holder, place in spots:
            holder[place] = NOT_STORED
        try:
            trees = [self.rendered(holder[place]) for holder, place in parts]
            if len(trees) == 1 and isinstance(trees[0], dict):
                return as_json(trees[0])
            content = trees[0] if len(trees) == 1 else trees
            return as_json({"role": role, "content": content})
        finally:
            for (holder, place), value in zip(spots, shown, strict=True):
                holder[place] = value

    def rendered(self, tree: Any) -> Any:
        """A part of the tree as rendered."""
        return _with_names(tree, self._renamed) if self._renamed else tree


def _any_within(indexes: Sequence[int], embedded: Embedded) -> bool:
    """Whether one of these slots (ascending) is inside a JSON text."""
    place = bisect_left(indexes, embedded.first_slot)
    return place < len(indexes) and indexes[place] < embedded.end_slot


def _with_names(tree: Any, renamed: Mapping[int, tuple[dict[str, Any], dict[str, str]]]) -> Any:
    """A copy of the tree with keys renamed; objects are told by identity."""
    if isinstance(tree, dict):
        names = renamed.get(id(tree), (tree, {}))[1]
        copied: dict[str, Any] = {}
        numbers: dict[str, int] = {}
        for key, value in tree.items():
            name = key
            if key in names:
                # Two masked values look the same: the second one gets a number.
                name = names[key]
                while name in copied or name in tree:
                    numbers[names[key]] = number = numbers.get(names[key], 1) + 1
                    name = f"{names[key]}_{number}"
            copied[name] = _with_names(value, renamed)
        return copied
    if isinstance(tree, list):
        return [_with_names(value, renamed) for value in tree]
    return tree
