"""The mail account: set up, its password in the keyring and nowhere else, tried out."""

import json

import pytest

from app.core.mail import ChangeMail, MailAccount, Security, SendTo, ascii_address
from app.core.outgoing import Outcome
from app.core.reminder.kinds import Way
from app.errors import Refused
from tests.messaging.helpers_mail import ACCOUNT, Desk
from tests.messaging.smtp_server import PASSWORD, USER, Behaviour, free_port, login_words, serving
from tests.services.helpers_customers import open_shop

shop = pytest.fixture(name="shop")(lambda tmp_path: (yield from open_shop(tmp_path)))


def text(message):
    return message.text.format_map({k: str(v) for k, v in message.values.items()})


def test_a_new_book_has_no_account_and_says_what_to_do(shop):
    desk = Desk(shop)
    assert desk.mail.account() == MailAccount()
    assert "settings" in text(desk.mail.ready())
    assert "settings" in text(desk.mail.ready(Way.SERVICE))
    with pytest.raises(Refused) as caught:
        desk.mail.test_send("a@example.com")
    assert caught.value.field == "host"


def test_the_account_is_changed_field_by_field_and_logged(shop):
    desk = Desk(shop, 465)
    account = desk.mail.change(
        ChangeMail(id="m1", given={**ACCOUNT, "host": "SMTP.Example.com", "security": "starttls"})
    )
    assert (account.host, account.port, account.security) == ("smtp.example.com", 587, Security.STARTTLS)
    again = desk.mail.change(ChangeMail(id="m1", given={**ACCOUNT, "host": "SMTP.Example.com", "security": "starttls"}))
    assert again == account
    account = desk.mail.change(ChangeMail(id="m2", given={"sender_name": " 王记 "}))
    assert account.sender_name == "王记"
    assert account.host == "smtp.example.com"
    assert desk.mail.account() == account
    with pytest.raises(Refused) as caught:
        desk.mail.change(ChangeMail(id="m2", given={"sender_name": "x"}))
    assert caught.value.field == "id"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("host", "smtp example.com"), ("host", "https://example.com"), ("host", "example.com:465"), ("host", 5),
        ("port", 0), ("port", 65536), ("port", True), ("port", "465"), ("security", "ssl"), ("user", "王"),
        ("user", "a\nb"), ("sender_address", "nobody"), ("sender_address", ""), ("reply_to", "a@b@c"),
        ("sender_name", "a\r\nBcc: x@y.zz"), ("sender_name", "x" * 201), ("service_to", "fax"), ("password", "x"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_at_its_field_and_changes_nothing(shop, field, value):
    desk = Desk(shop).set_up()
    before = shop.dump()
    if (field, value) == ("sender_address", ""):  # taking it away is allowed: there is no mail then
        desk.mail.change(ChangeMail(id="x", given={field: value}))
        assert desk.mail.ready() is not None
        return
    with pytest.raises(Refused) as caught:
        desk.mail.change(ChangeMail(id="x", given={field: value}))
    assert caught.value.field == field
    assert str(caught.value)
    assert shop.dump() == before


def test_no_password_goes_over_an_open_line_to_another_machine(shop):
    desk = Desk(shop)
    given = {**ACCOUNT, "host": "smtp.example.com", "security": "none"}
    with pytest.raises(Refused) as caught:
        desk.mail.change(ChangeMail(id="x", given=given))
    assert caught.value.field == "security"
    desk.mail.change(ChangeMail(id="y", given={**given, "user": ""}))  # no password, no danger to it
    desk.mail.change(ChangeMail(id="z", given={**ACCOUNT, "host": "localhost"}))


def test_the_password_is_in_the_keyring_and_nowhere_in_the_book(shop):
    behaviour = Behaviour()
    with serving(behaviour) as port:
        desk = Desk(shop, port).set_up()
        assert desk.mail.has_password()
        assert desk.mail.test_send("owner@example.com").outcome is Outcome.ACCEPTED
    assert set(desk.keyring.kept.values()) == {PASSWORD}
    assert all(PASSWORD not in repr(key) for key in desk.keyring.kept)
    shop.store.dispose()
    for path in shop.path.parent.iterdir():
        assert not any(word in path.read_bytes() for word in login_words())
    assert PASSWORD not in repr(desk.mail.account())


def test_another_server_or_user_never_gets_the_password_of_this_one(shop):
    desk = Desk(shop).set_up()
    desk.mail.change(ChangeMail(id="x", given={"host": "localhost"}))
    assert not desk.mail.has_password()
    assert desk.keyring.kept == {}
    assert "password" in text(desk.mail.ready())
    with pytest.raises(Refused) as caught:
        desk.mail.opened()
    assert caught.value.field == "password"


@pytest.mark.parametrize("password", ["", "密码", "a\r\nb", "x" * 1001])
def test_a_password_no_server_could_take(shop, password):
    desk = Desk(shop)
    with pytest.raises(Refused) as caught:
        desk.mail.set_password(password)
    assert caught.value.field == "password"
    assert not password or password not in str(caught.value)


def test_a_forgotten_password_is_gone(shop):
    desk = Desk(shop).set_up()
    desk.mail.forget_password()
    assert not desk.mail.has_password()
    assert desk.mail.keyring_trouble() is None


def test_the_test_mail_is_in_the_shops_language_from_the_shop(shop):
    behaviour = Behaviour()
    with serving(behaviour) as port:
        desk = Desk(shop, port).set_up(reply_to="boss@example.com")
        assert desk.mail.test_send("老板 <x>").outcome is Outcome.REFUSED
        assert desk.mail.test_send("boss@example.com").outcome is Outcome.ACCEPTED
    [mail] = behaviour.mails
    assert mail["From"].addresses[0].display_name == "王记理发店"
    assert mail["Reply-To"].addresses[0].addr_spec == "boss@example.com"
    assert behaviour.logins == [(USER.encode(), PASSWORD.encode())] * 2


def test_a_mail_without_a_sender_of_its_own_is_from_the_shop_by_name(shop):
    behaviour = Behaviour()
    with serving(behaviour) as port:
        desk = Desk(shop, port).set_up(sender_name="")
        assert desk.mail.test_send("boss@example.com").outcome is Outcome.ACCEPTED
    [mail] = behaviour.mails
    assert mail["From"].addresses[0].display_name == "Shop"


def test_an_unreachable_host_and_a_wrong_password_are_one_sentence_each(shop):
    desk = Desk(shop, free_port()).set_up()
    with pytest.raises(Refused) as caught:
        desk.mail.test_send("boss@example.com")
    assert caught.value.field == "port"
    with serving(Behaviour()) as port:
        desk.port = port
        desk.set_up()
        desk.mail.set_password(f"not-{PASSWORD}")
        with pytest.raises(Refused) as caught:
            desk.mail.test_send("boss@example.com")
    assert caught.value.field == "password"
    assert PASSWORD not in str(caught.value)


def test_settings_that_were_damaged_count_as_never_set(shop):
    desk = Desk(shop).set_up()
    shop.sql("UPDATE setting SET value = '{' WHERE key = 'mail.port'")
    shop.sql("UPDATE setting SET value = ? WHERE key = 'mail.host'", json.dumps(["x"]))
    account = desk.mail.account()
    assert (account.port, account.host, account.user) == (465, "", USER)
    shop.sql("DELETE FROM setting WHERE key IN ('mail.port', 'mail.host')")  # the book is proved to be whole afterwards


# ---- addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("a@example.com", "a@example.com"), (" A.b+c@Example.COM ", "A.b+c@example.com"),
        ("ａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "a@example.com"), ("a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s"),
        ("10086@qq.com", "10086@qq.com"),
        ("a@b", ""), ("@b.com", ""), ("a@", ""), ("a..b@c.com", ""), (".a@c.com", ""), ("a@c.123", ""), ("", ""),
        ("a,b@c.com", ""), ("a@c.com, d@e.com", ""), ("a@c_d.com", ""), ("mailto:a@c.com", ""), ("a@c.com.", "a@c.com"),
    ],
)  # fmt: skip
def test_what_is_an_address(typed, address):
    assert ascii_address(typed) == address


# ---- the service ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["", "http", "twilio", "json://localhost/", "json://local host/{phone}", "nosuch://x/{phone}",
                                 "json://{phone}" + "x" * 1000, "json://a\nb/{phone}"])  # fmt: skip
def test_an_address_of_no_service_is_refused(shop, url):
    desk = Desk(shop)
    with pytest.raises(Refused) as caught:
        desk.mail.set_service(url)
    assert caught.value.field == "url"
    assert not desk.mail.has_service()


def test_the_address_of_a_service_is_in_the_keyring_and_nowhere_in_the_book(shop):
    desk = Desk(shop).set_up(service_name="短信", service_to=SendTo.PHONE)
    assert desk.mail.set_service("json://user:k3y-of-mine@127.0.0.1:9/{phone}") is None
    assert desk.mail.has_service()
    assert desk.mail.ready(Way.SERVICE) is None
    assert desk.mail.account().service_name == "短信"
    desk.mail.change(ChangeMail(id="to", given={"service_to": "email"}))  # the address is for phones
    assert "{email}" in text(desk.mail.ready(Way.SERVICE))
    shop.store.dispose()
    assert all(b"k3y-of-mine" not in path.read_bytes() for path in shop.path.parent.iterdir())
    desk.mail.forget_service()
    assert not desk.mail.has_service()
