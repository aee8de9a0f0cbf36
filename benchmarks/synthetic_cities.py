"""Cities in a hundred countries, and what binds them: twinnings, agreements and their acts, networks, meetings. A fixed seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

SEED = 1608
QUADS_PER_CITY = 130
COUNTRIES = 100
NETWORKS = 30
LARGEST = 500
SOURCES = 50
YEARS = range(1950, 2025)
THEMES = ("culture", "patrimoine", "port", "développement économique", "tourisme", "éducation")
KINDS = ("protocole de coopération", "entente de coopération", "pacte d'amitié", "lettre d'intention")

Line = dict[str, str]


def sheets(home: str, countries: list[str], networks: list[str], quads: int) -> dict[str, list[list[str]]]:
    """Sheet → its lines, the header first; `home` is the greatest hub, the countries and networks are known ones."""
    return {name: table(lines) for name, lines in World(home, countries, networks, max(quads // QUADS_PER_CITY, 20)).sheets().items()}


def table(lines: list[Line]) -> list[list[str]]:
    header = list(dict.fromkeys(title for line in lines for title in line))
    return [header, *([line.get(title, "") for title in header] for line in lines)]


@dataclass
class World:
    """How many cities; a few have hundreds of ties, most have two or three."""

    home: str
    countries: list[str]
    networks: list[str]
    cities: int
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))

    def __post_init__(self) -> None:
        self.names = [self.home, *(f"ville-{number:04}" for number in range(1, self.cities + 1))]
        self.weights = list(accumulate((rank + 8) ** -0.9 for rank in range(len(self.names))))
        self.countries += [f"pays-{number:03}" for number in range(len(self.countries) + 1, COUNTRIES + 1)]
        self.networks += [f"reseau-{number:02}" for number in range(len(self.networks) + 1, NETWORKS + 1)]

    def sheets(self) -> dict[str, list[Line]]:
        twinnings = dict(self.pairs("jumelage", int(self.cities * 1.6)))
        agreements = dict(self.pairs("entente", self.cities // 2))
        return {
            "sources": list(self.sources()),
            "pays": [self.named(slug, "Pays") for slug in self.countries if slug.startswith("pays-")],
            "municipalites": [self.city(slug) for slug in self.names[1:]],
            "reseaux-de-villes": [self.named(slug, "Réseau") for slug in self.networks if slug.startswith("reseau-")],
            "jumelages": [line for slug, pair in twinnings.items() for line in self.relationship(slug, pair, {})],
            "ententes": [line for slug, pair in agreements.items() for line in self.relationship(slug, pair, {"nature": self.one(KINDS)})],
            "actes-juridiques": list(self.acts(twinnings, agreements)),
            "etats-observes": list(self.states(twinnings)),
            "adhesions": list(self.memberships()),
            "rencontres": list(self.meetings(self.cities // 3)),
        }

    # Things

    def sources(self) -> Iterator[Line]:
        for number in range(1, SOURCES + 1):
            slug = f"source-{number:02}"
            yield {
                "id": slug,
                "claim": f"{slug}.{slug}",
                "titre": f"Source {number}",
                "nature": "article de presse",
                "langue": "fr",
                "publication": str(self.dice.choice(YEARS)),
                "source": slug,
            }

    def named(self, slug: str, word: str) -> Line:
        number = slug.rsplit("-", 1)[1]
        return {"nom": f"{word} {number}", "nom [en]": f"{word} {number} (en)", **self.claimed(slug)}

    def city(self, slug: str) -> Line:
        return {
            **self.named(slug, "Ville"),
            "pays": self.one(self.countries),
            "latitude": f"{self.dice.uniform(-60, 70):.4f}",
            "longitude": f"{self.dice.uniform(-180, 180):.4f}",
            "GeoNames": str(self.dice.randrange(10**6, 10**7)),
        }

    def pairs(self, word: str, count: int) -> Iterator[tuple[str, tuple[str, str]]]:
        for number in range(1, count + 1):
            yield f"{word}-{number:04}", (first := self.somebody(), self.somebody(first))

    def relationship(self, slug: str, pair: tuple[str, str], more: Line) -> Iterator[Line]:
        """One claim, or two: one in twenty is dated otherwise by another source, one in thirty less precisely; plans are dated too."""
        year = self.dice.choice(YEARS)
        first = {**self.claimed(slug), "titre": f"{slug} de {pair[0]} et {pair[1]}", "parties": "; ".join(pair), **more}
        chance = self.dice.random()
        yield first | {"début": self.day(year), "fin": self.end(year), "thèmes": self.one(THEMES), "modalité": self.modality()}
        if chance < 1 / 20 + 1 / 30:
            begun = year - 1 - self.dice.randrange(3) if chance < 1 / 20 else year
            yield {**self.claimed(slug, "-2"), "parties": "; ".join(pair), **more, "début": str(begun)}

    def acts(self, twinnings: dict[str, tuple[str, str]], agreements: dict[str, tuple[str, str]]) -> Iterator[Line]:
        for slug in agreements:
            if self.dice.random() < 0.6:
                yield self.child(slug, "acte", "signature") | {"date": self.day(self.dice.choice(YEARS))}
        for slug in twinnings:
            if self.dice.random() < 0.1:
                yield self.child(slug, "acte", "renouvellement") | {"date": self.day(self.dice.choice(YEARS))}

    def child(self, slug: str, segment: str, kind: str) -> Line:
        child = f"{slug}/{segment}/{kind}"
        return {**self.claimed(child), "relation": slug, "nature": kind}

    def states(self, twinnings: dict[str, tuple[str, str]]) -> Iterator[Line]:
        for slug in twinnings:
            if self.dice.random() < 0.2:
                year, state = self.dice.choice(YEARS), self.one(("active", "inactive"))
                child = f"{slug}/etat/{year}"
                yield {**self.claimed(child), "relation": slug, "état": state, "en date du": str(year)}

    def memberships(self) -> Iterator[Line]:
        for rank, network in enumerate(self.networks):
            size = min(LARGEST // (rank + 1) + 10, len(self.names) // 2)
            for member in sorted({self.home, *self.dice.sample(self.names, size)} if rank < 10 else self.dice.sample(self.names, size)):
                slug = f"{member}-{network}-synthese"
                yield {**self.claimed(slug), "membre": member, "réseau": network, "début": str(self.dice.choice(YEARS))}

    def meetings(self, count: int) -> Iterator[Line]:
        for slug, pair in self.pairs("rencontre", count):
            where = {"titre": slug, "participants": "; ".join(pair), "lieu": pair[0]}
            yield {**self.claimed(slug), **where, "date": self.day(self.dice.choice(YEARS)), "modalité": self.modality()}

    # What a row says

    def claimed(self, slug: str, suffix: str = "") -> Line:
        source = f"source-{self.dice.randint(1, SOURCES):02}"
        locator = f"l. {self.dice.randint(1, 400)}"
        return {"id": slug, "claim": f"{slug.replace('/', '.')}.synthese{suffix}", "source": source, "endroit": locator}

    def somebody(self, other: str = "") -> str:
        while (found := self.dice.choices(self.names, cum_weights=self.weights)[0]) == other:
            pass
        return found

    def one(self, words: tuple[str, ...] | list[str]) -> str:
        return self.dice.choice(words)

    def day(self, year: int) -> str:
        """To the day, the month or the year, as sources have it."""
        whole = f"{year}-{self.dice.randint(1, 12):02}-{self.dice.randint(1, 28):02}"
        return whole[: self.dice.choice((4, 7, 10))]

    def end(self, year: int) -> str:
        return str(year + self.dice.randint(2, 30)) if self.dice.random() < 0.1 else ""

    def modality(self) -> str:
        return "annoncé" if self.dice.random() < 0.05 else "rapporté"
