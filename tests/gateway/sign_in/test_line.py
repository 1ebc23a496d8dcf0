"""Few wait, known networks go first, and who is sent away costs nothing."""

from __future__ import annotations

import asyncio

import pytest

from gateway.errors import Refused
from gateway.sign_in.line import Line


class Door:
    """A line in which each turn lasts until it is let go."""

    def __init__(self, **bounds: int) -> None:
        self.line = Line(**bounds)
        self.served: list[str] = []
        self.going: list[asyncio.Event] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def come(self, network: str) -> asyncio.Task[None]:
        async def turn() -> None:
            async with self.line.place(network):
                self.served.append(network)
                done = asyncio.Event()
                self.going.append(done)
                await done.wait()

        task = asyncio.create_task(turn())
        self.tasks.append(task)
        await asyncio.sleep(0)
        return task

    async def next(self) -> None:
        self.going.pop(0).set()
        for _ in range(3):
            await asyncio.sleep(0)


def test_two_are_served_eight_wait_and_the_next_is_sent_away_at_once() -> None:
    async def go() -> None:
        door = Door()
        for number in range(10):
            await door.come(f"n{number}")
        assert (door.served, door.line.waiting) == (["n0", "n1"], 8)
        sent_away = await door.come("n10")
        with pytest.raises(Refused) as refused:
            await sent_away
        assert (refused.value.code, refused.value.status) == ("too_many_requests", 429)
        assert refused.value.details == {"retry_after": 5}
        for _ in range(10):
            await door.next()
        assert door.served == [f"n{number}" for number in range(10)]
        # All places are free again, and no more than there were.
        for number in range(3):
            await door.come(f"again{number}")
        assert (door.served[10:], door.line.waiting) == (["again0", "again1"], 1)
        for _ in range(3):
            await door.next()
        await asyncio.gather(*door.tasks[:10], *door.tasks[11:])

    asyncio.run(go())


def test_a_known_network_finds_a_place_beside_strangers_and_goes_first() -> None:
    async def go() -> None:
        door = Door(at_once=1, most_waiting=2)
        door.line.remember("home")
        for network in ("a", "b", "c", "home"):
            await door.come(network)
        stranger = await door.come("d")
        with pytest.raises(Refused):
            await stranger
        for _ in range(4):
            await door.next()
        assert door.served == ["a", "home", "b", "c"]

    asyncio.run(go())


def test_whoever_leaves_the_line_leaves_no_gap() -> None:
    async def go() -> None:
        door = Door(at_once=1, most_waiting=2)
        first, second, third = [await door.come(each) for each in "abc"]
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        assert door.line.waiting == 1
        # Called and gone at the same moment: the turn is the next one's.
        fourth = await door.come("d")
        door.going.pop(0).set()
        await asyncio.sleep(0)
        third.cancel()
        for _ in range(4):
            await asyncio.sleep(0)
        assert door.served[-1] == "d"
        await door.next()
        await asyncio.gather(first, fourth)
        await door.come("e")
        assert door.served[-1] == "e"
        await door.next()

    asyncio.run(go())


def test_only_so_many_networks_are_remembered() -> None:
    async def go() -> None:
        door = Door(at_once=1, most_waiting=1)
        for number in range(4097):
            door.line.remember(f"n{number}")
        for network in ("x", "n0", "n1"):
            await door.come(network)
        assert door.line.waiting == 2
        forgotten = await door.come("y")
        with pytest.raises(Refused):  # n0 waits among strangers
            await forgotten
        for _ in range(3):
            await door.next()
        assert door.served == ["x", "n1", "n0"]

    asyncio.run(go())
