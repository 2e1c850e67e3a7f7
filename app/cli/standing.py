"""`show` for what customers owe by age, how they pay, whose accounts are to be looked through, and the reports."""

import argparse

from app.bootstrap import App
from app.cli.output import Output
from app.cli.text import iso
from app.core.credit.ageing_list import AgeingAsk
from app.core.credit.buckets import Basis
from app.core.credit.rating import Rating
from app.core.report import TITLES, ReportName
from app.core.ways import CreditClass
from app.i18n import format as fmt
from app.i18n.catalog import _, pgettext
from app.services.ratings import Rated


def class_words(credit: CreditClass | None) -> str:
    """Return what a class is called; None is that of somebody of whom nothing is known."""
    words = {
        CreditClass.GOOD: pgettext("credit class", "Good"),
        CreditClass.NORMAL: pgettext("credit class", "Normal"),
        CreditClass.AT_RISK: pgettext("credit class", "At risk"),
    }
    return pgettext("credit class", "No data") if credit is None else words[credit]


# ---- ageing ---------------------------------------------------------------------------------------------------------


def ageing(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show what everybody owes by age; with `--pdf` the same on paper."""
    ask = AgeingAsk(on=options.as_of, buckets=options.buckets, basis=Basis(options.by))
    page = app.receivables.ageing(ask)
    if options.pdf is not None:
        app.receivables.save(page, options.pdf, output.language)
    columns, disputed = page.table.names, page.disputed
    if output.json:
        output.answer(
            [
                {
                    "customer": line.customer,
                    "prepaid": output.major(line.prepaid),
                    "current": output.major(line.current),
                    **dict(zip(columns, map(output.major, line.overdue), strict=True)),
                    "total": output.major(line.total),
                    **({"disputed": output.major(disputed[line.customer])} if line.customer in disputed else {}),
                }
                for line in page.table.rows
            ]
        )
        return
    foot = page.table.foot
    total = [_("Total"), str(foot.customers)]
    total += map(output.money, (foot.prepaid, foot.current, *foot.overdue, foot.total, sum(disputed.values())))
    output.table(
        [_("No."), _("Name"), _("Prepaid"), _("Not due"), *columns, _("Total"), _("In dispute")],
        [
            *(
                [
                    line.customer,
                    line.name,
                    *map(output.money, (line.prepaid, line.current, *line.overdue, line.total)),
                    output.money(disputed[line.customer]) if line.customer in disputed else "",
                ]
                for line in page.table.rows
            ),
            total,
        ],
        right=tuple(range(2, len(columns) + 6)),
    )


# ---- ratings and reviews --------------------------------------------------------------------------------------------


def _rating_json(rating: Rating, output: Output) -> dict[str, object]:
    return {
        "rating": None if rating.credit is None else rating.credit.value,
        "late_chance": None if rating.late_chance is None else fmt.percent(rating.late_chance, "en"),
        "days": rating.days,
        "between": None if rating.days is None else [rating.earliest, rating.latest],
        "settled": rating.settled,
        "overdue": output.major(rating.overdue),
        "overdue_days": rating.overdue_days,
        "reasons": [output.sentence(each) for each in rating.reasons],
    }


def rating(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show how a customer pays, why, what counts, and the reviews there were."""
    found = app.ratings.rating(options.customer, options.as_of)
    if output.json:
        output.answer(_rated_json(found, output))
        return
    own = found.rating
    output.say(f"{found.customer}  {found.name}")
    output.say(_("Rating: {credit}").format(credit=class_words(own.credit)))
    if own.days is not None:
        output.say(
            _("Days late to expect: {days}; one in two between {earliest} and {latest}").format(
                days=own.days, earliest=own.earliest, latest=own.latest
            )
        )
    for reason in own.reasons:
        output.say(f"  {output.sentence(reason)}")
    counts = _("Counts as: {credit}").format(credit=class_words(found.effective.credit))
    output.say(f"{counts}  {output.sentence(found.effective.reason)}")
    if found.next_review is not None:
        output.say(_("Next review: {on}").format(on=found.next_review.isoformat()))
    if found.reviews:
        output.table(
            [_("Date"), _("Suggested"), _("Decided"), _("By"), _("Note")],
            [
                [each.on.isoformat(), class_words(each.suggested), class_words(each.decided), each.who, each.note]
                for each in found.reviews
            ],
        )


def _rated_json(found: Rated, output: Output) -> dict[str, object]:
    own = found.override
    return {
        "customer": found.customer,
        **_rating_json(found.rating, output),
        "counts": found.effective.credit.value,
        "why": output.sentence(found.effective.reason),
        "known": found.effective.known,
        "override": None
        if own is None
        else {
            "credit": own.credit.value,
            "reason": own.reason,
            "on": own.made_on.isoformat(),
            "until": own.ends_on.isoformat(),
            "by": own.who,
        },
        "review_months": found.review_months,
        "last_review": iso(found.last_review),
        "next_review": iso(found.next_review),
        "reviews": [
            {
                "id": each.id,
                "on": each.on.isoformat(),
                "suggested": None if each.suggested is None else each.suggested.value,
                "decided": each.decided.value,
                "by": each.who,
                "note": each.note,
            }
            for each in found.reviews
        ],
    }


def reviews(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show whose accounts are to be looked through, the longest waiting first."""
    found = app.ratings.reviews_due(options.as_of)
    if output.json:
        output.answer(
            [
                {
                    "customer": each.customer,
                    "due_on": each.due_on.isoformat(),
                    "last_review": iso(each.last_review),
                    **_rating_json(each.rating, output),
                    "counts": each.effective.credit.value,
                    "owed": output.major(each.owed),
                }
                for each in found
            ]
        )
        return
    output.table(
        [
            _("No."),
            _("Name"),
            _("Due"),
            _("Last review"),
            _("Counts as"),
            _("Rating"),
            _("Owed"),
            _("Overdue"),
            pgettext("rating", "Reason"),
        ],
        [
            [
                *(each.customer, each.name, each.due_on.isoformat(), iso(each.last_review) or ""),
                *(class_words(each.effective.credit), class_words(each.rating.credit)),
                *map(output.money, (each.owed, each.overdue)),
                output.sentence(each.rating.reasons[0]),
            ]
            for each in found
        ],
        right=(6, 7),
    )


# ---- reports --------------------------------------------------------------------------------------------------------


def report(options: argparse.Namespace, app: App, output: Output) -> None:
    """Show a report by month; with `--pdf` the same on paper."""
    end = options.to or app.today()
    start = options.from_ or end.replace(month=1, day=1)
    found = app.reports.report(ReportName(options.name), start, end)
    if options.pdf is not None:
        app.reports.save(found, options.pdf, output.language)
    names = [column.name for column in found.columns]
    if output.json:
        rows = [
            {"from": row.start.isoformat(), "to": row.end.isoformat()}
            | dict(zip(names, map(output.major, row.values), strict=True))
            for row in found.rows
        ]
        output.answer(
            {
                "report": found.name.value,
                "rows": rows,
                "foot": dict(zip(names, map(output.major, found.foot), strict=True)),
            }
        )
        return
    output.say(_(TITLES[found.name]))
    output.table(
        [_("Month"), *(_(column.title) for column in found.columns)],
        [
            *([f"{row.start:%Y-%m}", *map(output.money, row.values)] for row in found.rows),
            [_("At the end") if found.balances else _("Total"), *map(output.money, found.foot)],
        ],
        right=tuple(range(1, len(names) + 1)),
    )
