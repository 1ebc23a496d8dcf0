"""An answer's way to the user: lanes, names and tool arguments of one request.

One object holds what every lane of an answer shares, so that a stream and a whole
answer go through the same code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detectors.deidentify import Ledger
from detectors.types import Finding
from gateway.errors import InvalidRequest, UpstreamFailed
from gateway.model import Kind
from gateway.proxy.leaves import Place, Reading, counts, reading
from gateway.proxy.naming_keys import below
from gateway.proxy.restore import json_decoded
from gateway.proxy.seals import Seals
from gateway.proxy.stream import Examiner, Lane, LanePlan, Operate
from gateway.proxy.surrogate_text import find_surrogates, restore_argument
from gateway.proxy.wire.json_tree import Number, read, write

MOST_LANES = 4_096


@dataclass(slots=True, kw_only=True)
class TowardUser:
    """Makes lanes and restores names and arguments, counting as it goes.

    Attributes:
        ledger: of this request.
        plan: what the policy acts on toward the user.
        examine: finds what is new in a stretch of an answer.
        operate: applies the policy's action toward the user.
        restore_arguments: tools whose arguments may receive restored values.
        names: what stands for each name that was rewritten, and the name.
        json_text: content lanes carry JSON.
        max_depth: nesting limit of JSON in arguments.
        seals: of the tenant.
        recipient: id of the one that answers.
    """

    ledger: Ledger
    plan: LanePlan
    examine: Examiner
    operate: Operate
    restore_arguments: frozenset[str]
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    json_text: bool = False
    max_depth: int = 100
    seals: Seals | None = None
    recipient: str = ""
    lanes: list[Lane] = field(default_factory=list)
    _put_back: int = 0
    _acted_on: Counter[str] = field(default_factory=Counter)
    _nothing: Ledger = field(default_factory=lambda: Ledger(b""))

    def lane(self, *, json_text: bool | None = None, restore: bool = True) -> Lane:
        """A new lane that acts on new findings, and restores unless told otherwise.

        Raises:
            UpstreamFailed: the answer has more texts than any answer has.
        """
        if len(self.lanes) >= MOST_LANES:
            raise UpstreamFailed("The recipient's answer cannot be read.", code="upstream_error")
        lane = self._lane(
            json_text=self.json_text if json_text is None else json_text, restore=restore
        )
        self.lanes.append(lane)
        return lane

    def _lane(self, *, json_text: bool, restore: bool) -> Lane:
        return Lane(
            self.ledger if restore else self._nothing,
            self.plan,
            examine=self.examine,
            operate=self.operate,
            json_text=json_text,
        )

    def text(self, text: str, *, restore: bool = True) -> str:
        """A whole text that is no lane of an answer; nothing of it is kept."""
        lane = self._lane(json_text=False, restore=restore)
        shown = whole(lane, text)
        self._put_back += lane.restored
        self._acted_on.update(lane.masked)
        return shown

    @property
    def restored(self) -> int:
        """How many surrogates were restored so far."""
        return self._put_back + sum(lane.restored for lane in self.lanes)

    @property
    def masked(self) -> Counter[str]:
        """New findings acted on toward the user so far, by type."""
        total = self._acted_on.copy()
        for lane in self.lanes:
            total.update(lane.masked)
        return total

    def name(self, text: str) -> str:
        """A tool's name or an id as the chatbot knows it, if this request rewrote it.

        A name that the model made up out of surrogates is none of the chatbot's tools:
        restoring it could carry a value into an address. It is examined as a word is.
        """
        known = self.names.get(text)
        if known is None:
            return self.word(text)
        self._put_back += 1
        return known

    def word(self, text: str) -> str:
        """A word of the recipient's own, such as an id: examined as one, never restored."""
        return self._leaf(text, named=False, read=Reading.FIXED)

    def arguments(self, tool: str, text: str) -> str:
        """Tool arguments, leaf by leaf; restored only for tools that the policy names.

        Args:
            tool: the tool's name as the chatbot knows it.
            text: JSON as the model wrote it; what is not JSON is never restored, and loses
                its escapes where what they hide is acted on.
        """
        named = tool in self.restore_arguments
        try:
            tree = read(text, max_depth=self.max_depth)
        except InvalidRequest:
            shown = self._leaf(text, named=False)
            # Laxer readers than ours may read it, and decode its escapes.
            decoded = json_decoded(text)
            decoded = decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            if decoded != text and (said := self._leaf(decoded, named=False)) != decoded:
                return said
            return shown
        changed = self._tree(tree, named=named)
        return text if changed == tree else write(changed).decode()

    def argument_tree(self, tool: str, tree: Any) -> Any:
        """The same for arguments that a wire gives as a tree and not as text."""
        return self._tree(tree, named=tool in self.restore_arguments)

    def seal(self, opaque: str, *, over: str = "") -> str:
        """A string that only the recipient can read, sealed; see gateway/proxy/seals.py.

        Args:
            opaque: as the recipient sent it.
            over: the text that it belongs to, as the user gets it.
        """
        if self.seals is None or not opaque:
            return opaque
        return self.seals.close(opaque, over=over, recipient=self.recipient)

    def _tree(self, tree: Any, *, named: bool, keys: tuple[str, ...] = ()) -> Any:
        if isinstance(tree, Number):
            read = reading(str(tree), Kind.NUMBER, place=Place.DATA, keys=keys)
            shown = self._leaf(str(tree), named=False, read=read)
            return tree if shown == tree else shown
        if isinstance(tree, str):
            read = reading(tree, Kind.TEXT, place=Place.DATA, keys=keys)
            return self._leaf(tree, named=named, read=read)
        if isinstance(tree, dict):
            fields: dict[str, Any] = {}
            for key, value in tree.items():
                read = reading(key, Kind.KEY, place=Place.DATA)
                free = name = self._leaf(key, named=named, read=read)
                number = 1
                while free in fields:  # one value in two forms: no argument may be lost
                    number += 1
                    free = f"{name}_{number}"
                below_key = below(keys, key, holder=tree)
                fields[free] = self._tree(value, named=named, keys=below_key)
            return fields
        if isinstance(tree, list):
            return [self._tree(value, named=named, keys=keys) for value in tree]
        return tree

    def _leaf(self, text: str, *, named: bool, read: Reading = Reading.TALK) -> str:
        def examine(stretch: str) -> tuple[Finding, ...]:
            return tuple(each for each in self.examine(stretch) if counts(each, read))

        shown = text
        if not self.plan.skips(text):
            lane = Lane(self._nothing, self.plan, examine=examine, operate=self.operate)
            shown = whole(lane, text)
            self._acted_on.update(lane.masked)
        if not named:
            return shown
        self._put_back += len(find_surrogates(shown, self.ledger))
        return restore_argument(shown, self.ledger)


def whole(lane: Lane, text: str) -> str:
    """A whole text through a lane of its own: what a stream of it would give, joined."""
    return lane.feed(text) + lane.flush()
