"""Choosing a file to import, and saying of rows whether they are here already."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.lib.forms import BaseForm, ClientTokenField
from safeguard.lib.tables import MOST_BYTES
from safeguard.people.actions import NOT_LIVE
from safeguard.practitioners.selectors import is_live
from safeguard.storage.enums import ImportKind
from safeguard.storage.models import ImportRow

ROW = "row_"  # before the number of a row


class UploadForm(BaseForm):
    """The file. Its name says nothing, and is not kept."""

    client_token = ClientTokenField()
    file = forms.FileField(
        label=gettext_lazy("The filled-in template"),
        help_text=gettext_lazy("CSV, or a workbook that ends in .xlsx. At most 12 MB."),
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose a file"),
            "empty": gettext_lazy("There is nothing in this file. Fill in the template and choose it again."),
        },
    )

    def __init__(self, *args: Any, kind: ImportKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_file(self) -> Any:
        """A file that may be read: of a size that can be, and for real people only once they may be recorded."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 12 MB. Make two of it"))
        if self.kind == ImportKind.YOUNG_PEOPLE and not is_live():
            raise forms.ValidationError(str(NOT_LIVE))
        return file


class AnswersForm(BaseForm):
    """Of each row on a page that may be here already: leave it out, the same, or somebody else."""

    def __init__(self, *args: Any, rows: Sequence[ImportRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [row for row in rows if row.possible_answers]
        for row in self.rows:
            self.fields[f"{ROW}{row.number}"] = forms.ChoiceField(
                label=_("Row %(number)s") % {"number": row.number},
                choices=[(one.value, one.label) for one in row.possible_answers],
                initial=row.answer,
                required=False,
                widget=forms.RadioSelect,
            )

    def answers(self) -> dict[int, str]:
        """What was said, by the number of the row; rows of which nothing was said are absent."""
        said = {row.number: self.cleaned_data.get(f"{ROW}{row.number}", "") for row in self.rows}
        return {number: answer for number, answer in said.items() if answer}
