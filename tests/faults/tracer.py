"""Walking a process from system call to system call, by ptrace; Linux only, nothing but the standard library.

The process to be walked is forked, so whoever calls this must hold no open database: a forked SQLite connection is
the one thing SQLite forbids.
"""

import ctypes
import os
import platform
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

AVAILABLE = sys.platform == "linux"

_TRACEME = 0
_SYSCALL = 24
_SETOPTIONS = 0x4200
_GET_SYSCALL_INFO = 0x420E
_O_TRACESYSGOOD = 0x1
_O_EXITKILL = 0x100000
_SYSCALL_STOP = signal.SIGTRAP | 0x80
_INFO_ENTRY = 1
_INFO_EXIT = 2
_POKE = 6
_AT_NUMBER, _AT_RESULT = 15 * 8, 10 * 8  # where x86-64 keeps the number of a call, and its answer
_NO_CALL = 0xFFFF_FFFF_FFFF_FFFF

CAN_FAIL = AVAILABLE and platform.machine() == "x86_64"
"""Whether a call can be made to fail here: where its number and answer stand is known for this machine alone."""

_NUMBERS = {
    "x86_64": {1: "write", 18: "pwrite", 74: "sync", 75: "sync", 26: "sync"},
    "aarch64": {64: "write", 68: "pwrite", 82: "sync", 83: "sync", 227: "sync"},
}
NAMES = _NUMBERS.get(platform.machine(), {})
"""The system calls that move data to a file, by number; empty on a machine whose numbers are not known here."""


class Call(NamedTuple):
    """A system call about to be made: its name where it is one of `NAMES`, and its first argument."""

    name: str
    file: int


class Stop(NamedTuple):
    """A process standing before a system call, with its number and arguments, or behind it, with its answer."""

    before: bool
    number: int
    arguments: tuple[int, ...]
    result: int


class _Info(ctypes.Structure):
    _fields_ = (
        ("op", ctypes.c_uint8),
        ("pad", ctypes.c_uint8 * 3),
        ("arch", ctypes.c_uint32),
        ("instruction", ctypes.c_uint64),
        ("stack", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
        ("more", ctypes.c_uint64 * 4),
    )


def _ptrace(request: int, pid: int, address: int = 0, data: object = 0) -> None:
    if _libc().ptrace(request, pid, ctypes.c_void_p(address), data) < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


_loaded: list[ctypes.CDLL] = []


def _libc() -> ctypes.CDLL:
    if not _loaded:
        library = ctypes.CDLL(None, use_errno=True)
        library.ptrace.restype = ctypes.c_long
        library.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
        _loaded.append(library)
    return _loaded[0]


def fork(work: Callable[[], None]) -> int:
    """Run something in a forked process; return its id. It ends with code 0, or with 70 and a traceback."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - nothing of the parent may run on in the child
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def wait_for(pid: int) -> int:
    """Wait for a process; return its exit code, or the negative number of the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


class Walk:
    """A process that stands still before the part that matters, and goes on one system call at a time."""

    def __init__(self, prepare: Callable[[], Callable[[], None]]) -> None:
        """Fork; in the child call `prepare`, stop, and once walked on call what it returned."""

        def work() -> None:
            matters = prepare()
            _ptrace(_TRACEME, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            matters()

        self.pid = fork(work)
        self.code: int | None = None
        _pid, status = os.waitpid(self.pid, 0)
        if not os.WIFSTOPPED(status):
            raise ChildProcessError(f"the process ended while preparing: {os.waitstatus_to_exitcode(status)}")
        _ptrace(_SETOPTIONS, self.pid, 0, _O_TRACESYSGOOD | _O_EXITKILL)

    def step(self) -> bool:
        """Go on to the next stop, before or after a system call; false when the process has ended."""
        handed_on = 0
        while True:
            _ptrace(_SYSCALL, self.pid, 0, handed_on)
            _pid, status = os.waitpid(self.pid, 0)
            if not os.WIFSTOPPED(status):
                self.code = os.waitstatus_to_exitcode(status)
                return False
            caught = os.WSTOPSIG(status)
            if caught == _SYSCALL_STOP:
                return True
            handed_on = caught

    def kill(self) -> None:
        """End the process where it stands."""
        os.kill(self.pid, signal.SIGKILL)
        self.code = wait_for(self.pid)

    def run(self) -> int:
        """Walk to the end; return how many stops there were."""
        stops = 0
        while self.step():
            stops += 1
        return stops

    def calls(self) -> Iterator[Call]:
        """Walk to the end, telling the system calls in `NAMES` as they are about to be made."""
        info = _Info()
        while self.step():
            _ptrace(_GET_SYSCALL_INFO, self.pid, ctypes.sizeof(info), ctypes.addressof(info))
            if info.op == _INFO_ENTRY and info.number in NAMES:
                yield Call(NAMES[info.number], info.arguments[0])

    def stops(self) -> Iterator[Stop]:
        """Walk to the end, telling every system call twice: before it is made and when it has been answered."""
        info, number, arguments = _Info(), 0, tuple[int, ...]()
        while self.step():
            _ptrace(_GET_SYSCALL_INFO, self.pid, ctypes.sizeof(info), ctypes.addressof(info))
            if info.op == _INFO_ENTRY:
                number, arguments = info.number, tuple(info.arguments)
                yield Stop(True, number, arguments, 0)
            elif info.op == _INFO_EXIT:
                yield Stop(False, number, arguments, ctypes.c_int64(info.number).value)

    def leave_out(self) -> None:
        """Let the call that is about to be made not be made at all; `answer` says behind it what came of it."""
        _ptrace(_POKE, self.pid, _AT_NUMBER, ctypes.c_void_p(_NO_CALL))

    def answer(self, code: int) -> None:
        """Let the call that has just been made, or left out, have failed for a reason, such as ENOSPC."""
        _ptrace(_POKE, self.pid, _AT_RESULT, ctypes.c_void_p(ctypes.c_uint64(-code).value))

    def file(self, number: int) -> str:
        """Return where a file stands that the process has open; empty when it is none."""
        try:
            return str(Path(f"/proc/{self.pid}/fd/{number}").readlink())
        except OSError:
            return ""

    def text(self, address: int) -> str:
        """Return a text of the process's memory, such as the name it opens."""
        found = bytearray()
        while b"\0" not in found:  # the next page may be nobody's, so it is read only if the text goes on there
            piece = self.memory(address + len(found), 4096, exact=False)
            if not piece:
                raise OSError("a text of the process has no end")
            found += piece
        return found.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")

    def memory(self, address: int, size: int, *, exact: bool = True) -> bytes:
        """Return so many bytes of the process's memory; fewer at its end unless they must be `exact`."""
        with Path(f"/proc/{self.pid}/mem").open("rb", buffering=0) as file:
            file.seek(address)
            found = file.read(size if exact else min(size, 4096 - address % 4096)) or b""
        if exact and len(found) != size:
            raise OSError("the memory of the process could not be read")
        return found
