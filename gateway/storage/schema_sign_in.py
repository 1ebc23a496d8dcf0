"""The tables of people who sign in, and their sessions.

An account's login name and the secret of its codes are in ``body``, encrypted under a
data key of its own; it is found by a keyed hash of the name. What a browser or a person
holds (session, invitation, recovery codes) is here as SHA-256 only.
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
    UniqueConstraint,
)

from gateway.storage.schema import METADATA, filled

# ``totp_step`` is the last time step whose code was taken; no code is taken twice.
ACCOUNT = Table(
    "account",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("name_hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("disabled_at", BigInteger),
    filled("password_hash"),
    Column("enrolled_at", BigInteger),
    Column("totp_step", BigInteger, nullable=False, server_default="-1"),
    filled("invitation"),
    Column("invitation_until", BigInteger),
    filled("recovery"),
    Column("dek_id", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant", "user_id"),
    UniqueConstraint("tenant", "name_hash"),
    sqlite_with_rowid=False,
)

SESSION = Table(
    "sign_in_session",
    METADATA,
    Column("session_sha256", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_sign_in_session_user", SESSION.c.tenant, SESSION.c.user_id)
Index("ix_sign_in_session_until", SESSION.c.until)

# Failed attempts by a keyed hash of an account's name, of a network's address or of both,
# whether or not there is such an account. ``good_at`` is when the account last signed in
# from that network.
SIGN_IN_FAILURE = Table(
    "sign_in_failure",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("wait_until", BigInteger, nullable=False),
    Column("good_at", BigInteger),
    PrimaryKeyConstraint("tenant", "source"),
    sqlite_with_rowid=False,
)
