"""Keys of those who answer with language models, and of what stands around them.

Source: GitHub, "Supported secret scanning patterns" (which keys there are), read 2026-11; the
rows are how the issuers' keys are known to look, not checked against a page of theirs.
"""

from __future__ import annotations

from detectors.secrets.layout import ALNUM, END, HEX, UUID, WORD, Layout

LAYOUTS = (
    Layout(
        issuer="OpenAI",
        starts=("sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-"),
        rest=rf"{WORD}{{20,300}}",
    ),
    Layout(issuer="Anthropic", starts=("sk-ant-",), rest=rf"{WORD}{{20,300}}"),
    Layout(issuer="OpenRouter", starts=("sk-or-v1-", "sk-or-"), rest=rf"{ALNUM}{{32,128}}"),
    Layout(issuer="Langfuse", starts=("sk-lf-",), rest=rf"{UUID}{END}"),
    Layout(
        issuer="OpenAI, DeepSeek, Moonshot and others",
        starts=("sk-",),
        rest=rf"{ALNUM}{{20,128}}{END}",
        digit=True,
    ),
    Layout(issuer="Hugging Face", starts=("hf_", "api_org_"), rest=rf"{ALNUM}{{30,64}}"),
    Layout(issuer="Groq", starts=("gsk_",), rest=rf"{ALNUM}{{40,80}}"),
    Layout(issuer="xAI", starts=("xai-",), rest=rf"{ALNUM}{{60,128}}"),
    Layout(issuer="Perplexity", starts=("pplx-",), rest=rf"{ALNUM}{{40,80}}"),
    Layout(issuer="Replicate", starts=("r8_",), rest=rf"{ALNUM}{{37}}{END}"),
    Layout(issuer="LangSmith", starts=("lsv2_pt_", "lsv2_sk_"), rest=r"[0-9a-f_]{32,80}"),
    Layout(issuer="Pinecone", starts=("pcsk_",), rest=r"[A-Za-z0-9_]{40,100}"),
    Layout(issuer="NVIDIA", starts=("nvapi-",), rest=rf"{WORD}{{50,100}}"),
    Layout(issuer="Cerebras", starts=("csk-",), rest=rf"{ALNUM}{{40,64}}"),
    Layout(issuer="Fireworks", starts=("fw_",), rest=rf"{ALNUM}{{22,48}}{END}"),
    Layout(issuer="Together", starts=("tgp_v1_",), rest=rf"{WORD}{{30,80}}"),
    Layout(issuer="Tavily", starts=("tvly-",), rest=rf"{WORD}{{24,80}}"),
    Layout(issuer="Firecrawl", starts=("fc-",), rest=rf"{HEX}{{32}}{END}"),
    Layout(issuer="Jina", starts=("jina_",), rest=rf"{WORD}{{40,80}}"),
    Layout(issuer="Voyage", starts=("pa-",), rest=rf"{WORD}{{43}}{END}", digit=True),
    Layout(issuer="ElevenLabs", starts=("sk_",), rest=rf"{HEX}{{48}}{END}"),
    Layout(issuer="Weights & Biases", starts=("wandb_v1_",), rest=r"[A-Za-z0-9_]{40,120}"),
)
