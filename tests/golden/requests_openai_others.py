"""Golden requests of OpenAI's completions, embeddings and moderations."""

from __future__ import annotations

from tests.golden.requests import CARD, MAIL, Json, Request, without

_COMPLETION: Json = {
    "model": "gpt-3.5-turbo-instruct",
    "prompt": "Say this is a test",
    "suffix": " and no more.",
    "max_tokens": 7,
    "temperature": 0,
    "top_p": 1,
    "n": 1,
    "stop": "\n",
    "echo": False,
}
_SEVERAL: Json = {
    "model": "gpt-3.5-turbo-instruct",
    "prompt": ["Say one", "Say two"],
    "stream": True,
}
_EMBEDDING: Json = {
    "model": "text-embedding-3-small",
    "input": "The food was delicious and the waiter was kind.",
    "encoding_format": "float",
    "dimensions": 256,
}
_EMBEDDINGS: Json = {"model": "text-embedding-3-small", "input": ["one text", "and another one"]}
_TOKENS: Json = {"model": "text-embedding-3-small", "input": [1212, 318, 257, 1332]}
_MODERATION: Json = {
    "model": "omni-moderation-latest",
    "input": [{"type": "text", "text": "Is this text fine?"}],
}
_NAMED: Json = {**_EMBEDDING, "user": "customer-17"}

REQUESTS = (
    Request(name="a completion", path="/v1/completions", body=_COMPLETION),
    Request(name="several prompts", path="/v1/completions", body=_SEVERAL),
    Request(
        name="a completion for a customer",
        path="/v1/completions",
        body={**_COMPLETION, "prompt": f"Write to {MAIL}", "suffix": f" about {CARD}"},
        values=(MAIL, CARD),
    ),
    Request(name="an embedding", path="/v1/embeddings", body=_EMBEDDING),
    Request(name="several embeddings", path="/v1/embeddings", body=_EMBEDDINGS),
    Request(
        name="embeddings of a customer",
        path="/v1/embeddings",
        body={**_EMBEDDINGS, "input": [f"I am {MAIL}", f"and paid with {CARD}"]},
        values=(MAIL, CARD),
    ),
    Request(name="tokens", path="/v1/embeddings", body=_TOKENS, refused="not_examinable"),
    Request(name="a moderation", path="/v1/moderations", body=_MODERATION),
    Request(
        name="a moderation of a customer",
        path="/v1/moderations",
        body=without(_MODERATION, input=[f"I am {MAIL}", f"with {CARD}"]),
        values=(MAIL, CARD),
    ),
    Request(
        name="a customer's own field",
        path="/v1/embeddings",
        body=_NAMED,
        sent=_EMBEDDING,
        pseudonym="/user",
    ),
)
