"""The shop's pictures in its book: put in, replaced, taken away, kept for old papers, proven whole."""

import hashlib
import os
from pathlib import Path

import pytest

from app.core.picture import MAX_SIZE, PictureKind, SetPicture
from app.core.statement_paper import Letterhead
from app.documents.pictures import for_print
from app.errors import BookUnusable, Refused
from app.services.desk import Desk
from app.services.file_desk import Filed, FileDesk
from app.services.pictures import Pictures
from app.services.statement_papers import pictures_of
from app.services.verify import Verify
from app.storage.pictures import current_digests, verify_pictures
from tests.documents.helpers_pictures import bomb, encoded, png
from tests.services.helpers_customers import Shop, open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path / "book")))

LOGO, OTHER, CODE = png("RGBA"), png("RGB", (90, 30)), encoded("JPEG", "L", (50, 50))


@pytest.fixture(name="doors")
def doors_to_pictures(shop):
    return Pictures(shop.store, shop.around)


@pytest.fixture(name="files")
def picture_files(tmp_path):
    paths = {}
    for name, content in (("logo.png", LOGO), ("other.PNG", OTHER), ("收款码.bmp", CODE)):
        paths[name] = str(tmp_path / name)
        (tmp_path / name).write_bytes(content)
    return paths


def kept(doors):
    return {kind.value: None if each is None else each.sha256 for kind, each in doors.current().items()}


def sha(content):
    return hashlib.sha256(content).hexdigest()


def test_a_new_book_has_no_pictures(doors):
    assert kept(doors) == {"logo": None, "payment_qr": None}


def test_a_picture_comes_back_byte_for_byte_after_its_file_is_gone(shop, doors, files):
    shop.do("picture", kind="logo", file=files["logo.png"])
    shop.do("picture", kind="payment_qr", file=files["收款码.bmp"])  # a JPEG, whatever its name says
    for path in files.values():
        Path(path).unlink()
    assert kept(doors) == {"logo": sha(LOGO), "payment_qr": sha(CODE)}
    code = doors.current()[PictureKind.PAYMENT_QR]
    assert code[1:5] == ("image/jpeg", len(CODE), 50, 50)
    assert doors.content(code.sha256) == CODE
    assert Pictures(shop.second(), shop.around).content(sha(LOGO)) == LOGO


def test_the_last_of_a_kind_counts_and_old_ones_stay_for_old_papers(shop, doors, files):
    shop.do("picture", kind="logo", file=files["logo.png"])
    shop.do("picture", kind="logo", file=files["other.PNG"])
    assert kept(doors)["logo"] == sha(OTHER)
    shop.do("picture", kind="logo")
    assert kept(doors)["logo"] is None
    assert doors.content(sha(LOGO)) == LOGO
    shop.do("picture", kind="logo", file=files["logo.png"])
    assert kept(doors)["logo"] == sha(LOGO)
    assert Verify(shop.store).verify().problems == ()


def test_the_same_request_again_is_done_once_though_the_file_is_gone(shop, doors, files):
    path = files["logo.png"]
    shop.do("picture", id="p1", kind="logo", file=path)
    Path(path).unlink()
    assert shop.do("picture", id="p1", kind="logo", file=path) == Filed("p1", repeated=True)
    assert doors.record(SetPicture(id="p1", kind=PictureKind.LOGO, file=path)).repeated
    assert shop.refused("picture", id="p1", kind="payment_qr", file=path).field == "id"
    assert len(shop.sql("SELECT * FROM shop_picture")) == 1


def test_nothing_is_written_where_nothing_changes(shop, doors, files):
    shop.do("picture", kind="logo")
    shop.do("picture", kind="logo", file=files["logo.png"])
    shop.do("picture", kind="logo", file=files["logo.png"])
    assert len(shop.sql("SELECT * FROM shop_picture")) == 1
    assert shop.sql("SELECT field, old, new FROM file_change") == [("picture.logo", "", sha(LOGO))]


def test_what_is_no_picture_is_refused_by_name(shop, tmp_path):
    for name, content in (
        ("letter.png", b"Dear all"),
        ("logo.svg", b"<svg/>"),
        ("half.png", LOGO[:60]),
        ("huge.png", bomb(60_000, 60_000)),
        ("heavy.jpg", CODE + bytes(MAX_SIZE)),
        ("empty.png", b""),
    ):
        (tmp_path / name).write_bytes(content)
        refused = shop.refused("picture", kind="logo", file=str(tmp_path / name))
        assert refused.field == "file"
        assert name in str(refused)
    assert shop.refused("picture", kind="logo", file=str(tmp_path / "gone.png")).field == "file"
    assert shop.refused("picture", kind="logo", file=str(tmp_path)).field == "file"
    assert shop.refused("picture", kind="banner", file=str(tmp_path / "half.png")).field == "kind"
    assert shop.refused("picture", kind="logo", picture="x").field == "picture"


def test_the_book_itself_is_never_opened_as_a_picture(shop, tmp_path):
    os.link(shop.path, tmp_path / "logo.png")
    for path in (shop.path, tmp_path / "logo.png", shop.path.with_name(shop.path.name + "-wal")):
        with pytest.raises(Refused) as caught:
            shop.do("picture", kind="logo", file=str(path))
        assert caught.value.field == "file"


def test_one_refused_leaves_the_one_before(shop, doors, files, tmp_path):
    (tmp_path / "bad.png").write_bytes(LOGO[:-9])
    shop.do("picture", kind="logo", file=files["logo.png"])
    shop.refused("picture", kind="logo", file=str(tmp_path / "bad.png"))
    assert kept(doors)["logo"] == sha(LOGO)


def test_a_picture_that_is_not_there(doors):
    for digest in ("", "0" * 64, "no digest", sha(b"")):
        with pytest.raises(Refused):
            doors.content(digest)


def test_papers_get_what_can_be_drawn(shop, files):
    shop.do("picture", kind="logo", file=files["logo.png"])
    with shop.store.read() as session:
        found = pictures_of(session, Letterhead("Shop", logo=sha(LOGO), payment_qr="0" * 64))
        assert current_digests(session) == {"logo": sha(LOGO)}
    assert found == {sha(LOGO): for_print(LOGO)}


def test_both_in_one_transaction_with_what_names_them(shop, doors, files):
    with shop.store.write() as session:
        desk = Desk(session, shop.around)
        record = FileDesk(desk, shop.path).record
        record(SetPicture(id="a", kind=PictureKind.LOGO, file=files["logo.png"], note="new"))
        record(SetPicture(id="b", kind=PictureKind.LOGO, file=None))
        desk.flush()
    assert kept(doors)["logo"] is None
    assert ("note", "new") in shop.sql("SELECT field, new FROM file_change")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shop_picture SET content = x'00' WHERE id = 1",
        "UPDATE shop_picture SET content = 'text' WHERE id = 1",
        "UPDATE shop_picture SET kind = 'payment_qr' WHERE id = 1",
        "UPDATE shop_picture SET sha256 = x'00' WHERE id = 1",
        "UPDATE shop_picture SET media_type = 'image/gif' WHERE id = 1",
        "DELETE FROM shop_picture WHERE id = 1",
    ],
)
def test_a_picture_changed_behind_the_programs_back_shows(tmp_path, files, statement):
    shop = Shop(tmp_path)
    shop.do("picture", kind="logo", file=files["logo.png"])
    shop.do("picture", kind="logo", file=files["other.PNG"])
    with pytest.raises(Exception, match="kept as it was"):
        shop.sql(statement)
    shop.sql("DROP TRIGGER shop_picture_no_update")
    shop.sql("DROP TRIGGER shop_picture_no_delete")
    shop.sql(statement)
    with shop.store.read() as session:
        found = verify_pictures(session)
    assert bool(found) == (not statement.startswith("DELETE"))
    assert any("shop_picture" in problem.where for problem in Verify(shop.store).verify().problems)


def test_a_damaged_picture_is_never_drawn(tmp_path, files):
    shop = Shop(tmp_path)
    shop.do("picture", kind="logo", file=files["logo.png"])
    shop.sql("DROP TRIGGER shop_picture_no_update")
    shop.sql("UPDATE shop_picture SET content = ?", OTHER)
    doors = Pictures(shop.store, shop.around)
    with pytest.raises(BookUnusable):
        doors.content(sha(LOGO))
    with pytest.raises(BookUnusable):
        doors.current()
