"""The only place where objects are built and joined: a book's path in, its services out.

A service is made when it is first asked for, and its module imported only then: a window shows its first page before
most of them are needed, and a command needs few.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Generic, TypeVar, overload

from app.services.books import DEMO, Upgraded, create_book, open_book
from app.services.desk import Circumstances
from app.storage.books import Book
from app.storage.store import Store

if TYPE_CHECKING:
    from app.services.agreements import Agreements
    from app.services.bulk import Bulk
    from app.services.cards import Cards
    from app.services.cases import Cases
    from app.services.contacts import Contacts
    from app.services.counter import Counter
    from app.services.credit import Credit
    from app.services.customer_list import CustomerList
    from app.services.customers import CustomerFiles
    from app.services.drawer import DrawerDesk
    from app.services.entries import Entries
    from app.services.envelopes import Envelopes
    from app.services.evidence import Evidence
    from app.services.exports import Exports
    from app.services.file_forms import FileForms
    from app.services.guarantees import Guarantees
    from app.services.incentives import Incentives
    from app.services.interest import Interest
    from app.services.journal import Journal
    from app.services.letters import Letters
    from app.services.limitation import Limitation
    from app.services.mail import Mail
    from app.services.offers import Offers
    from app.services.owner_pin import OwnerPin
    from app.services.pictures import Pictures
    from app.services.pins import Pins
    from app.services.plans import Plans
    from app.services.prices import PriceList
    from app.services.proof import Proofs
    from app.services.rates import Rates
    from app.services.ratings import Ratings
    from app.services.receipts import Receipts
    from app.services.receivables import Receivables
    from app.services.refunds import Refunds
    from app.services.reminder_plan import ReminderPlan
    from app.services.reminder_policy import ReminderPolicy
    from app.services.reminder_queue import ReminderQueue
    from app.services.reminder_texts import ReminderTexts
    from app.services.reports import Reports
    from app.services.search import Search
    from app.services.sending import Sending
    from app.services.settings import SettingsDesk
    from app.services.statement_replies import Disputes, StatementReplies
    from app.services.statement_runs import StatementRuns
    from app.services.statements import Statements
    from app.services.terms import TermsDesk
    from app.services.verify import Verify
    from app.services.views import Views
    from app.services.write_offs import WriteOffs

_Made = TypeVar("_Made")


class Part(Generic[_Made]):
    """A service of an open book: made when it is first asked for, once, whichever lane asks."""

    def __init__(self, make: Callable[[App], _Made]) -> None:
        self._make = make
        self._name = ""

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, app: None, _owner: type) -> Part[_Made]: ...

    @overload
    def __get__(self, app: App, _owner: type) -> _Made: ...

    def __get__(self, app: App | None, _owner: type) -> Part[_Made] | _Made:
        if app is None:
            return self
        with app.making:
            if self._name not in app.__dict__:  # from then on Python finds it there, and asks here no more
                app.__dict__[self._name] = self._make(app)
            made: _Made = app.__dict__[self._name]
            return made


def _journal(app: App) -> Journal:
    from app.services.journal import Journal

    return Journal(app.store, app.around)


def _bulk(app: App) -> Bulk:
    from app.services.bulk import Bulk

    return Bulk(app.store, app.around, app.book.decimals)


def _counter(app: App) -> Counter:
    from app.services.counter import Counter

    return Counter(app.store, app.around)


def _refunds(app: App) -> Refunds:
    from app.services.refunds import Refunds

    return Refunds(app.store, app.book.pack)


def _credit(app: App) -> Credit:
    from app.services.credit import Credit

    return Credit(app.store, app.around)


def _owner_pin(app: App) -> OwnerPin:
    from app.services.owner_pin import OwnerPin

    return OwnerPin(app.store, app.around)


def _agreements(app: App) -> Agreements:
    from app.services.agreements import Agreements

    return Agreements(app.store, app.around)


def _interest(app: App) -> Interest:
    from app.services.interest import Interest

    return Interest(app.store, app.around)


def _rates(app: App) -> Rates:
    from app.services.rates import Rates

    return Rates(app.store, app.around)


def _incentives(app: App) -> Incentives:
    from app.services.incentives import Incentives

    return Incentives(app.store, app.around)


def _files(app: App) -> CustomerFiles:
    from app.services.customers import CustomerFiles

    return CustomerFiles(app.store, app.around)


def _forms(app: App) -> FileForms:
    from app.services.file_forms import FileForms

    return FileForms(app.store, app.around, app.book.decimals)


def _offers(app: App) -> Offers:
    from app.services.offers import Offers

    return Offers(app.store)


def _prices(app: App) -> PriceList:
    from app.services.prices import PriceList

    return PriceList(app.store, app.around)


def _settings(app: App) -> SettingsDesk:
    from app.services.settings import SettingsDesk

    return SettingsDesk(app.store, app.around)


def _pictures(app: App) -> Pictures:
    from app.services.pictures import Pictures

    return Pictures(app.store, app.around)


def _terms(app: App) -> TermsDesk:
    from app.services.terms import TermsDesk

    return TermsDesk(app.store, app.around, app.book.pack)


def _cards(app: App) -> Cards:
    from app.services.cards import Cards

    return Cards(app.store, app.around)


def _pins(app: App) -> Pins:
    from app.services.pins import Pins

    return Pins(app.store, app.around)


def _search(app: App) -> Search:
    from app.services.search import Search

    return Search(app.store)


def _customer_list(app: App) -> CustomerList:
    from app.services.customer_list import CustomerList

    return CustomerList(app.store, app.search, app.around.today, app.book.decimals)


def _views(app: App) -> Views:
    from app.services.views import Views

    return Views(app.store, app.around.today)


def _entries(app: App) -> Entries:
    from app.services.entries import Entries

    return Entries(app.store)


def _drawer(app: App) -> DrawerDesk:
    from app.services.drawer import DrawerDesk

    return DrawerDesk(app.store, app.around)


def _receipts(app: App) -> Receipts:
    from app.services.receipts import Receipts

    return Receipts(app.store, app.around)


def _envelopes(app: App) -> Envelopes:
    from app.services.envelopes import Envelopes

    return Envelopes(app.store)


def _statements(app: App) -> Statements:
    from app.services.statements import Statements

    return Statements(app.store, app.around)


def _statement_replies(app: App) -> StatementReplies:
    from app.services.statement_replies import StatementReplies

    return StatementReplies(app.store, app.around)


def _disputes(app: App) -> Disputes:
    from app.services.statement_replies import Disputes

    return Disputes(app.store, app.around)


def _statement_runs(app: App) -> StatementRuns:
    from app.services.statement_runs import StatementRuns

    return StatementRuns(app.store, app.around)


def _reminder_plan(app: App) -> ReminderPlan:
    from app.services.reminder_plan import ReminderPlan

    return ReminderPlan(app.store, app.around)


def _reminder_policy(app: App) -> ReminderPolicy:
    from app.services.reminder_policy import ReminderPolicy

    return ReminderPolicy(app.store, app.around)


def _reminder_texts(app: App) -> ReminderTexts:
    from app.services.reminder_texts import ReminderTexts

    return ReminderTexts(app.store, app.around)


def _letters(app: App) -> Letters:
    from app.services.letters import Letters

    return Letters(app.store, app.around)


def _reminder_queue(app: App) -> ReminderQueue:
    from app.services.reminder_queue import ReminderQueue

    return ReminderQueue(app.store, app.around)


def _mail(app: App) -> Mail:
    from app.services.mail import Mail
    from app.system.secrets import Secrets

    return Mail(app.store, app.around, Secrets(app.book.uuid))


def _sending(app: App) -> Sending:
    from app.services.sending import Sending
    from app.services.statement_mail import StatementMail

    return Sending(app.reminder_queue, app.mail, StatementMail(app.store, app.around, app.reminder_texts))


def _contacts(app: App) -> Contacts:
    from app.services.contacts import Contacts

    return Contacts(app.store, app.around)


def _plans(app: App) -> Plans:
    from app.services.plans import Plans

    return Plans(app.store, app.around)


def _proof(app: App) -> Proofs:
    from app.services.proof import Proofs

    return Proofs(app.store, app.around)


def _guarantees(app: App) -> Guarantees:
    from app.services.guarantees import Guarantees

    return Guarantees(app.store, app.around)


def _cases(app: App) -> Cases:
    from app.services.cases import Cases

    return Cases(app.store, app.around)


def _limitation(app: App) -> Limitation:
    from app.services.limitation import Limitation

    return Limitation(app.store, app.around)


def _evidence(app: App) -> Evidence:
    from app.services.evidence import Evidence

    return Evidence(app.store, app.around)


def _write_offs(app: App) -> WriteOffs:
    from app.services.write_offs import WriteOffs

    return WriteOffs(app.store, app.around)


def _receivables(app: App) -> Receivables:
    from app.services.receivables import Receivables

    return Receivables(app.store, app.around, app.search)


def _ratings(app: App) -> Ratings:
    from app.services.ratings import Ratings

    return Ratings(app.store, app.around)


def _reports(app: App) -> Reports:
    from app.services.reports import Reports

    return Reports(app.store, app.around)


def _verify(app: App) -> Verify:
    from app.services.verify import Verify

    return Verify(app.store)


def _exports(app: App) -> Exports:
    from app.services.exports import Exports

    return Exports(app.store)


class App:
    """An open book with everything that can be done with it."""

    def __init__(self, store: Store, book: Book, around: Circumstances, upgraded: Upgraded | None = None) -> None:
        self.store = store
        self.around = around
        #: Held while a service is made.
        self.making = RLock()
        #: What the book says of itself: shop, currency, language.
        self.book = book
        #: What became of the book, if it has just been brought up to date from an older version.
        self.upgraded = upgraded
        #: Whether this is the demo shop and nobody's business.
        self.demo = book.uuid == DEMO
        #: The local date, as the services see it.
        self.today: Callable[[], date] = around.today
        #: Close the book's file; nothing of this may be used afterwards.
        self.close: Callable[[], None] = store.dispose

    #: Everything that is recorded in the journal.
    journal = Part(_journal)
    #: Many events at once.
    bulk = Part(_bulk)
    #: One customer at a glance, and what must be reversed first.
    counter = Part(_counter)
    #: What customers may owe: limits, groups, holds, supply control, and what a sale would meet.
    credit = Part(_credit)
    #: The owner's PIN, asked for where somebody wants to pass a limit or a hold.
    owner_pin = Part(_owner_pin)
    #: What goes back when a customer leaves, by law and reason.
    refunds = Part(_refunds)
    #: What was agreed on with customers on how they pay.
    agreements = Part(_agreements)
    #: Late interest and fees: what could be charged, and charging it.
    interest = Part(_interest)
    #: The tables of rates, with the shop's own rows.
    rates = Part(_rates)
    #: Discounts for paying early, rewards for paying on time.
    incentives = Part(_incentives)
    #: Customer files, attachments, timeline.
    files = Part(_files)
    #: Files as forms make and change them, typed text and all.
    forms = Part(_forms)
    #: Top-up offers.
    offers = Part(_offers)
    #: The price list: services, goods and passes with dated prices.
    prices = Part(_prices)
    #: What the shop has set: its head on paper, tenders, numbering, reminders.
    settings = Part(_settings)
    #: The shop's logo and its payment code.
    pictures = Part(_pictures)
    #: The shop's own terms, by kind, language and date.
    terms = Part(_terms)
    #: Cards handed out to customers.
    cards = Part(_cards)
    #: Customers' PINs.
    pins = Part(_pins)
    #: Finding customers.
    search = Part(_search)
    #: The list of all customers: narrowed, sorted, exported.
    customer_list = Part(_customer_list)
    #: Balances, lots, charges, ledger, ageing, trial balance.
    views = Part(_views)
    #: One entry in full.
    entries = Part(_entries)
    #: The cash drawer and the day's end.
    drawer = Part(_drawer)
    #: Receipts: shown, numbered, printed again.
    receipts = Part(_receipts)
    #: Envelopes, labels, and the pages by which a printer is set right.
    envelopes = Part(_envelopes)
    #: One customer's statement for any period: figures, paper, preview.
    statements = Part(_statements)
    #: What comes back of statements: confirmed, disputed, or nothing.
    statement_replies = Part(_statement_replies)
    #: Charges that customers dispute.
    disputes = Part(_disputes)
    #: Runs of statements, and the statements they issued.
    statement_runs = Part(_statement_runs)
    #: What should stand in the reminder queue today.
    reminder_plan = Part(_reminder_plan)
    #: When, by which ways and how often the shop reminds: rules, ladders, conduct.
    reminder_policy = Part(_reminder_policy)
    #: What reminders say: the shop's own texts, and those the program brings along.
    reminder_texts = Part(_reminder_texts)
    #: Letters of reminders: previewed, issued with their numbers, printed as one file.
    letters = Part(_letters)
    #: The reminder queue: what is to be done today, sent, noted, put off.
    reminder_queue = Part(_reminder_queue)
    #: The mail account, the service for messages, and one message at a time by either.
    mail = Part(_mail)
    #: Sending reminders and statements, each once.
    sending = Part(_sending)
    #: Contacts with customers, and what was agreed in them: promises, pauses, dated notes.
    contacts = Part(_contacts)
    #: Payment plans: proposed, agreed on, printed to be signed, ended.
    plans = Part(_plans)
    #: What proves something: signed papers, evidence, receipts, debts admitted.
    proof = Part(_proof)
    #: Those who answer for customers' debts.
    guarantees = Part(_guarantees)
    #: Claims handed to a lawyer or a court.
    cases = Part(_cases)
    #: How long each charge can be enforced, and what proves it.
    limitation = Part(_limitation)
    #: Everything that proves a claim, as one PDF.
    evidence = Part(_evidence)
    #: Bad debts: proposed by the shop's rule, given up, recovered.
    write_offs = Part(_write_offs)
    #: The ageing of all customers as of any day, with the charges behind it.
    receivables = Part(_receivables)
    #: How customers pay, the reviews that decide their class, the owner's own word.
    ratings = Part(_ratings)
    #: The shop by month: what is held, owed, earned, how it was paid, what was given up.
    reports = Part(_reports)
    #: Proving that the book is whole.
    verify = Part(_verify)
    #: The journal for other programs.
    exports = Part(_exports)

    @classmethod
    def parts(cls) -> tuple[str, ...]:
        """Return the names of all services."""
        return tuple(name for name, part in vars(cls).items() if isinstance(part, Part))


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
    around, upgraded = circumstances(), list[Upgraded]()
    store, book = open_book(path, upgraded.append, today=around.today)
    return build(store, book, around, upgraded[0] if upgraded else None)


def build(store: Store, book: Book, around: Circumstances, upgraded: Upgraded | None = None) -> App:
    """Join the services of an open book; tests give their own clock."""
    return App(store, book, around, upgraded)
