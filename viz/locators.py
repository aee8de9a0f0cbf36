"""Where in a source something stands: lines in their order, those that follow each other as one span."""

import re
from collections.abc import Iterable

_LINES = re.compile(r"([0-9]+)(?:-([0-9]+))?")
_LINE = re.compile(rf"l\. {_LINES.pattern}")


def split(place: str) -> list[str]:
    """`l. 47, 50-52` → `l. 47` and `l. 50-52`; what is no line, as it is."""
    return [f"l. {found[0]}" for found in _LINES.finditer(place)] if place.startswith("l.") else [place] if place else []


def joined(places: Iterable[str]) -> str:
    """`l. 47, 155–158` of what `split` gives; what is no line comes last."""
    places = list(places)
    ends = [(int(found[1]), int(found[2] or found[1])) for place in places if (found := _LINE.fullmatch(place))]
    spans: list[list[int]] = []
    for first, last in sorted(ends):
        if spans and first <= spans[-1][1] + 1:
            spans[-1][1] = max(spans[-1][1], last)
        else:
            spans.append([first, last])
    parts = [f"{first}" if first == last else f"{first}–{last}" for first, last in spans]
    others = sorted(place for place in places if not _LINE.fullmatch(place))
    return "; ".join(filter(None, [f"l. {', '.join(parts)}" if parts else "", *others]))


def merged(places: Iterable[str]) -> str:
    """Of several locators, each place once."""
    return joined(dict.fromkeys(part for place in places for part in split(place)))
