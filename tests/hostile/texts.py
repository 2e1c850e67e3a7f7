"""The hostile texts: the Big List of Naughty Strings where it is kept, and what we add to it."""

from tests.services.helpers_customers import naughty_strings

OWN = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(1;1)",
    "＝1+1",
    "\tquoted?",
    "name\r\nBcc: all@example.com",
    "{customer}",
    "{0.__class__}",
    "%s%n",
    "$(reboot)",
    "../../etc/passwd",
    "CON",
    "a%b_c*d?",
    "'; DROP TABLE customer; --",
    "<b onclick=alert(1)>&amp;</b>",
    "\x1b[2J\x1b[31mred",
    "\u202eright to left",
    "e\u0301\u0323 \U0001f469\u200d\U0001f469\u200d\U0001f467",
    "中" * 300,
)


def all_texts() -> list[str]:
    """Return every hostile text that is not blank."""
    return [text for text in dict.fromkeys((*OWN, *naughty_strings())) if text.strip()]
