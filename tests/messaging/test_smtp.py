"""Mail over a real line: exactly one for each accepted, and what is certain told apart from what is not."""

import socket
import ssl
import threading
from datetime import UTC, datetime

import pytest

from app.core.mail import MailAccount, Security
from app.core.outgoing import Attachment, Outcome, Outgoing
from app.errors import Refused
from app.messaging.mime import message_id
from app.messaging.smtp import Patience, SmtpChannel, secure_context
from tests.messaging.smtp_server import PASSWORD, USER, Behaviour, Certificate, free_port, serving

AT = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)
QUICK = Patience(connect=5, answer=5, taken=5)


@pytest.fixture(name="server")
def server_of():
    behaviour = Behaviour()
    with serving(behaviour) as port:
        behaviour.port = port
        yield behaviour


def account(port, **given):
    values = {"host": "127.0.0.1", "port": port, "security": Security.NONE, "sender_name": "王记",
              "sender_address": "shop@example.com"}  # fmt: skip
    return MailAccount(**(values | given))


def channel(port, password="", patience=QUICK, context=secure_context, **given):
    return SmtpChannel(account(port, **given), password, "book", patience=patience, context=context)


def outgoing(n=1, **given):
    values = {
        "key": f"r{n}-1",
        "to": f"c{n}@example.com",
        "to_name": "王小明",
        "subject": f"第 {n} 封：账款",
        "body": "您好",
        "at": AT,
    }
    return Outgoing(**(values | given))


def said(error):
    """Return the sentence a person gets; it can be said, and has no password in it."""
    text = str(error.value if isinstance(error, pytest.ExceptionInfo) else error)
    assert "{" not in text
    assert PASSWORD not in text
    return text


def sentence(result):
    assert result.message is not None
    text = result.message.text.format_map({k: str(v) for k, v in result.message.values.items()})
    assert PASSWORD not in text + result.answer
    return text


# ---- taken ----------------------------------------------------------------------------------------------------------


def test_each_accepted_message_is_there_exactly_once_over_one_line(server):
    with channel(server.port) as line:
        results = [line.send(outgoing(n)) for n in range(1, 6)]
    assert {each.outcome for each in results} == {Outcome.ACCEPTED}
    assert [mail["Subject"] for mail in server.mails] == [f"第 {n} 封：账款" for n in range(1, 6)]
    assert server.recipients == [f"c{n}@example.com" for n in range(1, 6)]
    assert [mail["Message-ID"] for mail in server.mails] == [
        message_id("book", f"r{n}-1", "shop@example.com") for n in range(1, 6)
    ]
    assert server.lines == 1


def test_what_arrives_is_what_was_sent(server):
    body = "王小明，您好！\n.\n..两点\n请付 ¥1,280.00。\n"
    pdf = bytes(range(256)) * 500
    with channel(server.port, reply_to="owner@example.com") as line:
        line.send(outgoing(body=body, attachments=(Attachment("对账单 王小明.pdf", pdf),)))
    [mail] = server.mails
    assert mail["From"].addresses[0].display_name == "王记"
    assert mail["Date"] == "Wed, 20 May 2026 09:30:00 +0000"
    text, attached = mail.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == body
    assert attached.get_filename() == "对账单 王小明.pdf"
    assert attached.get_payload(decode=True) == pdf


def test_lines_of_one_point_end_nothing(server):
    with channel(server.port) as line:
        assert line.send(outgoing(1, subject=".", body=".\r\n.\r\nMAIL FROM:<x@y.zz>")).outcome is Outcome.ACCEPTED
        assert line.send(outgoing(2)).outcome is Outcome.ACCEPTED
    assert len(server.taken) == 2


def test_a_domain_of_other_letters_goes_out_in_ascii(server):
    with channel(server.port) as line:
        line.send(outgoing(to="老板@例子.中国"))
        line.send(outgoing(to="boss@例子.中国"))
    assert server.recipients == ["boss@xn--fsqu00a.xn--fiqs8s"]


# ---- refused --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["at_rcpt", "at_data", "at_end"])
@pytest.mark.parametrize(
    ("answer", "outcome"), [("550 5.1.1 no such 用户", Outcome.REFUSED), ("451 4.7.1 later", Outcome.FAILED)]
)
def test_a_refusal_is_told_in_the_servers_words_and_the_next_goes_out(server, place, answer, outcome):
    setattr(server, place, answer)
    with channel(server.port) as line:
        result = line.send(outgoing(1))
        assert result.outcome is outcome
        assert result.answer[:3] in sentence(result)
        assert result.answer.startswith(answer[:9])
        setattr(server, place, "")
        assert line.send(outgoing(2)).outcome is Outcome.ACCEPTED
    assert server.recipients == ["c2@example.com"]


def test_a_sender_the_server_does_not_take_stops_everything(server):
    server.at_mail = "553 5.7.1 not your address"
    with channel(server.port) as line, pytest.raises(Refused) as caught:
        line.send(outgoing())
    assert caught.value.field == "sender_address"
    assert "not your address" in said(caught)
    assert server.taken == []


@pytest.mark.parametrize("address", ["", "nobody", "a@b", "a b@example.com", "a@example..com", "a@-example.com",
                                     "a@example.com\r\nRCPT TO:<b@example.com>", "<a@example.com>", "a@[127.0.0.1]",
                                     "a@example.com>", "王@example.com", f"{'a' * 65}@b.com", "\ud800@example.com",
                                     "a@\ud800.com", f"a@{'x' * 300}.com"])  # fmt: skip
def test_what_is_no_address_is_never_handed_over(server, address):
    with channel(server.port) as line:
        result = line.send(outgoing(to=address))
        assert result.outcome is Outcome.REFUSED
        assert result.message is not None
    assert (server.taken, server.recipients) == ([], [])


def test_a_message_larger_than_the_server_takes_is_not_begun():
    behaviour = Behaviour()
    with serving(behaviour, data_size_limit=2000) as port, channel(port) as line:
        result = line.send(outgoing(attachments=(Attachment("a.pdf", b"x" * 4000),)))
        assert result.outcome is Outcome.REFUSED
        assert "large" in sentence(result)
        assert line.send(outgoing(2)).outcome is Outcome.ACCEPTED
    assert len(behaviour.taken) == 1


# ---- the line breaks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["mail", "rcpt", "data"])
def test_a_line_that_breaks_before_the_content_fails_for_certain_and_the_next_goes_over_a_new_one(server, place):
    with channel(server.port) as line:
        server.drop = place
        result = line.send(outgoing(1))
        assert result.outcome is Outcome.FAILED
        assert "did not go out" in sentence(result)
        server.drop = ""
        assert line.send(outgoing(2)).outcome is Outcome.ACCEPTED
    assert server.recipients == ["c2@example.com"]
    assert server.lines == 2


@pytest.mark.parametrize(("place", "arrived"), [("after", 1), ("before", 0)])
def test_a_line_that_breaks_after_the_content_is_unclear_and_nothing_is_sent_again(server, place, arrived):
    with channel(server.port) as line:
        server.drop = place
        result = line.send(outgoing(1))
        assert result.outcome is Outcome.UNCLEAR
        assert "look whether it arrived" in sentence(result)
        assert len(server.taken) == arrived
        server.drop = ""
        assert line.send(outgoing(2)).outcome is Outcome.ACCEPTED
    assert len(server.taken) == arrived + 1


@pytest.mark.parametrize("answer", ["hello", "354 go on", "199 well"])
def test_an_answer_that_says_neither_yes_nor_no_is_unclear(server, answer):
    server.at_end = answer
    with channel(server.port) as line:
        assert line.send(outgoing(1)).outcome is Outcome.UNCLEAR
        server.at_end = ""
        assert line.send(outgoing(2)).outcome is Outcome.ACCEPTED
    assert server.recipients == ["c2@example.com"]


def test_a_recipient_answered_with_nonsense_fails_for_certain(server):
    server.at_rcpt = "354 go on"
    with channel(server.port) as line:
        result = line.send(outgoing(1))
        assert result.outcome is Outcome.FAILED
        server.at_rcpt = ""
        assert line.send(outgoing(2)).outcome is Outcome.ACCEPTED


def test_a_sender_put_off_is_tried_by_a_person_later(server):
    server.at_mail = "452 4.3.1 too many messages"
    with channel(server.port) as line:
        result = line.send(outgoing(1))
    assert result.outcome is Outcome.FAILED
    assert "later" in sentence(result)


def test_a_server_that_takes_too_long_over_the_content_is_unclear(server):
    server.delay = 1.5
    with channel(server.port, patience=QUICK._replace(taken=0.3)) as line:
        result = line.send(outgoing())
    assert result.outcome is Outcome.UNCLEAR


def test_a_server_that_takes_its_time_is_waited_for(server):
    server.delay = 0.8
    with channel(server.port, patience=QUICK._replace(answer=0.5)) as line:
        assert line.send(outgoing()).outcome is Outcome.ACCEPTED
    assert len(server.taken) == 1


def test_a_line_the_server_closed_in_between_is_opened_anew():
    behaviour = Behaviour()
    with serving(behaviour, timeout=0.3) as port, channel(port) as line:
        assert line.send(outgoing(1)).outcome is Outcome.ACCEPTED
        threading.Event().wait(0.8)
        assert line.send(outgoing(2)).outcome is Outcome.ACCEPTED
    assert behaviour.recipients == ["c1@example.com", "c2@example.com"]


def test_when_the_server_is_gone_the_message_was_not_touched():
    behaviour = Behaviour()
    with serving(behaviour) as port:
        line = channel(port).__enter__()
        line.send(outgoing(1))
    with pytest.raises(Refused):
        line.send(outgoing(2))
    assert behaviour.recipients == ["c1@example.com"]
    line.__exit__(None, None, None)


# ---- signing in -----------------------------------------------------------------------------------------------------


def test_signing_in(server):
    with channel(server.port, PASSWORD, user=USER) as line:
        assert line.send(outgoing()).outcome is Outcome.ACCEPTED
    assert server.logins == [(USER.encode(), PASSWORD.encode())]


def test_a_wrong_password_is_tried_once_and_said_so(server):
    with pytest.raises(Refused) as caught, channel(server.port, f"x{PASSWORD}", user=USER):
        pass
    assert caught.value.field == "password"
    assert "535" in said(caught)
    assert len(server.logins) == 1
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_server_without_signing_in():
    with serving(Behaviour(), auth_exclude_mechanism=["LOGIN", "PLAIN"]) as port:
        line = channel(port, PASSWORD, user=USER)
        with pytest.raises(Refused) as caught, line:
            pass
        assert caught.value.field == "user"
        said(caught)


def test_a_server_that_repeats_the_password_is_not_quoted():
    behaviour = Behaviour(at_rcpt=f"550 who is {PASSWORD}")
    with serving(behaviour) as port, channel(port, PASSWORD, user=USER) as line:
        result = line.send(outgoing())
    assert "…" in sentence(result)


# ---- encryption -----------------------------------------------------------------------------------------------------


@pytest.fixture(name="certificate")
def certificate_of(tmp_path):
    return Certificate(tmp_path)


def test_starttls_with_a_certificate_that_is_known(certificate):
    behaviour = Behaviour()
    with serving(behaviour, tls_context=certificate.server(), require_starttls=True) as port:
        line = channel(port, PASSWORD, context=certificate.trusting, security=Security.STARTTLS, user=USER)
        with line:
            assert line.send(outgoing()).outcome is Outcome.ACCEPTED
    assert len(behaviour.taken) == 1


def test_tls_from_the_beginning(certificate):
    behaviour = Behaviour()
    with serving(behaviour, ssl_context=certificate.server()) as port:
        line = channel(port, context=certificate.trusting, security=Security.TLS)
        with line:
            assert line.send(outgoing()).outcome is Outcome.ACCEPTED
    assert len(behaviour.taken) == 1


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_certificate_nobody_knows_is_refused_before_the_password_is_said(certificate, security):
    behaviour = Behaviour()
    way = {"tls_context" if security is Security.STARTTLS else "ssl_context": certificate.server()}
    with serving(behaviour, **way) as port:
        line = channel(port, PASSWORD, security=security, user=USER)
        with pytest.raises(Refused) as caught, line:
            pass
    assert caught.value.field == "security"
    assert "certificate" in said(caught).lower()
    assert behaviour.logins == []


def test_a_certificate_for_another_name_is_refused(tmp_path):
    other = Certificate(tmp_path, "mail.example.com")
    with serving(Behaviour(), tls_context=other.server()) as port:
        line = channel(port, context=other.trusting, security=Security.STARTTLS)
        with pytest.raises(Refused) as caught, line:
            pass
    assert caught.value.field == "security"
    assert "127.0.0.1" in said(caught)


def test_an_open_line_is_never_used_instead_of_starttls(server):
    with pytest.raises(Refused) as caught, channel(server.port, PASSWORD, security=Security.STARTTLS, user=USER):
        pass
    assert caught.value.field == "security"
    assert "STARTTLS" in said(caught)
    assert (server.logins, server.taken) == ([], [])


def test_tls_at_an_open_port(server):
    with pytest.raises(Refused) as caught, channel(server.port, security=Security.TLS):
        pass
    assert caught.value.field == "security"
    assert "TLS" in said(caught)


def test_the_usual_certificates_are_asked_for_name_and_chain():
    context = secure_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


# ---- no server ------------------------------------------------------------------------------------------------------


def test_nobody_at_the_port():
    with pytest.raises(Refused) as caught, channel(free_port()):
        pass
    assert caught.value.field == "port"
    said(caught)


def test_a_host_that_is_not_there():
    with pytest.raises(Refused) as caught, channel(25, host="smtp.nowhere.invalid"):
        pass
    assert caught.value.field == "host"
    assert "smtp.nowhere.invalid" in said(caught)


@pytest.mark.parametrize(
    ("greeting", "field"),
    [
        (b"", "port"),
        (None, "port"),
        (b"554 no mail today\r\n", "host"),
        (b"SSH-2.0-OpenSSH\r\n", "host"),
        (b"\xff" * 20000, "host"),
    ],
)
def test_who_answers_is_no_mail_server(greeting, field):
    """One hangs up (b""), one says nothing (None), one says something else."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        done = threading.Event()
        thread = threading.Thread(target=_answer, args=(listening, greeting, done))
        thread.start()
        with pytest.raises(Refused) as caught:
            channel(listening.getsockname()[1], patience=Patience(0.5, 0.5, 0.5)).__enter__()
        done.set()
        thread.join()
    assert caught.value.field == field
    said(caught)


def _answer(listening, greeting, done):
    connection, _ = listening.accept()
    with connection:
        if greeting is None:
            done.wait(5)
        elif greeting:
            connection.sendall(greeting)
            done.wait(1)
