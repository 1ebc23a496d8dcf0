"""A LangChain agent, blocking and not: its model sees surrogates, its user the words."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain.agents.middleware import ModelRequest
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import tool
from pydantic import BaseModel, PrivateAttr

from gateway.consent.signals import Signals
from gateway.errors import GatewayError, Refused
from gateway.hooks import acting_for
from gateway.hooks.langchain import LangChainPrivacy, body_of, completion_of
from gateway.opt_in import Fallback, FallbackAction, SourceRule
from gateway.policy import Tenant
from tests.gateway.hooks.hooked import CARD, MAIL, PIECES, TEXT, Kept, in_memory, without_store
from tests.gateway.serving import SUBJECT

Answerer = Any


class Model(BaseChatModel):
    """Answers with what a function makes of the messages, and keeps all that it is given."""

    model_name: str = "m"
    _answer: Answerer = PrivateAttr()
    _given: list[Any] = PrivateAttr(default_factory=list)

    def __init__(self, answer: Answerer) -> None:
        super().__init__()
        self._answer = answer

    @property
    def _llm_type(self) -> str:
        return "simulated"

    @property
    def given(self) -> str:
        return "\n".join(map(repr, self._given))

    def bind_tools(self, tools: Any, **options: Any) -> Any:
        self._given.append((tools, options))
        return self

    def _generate(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **more: Any
    ) -> ChatResult:
        self._given.append((messages, stop, more))
        said = self._answer(messages)
        message = said if isinstance(said, AIMessage) else AIMessage(content=said)
        return ChatResult(generations=[ChatGeneration(message=message)])


def echo(messages: list[BaseMessage]) -> str:
    return f"You said {messages[-1].text}"


def calling(**arguments: Any) -> Any:
    """Calls the tool ``find`` first, then says what it found."""

    def answer(messages: list[BaseMessage]) -> Any:
        if isinstance(messages[-1], ToolMessage):
            return f"Found {messages[-1].text}"
        said = messages[-1].text
        call = {"name": "find", "args": {"who": said, **arguments}, "id": "call_1"}
        return AIMessage(content="", tool_calls=[call])

    return answer


@pytest.fixture(params=["blocking", "async"])
def invoke(request: Any) -> Any:
    def run(agent: Any, content: Any) -> list[BaseMessage]:
        said = {"messages": [HumanMessage(content)] if isinstance(content, str) else content}
        if request.param == "blocking":
            found: list[BaseMessage] = agent.invoke(said)["messages"]
            return found
        later: list[BaseMessage] = asyncio.run(agent.ainvoke(said))["messages"]
        return later

    return run


def agent(model: Model, kept: Kept, *tools: Any, **options: Any) -> Any:
    subject = options.pop("subject", SUBJECT)
    hook = LangChainPrivacy(kept.privacy, recipient="model-host", subject=subject)
    return create_agent(model, list(tools), middleware=[hook], **options)


def check_unseen(model: Model) -> None:
    for value in PIECES:
        assert value not in model.given


@pytest.mark.parametrize("kept", [without_store, in_memory])
def test_an_answer_comes_back_restored(tenant: Tenant, invoke: Any, kept: Any) -> None:
    model = Model(echo)
    made = kept(tenant)
    messages = invoke(agent(model, made, system_prompt=f"The boss is {MAIL}."), TEXT)
    assert messages[-1].text == f"You said {TEXT}"
    assert messages[0].text == TEXT, "the agent's state holds what the user wrote"
    check_unseen(model)


def test_tools_get_values_only_where_the_policy_names_them(tenant: Tenant, invoke: Any) -> None:
    got: list[str] = []

    @tool
    def find(who: str) -> str:
        """Finds somebody."""
        got.append(who)
        return f"{who} has {CARD}"

    for names in (frozenset(), frozenset({"find"})):
        policy = replace(tenant.policy, restore_arguments=names)
        model = Model(calling())
        kept = without_store(replace(tenant, policy=policy))
        messages = invoke(agent(model, kept, find), f"Find {MAIL}")
        assert messages[-1].text.endswith(CARD)
        check_unseen(model)
    assert MAIL not in got[0]
    assert got[1] == f"Find {MAIL}"


def test_whatever_else_a_message_carries_stays_here(tenant: Tenant, invoke: Any) -> None:
    model = Model(echo)
    history = [
        HumanMessage("hello", additional_kwargs={"note": CARD}, name="visitor"),
        AIMessage("hi", additional_kwargs={"reasoning_content": MAIL},
                  response_metadata={"raw": CARD}),
        HumanMessage([{"type": "text", "text": TEXT}]),
    ]  # fmt: skip
    messages = invoke(agent(model, without_store(tenant)), history)
    assert messages[-1].text == f"You said {TEXT}"
    check_unseen(model)


def test_personal_data_in_tools_and_settings(tenant: Tenant, invoke: Any) -> None:
    @tool(description=f"Asks {MAIL}.")
    def ask(what: str) -> str:
        return what

    model = Model(echo)
    invoke(agent(model, without_store(tenant), ask), "hello")
    check_unseen(model)
    assert "Asks [EMAIL_ADDRESS_" in model.given


def test_a_refusal_is_raised_and_the_model_not_called(tenant: Tenant, invoke: Any) -> None:
    model = Model(echo)
    kept = without_store(tenant, consent=lambda _: None)
    with pytest.raises(Refused) as caught:
        invoke(agent(model, kept), TEXT)
    assert caught.value.code == "consent_required"
    assert model.given == ""


def test_a_model_that_fails_raises_its_own_error(tenant: Tenant, invoke: Any) -> None:
    class Overloaded(Exception):
        pass

    def fail(_: Any) -> Any:
        raise Overloaded

    kept = in_memory(tenant)
    with pytest.raises(Overloaded):
        invoke(agent(Model(fail), kept), TEXT)
    assert [outcome.status for outcome in kept.outcomes()] == ["upstream_error"]


def test_an_interrupted_call_is_recorded(tenant: Tenant) -> None:
    def stop(_: Any) -> Any:
        raise KeyboardInterrupt

    kept = in_memory(tenant)
    with pytest.raises(KeyboardInterrupt):
        agent(Model(stop), kept).invoke({"messages": [HumanMessage(TEXT)]})
    assert [outcome.status for outcome in kept.outcomes()] == ["cancelled"]


def test_what_cannot_be_said_in_the_wires_words_is_refused(tenant: Tenant, invoke: Any) -> None:
    class Shape(BaseModel):
        name: str

    model = Model(echo)
    image = {"type": "image", "base64": "aGVsbG8=", "mime_type": "image/png"}
    thinking = {"type": "thinking", "thinking": MAIL, "signature": "x"}
    kept = without_store(tenant)
    for history in (
        [HumanMessage([image])],
        [HumanMessage("hello"), AIMessage([thinking]), HumanMessage("and?")],
    ):
        with pytest.raises((GatewayError, ValueError)) as caught:
            invoke(agent(model, kept), history)
        assert MAIL not in str(caught.value)
    with pytest.raises(Refused):
        invoke(agent(model, kept, response_format=Shape), "hello")
    assert all(value not in model.given for value in ("aGVsbG8", MAIL))


def test_the_subject_may_come_from_the_request_or_the_code_around(
    tenant: Tenant, invoke: Any
) -> None:
    asked: list[Any] = []

    def consent(question: Any) -> Any:
        asked.append(question.subject)

    kept = without_store(tenant, consent=consent)
    for subject in (lambda request: f"{len(request.messages)} messages", None):
        with acting_for(subject="around"), pytest.raises(Refused):
            invoke(agent(Model(echo), kept, subject=subject), "hello")
    assert asked == ["1 messages", "around"]


@pytest.mark.parametrize(
    ("around", "code"),
    [
        ({"signals": Signals(gpc=True)}, "consent_required"),
        ({"signals": Signals(dnt=True)}, "consent_required"),
        ({"sources": ("crm",)}, "recipient_refused"),
        ({"purpose": "nothing_known"}, "purpose_refused"),
    ],
)
def test_what_the_code_around_says_holds_here(
    tenant: Tenant, invoke: Any, around: dict[str, Any], code: str
) -> None:
    rule = SourceRule(recipients=frozenset(), purposes=frozenset({"answering"}))
    kept = in_memory(replace(tenant, policy=replace(tenant.policy, sources={"crm": rule})))
    model = Model(echo)
    with acting_for(**around), pytest.raises(Refused) as caught:
        invoke(agent(model, kept), TEXT)
    assert caught.value.code == code
    assert model.given == ""


@pytest.mark.parametrize("named", [True, False])
def test_a_fallback_never_has_the_model_called(tenant: Tenant, invoke: Any, named: bool) -> None:
    first = tenant.recipients[0]
    own = replace(first, key="own", third_party=False, models=("*",))
    policy = replace(tenant.policy, fallback=Fallback(action=FallbackAction.FIRST_PARTY))
    kept = in_memory(replace(tenant, policy=policy, recipients=(first, own)), opted_in=False)
    recipient = "model-host" if named else None
    hook = LangChainPrivacy(kept.privacy, recipient=recipient, subject=SUBJECT)
    model = Model(echo)
    with pytest.raises(Refused) as caught:
        invoke(create_agent(model, [], middleware=[hook]), TEXT)
    assert caught.value.code == ("consent_required" if named else "recipient_refused")
    assert model.given == ""


def test_tool_calls_that_are_no_json_stay_so(tenant: Tenant, invoke: Any) -> None:
    broken = {"name": "find", "args": '{"who": ', "id": "call_1", "error": "cut"}
    said = AIMessage(content="", invalid_tool_calls=[{**broken, "type": "invalid_tool_call"}])
    messages = invoke(agent(Model(lambda _: said), without_store(tenant)), TEXT)
    (call,) = messages[-1].invalid_tool_calls
    assert (call["name"], call["args"]) == ("find", '{"who": ')


def test_bodies_and_answers() -> None:
    made: Any = ModelRequest(
        model=Model(echo), messages=[HumanMessage("hi")], tool_choice="find",
        model_settings={"temperature": 0, "model": "other"},
    )  # fmt: skip
    assert body_of(made) == {
        "model": "m",
        "temperature": 0,
        "messages": [{"role": "user", "content": "hi"}],
        "tool_choice": {"type": "function", "function": {"name": "find"}},
    }
    assert body_of(made.override(tool_choice="any"))["tool_choice"] == "required"
    call = {"name": "f", "args": {"a": 1}, "id": "c", "type": "tool_call"}
    (choice,) = completion_of(AIMessage("", tool_calls=[call]))["choices"]
    assert choice["finish_reason"] == "tool_calls"
    (said,) = choice["message"]["tool_calls"]
    assert json.loads(said["function"]["arguments"]) == {"a": 1}
    nameless: Any = made.override(model=object())
    with pytest.raises(Refused):
        body_of(nameless)
