"""The network as a picture on a map and by country: where actors stand, which names they bear, who has no place."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from math import cos, hypot, pi, radians
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from entrevilles import viewing
from entrevilles.dataset import Dataset
from entrevilles.ontology import language
from entrevilles.ontology.errors import UnknownName
from entrevilles.viz import arrangement, snapshot, world
from entrevilles.viz.drawing import Box
from entrevilles.viz.lettering import ASCENT, DESCENT, LEADING
from entrevilles.viz.network import Selection
from entrevilles.viz.telling import Telling
from entrevilles.viz.views import WIDE, View
from tests.networks import name_boxes, overlapping

Viewed = Callable[..., tuple[View, Telling]]
Run = Callable[..., tuple[int, str, str]]
DAY = date(2024, 6, 1)


def laid_out(shipped: Dataset, viewed: Viewed, layout: str, city: str = "") -> tuple[Element, Telling]:
    _view, telling = viewed(shipped, "network", city, since=DAY, until=DAY)
    telling = replace(telling, layout=layout)
    return ElementTree.fromstring(snapshot.view(telling).slide(WIDE).svg()), telling


def nodes(root: Element) -> dict[str, tuple[float, float]]:
    return {one.attrib["data-node"]: (float(one.attrib["cx"]), float(one.attrib["cy"])) for one in root.iter() if "data-node" in one.attrib}


def blocks(root: Element) -> dict[str, Box]:
    sides = ("x", "y", "width", "height")
    return {
        one.attrib["data-country"]: Box(*(float(one.attrib[side]) for side in sides)) for one in root.iter() if "data-country" in one.attrib
    }


def texts(root: Element) -> str:
    return " ".join(one.text or "" for one in root.iter() if one.tag.endswith("text"))


@pytest.mark.parametrize("lang", language.LANGUAGES)
@pytest.mark.parametrize("city", ["", "quebec"])
@pytest.mark.parametrize("layout", ["map", "country"])
def test_names_do_not_overlap_and_those_of_the_largest_are_there(
    shipped: Dataset, viewed: Viewed, *, layout: str, city: str, lang: str
) -> None:
    with language.speaking(lang):
        root, telling = laid_out(shipped, viewed, layout, city)
    boxes = name_boxes(root)
    assert overlapping(boxes) == []
    part = telling.network.part(telling.selection)
    degrees = part.only({iri: tie for iri, tie in part.ties.items() if {*map(telling.slug, tie.pair)} <= nodes(root).keys()}).degrees
    largest = sorted(degrees, key=lambda iri: (-degrees[iri], iri))[:20]
    written = [iri for iri in largest if iri in boxes]
    assert len(written) == 20
    assert city in ("", *(telling.slug(iri) for iri in written))


def test_who_has_no_place_is_told_on_the_map(shipped: Dataset, viewed: Viewed) -> None:
    root, telling = laid_out(shipped, viewed, "map")
    part = telling.network.part(telling.selection)
    without = {iri for iri, actor in part.actors.items() if actor.lat is None}
    off = [tie for tie in part.ties.values() if not without.isdisjoint(tie.pair)]
    assert without
    assert nodes(root).keys() == {telling.slug(iri) for iri in part.actors.keys() - without}
    assert f"hors de la carte : {len(without)} (" in texts(root)
    assert f"leurs {len({tie.counted for tie in off})} liens" in texts(root).replace("\n", " ")
    assert sum(1 for one in root.iter() if "data-tie" in one.attrib) == len(part.ties) - len(off)


def test_an_actor_stands_near_its_true_place(shipped: Dataset, viewed: Viewed) -> None:
    root, telling = laid_out(shipped, viewed, "map")
    actors = {telling.slug(iri): actor for iri, actor in telling.network.actors.items()}
    east = [actors[slug].lon or 0 for slug in sorted(nodes(root), key=lambda slug: nodes(root)[slug][0])]
    assert max(before - after for before, after in zip(east, east[20:], strict=False)) < 12  # in the order of their longitudes, nearly
    assert nodes(root)["montevideo"][1] > nodes(root)["ouagadougou"][1] > nodes(root)["tunis"][1] > nodes(root)["saint-petersbourg"][1]


def test_each_actor_stands_in_the_block_of_its_country(shipped: Dataset, viewed: Viewed) -> None:
    root, telling = laid_out(shipped, viewed, "country")
    part = telling.network.part(telling.selection)
    assert nodes(root).keys() == {telling.slug(iri) for iri in part.actors}
    for iri in part.actors:
        x, y = nodes(root)[telling.slug(iri)]
        assert Box(x, y, 0, 0).within(blocks(root)[telling.slug(telling.country(iri)) or "-"])
    sides = list(blocks(root).values())
    assert not any(one.meets(other) for rank, one in enumerate(sides) for other in sides[:rank])
    for name in ("France", "Belgique", "Burkina Faso", "sans pays"):
        assert name in texts(root)


@pytest.mark.parametrize("city", ["", "quebec"])
@pytest.mark.parametrize("layout", ["force", "map", "country"])
def test_a_name_stands_by_its_actor(shipped: Dataset, viewed: Viewed, layout: str, city: str) -> None:
    """At most three lines of letters away, on a line that says whose it is where it does not touch; by country, within its block."""
    root, telling = laid_out(shipped, viewed, layout, city)
    discs = {one.attrib["data-node"]: float(one.attrib["r"]) for one in root.iter() if "data-node" in one.attrib}
    led, country = {one.attrib["data-led"] for one in root.iter() if "data-led" in one.attrib}, blocks(root)
    for iri, lines in name_boxes(root).items():
        slug = telling.slug(iri)
        (x, y), size = nodes(root)[slug], lines[0].height / (ASCENT + DESCENT)
        far = min(hypot(max(box.x - x, x - box.x - box.width, 0), max(box.y - y, y - box.y - box.height, 0)) for box in lines)
        assert far - discs[slug] < 3 * LEADING * size
        assert iri in led or far - discs[slug] < LEADING * size
        assert layout != "country" or all(box.within(country[telling.slug(telling.country(iri)) or "-"]) for box in lines)


def test_all_countries_at_once_show_the_ties_of_one_actor(shipped: Dataset, viewed: Viewed) -> None:
    root, telling = laid_out(shipped, viewed, "country")
    ends = {telling.slug(tie.iri): tie.pair for tie in telling.network.ties.values()}
    for one in (one for one in root.iter() if "data-tie" in one.attrib):
        own = any(telling.slug(end) == "quebec" for end in ends[one.attrib["data-tie"]])
        assert (one[1].attrib["stroke"] != snapshot.GREY) == own
    assert "En couleur : les liens de Québec" in texts(root)
    france = replace(telling.selection, country=shipped.names.thing("france").value)
    asked = snapshot.view(replace(telling, selection=france))
    assert "En couleur" not in texts(ElementTree.fromstring(asked.slide(WIDE).svg()))


def test_equal_earth_keeps_areas() -> None:
    """The half of its equator and its pole are those of the paper."""
    assert world.equal_earth(180, 0)[0] == pytest.approx(2.7066, abs=1e-3)
    assert world.equal_earth(0, 90)[1] == pytest.approx(1.3173, abs=1e-3)
    step = 1e-3
    for lat in range(-80, 81, 10):
        east = world.equal_earth(1, lat)[0] * 180 / pi
        north = (world.equal_earth(0, lat + step)[1] - world.equal_earth(0, lat - step)[1]) / (2 * radians(step))
        assert east * north == pytest.approx(cos(radians(lat)), rel=1e-3)


def test_a_layout_that_is_none_is_refused(shipped: Dataset, tmp_path: Path) -> None:
    assert tuple(arrangement.LAYOUTS) == viewing.LAYOUTS
    with pytest.raises(UnknownName, match="force, map"):
        viewing.save(shipped, "network", Selection(), tmp_path / "n.svg", layout="globe")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("timeline", "--layout", "map", "-o", "t.svg"), "network"),
        (("network", "--layout", "country", "-o", "n.html"), "n.html#layout=byCountry"),
        (("network", "--layout", "map", "-o", "n.gexf"), ".svg"),
    ],
)
def test_a_layout_that_serves_nothing_is_refused(run: Run, compiled: Path, words: tuple[str, ...], said: str) -> None:
    code, _out, err = run("view", *words, "--dataset", compiled)
    assert code == 2
    assert said in err


def test_by_country_no_line_passes_through_a_third_disc(shipped: Dataset, viewed: Viewed) -> None:
    root, telling = laid_out(shipped, viewed, "country", "quebec")
    discs = {
        one.attrib["data-node"]: (*nodes(root)[one.attrib["data-node"]], float(one.attrib["r"]))
        for one in root.iter()
        if "data-node" in one.attrib
    }
    ends = {telling.slug(tie.iri): set(map(telling.slug, tie.pair)) for tie in telling.network.ties.values()}
    crossed, drawn = set(), [one for one in root.iter() if "data-tie" in one.attrib]
    for one in drawn:
        x1, y1, cx, cy, x2, y2 = (float(number) for number in re.findall(r"[-\d.]+", one[1].attrib["d"]))
        for t in (step / 200 for step in range(201)):
            x, y = ((1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c for a, b, c in ((x1, cx, x2), (y1, cy, y2)))
            crossed |= {
                (one.attrib["data-tie"], third)
                for third, (left, top, radius) in discs.items()
                if third not in ends[one.attrib["data-tie"]] and hypot(x - left, y - top) < radius
            }
    assert len(drawn) > 40
    assert crossed == set()
