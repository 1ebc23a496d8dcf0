"""Takes the pictures of docs/widget.md: ``python -m tests.browser.pictures docs/images``."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from gateway.rights.readable import readable
from tests.browser.chromium import Page, chromium, find_chromium
from tests.browser.fake_data import WAITING, conversation, disclosure, request_of
from tests.browser.world import GPC, World, fresh, serving

QUESTION = "Hello, I'm Jane Doe. My card 4111 1111 1111 1111 was charged twice for one order."
# What a model can say that saw neither name nor number: both stand there as it named them back.
ANSWER: tuple[str | None, ...] = (
    "I am sorry about that, Jane Doe.\n\n",
    "A second charge on 4111 1111 1111 1111 is often a reservation. It goes away by itself ",
    "within three working days. If both are still there then, please write to us again.",
)
# The same as the gateway keeps it.
STORED = (
    ("user", "Hello, I'm [PERSON_7KQ2M0XA]. My card **** was charged twice for one order."),
    ("assistant", "I am sorry about that, [PERSON_7KQ2M0XA]. It goes away by itself."),
)
SHOP = {"heading": "Example Shop", "greeting": "Hello! How can we help you today?"}


def _chat(world: World) -> Page:
    page = world.page(SHOP)
    world.talk(page, QUESTION)
    return page


def _dark(world: World) -> Page:
    page = world.page(SHOP)
    page.call(
        "Emulation.setEmulatedMedia",
        features=[{"name": "prefers-color-scheme", "value": "dark"}],
    )
    world.talk(page, QUESTION)
    return page


def _dialog(world: World) -> Page:
    page = world.page(SHOP)
    world.ask(page, QUESTION)
    page.until("seen('dialog')?.open")
    return page


def _dialog_gpc(world: World) -> Page:
    page = world.page(SHOP, script=GPC, height=660)
    world.ask(page, QUESTION)
    page.until("seen('dialog')?.open")
    return page


def _phone(world: World) -> Page:
    page = world.page(SHOP, width=375, height=720)
    world.ask(page, QUESTION)
    page.until("seen('dialog')?.open")
    return page


def _age(world: World) -> Page:
    question = "How old are you?"
    world.gateway.age = {"minimum": 16, "asked": "declaration", "question": question}
    page = world.page(SHOP)
    world.ask(page, QUESTION)
    page.until("seen('dialog')?.open")
    return page


def _consents(world: World) -> Page:
    page = _chat(world)
    page.run("seen('header button').click()")
    page.until("seen('article') && seen('code')")
    return page


def _data(world: World) -> Page:
    world.gateway.give()
    world.gateway.data.conversations = [conversation(20), conversation(21, messages=6)]
    world.gateway.data.disclosures = [disclosure(20), disclosure(21)]
    world.gateway.data.purposes = [{"purpose": "evaluation", "title": "Better answers"}]
    world.gateway.data.said = [
        (role, readable(json.dumps({"role": role, "content": text}))) for role, text in STORED
    ]
    world.gateway.data.requests = [
        request_of(1, "access", result_until="2026-11-29T10:00:00Z"),
        request_of(2, "erasure", **WAITING),
    ]
    page = world.page(SHOP, height=1620)
    page.run("seen('header button').click()")
    page.until("seen('.data button')")
    page.run("seen('.data button').click()")
    page.until("seen('.page section') && !seen('.page [aria-busy]')")
    page.run("seen('article button').click()")
    page.until("seen('.texts p')")
    return page


def _withdrawn(world: World) -> Page:
    world.gateway.pieces = (*ANSWER[:2], None)
    page = world.page(SHOP)
    world.ask(page, QUESTION)
    page.until("seen('dialog')?.open")
    page.run("seen('button[value=given]').click()")
    page.until("seen('.talk').textContent.includes('by itself')")
    page.run("seen('header button').click()")
    page.until("seen('article button')")
    page.run("seen('article button').click()")
    page.until("seen('.cut')")
    page.run("seen('.inner > .quiet').click()")
    return page


PICTURES: dict[str, Callable[[World], Page]] = {
    "widget-chat": _chat,
    "widget-dark": _dark,
    "widget-dialog": _dialog,
    "widget-dialog-gpc": _dialog_gpc,
    "widget-phone": _phone,
    "widget-age": _age,
    "widget-consents": _consents,
    "widget-withdrawn": _withdrawn,
    "widget-data": _data,
}


def main() -> None:
    """Takes each picture in a fresh profile."""
    directory = Path(sys.argv[1])
    program = find_chromium()
    assert program is not None, "no chromium on this machine"
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        chromium(program, Path(profile)) as browser,
        serving() as servers,
    ):
        for name, take in PICTURES.items():
            with fresh(
                browser,
                servers,
                pieces=ANSWER,
                redactions="CREDIT_CARD=1,PERSON=1",
                facts={"restored": 2},
            ) as world:
                page = take(world)
                # The scrolling is over and the cursor does not blink.
                page.run("new Promise((done) => setTimeout(done, 300))")
                page.picture(directory / f"{name}.png")


if __name__ == "__main__":
    main()
