"""Proposing how a file is taken in: as its source was the last time, or as what stands in it makes likely."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from app.core.intake.columns import missing
from app.core.intake.layout import Guess, Layout, read_layout, remembered, source_key
from app.core.intake.targets import Target
from app.errors import Message
from app.i18n.mark import N_
from app.services.circumstances import Circumstances
from app.services.file_forms import FileForms
from app.services.intake_going import prefix_of
from app.services.intake_source import Choices, Proposal, Source, columns_of, look
from app.storage import imports as stored
from app.storage.store import Store


class Proposing:
    """Proposes layouts, for one thread."""

    def __init__(self, store: Store, around: Circumstances, digits: int) -> None:
        self._store = store
        self._around = around
        self._digits = digits

    def propose(
        self, source: Source, chosen: Choices | None = None, given: Mapping[str, str] | None = None
    ) -> Proposal:
        """Propose how a file is read; what was chosen is kept, the rest guessed. Call it again after each choice.

        A source read before is proposed as it was then, unless something was chosen that says otherwise.
        """
        chosen = chosen or Choices()
        looked = look(source, chosen)
        before = self._remembered(looked.names, looked.layout, chosen)
        if before is not None:
            text = Message(N_("Files with these columns were taken in so the last time."))
            found = [*looked.guesses, Guess("remembered", "yes", text)]
            layout = before
        else:
            layout, found = columns_of(looked, chosen, self._digits)
        said = {**layout.given, **(given or {})}
        if layout.target is Target.OPENINGS and "on" not in layout.columns and not said.get("on"):
            said["on"] = self._around.today().isoformat()
            found = [*found, Guess("on", said["on"], Message(N_("No column has a date; today is taken.")), sure=False)]
        layout = self._with_given(replace(layout, given=MappingProxyType(said)), source)
        lacking = missing(layout.target, layout.columns, layout.given)
        return Proposal(
            layout, tuple(found), looked.names, tuple(looked.rows), looked.encodings, lacking, before is not None
        )

    def _remembered(self, names: Sequence[str], layout: Layout, chosen: Choices) -> Layout | None:
        if any(each is not None for each in (chosen.target, chosen.columns, chosen.decimal, chosen.days)):
            return None
        with self._store.read() as session:
            text = stored.layout_of(session, source_key(names)) if any(names) else None
        if text is None:
            return None
        try:
            found = read_layout(text)
        except (ValueError, KeyError, TypeError):
            return None
        return replace(remembered(found, layout), sheet=layout.sheet, header=layout.header)

    def _with_given(self, layout: Layout, source: Source) -> Layout:
        """Say which numbers customers get where the file has none: those after the book's highest."""
        if layout.target is not Target.CUSTOMERS or "no" in layout.columns or layout.given.get("number_first"):
            return layout
        with self._store.read() as session:
            prefix = prefix_of(session, source, layout)
            before = next((run for run in stored.load_runs(session) if run.prefix == prefix), None)
        given = dict(layout.given)
        if before is not None:
            earlier = read_layout(before.layout).given
            given |= {name: earlier[name] for name in ("number_prefix", "number_first") if name in earlier}
        if not given.get("number_first"):
            number_prefix = given.get("number_prefix", "")
            following = FileForms(self._store, self._around, self._digits).next_number(number_prefix, 4)
            given |= {"number_prefix": number_prefix, "number_first": following.removeprefix(number_prefix)}
        return replace(layout, given=MappingProxyType(given))
