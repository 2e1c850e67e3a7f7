"""Mail by SMTP: each message handed over once, and told apart whether it went out, did not, or may have.

A server may deliver a message only once it has the line with the single point that ends it (RFC 5321 4.2.5). So
whatever breaks before that line is sent is a failure for certain, and whatever breaks from then on until the server's
answer is unclear.
"""

import contextlib
import re
import smtplib
import ssl
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from app.core.mail import MailAccount, Security, ascii_address
from app.core.outgoing import Outcome, Outgoing, Result
from app.errors import Message, Refused
from app.messaging import smtp_words as words
from app.messaging.mime import Sender, as_bytes, message_id

_GO_AHEAD = 354
_DONE, _LATER, _NEVER = range(200, 300), range(400, 500), range(500, 600)
_NO_SUCH_WAY = frozenset({504, 534, 538})
"""What a server says to a way of signing in that it does not take, whatever the password (RFC 4954 6)."""

_POINT = re.compile(rb"^\.", re.MULTILINE)
_BROKEN = (smtplib.SMTPException, OSError, ValueError)


class Patience(NamedTuple):
    """How long to wait, in seconds: for the connection, for an answer, for the answer to a whole message.

    RFC 5321 4.5.3.2 asks for ten minutes for the last; who gives up sooner makes a message unclear that was accepted.
    """

    connect: float = 20
    answer: float = 60
    taken: float = 300


def secure_context() -> ssl.SSLContext:
    """Return how encrypted lines are checked: by the system's certificates, where it has none by Mozilla's."""
    context = ssl.create_default_context()
    known = ssl.get_default_verify_paths()
    if sys.platform != "win32" and not (known.cafile or (known.capath and any(Path(known.capath).iterdir()))):
        import certifi  # a packaged program on a Mac finds no certificates of the system

        context.load_verify_locations(certifi.where())
    return context


class SmtpChannel:
    """The way out by a mail account; see `Channel`. `book` goes into the Message-IDs."""

    def __init__(
        self,
        account: MailAccount,
        password: str,
        book: str,
        *,
        patience: Patience = Patience(),  # noqa: B008 - a tuple of figures
        context: Callable[[], ssl.SSLContext] = secure_context,
    ) -> None:
        self._account = account
        self._password = password
        self._book = book
        self._patience = patience
        self._context = context
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Connect and sign in; raises `Refused` naming the field of the account that is likely wrong."""
        self._line = self._connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up, politely while the server still listens."""
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(*_BROKEN):
                line.quit()
            line.close()

    # ---- connecting -------------------------------------------------------------------------------------------------

    def _connect(self) -> smtplib.SMTP:
        """Return a line that is encrypted and signed in as the account says; raises `Refused`."""
        line: smtplib.SMTP | None = None
        try:
            line = self._dial()
            self._greet(line)
            self._sign_in(line)
        except (*_BROKEN, Refused) as error:
            if line is not None:
                line.close()
            if isinstance(error, Refused):
                raise
            # The error's own words are left behind: they may quote what went over the line.
            raise Refused(*words.trouble(error, self._account, self._password)) from None
        return line

    def _dial(self) -> smtplib.SMTP:
        """Connect, within the line's encryption where that comes first."""
        account, seconds = self._account, self._patience.connect
        # A name is given, as asking the system for this machine's own takes long on some and tells it to others.
        if account.security is Security.TLS:
            return smtplib.SMTP_SSL(account.host, account.port, "[127.0.0.1]", timeout=seconds, context=self._context())
        return smtplib.SMTP(account.host, account.port, "[127.0.0.1]", timeout=seconds)

    def _greet(self, line: smtplib.SMTP) -> None:
        account = self._account
        _wait(line, self._patience.answer)
        line.ehlo_or_helo_if_needed()
        if account.security is Security.STARTTLS:
            if not line.has_extn("starttls"):  # an open line is never used instead
                raise Refused("security", Message(words.NO_STARTTLS, {"host": account.host, "port": str(account.port)}))
            line.starttls(context=self._context())
            line.ehlo_or_helo_if_needed()

    def _sign_in(self, line: smtplib.SMTP) -> None:
        """Sign in once: a wrong password tried by every method would soon lock the account."""
        if not self._account.user:
            return
        line.user, line.password = self._account.user, self._password
        offered = line.esmtp_features.get("auth", "").upper().split()
        methods: dict[str, Any] = {
            "PLAIN": line.auth_plain,
            "LOGIN": line.auth_login,
            "CRAM-MD5": line.auth_cram_md5,
        }
        refused: Exception = smtplib.SMTPNotSupportedError()
        for name in [name for name in methods if name in offered]:
            try:
                line.auth(name, methods[name])
                return
            except smtplib.SMTPAuthenticationError as error:
                if error.smtp_code not in _NO_SUCH_WAY:
                    raise
                refused = error
        raise refused

    # ---- one message ------------------------------------------------------------------------------------------------

    def send(self, outgoing: Outgoing) -> Result:
        """Hand over a message once; `Refused` says that no message can be handed over, and this one was not."""
        to = ascii_address(outgoing.to)
        if not to:
            return Result(Outcome.REFUSED, Message(words.NO_ADDRESS, {"address": outgoing.to}))
        account = self._account
        sender = Sender(account.sender_name, account.sender_address, account.reply_to)
        identity = message_id(self._book, outgoing.key, account.sender_address)
        content = as_bytes(replace(outgoing, to=to), sender, identity)
        line = self._ready_line()
        try:
            refused = self._envelope(line, to, len(content)) or self._begin(line)
            if refused is not None:
                return refused
            line.send(_POINT.sub(b"..", content))
        except _BROKEN:
            self._hang_up()
            return Result(Outcome.FAILED, Message(words.CUT_BEFORE, {"host": account.host}))
        return self._end(line)

    def _ready_line(self) -> smtplib.SMTP:
        """Return the line if the server still listens, else a new one; raises `Refused`."""
        if self._line is not None:
            try:
                _wait(self._line, self._patience.answer)
                if self._line.rset()[0] in _DONE:
                    return self._line
            except _BROKEN:
                pass
            self._hang_up()
        self._line = self._connect()
        return self._line

    def _envelope(self, line: smtplib.SMTP, to: str, size: int) -> Result | None:
        """Say from whom and to whom a message goes; return why the server does not want it, None if it does."""
        account = self._account
        limit = line.esmtp_features.get("size", "")
        if limit.isdecimal() and 0 < int(limit) < size:
            return Result(Outcome.REFUSED, Message(words.TOO_LARGE, {"host": account.host}))
        code, answer = line.mail(account.sender_address, [f"size={size}"] if limit else [])
        if code in _NEVER:
            # It concerns the shop's own address, and so every message.
            said = self._answer(code, answer)
            raise Refused(
                "sender_address", Message(words.SENDER_REFUSED, {"sender": account.sender_address, "answer": said})
            )
        if code not in _DONE:
            return self._said(code, answer, words.ADDRESS_REFUSED, to)
        code, answer = line.rcpt(to)
        return None if code in _DONE else self._said(code, answer, words.ADDRESS_REFUSED, to)

    def _begin(self, line: smtplib.SMTP) -> Result | None:
        """Ask leave to send the content; return why it is not given, None if it is."""
        code, answer = line.docmd("DATA")
        return None if code == _GO_AHEAD else self._said(code, answer, words.CONTENT_REFUSED, "")

    def _end(self, line: smtplib.SMTP) -> Result:
        """Send the point that makes the message the server's, and hear what it says: from here on it may have it."""
        try:
            _wait(line, self._patience.taken)
            line.send(b".\r\n")
            code, answer = line.getreply()
        except _BROKEN:
            self._hang_up()
            return Result(Outcome.UNCLEAR, Message(words.CUT_AFTER, {"host": self._account.host}))
        if code in _DONE:
            return Result(Outcome.ACCEPTED, None, self._answer(code, answer))
        if code not in _LATER and code not in _NEVER:
            self._hang_up()
            return Result(
                Outcome.UNCLEAR, Message(words.CUT_AFTER, {"host": self._account.host}), self._answer(code, answer)
            )
        return self._said(code, answer, words.CONTENT_REFUSED, "")

    def _said(self, code: int, answer: bytes, never: str, to: str) -> Result:
        """Return what the server's refusal means; `never` is the sentence for one that stands."""
        said = self._answer(code, answer)
        if code in _NEVER:
            return Result(Outcome.REFUSED, Message(never, {"address": to, "answer": said}), said)
        if code not in _LATER:
            self._hang_up()
        return Result(Outcome.FAILED, Message(words.LATER, {"host": self._account.host, "answer": said}), said)

    def _answer(self, code: int, answer: bytes) -> str:
        return words.answered(code, answer, self._password)

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _wait(line: smtplib.SMTP, seconds: float) -> None:
    """Let the line wait so long for what comes next."""
    if line.sock is not None:
        line.sock.settimeout(seconds)
