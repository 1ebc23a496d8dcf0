"""Alembic's entry: runs the migrations on the connection that the store hands over.

The store holds the write lock and ends the transaction itself.
"""

from __future__ import annotations

from alembic import context

from gateway.storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=False,
)
with context.begin_transaction():
    context.run_migrations()
