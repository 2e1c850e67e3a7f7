"""Everything that proves a claim, put together: what there is, what is missing, and all of it as one PDF."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from app.core import ledger
from app.core.credit import evidence as rules
from app.core.credit.evidence import Document, Pack, clock
from app.core.credit.evidence_paper import (
    ChainHead,
    EvidencePaper,
    PackCharge,
    PackContact,
    PackEntry,
    PackFile,
    SoldLine,
)
from app.core.items import ItemKind
from app.core.journal import EntryKind
from app.core.ledger import Holding
from app.core.money import Currency
from app.core.named import Named
from app.core.receipt import Party
from app.core.requests import InterestKind
from app.core.staff.rights import Act
from app.errors import Message, refuse
from app.i18n.mark import N_
from app.services.desk import Circumstances
from app.services.export_log import NewExport
from app.services.exports import write_noted
from app.services.known import family_of, known_file, living
from app.services.limitation import claims_of, years_of
from app.services.naming import naming
from app.services.rights import allow
from app.services.statement_papers import addressee, letterhead, paper_languages, read_shop, translators
from app.storage import contacts, letters
from app.storage import views as stored
from app.storage.attachments import load_content, named
from app.storage.charge_words import ChargeWords, words_of_items
from app.storage.claim_documents import ClaimCharge, claim_documents
from app.storage.customers import StoredFile
from app.storage.families import merged
from app.storage.journal import entry_texts, load_head
from app.storage.statements import load_pdf
from app.storage.store import Session, Store
from app.system import paths

__all__ = ["Evidence", "EvidencePdf", "Pack"]

_PDF = "application/pdf"


class EvidencePdf(NamedTuple):
    """A pack as one PDF; `left_out` says what could not be put in, `missing_characters` what the fonts lack."""

    content: bytes
    pages: int
    pack: Pack
    left_out: tuple[Message, ...]
    missing_characters: tuple[str, ...] = ()


class _Found(NamedTuple):
    """What was read for a pack: the customer's living file, the charges with what proves them, and their words."""

    file: StoredFile
    family: Mapping[int, str]
    charges: tuple[Holding, ...]
    documents: tuple[Document, ...]
    words: Mapping[int, ChargeWords]


class Evidence:
    """The door to evidence packs, for use by one thread."""

    def __init__(self, store: Store, around: Circumstances) -> None:
        self._store = store
        self._around = around

    def contents(self, number: str, charges: Sequence[str] = (), on: date | None = None) -> Pack:
        """Return what a pack would hold and what is missing: for the charges named, or all open ones of a customer."""
        today = on or self._around.today()
        with self._store.read() as session, naming(session):
            found = _found(session, number, charges, today)
        return _pack(found)

    def pdf(
        self,
        number: str,
        charges: Sequence[str] = (),
        on: date | None = None,
        language: str | None = None,
        progress: Callable[[int, int], None] = lambda _done, _of: None,
    ) -> EvidencePdf:
        """Draw a pack as one PDF; without a language in those of the customer's statements. Raises `Refused`."""
        allow(self._store, self._around, Act.WRITE_PACK, number)
        today = on or self._around.today()
        with self._store.read() as session, naming(session):
            found = _found(session, number, charges, today)
            pack = _pack(found)
            paper = _paper(session, found, pack, (language,) if language else (), today)
        from app.documents.evidence import draw_evidence  # reportlab is loaded with the first paper, not before

        drawn = draw_evidence(paper, translators(paper.languages), paths.resources() / "fonts", progress)
        return EvidencePdf(drawn.pdf, drawn.pages, pack, drawn.left_out, drawn.missing)

    def save(
        self,
        number: str,
        path: Path,
        charges: Sequence[str] = (),
        on: date | None = None,
        language: str | None = None,
    ) -> EvidencePdf:
        """Write a pack into a file, whole or not at all; refuses the book's own file."""
        drawn = self.pdf(number, charges, on, language)
        with self._store.read() as session:
            said = NewExport("evidence", "pdf", drawn.pages, b"", living(session, known_file(session, number).id).id)
        write_noted(self._store, self._around, path, [drawn.content], lambda: said)
        return drawn


_LATE = {
    InterestKind.INTEREST: N_("Late interest {number}"),
    InterestKind.FEE: N_("Late fee {number}"),
    InterestKind.COST: N_("Cost of collecting {number}"),
}


def _pack(found: _Found) -> Pack:
    return rules.contents(found.documents, [each.name for each in found.charges])


def _found(session: Session, number: str, names: Sequence[str], today: date) -> _Found:
    family = family_of(session, number)
    into = merged(session)
    left = [each for customer in family for each in stored.holdings(session, today, customer=customer, settled=True)]
    there = {each.name: each for each in left if each.kind is ItemKind.CHARGE}
    for name in names:
        if name not in there:
            text = N_("{field}: customer {customer} has no charge “{name}”.")
            refuse("charges", text, field="charges", customer=number, name=Named(name))
    charges = [there[name] for name in dict.fromkeys(names)] or [x for x in there.values() if x.amount + x.written_off]
    if not charges:
        refuse("charges", N_("charges: the customer owes nothing on that date."))
    charges.sort(key=lambda each: (each.on, each.item))
    owner = next(into.get(customer, customer) for customer in family)
    wanted = [ClaimCharge(each.item, each.name, owner, each.on, each.price) for each in charges]
    documents = claim_documents(session, wanted, into)[owner]
    words = words_of_items(session, [each.item for each in charges])
    named_charges = [_with_label(each, charges, words) for each in documents if each.on <= today]
    return _Found(living(session, owner), family, tuple(charges), tuple(named_charges), words)


def _with_label(document: Document, charges: Sequence[Holding], words: Mapping[int, ChargeWords]) -> Document:
    """Return a document as people call it: a charge by its number on the shop's papers."""
    if document.part is not rules.Part.CHARGE:
        return document
    charge = next(each for each in charges if each.name == document.name)
    known = words.get(charge.item)
    number = known.document if known else document.name
    text = _LATE[InterestKind(charge.part)] if charge.part else N_("Sale {number}")
    return replace(document, label=Message(text, {"number": number}), late=bool(charge.part))


# ---- the paper ------------------------------------------------------------------------------------------------------


def _paper(session: Session, found: _Found, pack: Pack, languages: tuple[str, ...], today: date) -> EvidencePaper:
    shop, file = read_shop(session), found.file.file
    head = load_head(session)
    keys = [key for each in pack.entries for key in (each.document.file, each.document.receipt) if key]
    files = [(key, kept) for key in dict.fromkeys(keys) if (kept := _file(session, key)) is not None]
    return EvidencePaper(
        customer=Party(file.no, file.name),
        shop=letterhead(shop),
        to=addressee(file, shop),
        currency=Currency(shop.book.currency, shop.book.decimals),
        money_sign=shop.settings.money_sign,
        languages=languages or paper_languages(file, shop)[:1],
        made_on=today,
        pack=pack,
        charges=tuple(_charges(session, found, today)),
        contacts=tuple(_contacts(session, found, today)),
        ledger=tuple(_ledger(session, found, today)),
        files=tuple(files),
        head=ChainHead(head.entry, head.hash.hex()),
    )


def _file(session: Session, key: str) -> PackFile | None:
    """Return a paper kept in the book by its key; None for what is no paper of its own."""
    kind, _, number = key.partition("/")
    match kind:
        case "attachment":
            known = named(session, int(number))
            content = load_content(session, int(number))
            if known is None or content is None:
                return None
            return PackFile(known.name, known.media_type, content[0] if content[1] else None)
        case "letter" | "statement":
            kept = letters.load_letter_pdf(session, int(number)) if kind == "letter" else load_pdf(session, int(number))
            if kept is None:
                return None
            return PackFile(f"{kind} {number}", _PDF, kept.pdf if kept.is_sound else None)
        case _:
            return None


def _charges(session: Session, found: _Found, today: date) -> list[PackCharge]:
    years = years_of(session, today)
    claims = claims_of(session, found.charges, merged(session), today)
    entries = {each.item: found.words[each.item].entry for each in found.charges if each.item in found.words}
    texts = entry_texts(session, sorted(set(entries.values())))
    rows: list[PackCharge] = []
    for each in found.charges:
        known = found.words.get(each.item)
        last_on = None if years is None else clock(claims[each.item], found.documents, years, today).last_on
        rows.append(
            PackCharge(
                name=each.name,
                on=each.on,
                document=known.document if known else each.name,
                text=known.text if known else "",
                part=each.part,
                due_on=each.due,
                amount=each.price,
                open=each.amount + each.written_off,
                lines=_lines(texts.get(entries.get(each.item, 0), {})),
                last_on=last_on,
            )
        )
    return rows


def _lines(texts: Mapping[str, str]) -> tuple[SoldLine, ...]:
    found = json.loads(texts["lines"]) if texts.get("lines") else []
    return tuple(SoldLine(str(each["text"]), str(each["quantity"]), int(each["price"])) for each in found)


def _contacts(session: Session, found: _Found, today: date) -> list[PackContact]:
    made = contacts.contacts_of(session, found.family)
    return [PackContact(x.at, x.way, x.result, x.text, x.who) for x in reversed(made) if x.on <= today]


def _ledger(session: Session, found: _Found, today: date) -> list[PackEntry]:
    """Return what changed what is owed, of the customer and of files merged into theirs."""
    rows: list[PackEntry] = []
    owner = found.file.id
    steps = stored.steps(session, owner, today)
    for line in ledger.run(steps, stored.ledger_texts(session, owner, today), None):
        if line.owed:
            kind = EntryKind(line.kind)
            rows.append(PackEntry(line.entry, line.on, kind, line.text, line.owed, line.owed_after))
    return rows
