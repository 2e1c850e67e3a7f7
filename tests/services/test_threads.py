"""One open book read and written by many threads at once, as the window's lanes do."""

import threading
from pathlib import Path

from tests.gui.shop_book import small_shop


def test_more_threads_than_connections_read_while_one_writes(tmp_path: Path):
    app = small_shop(tmp_path / "shop.cbook")
    wrong: list[BaseException] = []
    start = threading.Barrier(9)

    def read() -> None:
        try:
            start.wait()
            for _again in range(25):
                assert app.views.balance("0042").bonus == 12000
        except BaseException as error:  # noqa: BLE001 - reported by the test's own thread
            wrong.append(error)

    threads = [threading.Thread(target=read) for _reader in range(8)]
    for thread in threads:
        thread.start()
    start.wait()
    for number in range(25):
        app.pins.set("0042", f"{number:04}")
    for thread in threads:
        thread.join()
    app.close()
    assert wrong == []
