"""``discreet retention undo``: shows a conversation again before a sweep acts on it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Annotated

import typer

from gateway.cli_instructed import InstructedOptions, on_instruction
from gateway.cli_store import (
    choose_tenant,
    now,
    open_settings,
    show_json,
    takes,
    with_store,
)

BY = "command"


@dataclass(frozen=True, kw_only=True)
class UndoOptions(InstructedOptions):
    """Options of ``retention undo``."""

    conversation: Annotated[str, typer.Argument(help="Its id, the chatbot's own or as listed.")]
    subject: Annotated[
        str | None, typer.Option(help="The person, where several have such an id.")
    ] = None


@takes(UndoOptions)
def undo(options: UndoOptions) -> None:
    """Bring back what is hidden and not yet due; its class counts anew from now."""
    from gateway.proxy.subject import conversation_key, subject_reference
    from gateway.settings import read_master_key
    from gateway.storage.undo_rows import Undo, bring_back
    from gateway.wiring import tenant_keys

    settings = open_settings(options.config)
    tenant = choose_tenant(settings, options.tenant)
    keys = tenant_keys(read_master_key(settings.storage, os.environ), tenant)
    wanted = Undo(
        tenant=tenant,
        conversation_id=conversation_key(keys.chain, options.conversation) or "",
        subject=subject_reference(keys, options.subject) if options.subject else None,
        at=now(),
        actor=BY,
    )
    tag = with_store(
        settings,
        lambda store: store.act(lambda act: bring_back(act, wanted)),
        first=on_instruction(settings, options, command="retention undo"),
    )
    if options.json:
        shown = {"id": wanted.conversation_id, "retention_class": tag.retention_class}
        show_json(shown | {"hide_at": tag.hide_at, "erase_by": tag.erase_by})
        return
    typer.echo(f"{wanted.conversation_id}: shown again until {tag.hide_at:%Y-%m-%d %H:%M} UTC")
