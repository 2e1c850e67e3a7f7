"""Reviews of prepaid accounts: begun, shown, findings noted."""

import argparse
import uuid

from app.bootstrap import App
from app.cli.arrivals import written
from app.cli.matching import in_words
from app.cli.output import Output
from app.cli.text import iso
from app.core.review_requests import POINTS, VERDICTS
from app.core.short_names import shortened
from app.errors import Refused
from app.i18n import format as fmt
from app.i18n.catalog import _
from app.services.prepaid_review import NoteFinding, PickView, Point, PointView, Scope, StartReview, Verdict

DONE = 0


def prepaid_review(options: argparse.Namespace, app: App, output: Output) -> int:
    """Begin a round, or note what was found of a point of an account in it."""
    request_id = options.id or uuid.uuid4().hex
    if options.act == "start":
        scope = Scope.ALL if options.sample is None else Scope.SAMPLE
        on = options.on or app.today()
        app.prepaid_review.start(
            StartReview(
                id=request_id, on=on, scope=scope, size=options.sample or 0, seed=options.seed or on.isoformat()
            )
        )
        _round(request_id, app, output)
        return DONE
    note = NoteFinding(
        id=request_id,
        review=app.prepaid_review.named(options.review),
        customer=options.customer,
        point=Point(options.point),
        verdict=Verdict(options.verdict),
        text=options.text or "",
        follow_on=options.follow_on,
    )
    try:
        filed = app.prepaid_review.record(note)
    except Refused as refused:
        raise Refused(refused.field, in_words(refused.message)) from refused
    if output.json:
        output.answer({"id": filed.id, "again": filed.repeated})
    else:
        output.say(_("Noted."))
    return DONE


def prepaid_reviews(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show the rounds there were, or one of them with its accounts."""
    if options.review is not None:
        review = app.prepaid_review.named(options.review)
        if options.out is None:
            _round(review, app, output)
            return
        language = options.language or output.language
        lists, is_pdf = app.arrival_lists, options.out.suffix.lower() == ".pdf"
        save = lists.save_review_pdf if is_pdf else lists.save_review
        written(save(options.out, review, language), options, output)
        return
    found = app.prepaid_review.rounds()
    if output.json:
        output.answer(
            [
                {"review": x.id, "on": iso(x.on), "scope": x.scope, "size": x.size, "of": x.of, "seed": x.seed}
                | {"who": x.who}
                for x in found
            ]
        )
        return
    names = shortened(x.id for x in found)
    output.table(
        [_("Review"), _("As of"), _("Accounts"), _("Of"), _("Who"), _("When")],
        [
            [
                *(names[x.id], x.on.isoformat(), str(x.size), str(x.of)),
                *(x.who or _("Owner"), fmt.date_time(x.at.astimezone())),
            ]
            for x in found
        ],
        right=(2, 3),
    )


def _round(request: str, app: App, output: Output) -> None:
    view = app.prepaid_review.round(request)
    if output.json:
        output.answer(
            {
                "review": view.line.id,
                "on": iso(view.line.on),
                "done": view.done,
                "accounts": [_pick(each, output) for each in view.picks],
            }
        )
        return
    rows = [
        [pick.customer, pick.name, *_point(point, output)]
        for pick in view.picks
        for point in pick.points
        if point.point is not Point.OTHER or point.findings
    ]
    heads = [_("Customer"), _("Name"), _("Point"), _("By the book"), _("The book says"), _("By a person"), _("Found")]
    output.table(heads, rows)
    text = _("Review {id}: {done} of {n} accounts done.")
    output.say(text.format(id=shortened([view.line.id])[view.line.id], done=view.done, n=len(view.picks)))


def _point(point: PointView, output: Output) -> list[str]:
    """Return what a point is, what the book says of it, and what people found, the last of which counts."""
    by_book = "" if point.point is Point.OTHER else _(VERDICTS[point.told])
    said = "" if point.message is None else output.sentence(point.message)
    by_person = _(VERDICTS[point.verdict]) if point.findings else ""
    found = "; ".join(each.text for each in point.findings if each.text)
    return [_(POINTS[point.point]), by_book, said, by_person, found]


def _pick(pick: PickView, output: Output) -> dict[str, object]:
    points = [
        {
            "point": each.point,
            "told": each.told,
            "verdict": each.verdict,
            "text": "" if each.message is None else output.sentence(each.message),
            "findings": [
                {"verdict": f.verdict, "text": f.text, "on": iso(f.on), "who": f.who, "at": f.at.isoformat()}
                | {"follow_on": iso(f.follow_on)}
                for f in each.findings
            ],
        }
        for each in pick.points
    ]
    return {"customer": pick.customer, "name": pick.name, "done": pick.done, "points": points}
