"""The words by which ledgers say on which side a balance stands."""

_WORDS = {
    "owed": frozenset({"借", "借方", "dr", "debit", "d", "应收", "應收", "欠"}),
    "principal": frozenset({"贷", "貸", "贷方", "貸方", "cr", "credit", "c", "预收", "預收", "存"}),
}


def side_of(word: str) -> str | None:
    """Return `owed` for a debit, `principal` for a credit, None for any other word."""
    return next((side for side, words in _WORDS.items() if word.casefold().rstrip(".") in words), None)
