"""When the last back-up that may hold a key of today is gone; a certificate names the day.

The key store remembers when it was copied last. A copy lives for a week at most: a store
that was never copied, or not for a week, has no key anywhere else.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from gateway.storage.driver import NOBODY, Database, writing
from gateway.storage.keys import REMEMBER, KeyFile
from gateway.storage.schema import from_micros, to_micros

KEPT_KEYS = timedelta(days=7)
_NAME = "copied_at"


def note_copy(keys: Database, at: datetime) -> None:
    """Remembers that the key store is about to be copied; durable on return."""
    driver = keys.connect()
    try:
        with writing(driver, NOBODY):
            driver.execute(REMEMBER, (_NAME, str(to_micros(at))))
    finally:
        driver.close()


def note_restored(keys: KeyFile, at: datetime) -> None:
    """After keys were put back nobody knows which copies were made since: as if one was now."""
    keys.remember(_NAME, str(to_micros(at)))


def copies_gone_by(keys: KeyFile, now: datetime) -> datetime:
    """The time by which no copy is left that was made before ``now``; ``now`` if none is."""
    copied_at = keys.recall(_NAME)
    if copied_at is None:
        return now
    return max(now, from_micros(int(copied_at)) + KEPT_KEYS)
