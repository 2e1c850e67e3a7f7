"""A shop whose mail goes to a server on loopback, and whose secrets are in memory."""

from app import bootstrap
from app.core.mail import ChangeMail
from app.messaging.smtp import Patience, SmtpChannel
from app.services.mail import Channels, Mail
from app.services.sending import Sending
from app.services.statement_mail import StatementMail
from app.storage.books import load_book
from app.system.secrets import Secrets
from tests.messaging.smtp_server import PASSWORD, USER
from tests.system.helpers_keyring import MemoryKeyring

QUICK = Patience(connect=5, answer=5, taken=5)
ACCOUNT = {"host": "127.0.0.1", "security": "none", "user": USER, "sender_name": "王记理发店",
           "sender_address": "shop@example.com"}  # fmt: skip


def quick(account, password, book):
    return SmtpChannel(account, password, book, patience=QUICK)


class Desk:
    """The services of an open book that send."""

    def __init__(self, shop, port=25, keyring=None, channels=None):
        self.shop = shop
        with shop.store.read() as session:
            book = load_book(session)
        self.app = bootstrap.build(shop.store, book, shop.around)
        self.keyring = keyring or MemoryKeyring()
        secrets = Secrets(book.uuid, lambda: self.keyring)
        self.mail = Mail(shop.store, shop.around, secrets, channels or Channels(smtp=quick))
        self.statements = StatementMail(shop.store, shop.around, self.app.reminder_texts)
        self.queue = self.app.reminder_queue
        self.sending = Sending(self.queue, self.mail, self.statements)
        self.port = port

    def set_up(self, **given):
        self.mail.change(ChangeMail(id=f"mail-{self.port}", given={**ACCOUNT, "port": self.port, **given}))
        assert self.mail.set_password(PASSWORD) is None
        return self


def debtors(shop, count):
    """Make customers with an address who owe a sale that is overdue."""
    for n in range(1, count + 1):
        shop.customer(f"C{n}", name=f"顾客 {n}", email=f"c{n}@example.com", credit_limit=None, language="zh_CN",
                      timezone="Asia/Shanghai")  # fmt: skip
        shop.do("sale", id=f"s{n}", on="2026-05-01", customer=f"C{n}", amount=f"{n}00.00", pay=[{"with": "account"}])


def planned(desk):
    """Plan the queue; return the ids of its rows in their order."""
    desk.app.reminder_plan.plan()
    return sorted(row.id for rows in desk.queue.board().groups.values() for row in rows)
