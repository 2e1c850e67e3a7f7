"""Asking whether there is a newer version: one request for one small file, and nothing is ever downloaded.

Nothing of the shop, the book or the computer goes with the request, not even the version that asks.
"""

import json
import re
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message as Headers
from http.client import HTTPException, HTTPResponse
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from app.errors import CounterbookError, Message, system_reason
from app.i18n.mark import N_

SECONDS = 15.0
"""How long to wait for the answer."""

_MOST = 64 * 1024  # bytes of an answer
_VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){0,3}")
_PLAIN = re.compile(r"https://[A-Za-z0-9.:-]+(?:/[A-Za-z0-9._~/?#&=%+-]*)?")

Fetch = Callable[[str], bytes]
"""Gets what stands at an address; raises OSError when that cannot be had."""


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest version there is, and the page that tells of it."""

    version: str
    page: str


class NoAnswer(CounterbookError):
    """It is not known whether there is a newer version; the message says why."""


def newest(address: str, fetch: Fetch) -> Newest:
    """Return what the address says is the newest version; raises `NoAnswer`.

    The page it names must be at the same host: an answer changed on its way must not lead anywhere else.
    """
    if urlsplit(address).scheme != "https":
        raise NoAnswer(Message(_STRANGE, {"address": address}))
    try:
        answer = fetch(address)
    except OSError as error:
        raise NoAnswer(_silent(address, error)) from error
    except HTTPException as error:
        raise NoAnswer(Message(_STRANGE, {"address": address})) from error
    try:
        told = json.loads(answer.decode())
        version, page = told["version"], told["page"]
        known = bool(_VERSION.fullmatch(version)) and _may_lead(page, address)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NoAnswer(Message(_STRANGE, {"address": address})) from error
    if not known:
        raise NoAnswer(Message(_STRANGE, {"address": address}))
    return Newest(version, page)


_STRANGE = N_("The answer of {address} was not understood. Look at the program's page yourself.")


def is_newer(version: str, than: str) -> bool:
    """Whether a version comes after another; one that is no version comes before all."""
    return _number(version) > _number(than)


def fetcher(context: Callable[[], ssl.SSLContext]) -> Fetch:
    """Return what gets a file by an encrypted line, follows nobody elsewhere and reads no more than it must."""

    def fetch(address: str) -> bytes:
        opener = build_opener(HTTPSHandler(context=context()), _Stay())
        request = Request(address, headers={"User-Agent": "Counterbook", "Accept": "application/json"})  # noqa: S310
        ends = time.monotonic() + SECONDS
        with opener.open(request, timeout=SECONDS) as answer:
            return _read(answer, ends)

    return fetch


def _read(answer: HTTPResponse, ends: float) -> bytes:
    """Read an answer as it comes, until a time on the system's own clock; no more than what such a file may have."""
    content = b""
    while len(content) < _MOST and (more := answer.read1(_MOST - len(content))):
        content += more
        if time.monotonic() > ends:
            raise TimeoutError
    return content


class _Stay(HTTPRedirectHandler):
    """Goes nowhere else: the person allowed one address."""

    def redirect_request(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Headers, newurl: str) -> None:
        """Follow nobody."""


def _silent(address: str, error: OSError) -> Message:
    text = N_("{address} did not answer: {reason}. Try again later.")
    if isinstance(error, HTTPError):
        return Message(text, {"address": address, "reason": Message("HTTP {code}", {"code": error.code})})
    inner = error.reason if isinstance(error, URLError) else error
    if isinstance(inner, TimeoutError):
        return Message(text, {"address": address, "reason": Message(N_("it took too long"))})
    if isinstance(inner, ssl.SSLError):  # whose numbers are not the system's
        return Message(text, {"address": address, "reason": Message(N_("it cannot prove that it is who it should be"))})
    if isinstance(inner, socket.gaierror):
        reason = N_("there is no such server, or this computer is not connected to the internet")
        return Message(text, {"address": address, "reason": Message(reason)})
    if isinstance(inner, ConnectionError):
        return Message(text, {"address": address, "reason": Message(N_("the line was refused or broke"))})
    known = inner if isinstance(inner, BaseException) else error
    return Message(text, {"address": address, "reason": system_reason(known)})


def _may_lead(page: object, address: str) -> bool:
    """Whether a page is at the host of an address, by an encrypted line; browsers read odd addresses in odd ways."""
    if not isinstance(page, str) or not _PLAIN.fullmatch(page):
        return False
    wanted, asked = urlsplit(page), urlsplit(address)
    return wanted.scheme == "https" and wanted.hostname == asked.hostname and wanted.port == asked.port


def _number(version: str) -> tuple[int, ...]:
    if not _VERSION.fullmatch(version):
        return ()
    parts = [int(part) for part in version.split(".")]
    while parts and parts[-1] == 0:  # 1.2.0 is 1.2
        parts.pop()
    return tuple(parts)
