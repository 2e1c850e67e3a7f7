"""The commands that keep a book safe: backup, backups, restore, rescue, encrypt, decrypt, passphrase.

Passphrases are asked for or read from a file descriptor, never taken from the command line, where others could see
them.
"""

import argparse
import getpass
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from app import bootstrap
from app.bootstrap import App
from app.cli.output import Output
from app.cli.secrets import secret
from app.cli.staff import seated
from app.errors import BookUnusable, Message, refuse
from app.i18n.catalog import _, ngettext
from app.i18n.mark import N_
from app.services import backup as backups_of
from app.services import protection, rescue, restore
from app.services.backup import Backup, State
from app.services.circumstances import Circumstances
from app.services.protection import BookLocked, Key

DONE = 0
REFUSED = 1


def opened(options: argparse.Namespace, path: Path) -> App:
    """Open a book; of an encrypted one that the keyring does not open, the passphrase is asked for."""
    try:
        return bootstrap.open_app(path)
    except BookLocked:
        return bootstrap.open_app(path, protection.unlock(path, secret(options, _("Passphrase or recovery key: "))))


def _key(options: argparse.Namespace, path: Path, prompt: str) -> Key | None:
    """Return the key of a file, asked for where the keyring has none; None for a file in clear, or none at all."""
    if not protection.is_encrypted(path):
        return None
    return protection.key_for(path) or protection.unlock(path, secret(options, prompt))


# ---- backups --------------------------------------------------------------------------------------------------------


def backup(options: argparse.Namespace, app: App, output: Output) -> int:
    """Make a backup."""
    if options.out is not None:
        made = app.backups.make(options.out)
        return _told(made, output)
    run = app.backups.run([options.to], by_hand=True)
    for trouble in run.troubles:
        print(output.sentence(trouble), file=output.err)
    if not run.made:
        return REFUSED
    found = next(each for each in backups_of.catalogue([options.to], None, app.store.key) if each.path == run.made[0])
    return _told(found, output)


def _told(made: Backup, output: Output) -> int:
    if output.json:
        output.answer(_backup_answer(made))
    elif made.facts is not None:
        entries = made.facts.counts.entries
        text = ngettext("Backed up and proved: {n} entry, {path}", "Backed up and proved: {n} entries, {path}", entries)
        output.say(text.format(n=entries, path=made.path))
    return DONE


def _backup_answer(made: Backup) -> dict[str, object]:
    answer: dict[str, object] = {"file": str(made.path), "made_at": made.made_at.isoformat(), "size": made.size}
    answer["state"] = made.state.value
    if made.facts is not None:
        facts = made.facts
        answer |= {"book": facts.uuid, "name": facts.name, "entries": facts.counts.entries, "head": facts.head}
        answer |= {"customers": facts.counts.customers, "last_on": facts.last_on}
    return answer


def backups(options: argparse.Namespace, path: Path, output: Output) -> int:
    """List the backups in a folder."""
    folder = options.folder or path.parent
    if not folder.is_dir():
        text = N_("There is no folder {path}: it was moved, or its drive is not connected.")
        raise BookUnusable(Message(text, {"path": folder}))
    found = backups_of.catalogue([folder], path)
    if output.json:
        output.answer([_backup_answer(each) for each in found])
        return DONE
    if not found:
        output.say(_("There are no backups in {path}.").format(path=folder))
        return DONE
    states = {State.GOOD: _("good"), State.LOCKED: _("encrypted"), State.DAMAGED: _("damaged")}
    rows = [
        [
            each.made_at.strftime("%Y-%m-%d %H:%M"),
            each.facts.name if each.facts else "",
            str(each.facts.counts.entries) if each.facts else "",
            states[each.state],
            each.path.name,
        ]
        for each in found
    ]
    output.table([_("Made"), _("Shop"), _("Entries"), _("State"), _("File name")], rows, right=(2,))
    return DONE


def restore_backup(options: argparse.Namespace, path: Path, output: Output) -> int:
    """Show what a backup has and what would be lost, and restore it if that is meant."""
    backup_key = _key(options, options.file, _("Passphrase or recovery key of the backup: "))
    seen = restore.preview(options.file, path, backup_key=backup_key, book_key=_book_key(options, path, backup_key))
    if not output.json:
        _show_preview(seen, output)
    if not options.yes:
        if output.json:
            output.answer(_preview_answer(seen))
        else:
            output.say(_("Nothing was changed; add --yes to restore it."))
        return DONE
    around = seated(options, path, seen.book_key)
    on = around.today()
    done = restore.restore(seen, path, on, other_shop=options.other_shop, around=around)
    if output.json:
        answer = _preview_answer(seen) | {"restored": str(done.book), "entries": done.entries}
        output.answer(answer | {"aside": str(done.aside) if done.aside else None})
        return DONE
    output.say(_("Restored: {path}").format(path=done.book))
    if done.aside is not None:
        output.say(_("The book as it was before is kept in {path}.").format(path=done.aside))
    return DONE


def _book_key(options: argparse.Namespace, path: Path, backup_key: Key | None) -> Key | None:
    """Return the key of the book that is there; None for one in clear, and where it is lost, so nothing is typed."""
    if not protection.is_encrypted(path):
        return None
    known = protection.known_key(path, backup_key)
    if known is not None:
        return known
    prompt = _("Passphrase or recovery key of the present book (leave it empty if it is lost): ")
    typed = secret(options, prompt)
    return protection.unlock(path, typed) if typed else None


def _show_preview(seen: restore.Preview, output: Output) -> None:
    has = seen.has
    text = _("The backup of {name} has {entries} entries and {customers} customers; its last entry is of {on}.")
    output.say(
        text.format(name=has.name, entries=has.counts.entries, customers=has.counts.customers, on=has.last_on or "-")
    )
    for known in filter(None, (seen.unreadable, seen.opened_by)):
        output.say(output.sentence(known))
    if seen.lost is None:
        return
    text = _("Lost would be {entries} entries, {customers} new customers and changes to {files} customers' files.")
    output.say(text.format(entries=seen.lost.entries, customers=seen.lost.customers, files=seen.lost.files))
    if seen.lost.erased:
        text = ngettext(
            "{n} person who was erased since then would be back in the book; erase them again afterwards.",
            "{n} people who were erased since then would be back in the book; erase them again afterwards.",
            seen.lost.erased,
        )
        output.say(text.format(n=seen.lost.erased))
    for line in seen.lost.newest:
        output.say(f"  {line.entry}  {line.posted_on}  {line.customer} {line.name}  {output.money(line.amount)}")
    if seen.ahead:
        output.say(_("The backup has {entries} entries that the present book has not.").format(entries=seen.ahead))


def _preview_answer(seen: restore.Preview) -> dict[str, object]:
    answer: dict[str, object] = {"file": str(seen.backup), "book": seen.has.uuid, "same_shop": seen.same_shop}
    answer |= {"has": {"entries": seen.has.counts.entries, "customers": seen.has.counts.customers}}
    if seen.lost is not None:
        lost = seen.lost
        answer |= {"lost": {"entries": lost.entries, "customers": lost.customers, "files": lost.files}}
        answer |= {"erased_come_back": lost.erased}
        answer |= {"ahead": seen.ahead}
    return answer


def rescue_book(options: argparse.Namespace, path: Path, output: Output) -> int:
    """Save what can be read of a damaged book."""
    found = rescue.rescue(path, options.out, _key(options, path, _("Passphrase or recovery key: ")))
    if output.json:
        output.answer(
            {
                "out": str(options.out),
                "entries": found.entries,
                "known": found.known,
                "later": [
                    {"entry": each.entry, "on": each.posted_on, "customer": each.customer} for each in found.later
                ],
                "dropped": found.dropped,
                "unreadable": found.unreadable,
                "problems": [output.sentence(each.message) for each in found.problems],
            }
        )
    else:
        text = _("Saved: {entries} of {known} entries, {path}")
        output.say(text.format(entries=found.entries, known=found.known, path=options.out))
        if found.later:
            output.say(_("Read but not proved, and so left out; enter them anew from your papers:"))
        for line in found.later:
            output.say(f"  {line.entry}  {line.posted_on}  {line.customer} {line.name}  {line.kind}")
        for problem in found.problems:
            print(output.sentence(problem.message), file=output.err)
    return DONE if found.entries == found.known and not found.problems else REFUSED


def _line_answer(line: restore.Line) -> dict[str, object]:
    return {"entry": line.entry, "kind": line.kind, "on": line.posted_on, "customer": line.customer}


# ---- encryption -----------------------------------------------------------------------------------------------------


def encrypt(options: argparse.Namespace, path: Path, output: Output) -> int:
    """Encrypt a book, or give it another key."""
    if protection.is_encrypted(path):
        refuse("book", N_("{path} is encrypted already; its passphrase is changed by “passphrase”."), path=path)
    around = seated(options, path, None)
    passphrase = _new_passphrase(options) if options.passphrase else None
    keep = options.remember or passphrase is None
    return _rewrite(path, (None, protection.new_key(passphrase)), output, around, keep=keep)


def passphrase(options: argparse.Namespace, path: Path, output: Output) -> int:
    """Give an encrypted book a new passphrase."""
    old = _key(options, path, _("Present passphrase or recovery key: "))
    if old is None:
        refuse("book", N_("{path} is not encrypted."), path=path)
    around = seated(options, path, old)
    new = protection.new_key(_new_passphrase(options))
    return _rewrite(path, (old, new), output, around, keep=options.remember)


def decrypt(options: argparse.Namespace, path: Path, output: Output) -> int:
    """Take a book's encryption away."""
    old = _key(options, path, _("Passphrase or recovery key: "))
    if old is None:
        refuse("book", N_("{path} is not encrypted."), path=path)
    protection.decrypt(path, old, seated(options, path, old))
    if output.json:
        output.answer({"book": str(path), "encrypted": False})
    else:
        output.say(_("The book is no longer encrypted: {path}").format(path=path))
    return DONE


def _new_passphrase(options: argparse.Namespace) -> str:
    first = secret(options, _("New passphrase: "))
    if options.secret_fd is None and first != getpass.getpass(_("The same once more: ")):
        refuse("passphrase", N_("The two passphrases are not the same; nothing was changed."))
    return first


def _rewrite(path: Path, keys: tuple[Key | None, Key], output: Output, around: Circumstances, *, keep: bool) -> int:
    old, new = keys
    done = protection.encrypt(path, old, new, keep=keep, around=around)
    recovery = protection.recovery_key(new)
    if done.kept is not None:
        print(output.sentence(done.kept), file=output.err)
    if output.json:
        output.answer({"book": str(path), "encrypted": True, "recovery_key": recovery, "wiped": done.wiped})
    else:
        output.say(
            _("The book is encrypted. Write its recovery key down or print it, and keep it apart from the book:")
        )
        output.say(recovery)
        output.say(output.sentence(done.message()))
    return DONE


Command = Callable[[argparse.Namespace, Path, Output], int]

ON_CLOSED_BOOKS: Mapping[str, Command] = MappingProxyType(
    {
        "backups": backups,
        "restore": restore_backup,
        "rescue": rescue_book,
        "encrypt": encrypt,
        "decrypt": decrypt,
        "passphrase": passphrase,
    }
)
"""Commands on a book that nobody may have open."""
