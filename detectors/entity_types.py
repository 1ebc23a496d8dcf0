"""Every entity type that is shipped, with what is known of it: rows for a table.

For identifiers the rows come from their definitions, for all others from the registry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detectors.families import family
from detectors.numbers import documents
from detectors.numbers.identifiers import IDENTIFIERS
from detectors.registry import SHIPPED

_ISSUED_COLUMNS = (
    *("type", "country", "family", "issuer"),
    *("layout", "check digit", "by chance", "source"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityType:
    """One row.

    Attributes:
        name: the entity type.
        family: the coarse label of policies and reports.
        detectors: who finds it.
        country: ISO 3166-1 code, or an empty string.
        issuer: who issues it; empty where nobody does.
        layout: how it is written.
        check: the check digit's algorithm, or an empty string where none is known here.
        passes: how often a random value of its layout is valid, as text.
        source: article or page.
    """

    name: str
    family: str
    detectors: tuple[str, ...]
    country: str = ""
    issuer: str = ""
    layout: str = ""
    check: str = ""
    passes: str = ""
    source: str = ""


def entity_types() -> list[EntityType]:
    """All rows: what has no definition first, then identifiers by country and name."""
    others: dict[str, list[str]] = {}
    for name, entry in SHIPPED.items():
        if name != documents.NAME:
            for entity_type in entry.detector.entity_types:
                others.setdefault(entity_type, []).append(name)
    rows = [
        EntityType(name=name, family=family(name) or "", detectors=tuple(detectors))
        for name, detectors in sorted(others.items())
    ]
    rows += [
        EntityType(
            name=each.entity_type,
            family=each.family_name,
            detectors=(documents.NAME, *others.get(each.entity_type, ())),
            country=each.country,
            issuer=each.issuer,
            layout=each.layout,
            check=each.check,
            passes=f"{each.passes:.1g}",
            source=each.source,
        )
        for each in sorted(IDENTIFIERS, key=lambda each: (each.country, each.entity_type))
    ]
    return rows


def as_markdown(rows: Sequence[EntityType]) -> str:
    """The page ``docs/entity-types.md``."""
    by_words = [row for row in rows if not row.issuer]
    issued = [row for row in rows if row.issuer]
    return "\n".join(
        [
            "# Entity types",
            "",
            "Written by `discreet types --markdown`; a test compares it with the code.",
            "All of them are looked for in every text, whatever its language. Families are what",
            "reports count by; policies name the types.",
            "",
            f"## {len(issued)} identifiers that somebody issues",
            "",
            "*By chance* is how often a random value of the layout is valid; without a check digit",
            "one counts only beside words that name it.",
            "",
            *_table(_ISSUED_COLUMNS, map(_issued_cells, issued)),
            "",
            f"## {len(by_words)} others",
            "",
            "What each means and what speaks for it: [detectors.md](detectors.md).",
            "",
            *_table(
                ("type", "family", "detector"),
                ((f"`{row.name}`", row.family, ", ".join(row.detectors)) for row in by_words),
            ),
            "",
        ]
    )


def _issued_cells(row: EntityType) -> tuple[str, ...]:
    what = (f"`{row.name}`", row.country, row.family, row.issuer)
    return (*what, row.layout, row.check, row.passes, row.source)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return lines
