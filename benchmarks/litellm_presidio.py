"""LiteLLM's Presidio guardrail with Discreet in Presidio's place.

Serves a gateway on loopback that needs no key there, and runs LiteLLM's guardrail class
against it, in LiteLLM's own environment:

    python -m benchmarks.litellm_presidio --litellm PYTHON

It proves that what LiteLLM would send to a model is masked, streams and tool calls apart
(what LiteLLM does not hand to its guardrail, no analyzer can see). No model is called.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.served import configure, served

CARD, MAIL, SSN = "4111 1111 1111 1111", "jane.doe@example.com", "078-05-1120"
MESSAGES = [
    {"role": "system", "content": "You help with bills."},
    {"role": "user", "content": f"My card is {CARD} and my mail {MAIL}."},
    {"role": "assistant", "content": "And your social security number?"},
    {"role": "user", "content": [{"type": "text", "text": f"my ssn is {SSN}"}]},
    {"role": "user", "content": "Grüße, my IBAN is DE89 3704 0044 0532 0130 00 \U0001f600"},
]
VALUES = (CARD, MAIL, SSN, "DE89 3704 0044 0532 0130 00")
# Run by LiteLLM's interpreter; prints one JSON line.
CLIENT = """
import asyncio, copy, json, sys
from importlib.metadata import version
from litellm.proxy.guardrails.guardrail_hooks.presidio import _OPTIONAL_PresidioPIIMasking as Guard
url, messages = sys.argv[1], json.loads(sys.argv[2])

async def masked(**options):
    hook = Guard(guardrail_name="discreet", event_hook="pre_call", default_on=True,
                 presidio_analyzer_api_base=url, presidio_anonymizer_api_base=url, **options)
    data = {"messages": copy.deepcopy(messages), "model": "none", "metadata": {}}
    out = await hook.async_pre_call_hook(None, None, data, "completion")
    await hook._close_http_session()
    return {"messages": out["messages"], "tokens": out["metadata"].get("pii_tokens", {})}

async def blocked():
    try:
        await masked(pii_entities_config={"CREDIT_CARD": "BLOCK"})
    except Exception as error:
        return type(error).__name__
    return None

async def main():
    badge = {"name": "b", "supported_language": "en", "supported_entity": "BILLS",
             "patterns": [{"name": "b", "regex": "bills", "score": 0.9}]}
    with open(sys.argv[3], "w") as file:
        json.dump([badge], file)
    print(json.dumps({
        "version": version("litellm"),
        "plain": await masked(),
        "german": await masked(presidio_language="de"),
        "numbered": await masked(output_parse_pii=True),
        "chosen": await masked(pii_entities_config={"CREDIT_CARD": "MASK"}),
        "ad_hoc": await masked(presidio_ad_hoc_recognizers=sys.argv[3]),
        "blocked": await blocked(),
    }))

asyncio.run(main())
"""


def shown(litellm: str, url: str) -> dict[str, Any]:
    """What LiteLLM made of the messages, by mode."""
    with tempfile.TemporaryDirectory() as directory:
        done = subprocess.run(
            [
                litellm,
                "-c",
                CLIENT,
                url,
                json.dumps(MESSAGES),
                str(Path(directory) / "ad_hoc.json"),
            ],
            capture_output=True,
            check=False,
            text=True,
            env={**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"},
        )
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def problems(answer: dict[str, Any]) -> list[str]:
    """What is wrong with it; nothing if all is as it should be."""
    found = []
    for mode in ("plain", "german", "numbered", "ad_hoc"):
        sent = json.dumps(answer[mode]["messages"], ensure_ascii=False)
        found += [f"{mode}: value {place} got through" for place, value in enumerate(VALUES)
                  if value in sent]  # fmt: skip
        if "Grüße, my IBAN is <" not in sent or "\U0001f600" not in sent:
            found.append(f"{mode}: text around a value changed")
    if sorted(answer["numbered"]["tokens"].values()) != sorted(VALUES):
        found.append("numbered: the tokens do not give the values back")
    chosen = json.dumps(answer["chosen"]["messages"])
    if CARD in chosen or MAIL not in chosen:
        found.append("chosen: not just the chosen type was masked")
    if "<BILLS>" not in json.dumps(answer["ad_hoc"]["messages"]):
        found.append("ad_hoc: the ad-hoc recogniser was not used")
    if answer["blocked"] != "BlockedPiiEntityError":
        found.append("blocked: the request was not blocked")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Serves a gateway, runs LiteLLM against it, prints what was sent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--litellm", required=True, help="Python interpreter that has litellm")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as directory:
        configured = configure(Path(directory), "http://127.0.0.1:9")
        with configured.path.open("a") as file:
            file.write("\npresidio_api: {open_to_loopback: true}\n")
        with served(configured):
            answer = shown(options.litellm, f"http://127.0.0.1:{configured.port}")
    print(f"litellm {answer['version']}")
    for message in answer["plain"]["messages"]:
        print(f"  {message['role']:<10} {message['content']}")
    wrong = problems(answer)
    for each in wrong:
        print(f"WRONG {each}")
    print("clean" if not wrong else "LEAK")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
