"""Tables of people's rights: requests, their tasks and results, proofs, objections, directives.

What people wrote and what they get is in ``body`` columns, encrypted under a data key of
its own in the key store, so that it can be erased on its own.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from gateway.storage.schema import METADATA, filled

RIGHTS_REQUEST = Table(
    "rights_request",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("regime", Text, nullable=False),
    Column("status", Text, nullable=False),
    filled("reason"),
    Column("received_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("verified_at", BigInteger),
    filled("verified_by"),
    filled("method"),
    filled("proof_hash"),
    filled("code"),
    Column("code_until", BigInteger),
    Column("code_attempts", Integer, nullable=False, server_default="0"),
    Column("codes_made", Integer, nullable=False, server_default="0"),
    Column("ack_due_at", BigInteger),
    Column("due_at", BigInteger),
    Column("extended_at", BigInteger),
    filled("calendar"),
    filled("filer"),
    filled("officers"),
    Column("lifts", Integer, nullable=False, server_default="0"),
    filled("approver"),
    Column("approved_at", BigInteger),
    filled("preview"),
    filled("outcome"),
    Column("decided_at", BigInteger),
    filled("dek_id"),
    Column("body", LargeBinary),
    Column("version", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("tenant", "request_id"),
    sqlite_with_rowid=False,
)
Index("ix_rights_request_subject", RIGHTS_REQUEST.c.tenant, RIGHTS_REQUEST.c.subject)
Index("ix_rights_request_due", RIGHTS_REQUEST.c.status, RIGHTS_REQUEST.c.due_at)

RIGHTS_EVENT = Table(
    "rights_event",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("status", Text, nullable=False),
    filled("reason"),
    Column("at", BigInteger, nullable=False),
    filled("by"),
    PrimaryKeyConstraint("tenant", "request_id", "seq"),
    sqlite_with_rowid=False,
)

# What one store has to do, or has done, for a request.
RIGHTS_TASK = Table(
    "rights_task",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("store", Text, nullable=False),
    Column("items_removed", BigInteger, nullable=False, server_default="0"),
    Column("items_retained", BigInteger, nullable=False, server_default="0"),
    filled("reasons"),
    filled("cursor"),
    Column("done_at", BigInteger),
    PrimaryKeyConstraint("tenant", "request_id", "store"),
    sqlite_with_rowid=False,
)

RIGHTS_RESULT = Table(
    "rights_result",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("dek_id", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sha256", Text, nullable=False),
    filled("media_type"),
    filled("filename"),
    Column("expires_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "request_id"),
    sqlite_with_rowid=False,
)

# Proof of who somebody is; gone in the transaction of the decision.
IDENTITY_PROOF = Table(
    "identity_proof",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("dek_id", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "request_id"),
    sqlite_with_rowid=False,
)

OBJECTION = Table(
    "objection",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("lifted_at", BigInteger),
    filled("request_id"),
    PrimaryKeyConstraint("tenant", "subject", "purpose"),
    sqlite_with_rowid=False,
)

# A restriction that ends at a time.
RESTRICTION = Table(
    "restriction",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger),
    filled("request_id"),
    PrimaryKeyConstraint("tenant", "subject", "kind"),
    sqlite_with_rowid=False,
)

DIRECTIVE = Table(
    "directive",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("directive_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("executed_at", BigInteger),
    filled("dek_id"),
    Column("body", LargeBinary),
    PrimaryKeyConstraint("tenant", "directive_id"),
    sqlite_with_rowid=False,
)
Index("ix_directive_subject", DIRECTIVE.c.tenant, DIRECTIVE.c.subject)

# Signed calls to webhooks, tried until they are taken.
OUTBOX = Table(
    "outbox",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("dek_id", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", BigInteger, nullable=False),
    Column("delivered_at", BigInteger),
    filled("request_id"),
    PrimaryKeyConstraint("tenant", "message_id"),
    sqlite_with_rowid=False,
)
Index("ix_outbox_next", OUTBOX.c.delivered_at, OUTBOX.c.next_at)
