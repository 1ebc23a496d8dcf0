"""Layouts of postcodes that are hardly anything else, for the scan and for ``re``.

Sources: Royal Mail PAF (outward codes), Canada Post, Eircode (routing keys), PostNL,
Poczta Polska, Correios, CTT, Japan Post; Universal Postal Union, addressing systems; read
2026-11.
"""

from __future__ import annotations

import re

_AREAS = (
    "(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]"
    "|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]"
    "|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)"
)
UK = rf"(?:GIR[ ]?0AA|{_AREAS}[0-9][0-9A-HJKMNP-Y]?[ ]?[0-9][ABD-HJLNP-UW-Z]{{2}})"
CANADA = r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][ -]?[0-9][ABCEGHJ-NPRSTV-Z][0-9]"
IRELAND = r"[AC-FHKNPRTV-Y][0-9][0-9W][ ]?[AC-FHKNPRTV-Y0-9]{4}"
NETHERLANDS = r"[1-9][0-9]{3}[ ]?(?!S[ADS])[A-Z]{2}"
POLAND = r"[0-9]{2}-[0-9]{3}"
BRAZIL = r"[0-9]{5}-[0-9]{3}"
PORTUGAL = r"[1-9][0-9]{3}-[0-9]{3}"
JAPAN = r"(?:〒[ ]?[0-9]{3}-?[0-9]{4})"
ZIP_PLUS_4 = r"[0-9]{5}-[0-9]{4}"

# Within an address.
DISTINCT = re.compile(
    rf"(?:(?i:{UK}|{CANADA})|{IRELAND}|{NETHERLANDS}|{BRAZIL}|{ZIP_PLUS_4}|{PORTUGAL}|{POLAND}"
    r"|[A-Z]{1,2}[ -]?[0-9]{4,6})(?![^\W_])(?!-[0-9])"
)
