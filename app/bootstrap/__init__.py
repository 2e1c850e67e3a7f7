"""The only place where objects are built and joined: a book's path in, its services out.

`_makers` has one function for each service; `part` makes a service when it is first asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from threading import RLock

from app.bootstrap import _makers
from app.bootstrap.part import Part
from app.services.books import DEMO, Upgraded, create_book, open_book
from app.services.circumstances import Circumstances
from app.services.seat import Seat
from app.storage.books import Book
from app.storage.cipher import Key, read_cipher
from app.storage.store import Store


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
    journal = Part(_makers.journal)
    #: Many events at once.
    bulk = Part(_makers.bulk)
    #: Other programs' files taken in: proposed, tried, carried out, undone.
    intake = Part(_makers.intake)
    #: One customer at a glance, and what must be reversed first.
    counter = Part(_makers.counter)
    #: What customers may owe: limits, groups, holds, supply control, and what a sale would meet.
    credit = Part(_makers.credit)
    #: The owner's PIN, asked for where somebody wants to pass a limit or a hold.
    owner_pin = Part(_makers.owner_pin)
    #: What goes back when a customer leaves, by law and reason.
    refunds = Part(_makers.refunds)
    #: What was agreed on with customers on how they pay.
    agreements = Part(_makers.agreements)
    #: Late interest and fees: what could be charged, and charging it.
    interest = Part(_makers.interest)
    #: The tables of rates, with the shop's own rows.
    rates = Part(_makers.rates)
    #: Discounts for paying early, rewards for paying on time.
    incentives = Part(_makers.incentives)
    #: Customer files, attachments, timeline.
    files = Part(_makers.files)
    #: Files as forms make and change them, typed text and all.
    forms = Part(_makers.forms)
    #: Top-up offers.
    offers = Part(_makers.offers)
    #: The price list: services, goods and passes with dated prices.
    prices = Part(_makers.prices)
    #: What the shop has set: its head on paper, tenders, numbering, reminders.
    settings = Part(_makers.settings)
    #: The shop's logo and its payment code.
    pictures = Part(_makers.pictures)
    #: The shop's own terms, by kind, language and date.
    terms = Part(_makers.terms)
    #: Cards handed out to customers.
    cards = Part(_makers.cards)
    #: Customers' PINs.
    pins = Part(_makers.pins)
    #: Finding customers.
    search = Part(_makers.search)
    #: The list of all customers: narrowed, sorted, exported.
    customer_list = Part(_makers.customer_list)
    #: Balances, lots, charges, ledger, ageing, trial balance.
    views = Part(_makers.views)
    #: One entry in full.
    entries = Part(_makers.entries)
    #: The cash drawer and the day's end.
    drawer = Part(_makers.drawer)
    #: Receipts: shown, numbered, printed again.
    receipts = Part(_makers.receipts)
    #: Envelopes, labels, and the pages by which a printer is set right.
    envelopes = Part(_makers.envelopes)
    #: One customer's statement for any period: figures, paper, preview.
    statements = Part(_makers.statements)
    #: What comes back of statements: confirmed, disputed, or nothing.
    statement_replies = Part(_makers.statement_replies)
    #: Charges that customers dispute.
    disputes = Part(_makers.disputes)
    #: Runs of statements, and the statements they issued.
    statement_runs = Part(_makers.statement_runs)
    #: What should stand in the reminder queue today.
    reminder_plan = Part(_makers.reminder_plan)
    #: When, by which ways and how often the shop reminds: rules, ladders, conduct.
    reminder_policy = Part(_makers.reminder_policy)
    #: What reminders say: the shop's own texts, and those the program brings along.
    reminder_texts = Part(_makers.reminder_texts)
    #: Letters of reminders: previewed, issued with their numbers, printed as one file.
    letters = Part(_makers.letters)
    #: The reminder queue: what is to be done today, sent, noted, put off.
    reminder_queue = Part(_makers.reminder_queue)
    #: The mail account, the service for messages, and one message at a time by either.
    mail = Part(_makers.mail)
    #: Sending reminders and statements, each once.
    sending = Part(_makers.sending)
    #: Contacts with customers, and what was agreed in them: promises, pauses, dated notes.
    contacts = Part(_makers.contacts)
    #: Payment plans: proposed, agreed on, printed to be signed, ended.
    plans = Part(_makers.plans)
    #: What proves something: signed papers, evidence, receipts, debts admitted.
    proof = Part(_makers.proof)
    #: Those who answer for customers' debts.
    guarantees = Part(_makers.guarantees)
    #: Claims handed to a lawyer or a court.
    cases = Part(_makers.cases)
    #: How long each charge can be enforced, and what proves it.
    limitation = Part(_makers.limitation)
    #: Everything that proves a claim, as one PDF.
    evidence = Part(_makers.evidence)
    #: Bad debts: proposed by the shop's rule, given up, recovered.
    write_offs = Part(_makers.write_offs)
    #: The ageing of all customers as of any day, with the charges behind it.
    receivables = Part(_makers.receivables)
    #: How customers pay, the reviews that decide their class, the owner's own word.
    ratings = Part(_makers.ratings)
    #: The shop by month: what is held, owed, earned, how it was paid, what was given up.
    reports = Part(_makers.reports)
    #: Proving that the book is whole.
    verify = Part(_makers.verify)
    #: The journal for other programs.
    exports = Part(_makers.exports)
    #: Lists as shown, as files for spreadsheets.
    list_files = Part(_makers.list_files)
    #: Vouchers for the accountant.
    vouchers = Part(_makers.vouchers)
    #: Customers as cards for phones.
    vcards = Part(_makers.vcards)
    #: The whole book as a folder of plain files.
    handover = Part(_makers.handover)
    #: Copies of the book in other places.
    backups = Part(_makers.backups)
    #: Who is at the desk, and who belongs to the staff.
    presence = Part(_makers.presence)
    #: The staff: who may do what, signing in, approving for somebody else.
    staff = Part(_makers.staff)
    #: Codes on paper: the owner's recovery code, the recovery key of an encrypted book.
    code_pages = Part(_makers.code_pages)
    #: Erasing people, and what still holds them.
    privacy = Part(_makers.privacy)
    #: Giving out to customers what the shop has about them.
    person_export = Part(_makers.person_export)
    #: Who did what that an owner looks at twice.
    audit = Part(_makers.audit)
    #: A page a day that shows later whether the book was changed.
    day_digests = Part(_makers.day_digests)
    #: Bills of payments: what arrived, what was recorded, and which is which.
    incoming = Part(_makers.incoming)
    #: Files that hold one bill or several, each looked at and read by itself.
    bill_parts = Part(_makers.bill_parts)
    #: What arrived, and reviews of prepaid accounts, as lists for spreadsheets.
    arrival_lists = Part(_makers.arrival_lists)
    #: What was made of payments, what proves an entry, and all that could be made of one payment.
    arrival_steps = Part(_makers.arrival_steps)
    #: Reviews of prepaid accounts: rounds, what the book tells, what people found.
    prepaid_review = Part(_makers.prepaid_review)

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


def open_app(path: Path, key: Key | None = None) -> App:
    """Open a book with the real clock; raises `BookUnusable` in words when that cannot be.

    An encrypted book is opened by the key given, else by the one this computer's keyring keeps; `BookLocked` says that
    there is none and its passphrase is to be asked for (`services.protection.unlock`).
    """
    around, upgraded = circumstances(), list[Upgraded]()
    store, book = open_book(path, upgraded.append, today=around.today, key=key or _kept_key(path))
    return build(store, book, around, upgraded[0] if upgraded else None)


def _kept_key(path: Path) -> Key | None:
    try:
        if read_cipher(path) is None:
            return None
    except OSError:  # opening it says so in words
        return None
    from app.services.protection import key_for  # with it comes what no book in clear needs

    return key_for(path)


def build(store: Store, book: Book, around: Circumstances, upgraded: Upgraded | None = None) -> App:
    """Join the services of an open book, with a seat of its own; tests give their own clock."""
    return App(store, book, around if around.seat is not None else around._replace(seat=Seat()), upgraded)
