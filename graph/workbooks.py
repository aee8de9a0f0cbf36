"""A workbook as bytes: the same for the same content. openpyxl writes the hour of the clock into its properties and its archive."""

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

_PROPERTIES = "docProps/core.xml"
_HOURS = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", re.DOTALL)
"""Neither is required: ECMA-376, part 2, §11."""


def saved(book: "Workbook") -> bytes:
    """Every part of the archive bears the first day that an archive can."""
    made, out = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(zipfile.ZipInfo(name), _HOURS.sub(b"", data) if name == _PROPERTIES else data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
