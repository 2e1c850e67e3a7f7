"""One transaction's view of the customer files, beside the desk's view of the journal.

Files made and changed wait here and are written together when the desk flushes, before any entry that names them. A
request is done whole or not at all: one that is refused has not touched anything here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import NoReturn, TypeAlias

from app.core import cards, offers
from app.core.cards import GiveCard, ReportLost, card_key
from app.core.credit.requests import KEEPS_NOTE as CREDIT_NOTES
from app.core.credit.requests import ApproveWriteOffs, CreditRequest
from app.core.credit.reviews import EndOverride, SetOverride
from app.core.customer import (
    Attach,
    Change,
    CustomerChange,
    CustomerFile,
    FileRequest,
    RemoveAttachment,
    changes,
    content_digest,
    updated,
)
from app.core.drawer import DrawerRequest
from app.core.holds import EndHold, PutHold
from app.core.incoming_requests import ArrivalRequest
from app.core.mail import ChangeMail
from app.core.offers import EndOffer, NewOffer
from app.core.picture import SetPicture
from app.core.prices import EndPriceItem, NewPrice, NewPriceItem
from app.core.privacy.consents import RecordConsent
from app.core.reminder.policy import ChangePolicy
from app.core.reminder.requests import KEEPS_NOTE, RecordReview, ReminderRequest
from app.core.reminder.texts import RecordText
from app.core.review_requests import PrepaidRequest
from app.core.settings import ChangeSettings
from app.core.statement_reply import EndDispute, OpenDispute, RecordReply
from app.core.terms_text import NewTerms
from app.errors import Message, refuse
from app.i18n.mark import N_
from app.services.arrival_requests import do_arrival_request
from app.services.attachment_requests import attach, remove
from app.services.consent_requests import consented
from app.services.credit_requests import approve_write_offs, do_credit_request
from app.services.desk import Desk
from app.services.drawer_requests import do_drawer_request
from app.services.known import living
from app.services.owing_files import held, said_of_limits, with_named
from app.services.prepaid_review_requests import do_prepaid_request
from app.services.rating_requests import decided, overridden
from app.services.reminder_requests import do_reminder_request
from app.services.reply_requests import do_reply_request
from app.services.rights_facts import file_facts
from app.services.search_keys import search_key
from app.services.shop_requests import do_shop_request, set_picture
from app.services.staff_requests import STAFF_REQUESTS, do_staff_request
from app.storage import customers as stored
from app.storage import merging
from app.storage import offers as stored_offers
from app.storage.cards import holders
from app.storage.customers import Author, FileRows, RecordedRequest, StoredFile
from app.storage.journal import Recorded, instant

_KEEPS_NOTE = (RecordReply, *KEEPS_NOTE, *CREDIT_NOTES)
"""The requests whose note is kept with what they do, and so is no remark in the log."""


_OfFile: TypeAlias = GiveCard | ReportLost | PutHold | EndHold | SetOverride | EndOverride | RecordConsent


@dataclass(frozen=True, slots=True)
class Filed:
    """The answer to a request about files: its id, and whether it had been done before.

    `said` are sentences for who asked, such as a limit that is below what is owed already.
    """

    id: str
    repeated: bool = False
    said: tuple[Message, ...] = ()


class FileDesk:
    """Customer files, attachments and offers within one transaction; `book` is the path of the book's own file.

    Make at most one for a desk. Files merged by the journal are written past it: have the desk flush before.
    """

    def __init__(self, desk: Desk, book: Path) -> None:
        self._desk = desk
        self._book = book
        self._rows = FileRows()
        self._known: dict[str, StoredFile | None] = {}
        self._holders: dict[str, int | None] = {}
        self._merges = 0
        self._requests: dict[str, RecordedRequest | None] = {}
        self._last_id: int | None = None
        self._said: tuple[Message, ...] = ()
        desk.on_flush(self.flush)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def prefetch(self, requests: Sequence[FileRequest]) -> None:
        """Read what many requests will need in a few statements instead of a few for each."""
        unknown = [request.id for request in requests if request.id not in self._requests]
        found = stored.find_file_requests(self._desk.session, unknown)
        self._requests.update({request: found.get(request) for request in unknown})
        numbers = sorted({number for request in requests for number in _numbers(request)})
        self._desk.prefetch([request.id for request in requests], numbers)
        there = stored.load_files(self._desk.session, numbers)
        self._known.update({number: there.get(number) for number in numbers})
        self._merges = merging.merges_in(self._desk.session)
        keys = [key for request in requests if (key := _card_key(request))]
        if keys:
            held = holders(self._desk.session, keys)
            self._holders.update({key: held.get(key) for key in keys if key not in self._holders})

    def recorded(self, request: str) -> RecordedRequest | None:
        """Return what was already done about files for a request id, if anything."""
        if request not in self._requests:
            self._requests[request] = stored.find_file_requests(self._desk.session, [request]).get(request)
        return self._requests[request]

    def _file(self, number: str) -> StoredFile | None:
        """Return a file as it stands after everything done so far."""
        merges = merging.merges_in(self._desk.session)
        if merges != self._merges:  # the journal has written files past this desk
            self.flush()
            self._known.clear()
            self._holders.clear()
            self._merges = merges
        if number not in self._known:
            self._known[number] = stored.load_file(self._desk.session, number)
        return self._known[number]

    # ---- requests ---------------------------------------------------------------------------------------------------

    def record(self, request: FileRequest) -> Filed:
        """Do what a request asks, or recognise it as done already; raises `Refused`."""
        known = self.recorded(request.id)
        if known is not None:
            if content_digest(known.salt, request) != known.digest:
                _refuse_used(request.id)
            return Filed(request.id, repeated=True)
        if self._desk.recorded(request.id) is not None:
            _refuse_used(request.id)
        around = self._desk.around
        author = Author(around.staff, around.now(), request.id)
        self._said = ()
        rights = self._desk.rights
        granted = rights.check(request, lambda: file_facts(self._desk, request))
        with rights:
            self._note(request, self._do(request, author), author)
        granted.note(request.id)
        return Filed(request.id, said=self._said)

    def _do(self, request: FileRequest, author: Author) -> int | None:  # noqa: PLR0911 - one for each kind
        """Do what a request asks; return the customer it is about, if it is about one."""
        match request:
            case CustomerChange():
                return self._change(request, author)
            case Attach() | RemoveAttachment():
                return self._attach(request, author)
            case GiveCard() | ReportLost() | PutHold() | EndHold() | SetOverride() | EndOverride() | RecordConsent():
                return self._set(request, author)
            case ApproveWriteOffs():
                _do_for_shop(self._desk, self._book, request, author)
                return None  # they may be of many customers
            case RecordReply() | OpenDispute() | EndDispute() | ReminderRequest() | CreditRequest():
                return self._answer(request, author)
            case ArrivalRequest() | PrepaidRequest():
                return self._arrived(request, author)
            case _:
                _do_for_shop(self._desk, self._book, request, author)
                return None

    def _note(self, request: FileRequest, customer: int | None, author: Author) -> None:
        salt = self._desk.around.salt()
        digest = content_digest(salt, request)
        recorded = RecordedRequest(request.id, salt, digest, customer, instant(author.now))
        self._requests[request.id] = recorded
        self._rows.requests.append(recorded)
        self._desk.note_request(request.id, Recorded(None, digest))

    # ---- a customer's file ------------------------------------------------------------------------------------------

    def _change(self, request: CustomerChange, author: Author) -> int:
        request = replace(request, given=with_named(self._desk, request.given))
        _check(request, self._file, self._desk.today)
        old = self._file(request.no)
        if old is None:
            new = self._new(request, author)
            found = [Change("no", "", request.no)]
        else:
            _check_reopening(request, old)
            self._desk.accounts.customer_id(request.no)  # so that the desk has the account it gets new terms for
            new = old._replace(file=updated(old.file, request.given))
            found = changes(old.file, new.file)
        if old is None or found:
            self._keep(new, made=old is None or new.id in self._rows.made)
        if old is not None:
            self._said = said_of_limits(self._desk, new.file, frozenset(change.field for change in found))
        self._rows.changes += stored.log_rows(new.id, [*found, *_remarks(request)], author)
        return new.id

    def _new(self, request: CustomerChange, author: Author) -> StoredFile:
        if "name" not in request.given:
            refuse("name", N_("name is missing: there is no customer “{customer}” yet."), customer=request.no)
        file = updated(CustomerFile(no=request.no, name=request.given["name"]), request.given)
        if self._last_id is None:
            self._last_id = stored.last_customer(self._desk.session)
        self._last_id += 1
        return StoredFile(self._last_id, file, None, instant(author.now))

    def _keep(self, file: StoredFile, *, made: bool) -> None:
        waiting = self._rows.made if made else self._rows.changed
        waiting[file.id] = (file, search_key(file.file))
        self._known[file.file.no] = file
        self._holders.update({card_key(card.no): file.id for card in file.file.cards})
        self._desk.accounts.replace_terms(file.terms)

    # ---- cards and attachments --------------------------------------------------------------------------------------

    def _set(self, request: _OfFile, author: Author) -> int:
        """Put a card, a hold or the owner's own class into a customer's file, or take it out."""
        old = _there(self._file(request.customer), request.customer)
        if isinstance(request, PutHold | SetOverride | RecordConsent):
            _check_lives(self._desk, old)
        if isinstance(request, RecordConsent):
            self.flush()
            return self._rework(old, consented(self._desk, old, request, author), request, author)
        if isinstance(request, PutHold | EndHold):
            return self._rework(old, held(self._desk, old.file, request), request, author)
        if isinstance(request, SetOverride | EndOverride):
            return self._rework(old, overridden(self._desk, old.file, request), request, author)
        _check_day("on", request.on, self._desk.today)
        file = cards.given(old.file, request) if isinstance(request, GiveCard) else cards.lost(old.file, request)
        key = _card_key(request)
        if key and key not in self._holders:
            self._holders[key] = holders(self._desk.session, [key]).get(key)
        holder = self._holders.get(key)
        if holder is not None and holder != old.id:
            self.flush()
            _refuse_taken(request, stored.load_by_id(self._desk.session, holder).file.no)
        return self._rework(old, file, request, author)

    def _rework(self, old: StoredFile, file: CustomerFile, request: FileRequest, author: Author) -> int:
        """Keep a file that a request has changed, and log what did; return whose it is."""
        new = old._replace(file=file)
        self._desk.accounts.customer_id(file.no)  # as for every change of a file
        found = changes(old.file, file)
        if found:
            self._keep(new, made=new.id in self._rows.made)
        self._rows.changes += stored.log_rows(new.id, [*found, *_remarks(request)], author)
        return new.id

    def _attach(self, request: Attach | RemoveAttachment, author: Author) -> int:
        """Put a file into the book for a customer, or take one out; return whose it is."""
        customer = _there(self._file(request.customer), request.customer)
        self.flush()
        found = _remarks(request)
        if isinstance(request, Attach):
            attach(self._desk, self._book, customer, request, author)
        else:
            change, attached_by = remove(self._desk, customer, request)
            self._requests.pop(attached_by, None)  # nothing is left by which what that one asked is known again
            found = [change, *found]
        self._rows.changes += stored.log_rows(customer.id, found, author)
        return customer.id

    def _answer(self, request: FileRequest, author: Author) -> int:
        """Do what a request about replies, disputes, reminders or credit asks."""
        also: tuple[FileRequest, ...] = ()
        if isinstance(request, ReminderRequest):
            customer = do_reminder_request(self._desk, request, author)
        elif isinstance(request, CreditRequest):
            customer, also = do_credit_request(self._desk, request, author)
        else:
            customer, also = do_reply_request(self._desk, request, author)
        for each in also:
            self._note(each, customer, author)
        remarks = _remarks(request)
        if isinstance(request, _KEEPS_NOTE):
            remarks = [remark for remark in remarks if remark.field != "note"]
        if isinstance(request, RecordReview) and request.credit is not None:
            old = _there(self._file(request.customer), request.customer)
            return self._rework(old, decided(old.file, request.credit), request, author)
        self._rows.changes += stored.log_rows(customer, remarks, author)
        return customer

    def _arrived(self, request: ArrivalRequest | PrepaidRequest, author: Author) -> int | None:
        """Do what a request about incoming payments, or about the review of prepaid accounts, asks."""
        if isinstance(request, ArrivalRequest):
            return do_arrival_request(self._desk, request, author)
        return do_prepaid_request(self._desk, request, author)

    # ---- writing ----------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Write the files that wait; called by the desk."""
        rows = self._rows
        if rows.requests or rows.changes or rows.made or rows.changed:
            self._rows = FileRows()
            stored.write_files(self._desk.session, rows)


def _check_lives(desk: Desk, file: StoredFile) -> None:
    """Refuse to put into a file that was merged away what would hold for nobody."""
    if file.merged_into is not None:
        text = N_("customer: file {customer} was merged into {into}; use that one.")
        refuse("customer", text, customer=file.file.no, into=living(desk.session, file.id).file.no)


def _numbers(request: FileRequest) -> list[str]:
    """Return the customer numbers a request names."""
    if isinstance(request, CustomerChange):
        referrer = request.given.get("referrer")
        return [request.no, referrer] if referrer else [request.no]
    return [request.customer] if isinstance(request, Attach | GiveCard | ReportLost | PutHold | EndHold) else []


def _there(found: StoredFile | None, number: str) -> StoredFile:
    if found is None:
        refuse("customer", N_("{field}: there is no customer “{customer}”."), field="customer", customer=number)
    return found


def _refuse_taken(request: GiveCard | ReportLost, holder: str) -> NoReturn:
    """Refuse to give out a card that another customer has, or has lost."""
    field = "no" if isinstance(request, GiveCard) else "replaced_by"
    refuse(
        field,
        N_("{field}: card “{card}” is customer {customer}’s."),
        field=field,
        card=cards.new_number(request),
        customer=holder,
    )


def _card_key(request: FileRequest) -> str:
    """Return the number, as it is compared, of the card a request gives out, or a blank."""
    return card_key(cards.new_number(request)) if isinstance(request, GiveCard | ReportLost) else ""


def _check(request: CustomerChange, find: Callable[[str], StoredFile | None], today: date) -> None:
    """Refuse what the file alone cannot judge: other customers, and days that have not come."""
    given = request.given
    referrer = given.get("referrer")
    if referrer and referrer == request.no:
        refuse("referrer", N_("referrer: a customer cannot be their own referrer."))
    if referrer and find(referrer) is None:
        refuse("referrer", N_("{field}: there is no customer “{customer}”."), field="referrer", customer=referrer)
    _check_day("on", given.get("since"), today)
    for channel, day in (given.get("consents") or {}).items():
        _check_day(f"consents.{channel}", day, today)


def _check_reopening(request: CustomerChange, old: StoredFile) -> None:
    if old.merged_into is not None and request.given.get("closed") is False:
        refuse(
            "closed",
            N_("closed: file {customer} was merged into another; reverse the merging to open it again."),
            customer=request.no,
        )


def _do_for_shop(desk: Desk, book: Path, request: FileRequest, author: Author) -> None:
    """Do what a request asks that is about no one customer."""
    match request:
        case NewOffer():
            stored_offers.add_offer(desk.session, offers.made(request), author, _remarks(request))
        case EndOffer():
            _end_offer(desk, request, author)
        case (
            ChangeSettings()
            | ChangePolicy()
            | ChangeMail()
            | NewPriceItem()
            | NewPrice()
            | EndPriceItem()
            | NewTerms()
            | RecordText()
        ):
            do_shop_request(desk.session, request, author, _remarks(request))
            desk.price_lists.clear()
        case SetPicture():
            set_picture(desk.session, request, author, _remarks(request), book)
        case DrawerRequest():
            do_drawer_request(desk, request, author, _remarks(request))
        case ApproveWriteOffs():
            approve_write_offs(desk, request)
        case _ if isinstance(request, STAFF_REQUESTS):
            do_staff_request(desk, request, author, _remarks(request))
        case _:
            raise TypeError(request)


def _end_offer(desk: Desk, request: EndOffer, author: Author) -> None:
    every = {offer.id: offer for offer in stored_offers.load_offers(desk.session)}
    offer = every.get(request.offer)
    if offer is None:
        refuse("offer", N_("offer: there is no offer “{offer}”."), offer=request.offer)
    if offer.ends_on is not None and offer.ends_on <= request.on:
        refuse("on", N_("on: the offer “{name}” ends on {ends_on} already."), name=offer.name, ends_on=offer.ends_on)
    stored_offers.end_offer(desk.session, offer, request.on, author, _remarks(request))


def _remarks(request: FileRequest) -> list[Change]:
    """Return the shop's own reference, the note and why something was ended as lines of the log."""
    why = request.reason.strip() if isinstance(request, EndHold | EndOverride) else ""
    texts: Mapping[str, str] = {"reference": request.reference, "note": request.note, "reason": why}
    return [Change(name, "", text) for name, text in texts.items() if text]


def _check_day(name: str, day: date | None, today: date) -> None:
    if day is not None and day > today + timedelta(days=1):
        refuse(name, N_("{field}: {date} lies in the future; today is {today}."), field=name, date=day, today=today)


def _refuse_used(request: str) -> None:
    refuse("id", N_("id: “{id}” has been used for something else; choose another id."), id=request)
