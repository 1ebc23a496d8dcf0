"""Keys of what software is made with: code hosts, package registries, builds, watching.

Source: GitHub's announcement of its token formats of 2021 and npm's of the same form (30
random characters, then their CRC-32 in six digits of base 62); GitLab, issues 342327 and
388379 and merge request 138438 (beginnings, and dots in newer ones), read 2026-11; the other
rows are how the issuers' keys are known to look, not checked against a page of theirs.
"""

from __future__ import annotations

import zlib

from detectors.secrets.layout import ALNUM, END, HEX, UUID, WORD, Layout

_BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def has_checksum(key: str) -> bool:
    """Whether a key ends in the CRC-32 of its random part, in six digits of base 62.

    One in 4.3 billion random keys passes.

    Args:
        key: with its beginning, ``ghp_`` and the like.

    >>> from detectors.secrets.code_layouts import has_checksum
    >>> has_checksum("ghp_" + "0" * 30 + "2C8GjS")
    True
    >>> has_checksum("ghp_" + "0" * 30 + "2C8Gj0")
    False
    """
    random, check = key[4:-6], key[-6:]
    if len(key) != 40:
        return False
    value = 0
    for digit in check:
        place = _BASE_62.find(digit)
        if place < 0:
            return False
        value = value * 62 + place
    return value == zlib.crc32(random.encode())


LAYOUTS = (
    Layout(
        issuer="GitHub",
        starts=("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        rest=r"[A-Za-z0-9_]{20,255}",
        checked=has_checksum,
    ),
    Layout(issuer="GitHub, fine-grained", starts=("github_pat_",), rest=r"[A-Za-z0-9_]{20,255}"),
    Layout(
        issuer="GitLab",
        starts=(
            "glpat-",
            "gldt-",
            "glrt-",
            "glrtr-",
            "glptt-",
            "glft-",
            "glimt-",
            "glagent-",
            "glcbt-",
            "glsoat-",
            "glffct-",
            "gloas-",
            "glwt-",
            "GR1348941",
        ),
        rest=r"[A-Za-z0-9_.-]{19,300}",
    ),
    Layout(
        issuer="Atlassian",
        starts=("ATATT3x", "ATCTT3x", "ATSTT3x"),
        rest=r"[A-Za-z0-9_=-]{40,300}",
    ),
    Layout(issuer="Bitbucket", starts=("ATBB",), rest=rf"{ALNUM}{{32}}{END}"),
    Layout(issuer="npm", starts=("npm_",), rest=rf"{ALNUM}{{36,64}}", checked=has_checksum),
    Layout(issuer="PyPI", starts=("pypi-AgEI",), rest=rf"{WORD}{{40,400}}"),
    Layout(issuer="RubyGems", starts=("rubygems_",), rest=rf"{HEX}{{40,64}}"),
    Layout(issuer="crates.io", starts=("cio",), rest=rf"{ALNUM}{{32}}{END}", digit=True),
    Layout(issuer="Docker Hub", starts=("dckr_pat_", "dckr_oat_"), rest=rf"{WORD}{{20,80}}"),
    Layout(issuer="NuGet", starts=("oy2",), rest=rf"[a-z0-9]{{43}}{END}"),
    Layout(issuer="Clojars", starts=("CLOJARS_",), rest=rf"{HEX}{{50,70}}"),
    Layout(issuer="SonarQube", starts=("squ_", "sqp_", "sqa_"), rest=rf"{HEX}{{40,64}}"),
    Layout(issuer="JFrog", starts=("AKCp",), rest=rf"{ALNUM}{{60,80}}"),
    Layout(issuer="CircleCI", starts=("CCIPAT_", "CCIPRJ_"), rest=r"[A-Za-z0-9_]{30,120}"),
    Layout(issuer="Buildkite", starts=("bkua_", "bkaj_"), rest=rf"{ALNUM}{{40,64}}"),
    Layout(
        issuer="Sourcegraph", starts=("sgp_", "sgd_"), rest=r"(?:[0-9a-z]{5,16}_)?[0-9a-f]{40,64}"
    ),
    Layout(issuer="Postman", starts=("PMAK-",), rest=rf"{HEX}{{24}}-{HEX}{{30,40}}"),
    Layout(
        issuer="Dynatrace",
        starts=("dt0c01.", "dt0s01.", "dt0s02.", "dt0s08."),
        rest=r"[A-Z0-9]{8,24}\.[A-Z0-9]{40,80}",
    ),
    Layout(
        issuer="New Relic",
        starts=("NRAK-", "NRII-", "NRIQ-", "NRBR-", "NRRA-", "NRSP-", "NRAA-"),
        rest=rf"{WORD}{{20,64}}",
    ),
    Layout(
        issuer="Sentry", starts=("sntrys_", "sntryu_", "sntryi_"), rest=r"[A-Za-z0-9+/=_-]{40,400}"
    ),
    Layout(issuer="Grafana", starts=("glsa_", "glc_"), rest=r"[A-Za-z0-9+/_]{32,400}={0,2}"),
    Layout(issuer="PostHog", starts=("phx_", "phs_"), rest=rf"{ALNUM}{{30,80}}"),
    Layout(issuer="LaunchDarkly", starts=("sdk-", "api-"), rest=rf"{UUID}{END}"),
    Layout(issuer="Infracost", starts=("ico-",), rest=rf"{ALNUM}{{32}}{END}"),
    Layout(issuer="Prefect", starts=("pnu_", "pnb_"), rest=rf"{ALNUM}{{36}}{END}"),
    Layout(issuer="Snyk", starts=("snyk_",), rest=r"[A-Za-z0-9_.-]{30,200}"),
)
