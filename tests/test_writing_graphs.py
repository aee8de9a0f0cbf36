"""Claims as graphs (SPARQL 1.1 Graph Store HTTP Protocol): what is put is what stands, as the row of a table."""

from pathlib import Path

import httpx
import pyoxigraph as ox

import entrevilles
from entrevilles import stating
from entrevilles.building import build, read
from entrevilles.graph.folder import Folder
from entrevilles.graph.rows import Row
from entrevilles.loaders import additions
from entrevilles.ontology.terms import EV, TYPE
from entrevilles.service import writer
from tests.writers import BASE, PREFIXES, TURTLE, TWINNING, truth


def test_every_graph_is_read_and_others_are_not_found(site: httpx.Client, home: Folder) -> None:
    store = entrevilles.open(home.root).store
    for graph in store.named_graphs():
        for form in (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML):
            answer = site.get("/graphs", params={"graph": graph.value}, headers={"Accept": form.media_type})
            assert answer.headers["content-type"].startswith(form.media_type)
            found = {quad.triple for quad in ox.parse(answer.content, format=form)}
            assert found == {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}, graph
    reading = site.get("/graphs?default", headers={"Accept": "application/n-triples"}).content
    assert set(ox.parse(reading, format=ox.RdfFormat.N_TRIPLES)) == {
        ox.Quad(*quad.triple) for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(f"{BASE}graph/reading"))
    }
    for query in ("", "?graph=", "?graph=rien", "?graph=<x>", "?graph=a:b&graph=a:c", "?graph=a:b&default"):
        assert site.get(f"/graphs{query}").status_code == 400, query
    assert site.get("/graphs?graph=http://x/y").status_code == 404


def put(client: httpx.Client, claim: str, text: str, method: str = "PUT", kind: str = "text/turtle") -> httpx.Response:
    headers = {"Content-Type": kind, "Accept-Language": "fr"}
    return client.request(method, "/graphs", params={"graph": f"{BASE}claim/{claim}"}, content=(PREFIXES + text).encode(), headers=headers)


def test_a_claim_is_put_back_as_it_was_got_and_nothing_changes(site: httpx.Client, home: Folder) -> None:
    before = truth(home)
    text = site.get("/graphs", params={"graph": TWINNING}, headers={"Accept": "text/turtle"}).text
    assert put(site, "bordeaux-jumelage.registre", text).status_code == 200
    assert before == truth(home)


def test_a_claim_that_is_changed_is_a_row_that_is_changed(site: httpx.Client, home: Folder) -> None:
    said = "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; ev:begin time:1963-05 ."
    answer = put(site, "bordeaux-jumelage.registre", said)
    assert answer.status_code == 201, answer.text
    table = (home.root / "sources" / "base" / "jumelages.csv").read_text(encoding="utf-8")
    assert table.splitlines()[1] == "bordeaux-jumelage,namur; quebec,1963-05,registre,bordeaux-jumelage.registre"
    got = site.get("/graphs", params={"graph": TWINNING}, headers={"Accept": "text/turtle"}).content
    assert set(ox.parse(got, ox.RdfFormat.TURTLE)) == set(ox.parse((PREFIXES + said).encode(), ox.RdfFormat.TURTLE))
    more = put(site, "bordeaux-jumelage.registre", 'id:bordeaux-jumelage skos:prefLabel "Pacte"@fr .', "POST")
    assert more.status_code == 201, more.text
    assert '"Pacte"' in site.get("/graphs", params={"graph": TWINNING}, headers={"Accept": "text/turtle"}).text
    assert not build(home).changed


def test_a_new_claim_says_its_source_and_line_and_can_be_withdrawn(site: httpx.Client) -> None:
    said = "id:namur-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; ev:begin time:1999 ."
    refused = put(site, "namur-jumelage.essai", said)
    assert refused.status_code == 422
    assert "source" in refused.json()["message"]
    about = 'claim:namur-jumelage.essai ev:source id:registre ; ev:locator "p. 3" .'
    assert put(site, "namur-jumelage.essai", said + about).status_code == 201
    stored = site.get("/data/claim/namur-jumelage.essai.ttl").text
    assert '"p. 3"' in stored
    assert put(site, "namur-jumelage.essai", stored).status_code == 200  # what the page of a claim gives can be given back
    gone = site.delete("/graphs", params={"graph": f"{BASE}claim/namur-jumelage.essai"})
    assert gone.status_code == 201, gone.text
    assert site.get("/graphs", params={"graph": f"{BASE}claim/namur-jumelage.essai"}).status_code == 404
    assert site.delete("/graphs", params={"graph": f"{BASE}claim/namur-jumelage.essai"}).status_code == 404


UNSAYABLE = (
    "",
    "id:x ev:begin time:1999 .",
    "id:x a <http://x/C> .",
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:personne ; ev:begin time:1962 .",
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; ev:begin time:hier .",
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; ev:begin 3 .",
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; ev:kind id:namur .",
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; <http://x/p> 1 .",
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, [] .",
    'id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; skos:prefLabel "sans langue" .',
    'id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur ; skos:prefLabel "安"@zh .',
    "id:bordeaux-jumelage a ev:Twinning ; ev:party id:quebec, id:namur . id:namur ev:begin time:1999 .",
    "id:bordeaux-jumelage a ev:Agreement ; ev:party id:quebec, id:namur .",
    "ceci n'est pas du Turtle",
)


def test_what_no_row_can_say_is_refused_with_its_reason(small: Folder, tmp_path: Path) -> None:
    before = truth(small)
    for text in UNSAYABLE:
        (tmp_path / "graph").write_text(PREFIXES + text, encoding="utf-8")
        given = {"method": "PUT", "media_type": "text/turtle", "file": str(tmp_path / "graph")}
        status, body = writer.done(Folder(small.root), "graph", claim="bordeaux-jumelage.registre", **given)
        assert (status, len(body["message"]) > 10) == (422, True), (text, body)
    assert before == truth(small)


def test_graphs_that_are_no_claims_are_not_written(site: httpx.Client, home: Folder) -> None:
    before = truth(home)
    for graph in ("graph/reading", "graph/source/registre", "graph/ontology", "graph/time"):
        for method in ("PUT", "POST", "DELETE"):
            answer = site.request(method, "/graphs", params={"graph": BASE + graph}, content=b"", headers=TURTLE)
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD"), graph
    assert site.put("/graphs?default", content=b"", headers=TURTLE).status_code == 405
    assert site.put("/graphs?graph=http://x/y", content=b"", headers=TURTLE).status_code == 403
    assert site.put("/graphs", content=b"", headers=TURTLE).status_code == 400
    assert site.put("/graphs", params={"graph": TWINNING}, content=b"", headers={"Content-Type": "application/rdf+xml"}).status_code == 415
    assert before == truth(home)


def test_nothing_is_fetched_for_a_graph(small: Folder, tmp_path: Path) -> None:
    (tmp_path / "graph").write_text('{"@context": "http://127.0.0.1:9/c", "@id": "http://a/"}', encoding="utf-8")
    given = {"method": "PUT", "media_type": "application/ld+json", "file": str(tmp_path / "graph")}
    status, body = writer.done(small, "graph", claim="bordeaux-jumelage.registre", **given)
    assert status == 422
    assert "LoadDocumentCallback" in body["message"]


def test_the_graph_of_any_claim_of_the_shipped_data_is_its_row(copied: Folder) -> None:
    """One in twenty, each put back: the tables then say what they said."""
    dataset = entrevilles.open(copied.root)
    claims = sorted(
        q.subject.value for q in dataset.store.quads_for_pattern(None, TYPE, EV.Claim, None) if isinstance(q.subject, ox.NamedNode)
    )
    assert len(claims) > 400
    records = {record.claim: record for record in read(copied, copied.tables())[0]}
    nothing = Row(copied.schema.judgement, "", "")
    for iri in claims[::20]:
        record = records[iri.removeprefix(dataset.names.claim)]
        row = stating._row(copied, ox.NamedNode(iri), *stating._standing(dataset, ox.NamedNode(iri)))
        path = copied.root / record.where.file
        path.write_bytes(additions.restated(path, row, copied.schema, record.where.row, nothing))
    assert build(Folder(copied.root)).generation.id == dataset.generation.id
