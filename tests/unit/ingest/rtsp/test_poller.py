"""Many sockets read by one task, each when it is time."""

import asyncio
import contextlib
import itertools
import socket
import time

from ingest.rtsp.polled_link import PolledLink
from ingest.rtsp.poller import MANY_LINKS, RESTS, SLOT_S, Poller
from sharp_eyes.clock import SystemClock
from tests.integration.ingest.waiting import until


class Reader:
    """Takes everything, and as long as it is told to."""

    address = "a"

    def __init__(self, busy_s: float = 0.0) -> None:
        self.busy_s = busy_s
        self.sizes: list[int] = []
        self.times: list[float] = []

    def feed(self, buffer: bytearray, count: int) -> int:
        self.times.append(time.monotonic())
        self.sizes.append(count)
        end_s = time.thread_time() + self.busy_s
        while time.thread_time() < end_s:
            pass
        return count


@contextlib.asynccontextmanager
async def polled(count: int, *, wait_s: float = 0.0):
    poller = Poller(SystemClock())
    poller.start()
    made = []
    for _ in range(count):
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        reader = Reader()
        ended = asyncio.get_running_loop().create_future()
        link = PolledLink(ours, reader, b"", ended, lambda now_s: wait_s, 0.05)
        poller.add(link)
        made.append((link, reader, theirs, ours))
    try:
        yield poller, made
    finally:
        await poller.close()
        for link, _reader, theirs, ours in made:
            theirs.close()
            ours.close()
            if link.ended.done():
                link.ended.exception()


async def test_what_comes_is_read_and_a_closed_connection_is_said():
    async with polled(3) as (_, made):
        for _link, _reader, theirs, _ours in made:
            theirs.sendall(b"12345")
        await until(lambda: all(sum(one[1].sizes) == 5 for one in made))
        made[0][2].close()
        await until(made[0][0].ended.done)
        assert "closed" in str(made[0][0].ended.exception())
        assert not made[1][0].ended.done()


async def test_a_link_that_was_removed_is_read_no_more():
    async with polled(2) as (poller, made):
        poller.remove(made[0][0])
        poller.remove(made[0][0])
        for one in made:
            one[2].sendall(b"1")
        await until(lambda: made[1][1].sizes)
        made[1][2].sendall(b"1")
        await until(lambda: len(made[1][1].sizes) == 2)
        assert made[0][1].sizes == []


async def test_more_links_than_are_read_slot_by_slot_are_all_read():
    async with polled(MANY_LINKS + 20, wait_s=0.3) as (_, made):
        for one in made:
            one[2].sendall(b"1")
        await until(lambda: all(one[1].sizes for one in made))


async def test_a_camera_that_costs_much_to_read_rests_and_the_others_do_not_wait_for_it():
    async with polled(2) as (_, made):
        (_, costly, its, _), (_, plain, others, _) = made
        costly.busy_s = 0.03
        for _ in range(6):
            its.sendall(b"1")
            others.sendall(b"1")
            sizes = len(plain.sizes)
            await until(lambda sizes=sizes: len(plain.sizes) > sizes)
        plain_readings = len(plain.times)
        assert plain_readings > len(costly.times)
        for count in range(len(costly.times), 5):
            its.send(b"1")
            await until(lambda count=count: len(costly.times) > count)
        # After a busy machine's delay one rest may be made up for; never all of them.
        rests_s = [later - earlier for earlier, later in itertools.pairwise(costly.times)]
        assert max(rests_s) >= RESTS * costly.busy_s - 2 * SLOT_S
