"""The words by which files say on which side a balance stands, and what became of a bill or a movement."""

_WORDS = {
    "owed": frozenset({"借", "借方", "dr", "debit", "d", "应收", "應收", "欠"}),
    "principal": frozenset({"贷", "貸", "贷方", "貸方", "cr", "credit", "c", "预收", "預收", "存"}),
}


def side_of(word: str) -> str | None:
    """Return `owed` for a debit, `principal` for a credit, None for any other word."""
    return next((side for side, words in _WORDS.items() if word.casefold().rstrip(".") in words), None)


_VOID = frozenset(
    (
        *(
            "void",
            "voided",
            "cancelled",
            "canceled",
            "deleted",
            "draft",
            "failed",
            "declined",
            "rejected",
            "written off",
        ),
        *(
            "作废",
            "已作废",
            "作廢",
            "已作廢",
            "已取消",
            "取消",
            "已撤销",
            "撤销",
            "已撤單",
            "已删除",
            "草稿",
            "失败",
            "交易失败",
        ),
        *("已关闭", "交易关闭", "支付失败", "已冲正", "已沖正"),
    )
)
_PAID = frozenset(
    (
        *("paid", "paid in full", "settled", "cleared"),
        *(
            "已付",
            "已付清",
            "已付款",
            "付清",
            "已收",
            "已收款",
            "收讫",
            "已结清",
            "结清",
            "已结算",
            "已核销",
            "已結清",
            "已收訖",
        ),
    )
)


_WAITING = frozenset({"未支付", "待支付", "处理中", "處理中", "pending", "unpaid", "processing"})


def is_void(word: str, *, waits: bool = False) -> bool:
    """Whether a bill or a movement is said not to count; with `waits` neither does what is not paid yet."""
    small = word.casefold()
    return small in _VOID or (waits and small in _WAITING)


def is_paid(word: str) -> bool:
    """Whether a bill is said to be paid."""
    return word.casefold() in _PAID
