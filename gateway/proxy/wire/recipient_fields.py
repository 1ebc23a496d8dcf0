"""Members of a body whose values depend on the recipient: set once it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gateway.proxy.wire.render import Rendering


class ModelSpot(NamedTuple):
    """A member that names the model.

    Attributes:
        holder: the object.
        key: of the member.
        prefix: stands before the name.
    """

    holder: dict[str, Any]
    key: str
    prefix: str = ""


@dataclass(slots=True, kw_only=True)
class RecipientFields(Rendering):
    """A tree, and where in it stands what the recipient decides.

    Attributes:
        model: the model asked for, or the one set in its place.
        models: where the body names it; the address may name it beside these.
        pseudonym: object and key of the field that takes the person's pseudonym, where
            the caller named a user.
        unless_kept: object and key that say not to keep the exchange, where nothing says
            so and recipients differ in what they do then.
        region: object and key that say where the recipient is to process, where the wire
            has such a switch.
        switched: whether provider switches changed the tree.
    """

    model: str = field(default="", repr=False)
    models: list[ModelSpot] = field(default_factory=list, repr=False)
    pseudonym: tuple[dict[str, Any], str] | None = field(default=None, repr=False)
    unless_kept: tuple[dict[str, Any], str] | None = field(default=None, repr=False)
    region: tuple[dict[str, Any], str] | None = field(default=None, repr=False)
    switched: bool = False
    _decided: list[tuple[dict[str, Any], str, str]] = field(default_factory=list, repr=False)

    def set_model(self, name: str) -> None:
        """Has another model answer than the one asked for: the recipient's own name of it."""
        self.model = name
        for holder, key, prefix in self.models:
            self._set(holder, key, value=prefix + name)

    def set_region(self, name: str) -> None:
        """Has the recipient process there, if the wire has a switch for it."""
        if self.region is not None:
            holder, key = self.region
            self._set(holder, key, value=name)

    def render(self, changes: Mapping[int, str]) -> None:
        """As a tree without such members does; what was set stays, whatever stood there."""
        Rendering.render(self, changes)
        for holder, key, value in self._decided:
            holder[key] = value

    def _set(self, holder: dict[str, Any], key: str, *, value: str) -> None:
        if holder.get(key) != value:
            holder[key] = value
            self.switched = True
        self._decided.append((holder, key, value))
