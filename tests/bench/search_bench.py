"""How long the search takes on a shop's customers: run as a program for a table, or call `measure`."""

import itertools
import random
import statistics
import time
import tracemalloc
from collections.abc import Iterable, Iterator

from app.core.search import Index, build_key
from app.system.pinyin import initials, readings

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈"
GIVEN = (
    "明小伟芳娜敏静丽强磊军洋勇艳杰娟涛超霞平刚桂英华玉兰萍红梅建国志辉春燕乐行长和子文俊浩宇轩欣怡佳"
    "晨思琪梦雪婷雨泽博睿雅诗涵嘉豪龙飞凤云海波林森峰山川江河"
)
TAGS = ("会员", "VIP", "老客户", "团购", "月结", "批发")
PLATES = "京沪粤苏浙川鲁闽"


def people(count: int, rng: random.Random) -> Iterator[str]:
    """Yield names as common surnames and given names make them, one in a thousand with a rare character."""
    for _ in range(count):
        name = rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2, 2))))
        yield name + "𬭎" if rng.random() < 0.001 else name


def customer_key(number: int, name: str, rng: random.Random) -> str:
    """Return the key of a customer with a phone, now and then a tag and a plate."""
    words = [rng.choice(TAGS)] if rng.random() < 0.5 else []
    if rng.random() < 0.3:
        words.append(f"{rng.choice(PLATES)}{rng.choice('ABCDE')}·{rng.randrange(100000):05}")
    return build_key(
        number=f"C{number:06}",
        names=[name],
        phones=[f"1{rng.choice('3578')}{rng.randrange(10**9):09}"],
        words=words,
        readings=readings(name),
        initials=initials(name),
    )


def queries(names: list[str], rng: random.Random, count: int = 2000) -> list[str]:
    """Return what is typed while looking for people: pieces of 1 to 8 characters, some of which nobody has."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    asked: list[str] = [*letters, *"0123456789", *(rng.choice(GIVEN) for _ in range(20))]
    while len(asked) < count:
        name = rng.choice(names)
        sound = readings(name)[0]
        length = rng.randint(1, 8)
        asked += (
            name[: rng.randint(1, len(name))],
            name[-2:],
            sound[:length],
            sound[-length:],
            initials(name)[0],
            f"{rng.randrange(10**length):0{length}}",
            f"{sound[:4]} {rng.randrange(100):02}",
            "".join(rng.choices(letters, k=length)),
        )
    return asked


def timed_ms(index: Index, asked: Iterable[str]) -> list[float]:
    """Return how long each question took, in order of time taken."""
    taken: list[float] = []
    for query in asked:
        start = time.perf_counter()
        index.find(query, 50)
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


def measure(customers: int = 100_000) -> dict[str, float]:
    """Return seconds, milliseconds and megabytes of each step, by name; the same customers in each run."""
    rng = random.Random(7)
    figures: dict[str, float] = {}
    names = list(people(customers, rng))
    readings(names[0])
    start = time.perf_counter()
    rows = [(number, customer_key(number, name, rng)) for number, name in enumerate(names, 1)]
    figures["keys_s"] = time.perf_counter() - start
    figures["key_characters"] = statistics.fmean(len(key) for _, key in rows)
    start = time.perf_counter()
    index = Index.build(rows)
    figures["build_s"] = time.perf_counter() - start
    asked = queries(names, rng)
    taken = timed_ms(index, asked)
    figures |= {"find_p50_ms": statistics.median(taken), "find_p95_ms": taken[int(len(taken) * 0.95)]}
    figures |= {"find_p99_ms": taken[int(len(taken) * 0.99)], "find_max_ms": taken[-1]}
    start = time.perf_counter()
    index.find_all("a")
    figures["find_all_a_ms"] = (time.perf_counter() - start) * 1000
    changed: list[float] = []
    for customer_id, key in itertools.islice(rows, 0, customers, max(1, customers // 500)):
        start = time.perf_counter()
        index.put(customer_id, key)
        index.find("zzzz", 1)
        changed.append((time.perf_counter() - start) * 1000)
    figures |= {"put_and_find_p50_ms": statistics.median(changed), "put_and_find_max_ms": max(changed)}
    figures["find_p95_after_changes_ms"] = timed_ms(index, asked)[int(len(asked) * 0.95)]
    del index
    tracemalloc.start()
    again = Index.build(rows)
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    figures["customers"] = len(again)
    figures |= {"index_mb": held / 2**20, "build_peak_mb": peak / 2**20}
    return figures


if __name__ == "__main__":
    for figure, value in measure().items():
        print(f"{figure:28}{value:10.2f}")  # noqa: T201 - the table is its purpose
