"""What the service publishes is read from its address as the folder is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from entrevilles.dataset import Dataset
from entrevilles.graph.remote import RemoteStore
from entrevilles.queries import catalogue
from tests import engines
from tests.served import serving

COMMANDS = (
    "query partners -p date=2024-06-01 --why -o {out}/p.json",
    "brief Namur --on 2024-06-01 -o {out}/b.html",
    "search namur",
)


@pytest.fixture(scope="module")
def service(shipped: Dataset) -> Iterator[RemoteStore]:
    with serving(shipped.folder.root) as client:
        yield RemoteStore(str(client.base_url.join("/sparql")))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_same_is_written(shipped: Dataset, service: RemoteStore, command: str, run: engines.Runner, tmp_path: Path) -> None:
    engines.compare_written(service, shipped, command, run, tmp_path)


@pytest.mark.parametrize("name", ["partners", "contradictions", "introductions"])
def test_the_same_is_answered(shipped: Dataset, service: RemoteStore, name: str) -> None:
    engines.compare(service, shipped, catalogue.find(name))


def test_it_takes_no_push(service: RemoteStore, shipped: Dataset, run: engines.Runner) -> None:
    code, _said, error = run("push", service.url, "--dataset", str(shipped.folder.root))
    assert code != 0
    assert "403" in error
