from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[..., list[str]]


@pytest.mark.parametrize(
    "address",
    [
        "北京市朝阳区建国路100号",
        "广东省深圳市南山区科技路1号3栋502室",
        "東京都千代田区千代田1-1",
        "〒100-0001 東京都千代田区千代田1丁目1番1号",
        "서울특별시 강남구 테헤란로 152",
        "경기도 성남시 분당구 정자동 178-1",
    ],
)
def test_addresses_of_china_japan_and_korea(addresses: Find, address: str) -> None:
    assert addresses(address) == [address]


@pytest.mark.parametrize("text", ["第3号", "오후 3로 5시", "同5", "市区町村", "2024年1月1号"])
def test_what_only_has_the_signs(addresses: Find, text: str) -> None:
    assert addresses(text) == []


def test_the_address_after_junk_is_found(addresses: Find) -> None:
    assert addresses("区" * 3_000 + " 테헤란로 152")[-1].endswith("152")
