"""How a member of the staff proves who they are: a PIN or a password, slower after wrong tries, anew after a pause.

Only a salted scrypt hash is kept, in a text that names how it was made, so that a later version may ask for more and
make the old ones anew at the next signing in. A PIN keeps honest people honest: whoever has the book's file and time
finds four digits whatever the hash; that is what encryption is for.
"""

import binascii
import hashlib
import hmac
import re
import unicodedata
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from typing import NamedTuple

from app.core.guesses import FEWEST_DIFFERENT, is_pattern, without_often
from app.errors import refuse
from app.i18n.mark import N_

LEAST_PIN, MOST_PIN = 4, 12
LEAST_PASSWORD, MOST_PASSWORD = 8, 200

_OFTEN = frozenset({"2580", "0852", "1004", "1314", "5201", "5211", "1379", "9731", "147258", "159357", "147258369"})
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


# ---- what may be one ------------------------------------------------------------------------------------------------


def check_pin(pin: str) -> str:
    """Return a PIN's digits, full-width ones as plain ones; refuses too few, too many, and what is tried first."""
    digits = unicodedata.normalize("NFKC", pin).strip()
    if not re.fullmatch(r"[0-9]+", digits) or not LEAST_PIN <= len(digits) <= MOST_PIN:
        refuse("pin", N_("pin: a PIN has {least} to {most} digits and nothing else."), least=LEAST_PIN, most=MOST_PIN)
    if digits in _OFTEN or _YEAR.fullmatch(digits) or is_pattern(digits):
        refuse("pin", N_("pin: this one is tried first by everybody; take digits without a pattern, and no year."))
    return digits


def check_password(password: str) -> str:
    """Return a password as it is hashed (NFKC); refuses a short one and one that is easily guessed."""
    plain = unicodedata.normalize("NFKC", password)
    if not LEAST_PASSWORD <= len(plain) <= MOST_PASSWORD:
        refuse(
            "password",
            N_("password: it must have {least} to {most} characters; several words are best."),
            least=LEAST_PASSWORD,
            most=MOST_PASSWORD,
        )
    small = plain.casefold()
    if len(set(small)) < FEWEST_DIFFERENT or is_pattern(small) or without_often(small) != small:
        refuse("password", N_("password: this one is easily guessed; take several words that do not belong together."))
    return plain


# ---- what is kept ---------------------------------------------------------------------------------------------------


class Cost(NamedTuple):
    """The measures of scrypt: N as a power of two, r, p."""

    power: int
    block: int
    lanes: int


COST = Cost(15, 8, 1)
"""32 MiB and some 100 ms: bearable at a counter. Whoever has the file tries all PINs of four digits in 17 minutes."""

_LENGTH = 32
_SCHEME = "scrypt"
_MOST_POWER, _MOST_BLOCK, _MOST_LANES = 20, 16, 4


def kept(secret: str, salt: bytes, cost: Cost | None = None) -> str:
    """Return what is kept of a PIN or password: `scrypt$15$8$1$salt$hash`; the salt is 16 random bytes of its own.

    Without a cost it is `COST`.
    """
    cost = cost or COST
    parts = (_SCHEME, *map(str, cost), _text(salt), _text(_hash(secret, salt, cost)))
    return "$".join(parts)


def is_right(secret: str, text: str) -> bool:
    """Whether a PIN or password is the one kept; takes the same time whatever is wrong with it."""
    cost, salt, wanted = _read(text)
    return hmac.compare_digest(_hash(unicodedata.normalize("NFKC", secret), salt, cost), wanted)


def is_old(text: str) -> bool:
    """Whether a hash was made with less than what is asked for now, and is to be made anew at the next signing in."""
    return _read(text)[0] != COST


def _hash(secret: str, salt: bytes, cost: Cost) -> bytes:
    memory = 128 * (1 << cost.power) * cost.block * cost.lanes
    return hashlib.scrypt(
        secret.encode("utf-8", "surrogatepass"),
        salt=salt,
        n=1 << cost.power,
        r=cost.block,
        p=cost.lanes,
        maxmem=2 * memory,
        dklen=_LENGTH,
    )


def _read(text: str) -> tuple[Cost, bytes, bytes]:
    """Read what `kept` returned; ValueError for anything else, and for measures that would stall the program."""
    parts = text.split("$")
    if len(parts) != len(Cost._fields) + 3 or parts[0] != _SCHEME:
        raise ValueError("scheme")
    cost = Cost(*map(int, parts[1:4]))
    if not (0 < cost.power <= _MOST_POWER and 0 < cost.block <= _MOST_BLOCK and 0 < cost.lanes <= _MOST_LANES):
        raise ValueError("cost")
    try:
        salt, wanted = (b64decode(part, validate=True) for part in parts[4:])
    except binascii.Error as error:
        raise ValueError("text") from error
    return cost, salt, wanted


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()


# ---- wrong tries ----------------------------------------------------------------------------------------------------


class Tries(NamedTuple):
    """How many wrong tries there were since the last right one, and when (UTC) the last was."""

    wrong: int = 0
    last_at: datetime | None = None


FREE = 3
"""So many wrong tries cost nothing: fingers slip."""

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)
_DOUBLINGS = 7


def wait(tries: Tries, now: datetime) -> timedelta:
    """Return how long nobody may try now: 30 seconds after the third wrong try, then twice as long, an hour at most.

    A clock set back gains nothing, and costs no more than the wait itself once `tried` has noted the new time. Nothing
    at rest forgets wrong tries but a right one. A clock set ahead gains: who can set it has the file as well.
    """
    if tries.wrong < FREE or tries.last_at is None:
        return timedelta()
    whole = min(_FIRST_WAIT * (1 << min(tries.wrong - FREE, _DOUBLINGS)), _LONGEST_WAIT)
    passed = now - tries.last_at
    return whole if passed < timedelta() else max(whole - passed, timedelta())


def settled(tries: Tries, now: datetime) -> Tries:
    """Return tries as they count now: a last one in the future, by a clock since set right, counts as made now."""
    return tries._replace(last_at=now) if tries.last_at is not None and tries.last_at > now else tries


def tried(tries: Tries, now: datetime) -> Tries:
    """Return tries with one more; to be kept before the secret is looked at, so that pulling the plug gains nothing."""
    return Tries(tries.wrong + 1, now)


def check_wait(tries: Tries, now: datetime) -> None:
    """Refuse a try while it is to be waited; the sentence says for how long."""
    left = wait(tries, now)
    seconds = -(-left // timedelta(seconds=1))
    if seconds >= _MINUTE:
        text = N_("There were {wrong} wrong tries in a row; wait {minutes} min.")
        refuse("secret", text, wrong=tries.wrong, minutes=-(-seconds // _MINUTE), seconds=seconds)
    if seconds:
        text = N_("There were {wrong} wrong tries in a row; wait {seconds} s.")
        refuse("secret", text, wrong=tries.wrong, seconds=seconds)


_MINUTE = 60


# ---- locking --------------------------------------------------------------------------------------------------------


def is_idle(last_at: datetime, now: datetime, minutes: int) -> bool:
    """Whether the program locks: nothing was done for so many minutes (0: it never does), or the clock was set back."""
    return minutes > 0 and not timedelta() <= now - last_at < timedelta(minutes=minutes)
