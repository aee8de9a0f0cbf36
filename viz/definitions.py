"""The words of the measures, from `measures.toml`; and their numbers as each language writes them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entrevilles.ontology import prose
from entrevilles.ontology.language import _, current
from entrevilles.viz.measures import Number

TEXTS: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "measures.toml").read_text(encoding="utf-8"))
"""whole, each, change → name of a measure → its words."""


@dataclass(frozen=True, slots=True)
class Definition:
    """`form`: count, share (0 to 1), or number. `paper`: where it is defined; nothing for a plain count."""

    label: str
    text: str
    form: str
    paper: str

    def written(self, value: Number, digits: int = 3) -> str:
        """Three figures are enough for a reader, two for a picture; a share is a percentage."""
        if value is None:
            return "—"
        return _("{number} %").format(number=_number(100 * value, digits)) if self.form == "share" else _number(value, digits)

    def moved(self, value: Number) -> str:
        """A change: of a share, in points of percentage."""
        if value is None:
            return "—"
        return _("{number} pt").format(number=_number(100 * value)) if self.form == "share" else _number(value)


def of(part: str) -> dict[str, Definition]:
    """Name of a measure of the whole network (`whole`), of an actor (`each`) or of a `change` → its words in the current language."""
    return {name: _definition(raw, current()) for name, raw in TEXTS[part].items()}


def _definition(raw: Mapping[str, Any], lang: str) -> Definition:
    label, text = raw[lang]
    return Definition(label, text, raw.get("form", "number"), raw.get("paper", ""))


def _number(value: float, digits: int = 3) -> str:
    rounded = value if isinstance(value, int) or value == int(value) else float(f"{value:.{digits}g}")
    return prose.number(rounded).replace("-", "−")
