"""Keys of language models, made up, beside those in test_issued_key."""

from __future__ import annotations

import pytest

from detectors.secrets.model_layouts import LAYOUTS

from .conftest import Find
from .made_up import HEX, LETTERS, check_key, check_none

KEYS = [
    ("OpenRouter", "sk-or-v1-" + HEX[:64]),
    ("Langfuse", "sk-lf-" + "01234567-89ab-cdef-0123-456789abcdef"),
    ("xAI", "xai-" + LETTERS[:80]),
    ("Perplexity", "pplx-" + LETTERS[:48]),
    ("Replicate", "r8_" + LETTERS[:37]),
    ("LangSmith", "lsv2_pt_" + HEX[:32] + "_" + HEX[:10]),
    ("Pinecone", "pcsk_" + LETTERS[:70]),
    ("NVIDIA", "nvapi-" + LETTERS[:64]),
    ("Tavily", "tvly-" + LETTERS[:32]),
    ("Firecrawl", "fc-" + HEX[:32]),
    ("Voyage", "pa-" + LETTERS[:43]),
    ("ElevenLabs", "sk_" + HEX[:48]),
]
NONE = [
    "sk-abcdefghijklmnopqrstuvwxyz",
    "r8_short and fc-barcelona-2024-season",
    "hf_",
]


@pytest.mark.parametrize("issued", KEYS, ids=[issuer for issuer, _ in KEYS])
def test_a_key_is_found_whole(issued: tuple[str, str], find: Find) -> None:
    check_key(LAYOUTS, issued, find=find)


@pytest.mark.parametrize("text", NONE)
def test_what_is_none(text: str, find: Find) -> None:
    check_none(text, find)
