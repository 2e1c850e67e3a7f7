"""Files of any kind inside the book: they come back byte for byte, and what cannot go in is said in words."""

import hashlib
import os

import pytest

from app.core.customer import Attach, CustomerChange, FileRequest
from app.errors import BookUnusable, Refused
from app.services.file_desk import Filed
from app.storage.attachments import MAX_SIZE
from tests.services.helpers_customers import Shop, open_shop


@pytest.fixture(name="shop")
def shop_with_a_customer(tmp_path):
    for shop in open_shop(tmp_path / "book"):
        shop.customer("C001", name="王小明")
        yield shop


@pytest.fixture(name="paper")
def a_file(tmp_path):
    path = tmp_path / "合同 1.pdf"
    path.write_bytes(b"%PDF\0\xff")
    return path


def test_a_file_comes_back_byte_for_byte_after_it_is_gone(shop, paper):
    shop.do("attach", id="a1", customer="C001", file=str(paper))
    paper.unlink()
    (kept,) = shop.files.attachments("C001")
    assert (kept.name, kept.media_type, kept.size) == ("合同 1.pdf", "application/pdf", 6)
    assert kept.sha256 == hashlib.sha256(b"%PDF\0\xff").hexdigest()
    assert shop.files.content(kept.id) == b"%PDF\0\xff"


def test_the_same_request_again_is_answered_though_the_file_is_gone(shop, paper):
    shop.do("attach", id="a1", customer="C001", file=str(paper))
    paper.unlink()
    assert shop.do("attach", id="a1", customer="C001", file=str(paper)) == Filed("a1", repeated=True)
    assert len(shop.files.attachments("C001")) == 1


def test_a_name_of_its_own(shop, paper):
    shop.do("attach", customer="C001", file=str(paper), name="../../contract.docx")
    assert shop.files.attachments("C001")[0].name == "../../contract.docx"


def test_the_same_content_twice_is_refused_for_one_customer_only(shop, paper):
    shop.customer("C002", name="李四")
    shop.do("attach", customer="C001", file=str(paper))
    refused = shop.refused("attach", customer="C001", file=str(paper), name="other.pdf")
    assert refused.field == "file"
    assert "合同 1.pdf" in str(refused)
    shop.do("attach", customer="C002", file=str(paper))


def test_the_largest_file_goes_in_and_a_larger_one_does_not(shop, tmp_path):
    largest, larger = tmp_path / "largest", tmp_path / "larger"
    largest.write_bytes(b"x" * MAX_SIZE)
    larger.write_bytes(b"x" * (MAX_SIZE + 1))
    shop.do("attach", customer="C001", file=str(largest))
    assert shop.refused("attach", customer="C001", file=str(larger)).field == "file"


def test_an_empty_file_is_a_file(shop, tmp_path):
    (tmp_path / "empty").touch()
    shop.do("attach", customer="C001", file=str(tmp_path / "empty"))
    (kept,) = shop.files.attachments("C001")
    assert (kept.size, kept.media_type) == (0, "application/octet-stream")


def test_what_is_no_file_is_refused_in_words(shop, tmp_path):
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for path in ("gone.pdf", "dangling", ".", "book", "x" * 5000):
        refused = shop.refused("attach", customer="C001", file=str(tmp_path / path))
        assert refused.field == "file"
    assert shop.refused("attach", customer="C001", file="").field == "file"
    assert shop.refused("attach", customer="C001", file="a\0b").field == "file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_refused_and_not_waited_for(shop, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert shop.refused("attach", customer="C001", file=str(tmp_path / "pipe")).field == "file"


def test_the_book_itself_is_refused_by_every_name(shop, tmp_path):
    os.link(shop.path, tmp_path / "hard")
    (tmp_path / "soft").symlink_to(shop.path)
    for path in (shop.path, tmp_path / "hard", tmp_path / "soft", shop.path.with_name(shop.path.name + "-wal")):
        with pytest.raises(Refused) as caught:
            shop.do("attach", customer="C001", file=str(path))
        assert caught.value.field == "file"


def test_a_name_kept_with_its_accents_apart_is_found(shop, tmp_path):
    (tmp_path / "cafe\u0301.txt").write_bytes(b"1")
    shop.do("attach", customer="C001", file=str(tmp_path / "café.txt"))
    assert shop.files.attachments("C001")[0].name == "café.txt"


def test_a_file_that_cannot_be_read_is_refused_in_words(shop, paper, monkeypatch):
    def denied(path, mode):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", denied)
    assert "you may not do that there" in str(shop.refused("attach", customer="C001", file=str(paper)))


def test_a_customer_and_an_attachment_in_one_transaction(shop, paper):
    new = CustomerChange(id="c2", no="C002", given={"name": "李四"})
    shop.file_all(
        [new, Attach(id="a1", customer="C002", file=str(paper)), Attach(id="a2", customer="C001", file=str(paper))]
    )
    assert [len(shop.files.attachments(no)) for no in ("C001", "C002")] == [1, 1]


def test_a_request_of_an_unknown_kind_is_a_mistake_of_the_program(shop):
    with pytest.raises(TypeError):
        shop.files.record(FileRequest(id="x"))


def test_an_unknown_customer_and_unknown_fields_are_refused(shop, paper):
    assert shop.refused("attach", customer="C002", file=str(paper)).field == "customer"
    assert shop.refused("attach", customer="C001", file=str(paper), colour="red").field == "colour"
    assert shop.refused("attach", file=str(paper)).field == "customer"
    with pytest.raises(Refused):
        shop.files.content(7)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attachment SET name = 'x'",
        "UPDATE attachment SET content = x'00'",
        "UPDATE attachment SET content = 'text'",
        "UPDATE attachment SET sha256 = x'00'",
        "UPDATE attachment SET customer_id = 2",
    ],
)
def test_an_attachment_changed_behind_the_programs_back_shows(tmp_path, paper, statement):
    shop = Shop(tmp_path)
    shop.customer("C001", name="王小明")
    shop.customer("C002", name="李四")
    shop.do("attach", customer="C001", file=str(paper))
    shop.sql("DROP TRIGGER attachment_no_update")
    shop.sql(statement)
    assert shop.problems() == [("attachment", 1)]
    if "content" in statement:
        with pytest.raises(BookUnusable):
            shop.files.content(1)
    shop.store.dispose()
