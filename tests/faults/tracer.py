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
