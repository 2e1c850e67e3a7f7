"""Sentences that are written into the book by themselves: in the language the shop works in."""

from app.core.money import Currency
from app.documents.wording import Wording
from app.errors import Message
from app.services.statement_papers import translators
from app.storage.books import load_book
from app.storage.settings import load_settings
from app.storage.store import Session


def said(session: Session, message: Message) -> str:
    """Return a sentence in the shop's language, its figures and dates as the shop writes them."""
    book = load_book(session)
    translator = translators([load_settings(session).language or book.language])[0]
    return Wording((translator,), Currency(book.currency, book.decimals)).first(message)
