"""移除附件: a file kept with a customer is taken out of the book for good; why stays in the log."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.customer import RemoveAttachment
from app.core.owing.checks import check_reason
from app.errors import CounterbookError
from app.gui.dialogs.base import FormDialog
from app.gui.shop import Shop
from app.gui.widgets.basics import label
from app.gui.widgets.fields import LineEdit
from app.gui.widgets.opener import Opener
from app.i18n import format as form
from app.i18n.catalog import _, pgettext

if TYPE_CHECKING:
    from app.services.customers import Attachment

LONGEST = 500


class RemoveAttachmentDialog(FormDialog):
    """Says what goes and what stays, and asks why; what proves something is refused in a sentence."""

    def __init__(self, shop: Shop, number: str, attachment: Attachment, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Remove this attachment"), parent=parent)
        self.number, self.attachment = number, attachment
        self._request = shop.new_id()
        added = form.date_time(attachment.added_at.astimezone())
        kept = _("“{name}”, added {when}").format(name=attachment.name, when=added)
        goes = _("The file and its name are taken out of the book for good. Nothing brings them back.")
        stays = _("That there was one, who removed it, when and why stays on record.")
        held = _("Earlier backups and copies saved elsewhere still have it.")
        self.above.addWidget(label(kept, "strong", wrap=True))
        for text in (goes, stays, held):
            self.above.addWidget(label(text, wrap=True))
        self.reason = LineEdit(most=LONGEST, hint=pgettext("attachment", "e.g. wrong customer, no longer needed"))
        hint = _("Name neither the file nor what it says: these words stay.")
        self.form.add("reason", _("Reason"), self.reason, hint=hint)
        self.primary.setText(_("Remove for good"))
        self.primary.setAccessibleName(_("Remove for good"))
        self.reason.setFocus()

    def submit(self) -> None:
        """Remove it."""
        reason = self.reason.value()
        if self.checked(partial(check_reason, reason)):
            request = RemoveAttachment(
                id=self._request, customer=self.number, attachment=self.attachment.id, reason=reason
            )
            self.carry_out(partial(_remove, self.shop, request), self._removed)

    def _removed(self, trouble: CounterbookError | None) -> None:
        Opener.of(self.shop).forget()  # what was opened to be looked at goes as well
        self.accept()
        self.shop.changed.emit(self.number)
        if trouble is None:
            self.shop.tell(_("The attachment is removed."))
            return
        text = _(
            "The attachment is removed. Traces may still lie unused in the book's file; clean it up under Settings, "
            "Privacy. {reason}"
        )
        self.shop.tell(text.format(reason=self.shop.words(trouble)))


def _remove(shop: Shop, request: RemoveAttachment) -> CounterbookError | None:
    """Remove an attachment and write the book's file anew; return why that could not be, where it could not."""
    shop.app.files.record(request)
    try:
        shop.app.privacy.clean()
    except CounterbookError as error:
        return error
    return None
