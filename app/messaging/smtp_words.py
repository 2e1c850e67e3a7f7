"""What went wrong with a mail server, in one sentence that says what to do."""

import smtplib
import socket
import ssl

from app.core.mail import MailAccount
from app.errors import Message
from app.i18n.mark import N_
from app.messaging.mime import one_line

_MAX_ANSWER = 300
"""So many characters of a server's answer are shown to a person."""

_LEAST_SECRET = 4

NO_ADDRESS = N_("“{address}” is not an e-mail address; correct it in the customer’s file.")
TOO_LARGE = N_("{host} takes no message as large as this; send fewer or smaller attachments.")
SENDER_REFUSED = N_("The mail server does not take {sender} as the sender; correct it. It said: {answer}")
ADDRESS_REFUSED = N_("The mail server does not take the address {address}; ask the customer for it. It said: {answer}")
CONTENT_REFUSED = N_("The mail server did not take the message. It said: {answer}")
LATER = N_("{host} does not take the message now; try again later. It said: {answer}")
CUT_BEFORE = N_("The line to {host} broke before the message was handed over: it did not go out. Try again.")
CUT_AFTER = N_("{host} did not say whether it took the message: look whether it arrived before sending it again.")
NO_STARTTLS = N_("{host} offers no STARTTLS at port {port}; choose TLS, or the port your provider names.")

_WRONG_PASSWORD = N_(
    "{host} does not take this user and password; many providers want a code made for mail programs instead of the "
    "password. It said: {answer}"
)
_NO_SIGNING_IN = N_("{host} offers no signing in at port {port}; choose TLS or STARTTLS, or leave the user blank.")
_NOT_NOW = N_("{host} does not answer as a mail server should; check server and port. It said: {answer}")
_NOT_TRUSTED = N_(
    "The certificate of {host} is not to be trusted ({reason}), so nothing was sent; check the server’s name, or ask "
    "your provider."
)
_NO_TLS = N_("{host} does not speak TLS at port {port}; choose STARTTLS, or the port your provider names.")
_NO_SUCH_HOST = N_("There is no server {host}, or no connection to the internet; check both.")
_NOBODY_THERE = N_("At port {port} of {host} nobody answers; check port and encryption.")
_NO_ANSWER = N_("{host} did not answer in time at port {port}; check port and encryption, and the connection.")
_HUNG_UP = N_("{host} hung up at port {port}; check port and encryption.")
_UNREACHABLE = N_("{host} cannot be reached at port {port}: {reason}.")


def trouble(error: Exception, account: MailAccount, password: str) -> tuple[str, Message]:
    """Return the field of the account that is likely wrong when no line came about, and why, in words."""
    place: dict[str, object] = {"host": account.host, "port": str(account.port)}  # a number without separators
    if isinstance(error, smtplib.SMTPResponseException):
        said = place | {"answer": answered(error.smtp_code, error.smtp_error, password)}
        wrong = isinstance(error, smtplib.SMTPAuthenticationError)
        return ("password", Message(_WRONG_PASSWORD, said)) if wrong else ("host", Message(_NOT_NOW, said))
    if _is_late(error):
        return "port", Message(_NO_ANSWER, place)
    if isinstance(error, ssl.SSLError):
        return "security", _encryption_trouble(error, place)
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionResetError | ConnectionAbortedError):
        return "port", Message(_HUNG_UP, place)
    if isinstance(error, smtplib.SMTPException | ValueError) or not isinstance(error, OSError):
        return "user", Message(_NO_SIGNING_IN, place)
    return _network_trouble(error, place)


def _encryption_trouble(error: ssl.SSLError, place: dict[str, object]) -> Message:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Message(_NOT_TRUSTED, place | {"reason": one_line(error.verify_message)})
    return Message(_NO_TLS, place)


def _network_trouble(error: OSError, place: dict[str, object]) -> tuple[str, Message]:
    if isinstance(error, socket.gaierror):
        return "host", Message(_NO_SUCH_HOST, place)
    if isinstance(error, ConnectionRefusedError):
        return "port", Message(_NOBODY_THERE, place)
    return "host", Message(_UNREACHABLE, place | {"reason": one_line(error.strerror or type(error).__name__)})


def _is_late(error: BaseException | None) -> bool:
    """Whether time ran out, even where smtplib tells of it as of a line that broke."""
    return error is not None and (isinstance(error, TimeoutError) or _is_late(error.__context__))


def answered(code: int, answer: bytes | str, password: str) -> str:
    """Return a server's answer as a person may see it: one short line without the password."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    if len(password) >= _LEAST_SECRET:
        text = text.replace(password, "…")
    line = one_line(f"{code} {text}" if code > 0 else text)
    return line if len(line) <= _MAX_ANSWER else f"{line[:_MAX_ANSWER]}…"
