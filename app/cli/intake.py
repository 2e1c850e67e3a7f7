"""Taking in other programs' files: proposed, tried, carried out, listed, undone."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from app.bootstrap import App
from app.cli.arguments.intake import SEPARATORS
from app.cli.output import Output, counted
from app.core.intake.findings import Finding
from app.core.intake.layout import GIVEN, Guess, Layout
from app.core.intake.names import (
    choice_name,
    days_name,
    decimal_name,
    encoding_name,
    field_label,
    separator_name,
    state_name,
    stored_target,
    sum_name,
    target_name,
    weight_name,
)
from app.core.intake.people import By
from app.core.intake.targets import COLUMNS, Target, column_of
from app.core.intake.titles import letters
from app.core.intake.values import DayOrder, DecimalMark, Rounding
from app.errors import Message, refuse, unnamed
from app.i18n import format as fmt
from app.i18n.catalog import _, current, ngettext, pgettext
from app.i18n.mark import N_
from app.services.intake import Choices, Proposal, Report, Rest, Source, Way
from app.services.intake_source import ENCODINGS

DONE = 0
REFUSED = 1


def take_in(options: argparse.Namespace, app: App, output: Output) -> int:
    """Take in a file, or say what would come of it."""
    source = app.intake.open(options.file)
    proposal = _proposal(options, app, source)
    layout = proposal.layout
    if not options.dry_run:
        _refuse_guesses(proposal)
    if options.join_zeros:
        pairs = _tried(app, source, layout, output).pairs
        layout = replace(layout, joined=app.intake.join(pair for pair in pairs if pair.by is By.NUMBER))
    if options.dry_run:
        report = _tried(app, source, layout, output)
        _tell_proposal(proposal, output)
        _tell(report, layout.target, output)
        return REFUSED if report.refused else DONE
    way = Way.GOOD_ROWS if options.good_rows else Way.ALL
    if way is Way.ALL:
        report = _tried(app, source, layout, output)
        if report.refused:
            _tell(report, layout.target, output)
            if not output.json:
                output.say(_("Nothing was taken in: mend these rows, or take in the good ones only, by --good-rows."))
            return REFUSED
    rest = Rest(_rest(options), partial(_why, layout.target, output)) if options.good_rows else None
    backup = None if options.no_backup else options.backup_to or app.store.path.parent
    if not output.json:
        _tell_guesses([each for each in proposal.guesses if not each.sure], output)
    with counted(output) as progress:
        done = app.intake.carry_out(source, layout, way, rest=rest, backup=backup, progress=progress)
    _tell(done.report, layout.target, output, run=done.run, rest=done.rest, backup=done.backup)
    return REFUSED if done.report.refused else DONE


def _tried(app: App, source: Source, layout: Layout, output: Output) -> Report:
    with counted(output) as progress:
        return app.intake.dry_run(source, layout, progress=progress)


def _refuse_guesses(proposal: Proposal) -> None:
    """Refuse to take in what can be read in two ways, as long as nobody said which."""
    for each in proposal.guesses:
        if each.ask:
            text = N_("{why} The file can be read in two ways: say --{option}, one of: {words}.")
            words = ", ".join(_CHOICES[each.name])
            refuse(each.name, text, why=each.why, option=each.name, words=words)


_CHOICES = {
    "days": [each.value for each in DayOrder],
    "decimal": [each.value for each in DecimalMark],
    "encoding": ENCODINGS,
}


def _rest(options: argparse.Namespace) -> Path:
    """Return the file for the rows left out; none is ever written over."""
    file: Path = options.file
    path: Path = options.rest or file.with_name(f"{file.stem}-rest.xlsx")
    if path.exists():
        refuse("rest", N_("There is a file {path} already; name another one for the rows left out."), path=path)
    return path


# ---- what was said of the file --------------------------------------------------------------------------------------


def _proposal(options: argparse.Namespace, app: App, source: Source) -> Proposal:
    chosen = Choices(
        target=Target(options.target) if options.target else None,
        sheet=_sheet(options.sheet, source),
        encoding=options.encoding,
        separator=SEPARATORS.get(options.separator or ""),
        header=options.header,
        decimal=DecimalMark(options.decimal) if options.decimal else None,
        days=DayOrder(options.days) if options.days else None,
    )
    given = _pairs(options.given, "set")
    for name in given:
        if name not in GIVEN:
            refuse("set", N_("set: “{name}” is none of: {words}."), name=name, words=", ".join(GIVEN))
    proposal = app.intake.propose(source, chosen, given)
    if options.map:
        columns = _columns(_pairs(options.map, "map"), proposal)
        proposal = app.intake.propose(source, chosen._replace(target=proposal.layout.target, columns=columns), given)
    if options.rounding:
        layout = replace(proposal.layout, rounding=Rounding(options.rounding))
        proposal = proposal._replace(layout=layout)
    return proposal


def _sheet(text: str | None, source: Source) -> int | None:
    if text is None:
        return None
    if source.is_text:
        refuse("sheet", N_("sheet: this file is no workbook, so it has no sheets."))
    names = [sheet.name for sheet in source.sheets]
    if text in names:
        return names.index(text)
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= len(names):
        return int(text[:9]) - 1
    refuse("sheet", N_("sheet: there is no “{name}”; the file has: {words}."), name=text, words=", ".join(names))


def _pairs(texts: Sequence[str] | None, field: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals:
            refuse(field, N_("{field}: “{text}” needs a “=”."), field=field, text=text[:40])
        found[name.strip()] = value.strip()
    return found


def _columns(said: dict[str, str], proposal: Proposal) -> MappingProxyType[str, int]:
    """Return the columns as proposed, changed by what was said: by name, letter or number."""
    target = proposal.layout.target
    columns = dict(proposal.layout.columns)
    width = max([len(proposal.names), *(len(row.values) for row in proposal.preview)], default=0)
    for name, value in said.items():
        if column_of(target, name) is None:
            words = ", ".join(column.name for column in COLUMNS[target])
            refuse("map", N_("map: “{name}” is none of: {words}."), name=name, words=words)
        columns.pop(name, None)
        if value:
            columns[name] = _place(value, proposal.names, width)
    return MappingProxyType(columns)


def _place(value: str, names: Sequence[str], width: int) -> int:
    if value in names:
        return names.index(value)
    for at in range(width):
        if value.upper() == letters(at) or value == str(at + 1):
            return at
    refuse("map", N_("map: the file has no column “{name}”."), name=value)


# ---- answers --------------------------------------------------------------------------------------------------------


def _tell_proposal(proposal: Proposal, output: Output) -> None:
    layout = proposal.layout
    if output.json:
        output.answer(
            {"layout": _layout_answer(layout), "guesses": [_guess(each, output) for each in proposal.guesses]}
        )
        return
    output.say(_("Taken as {target}.").format(target=target_name(layout.target, current())))
    rows = []
    for name, at in sorted(layout.columns.items(), key=lambda each: each[1]):
        column = column_of(layout.target, name)
        title = proposal.names[at] if at < len(proposal.names) else ""
        example = next((str(row.values[at]) for row in proposal.preview if at < len(row.values)), "")
        map_ = f"{name}={letters(at)}"  # as it is typed to have it otherwise
        rows.append((letters(at), title, _(column.label) if column else name, map_, example[:30]))
    output.table((_("Column"), _("Name"), _("Taken as"), "--map", _("Example")), rows)
    _tell_guesses(proposal.guesses, output)


def _tell_guesses(guesses: Sequence[Guess], output: Output) -> None:
    """Say what was guessed and why, and of what is not sure that somebody should look at it."""
    rows = []
    for each in guesses:
        if not each.name.startswith("columns."):
            sure = "" if each.sure else _("please check")
            said = (choice_name(each.name, current()), _guessed(each), output.sentence(each.why), sure)
            rows.append(said)
    if rows:
        output.table((_("Reading"), _("Guess"), pgettext("row", "Why"), ""), rows)


def _guessed(guess: Guess) -> str:
    """Return a guess in words; what is told by its reason alone needs none."""
    said, value = current(), guess.value
    match guess.name:
        case "target":
            words = target_name(Target(value), said)
        case "encoding":
            words = encoding_name(value, said)
        case "separator":
            words = separator_name(value, said)
        case "decimal":
            words = decimal_name(DecimalMark(value))
        case "days":
            words = days_name(DayOrder(value), said)
        case "header":
            words = _("No line names them") if value == "0" else _("Line {n}").format(n=value)
        case "remembered" | "newest_first":
            words = ""
        case _:
            words = value
    return words


def _layout_answer(layout: Layout) -> dict[str, object]:
    return {
        "target": layout.target.value,
        "sheet": layout.sheet,
        "encoding": layout.encoding,
        "separator": layout.separator,
        "header": layout.header,
        "decimal": layout.decimal.value,
        "days": layout.days.value,
        "columns": {name: letters(at) for name, at in layout.columns.items()},
        "set": dict(layout.given),
    }


def _guess(guess: Guess, output: Output) -> dict[str, object]:
    return {"name": guess.name, "value": guess.value, "why": output.sentence(guess.why), "sure": guess.sure}


def _tell(
    report: Report,
    target: Target,
    output: Output,
    *,
    run: int | None = None,
    rest: Path | None = None,
    backup: Path | None = None,
) -> None:
    """Print what a file comes to, or came to."""
    if output.json:
        output.answer(
            {
                "run": run,
                **{name: getattr(report, name) for name in ("rows", "good", "refused", "skipped", "warned", "blank")},
                "sums": {name: output.major(amount) for name, amount in report.sums.items()},
                "counts": report.counts,
                "findings": [_finding(each, output) for each in report.findings],
                "more": report.more,
                "pairs": [[pair.no, pair.other_no, pair.by.value] for pair in report.pairs],
                "rest": str(rest) if rest else None,
                "backup": str(backup) if backup else None,
            }
        )
        return
    if report.findings:
        heads = (
            pgettext("file", "Line"),
            pgettext("file", "Column"),
            pgettext("file", "Value"),
            _("What becomes of it"),
            pgettext("row", "Why"),
        )
        output.table(heads, [_finding_row(each, target, output) for each in report.findings], right=(0,))
    if report.more:
        output.say(ngettext("… and {n} more.", "… and {n} more.", report.more).format(n=report.more))
    for name, amount in report.sums.items():
        text = _("{name}: {amount}")
        output.say(text.format(name=sum_name(name, current()), amount=output.money(amount)))
    done = pgettext("import", "Taken in") if run is not None else pgettext("import", "Good")
    text = _("{done}: {good} of {rows} rows; refused: {refused}; passed over: {skipped}.")
    output.say(
        text.format(done=done, good=report.good, rows=report.rows, refused=report.refused, skipped=report.skipped)
    )
    if report.blank:
        output.say(ngettext("{n} blank line.", "{n} blank lines.", report.blank).format(n=report.blank))
    if rest is not None:
        output.say(_("The rows left out stand in {path}.").format(path=rest))
    if backup is not None:
        output.say(_("The book was copied to {path} before.").format(path=backup))
    if run is not None:
        output.say(_("This is import {run}; “undo-import {run}” takes it back.").format(run=run))


def _finding_row(each: Finding, target: Target, output: Output) -> tuple[str, str, str, str, str]:
    line = str(each.line) if each.line else ""
    weight = weight_name(each.weight, current())
    return line, each.column, each.value[:40], weight, unnamed(_why(target, output, each.reason), (each.field,))


def _why(target: Target, output: Output, reason: Message) -> str:
    """Say why, without the name a request's field has inside the program, or with what the column is called."""
    field = reason.values.get("field")
    if isinstance(field, str):
        label = field_label(target, field, current())
        reason = Message(reason.text, {**reason.values, "field": label})
        return unnamed(output.sentence(reason), (label,))
    return unnamed(output.sentence(reason), [column.name for column in COLUMNS[target]])


def _finding(each: Finding, output: Output) -> dict[str, object]:
    return {
        "line": each.line,
        "column": each.column,
        "field": each.field,
        "value": each.value,
        "weight": each.weight.value,
        "reason": output.sentence(each.reason),
    }


# ---- the log --------------------------------------------------------------------------------------------------------


def imports(_options: argparse.Namespace, app: App, output: Output) -> None:
    """List the files that were taken in."""
    found = app.intake.imports()
    if output.json:
        output.answer(
            [
                {
                    "run": each.run,
                    "at": each.at.isoformat(),
                    "who": each.who,
                    "file": each.file,
                    "sha256": each.sha256,
                    "target": each.target,
                    "way": each.way,
                    **each.counts._asdict(),
                    "backup": each.backup,
                    "state": each.state,
                }
                for each in found
            ]
        )
        return
    heads = (
        _("No."),
        _("When"),
        _("Who"),
        pgettext("import", "File"),
        pgettext("import", "Taken as"),
        pgettext("import", "Rows"),
        pgettext("import", "Taken in"),
        pgettext("import", "Refused"),
        pgettext("import", "Result"),
    )
    rows = [
        (
            str(each.run),
            fmt.date_time(each.at.astimezone()),
            each.who or _("Owner"),
            each.file,
            stored_target(each.target, current()),
            *(str(count) for count in each.counts),
            state_name(each.state, current()),
        )
        for each in found
    ]
    output.table(heads, rows, right=(0, 5, 6, 7))


def undo(options: argparse.Namespace, app: App, output: Output) -> int:
    """Take back a whole import."""
    with counted(output) as progress:
        done = app.intake.undo(options.run, options.reason, progress=progress)
    if output.json:
        output.answer(done._asdict())
        return DONE
    parts = (
        (ngettext("{n} entry reversed", "{n} entries reversed", done.entries), done.entries),
        (ngettext("{n} file closed", "{n} files closed", done.customers), done.customers),
        (ngettext("{n} price ended", "{n} prices ended", done.prices), done.prices),
    )
    what = _(", ").join(text.format(n=count) for text, count in parts if count)
    text = _("Import {run} is undone: {what}.") if what else _("Import {run} is undone.")
    output.say(text.format(run=options.run, what=what))
    return DONE
