"""A real SMTP server on loopback that can be told how to behave, and a certificate of its own making."""

import asyncio
import base64
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "shop@example.com", "hunter2-secret"


@dataclass
class Behaviour:
    """What the server answers and does; blank answers are the usual ones. `drop` names where it cuts the line."""

    at_mail: str = ""
    at_rcpt: str = ""
    at_data: str = ""
    at_end: str = ""
    drop: str = ""
    delay: float = 0.0
    taken: list[bytes] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    lines: int = 0

    @property
    def mails(self) -> list[EmailMessage]:
        """What the server took, as a mail program reads it."""
        return [message_from_bytes(each, policy=policy.default) for each in self.taken]


class _Handler:
    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.behaviour.lines += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, mail_options):  # noqa: N802
        if self.behaviour.drop == "mail":
            _cut(server)
            return "250 OK"
        if self.behaviour.at_mail:
            return self.behaviour.at_mail
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802
        if self.behaviour.drop == "rcpt":
            _cut(server)
            return "250 OK"
        wanted = self.behaviour.at_rcpt
        if wanted and (":" not in wanted or wanted.partition(":")[0] == address):
            return wanted.rpartition(":")[2] if wanted.partition(":")[0] == address else wanted
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        behaviour = self.behaviour
        if behaviour.delay:
            await asyncio.sleep(behaviour.delay)
        if behaviour.drop == "before":  # after the point, before anything was taken
            _cut(server)
            return "250 OK"
        if behaviour.at_end:
            return behaviour.at_end
        behaviour.taken.append(envelope.content)
        behaviour.recipients.extend(envelope.rcpt_tos)
        if behaviour.drop == "after":  # taken, but the answer is lost
            _cut(server)
        return "250 2.0.0 Taken"


def _cut(server: SMTP) -> None:
    """Cut the line as a failing network does: by a reset."""
    sock = server.transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    server.transport.abort()


class _Server(SMTP):
    """aiosmtpd's own, that may refuse DATA."""

    async def smtp_DATA(self, arg):  # noqa: N802
        behaviour = self.event_handler.behaviour
        if behaviour.drop == "data":
            _cut(self)
            return
        if behaviour.at_data:
            await self.push(behaviour.at_data)
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self):
        return _Server(self.handler, **self.SMTP_kwargs)


@contextmanager
def serving(behaviour: Behaviour, **options: Any) -> Iterator[int]:
    """Serve on loopback; yield the port. Options go to aiosmtpd."""

    def authenticate(server, session, envelope, mechanism, data):
        assert isinstance(data, LoginPassword)
        behaviour.logins.append((data.login, data.password))
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    ready = {"authenticator": authenticate, "auth_require_tls": False, "hostname": "127.0.0.1"}
    controller = _Controller(_Handler(behaviour), port=free_port(), **(ready | options))
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port of loopback at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Certificate:
    """A certificate made for this test, for `localhost` and 127.0.0.1, or for another name."""

    def __init__(self, folder: Path, other: str = "") -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, other or "localhost")])
        here = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
        names = [x509.DNSName(other)] if other else here
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=2))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        kind = serialization.PrivateFormat.TraditionalOpenSSL
        self.certificate = folder / "certificate.pem"
        self.key = folder / "key.pem"
        self.certificate.write_bytes(made.public_bytes(pem))
        self.key.write_bytes(key.private_bytes(pem, kind, serialization.NoEncryption()))

    def server(self) -> ssl.SSLContext:
        """Return what the server shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context

    def trusting(self) -> ssl.SSLContext:
        """Return what a client checks by that was given the certificate."""
        return ssl.create_default_context(cafile=str(self.certificate))


def login_words() -> set[bytes]:
    """Return the password as it could be found anywhere, plain or as it goes over the line."""
    plain = PASSWORD.encode()
    return {plain, base64.b64encode(plain), base64.b64encode(f"\0{USER}\0{PASSWORD}".encode())}
