# ruff: noqa: S608 - the names in these statements are those of our own tables
"""Walls inside PostgreSQL: each transaction sees the rows of the tenants that it names.

Every table with a tenant has row-level security, for its owner too (FORCE), on the setting
``discreet.tenants`` of the transaction: none set, none seen and none written. A table
whose rows belong to rows of another one (messages to conversations) is as visible as those.
The gateway's own role owns nothing, passes no wall, and may change no row of a table that
is only ever added to. All of this is checked whenever a database is opened.

The walls come down for the owner's migrations, in whose transaction they are raised again:
a migration that sees no row would change none, and say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import MetaData, Table, inspect, text
from sqlalchemy.engine import Connection

from gateway.errors import StorageFailed
from gateway.storage import key_rewrite

SETTING = "discreet.tenants"
# Between the tenants in the setting; none may hold it.
SEPARATOR = "\x1f"
# Numbers new conversations: who sees some tenants' rows does not see the largest id.
ROW_IDS = "conversation_row_id"
POLICY = "discreet_tenants"
_NUMBERED = "conversation"
# Rows of these say what happened: they are added, and some go at their time.
_NEVER_CHANGED = frozenset(
    {
        *("consent_event", "subject_event", "disclosure", "outcome", "refusal", "shown_notice"),
        *("rights_event", "audit_entry", "audit_tile", "audit_checkpoint", "alembic_version"),
        *("ledger_meta", "ledger_run", "ledger_entry"),
    }
)
_NEVER_DELETED = frozenset(
    {
        *("audit_entry", "audit_tile", "audit_checkpoint", "meta", "key_meta"),
        *("ledger_meta", "ledger_run", "ledger_entry", "alembic_version"),
    }
)
_READ_ONLY = frozenset({"alembic_version"})
_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
_IN_TENANTS = (
    "tenant = ANY ((SELECT string_to_array(current_setting('discreet.tenants', true),"
    " chr(31)))::text[])"
)


def permitted(table: str) -> frozenset[str]:
    """What the gateway's role may do to a table."""
    if table in _READ_ONLY:
        return frozenset({"SELECT"})
    rights = {"SELECT", "INSERT"}
    if table not in _NEVER_CHANGED:
        rights.add("UPDATE")
    if table not in _NEVER_DELETED:
        rights.add("DELETE")
    return frozenset(rights)


def condition_of(table: Table) -> str | None:
    """The condition on a table's rows; None where they belong to no tenant."""
    if "tenant" in table.columns:
        return _IN_TENANTS
    for key in table.foreign_keys:
        parent, column = key.column.table, key.parent
        if condition_of(parent) is not None:
            return (
                f'EXISTS (SELECT 1 FROM "{parent.name}" AS held'
                f' WHERE held."{key.column.name}" = "{table.name}"."{column.name}")'
            )
    return None


def check_role(core: Connection) -> None:
    """Refuses a role that no wall holds.

    Raises:
        StorageFailed: says why.
    """
    row = core.execute(_ROLE).one()
    if row.is_superuser or row.passes:
        raise StorageFailed(
            "the database role is a superuser or has BYPASSRLS: no row-level security holds it"
        )
    if row.owns:
        raise StorageFailed(
            "the database role owns the tables or belongs to their owner: give the owner's URL"
            " as owner_url_env, and a role of its own to the gateway"
        )


def check_walls(core: Connection, tables: MetaData, *, role: str) -> None:
    """Refuses a schema whose walls do not stand, or a role that may do more than it needs.

    Raises:
        StorageFailed: names a table.
    """
    wrong = wrong_tables(core, tables, role=role)
    if wrong:
        raise StorageFailed(
            f"row-level security or rights are not as they should be on {min(wrong)}:"
            " start once with the owner's URL (owner_url_env)"
        )


def wrong_tables(core: Connection, tables: MetaData, *, role: str) -> set[str]:
    """Tables whose walls or rights are not as they should be."""
    found = {row.name: row for row in core.execute(_STATE, {"role": role})}
    wrong = set()
    for name, table in _expected(tables):
        row = found.get(name)
        walled = table is not None and condition_of(table) is not None
        if row is None:
            wrong.add(name)
            continue
        rights = frozenset(right for right in _RIGHTS if getattr(row, right.lower()))
        walls = (row.enabled, row.forced, row.policies)
        if rights != permitted(name) or walls != ((True, True, 1) if walled else (False, False, 0)):
            wrong.add(name)
    if key_rewrite.TABLE in tables.tables and not key_rewrite.is_installed(core, role=role):
        wrong.add(key_rewrite.TABLE)
    return wrong


def lower_walls(core: Connection, tables: MetaData) -> None:
    """Lets the owner see all rows; nobody else, as the transaction is not over."""
    there = set(inspect(core).get_table_names())
    for name, table in _expected(tables):
        if name in there and table is not None and condition_of(table) is not None:
            core.execute(text(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY'))


def raise_walls(core: Connection, tables: MetaData, *, role: str) -> None:
    """Raises all walls, and gives the gateway's role what it needs and no more.

    Args:
        core: the owner's, inside a transaction; see ``lower_walls``.
        tables: those of the schema, which are all there.
        role: the gateway's.
    """
    named = core.dialect.identifier_preparer.quote_identifier(role)
    if _NUMBERED in tables.tables:
        core.execute(text(f"CREATE SEQUENCE IF NOT EXISTS {ROW_IDS}"))
        core.execute(_ADVANCE)
    for name, table in _expected(tables):
        core.execute(text(f'REVOKE ALL ON "{name}" FROM PUBLIC, {named}'))
        rights = ", ".join(sorted(permitted(name)))
        core.execute(text(f'GRANT {rights} ON "{name}" TO {named}'))
        condition = None if table is None else condition_of(table)
        if condition is not None:
            for change in ("ENABLE", "FORCE"):
                core.execute(text(f'ALTER TABLE "{name}" {change} ROW LEVEL SECURITY'))
            core.execute(text(f'DROP POLICY IF EXISTS {POLICY} ON "{name}"'))
            core.execute(
                text(
                    f'CREATE POLICY {POLICY} ON "{name}" USING ({condition})'
                    f" WITH CHECK ({condition})"
                )
            )
    if key_rewrite.TABLE in tables.tables:
        key_rewrite.install(core, role=role)
    schema = core.dialect.identifier_preparer.quote_identifier(
        str(core.execute(text("SELECT current_schema()")).scalar_one())
    )
    core.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {named}"))
    core.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {named}"))


def _expected(tables: MetaData) -> Iterator[tuple[str, Table | None]]:
    yield from tables.tables.items()
    if _NUMBERED in tables.tables:
        yield "alembic_version", None


_ROLE = text(
    "SELECT r.rolsuper AS is_superuser, r.rolbypassrls AS passes, EXISTS (SELECT 1"
    " FROM pg_class AS c WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema()))"
    " AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owns"
    " FROM pg_roles AS r WHERE r.rolname = current_user"
)
_STATE = text(
    "SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,"
    " (SELECT count(*) FROM pg_policy AS p WHERE p.polrelid = c.oid) AS policies, "
    + ", ".join(
        f"has_table_privilege(CAST(:role AS name), c.oid, '{right}') AS {right.lower()}"
        for right in _RIGHTS
    )
    + " FROM pg_class AS c WHERE c.relkind = 'r'"
    " AND c.relnamespace = to_regnamespace(quote_ident(current_schema()))"
)
_ADVANCE = text(
    f"SELECT setval('{ROW_IDS}', greatest(nextval('{ROW_IDS}'),"
    f" coalesce((SELECT max(id) FROM {_NUMBERED}), 0) + 1), false)"
)
