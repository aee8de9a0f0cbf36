"""Finding one's way among the questions: by topic, by words, one in full. The documentation says it with the same words."""

import re
import shlex
from collections.abc import Iterator, Sequence

from entrevilles.ontology.language import _, choose, fold
from entrevilles.ontology.schema import Schema
from entrevilles.ontology.terms import Names
from entrevilles.present import say, table
from entrevilles.queries import catalogue
from entrevilles.queries.catalogue import HOME, TOPICS, Column, Parameter, Question

EXAMPLE_DAY = "2024-06-01"
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        "a au aux avec ce ces d dans de des du en est et l la le les ont ou par pour qu que qui s se sur un une "
        "an and by did for from in is of on or that the to was were what which who with",
    )
)
"""Words that find nothing: a question may be typed as one would say it."""


def questions(words: Sequence[str], schema: Schema, *, sparql: bool = False) -> int:
    """The question of this name in full, or those in which every word is found; 1 if there is none."""
    if len(words) == 1 and words[0] in catalogue.catalogue():
        _full(catalogue.find(words[0]), schema, sparql)
        return 0
    if sparql:
        catalogue.find(" ".join(words))  # says which names are known
    found = list(matching(" ".join(words)))
    if not found:
        say(_("Aucune question ne contient « {words} ». Les thèmes :").format(words=" ".join(words)))
        for topic, asked in catalogue.topics().items():
            say(f"  {topic_label(topic)} : " + ", ".join(question.name for question in asked))
        return 1
    rows = []
    for topic in catalogue.topics():
        head = topic_label(topic)
        for question in (question for question in found if question.topic == topic):
            rows.append((head, question.name, choose(question.summary), ", ".join(param.name for param in question.params)))
            head = ""
    note = _("Une question en entier : entrevilles questions {name}").format(name=found[0].name)
    table(_("Questions"), (_("thème"), _("nom"), _("question"), _("paramètres")), rows, note)
    return 0


def matching(words: str) -> Iterator[Question]:
    wanted = [word for word in _plain(words) if word not in _EMPTY] or _plain(words)
    for question in catalogue.questions():
        text = " ".join(_plain(_all_words(question)))
        if all(_singular(word) in text for word in wanted):
            yield question


def topic_label(topic: str) -> str:
    return choose(TOPICS[topic]) if topic in TOPICS else topic


def _all_words(question: Question) -> str:
    named = [one.label for one in question.params] + [one.label for one in question.columns]
    labels = (label for said in named for label in said.values())
    topic = TOPICS.get(question.topic, {}).values()
    return " ".join((question.name, question.topic, *topic, *question.summary.values(), *question.tags, *labels))


def _plain(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in fold(text)).split()


def _singular(word: str) -> str:
    return word.rstrip("sx") if len(word) > 3 else word


# One in full


def _full(question: Question, schema: Schema, sparql: bool) -> None:
    say(f"{question.name} — {choose(question.summary)}")
    say(topic_label(question.topic) + _(" ; ") + _("mots : {words}").format(words=", ".join(question.tags)))
    if question.params:
        rows = [(param.name, choose(param.label), accepts(param, schema), default(param)) for param in question.params]
        table("\n" + _("Paramètres"), (_("nom"), _("sens"), _("ce qu'il attend"), _("sans lui")), rows)
    table(("" if question.params else "\n") + _("Colonnes"), (_("nom"), _("titre"), _("contenu")), list(described_columns(question)))
    say(_("Exemple :") + f"\n    {example(question)}\n")
    say(_("Adresse : {address}").format(address=Names().question(question.name)))
    others = [other.name for other in matching(question.name) if other != question]
    if others:
        say(_("Voir aussi : {names}").format(names=", ".join(others)))
    say("\n" + text(question) if sparql else _("Le texte SPARQL : entrevilles questions {name} --sparql").format(name=question.name))


def described_columns(question: Question) -> Iterator[tuple[str, str, str]]:
    for column in question.columns:
        yield column.name, choose(column.label), _content(column)


def _content(column: Column) -> str:
    kinds = {
        "thing": _("le nom d'une chose"),
        "things": _("les noms de choses"),
        "concept": _("un terme"),
        "date": _("une date, plusieurs si les sources diffèrent"),
        "dates": _("toutes les dates que donnent les sources"),
        "id": _("l'identifiant d'une chose"),
        "claim": _("l'identifiant d'une affirmation"),
        "property": _("une propriété"),
        "class": _("une classe"),
        "value": _("une valeur, comme la source la donne"),
    }
    return kinds.get(column.kind, _("un texte ou un nombre"))


def accepts(param: Parameter, schema: Schema) -> str:
    if param.scheme:
        return _("l'un de : {terms}").format(terms=", ".join(choose(c.labels) for c in schema.concepts.get(param.scheme, {}).values()))
    kinds = {
        "date": _("un jour (2024-06-01), une année (son dernier jour), ou today"),
        "integer": _("un nombre entier"),
        "string": _("un texte"),
    }
    wanted = schema.label(param.cls) if param.is_thing else ""
    return kinds.get(param.kind) or _("le nom ou l'identifiant : {wanted}").format(wanted=wanted)


def default(param: Parameter) -> str:
    if param.default is None:
        return _("à donner")
    return {HOME: _("l'acteur dont traite le jeu de données"), "today": _("aujourd'hui")}.get(param.default, param.default)


def example(question: Question, day: str = EXAMPLE_DAY) -> str:
    """A command that can be typed as it stands; what the dataset itself knows is left out."""
    given = []
    for param in question.params:
        if param.default != HOME:
            value = day if param.default == "today" else param.default or "…"
            given.append(f"-p {shlex.quote(f'{param.name}={value}')}")
    return " ".join(("entrevilles query", question.name, *given))


def text(question: Question) -> str:
    """The SPARQL text alone."""
    return question.prefixed.strip()
