"""Files in requests, from the body to what is sent and stored."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from detectors import Engine
from detectors.images import ImageRefused, Redacted
from gateway.errors import Refused
from gateway.model import Role
from gateway.policy import Audio, Images
from gateway.proxy.commands import Command, Cover, Reply, TakeLong
from gateway.proxy.context import Incoming, Setting
from gateway.proxy.examination import Examination
from tests.gateway.attachments.files import drawn, pdf
from tests.gateway.failures import CARD, MAIL
from tests.gateway.proxy.scripted import Ports, make_setting, ports, said
from tests.gateway.serving import SUBJECT

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
ANSWER = Reply(status=200, content_type="application/json", body=said("Thank you."))
Place = tuple[Setting, Examination]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_setting(tmp_path_factory.mktemp("setting"), Engine())


def allowing(place: Place, **attachments: Any) -> Place:
    setting, examination = place
    policy = setting.tenant.policy
    policy = replace(policy, attachments=replace(policy.attachments, **attachments))
    return replace(setting, tenant=replace(setting.tenant, policy=policy)), examination


def url(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def asked(*parts: dict[str, Any]) -> Incoming:
    content = [{"type": "text", "text": "Read this."}, *parts]
    body = {"model": "m", "messages": [{"role": "user", "content": content}]}
    return Incoming(body=json.dumps(body).encode(), role=Role.CHAT, subject=SUBJECT)


def file(kind: str, data: bytes, name: str = "notes.txt") -> dict[str, Any]:
    return {"type": "file", "file": {"file_data": url(kind, data), "filename": name}}


def image(data: bytes = PNG) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": url("image/png", data)}}


class Covering(Ports):
    """Ports that cover images by a byte, or fail to."""

    fails: Exception | None = None
    media_type = "image/png"

    def _do(self, command: Command) -> Any:
        if isinstance(command, Cover):
            if self.fails is not None:
                raise self.fails
            return [
                Redacted(data=b"covered", media_type=self.media_type, covered={"PERSON": 1})
                for _ in command.images
            ]
        return super()._do(command)


def run(place: Place, *parts: dict[str, Any]) -> tuple[Ports, Exception | None, Any]:
    made = ports(*place, reply=lambda _: ANSWER)
    ended = made.run(asked(*parts), place[0])
    sent = json.loads(made.sent[0].body)["messages"][0]["content"] if made.sent else None
    return made, ended, sent


def test_a_text_file_leaves_rewritten_in_its_own_encoding(place: Place) -> None:
    data = f"\ufeffMy card is {CARD}.\r\n".encode("utf-16-le")
    made, ended, sent = run(place, file("text/plain", data))
    assert ended is None
    packed = sent[1]["file"]["file_data"].removeprefix("data:text/plain;base64,")
    text = base64.b64decode(packed).decode("utf-16")
    assert text.startswith("My card is [CREDIT_CARD_")
    assert text.endswith("].\r\n")
    assert CARD not in made.kept()
    assert "notes.txt" in made.kept()


def test_a_document_leaves_as_text_and_is_read_off_the_loop(place: Place) -> None:
    data = pdf([drawn(f"Write to {MAIL}.")])
    made, ended, sent = run(place, file("application/pdf", data, name="letter.pdf"))
    assert ended is None
    assert sum(isinstance(command, TakeLong) for command in made.commands) == 1
    assert isinstance(made.commands[0], TakeLong)
    assert sent[1]["type"] == "text"
    assert sent[1]["text"].startswith("letter.pdf\nWrite to [EMAIL_ADDRESS_")
    assert MAIL not in made.sent[0].body.decode() + made.kept()


def test_a_value_in_a_file_is_known_in_the_words_beside_it(place: Place) -> None:
    part = {"type": "text", "text": "It says 4111-1111-1111-1111, right?"}
    _, _, sent = run(place, file("text/csv", f"card\n{CARD}\n".encode(), "cards.csv"), part)
    assert "4111" not in json.dumps(sent)


def test_images_and_sound_are_refused_where_nothing_allows_them(place: Place) -> None:
    made, ended, _ = run(place, image())
    assert isinstance(ended, Refused)
    assert ended.code == "not_examinable"
    assert made.names == []


def test_images_that_pass_are_sent_as_they_are_and_not_stored(place: Place) -> None:
    allowed = allowing(place, images=Images.UNSAFE_ALLOW, audio=Audio.UNSAFE_ALLOW)
    made, ended, sent = run(allowed, image())
    assert ended is None
    assert sent[1] == image()
    assert base64.b64encode(PNG).decode() not in made.kept()
    assert "[not stored]" in made.kept()


def redacting(place: Place, **differing: Any) -> tuple[Covering, Exception | None]:
    setting, examination = allowing(place, images=Images.REDACT)
    plain = ports(setting, examination)
    made = Covering(known=plain.known, examination=examination, reply=lambda _: ANSWER)
    for name, value in differing.items():
        setattr(Covering, name, value)
    try:
        return made, made.run(asked(image()), setting)
    finally:
        Covering.fails, Covering.media_type = None, "image/png"


def test_an_image_leaves_covered(place: Place) -> None:
    made, ended = redacting(place)
    assert ended is None
    sent = json.loads(made.sent[0].body)["messages"][0]["content"][1]
    assert sent["image_url"]["url"] == url("image/png", b"covered")
    assert made.names.index("Cover") < made.names.index("Record") < made.names.index("Send")


@pytest.mark.parametrize(
    "differing", [{"fails": ImageRefused("cannot be read")}, {"media_type": "image/jpeg"}]
)
def test_an_image_that_cannot_be_covered_lets_nothing_out(
    place: Place, differing: dict[str, Any]
) -> None:
    made, ended = redacting(place, **differing)
    assert made.sent == []
    assert isinstance(ended, Exception)
