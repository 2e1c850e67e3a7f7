"""`mail`, and `statements --mail`, by commands alone and with a real mail server on loopback."""

import pytest

from app import bootstrap
from app.cli.main import console
from app.core.mail import ChangeMail
from tests.cli.test_cases_cli import CommandLine
from tests.messaging.smtp_server import Behaviour, free_port, serving
from tests.services.helpers_customers import circumstances

APRIL = ("--period", "2026-04")


@pytest.fixture(name="server")
def server_of():
    behaviour = Behaviour()
    with serving(behaviour) as port:
        behaviour.port = port
        yield behaviour


@pytest.fixture(name="shop")
def shop_by_commands(tmp_path, capsys, monkeypatch, process_language):
    monkeypatch.setattr(bootstrap, "circumstances", circumstances)
    shop = CommandLine(tmp_path, capsys)
    for n, way in enumerate(("email", "print", "email"), start=1):
        made = {"do": "customer", "id": f"c{n}", "no": f"C{n}", "name": f"顾客 {n}", "credit_limit": None,
                "timezone": "Asia/Shanghai", "statement": way, "email": f"c{n}@example.com"}  # fmt: skip
        sold = {"do": "sale", "id": f"s{n}", "on": "2026-04-10", "customer": f"C{n}", "amount": f"{n}0.00",
                "pay": [{"with": "account"}]}  # fmt: skip
        assert all(answer["ok"] for answer in shop.apply(made, sold))
    return shop


@pytest.fixture(name="mailing")
def shop_with_an_account(shop, server):
    set_up(shop, server.port)
    return shop


def set_up(shop, port):
    app = bootstrap.open_app(shop.book)
    given = {"host": "127.0.0.1", "port": port, "security": "none", "user": "", "sender_address": "shop@example.com"}
    app.mail.change(ChangeMail(id=f"m{port}", given=given))
    app.close()


def issue(shop, tmp_path, *more):
    code, [answer] = shop.run("statements", *APRIL, "--out", str(tmp_path / "out"), *more)
    return code, answer


def test_a_run_is_mailed_to_those_who_get_it_that_way_and_never_twice(mailing, tmp_path, server):
    code, answer = issue(mailing, tmp_path, "--mail")
    assert (code, answer["mail"]["sent"], answer["issued"]) == (0, 2, 3)
    assert server.recipients == ["c1@example.com", "c3@example.com"]
    code, answer = issue(mailing, tmp_path, "--resume", "--mail")
    assert (code, [row["sent"] for row in answer["mail"]["rows"]]) == (0, ["kept", "kept"])
    code, [answer] = mailing.run("mail", "statements", *APRIL)
    assert (code, answer["sent"]) == (0, 0)
    code, [answer] = mailing.run("mail", "statements", "S000001", "--again")
    assert (code, answer["sent"]) == (0, 1)
    assert len(server.taken) == 3
    logged = mailing.show("contacts", "C1")["contacts"]
    assert [each["statement"] for each in logged] == ["S000001", "S000001"]
    assert mailing.show("contacts", "C2")["contacts"] == []


def test_without_a_mail_account_the_statements_are_issued_all_the_same_and_the_reason_is_said(shop, tmp_path):
    code, answer = issue(shop, tmp_path, "--mail")
    assert (code, answer["issued"], answer["mail"]["left"]) == (1, 3, 2)
    assert "account" in answer["mail"]["error"]
    set_up(shop, free_port())
    code, [answer] = shop.run("mail", "statements", *APRIL)
    assert (code, answer["sent"], answer["left"]) == (1, 0, 2)
    assert answer["error"]


def test_an_unclear_one_is_shown_settled_and_only_then_mailed_again(mailing, tmp_path, server):
    issue(mailing, tmp_path)
    server.drop = "before"
    code, [answer] = mailing.run("mail", "statements", "S000001")
    assert (code, [row["sent"] for row in answer["rows"]]) == (1, ["unclear"])
    server.drop = ""
    code, [answer] = mailing.run("mail", "statements", "S000001", "--again")
    assert (code, [row["sent"] for row in answer["rows"]]) == (0, ["kept"])
    code, [answer] = mailing.run("mail", "unclear")
    assert (code, [each["no"] for each in answer["statements"]], answer["reminders"]) == (0, ["S000001"], [])
    assert mailing.run("mail", "settle", "S000001", "--lost")[0] == 0
    assert mailing.run("mail", "settle", "S000001", "--lost")[0] == 1
    code, [answer] = mailing.run("mail", "statements", "S000001")
    assert (code, answer["sent"]) == (0, 1)
    assert len(server.taken) == 1


def test_reminders_of_the_day_are_sent_once_and_unclear_ones_are_named(mailing, server):
    assert mailing.run("remind")[0] == 0
    due = [row for row in mailing.show("reminders") if "email" in row["ways"]]
    assert len(due) == 3
    code, [answer] = mailing.run("mail", "reminders")
    assert (code, answer["sent"]) == (0, 3)
    code, [answer] = mailing.run("mail", "reminders")
    assert (code, answer["rows"], len(server.taken)) == (0, [], 3)


def test_an_unclear_reminder_is_named_with_its_id(mailing, server):
    mailing.run("remind")
    server.drop = "after"
    code, [answer] = mailing.run("mail", "reminders")
    assert code == 1
    [row] = {row["sent"] for row in answer["rows"]}
    assert row == "unclear"
    code, [answer] = mailing.run("mail", "unclear")
    assert sorted(each["customer"] for each in answer["reminders"]) == ["C1", "C2", "C3"]


@pytest.mark.parametrize("given", [(), ("S000001", *APRIL)])
def test_either_numbers_or_a_period_is_asked_for(shop, capsys, given):
    code = console(["--book", str(shop.book), "mail", "statements", *given])
    assert (code, "--period" in capsys.readouterr().err) == (1, True)


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_in_words(mailing, tmp_path, capsys, server, language):
    issue(mailing, tmp_path)
    server.at_rcpt = "c3@example.com:550 5.1.1 no such user"
    mail = ["--book", str(mailing.book), "--lang", language, "mail"]
    assert console([*mail, "statements", *APRIL]) == 1
    out = capsys.readouterr().out
    assert out.count("no such user") == 1
    assert "S000003 顾客 3" in out
    assert "S000001" not in out
    server.drop = "after"
    assert console([*mail, "statements", "S000002"]) == 1
    assert console([*mail, "unclear"]) == 0
    assert "S000002" in capsys.readouterr().out
    assert console([*mail, "settle", "S000002", "--arrived"]) == 0
    assert "S000002" in capsys.readouterr().out
