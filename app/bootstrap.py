"""The only place where objects are built and joined: a book's path in, its services out."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from app.services.books import DEMO, create_book, open_book
from app.services.bulk import Bulk
from app.services.cards import Cards
from app.services.contacts import Contacts
from app.services.counter import Counter
from app.services.customer_list import CustomerList
from app.services.customers import CustomerFiles
from app.services.desk import Circumstances
from app.services.drawer import DrawerDesk
from app.services.entries import Entries
from app.services.envelopes import Envelopes
from app.services.exports import Exports
from app.services.file_forms import FileForms
from app.services.journal import Journal
from app.services.letters import Letters
from app.services.mail import Mail
from app.services.offers import Offers
from app.services.pictures import Pictures
from app.services.pins import Pins
from app.services.prices import PriceList
from app.services.receipts import Receipts
from app.services.refunds import Refunds
from app.services.reminder_plan import ReminderPlan
from app.services.reminder_policy import ReminderPolicy
from app.services.reminder_queue import ReminderQueue
from app.services.reminder_texts import ReminderTexts
from app.services.search import Search
from app.services.sending import Sending
from app.services.settings import SettingsDesk
from app.services.statement_mail import StatementMail
from app.services.statement_replies import Disputes, StatementReplies
from app.services.statement_runs import StatementRuns
from app.services.statements import Statements
from app.services.terms import TermsDesk
from app.services.verify import Verify
from app.services.views import Views
from app.storage.books import Book
from app.storage.store import Store
from app.system.secrets import Secrets


@dataclass(frozen=True, slots=True)
class App:
    """An open book with everything that can be done with it."""

    #: What the book says of itself: shop, currency, language.
    book: Book
    #: Everything that is recorded in the journal.
    journal: Journal
    #: Many events at once.
    bulk: Bulk
    #: One customer at a glance, and what must be reversed first.
    counter: Counter
    #: What goes back when a customer leaves, by law and reason.
    refunds: Refunds
    #: Customer files, attachments, timeline.
    files: CustomerFiles
    #: Files as forms make and change them, typed text and all.
    forms: FileForms
    #: Top-up offers.
    offers: Offers
    #: The price list: services, goods and passes with dated prices.
    prices: PriceList
    #: What the shop has set: its head on paper, tenders, numbering, reminders.
    settings: SettingsDesk
    #: The shop's logo and its payment code.
    pictures: Pictures
    #: The shop's own terms, by kind, language and date.
    terms: TermsDesk
    #: Cards handed out to customers.
    cards: Cards
    #: Customers' PINs.
    pins: Pins
    #: Finding customers.
    search: Search
    #: The list of all customers: narrowed, sorted, exported.
    customer_list: CustomerList
    #: Balances, lots, charges, ledger, ageing, trial balance.
    views: Views
    #: One entry in full.
    entries: Entries
    #: The cash drawer and the day's end.
    drawer: DrawerDesk
    #: Receipts: shown, numbered, printed again.
    receipts: Receipts
    #: Envelopes, labels, and the pages by which a printer is set right.
    envelopes: Envelopes
    #: One customer's statement for any period: figures, paper, preview.
    statements: Statements
    #: What comes back of statements: confirmed, disputed, or nothing.
    statement_replies: StatementReplies
    #: Charges that customers dispute.
    disputes: Disputes
    #: Runs of statements, and the statements they issued.
    statement_runs: StatementRuns
    #: What should stand in the reminder queue today.
    reminder_plan: ReminderPlan
    #: When, by which ways and how often the shop reminds: rules, ladders, conduct.
    reminder_policy: ReminderPolicy
    #: What reminders say: the shop's own texts, and those the program brings along.
    reminder_texts: ReminderTexts
    #: Letters of reminders: previewed, issued with their numbers, printed as one file.
    letters: Letters
    #: The reminder queue: what is to be done today, sent, noted, put off.
    reminder_queue: ReminderQueue
    #: The mail account, the service for messages, and one message at a time by either.
    mail: Mail
    #: Sending reminders and statements, each once.
    sending: Sending
    #: Contacts with customers, and what was agreed in them: promises, pauses, dated notes.
    contacts: Contacts
    #: Proving that the book is whole.
    verify: Verify
    #: The journal for other programs.
    exports: Exports
    #: Where the book is kept as it was, if it has just been brought up to date from an older version.
    kept_copy: Path | None
    #: Whether this is the demo shop and nobody's business.
    demo: bool
    #: The local date, as the services see it.
    today: Callable[[], date]
    #: Close the book's file; nothing of this may be used afterwards.
    close: Callable[[], None]


def circumstances() -> Circumstances:
    """Return the real clock, calendar and source of randomness."""
    return Circumstances(now=_now, today=date.today, salt=_salt)


def _now() -> datetime:
    return datetime.now(UTC)


def _salt() -> bytes:
    return os.urandom(16)


def new_book(path: Path, *, name: str, currency: str, language: str, pack: str) -> App:
    """Make a new book and return it open."""
    store = create_book(path, name=name, currency=currency, language=language, pack=pack, now=_now, random=_salt)
    store.dispose()
    return open_app(path)


def demo_book(path: Path, *, customers: int, entries: int, progress: Callable[[int], None]) -> App:
    """Make the demo shop, the same every time, and return it open."""
    from app.services.demo import Demo  # only where it is asked for: a real shop never loads it

    Demo(customers, entries, circumstances().today()).make(path, progress)
    return open_app(path)


def open_app(path: Path) -> App:
    """Open a book with the real clock; raises `BookUnusable` in words when that cannot be."""
    kept: list[Path] = []
    store, book = open_book(path, kept.append)
    return build(store, book, circumstances(), kept[0] if kept else None)


def build(store: Store, book: Book, around: Circumstances, kept_copy: Path | None = None) -> App:
    """Join the services of an open book; tests give their own clock."""
    search = Search(store)
    mail = Mail(store, around, Secrets(book.uuid))
    reminder_texts = ReminderTexts(store, around)
    reminder_queue = ReminderQueue(store, around)
    return App(
        book=book,
        journal=Journal(store, around),
        bulk=Bulk(store, around, book.decimals),
        counter=Counter(store, around),
        refunds=Refunds(store, book.pack),
        files=CustomerFiles(store, around),
        forms=FileForms(store, around, book.decimals),
        offers=Offers(store),
        prices=PriceList(store, around),
        settings=SettingsDesk(store, around),
        pictures=Pictures(store, around),
        terms=TermsDesk(store, around, book.pack),
        cards=Cards(store, around),
        pins=Pins(store, around),
        search=search,
        customer_list=CustomerList(store, search, around.today, book.decimals),
        views=Views(store, around.today),
        entries=Entries(store),
        drawer=DrawerDesk(store, around),
        receipts=Receipts(store, around),
        envelopes=Envelopes(store),
        statements=Statements(store, around),
        statement_replies=StatementReplies(store, around),
        disputes=Disputes(store, around),
        statement_runs=StatementRuns(store, around),
        reminder_plan=ReminderPlan(store, around),
        reminder_policy=ReminderPolicy(store, around),
        reminder_texts=reminder_texts,
        letters=Letters(store, around),
        reminder_queue=reminder_queue,
        mail=mail,
        sending=Sending(reminder_queue, mail, StatementMail(store, around, reminder_texts)),
        contacts=Contacts(store, around),
        verify=Verify(store),
        exports=Exports(store),
        kept_copy=kept_copy,
        demo=book.uuid == DEMO,
        today=around.today,
        close=store.dispose,
    )
