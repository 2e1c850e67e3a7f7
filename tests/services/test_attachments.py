"""Files of any kind inside the book: they come back byte for byte, and what cannot go in is said in words."""

import hashlib
import os

import pytest

from app import bootstrap
from app.core.credit.requests import ProofOf
from app.core.customer import Attach, CustomerChange, FileRequest, RemoveAttachment, content_digest
from app.core.staff.members import AddMember
from app.core.staff.roles import Role
from app.errors import BookUnusable, Refused
from app.services.attachment_requests import PROVES
from app.services.file_desk import Filed
from app.services.privacy import Privacy
from app.services.verify import Verify
from app.storage import attachments
from app.storage import customers as stored
from app.storage import tables as t
from app.storage.attachments import MAX_SIZE
from app.storage.books import load_book
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


# ---- removing -------------------------------------------------------------------------------------------------------


def remove(shop, **fields):
    return shop.do("remove_attachment", **{"customer": "C001", "attachment": "a1", "reason": "传错了"} | fields)


def not_removed(shop, **fields):
    return shop.refused("remove_attachment", **{"customer": "C001", "attachment": "a1", "reason": "传错了"} | fields)


def test_a_removed_file_is_gone_and_its_row_stays(shop, paper):
    shop.do("attach", id="a1", customer="C001", file=str(paper))
    (kept,) = shop.files.attachments("C001")
    remove(shop, id="r1", attachment=kept.id)
    assert shop.files.attachments("C001") == []
    assert shop.files.content(kept.id) == b""
    with shop.store.read() as session:
        left = attachments.named(session, kept.id)
    assert left is not None
    assert (left.id, left.name, left.size, left.sha256) == (
        kept.id,
        "",
        0,
        attachments.erased_sha256(kept.id).hex(),
    )
    assert shop.problems() == []
    assert remove(shop, id="r1", attachment=kept.id) == Filed("r1", repeated=True)


def test_no_byte_of_what_was_removed_is_left_once_the_file_is_written_anew(shop, tmp_path):
    secret, name = os.urandom(60_000).hex().encode(), "身份证 复印件 欧阳.txt"
    (tmp_path / name).write_bytes(secret)
    shop.do("attach", id="a1", customer="C001", file=str(tmp_path / name))
    privacy = Privacy(shop.store, shop.around)
    assert privacy.is_clean()
    remove(shop)
    assert not privacy.is_clean()
    assert privacy.clean()
    assert privacy.is_clean()
    whole = b"".join(each.read_bytes() for each in shop.path.parent.glob(shop.path.name + "*"))
    pieces = [secret[at : at + 32] for at in range(0, len(secret), 32)]
    assert not [piece for piece in pieces if piece in whole]
    assert name.encode() not in whole
    assert Verify(shop.store).verify().problems == ()


def test_what_it_was_attached_by_can_no_longer_be_guessed(shop, paper):
    request = Attach(id="a1", customer="C001", file=str(paper))
    shop.files.record(request)
    remove(shop)
    with shop.store.read() as session:
        row = stored.find_file_requests(session, ["a1"])["a1"]
    assert row.digest != content_digest(row.salt, request)
    with pytest.raises(Refused) as caught:
        shop.files.record(request)
    assert caught.value.field == "id"


def test_the_same_file_may_be_attached_again(shop, paper):
    shop.do("attach", id="a1", customer="C001", file=str(paper))
    remove(shop)
    shop.do("attach", id="a2", customer="C001", file=str(paper))
    assert [each.name for each in shop.files.attachments("C001")] == ["合同 1.pdf"]


def test_attached_and_removed_in_one_transaction(shop, paper):
    shop.file_all(
        [
            Attach(id="a1", customer="C001", file=str(paper)),
            RemoveAttachment(id="r1", customer="C001", attachment="a1", reason="传错了"),
        ]
    )
    assert shop.files.attachments("C001") == []
    assert shop.problems() == []


def test_removing_is_told_without_the_name(shop, paper):
    shop.do("attach", id="a1", customer="C001", file=str(paper))
    remove(shop, id="r1", note="已当面销毁")
    told = shop.files.timeline("C001")
    assert [(each.kind, each.text) for each in told if each.request in ("a1", "r1")] == [
        ("remark", "已当面销毁"),
        ("detached", "传错了"),
        ("attached", ""),
    ]
    assert "合同" not in "".join(map(str, told))


def test_what_is_not_there_not_theirs_or_gone_is_refused(shop, paper):
    shop.customer("C002", name="李四")
    shop.do("attach", id="a1", customer="C001", file=str(paper))
    assert not_removed(shop, reason=" ").field == "reason"
    assert not_removed(shop, customer="C002").field == "attachment"
    assert not_removed(shop, customer="C003").field == "customer"
    assert not_removed(shop, attachment=7).field == "attachment"
    assert not_removed(shop, attachment=None).field == "attachment"
    assert not_removed(shop, colour="red").field == "colour"
    assert len(shop.files.attachments("C001")) == 1
    remove(shop)
    assert "already" in str(not_removed(shop))
    assert "already" in str(not_removed(shop, attachment=1))


def test_every_table_that_names_attachments_and_every_proof_has_its_sentence():
    named = {
        table.name
        for table in t.metadata.sorted_tables
        for column in table.c
        if any(key.column is t.attachment.c.id for key in column.foreign_keys)
    }
    assert named >= {"proof", "contact", "contact_step", "consent", "statement_reply"}
    assert set(PROVES) == (named - {"proof"}) | set(ProofOf)


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("contact", {"way": "phone", "result": "reached", "text": "谈过", "attachment": "a1"}),
        ("consent", {"purpose": "sms", "given": True, "on": "2026-05-01", "source": "paper", "attachment": "a1"}),
        ("agreement", {"agreed_on": "2026-05-01", "attachment": "a1"}),
    ],
)
def test_what_proves_something_stays_and_what_is_gone_proves_nothing(shop, paper, tmp_path, verb, fields):
    shop.do("attach", id="a1", customer="C001", file=str(paper))
    shop.do(verb, customer="C001", **fields)
    refused = not_removed(shop)
    assert refused.field == "attachment"
    assert "stays" in str(refused)
    assert shop.files.content(1) == b"%PDF\0\xff"
    (tmp_path / "other").write_bytes(b"other")
    shop.do("attach", id="a2", customer="C001", file=str(tmp_path / "other"))
    remove(shop, attachment="a2")
    for gone in ("a2", 2) if verb != "consent" else ("a2",):
        assert shop.refused(verb, customer="C001", **{**fields, "attachment": gone}).field == "attachment"


def test_whoever_may_not_erase_may_not_remove(shop, paper):
    shop.do("attach", id="a1", customer="C001", file=str(paper))
    with shop.store.read() as session:
        app = bootstrap.build(shop.store, load_book(session), shop.around)
    app.staff.switch_on("on", name="店主", secret="8260-secret")
    app.staff.add(AddMember(id="add", name="小陈", role=Role.CASHIER), "7305")
    app.staff.sign_in("小陈", "7305")
    request = RemoveAttachment(id="r1", customer="C001", attachment="a1", reason="传错了")
    with pytest.raises(Refused):
        app.files.record(request)
    app.staff.sign_in("店主", "8260-secret")
    assert app.files.content(1) == b"%PDF\0\xff"
    app.files.record(request)
    assert app.files.attachments("C001") == []
