"""Rules for the messages of a conversation, in whatever form a wire has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.errors import InvalidRequest
from gateway.proxy.wire.base import Document, Group, Message, wrong_type
from gateway.proxy.wire.rules import Row, Rule, Spot
from gateway.proxy.wire.shapes import MAX_ITEMS

_LONGEST_BEFORE = 800


def begin(document: Document, role: str) -> Message:
    """The message that is read from here on."""
    message = Message(role=role, first_slot=len(document.slots))
    document.turn = message
    document.role = role
    document.before = document.said_before or None
    return message


def end(document: Document) -> None:
    """Ends the message that was being read."""
    message = document.turn
    assert message is not None
    if len(message.contents) > 1:
        document.groups.append(Group(slots=tuple(message.contents), joiner=""))
    document.messages.append(message)
    text = message.texts[0]
    if message.role == "assistant" and text:
        document.said_before = text
    elif message.role == "user":
        document.said_before = f"{document.said_before}\n{text}".strip()[-_LONGEST_BEFORE:]
    document.turn = None
    document.role = ""
    document.before = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """A list of messages.

    Attributes:
        rules: of a message, by its role as the wire spells it; with a single rule under
            ``""`` for all roles.
        role_of: the role of a message as the rest of the gateway calls it, or None.
        roles: what the wire's role member may be.
        joins: whether a message continues the one before (both roles are the same).
        tag: the member that holds the role; None where it has none.
    """

    rules: Mapping[str, Rule]
    role_of: Callable[[Mapping[str, Any]], str | None]
    roles: tuple[str, ...]
    joins: bool = False
    tag: str | None = "role"

    def read(self, document: Document, spot: Spot) -> None:
        """Reads the messages in order."""
        value = spot.value
        if not isinstance(value, list) or not value:
            raise wrong_type(spot.pointer, "a list with at least one message")
        if len(value) > MAX_ITEMS:
            raise InvalidRequest(
                f"There are more than {MAX_ITEMS} messages.", code="too_many_messages", status=413
            )
        for index, item in enumerate(value):
            at = spot.below(index)
            if not isinstance(item, dict):
                raise wrong_type(at.pointer, "an object")
            role = self.role_of(item)
            if role is None:
                raise wrong_type(f"{at.pointer}/{self.tag or 'role'}", "one of the roles")
            turn = document.turn
            if turn is None or not (self.joins and turn.role == role == "assistant"):
                if turn is not None:
                    end(document)
                turn = begin(document, role)
            turn.parts.append((value, index))
            self._rule(item.get(self.tag) if self.tag is not None else "").read(document, at)
        end(document)

    def _rule(self, word: Any) -> Rule:
        rule = self.rules.get(word) if type(word) is str else None
        return self.rules[""] if rule is None else rule

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of a message."""
        if self.tag is not None:
            yield Row(f"{pointer}/*/{self.tag}", "structural", " | ".join(self.roles))
        for role, rule in self.rules.items():
            yield from rule.rows(f"{pointer}/*[{self.tag}={role}]" if role else f"{pointer}/*")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """A conversation with every message in every role; one for each that is refused."""
        found = [
            {**each, **({self.tag: role} if self.tag is not None else {})}
            for role in (self.roles if self.tag is not None else ("",))
            for each in self._rule(role).examples(refused=refused)
        ]
        if refused:
            for each in found:
                yield [each]
        else:
            yield found


@dataclass(frozen=True, slots=True)
class Turn:
    """One value that is a message of its own: a system prompt, a prompt."""

    role: str
    rule: Rule

    def read(self, document: Document, spot: Spot) -> None:
        """Reads it as a message."""
        begin(document, self.role).parts.append((spot.holder, spot.place))
        self.rule.read(document, spot)
        end(document)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of the value."""
        return self.rule.rows(pointer)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """Those of the value."""
        return self.rule.examples(refused=refused)
