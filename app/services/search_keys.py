"""What a customer is found by, made of their file."""

from app.core.customer import CustomerFile
from app.core.search import build_key
from app.system import pinyin


def search_key(file: CustomerFile) -> str:
    """Return what a customer is found by: number, names, pinyin in every reading, phones, tags, plates, cards."""
    contacts = [contact.name for contact in file.contacts]
    names = [file.name, *contacts]
    sounds = [reading for name in contacts for reading in pinyin.readings(name)]
    initials = [letters for name in contacts for letters in pinyin.initials(name)]
    if file.pinyin:
        sounds.append(file.pinyin)
        initials.append("".join(word[0] for word in file.pinyin.split()))
    else:
        sounds += pinyin.readings(file.name)
        initials += pinyin.initials(file.name)
    return build_key(
        number=pinyin.simplify(file.no),
        names=map(pinyin.simplify, names),
        phones=[*file.phones, *(contact.phone for contact in file.contacts if contact.phone)],
        words=map(pinyin.simplify, [*file.tags, *file.plates, *(card.no for card in file.cards)]),
        readings=sounds,
        initials=initials,
        order=file.pinyin or pinyin.spoken(file.name) or pinyin.simplify(file.name),
    )
