"""Rights: each thing that can be done in a book asks for one, by the name of its request or of its act.

What a request contains may ask for more than its verb does (`core.staff.may`). A request that stands here under no
right is a mistake of the program and is never carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.i18n.mark import N_

if TYPE_CHECKING:
    from app.core.customer import FileRequest
    from app.core.requests import Request


class Right(StrEnum):
    """What a member of the staff may be allowed to do."""

    VIEW = "view"
    REPORTS = "reports"
    SELL = "sell"
    RECEIVE = "receive"
    BONUS = "bonus"
    DISCOUNT = "discount"
    PRICE = "price"
    PASS_LIMIT = "pass_limit"
    CREDIT_NOTE = "credit_note"
    REFUND = "refund"
    UNDO = "undo"
    REVERSE = "reverse"
    WRITE_OFF = "write_off"
    INTEREST = "interest"
    TRANSFER = "transfer"
    MERGE = "merge"
    LOT_TERMS = "lot_terms"
    OPENING = "opening"
    EARLIER_DAY = "earlier_day"
    MONTHS = "months"
    FILES = "files"
    CREDIT = "credit"
    CLAIMS = "claims"
    REMIND = "remind"
    STATEMENTS = "statements"
    DRAWER = "drawer"
    CASH_OUT = "cash_out"
    SHOP = "shop"
    SETTINGS = "settings"
    EXPORT = "export"
    IMPORT = "import"
    BACKUP = "backup"
    RESTORE = "restore"
    KEYS = "keys"
    STAFF = "staff"
    AUDIT = "audit"
    ERASE = "erase"


LABELS: Mapping[Right, str] = MappingProxyType(
    {
        Right.VIEW: N_("Look at customers and their accounts"),
        Right.REPORTS: N_("See reports and the figures of the whole shop"),
        Right.SELL: N_("Take top-ups, sell, use prepaid money and passes"),
        Right.RECEIVE: N_("Take payments for what is owed"),
        Right.BONUS: N_("Give a bonus beyond the offers"),
        Right.DISCOUNT: N_("Give up a part of what is owed when it is paid"),
        Right.PRICE: N_("Sell below the list price"),
        Right.PASS_LIMIT: N_("Sell past a credit limit or a hold"),
        Right.CREDIT_NOTE: N_("Take back a sale in part, grant an allowance"),
        Right.REFUND: N_("Refund prepaid money"),
        Right.UNDO: N_("Reverse one’s own entries of the same day"),
        Right.REVERSE: N_("Reverse entries"),
        Right.WRITE_OFF: N_("Write off bad debts"),
        Right.INTEREST: N_("Charge late interest and fees"),
        Right.TRANSFER: N_("Move prepaid money to another customer"),
        Right.MERGE: N_("Merge two customer files"),
        Right.LOT_TERMS: N_("Extend or expire prepaid money"),
        Right.OPENING: N_("Enter opening balances"),
        Right.EARLIER_DAY: N_("Enter something for an earlier day"),
        Right.MONTHS: N_("Close and reopen months"),
        Right.FILES: N_("Make and change customer files"),
        Right.CREDIT: N_("Set limits, terms, holds, plans and ratings"),
        Right.CLAIMS: N_("Keep proof, guarantees and cases"),
        Right.REMIND: N_("Remind customers and note contacts"),
        Right.STATEMENTS: N_("Issue statements and record replies"),
        Right.DRAWER: N_("Count the drawer and end the day"),
        Right.CASH_OUT: N_("Take cash out of the drawer"),
        Right.SHOP: N_("Change prices, offers, terms and texts"),
        Right.SETTINGS: N_("Change the settings of the shop"),
        Right.EXPORT: N_("Export lists and customers’ data"),
        Right.IMPORT: N_("Import files"),
        Right.BACKUP: N_("Make backups"),
        Right.RESTORE: N_("Restore and repair the book"),
        Right.KEYS: N_("Switch encryption on and off, change its keys"),
        Right.STAFF: N_("Manage staff, roles and rights"),
        Right.AUDIT: N_("See who did what"),
        Right.ERASE: N_("Delete attachments, erase customers"),
    }
)
"""What each right is called."""

BY_AMOUNT = frozenset(
    {Right.SELL, Right.RECEIVE, Right.BONUS, Right.DISCOUNT, Right.PRICE, Right.PASS_LIMIT, Right.CREDIT_NOTE}
    | {Right.REFUND, Right.UNDO, Right.REVERSE, Right.WRITE_OFF, Right.INTEREST, Right.TRANSFER, Right.CASH_OUT}
)
"""The rights that may be given up to an amount (minor units)."""

BY_DAYS = frozenset({Right.EARLIER_DAY})
"""The rights that may be given up to a number of days."""


class Act(StrEnum):
    """What is done without a request that is recorded: what is looked at, goes out, or happens to the file itself."""

    LOOK = "look"
    SEE_REPORTS = "see_reports"
    SEE_AUDIT = "see_audit"
    VERIFY = "verify"
    PRINT_RECEIPT = "print_receipt"
    PRINT_STATEMENT = "print_statement"
    PRINT_ADDRESSES = "print_addresses"
    ISSUE_STATEMENTS = "issue_statements"
    MAIL_STATEMENTS = "mail_statements"
    ISSUE_LETTERS = "issue_letters"
    SEND_REMINDERS = "send_reminders"
    WRITE_PACK = "write_pack"
    CUSTOMER_PIN = "customer_pin"
    OPEN_ATTACHMENT = "open_attachment"
    MAIL_SECRET = "mail_secret"
    EXPORT_JOURNAL = "export_journal"
    EXPORT_LIST = "export_list"
    EXPORT_CUSTOMER = "export_customer"
    EXPORT_BOOK = "export_book"
    IMPORT = "import"
    UNDO_IMPORT = "undo_import"
    BACK_UP = "back_up"
    MOVE_BOOK = "move_book"
    RESTORE = "restore"
    RESCUE = "rescue"
    REBUILD = "rebuild"
    ENCRYPT = "encrypt"
    DECRYPT = "decrypt"
    CHANGE_KEY = "change_key"
    OWNER_PIN = "owner_pin"
    RECOVERY_CODE = "recovery_code"


_ASKED: Mapping[Right, tuple[str, ...]] = {
    Right.VIEW: (Act.LOOK, Act.VERIFY, Act.PRINT_RECEIPT, Act.PRINT_STATEMENT, Act.OPEN_ATTACHMENT),
    Right.REPORTS: (Act.SEE_REPORTS,),
    Right.SELL: ("TopUp", "PostTopUp", "Sale", "PassSale", "PassUse", "Settle"),
    Right.RECEIVE: (
        *("Payment", "TieIncoming", "PostPayment", "IgnoreIncoming", "ExplainEntry", "UndoStep", "ForgetPayer"),
    ),
    Right.CREDIT_NOTE: ("Credit",),
    Right.REFUND: ("Refund",),
    Right.REVERSE: ("Reverse",),
    Right.WRITE_OFF: ("WriteOff", "ApproveWriteOffs"),
    Right.INTEREST: ("ChargeInterest",),
    Right.TRANSFER: ("Transfer",),
    Right.MERGE: ("Merge",),
    Right.LOT_TERMS: ("Extend", "Expire"),
    Right.OPENING: ("Opening",),
    Right.MONTHS: ("CloseMonth", "ReopenMonth"),
    Right.FILES: ("CustomerChange", "Attach", "GiveCard", "ReportLost", "RecordConsent", Act.CUSTOMER_PIN),
    Right.CREDIT: (
        *("Reschedule", "MakeAgreement", "EndAgreement", "MakePlan", "EndPlan"),
        *("PutHold", "EndHold", "SetOverride", "EndOverride", "RecordReview"),
    ),
    Right.CLAIMS: ("KeepProof", "TakeGuarantee", "StepGuarantee", "OpenCase", "StepCase", Act.WRITE_PACK),
    Right.REMIND: (
        *("MarkDone", "MarkSent", "Skip", "Snooze", "Assign", "Resolve", "LogContact", "AddStep"),
        *("RecordPromise", "WithdrawPromise", "PauseReminders", "EndPause", "AddNote", "EndNote"),
        *(Act.ISSUE_LETTERS, Act.SEND_REMINDERS),
    ),
    Right.STATEMENTS: (
        *("StartRun", "RecordReply", "OpenDispute", "EndDispute"),
        *(Act.ISSUE_STATEMENTS, Act.MAIL_STATEMENTS, Act.PRINT_ADDRESSES),
    ),
    Right.DRAWER: ("OpenDrawer", "CashIn", "CloseDay"),
    Right.CASH_OUT: ("CashOut",),
    Right.SHOP: ("NewOffer", "EndOffer", "NewPriceItem", "NewPrice", "EndPriceItem", "NewTerms", "RecordText"),
    Right.SETTINGS: ("ChangeSettings", "SetPicture", "ChangePolicy", "ChangeMail", Act.MAIL_SECRET, Act.MOVE_BOOK),
    Right.EXPORT: (Act.EXPORT_JOURNAL, Act.EXPORT_LIST, Act.EXPORT_CUSTOMER, Act.EXPORT_BOOK),
    Right.IMPORT: (Act.IMPORT, Act.UNDO_IMPORT),
    Right.BACKUP: (Act.BACK_UP,),
    Right.RESTORE: (Act.RESTORE, Act.RESCUE, Act.REBUILD),
    Right.KEYS: (Act.ENCRYPT, Act.DECRYPT, Act.CHANGE_KEY),
    Right.STAFF: ("AddMember", "ChangeMember", "EndMember", "ChangeRights", Act.OWNER_PIN, Act.RECOVERY_CODE),
    Right.AUDIT: ("StartReview", "NoteFinding", Act.SEE_AUDIT),
    Right.ERASE: ("EraseCustomer", "RemoveAttachment"),
}

RIGHT_OF: Mapping[str, Right] = MappingProxyType(
    {str(name): right for right, names in _ASKED.items() for name in names}
)
"""The right that each request (by the name of its class) and each act asks for."""


def right_of(asked: Request | FileRequest | Act) -> Right:
    """Return the right a request or an act asks for; LookupError for one that stands under none."""
    return RIGHT_OF[asked if isinstance(asked, Act) else type(asked).__name__]
