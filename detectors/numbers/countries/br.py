"""Brazil.

The number of a person (CPF) is asked for in every shop; company numbers (CNPJ) hold
letters since 2026.
"""

from __future__ import annotations

from detectors.numbers.check_digits import weighted_sum, without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum


def _pis(value: str) -> bool:
    rest = weighted_sum(value, (3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return len(set(value)) > 1 and int(value[10]) == (0 if rest < 2 else 11 - rest)


def _cnh(value: str) -> bool:
    first = weighted_sum(value, (9, 8, 7, 6, 5, 4, 3, 2, 1)) % 11
    less = 2 if first == 10 else 0
    first = 0 if first == 10 else first
    second = weighted_sum(value, (1, 2, 3, 4, 5, 6, 7, 8, 9)) % 11
    second = 0 if second == 10 else max(second - less, 0)
    return len(set(value)) > 1 and value[9:] == f"{first}{second}"


def _voter(value: str) -> bool:
    state = value[8:10]
    first = weighted_sum(value, (2, 3, 4, 5, 6, 7, 8, 9)) % 11 % 10
    second = (int(state[0]) * 7 + int(state[1]) * 8 + first * 9) % 11 % 10
    return "01" <= state <= "28" and value[10:] == f"{first}{second}"


def _health(value: str) -> bool:
    return value[0] in "12789" and weighted_sum(value, range(15, 0, -1)) % 11 == 0


IDENTIFIERS = (
    Identifier(
        entity_type="BR_CPF",
        country="BR",
        kinds=(Kind.PERSON, Kind.TAX),
        shapes=("999.999.999-99",),
        valid=matching(r"(?!(.)\1+$)[0-9]{11}", then=stdnum("br.cpf")),
        words=("cpf", "cadastro de pessoas fisicas", "cadastro de pessoa fisica"),
        issuer="Receita Federal",
        layout="nine digits, two check digits",
        check="weights modulo 11, twice",
        source="python-stdnum 2.2, module br.cpf, read 2026-11",
        passes=0.012,
        examples=("814.655.774-08",),
        near_misses=("111.444.777-36",),
    ),
    Identifier(
        entity_type="BR_CNPJ",
        country="BR",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("99.999.999/9999-99", "**.***.***/****-99"),
        valid=without("BR", stdnum("br.cnpj")),
        words=("cnpj", "cadastro nacional da pessoa juridica"),
        issuer="Receita Federal",
        layout="eight characters of the company, four of the branch, two check digits",
        check="weights modulo 11, twice",
        source="python-stdnum 2.2, module br.cnpj, read 2026-11",
        passes=0.01,
        examples=("23.032.131/1004-52", "YD.MAM.8Z9/1KEC-58"),
        near_misses=("23.032.131/1004-50",),
    ),
    Identifier(
        entity_type="BR_CNPJ",
        country="BR",
        kinds=(Kind.VAT,),
        shapes=("AA99.999.999/9999-99", "99.999.999/9999-99", "999.999.999-99"),
        valid=matching(r"(?:BR)?[0-9]{14}|[0-9]{11}"),
        words=(),
        issuer="Receita Federal",
        layout="the same as a VAT number, whatever its check digits",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.66,
        examples=("BR32.869.578/1396-11", "26.406.194/6705-95"),
    ),
    Identifier(
        entity_type="BR_PIS",
        country="BR",
        kinds=(Kind.SOCIAL,),
        shapes=("999.99999.99-9",),
        valid=_pis,
        words=("pis", "pasep", "pis pasep", "nit", "nis"),
        issuer="Caixa Economica Federal",
        layout="ten digits, check digit",
        check="weights 3 2 9 to 2 modulo 11",
        source="validator-brasil and ls-docs, sample numbers, read 2026-11",
        passes=0.1,
        examples=("987.54788.03-3",),
        near_misses=("987.54788.03-0",),
    ),
    Identifier(
        entity_type="BR_CNH",
        country="BR",
        kinds=(Kind.DRIVING,),
        shapes=("99999999999",),
        valid=_cnh,
        words=(
            "cnh",
            "carteira de habilitacao",
            "carteira nacional de habilitacao",
            "carteira de motorista",
        ),
        issuer="Departamento Nacional de Transito",
        layout="nine digits, two check digits",
        check="weights 9 to 1 and 1 to 9 modulo 11",
        source="validator-brasil and ls-docs, sample numbers, read 2026-11",
        passes=0.013,
        examples=("43986124873",),
        near_misses=("43986124870",),
    ),
    Identifier(
        entity_type="BR_TITULO_ELEITOR",
        country="BR",
        kinds=(Kind.VOTER,),
        shapes=("9999 9999 9999",),
        valid=_voter,
        words=("titulo de eleitor", "titulo eleitoral", "titulo eleitor"),
        issuer="Tribunal Superior Eleitoral",
        layout="eight digits, state, two check digits",
        check="weights 2 to 9, and 7 8 9, modulo 11",
        source="validator-brasil and ls-docs, sample numbers, read 2026-11",
        passes=0.0028,
        examples=("3601 1896 0981",),
        near_misses=("3601 1896 0980",),
    ),
    Identifier(
        entity_type="BR_CNS",
        country="BR",
        kinds=(Kind.HEALTH,),
        shapes=("999 9999 9999 9999",),
        valid=_health,
        words=("cns", "cartao sus", "cartao nacional de saude", "cartao do sus", "sus"),
        issuer="Ministerio da Saude",
        layout="fifteen digits, the first 1, 2, 7, 8 or 9",
        check="weights 15 to 1 modulo 11",
        source="saude.gov.br, Cartao Nacional de Saude; not re-read 2026-11",
        passes=0.041,
        examples=("250 9977 5352 3709",),
        near_misses=("250 9977 5352 3700",),
    ),
    Identifier(
        entity_type="BR_RG",
        country="BR",
        kinds=(Kind.IDENTITY_CARD,),
        shapes=("99.999.999-*", "9.999.999"),
        valid=matching(r"[0-9]{7,9}|[0-9]{8}X"),
        words=("rg", "RG", "registro geral", "carteira de identidade"),
        issuer="public security office of a state",
        layout="seven to nine characters",
        check="none",
        source="idnumbers (identique), nationalid BRA, read 2026-11",
        passes=0.65,
        examples=("28.275.713-X", "3.983.341"),
    ),
    Identifier(
        entity_type="BR_PASSPORT",
        country="BR",
        kinds=(Kind.PASSPORT,),
        shapes=("AA999999",),
        valid=matching(r"[A-Z]{2}[0-9]{6}"),
        words=("passaporte brasileiro",),
        issuer="Policia Federal",
        layout="two letters and six digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("IC692791",),
    ),
)
