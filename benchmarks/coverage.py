"""How much of a file of facts the graph has, and how often it seems to have what is not so.

python benchmarks/coverage.py FACTS.jsonl [--dataset FOLDER] [--predicates PREDICATES.md] [--missing] [--negatives]
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from commands import copy_shipped
from coverage_claims import Everything
from coverage_control import KINDS, Control
from coverage_judge import Fact, Judge, Verdict
from coverage_patterns import Answers, PatternError, Patterns
from rich.console import Console
from rich.table import Table

from entrevilles.building import build
from entrevilles.graph.folder import Folder

VOCABULARY = Path(__file__).parents[2] / "shared" / "gold" / "PREDICATES.md"
CONSOLE = Console(width=140, highlight=False)


@dataclass(frozen=True)
class Judged:
    fact: Fact
    verdict: Verdict


@dataclass(frozen=True)
class Altered:
    """`fact` is None where the alteration does not apply, or says what another fact says."""

    original: Fact
    kind: str
    fact: Fact | None
    wrong: bool = False


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        dataset = Everything(Folder(options.dataset or compiled(Path(scratch))))
        judge = Judge(Answers(dataset, Patterns.read()))
        try:
            judge.patterns.check(options.predicates, judge.graph.ontology)
        except PatternError as error:
            raise SystemExit(str(error)) from None
        facts = read(options.facts)
        judged = [Judged(fact, judge.verdict(fact)) for fact in facts]
        altered = list(control(facts, judge))
        report(judged, altered, judge)
        details(options, judged, altered)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("facts", type=Path, help="facts in the vocabulary of PREDICATES.md, one JSON object a line")
    parser.add_argument("--dataset", type=Path, help="a compiled dataset; by default the shipped one, compiled afresh")
    default = VOCABULARY if VOCABULARY.exists() else None
    parser.add_argument("--predicates", type=Path, default=default, help="the vocabulary: each of its predicates must have a pattern")
    parser.add_argument("--missing", action="store_true", help="list the facts that are missing or half found, and what failed")
    parser.add_argument("--negatives", action="store_true", help="list the altered facts that were found")
    return parser.parse_args()


def compiled(root: Path) -> Path:
    copy_shipped(root)
    build(Folder(root))
    return root


def read(path: Path) -> list[Fact]:
    return [Fact.of(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def control(facts: list[Fact], judge: Judge) -> Iterator[Altered]:
    alter = Control(facts, judge.patterns.symmetric, judge.patterns.free_text)
    for fact in facts:
        for kind, altered in alter.alterations(fact):
            yield Altered(fact, kind, altered, altered is not None and judge.verdict(altered).qualified)


# The report


def report(judged: list[Judged], altered: list[Altered], judge: Judge) -> None:
    def sort(one: Judged) -> str:
        return "free text" if one.fact.predicate in judge.patterns.free_text else "named or dated"

    CONSOLE.print(table("document", judged, lambda one: one.fact.doc, sort))
    CONSOLE.print(table("type", judged, lambda one: one.fact.type, sort))
    CONSOLE.print(negatives(altered))
    themed = [one for one in judged if one.fact.theme and one.verdict.found]
    agreeing = sum(1 for one in themed if one.verdict.in_theme)
    CONSOLE.print(f"themes, which are no qualifier: {agreeing} of the {len(themed)} found facts that have one agree\n")


def table(title: str, judged: list[Judged], group: Callable[[Judged], str], sort: Callable[[Judged], str]) -> Table:
    found = Table(title=f"facts by {title}", title_justify="left")
    for header in (title, "facts", "with qualifiers", "without", "missing", "% with", "% found"):
        found.add_column(header, justify="left" if header == title else "right")
    for name in sorted({group(one) for one in judged}):
        found.add_row(name, *figures(one for one in judged if group(one) == name))
    found.add_section()
    for name in ("named or dated", "free text"):
        found.add_row(name, *figures(one for one in judged if sort(one) == name))
    found.add_row("all", *figures(judged))
    return found


def figures(judged: Iterable[Judged]) -> list[str]:
    verdicts = [one.verdict for one in judged]
    qualified = sum(1 for verdict in verdicts if verdict.qualified)
    found = sum(1 for verdict in verdicts if verdict.found)
    counted = (len(verdicts), qualified, found - qualified, len(verdicts) - found)
    return [*map(str, counted), percent(qualified, len(verdicts)), percent(found, len(verdicts))]


def negatives(altered: list[Altered]) -> Table:
    shown = Table(title="negative control: altered facts, which must not be found with their qualifiers", title_justify="left")
    for header in ("alteration", "altered", "left out", "wrongly found", "%"):
        shown.add_column(header, justify="left" if header == "alteration" else "right")
    for kind in KINDS:
        shown.add_row(kind, *controlled(one for one in altered if one.kind == kind))
    shown.add_section()
    shown.add_row("all", *controlled(altered))
    return shown


def controlled(altered: Iterable[Altered]) -> list[str]:
    ones = list(altered)
    tried = sum(1 for one in ones if one.fact)
    wrong = sum(1 for one in ones if one.wrong)
    return [str(tried), str(len(ones) - tried), str(wrong), percent(wrong, tried)]


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else ""


def details(options: argparse.Namespace, judged: list[Judged], altered: list[Altered]) -> None:
    if options.missing:
        lacking = [one for one in judged if not one.verdict.qualified]
        print(*(f"{spelled(one.fact)}  ✗ {', '.join(one.verdict.lacking)}" for one in lacking), sep="\n")
        counted = Counter(part for one in lacking for part in one.verdict.lacking)
        print("\nwhat failed:", ", ".join(f"{part} {number}" for part, number in counted.most_common()))
    if options.negatives:
        print(*(f"{one.kind}: {spelled(one.fact)}" for one in altered if one.wrong and one.fact), sep="\n")


def spelled(fact: Fact) -> str:
    lines = ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in fact.lines)
    dates = " ".join((*fact.when, *(f"{name} {value}" for name, value in (("from", fact.start), ("to", fact.end)) if value)))
    rest = "; ".join(part for part in (dates, fact.place, fact.role, "planned" if fact.planned else "") if part)
    said = f"{fact.subject} | {fact.predicate} | {fact.object}"
    return f"{fact.id} {fact.doc.removesuffix('.txt')} l. {lines}: {said}" + (f" ({rest})" if rest else "")


if __name__ == "__main__":
    main()
