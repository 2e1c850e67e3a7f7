"""One window for one book: a second start shows the window that is there instead of opening another."""

from __future__ import annotations

import hashlib
import os
from getpass import getuser
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 300


class Single(QObject):
    """Holds the place of a book's window on this computer, for this person."""

    #: Somebody started the program once more.
    called = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server: QLocalServer | None = None
        self._name = ""

    def take(self, book: Path) -> bool:
        """Take the place of a book's window; False when another window has it, which is now asked to show itself.

        The place held before is given back only when the new one is taken.
        """
        name = _name(book)
        if name == self._name:
            return True
        if _call(name):
            return False
        QLocalServer.removeServer(name)  # left behind by a program that was killed
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._greet)
        server.listen(name)  # where that fails nobody can be called, and the book works all the same
        self.leave()
        self._server, self._name = server, name
        return True

    def leave(self) -> None:
        """Give the place back."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
        self._server, self._name = None, ""

    def _greet(self) -> None:
        if self._server is not None:
            while self._server.hasPendingConnections():
                caller = self._server.nextPendingConnection()
                caller.disconnected.connect(caller.deleteLater)
                caller.disconnectFromServer()
            self.called.emit()


def _call(name: str) -> bool:
    """Ask the window that has a place to show itself; False when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(b"show")
    socket.waitForBytesWritten(WAIT_MS)
    socket.disconnectFromServer()
    return True


def _name(book: Path) -> str:
    """Return the name of a book's place: the same for every way of writing the book's path."""
    try:
        who = getuser()
    except (KeyError, OSError):  # a person without a name, in a container
        who = ""
    try:
        where = os.path.normcase(os.path.realpath(book))
    except (OSError, ValueError):  # a path that cannot be one
        where = str(book)
    return "counterbook-" + hashlib.sha256(f"{who}\n{where}".encode(errors="surrogatepass")).hexdigest()[:24]
