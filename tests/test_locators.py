"""Where sources say something: the lines of each are told as one list."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from entrevilles.dataset import Dataset
from entrevilles.viz import locators, sheets, yearly
from entrevilles.viz.telling import Telling
from entrevilles.viz.views import View


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (["l. 143", "l. 141, 143", "l. 143, 145"], "l. 141, 143, 145"),
        (["l. 28", "l. 3, 4", "l. 5, 27"], "l. 3–5, 27–28"),
        (["l. 155-158, 160", "l. 157-159"], "l. 155–160"),
        (["s10", "l. 9", "p. 3"], "l. 9; p. 3; s10"),
        ([""], ""),
    ],
)
def test_lines_of_several_places_are_one_list(places: list[str], said: str) -> None:
    assert locators.merged(places) == said


def test_a_row_names_each_source_once_with_all_its_lines(shipped: Dataset, viewed: Callable[..., tuple[View, Telling]]) -> None:
    _view, telling = viewed(shipped, "year", "quebec", 2023)
    page = sheets.page(yearly.view, lambda: Telling(telling.dataset, telling.network, telling.selection, 2023)).decode()
    cells = [cell.split("</td>")[0] for cell in page.split('<td class="cited">')[1:]]
    numbers = [re.findall(r">(\d+)</a>", cell) for cell in cells]
    assert cells
    assert all(len(set(row)) == len(row) for row in numbers)
    assert not any("; l. " in unescape(cell) for cell in cells)
    assert any("–" in cell for cell in cells)
