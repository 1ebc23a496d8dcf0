"""The look-ups of one batch: consent, person, conversation and tags for each caller.

Of a person with a restriction no conversation is found.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from gateway.storage.batch import owner_of
from gateway.storage.driver import Statements
from gateway.storage.facts import holder_of, is_restricted, read_tagged_facts
from gateway.storage.integration_rows import switches
from gateway.storage.keys import KeyFile
from gateway.storage.people_rows import read_codes
from gateway.storage.ports import (
    Conversation,
    DataKey,
    Known,
    KnownState,
    LookUp,
)
from gateway.storage.rows import HELD_BY_NAME, Held, held_query
from gateway.storage.schema import to_micros
from gateway.storage.source_tags import is_tagging, keep_tags, read_tags, tagged_people
from gateway.storage.statements import Row, fetch
from gateway.storage.states import HeldState, read_states

_BY_ID = held_query("SELECT {columns} FROM conversation AS c WHERE c.id IN (VALUES {rows})")
# The newest conversation that holds an answer at this point of the person's history.
# The role stands in the text, as the partial index demands.
_ANSWERED = (
    "WITH w (n, owner, chain, now) AS (VALUES {rows}) SELECT w.n, ("
    "SELECT m.conversation FROM message AS m JOIN conversation AS c ON c.id = m.conversation"
    " WHERE m.owner = w.owner AND m.chain = w.chain AND m.role = 'assistant'"
    " AND c.retired = 0 AND c.hide_at > w.now"
    " ORDER BY m.conversation DESC LIMIT 1) FROM w"
)
_STORED = (
    "WITH w (conversation, chain) AS (VALUES {rows}) SELECT w.conversation, w.chain"
    " FROM w WHERE EXISTS (SELECT 1 FROM message AS m"
    " WHERE m.conversation = w.conversation AND m.chain = w.chain)"
)


def look_up_all(wanted: Sequence[LookUp], *, driver: Statements, keys: KeyFile) -> list[Known]:
    """Answers look-ups, in order.

    Args:
        wanted: what callers ask.
        driver: inside a transaction, which holds the write lock where a look-up is tagging.
        keys: the open key store.

    Raises:
        StorageFailed: a data key does not unwrap.
    """
    facts, tagged = read_tagged_facts(driver, wanted)
    of_each = [facts[holder_of(each)] for each in wanted]
    if any(map(is_tagging, wanted)):
        keep_tags(driver, [(each, of_each[n].person) for n, each in enumerate(wanted)])
        tagged = tagged_people(driver, wanted)
    tags = read_tags(driver, wanted, holders=tagged)
    free = {n for n, each in enumerate(of_each) if not is_restricted(each.person)}
    states = _states(driver, wanted, free=free)
    found = {n: held for n, (held, _) in states.items()}
    found.update(_named(driver, wanted, free=free))
    found.update(_answered(driver, wanted, free=free))
    data_keys = keys.find([held.dek_id for held in found.values()])
    stored = _stored(driver, wanted, found=found)
    on = switches(driver, [each for each in wanted if each.switched])
    answers = []
    for n, each in enumerate(wanted):
        held = found.get(n)
        conversation = state = None
        if held is not None and held.dek_id in data_keys:
            key = data_keys[held.dek_id]
            conversation = Conversation(
                conversation_id=held.conversation_id,
                data_key=DataKey(dek_id=held.dek_id, key=key),
                common=0 if n in states else _common(held, each.chains, stored=stored),
                sources=read_codes(held.sources),
            )
            if n in states:
                values = states[n][1].values(held.name, key=key)
                state = KnownState(conversation=conversation, values=values)
        answers.append(
            Known(
                consent=of_each[n].consent,
                conversation=conversation,
                state=state,
                person=of_each[n].person,
                sources=tags[n],
                switch=on.get((each.tenant, each.recipient), 0) if each.switched else 0,
            )
        )
    return answers


def _states(
    driver: Statements, wanted: Sequence[LookUp], *, free: Container[int]
) -> dict[int, tuple[Held, HeldState]]:
    """The states asked for that the caller may go on from, with their conversations."""
    names = {
        n: (each.tenant, each.state)
        for n, each in enumerate(wanted)
        if each.state is not None and n in free
    }
    held = read_states(driver, list(names.values()))
    return {
        n: held[name]
        for n, name in names.items()
        if name in held and _may_follow(wanted[n], held[name])
    }


def _may_follow(wanted: LookUp, found: tuple[Held, HeldState]) -> bool:
    held, state = found
    return (
        (held.tenant, held.subject) == (wanted.tenant, wanted.subject)
        and state.recipient == wanted.recipient
        and wanted.conversation_id in (None, held.conversation_id)
        and not held.retired
        and min(held.hide_at, state.hide_at) > to_micros(wanted.now)
    )


def _named(
    driver: Statements, wanted: Sequence[LookUp], *, free: Container[int]
) -> dict[int, Held]:
    names = {
        n: (each.tenant, each.subject, each.conversation_id)
        for n, each in enumerate(wanted)
        if each.conversation_id is not None and each.state is None and n in free
    }
    rows = fetch(driver, HELD_BY_NAME, rows=list(names.values()))
    held = {each.name: each for each in map(Held.read, rows)}
    return {
        n: held[name]
        for n, name in names.items()
        if name in held and held[name].hide_at > to_micros(wanted[n].now)
    }


def _answered(
    driver: Statements, wanted: Sequence[LookUp], *, free: Container[int]
) -> dict[int, Held]:
    places: list[tuple[int, int]] = []
    rows: list[Row] = []
    for n, each in enumerate(wanted):
        unnamed = each.conversation_id is None and each.state is None
        if unnamed and each.chains and n in free:
            owner, now = owner_of(each.tenant, each.subject), to_micros(each.now)
            for depth, chain in enumerate(each.chains):
                rows.append((len(rows), owner, chain, now))
                places.append((n, depth))
    deepest: dict[int, tuple[int, int]] = {}
    for place, row_id in fetch(driver, _ANSWERED, rows=rows):
        if row_id is not None:
            n, depth = places[place]
            deepest[n] = max(deepest.get(n, (-1, -1)), (depth, row_id))
    row_ids = [(row_id,) for _, row_id in deepest.values()]
    held = {each.row_id: each for each in map(Held.read, fetch(driver, _BY_ID, rows=row_ids))}
    found = {n: held[row_id] for n, (_, row_id) in deepest.items()}
    return {
        n: each
        for n, each in found.items()
        if (each.tenant, each.subject) == (wanted[n].tenant, wanted[n].subject)
    }


def _stored(driver: Statements, wanted: Sequence[LookUp], *, found: Mapping[int, Held]) -> set[Row]:
    rows = [(held.row_id, chain) for n, held in found.items() for chain in wanted[n].chains]
    return set(fetch(driver, _STORED, rows=rows))


def _common(held: Held, chains: Sequence[str], *, stored: Container[Row]) -> int:
    """The number of leading messages that are stored: the longest prefix's."""
    for length in range(len(chains), 0, -1):
        if (held.row_id, chains[length - 1]) in stored:
            return length
    return 0
