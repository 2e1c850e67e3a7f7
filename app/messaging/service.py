"""Messages by any service Apprise knows: text messages, Telegram, DingTalk, WeCom and a hundred more, by its URL.

The URL holds the keys of the service: it comes from the keyring and must not get into the book, a log or an answer.
"""

import logging
import re
import unicodedata
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self, cast
from urllib.parse import quote, unquote

from app.core.mail import MARKS, SendTo, ascii_address
from app.core.outgoing import Outcome, Outgoing, Result
from app.errors import Message, refuse
from app.i18n.mark import N_
from app.messaging.mime import one_line

if TYPE_CHECKING:
    from apprise import NotifyBase

_MAX_ANSWER = 300
_LEAST_SECRET = 4
_CONNECT_S, _ANSWER_S = 20.0, 60.0
_EXAMPLES = {SendTo.PHONE: "+8613800000000", SendTo.EMAIL: "somebody@example.com"}
_ERROR = re.compile(r"error=(\d{3})\b")
_SURE = range(400, 500)
_TIMED_OUT = 408
_PART = re.compile(r"[^/:?&=@,]+")

_NO_SERVICE = N_("url: no service has an address like this; see Apprise’s list of services for how it is written.")
_NOT_TAKEN = N_("The service does not send to “{to}”; correct it in the customer’s file.")
_REFUSED = N_("The service did not take the message; check its account and the customer’s number. It said: {answer}")
_UNCLEAR = N_("The service gave no clear answer: look there whether the message went out before sending it again.")


def plain(body: str) -> str:
    """Return a text without characters that are no text, its lines ended by one character."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def dialled(number: str) -> str:
    """Return a number as machines dial it: digits, a plus before them if there is one."""
    text = unicodedata.normalize("NFKC", number).strip()
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    return f"+{digits}" if digits and text.startswith("+") else digits


class ServiceChannel:
    """The way out by a service; see `Channel`. Each message is a call over the network of its own."""

    def __init__(self, url: str, to: SendTo) -> None:
        self._url = url
        self._to = to
        self._heard = _Listener()

    def __enter__(self) -> Self:
        """Make sure that the address is one of a service; raises `Refused` naming `url`."""
        log = logging.getLogger("apprise")
        log.addHandler(self._heard)
        # What Apprise logs may hold keys of the service: nobody but this hears it.
        self._heard.propagate, log.propagate = log.propagate, False
        if self._service(_EXAMPLES[self._to]) is None:
            self._silence()
            refuse("url", _NO_SERVICE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening; there is no line to hang up."""
        self._silence()

    def send(self, outgoing: Outgoing) -> Result:
        """Hand over a message once. One that the service does not refuse for sure, in so many words, is unclear."""
        to = dialled(outgoing.to) if self._to is SendTo.PHONE else ascii_address(outgoing.to)
        service = self._service(to) if to else None
        if service is None:
            return Result(Outcome.REFUSED, Message(_NOT_TAKEN, {"to": outgoing.to}))
        title = one_line(outgoing.subject) if self._to is SendTo.EMAIL else ""
        self._heard.lines.clear()
        if self._notify(service, title, plain(outgoing.body)):
            return Result(Outcome.ACCEPTED)
        answer = self._answer()
        codes = {int(code) for code in _ERROR.findall(" ".join(self._heard.lines))}
        sure = codes and all(code in _SURE and code != _TIMED_OUT for code in codes)
        if sure and len(service) == 1:
            return Result(Outcome.FAILED, Message(_REFUSED, {"answer": answer}), answer)
        return Result(Outcome.UNCLEAR, Message(_UNCLEAR), answer)

    def _service(self, to: str) -> "NotifyBase | None":
        """Return what sends to one customer; None if there is no such service, or it does not take this customer."""
        import apprise  # heavy, and few shops use it

        memory = apprise.PersistentStoreMode.MEMORY  # no keys on the disk
        asset = apprise.AppriseAsset(
            app_id="Counterbook", async_mode=False, secure_logging=True, storage_mode=memory, allow_templates=False
        )
        url = self._url.replace(MARKS[self._to], quote(to, safe=""))
        service = apprise.Apprise.instantiate(url, asset=asset)
        if service is None or not hasattr(service, "notify"):
            return None
        service.retry = 0  # whatever the address says: nothing is sent twice by itself
        service.socket_connect_timeout, service.socket_read_timeout = _CONNECT_S, _ANSWER_S
        return service

    def _notify(self, service: "NotifyBase", title: str, body: str) -> bool:
        import apprise

        try:
            return service.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT) is True
        except Exception as error:  # noqa: BLE001 - a hundred services by as many hands
            self._heard.lines.append(type(error).__name__)  # what it says may quote the address
            return False

    def _answer(self) -> str:
        """Return what the service said, without anything of its address."""
        line = one_line(" ".join(self._heard.lines))
        for secret in sorted(self._secrets(), key=len, reverse=True):
            line = line.replace(secret, "…")
        return line if len(line) <= _MAX_ANSWER else f"{line[:_MAX_ANSWER]}…"

    def _secrets(self) -> set[str]:
        """Return every part of the address but its scheme, as it is written and as it is meant."""
        _, _, rest = self._url.partition("://")
        parts = set(_PART.findall(rest.replace(MARKS[self._to], "/")))
        return {each for part in parts for each in (part, unquote(part)) if len(each) >= _LEAST_SECRET}

    def _silence(self) -> None:
        log = logging.getLogger("apprise")
        log.removeHandler(self._heard)
        log.propagate = self._heard.propagate


class Services(NamedTuple):
    """How many services Apprise knows, and the names of those that lie in its folder and do not load."""

    known: int
    lost: tuple[str, ...]


def services() -> Services:
    """Load all services and count them; Apprise finds them by the names of files, which a build may lose."""
    from apprise.manager_plugins import NotificationManager

    manager: Any = cast("Any", NotificationManager)()  # the library tells no types here
    known = {plugin.__module__.split(".")[2] for plugin in manager.plugins()}
    listed = {path.stem for path in Path(NotificationManager.module_path).iterdir()}
    lost = sorted(name for name in listed - known if not name.startswith(("_", "base")))
    return Services(len(known), tuple(lost))


class _Listener(logging.Handler):
    """Keeps the warnings Apprise writes while a message goes out."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.propagate = True

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record.getMessage())
