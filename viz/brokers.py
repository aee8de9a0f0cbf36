"""Brokers between countries: whom an actor joins that have no tie themselves. Gould & Fernandez 1989, doi:10.2307/270949."""

from collections import Counter

from entrevilles.viz.pairs import Pairs

ROLES = ("coordinator", "consultant", "gatekeeper", "liaison")
"""All three of one country; both of one, the broker of another; one of the broker's; three countries.

Without directions gatekeeper and representative are one.
"""


def roles(pairs: Pairs) -> list[Counter[str]]:
    """For each actor, how many pairs it joins in each role; those of whom a country is not known are left out."""
    return [_brokered(pairs, node) for node in range(len(pairs.nodes))]


def _brokered(pairs: Pairs, node: int) -> Counter[str]:
    countries, neighbours, found = pairs.countries, pairs.neighbours, Counter[str]()
    known = sorted(near for near in neighbours[node] if countries[near]) if countries[node] else []
    for place, one in enumerate(known):
        for other in known[place + 1 :]:
            if other not in neighbours[one]:
                found[_role(countries[node], countries[one], countries[other])] += 1
    return found


def _role(own: str, one: str, other: str) -> str:
    if one == other:
        return "coordinator" if own == one else "consultant"
    return "gatekeeper" if own in (one, other) else "liaison"
