"""Requests about the shop rather than a customer: settings, price list, terms, texts; done within a transaction."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from app.core import mail, picture, prices, settings, terms_text
from app.core.customer import Change
from app.core.mail import ChangeMail
from app.core.picture import SetPicture
from app.core.prices import DatedPrice, EndPriceItem, NewPrice, NewPriceItem
from app.core.reminder import policy, texts
from app.core.reminder.policy import ChangePolicy
from app.core.reminder.texts import RecordText
from app.core.settings import ChangeSettings, Settings
from app.core.terms_text import NewTerms
from app.errors import refuse
from app.i18n.mark import N_
from app.storage import pictures as stored_pictures
from app.storage import prices as stored_prices
from app.storage import settings as stored_settings
from app.storage.attachments import read_upload
from app.storage.customers import Author
from app.storage.groups import members
from app.storage.mail import load_account, save_account
from app.storage.reminder_policy import load_policy, save_policy
from app.storage.reminder_texts import add_text
from app.storage.store import Session
from app.storage.terms import add_terms

ShopRequest: TypeAlias = (
    ChangeSettings | NewPriceItem | NewPrice | EndPriceItem | NewTerms | RecordText | ChangePolicy | ChangeMail
)


def do_shop_request(session: Session, request: ShopRequest, author: Author, remarks: Sequence[Change]) -> None:
    """Do what a request asks and log it with what was remarked on it; raises `Refused`, then nothing has changed."""
    if isinstance(request, ChangeSettings):
        _change_settings(session, request, author, remarks)
        return
    if isinstance(request, ChangePolicy):
        old = load_policy(session)
        save_policy(session, old, policy.changed(old, request), author, remarks)
        return
    if isinstance(request, ChangeMail):
        account = load_account(session)
        save_account(session, account, mail.changed(account, request.given), author, remarks)
        return
    if isinstance(request, NewTerms):
        add_terms(session, terms_text.made(request), author, remarks)
        return
    if isinstance(request, RecordText):
        add_text(session, request, texts.made(request), author, remarks)
        return
    items = stored_prices.load_items(session)
    match request:
        case NewPriceItem():
            stored_prices.add_item(session, prices.made(request, items), author, remarks)
        case NewPrice():
            item = prices.known(items, request.item)
            prices.check_price(request, item)
            stored_prices.add_price(session, item, DatedPrice(request.starts_on, request.price), author, remarks)
        case EndPriceItem():
            item = prices.known(items, request.item)
            prices.check_end(request, item)
            stored_prices.end_item(session, item, request.on, author, remarks)


def _change_settings(session: Session, request: ChangeSettings, author: Author, remarks: Sequence[Change]) -> None:
    old = stored_settings.load_settings(session)
    new = settings.changed(old, request.given)
    _check_groups(session, old, new)
    stored_settings.save_settings(session, old, new)
    stored_settings.log_changes(session, [*settings.changes(old, new), *remarks], author)


def _check_groups(session: Session, old: Settings, new: Settings) -> None:
    """Refuse to drop a credit group that somebody still belongs to: its limits would be gone in silence."""
    kept = {group.name for group in new.credit_groups}
    for group in old.credit_groups:
        left = [] if group.name in kept else members(session, group.name)
        if left:
            refuse(
                "credit_groups",
                N_("credit_groups: customer {customer} is still in the group “{name}”; take them out of it first."),
                customer=left[0][0],
                name=group.name,
            )


def set_picture(session: Session, request: SetPicture, author: Author, remarks: Sequence[Change], book: Path) -> None:
    """Put a picture into the book at `book`, or take one away; raises `Refused`, then nothing has changed."""
    content, media_type = b"", ""
    if request.file:
        from app.documents.pictures import check_picture  # its library is loaded with the first picture

        content = read_upload(request.file, book, picture.MAX_SIZE)
        media_type = picture.measured(content, request.file).media_type
        check_picture(content, request.file)
    stored_pictures.set_picture(session, request.kind, media_type, content, author)
    stored_settings.log_changes(session, remarks, author)
