"""A statement of account as PDF: on A4 and Letter, on continuous paper, alone or by the thousand in one file.

All papers are made of the same parts: `statement_head`, `statement_balance`, `statement_tables`, `statement_end` and
`statement_slips`; `statement_looks` says what differs between sheets. Every table is measured once, as blocks that know
their height, and pages are filled from the top; the slip stands at the foot of the last one and is never parted.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.core.envelope import NO_NUDGE, Nudge
from app.core.statement_paper import Slip, StatementPaper
from app.documents.flow import Flow, Placed
from app.documents.layout import Block, Box, Typesetter, space, stacked
from app.documents.letterhead import first_head, page_foot, running_head, window_of
from app.documents.pages import About, Page
from app.documents.press import Added, Drawn, Press
from app.documents.statement_balance import ageing_strip, balance_panel
from app.documents.statement_end import pay_panel, remarks
from app.documents.statement_head import heading
from app.documents.statement_looks import Setter, setter
from app.documents.statement_slips import slips
from app.documents.statement_tables import account_tables, prepaid_tables
from app.documents.wording import Wording
from app.i18n.catalog import Translator

__all__ = ["Added", "Drawn", "StatementPress", "draw_statement", "statement_pages"]

_BAR = 2.4  # the one bit of colour: a bar across the top


def draw_statement(
    paper: StatementPaper, translators: Sequence[Translator], fonts: Path, pictures: Mapping[str, bytes]
) -> Drawn:
    """Draw one statement in one language or two, the leading one first.

    `fonts` is the folder of the fonts; `pictures` holds the shop's pictures as `documents.pictures.for_print` made
    them, by the SHA-256 the letterhead names them by. One that is not there is left out.
    """
    return StatementPress(fonts).draw(paper, translators, pictures)


class StatementPress(Press[StatementPaper]):
    """Draws many statements."""

    def _pages(
        self,
        paper: StatementPaper,
        translators: Sequence[Translator],
        typesetter: Typesetter,
        pictures: Mapping[str, bytes],
    ) -> list[Page]:
        wording = Wording(tuple(translators), paper.currency)
        return statement_pages(paper, wording, typesetter, pictures, self._nudge)

    def _about(self, paper: StatementPaper) -> About:
        return About(f"{paper.number} {paper.statement.customer.name}".strip(), paper.shop.name)


# ---- pages ----------------------------------------------------------------------------------------------------------


def statement_pages(
    paper: StatementPaper,
    wording: Wording,
    typesetter: Typesetter,
    pictures: Mapping[str, bytes],
    nudge: Nudge = NO_NUDGE,
) -> list[Page]:
    """Return the measured pages of a statement."""
    set_ = setter(paper, wording, typesetter)
    frame = set_.frame
    said = heading(set_)
    head = first_head(set_, said, pictures, window_of(paper.window, paper.sheet), nudge)
    later, foot = running_head(set_, said), page_foot(set_, said, 1, 1)
    bottom = frame.height - frame.bottom - foot.height
    flow = Flow(frame.side, head.height, frame.top + later.height, bottom - 4)
    _fill(flow, set_, pictures)
    bar = Block(_BAR, (Box(0, 0, frame.width, _BAR, 0, set_.looks.accent, set_.looks.accent),))
    pages = []
    for number, placed in enumerate(flow.pages):
        page: Placed = [(0, 0, bar)] if set_.looks.tint else []
        page.append((frame.side, frame.top, later) if number else (0, 0, head))
        page += placed
        page.append((frame.side, bottom, page_foot(set_, said, number + 1, len(flow.pages))))
        pages.append(Page(frame.width, frame.height, tuple(page)))
    return pages


def _fill(flow: Flow, set_: Setter, pictures: Mapping[str, bytes]) -> None:
    statement = set_.paper.statement
    flow.put(balance_panel(set_))
    for table in account_tables(set_):
        flow.table(table)
    if statement.ageing.current or any(statement.ageing.overdue):
        flow.put(space(9))
        flow.put(ageing_strip(set_))
    for table in prepaid_tables(set_):
        flow.table(table)
    for block in remarks(set_):
        flow.put(block)
    if set_.paper.slip is Slip.NONE:
        flow.put(space(8))
        flow.put(pay_panel(set_, pictures))
        return
    flow.foot(
        stacked([space(7), pay_panel(set_, pictures, tight=tight), space(2), slip]) for slip, tight in slips(set_)
    )
