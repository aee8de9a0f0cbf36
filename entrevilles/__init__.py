"""Entrevilles: a knowledge graph of city diplomacy — who said what about whom, and when.

>>> import entrevilles
>>> dataset = entrevilles.open("my-folder")            # doctest: +SKIP
>>> dataset.query("partners", city="Québec").to_pandas()  # doctest: +SKIP
>>> entrevilles.speak("en")                            # doctest: +SKIP
"""

from entrevilles.dataset import Dataset, open
from entrevilles.ontology.errors import DatasetError, EntrevillesError, InputError, QueryError, TableErrors, UnknownName
from entrevilles.ontology.language import speak
from entrevilles.queries.answers import Answer

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Dataset",
    "DatasetError",
    "EntrevillesError",
    "InputError",
    "QueryError",
    "TableErrors",
    "UnknownName",
    "__version__",
    "open",
    "speak",
]
