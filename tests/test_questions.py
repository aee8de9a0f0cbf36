"""The questions, against rows derived by hand from the documents."""

from entrevilles.dataset import Dataset


def test_the_bureau_coordinated_nine_missions_in_2023(shipped: Dataset) -> None:
    numbers = {row["number"] for row in shipped.query("missions", city="Québec", year=2023)}
    assert numbers - {None} == set(range(1, 10))
