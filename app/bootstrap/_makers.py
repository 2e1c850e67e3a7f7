"""One function a service: what an open book must give it, and nothing else.

Each imports its service's module only when it is asked for it: a window shows its first page before most of them are
needed, and a command needs few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.bootstrap import App
    from app.services.agreements import Agreements
    from app.services.arrival_lists import ArrivalLists
    from app.services.arrival_steps import ArrivalSteps
    from app.services.audit import Audit
    from app.services.backup import Backups
    from app.services.bill_parts import BillParts
    from app.services.bulk import Bulk
    from app.services.cards import Cards
    from app.services.cases import Cases
    from app.services.code_pages import CodePages
    from app.services.contacts import Contacts
    from app.services.counter import Counter
    from app.services.credit import Credit
    from app.services.customer_list import CustomerList
    from app.services.customers import CustomerFiles
    from app.services.day_digests import DayDigests
    from app.services.drawer import DrawerDesk
    from app.services.entries import Entries
    from app.services.envelopes import Envelopes
    from app.services.evidence import Evidence
    from app.services.exports import Exports
    from app.services.file_forms import FileForms
    from app.services.guarantees import Guarantees
    from app.services.handover import Handover
    from app.services.incentives import Incentives
    from app.services.incoming import Incomings
    from app.services.intake import Intake
    from app.services.interest import Interest
    from app.services.journal import Journal
    from app.services.letters import Letters
    from app.services.limitation import Limitation
    from app.services.list_files import ListFiles
    from app.services.mail import Mail
    from app.services.offers import Offers
    from app.services.owner_pin import OwnerPin
    from app.services.person_export import PersonExport
    from app.services.pictures import Pictures
    from app.services.pins import Pins
    from app.services.plans import Plans
    from app.services.prepaid_review import PrepaidReview
    from app.services.presence import Presence
    from app.services.prices import PriceList
    from app.services.privacy import Privacy
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
    from app.services.staff import Staff
    from app.services.statement_replies import Disputes, StatementReplies
    from app.services.statement_runs import StatementRuns
    from app.services.statements import Statements
    from app.services.terms import TermsDesk
    from app.services.vcards import VCards
    from app.services.verify import Verify
    from app.services.views import Views
    from app.services.vouchers import Vouchers
    from app.services.write_offs import WriteOffs


def journal(app: App) -> Journal:
    from app.services.journal import Journal

    return Journal(app.store, app.around)


def bulk(app: App) -> Bulk:
    from app.services.bulk import Bulk

    return Bulk(app.store, app.around, app.book.decimals)


def intake(app: App) -> Intake:
    from app.services.intake import Intake

    return Intake(app.store, app.around, app.book.decimals, app.bulk, app.backups)


def counter(app: App) -> Counter:
    from app.services.counter import Counter

    return Counter(app.store, app.around)


def refunds(app: App) -> Refunds:
    from app.services.refunds import Refunds

    return Refunds(app.store, app.book.pack)


def credit(app: App) -> Credit:
    from app.services.credit import Credit

    return Credit(app.store, app.around)


def owner_pin(app: App) -> OwnerPin:
    from app.services.owner_pin import OwnerPin

    return OwnerPin(app.store, app.around)


def agreements(app: App) -> Agreements:
    from app.services.agreements import Agreements

    return Agreements(app.store, app.around)


def interest(app: App) -> Interest:
    from app.services.interest import Interest

    return Interest(app.store, app.around)


def rates(app: App) -> Rates:
    from app.services.rates import Rates

    return Rates(app.store, app.around)


def incentives(app: App) -> Incentives:
    from app.services.incentives import Incentives

    return Incentives(app.store, app.around)


def files(app: App) -> CustomerFiles:
    from app.services.customers import CustomerFiles

    return CustomerFiles(app.store, app.around)


def forms(app: App) -> FileForms:
    from app.services.file_forms import FileForms

    return FileForms(app.store, app.around, app.book.decimals)


def offers(app: App) -> Offers:
    from app.services.offers import Offers

    return Offers(app.store)


def prices(app: App) -> PriceList:
    from app.services.prices import PriceList

    return PriceList(app.store, app.around)


def settings(app: App) -> SettingsDesk:
    from app.services.settings import SettingsDesk

    return SettingsDesk(app.store, app.around)


def pictures(app: App) -> Pictures:
    from app.services.pictures import Pictures

    return Pictures(app.store, app.around)


def terms(app: App) -> TermsDesk:
    from app.services.terms import TermsDesk

    return TermsDesk(app.store, app.around, app.book.pack)


def cards(app: App) -> Cards:
    from app.services.cards import Cards

    return Cards(app.store, app.around)


def pins(app: App) -> Pins:
    from app.services.pins import Pins

    return Pins(app.store, app.around)


def search(app: App) -> Search:
    from app.services.search import Search

    return Search(app.store)


def customer_list(app: App) -> CustomerList:
    from app.services.customer_list import CustomerList

    return CustomerList(app.store, app.search, app.around.today, app.book.decimals, app.around)


def views(app: App) -> Views:
    from app.services.views import Views

    return Views(app.store, app.around.today, app.around)


def entries(app: App) -> Entries:
    from app.services.entries import Entries

    return Entries(app.store)


def drawer(app: App) -> DrawerDesk:
    from app.services.drawer import DrawerDesk

    return DrawerDesk(app.store, app.around)


def receipts(app: App) -> Receipts:
    from app.services.receipts import Receipts

    return Receipts(app.store, app.around)


def envelopes(app: App) -> Envelopes:
    from app.services.envelopes import Envelopes

    return Envelopes(app.store, app.around)


def statements(app: App) -> Statements:
    from app.services.statements import Statements

    return Statements(app.store, app.around)


def statement_replies(app: App) -> StatementReplies:
    from app.services.statement_replies import StatementReplies

    return StatementReplies(app.store, app.around)


def disputes(app: App) -> Disputes:
    from app.services.statement_replies import Disputes

    return Disputes(app.store, app.around)


def statement_runs(app: App) -> StatementRuns:
    from app.services.statement_runs import StatementRuns

    return StatementRuns(app.store, app.around)


def reminder_plan(app: App) -> ReminderPlan:
    from app.services.reminder_plan import ReminderPlan

    return ReminderPlan(app.store, app.around)


def reminder_policy(app: App) -> ReminderPolicy:
    from app.services.reminder_policy import ReminderPolicy

    return ReminderPolicy(app.store, app.around)


def reminder_texts(app: App) -> ReminderTexts:
    from app.services.reminder_texts import ReminderTexts

    return ReminderTexts(app.store, app.around)


def letters(app: App) -> Letters:
    from app.services.letters import Letters

    return Letters(app.store, app.around)


def reminder_queue(app: App) -> ReminderQueue:
    from app.services.reminder_queue import ReminderQueue

    return ReminderQueue(app.store, app.around)


def mail(app: App) -> Mail:
    from app.services.mail import Mail
    from app.system.secrets import Secrets

    return Mail(app.store, app.around, Secrets(app.book.uuid))


def sending(app: App) -> Sending:
    from app.services.sending import Sending
    from app.services.statement_mail import StatementMail

    return Sending(app.reminder_queue, app.mail, StatementMail(app.store, app.around, app.reminder_texts))


def contacts(app: App) -> Contacts:
    from app.services.contacts import Contacts

    return Contacts(app.store, app.around)


def plans(app: App) -> Plans:
    from app.services.plans import Plans

    return Plans(app.store, app.around)


def proof(app: App) -> Proofs:
    from app.services.proof import Proofs

    return Proofs(app.store, app.around)


def guarantees(app: App) -> Guarantees:
    from app.services.guarantees import Guarantees

    return Guarantees(app.store, app.around)


def cases(app: App) -> Cases:
    from app.services.cases import Cases

    return Cases(app.store, app.around)


def limitation(app: App) -> Limitation:
    from app.services.limitation import Limitation

    return Limitation(app.store, app.around)


def evidence(app: App) -> Evidence:
    from app.services.evidence import Evidence

    return Evidence(app.store, app.around)


def write_offs(app: App) -> WriteOffs:
    from app.services.write_offs import WriteOffs

    return WriteOffs(app.store, app.around)


def receivables(app: App) -> Receivables:
    from app.services.receivables import Receivables

    return Receivables(app.store, app.around, app.search)


def ratings(app: App) -> Ratings:
    from app.services.ratings import Ratings

    return Ratings(app.store, app.around)


def reports(app: App) -> Reports:
    from app.services.reports import Reports

    return Reports(app.store, app.around)


def verify(app: App) -> Verify:
    from app.services.verify import Verify

    return Verify(app.store, app.around)


def exports(app: App) -> Exports:
    from app.services.exports import Exports

    return Exports(app.store, app.around)


def presence(app: App) -> Presence:
    from app.services.presence import Presence

    return Presence(app.store, app.around)


def staff(app: App) -> Staff:
    from app.services.staff import Staff

    return Staff(app.store, app.around)


def list_files(app: App) -> ListFiles:
    from app.services.list_files import ListFiles

    return ListFiles(app.store, app.around)


def vouchers(app: App) -> Vouchers:
    from app.services.vouchers import Vouchers

    return Vouchers(app.store, app.around)


def vcards(app: App) -> VCards:
    from app.services.vcards import VCards

    return VCards(app.store, app.around)


def handover(app: App) -> Handover:
    from app.services.handover import Handover

    return Handover(app.store, app.around)


def backups(app: App) -> Backups:
    from app.services.backup import Backups

    return Backups(app.store, app.book, app.around)


def privacy(app: App) -> Privacy:
    from app.services.privacy import Privacy

    return Privacy(app.store, app.around)


def person_export(app: App) -> PersonExport:
    from app.services.person_export import PersonExport

    return PersonExport(app.store, app.around)


def audit(app: App) -> Audit:
    from app.services.audit import Audit

    return Audit(app.store, app.around)


def day_digests(app: App) -> DayDigests:
    from app.services.day_digests import DayDigests

    return DayDigests(app.store, app.around)


def incoming(app: App) -> Incomings:
    from app.services.incoming import Incomings

    return Incomings(app.store, app.around)


def bill_parts(app: App) -> BillParts:
    from app.services.bill_parts import BillParts

    return BillParts(app.store, app.incoming)


def arrival_lists(app: App) -> ArrivalLists:
    from app.services.arrival_lists import ArrivalLists

    return ArrivalLists(app.store, app.around)


def arrival_steps(app: App) -> ArrivalSteps:
    from app.services.arrival_steps import ArrivalSteps

    return ArrivalSteps(app.store)


def prepaid_review(app: App) -> PrepaidReview:
    from app.services.prepaid_review import PrepaidReview

    return PrepaidReview(app.store, app.around)


def code_pages(app: App) -> CodePages:
    from app.services.code_pages import CodePages

    return CodePages(app.store, app.around)
