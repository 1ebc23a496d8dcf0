from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml import Node, SafeLoader, compose

from gateway.errors import ConfigurationError
from gateway.widget_origins import Widget, read_widget
from gateway.yaml_tree import Value


def parsed(text: str) -> Node:
    node = compose(text, Loader=SafeLoader)
    assert node is not None
    return node


def read(text: str) -> tuple[str, ...]:
    node = parsed(text)
    return read_widget(Value(file="g.yaml", path="widget", node=node)).origins


def test_no_site_holds_the_widget_unless_it_is_named() -> None:
    assert read_widget(None) == Widget(origins=())
    assert read("{origins: []}") == read("{origins: null}") == read("{}") == ()


def test_sites_are_named_as_browsers_do() -> None:
    origins = (
        *("https://shop.example", "https://shop.example:8443", "https://xn--bcher-kva.example"),
        *(
            "http://localhost:3000",
            "http://127.0.0.1:8000",
            "http://[::1]",
            "https://[2001:db8::1]",
        ),
    )
    assert read(f"{{origins: [{', '.join(repr(each) for each in origins)}]}}") == origins


@pytest.mark.parametrize(
    ("origin", "word"),
    [
        ("*", "name one site"),
        ("https://*.shop.example", "name one site"),
        ("http://shop.example", "must be https"),
        ("http://10.0.0.5", "must be https"),
        ("http://localhost.example.com", "must be https"),
        ("https://shop.example:443", "port"),
        ("http://localhost:80", "port"),
        *(
            (each, "as browsers send it")
            for each in (
                *("https://shop.example/", "https://shop.example/chat", "shop.example", "null"),
                *("https://Shop.example", "HTTPS://shop.example", "https://canary@shop.example"),
                *("https://shop.example:0", "https://shop.example:99999", "https://shop.example:"),
                *("https://shop.example?a", "https://shop.example#a", "https://", "https://a b"),
                *("https://bücher.example", "https://shop..example", "https://.example"),
                *("ftp://shop.example", "file://", "https://shop.example\\n", " https://a.example"),
                *("https://[::1", "https://[canary]", "https://shop.example, https://a.example"),
            )
        ),
    ],
)
def test_what_no_browser_sends_is_refused(origin: str, word: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"^g.yaml:2: widget.origins\[1\]: .*{word}") as e:
        read(f'origins: [https://a.example,\n "{origin}"]')
    assert "canary" not in str(e.value)


def test_a_site_stands_once_and_keys_are_known() -> None:
    with pytest.raises(ConfigurationError, match=r"widget.origins\[1\]: stands in this list"):
        read("{origins: [https://a.example, https://a.example]}")
    with pytest.raises(ConfigurationError, match="widget.origin: unknown key"):
        read("{origin: [https://a.example]}")
    for text in ("{origins: https://a.example}", "[https://a.example]", "{origins: [1]}"):
        with pytest.raises(ConfigurationError, match="must be"):
            read(text)


@given(st.text(st.sampled_from("htps:/.[]a1-*@?#é:\\ "), max_size=24))
def test_what_is_accepted_has_a_scheme_a_host_and_nothing_else(rest: str) -> None:
    node = parsed("{origins: [x]}")
    node.value[0][1].value[0].value = f"https://{rest}"
    try:
        (origin,) = read_widget(Value(file="g.yaml", path="", node=node)).origins
    except ConfigurationError:
        return
    assert origin == f"https://{rest}"
    assert rest
    assert rest[-1] != ":"
    assert not set(rest) & set("/*@?#é\\ ")
