"""Events as a shop writes them, for customers the benchmark book has; none of them is refused."""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import date

_TENDERS = ("wechat", "alipay", "cash", "card")
_SERVICES = ("剪发", "洗剪吹", "染发", "护理", "Haircut", "洗车")


def lines(numbers: Sequence[str], count: int, on: date, rng: random.Random, prefix: str) -> Iterator[bytes]:
    """Yield events in the mix of a day at the counter: sales, top-ups, passes and their use, sales on account paid."""
    passes: list[str] = []
    for number in range(count):
        event = {"id": f"{prefix}{number}", "on": on.isoformat(), "customer": rng.choice(numbers)}
        event |= _what(event["customer"], passes, rng)
        yield json.dumps(event, ensure_ascii=False).encode() + b"\n"


def _what(customer: str, passes: list[str], rng: random.Random) -> dict[str, object]:
    chance = rng.random()
    tender = rng.choice(_TENDERS)
    if chance < 0.15:
        paid = rng.choice((500, 1000, 2000))
        return {"do": "top_up", "paid": f"{paid}.00", "bonus": f"{paid // 10}.00", "tender": tender}
    if chance < 0.2:
        passes.append(customer)
        return {"do": "pass_sale", "service": "洗车", "count": 10, "paid": "300.00", "tender": tender}
    if chance < 0.32 and passes:
        return {"do": "pass_use", "service": "洗车", "customer": passes.pop(rng.randrange(len(passes)))}
    if chance < 0.37:
        return {"do": "payment", "amount": f"{rng.randrange(20, 400)}.50", "tender": "bank", "note": "转账"}
    amount = f"{rng.randrange(30, 400)}.{rng.randrange(100):02}"
    account = {"with": "account"} if chance < 0.47 else {"with": tender}
    sale = {"do": "sale", "amount": amount, "description": rng.choice(_SERVICES), "pay": [{"with": "prepaid"}, account]}
    return sale | ({"override": "熟客"} if chance < 0.47 else {})
