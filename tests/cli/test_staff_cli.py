"""Staff by the command line: who signs in, who is refused, and no secret among the arguments."""

import hashlib
import json
import os

import pytest

from app.cli.main import console
from app.core.staff import proof

EVENTS = [
    {"do": "customer", "id": "c1", "no": "C1", "name": "王小明"},
    {"do": "top_up", "id": "t1", "on": "2026-02-11", "customer": "C1", "paid": "80.00", "tender": "cash"},
    {"do": "settings", "id": "s1", "shop_name": "Other"},
]


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Hash at a lower cost: how slow it is does not matter here."""
    monkeypatch.setattr(proof, "_hash", lambda secret, salt, _cost: hashlib.sha256(salt + secret.encode()).digest())


@pytest.fixture(name="run")
def program(tmp_path, capsys, process_language):
    book, events = tmp_path / "shop.cbook", tmp_path / "events.jsonl"
    events.write_text("\n".join(json.dumps(event) for event in EVENTS), encoding="utf-8")
    console(["--book", str(book), "new", "--name", "Shop", "--currency", "CNY", "--language", "en"])
    capsys.readouterr()

    def command(*arguments, secrets=(), lang="en"):
        reading, writing = os.pipe()
        os.write(writing, "".join(f"{secret}\n" for secret in secrets).encode())
        os.close(writing)
        named = [str(events) if each == "EVENTS" else each for each in arguments]
        try:
            code = console(["--book", str(book), "--lang", lang, "--secret-fd", str(reading), *named])
        finally:
            os.close(reading)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture(name="crew")
def staffed(run):
    code, out, err = run("--json", "staff", "on", "--name", "老板", secrets=["7391"])
    assert (code, err) == (0, "")
    run.code = json.loads(out)["recovery_code"]
    arguments = ("--as", "老板", "staff", "add", "Ann", "--role", "cashier")
    assert run(*arguments, secrets=["7391", "8642"])[0] == 0
    return run


def test_a_shop_of_one_person_signs_in_nowhere(run):
    assert run("apply", "EVENTS")[0] == 0
    code, _out, err = run("--as", "Ann", "show", "balances")
    assert (code, err) == (1, "The staff are not told apart in this book; nobody needs to sign in.\n")


def test_whoever_does_not_sign_in_is_refused_and_a_proof_is_not(crew):
    for arguments in (("show", "balances"), ("apply", "EVENTS"), ("staff", "list"), ("staff", "off")):
        code, out, err = crew(*arguments)
        assert (code, out) == (1, "")
        assert err == "This book tells its staff apart: say who you are by --as NAME.\n"
    assert crew("verify")[0] == 0
    code, _out, err = crew("--as", "Ann", "show", "balances", secrets=["7391"])
    assert (code, err) == (1, "This is not the right PIN or password.\n")


def test_what_somebody_may_not_see_is_not_shown_by_any_command(crew):
    owner = ("--as", "老板", "staff", "change", "Ann", "--forbid", "view")
    code, _out, err = crew("--as", "Ann", "show", "trial-balance", secrets=["8642"])
    assert (code, err[:19]) == (1, "Ann may not do this")
    assert crew("--as", "Ann", "show", "balances", secrets=["8642"])[0] == 0
    assert crew(*owner, secrets=["7391"])[0] == 0
    month = ("--from", "2026-02-01", "--to", "2026-02-28")
    for arguments in (("show", "customers"), ("statement", "C1", *month), ("receipt", "t1", "--out", "r.pdf")):
        code, out, err = crew("--as", "Ann", *arguments, secrets=["8642"])
        assert (code, out) == (1, ""), arguments
        assert "Ann may not do this: Look at customers" in err, (arguments, err)


def test_lines_are_refused_by_the_rights_of_whoever_applies_them(crew):
    code, out, err = crew("--json", "--as", "Ann", "apply", "EVENTS", secrets=["8642"])
    assert code == 1
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line.get("ok", "refused" not in line) for line in lines] == [True, False, False], (out, err)
    code, out, _err = crew("--as", "Ann", "--second", "老板", "apply", "EVENTS", secrets=["8642", "7391"])
    assert (code, out.splitlines()[:1]) == (1, ["2 events recorded."])


def test_rights_are_changed_and_shown(crew):
    boss = ("--as", "老板")
    code, _out, err = crew(*boss, "staff", "change", "Ann", "--allow", "refund=20.00", "--allow", "earlier_day=7",
                           "--forbid", "discount", secrets=["7391"])  # fmt: skip
    assert (code, err) == (0, "")
    code, out, _err = crew(*boss, "--json", "show", "staff", secrets=["7391"])
    own = {"discount": [False, None, False], "earlier_day": [True, 7, True], "refund": [True, 2000, True]}
    assert json.loads(out)[1] == {"no": 2, "name": "Ann", "role": "cashier", "own": own, "active": True,
                                  "has_secret": True}  # fmt: skip
    code, out, _err = crew(*boss, "--json", "staff", "rights", "--role", "cashier", "--allow", "reports", "--idle", "0",
                           secrets=["7391"])  # fmt: skip
    told = json.loads(out)
    assert (told["roles"]["cashier"]["reports"], told["idle_minutes"]) == ([True, None, False], 0)
    for arguments in (
        ("rights", "--allow", "reports"),
        ("change", "Ann", "--allow", "nothing"),
        ("change", "Ann", "--allow", "reports=5"),
        ("change", "Ann", "--allow", "refund=x"),
        ("change", "Ann", "--allow", "earlier_day=-1"),
        ("change", "Nobody", "--role", "reader"),
        ("rights", "--four-eyes", "refund"),
        ("end", "老板"),
    ):
        code, out, err = crew(*boss, "staff", *arguments, secrets=["7391"])
        assert (code, out) == (1, ""), arguments
        assert err.count("\n") == 1


def test_secrets_are_changed_and_the_code_on_paper_lets_the_owner_in(crew):
    assert crew("--as", "Ann", "staff", "secret", secrets=["8642", "8642", "some new words"])[0] == 0
    assert crew("--as", "Ann", "show", "balances", secrets=["some new words"])[0] == 0
    assert crew("--as", "老板", "staff", "secret", "Ann", secrets=["7391", "9753"])[0] == 0
    assert crew("--as", "Ann", "show", "balances", secrets=["9753"])[0] == 0
    code, out, _err = crew("--json", "staff", "recover", secrets=[crew.code, "brand new words"])
    assert code == 0
    assert json.loads(out)["recovery_code"] != crew.code
    assert crew("--as", "老板", "staff", "off", secrets=["brand new words"])[0] == 0
    assert crew("show", "balances")[0] == 0


def test_a_book_is_encrypted_by_whoever_may(crew):
    code, _out, err = crew("--as", "Ann", "encrypt", "--passphrase", secrets=["8642", "a long passphrase"])
    assert (code, err.startswith("Ann may not do this: Switch encryption")) == (1, True)
    assert crew("--as", "老板", "encrypt", "--passphrase", secrets=["7391", "a long passphrase of words"])[0] == 0
    assert crew("--as", "Ann", "show", "balances", secrets=["a long passphrase of words", "8642"])[0] == 0
