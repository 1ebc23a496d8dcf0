"""Whether a log is what its checkpoints say: every trust decision, and no I/O.

The rows are fed in order; the tree is computed anew from the bodies alone. What was kept
beside them (leaves, tiles, checkpoints) is compared with that:

1. every entry stands at its place, has the form of an entry, names its own place, and its
   leaf is its hash;
2. the tiles are those of the tree, no fewer and no more;
3. every checkpoint that is known, here or elsewhere, is signed with the log's key, is not
   larger than the log, and its root is the tree's at its size;
4. the checkpoints that are kept in the log's own database are those that the key store
   counted.

A checkpoint that an entry of re-anchoring departs from need not fit, nor those that stand
before it in the same place and lie behind the point that was gone back to. Such an entry
is signed: only the holder of the log's key can depart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from gateway.audit.entry import Act, read_body
from gateway.audit.merkle import HASH_BYTES, CompactRange, leaf_hash, root_of
from gateway.audit.note import Checkpoint, NoteError, SigningKey, VerifyingKey, read_checkpoint

TILE = 256
HEAD = "key store"
OWN = "log"
# So many are told; the first is what matters.
MOST_PROBLEMS = 20


class Flaw(StrEnum):
    """What can be wrong."""

    PLACE = "entry_out_of_place"
    FORM = "entry_not_of_its_form"
    LEAF = "entry_changed"
    ANCHOR = "reanchor_not_signed"
    UNREADABLE = "rows_unreadable"
    TILE = "tile_wrong"
    NOTE = "checkpoint_not_signed"
    SIZE = "checkpoint_out_of_place"
    CUT = "log_shorter_than_checkpoint"
    ROOT = "log_not_as_at_checkpoint"
    DROPPED = "checkpoints_missing"
    CERTIFICATE = "certificate_changed"


_OF_ENTRIES = (Flaw.PLACE, Flaw.FORM, Flaw.LEAF, Flaw.ANCHOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is wrong.

    Attributes:
        flaw: what.
        place: of the entry: its number; of a tile: level and number; of a checkpoint: its
            size. Empty where there is none.
        where: ``log``, ``key store``, or the name of a second place.
        entries: the first bad entry is one of these, the end left out; None where that
            cannot be told.
    """

    flaw: Flaw
    place: str = ""
    where: str = OWN
    entries: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Checkpoints that one place keeps, in the order in which they came there.

    Attributes:
        where: the place's name.
        notes: as they were signed.
        sizes: under which the log's own database keeps them, in the same order, or None.
    """

    where: str
    notes: Sequence[object]
    sizes: Sequence[Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What the key store remembers of the checkpoints in the log's own database."""

    count: int
    chain: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What verifying came to: nothing is wrong if there are no problems.

    Attributes:
        size, root: of the log.
        checkpoints: how many were compared.
        departures: seq of each entry of re-anchoring, and size and root that it left.
    """

    size: int
    root: bytes
    checkpoints: int
    departures: tuple[tuple[int, int, str], ...]
    problems: tuple[Problem, ...]

    @property
    def first_bad(self) -> int | None:
        """The first entry that may be bad, or None where none is.

        The entries themselves tell it exactly, tiles within 256, checkpoints within those
        that came since one that fits.
        """
        spans = [(each.flaw, each.entries) for each in self.problems if each.entries]
        exact = [span[0] for flaw, span in spans if flaw in _OF_ENTRIES]
        tiles = [span[0] for flaw, span in spans if flaw is Flaw.TILE]
        if exact or tiles:
            return min(exact or tiles)
        nearest = min((span[1] for _, span in spans), default=None)
        return max((span[0] for _, span in spans if span[1] == nearest), default=None)


class Verifier:
    """Verifies one log; feed all entries in order, then the tiles, then finish."""

    def __init__(self, keys: Sequence[VerifyingKey], *, kept: Iterable[Kept] = ()) -> None:
        """Starts with an empty log.

        Args:
            keys: the log's; more than one where the master key was changed.
            kept: all checkpoints that are known.
        """
        self._keys = keys
        self._tree = CompactRange()
        self._problems: list[Problem] = []
        self._hashes: list[bytes] = []
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._departures: list[tuple[int, int, str]] = []
        self._places = [(each, [self._read(each, note) for note in each.notes]) for each in kept]
        sizes = {0, *(each.size for _, found in self._places for each in found if each)}
        self._roots: dict[int, bytes | None] = dict.fromkeys(sizes)
        self._roots[0] = self._tree.root()

    @property
    def size(self) -> int:
        """Entries so far."""
        return self._tree.size

    def feed(self, seq: object, body: object, *, leaf: object) -> None:
        """Takes the next row."""
        at = self._tree.size
        if seq != at or type(seq) is not int:
            self._note(Flaw.PLACE, str(at), entries=(at, at + 1))
        data = body if isinstance(body, bytes) else b""
        computed = leaf_hash(data)
        if leaf != computed:
            self._note(Flaw.LEAF, str(at), entries=(at, at + 1))
        self._look_at(data, at)
        self._add(computed)

    def tile(self, level: object, number: object, *, root: object) -> None:
        """Takes a tile, in any order."""
        expected = None
        if type(level) is int and type(number) is int:
            expected = self._tiles.pop((level, number), None)
        if expected is None or root != expected:
            self._note(Flaw.TILE, f"{level}/{number}", entries=_covered(level, number))

    def unreadable(self, place: str) -> None:
        """Rows could not be read at all."""
        self._note(Flaw.UNREADABLE, place)

    def certificate(self, certificate_id: str) -> None:
        """Says that a certificate is not what the log says of it."""
        self._note(Flaw.CERTIFICATE, certificate_id)

    def finish(self, counted: Counted | None = None) -> Verdict:
        """Compares all that is known with the tree.

        Args:
            counted: what the key store remembers, or None where it remembers nothing.
        """
        for level, number in sorted(self._tiles):
            self._note(Flaw.TILE, f"{level}/{number}", entries=_covered(level, number))
        for kept, found in self._places:
            self._compare(kept, found)
        own = next((kept.notes for kept, _ in self._places if kept.where == OWN), ())
        if counted is not None and chain_of(own[: counted.count]) != counted:
            self._note(Flaw.DROPPED)
        return Verdict(
            size=self.size,
            root=self._tree.root(),
            checkpoints=sum(len(found) for _, found in self._places),
            departures=tuple(self._departures),
            problems=tuple(self._problems),
        )

    def _look_at(self, body: bytes, at: int) -> None:
        try:
            fields = read_body(body)
        except ValueError:
            self._note(Flaw.FORM, str(at), entries=(at, at + 1))
            return
        if fields["seq"] != at:
            self._note(Flaw.PLACE, str(at), entries=(at, at + 1))
        if fields["act"] == Act.REANCHORED:
            left = departure(fields["facts"], at, keys=self._keys)
            if left is None:
                self._note(Flaw.ANCHOR, str(at), entries=(at, at + 1))
            else:
                self._departures.append((at, *left))

    def _add(self, leaf: bytes) -> None:
        self._tree.append(leaf)
        if self._tree.size in self._roots:
            self._roots[self._tree.size] = self._tree.root()
        self._hashes.append(leaf)
        if len(self._hashes) == TILE:
            self._add_tile(1, self._tree.size // TILE - 1, root=root_of(self._hashes))
            self._hashes = []

    def _add_tile(self, level: int, number: int, *, root: bytes) -> None:
        self._tiles[level, number] = root
        if number % TILE == TILE - 1:
            row = [self._tiles[level, each] for each in range(number + 1 - TILE, number + 1)]
            self._add_tile(level + 1, number // TILE, root=root_of(row))

    def _read(self, kept: Kept, note: object) -> Checkpoint | None:
        try:
            return read_checkpoint(note if isinstance(note, bytes) else b"", *self._keys)
        except NoteError:
            self._note(Flaw.NOTE, where=kept.where)
            return None

    def _compare(self, kept: Kept, found: Sequence[Checkpoint | None]) -> None:
        if kept.sizes is not None:
            for size, each in zip(kept.sizes, found, strict=True):
                if each is not None and (size != each.size or type(size) is not int):
                    self._note(Flaw.SIZE, str(each.size), where=kept.where)
        excused = self._excused(found)
        good = 0
        for place, each in enumerate(found):
            if each is None:
                continue
            if self._roots.get(each.size) == each.root:
                good = max(good, each.size)
            elif not any(place <= last and back < each.size for last, back in excused):
                cut = each.size > self.size
                self._note(
                    Flaw.CUT if cut else Flaw.ROOT,
                    str(each.size),
                    where=kept.where,
                    entries=(self.size if cut else good, each.size),
                )

    def _excused(self, found: Sequence[Checkpoint | None]) -> list[tuple[int, int]]:
        """Places up to which checkpoints need not fit, each with the size gone back to."""
        left = {(size, root): seq for seq, size, root in self._departures}
        return [
            (place, left[each.size, each.root.hex()])
            for place, each in enumerate(found)
            if each is not None and (each.size, each.root.hex()) in left
        ]

    def _note(
        self,
        flaw: Flaw,
        place: str = "",
        *,
        where: str = OWN,
        entries: tuple[int, int] | None = None,
    ) -> None:
        if len(self._problems) < MOST_PROBLEMS:
            self._problems.append(Problem(flaw=flaw, place=place, where=where, entries=entries))


def chain_of(notes: Sequence[object], *, after: Counted | None = None) -> Counted:
    """How the key store counts checkpoints: their number and a hash over all, in order."""
    count, chain = (after.count, after.chain) if after else (0, bytes(HASH_BYTES))
    for note in notes:
        chain = sha256(chain + (note if isinstance(note, bytes) else b"")).digest()
        count += 1
    return Counted(count=count, chain=chain)


def departure_facts(key: SigningKey, left: Checkpoint, *, seq: int) -> dict[str, str | int]:
    """The facts of an entry, to stand at ``seq``, that departs from a checkpoint."""
    proof = key.sign(_departing(left.size, left.root.hex(), seq=seq))
    return {"size": left.size, "root": left.root.hex(), "proof": proof.hex()}


def departure(
    facts: Mapping[str, Any], seq: int, *, keys: Iterable[VerifyingKey]
) -> tuple[int, str] | None:
    """Size and root that an entry departs from, or None if the log's key did not sign it."""
    size, root, proof = facts.get("size"), facts.get("root"), facts.get("proof")
    if not isinstance(size, int) or not isinstance(root, str) or not isinstance(proof, str):
        return None
    try:
        signature = bytes.fromhex(proof)
    except ValueError:
        return None
    message = _departing(size, root, seq=seq)
    return (size, root) if any(key.verify(message, signature) for key in keys) else None


def _departing(size: int, root: str, *, seq: int) -> bytes:
    return f"discreet audit reanchor 1\n{seq}\n{size}\n{root}\n".encode()


def _covered(level: object, number: object) -> tuple[int, int] | None:
    if type(level) is int and type(number) is int and 0 < level < 8 and number >= 0:
        return number * TILE**level, (number + 1) * TILE**level
    return None
