"""The tables of grants of access, instructions, integrations and terminations.

None of them holds words of people: codes, random ids, ids of keys, hashes and times.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from gateway.storage.schema import METADATA, filled

# ``content`` names one conversation by a hash of its data key's id, and is empty where the
# grant is for all of the tenant; so a grant never reaches a conversation that takes up the
# id of one that is gone. ``reader`` is the id of the one key that may use it, or empty.
ACCESS_GRANT = Table(
    "access_grant",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("grant_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("view", Text, nullable=False),
    filled("content"),
    filled("conversation_id"),
    filled("follows"),
    filled("reader"),
    Column("reason", Text, nullable=False),
    Column("ticket", Text, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("requested_at", BigInteger, nullable=False),
    filled("approved_by"),
    Column("approved_at", BigInteger),
    Column("expires_at", BigInteger),
    filled("ended_by"),
    Column("ended_at", BigInteger),
    PrimaryKeyConstraint("tenant", "grant_id"),
    sqlite_with_rowid=False,
)

# Each read under a grant, so that the tenant sees them.
ACCESS_READ = Table(
    "access_read",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("grant_id", Text, nullable=False),
    Column("read_id", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("view", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "grant_id", "read_id"),
    sqlite_with_rowid=False,
)
Index("ix_access_read_at", ACCESS_READ.c.tenant, ACCESS_READ.c.at)

INSTRUCTION = Table(
    "instruction",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("instruction_id", Text, nullable=False),
    Column("kinds", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("valid_from", BigInteger, nullable=False),
    Column("valid_until", BigInteger, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    filled("revoked_by"),
    Column("revoked_at", BigInteger),
    PrimaryKeyConstraint("tenant", "instruction_id"),
    sqlite_with_rowid=False,
)

# ``version`` grows with every change, so that what was decided on the one before is seen.
INTEGRATION = Table(
    "integration",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("is_on", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "recipient"),
    sqlite_with_rowid=False,
)

# The end of a tenant; the row stays when everything else of it is gone.
TERMINATION = Table(
    "termination",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("announced_by", Text, nullable=False),
    Column("announced_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    filled("approved_by"),
    filled("package_sha256"),
    filled("certificate_id"),
    Column("begun_at", BigInteger),
    Column("ended_at", BigInteger),
    sqlite_with_rowid=False,
)
