"""What was done, in words: what it is called, and what there is to say about it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.core.audit import AuditChange, Doing, of_change
from app.core.setting_names import NAMES
from app.core.staff.rights import LABELS as RIGHTS
from app.core.staff.rights import Right
from app.core.staff.roles import ROLES, Role
from app.gui.dialogs.file_words import change_words
from app.gui.dialogs.names import kind_name
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext, pgettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.shop import Shop
    from app.services.audit import Told

LONGEST = 60
"""A value longer than this, or one made of parts, is not written out in a line."""


def doing_name(what: Doing) -> str:
    """Return what one doing is called."""
    return {
        Doing.REVERSAL: pgettext("doing", "Reversal"),
        Doing.REFUND: pgettext("doing", "Refund"),
        Doing.BONUS: pgettext("doing", "Bonus by hand"),
        Doing.PRICE: pgettext("doing", "Below list price"),
        Doing.LIMIT: pgettext("doing", "Past a limit or hold"),
        Doing.CREDIT_NOTE: pgettext("doing", "Return or allowance"),
        Doing.WRITE_OFF: pgettext("doing", "Bad debt written off"),
        Doing.DISCOUNT: pgettext("doing", "Given up when paid"),
        Doing.EARLIER_DAY: pgettext("doing", "For an earlier day"),
        Doing.REOPENED: pgettext("doing", "Month reopened"),
        Doing.DRAWER: pgettext("doing", "Drawer opened"),
        Doing.CREDIT_TERMS: pgettext("doing", "Limit or terms set"),
        Doing.ATTACHMENT: pgettext("doing", "Attachment deleted"),
        Doing.ERASURE: pgettext("doing", "Customer erased"),
        Doing.STAFF: pgettext("doing", "Staff and rights"),
        Doing.SIGN_IN: pgettext("doing", "PIN or password"),
        Doing.APPROVAL: pgettext("doing", "Second person approved"),
        Doing.EXPORT: pgettext("doing", "Data exported"),
        Doing.BOOK_FILE: pgettext("doing", "The book’s file"),
        Doing.SETTINGS: pgettext("doing", "Setting changed"),
    }[what]


def who_words(name: str) -> str:
    """Return who did something; until staff are told apart that is the owner."""
    return name or _("Owner")


def what_words(told: Told) -> str:
    """Return what was done, in a word or two."""
    row = told.row
    if isinstance(row.what, Doing):
        return doing_name(row.what)
    if row.what == "drawer":
        return doing_name(Doing.DRAWER)
    if row.what == "export":
        return doing_name(Doing.EXPORT)
    if row.what != "change":
        return kind_name(row.what)
    watched = of_change(AuditChange(row.at, row.staff, row.customer, row.field, row.old, row.new))
    if watched is not None:
        return doing_name(watched.what)
    return pgettext("doing", "File changed") if row.customer is not None else doing_name(Doing.SETTINGS)


def details(shop: Shop, told: Told, people: Mapping[int, str]) -> str:
    """Return what there is to say about it in one line; `people` are the staff by id."""
    row = told.row
    if row.entry is not None:
        number = pgettext("doing", "Entry {number}").format(number=form.number(row.entry, current().language))
        day = ""
        if told.on is not None and told.on < row.at.astimezone().date():
            day = pgettext("doing", "for {date}").format(date=form.short_date(told.on))
        return "  ·  ".join(filter(None, (number, day, " ".join(told.why.split()))))
    head, _point, rest = row.field.partition(".")
    say = _SAYERS.get(head)
    if say is not None:
        return say(shop, told, rest, people)
    if row.customer is None and rest:
        return _of_the_shop(head, rest, row.old, row.new)
    return change_words(shop, row.field, row.old, row.new)


def export_words(what: str) -> str:
    """Return what went out of the book, by the log's word."""
    kind, _point, listed = what.partition(".")
    if kind == "list":
        return _list_words(listed)
    return {
        "journal": pgettext("export", "All entries"),
        "customers": pgettext("export", "List of customers"),
        "ageing": pgettext("export", "Ageing list"),
        "evidence": pgettext("export", "Evidence for a claim"),
        "audit": pgettext("export", "List of doings"),
        "customer": pgettext("export", "A customer’s data"),
        "report": pgettext("export", "Report"),
        "attachment": pgettext("export", "Attachment saved"),
        "backup": pgettext("export", "Backup"),
        "book": pgettext("export", "The whole book"),
        "vouchers": pgettext("export", "Vouchers"),
        "vcards": pgettext("export", "Cards of customers"),
        "open": pgettext("export", "List of what is open"),
        "reminders": pgettext("export", "List of reminders"),
        "statements": pgettext("export", "List of statements"),
        "arrivals": pgettext("export", "List of payments that arrived"),
        "prepaid_review": pgettext("export", "Review of prepaid accounts"),
        "receipt": pgettext("export", "Receipt"),
        "statement_copies": pgettext("export", "Statements"),
        "statement_preview": pgettext("export", "Draft of a statement"),
        "letters": pgettext("export", "Letters"),
        "posting_list": pgettext("export", "List for the post office"),
        "addresses": pgettext("export", "Envelopes or labels"),
        "plan": pgettext("export", "Payment plan"),
        "day": pgettext("export", "A day’s figures"),
        "digest": pgettext("export", "Daily code"),
        "findings": pgettext("export", "What to mend in a file"),
        "to_mend": pgettext("export", "Rows left out of an import"),
    }.get(what, what)


def _list_words(name: str) -> str:
    """Return which list of the window it was, by its table's name."""
    return {
        "statements": pgettext("export", "List of statements"),
        "exports": pgettext("export", "List of exports"),
        "digests": pgettext("export", "List of daily codes"),
        "entries": pgettext("export", "A customer’s entries"),
        "timeline": pgettext("export", "A customer’s entries"),
        "lots": pgettext("export", "What is held for a customer"),
        "passes": pgettext("export", "What is held for a customer"),
        "charges": pgettext("export", "What a customer owes"),
        "prices": pgettext("export", "Price list"),
        "plans": pgettext("export", "List of payment plans"),
        "arrived": pgettext("export", "List of payments that arrived"),
        "never_arrived": pgettext("export", "List of payments that never arrived"),
        "arrivals_done": pgettext("export", "What was made of payments"),
        "bills": pgettext("export", "List of bills that were read"),
        "review_picks": pgettext("export", "Review of prepaid accounts"),
        "review_points": pgettext("export", "Review of prepaid accounts"),
        "reviews": pgettext("export", "List of credit reviews"),
        "matters": pgettext("export", "List of credit to decide"),
        "offers": pgettext("export", "List of offers"),
        "imports": pgettext("export", "List of imports"),
        "doings": pgettext("export", "List of doings"),
        "ageing": pgettext("export", "Ageing list"),
        "attachments": pgettext("export", "List of attachments"),
        "staff": pgettext("export", "List of staff"),
        "day_end": pgettext("export", "A day’s figures"),
        "file": pgettext("export", "A list in a customer’s file"),
    }.get(name, pgettext("export", "A list on the screen"))


# ---- by what changed ------------------------------------------------------------------------------------------------


def _setting(_shop: Shop, told: Told, rest: str, _people: Mapping[int, str]) -> str:
    return _changed(_(NAMES[rest]) if rest in NAMES else rest, told.row.old, told.row.new)


def _staff(_shop: Shop, told: Told, rest: str, people: Mapping[int, str]) -> str:
    number, _point, field = rest.partition(".")
    old, new = told.row.old, told.row.new
    name = people.get(int(number), number) if number.isdecimal() else number
    match field:
        case "role":
            said = _changed(pgettext("staff", "Role"), _role(old), _role(new))
        case "active":
            said = pgettext("staff", "Belongs to the staff") if new == "yes" else pgettext("staff", "Has left")
        case "own":
            said = pgettext("staff", "Own rights changed")
        case "name":
            said = _changed(pgettext("staff", "Name"), old, new)
        case _:
            said = _changed(field, old, new)
    return _("{name}: {change}").format(name=name, change=said)


def _rights(_shop: Shop, told: Told, rest: str, _people: Mapping[int, str]) -> str:
    if rest == "on":
        return _("Staff switched on") if told.row.new == "on" else _("Staff switched off")
    return _("Rights and rules for the staff changed")


def _sign_in(_shop: Shop, told: Told, rest: str, people: Mapping[int, str]) -> str:
    name = people.get(int(rest), rest) if rest.isdecimal() else rest
    if told.row.new == "wrong":
        return _("Wrong PIN or password, as {name}").format(name=name)
    return _("New PIN or password of {name}").format(name=name)


def _recovery(_shop: Shop, _told: Told, rest: str, _people: Mapping[int, str]) -> str:
    return _("The recovery code was used") if rest == "used" else _("A new recovery code was made")


def _approval(_shop: Shop, told: Told, rest: str, _people: Mapping[int, str]) -> str:
    rights = [_(RIGHTS[Right(word)]) for word in rest.split(",") if word in set(Right)]
    return _("for {name}: {rights}").format(name=told.row.old, rights=_(", ").join(rights))


def _export(_shop: Shop, told: Told, rest: str, _people: Mapping[int, str]) -> str:
    count = int(told.row.new) if told.row.new.isdecimal() else 0
    text = ngettext("{what}, {n} row", "{what}, {n} rows", count)
    return text.format(what=export_words(rest), n=form.number(count, current().language))


def _drawer(_shop: Shop, _told: Told, rest: str, _people: Mapping[int, str]) -> str:
    return {
        "float": pgettext("drawer", "Opened for the day"),
        "in": pgettext("drawer", "Cash put in"),
        "out": pgettext("drawer", "Cash taken out"),
    }.get(rest, rest)


def _file(_shop: Shop, told: Told, rest: str, _people: Mapping[int, str]) -> str:
    old, new = told.row.old, told.row.new
    match rest:
        case "restored":
            text = _("A backup with {entries} entries was put in the place of a book with {before}")
            return text.format(entries=_count(new), before=_count(old)) if old else _("A backup was restored")
        case "taken_over":
            return _("The book was made from an exported folder: {entries} entries").format(entries=_count(new))
        case "encrypted" if not new:
            return _("Encryption switched off")
        case "encrypted":
            return _("New passphrase or key") if old else _("Encryption switched on")
    said = {
        "cleaned": _("Written anew, so that nothing of what was erased is left in it"),
        "rebuilt": _("Sums and balances reckoned anew from the entries"),
    }
    return said.get(rest) or _changed(rest, old, new)


def _count(number: str) -> str:
    return form.number(int(number), current().language) if number.isdecimal() else number


def _erased(_shop: Shop, told: Told, _rest: str, _people: Mapping[int, str]) -> str:
    return _("They asked for it") if told.row.new == "asked" else _("The time of keeping was over")


def _attachment(_shop: Shop, told: Told, _rest: str, _people: Mapping[int, str]) -> str:
    return " ".join(told.row.new.split())  # why; its name is gone


def _owner_pin(_shop: Shop, told: Told, _rest: str, _people: Mapping[int, str]) -> str:
    return _("The owner's PIN was set") if told.row.new else _("The owner's PIN was taken away")


_SAYERS: Mapping[str, Callable[[Shop, Told, str, Mapping[int, str]], str]] = MappingProxyType(
    {
        "settings": _setting,
        "staff": _staff,
        "rights": _rights,
        "sign_in": _sign_in,
        "recovery": _recovery,
        "approval": _approval,
        "export": _export,
        "drawer": _drawer,
        "file": _file,
        "erased": _erased,
        "attachment": _attachment,
        "owner_pin": _owner_pin,
    }
)


def _of_the_shop(head: str, rest: str, old: str, new: str) -> str:
    """Return a change of the shop's own: prices, texts, pictures, mail."""
    name = {
        "prices": pgettext("doing", "Price list"),
        "terms": pgettext("doing", "Terms"),
        "mail": pgettext("doing", "Mail account"),
        "reminder_policy": pgettext("doing", "Rules of reminding"),
        "reminder_text": pgettext("doing", "Texts of reminders"),
        "picture": pgettext("doing", "Picture on the letterhead"),
    }.get(head, head)
    return _changed(name, old, new) if head == "prices" and not rest.endswith("_on") else name


def _role(word: str) -> str:
    return _(ROLES[Role(word)]) if word in set(Role) else word


def _changed(name: str, old: str, new: str) -> str:
    before, after = _plain(old), _plain(new)
    if before and after:
        return _("{field}: {old} → {new}").format(field=name, old=before, new=after)
    if after:
        return _("{field}: {new}").format(field=name, new=after)
    return name


def _plain(value: str) -> str:
    """Return a value as a line can bear it; blank for one that is long or made of parts."""
    text = " ".join(value.split())
    if text in ("true", "false"):
        return pgettext("setting", "yes") if text == "true" else pgettext("setting", "no")
    return "" if len(text) > LONGEST or text[:1] in ("[", "{") or text == "null" else text
