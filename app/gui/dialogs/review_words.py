"""What reviews of prepaid accounts say: verdicts with their signs, rounds, how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.review_requests import POINTS, VERDICTS, Point, Scope, Verdict
from app.i18n import format as form
from app.i18n.catalog import _, current, ngettext

if TYPE_CHECKING:
    from app.gui.shop import Shop
    from app.services.prepaid_review import PickView, PointView, ReviewLine

_SIGNS = {Verdict.RIGHT: "✓", Verdict.WRONG: "✕", Verdict.OPEN: "?", Verdict.NONE: "–"}
TONES = {Verdict.RIGHT: "", Verdict.WRONG: "owed", Verdict.OPEN: "soon", Verdict.NONE: "mute"}


def point_name(point: Point) -> str:
    """Return what a point is called."""
    return _(POINTS[point])


def verdict_name(verdict: Verdict) -> str:
    """Return what a verdict is called, with its sign."""
    return f"{_SIGNS[verdict]} {_(VERDICTS[verdict])}"


def is_settled(point: PointView) -> bool:
    """Whether the book settles a point, or somebody looked at it."""
    return bool(point.findings) or point.told in (Verdict.RIGHT, Verdict.NONE)


def open_points(pick: PickView) -> int:
    """Return how many points of an account nobody has looked at yet."""
    return sum(not is_settled(each) for each in pick.points)


def worst(pick: PickView) -> Verdict:
    """Return what an account comes to: the gravest of its points."""
    found = {each.verdict for each in pick.points}
    return next((each for each in (Verdict.WRONG, Verdict.OPEN) if each in found), Verdict.RIGHT)


def said_of(shop: Shop, point: PointView) -> str:
    """Return what the book says of a point."""
    return shop.sentence(point.message) if point.message is not None else ""


def found_of(point: PointView) -> str:
    """Return what people found of a point, who and when, the last one first."""
    parts = []
    for each in reversed(point.findings):
        text = each.text or _(VERDICTS[each.verdict])
        if each.follow_on is not None:
            text = _("{text} (follow up on {date})").format(text=text, date=form.short_date(each.follow_on))
        said = {"who": each.who or _("Owner"), "when": form.date_time(each.at.astimezone())}
        parts.append(_("{found} ({who}, {when})").format(found=text, **said))
    return "  ·  ".join(parts)


def round_name(line: ReviewLine) -> str:
    """Return by what a round is chosen."""
    count = form.number(line.size, current().language)
    day = form.short_date(line.on)
    if line.scope is Scope.SAMPLE:
        text = ngettext("{date}: sample of {n} account", "{date}: sample of {n} accounts", line.size)
    else:
        text = ngettext("{date}: all, {n} account", "{date}: all, {n} accounts", line.size)
    return text.format(date=day, n=count)


def round_facts(line: ReviewLine) -> str:
    """Return when and by whom a round was begun, and by what a sample was drawn."""
    when = form.date_time(line.at.astimezone())
    begun = _("Begun by {who}, {when}.").format(who=line.who or _("Owner"), when=when)
    if line.scope is not Scope.SAMPLE:
        return begun
    drawn = _("{n} of {of} accounts, drawn by the seed “{seed}”: whoever draws again by it gets the same.")
    return f"{begun} {drawn.format(n=line.size, of=line.of, seed=line.seed)}"
