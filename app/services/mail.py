"""The shop's ways out: its mail account, the service it sends messages by, and one message at a time by either.

Whatever asks the keyring or a server may wait for somebody: it belongs into the `net` lane.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from app.core.mail import ChangeMail, MailAccount, SendTo, checked_password, checked_url
from app.core.outgoing import Outcome, Outgoing, Result
from app.core.reminder.kinds import Way
from app.core.staff.rights import Act
from app.errors import BookUnusable, Message, Refused, refuse
from app.i18n import catalog
from app.i18n.catalog import Translator
from app.i18n.mark import N_
from app.messaging.channel import Channel
from app.services.desk import Circumstances, Desk
from app.services.file_desk import FileDesk
from app.services.rights import allow
from app.storage.books import load_book
from app.storage.mail import load_account
from app.storage.settings import load_settings
from app.storage.store import Store
from app.system import paths
from app.system.secrets import Secrets

_SERVICE = "service"
"""The name under which the address of the service is kept."""

_NO_ACCOUNT = N_("No mail account is set up; enter server and sender in the settings.")
_NO_PASSWORD = N_("The password of the mail account is not kept on this computer; enter it in the settings.")
_NO_SERVICE = N_("No service for messages is set up on this computer; enter its address in the settings.")
_UNKNOWN = N_("Nobody knows whether the message went out: look whether it arrived before sending it again.")
_TEST_SUBJECT = N_("{shop}: test")
_TEST_BODY = N_("This is a test from {shop}. Whoever can read it got it as customers will.")


def _smtp(account: MailAccount, password: str, book: str) -> Channel:
    from app.messaging.smtp import SmtpChannel  # what it needs of the standard library would hold up the window

    return SmtpChannel(account, password, book)


def _service(url: str, to: SendTo) -> Channel:
    from app.messaging.service import ServiceChannel

    return ServiceChannel(url, to)


class Channels(NamedTuple):
    """How ways out are made; tests give their own."""

    smtp: Callable[[MailAccount, str, str], Channel] = _smtp
    service: Callable[[str, SendTo], Channel] = _service


class Mail:
    """The door to mail and other ways out. Secrets come and go by their own methods and are given to nobody."""

    def __init__(self, store: Store, around: Circumstances, secrets: Secrets, channels: Channels | None = None) -> None:
        self._store = store
        self._around = around
        self._secrets = secrets
        self._channels = channels or Channels()

    # ---- the account ------------------------------------------------------------------------------------------------

    def account(self) -> MailAccount:
        """Return the mail account as it is set up."""
        with self._store.read() as session:
            return load_account(session)

    def change(self, request: ChangeMail) -> MailAccount:
        """Change what a request names, log it, and return the account as it is then.

        Raises `Refused` with the name of the field; then nothing has changed. Another server or user has no password
        yet: the one of the account before is forgotten.
        """
        before = self.account()
        with self._store.write() as session:
            desk = Desk(session, self._around)
            FileDesk(desk, self._store.path).record(request)
            desk.flush()
            account = load_account(session)
        if account.secret != before.secret:
            self._secrets.drop(before.secret)
        return account

    def set_password(self, password: str) -> Message | None:
        """Keep the password of the account in the keyring; say why it lasts only until the program ends, if so.

        Refused, naming `password`, when no mail server could take it.
        """
        allow(self._store, self._around, Act.MAIL_SECRET)
        return self._secrets.put(self.account().secret, checked_password(password))

    def has_password(self) -> bool:
        """Whether there is a password for the account as it is set up."""
        return self._secrets.get(self.account().secret) is not None

    def forget_password(self) -> None:
        """Take the password out of the keyring."""
        allow(self._store, self._around, Act.MAIL_SECRET)
        self._secrets.drop(self.account().secret)

    def keyring_trouble(self) -> Message | None:
        """Say why this system keeps no password for good; None when it does."""
        return self._secrets.trouble()

    # ---- the service ------------------------------------------------------------------------------------------------

    def set_service(self, url: str) -> Message | None:
        """Keep the address of the service in the keyring; say why it lasts only until the program ends, if so.

        Refused, naming `url`, when it is not the address of a service Apprise knows, or sends all to one place. Its
        name and what it sends to are fields of the account.
        """
        allow(self._store, self._around, Act.MAIL_SECRET)
        to = self.account().service_to
        address = checked_url(url, to)
        with self._channels.service(address, to):
            return self._secrets.put(_SERVICE, address)

    def has_service(self) -> bool:
        """Whether there is a service on this computer."""
        return self._secrets.get(_SERVICE) is not None

    def forget_service(self) -> None:
        """Take the address of the service out of the keyring."""
        allow(self._store, self._around, Act.MAIL_SECRET)
        self._secrets.drop(_SERVICE)

    # ---- sending ----------------------------------------------------------------------------------------------------

    def ready(self, way: Way = Way.EMAIL) -> Message | None:
        """Say what is missing before anything can be sent by a way; None when nothing is."""
        try:
            self.opened(way)
        except Refused as error:
            return error.message
        return None

    def opened(self, way: Way = Way.EMAIL) -> Channel:
        """Return a way out, to be entered by `with`: that connects. Refused when something is not set up.

        Only e-mail and the service go out by themselves.
        """
        account = self.account()
        if way is Way.SERVICE:
            url = self._secrets.get(_SERVICE)
            if url is None:
                refuse("url", _NO_SERVICE)
            # What the service sends to may have been changed since.
            return self._channels.service(checked_url(url, account.service_to), account.service_to)
        if way is not Way.EMAIL:
            raise ValueError(way)
        if not account.is_set:
            refuse("host" if not account.host else "sender_address", _NO_ACCOUNT)
        password = self._secrets.get(account.secret) if account.user else ""
        if password is None:
            refuse("password", _NO_PASSWORD)
        with self._store.read() as session:
            book, shop = load_book(session).uuid, load_settings(session).shop_name
        # A customer who sees a bare address at the head of a mail takes it for anybody's.
        return self._channels.smtp(replace(account, sender_name=account.sender_name or shop), password, book)

    def send(self, outgoing: Outgoing, way: Way = Way.EMAIL) -> Result:
        """Send one message, once. Raises `Refused` when nothing can be sent at all; this one was not, then."""
        with self.opened(way) as channel:
            return channel.send(outgoing)

    def test_send(self, to: str, way: Way = Way.EMAIL) -> Result:
        """Send a test to an address or, by the service, to whatever it sends to. Raises `Refused` as `send` does."""
        shop, translator = self._shop()
        now = self._around.now()
        values = {"shop": shop}
        test = Outgoing(
            key=f"test-{now.isoformat()}",
            to=to,
            subject=translator.gettext(_TEST_SUBJECT).format_map(values),
            body=translator.gettext(_TEST_BODY).format_map(values),
            at=now.astimezone(),
        )
        return self.send(test, way)

    def _shop(self) -> tuple[str, Translator]:
        with self._store.read() as session:
            settings = load_settings(session)
            language = settings.language or load_book(session).language
        return settings.shop_name, catalog.load(language, paths.catalogues())


class Tried(NamedTuple):
    """What became of a message, and why no other one can be sent after it, if so."""

    result: Result
    stop: Message | None = None


def hand_over(channel: Channel, outgoing: Outgoing, finish: Callable[[Result], object]) -> Tried:
    """Send a message that was taken, once, and have what became of it written whatever that was.

    A fault of the program's own leaves the message unclear and is raised after that was written.
    """
    try:
        tried = Tried(channel.send(outgoing))
    except Refused as error:  # the line broke and could not be had again: this one was not handed over
        tried = Tried(Result(Outcome.FAILED, error.message), error.message)
    except Exception:
        finish(Result(Outcome.UNCLEAR, Message(_UNKNOWN)))
        raise
    try:
        finish(tried.result)
    except BookUnusable as error:  # it stays taken, and is found as something that may have gone out
        return Tried(tried.result._replace(outcome=Outcome.UNCLEAR, message=error.message), error.message)
    return tried
