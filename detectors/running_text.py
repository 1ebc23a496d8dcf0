"""Types that only running text shows: a word alone, or a number, is none of them for sure.

Whoever reads something other than running text (a model's name, an object key, words of a
schema, texts joined from number to number) does not count findings of these types there.
"""

from __future__ import annotations

OF_RUNNING_TEXT = frozenset(
    {
        *("PERSON", "LOCATION", "ADDRESS", "ORGANIZATION", "NRP", "SPECIAL_CATEGORY"),
        *("MEDICAL_CONDITION", "MEDICATION", "PROCEDURE", "TEST_RESULT", "HEALTHCARE_APPLICATION"),
    }
)
