"""Which ties the sources follow: of one that they do, no reported contact means that none is known; of another it means nothing."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from entrevilles.viz.network import Network, Tie
from entrevilles.viz.stored import ask

if TYPE_CHECKING:
    from entrevilles.dataset import Dataset


class Following:
    """They follow the home city, and those of whom they report more than acts.

    Belonging to a network needs no visit to it; and of two cities elsewhere the sources may tell nothing but the tie.
    """

    def __init__(self, dataset: "Dataset", whole: Network, members: Iterable[str] | None = None) -> None:
        """`members`: the relationships that are memberships, where they have been asked for."""
        home = dataset.folder.settings.home
        self._home = dataset.names.thing(home).value if home else ""
        self._contacts = whole.contacts
        self._members = {str(row["relationship"]) for row in ask(dataset.store, "tie-members")} if members is None else set(members)
        self._acts = {str(row["event"]) for row in ask(dataset.store, "tie-events")}

    def followed(self, tie: Tie) -> bool:
        if tie.relationship in self._members:
            return False
        return self._home in tie.pair or any(contact.activity not in self._acts for contact in self._contacts.get(tie.pair, ()))
