"""What the tests of faults rest on: a walked process is read as it is."""

import ctypes
import mmap
import os
from collections.abc import Callable

import pytest

from tests.faults import tracer

pytestmark = [
    pytest.mark.faults,
    pytest.mark.xdist_group("kill"),
    pytest.mark.skipif(not tracer.CAN_FAIL, reason="processes are walked by ptrace, by the numbers of their calls"),
]

ACCESS = 21  # system call of x86-64: access(path, mode)


@pytest.mark.parametrize("before_border", [1, 10, len("/place/中/moved.cbook.part".encode()) + 1])
def test_a_name_is_read_whole_wherever_it_stands_in_memory(before_border: int) -> None:
    name = "/place/中/moved.cbook.part"

    def looks() -> Callable[[], None]:
        pages, call = mmap.mmap(-1, 2 * mmap.PAGESIZE), ctypes.CDLL(None).syscall
        begin, place = ctypes.c_char.from_buffer(pages), mmap.PAGESIZE - before_border
        pages[place : place + len(name.encode()) + 1] = name.encode() + b"\0"

        def look() -> None:
            call(ctypes.c_long(ACCESS), ctypes.c_void_p(ctypes.addressof(begin) + place), ctypes.c_long(os.F_OK))

        return look

    walk = tracer.Walk(looks)
    read = [walk.text(stop.arguments[0]) for stop in walk.stops() if stop.before and stop.number == ACCESS]
    assert (read, walk.code) == ([name], 0)
