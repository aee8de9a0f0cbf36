"""The catalogue on other engines, by the SPARQL protocol alone: every row is that of the embedded store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.remote import RemoteStore
from entrevilles.ontology.errors import DatasetError, QueryError
from entrevilles.queries import catalogue
from entrevilles.queries.catalogue import Question
from tests import engines
from tests.served import free_port


@pytest.fixture(scope="module")
def oxigraph(shipped: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteStore]:
    """A real server, with the shipped data pushed into it."""
    with engines.oxigraph(tmp_path_factory.mktemp("oxigraph")) as remote:
        engines.push(shipped, remote)
        yield remote


@pytest.mark.parametrize("question", list(catalogue.questions()), ids=lambda question: question.name)
def test_oxigraph_answers_as_the_store_does(shipped: Dataset, oxigraph: RemoteStore, question: Question) -> None:
    engines.compare(oxigraph, shipped, question)


MOST = 300
"""Requests of one command: none may ask for one thing after the other."""
COMMANDS = (
    "view network -o {out}/n.html",
    "view timeline --city Québec -o {out}/t.svg",
    "view year --year 2023 -o {out}/y.html",
    "view changes --since 2000 --until 2024 -o {out}/c.html",
    *(f"view network --city Québec -o {{out}}/n.{form}" for form in ("gexf", "csv", "geojson", "trig", "jsonld")),
    "network --on 2024-06-01 -o {out}/m.csv",
    "brief Namur --on 2024-06-01 -o {out}/b.html",
    "annual 2023 -o {out}/a.html",
    "query partners -p date=2024-06-01 --why -o {out}/p.json",
    "contradictions",
    "why namur-jumelage",
    "show namur",
    "search namur",
    "audit rapport-annuel-bri-2023",
    "export -o {out}/tables",
    "export -o {out}/all.nq",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_written_from_an_endpoint_is_what_is_written_from_a_folder(
    shipped: Dataset, oxigraph: RemoteStore, command: str, run: engines.Runner, tmp_path: Path
) -> None:
    asked: list[str] = []
    real = RemoteStore._answer

    def counted(remote: RemoteStore, text: str) -> tuple[bytes, str]:
        asked.append(text)
        return real(remote, text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RemoteStore, "_answer", counted)
        engines.compare_written(oxigraph, shipped, command, run, tmp_path)
    assert 0 < len(asked) < MOST


def test_patterns_find_the_same_quads(shipped: Dataset, oxigraph: RemoteStore) -> None:
    node = shipped.names.thing("namur-jumelage")
    for pattern in ((node, None, None, None), (None, None, node, None), (node, None, None, shipped.names.thing("rien"))):
        assert set(oxigraph.quads_for_pattern(*pattern)) == set(shipped.store.quads_for_pattern(*pattern))


def test_what_is_wrong_is_said(shipped: Dataset, oxigraph: RemoteStore, tmp_path: Path) -> None:
    (tmp_path / "broken.rq").write_text("SELECT * { ?s ?p", encoding="utf-8")
    with pytest.raises(QueryError, match="broken"):
        engines.rows(oxigraph, shipped, catalogue.read(tmp_path / "broken.rq"), {})
    with pytest.raises(DatasetError, match="ne répond pas"):
        RemoteStore(f"http://127.0.0.1:{free_port()}/query").query("ASK {}")
