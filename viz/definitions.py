"""The words of the measures: what each is called, what it says to a reader who knows no graph theory, and its paper."""

from dataclasses import dataclass

from entrevilles.ontology.language import _


@dataclass(frozen=True, slots=True)
class Definition:
    """`form`: count, share (0 to 1), or number. `paper`: where it is defined; nothing for a plain count."""

    label: str
    text: str
    form: str = "number"
    paper: str = ""


def whole() -> dict[str, Definition]:
    """By the names of `measures.WHOLE`, in the person's language."""
    return _sizes() | _shapes() | _distances()


def _sizes() -> dict[str, Definition]:
    return {
        "actors": Definition(_("acteurs"), _("villes, réseaux de villes et autres acteurs qui ont au moins un lien"), "count"),
        "ties": Definition(_("liens"), _("jumelages, ententes, adhésions… ; deux acteurs peuvent en avoir plusieurs"), "count"),
        "uncertain": Definition(
            _("liens incertains"), _("ceux dont les sources divergent, ou ne disent pas s'ils sont en vigueur ce jour-là"), "count"
        ),
        "pairs": Definition(_("paires liées"), _("couples d'acteurs qui ont au moins un lien ; la suite compte les paires"), "count"),
        "countries": Definition(_("pays"), _("pays d'au moins un acteur"), "count"),
        "abroad": Definition(_("liens entre pays"), _("part des liens (non des paires) dont les deux bouts sont dans deux pays"), "share"),
        "components": Definition(_("morceaux"), _("groupes d'acteurs sans lien entre eux, même indirect (composantes connexes)"), "count"),
        "largest": Definition(_("le plus grand morceau"), _("part des acteurs qui s'y trouvent"), "share"),
    }


def _shapes() -> dict[str, Definition]:
    return {
        "density": Definition(_("densité"), _("part des paires possibles qui ont un lien"), "share", "Wasserman & Faust 1994"),
        "mean_degree": Definition(_("partenaires en moyenne"), _("nombre moyen de partenaires d'un acteur (degré moyen)")),
        "max_degree": Definition(_("partenaires au plus"), _("nombre de partenaires de l'acteur qui en a le plus"), "count"),
        "centralization": Definition(
            _("centralisation"), _("1 quand tout passe par un seul acteur (étoile), 0 quand tous ont autant de partenaires"), "number",
            "Freeman 1978",
        ),
        "transitivity": Definition(
            _("transitivité"), _("part des paires de partenaires d'un même acteur qui sont elles-mêmes liées"), "share",
            "Newman, Watts & Strogatz 2002",
        ),
        "clustering": Definition(
            _("regroupement local moyen"), _("la même part calculée pour chaque acteur, puis la moyenne (0 pour un seul partenaire)"),
            "share", "Watts & Strogatz 1998",
        ),
        "assortativity": Definition(
            _("assortativité des degrés"), _("de −1 à 1 : positif quand les acteurs très liés le sont entre eux, négatif sinon"), "number",
            "Newman 2002",
        ),
        "country_assortativity": Definition(
            _("assortativité par pays"), _("de −1 à 1 : positif quand on se lie dans son pays plus qu'au hasard, négatif moins"), "number",
            "Newman 2003",
        ),
    }  # fmt: skip


def _distances() -> dict[str, Definition]:
    return {
        "path_length": Definition(
            _("distance moyenne"), _("liens à suivre pour aller d'un acteur à un autre, dans le plus grand morceau"), "number",
            "Watts & Strogatz 1998",
        ),
        "diameter": Definition(_("diamètre"), _("la plus longue de ces distances"), "count", "Wasserman & Faust 1994"),
        "communities": Definition(
            _("communautés"), _("groupes dont les membres sont plus liés entre eux qu'avec les autres"), "count",
            "Traag, Waltman & van Eck 2019 (Leiden) ; Blondel et al. 2008 (Louvain)",
        ),
        "modularity": Definition(
            _("modularité"), _("netteté de ces groupes : 0 comme au hasard, près de 1 très nets"), "number", "Newman & Girvan 2004"
        ),
    }  # fmt: skip


def each() -> dict[str, Definition]:
    """By the names of `measures.EACH`, `GROUP` and `ROLES`."""
    return _places() | _brokers()


def _places() -> dict[str, Definition]:
    return {
        "ties": Definition(_("liens"), _("nombre de liens ; deux acteurs peuvent en avoir plusieurs"), "count"),
        "partners": Definition(_("partenaires"), _("acteurs avec qui il a au moins un lien (degré)"), "count", "Freeman 1978"),
        "betweenness": Definition(
            _("intermédiarité"), _("part des plus courts chemins entre les autres qui passent par lui"), "share",
            "Freeman 1977 ; Brandes 2001",
        ),
        "closeness": Definition(
            _("proximité"), _("moyenne de 1/distance aux autres ; 0 pour qui ne peut être atteint (proximité harmonique)"), "share",
            "Marchiori & Latora 2000",
        ),
        "pagerank": Definition(_("PageRank"), _("part d'une promenade au hasard de lien en lien (amortissement 0,85)"), "share", "Brin & Page 1998"),
        "eigenvector": Definition(
            _("prestige"), _("compte les partenaires selon leur propre prestige ; 1 pour le premier (vecteur propre)"), "share", "Bonacich 1972"
        ),
        "clustering": Definition(
            _("regroupement"), _("part des paires de ses partenaires qui sont liées entre elles"), "share", "Watts & Strogatz 1998"
        ),
        "community": Definition(_("communauté"), _("numéro de son groupe ; 1 est le plus grand"), "count", "Traag et al. 2019 ; Blondel et al. 2008"),
    }  # fmt: skip


def _brokers() -> dict[str, Definition]:
    paper = "Gould & Fernandez 1989"
    return {
        "constraint": Definition(_("contrainte"), _("basse quand ses partenaires ne se connaissent que par lui (trous structuraux)"), "number", "Burt 1992"),
        "effective_size": Definition(_("taille efficace"), _("ses partenaires, moins ce qu'ils ont en commun"), "number", "Burt 1992 ; Borgatti 1997"),
        "coordinator": Definition(_("coordonnateur"), _("paires sans lien qu'il joint : tous trois du même pays"), "count", paper),
        "consultant": Definition(_("consultant"), _("paires sans lien qu'il joint : les deux d'un pays, lui d'un autre"), "count", paper),
        "gatekeeper": Definition(_("portier"), _("paires sans lien qu'il joint : l'un de son pays, l'autre d'un autre"), "count", paper),
        "liaison": Definition(_("liaison"), _("paires sans lien qu'il joint : trois pays"), "count", paper),
    }  # fmt: skip


def change() -> dict[str, Definition]:
    """By the names of a `Comparison`."""
    paper = "Jaccard 1901 ; Snijders, van de Bunt & Steglich 2010"
    return {
        "began": Definition(_("liens commencés"), _("en vigueur à la seconde date seulement ; un renouvellement fait un nouveau lien"), "count"),
        "ended": Definition(_("liens finis"), _("en vigueur à la première date seulement"), "count"),
        "kept": Definition(_("liens gardés"), _("en vigueur aux deux dates"), "count"),
        "joined": Definition(_("acteurs arrivés"), _("ont un lien à la seconde date seulement"), "count"),
        "left": Definition(_("acteurs partis"), _("ont un lien à la première date seulement"), "count"),
        "jaccard": Definition(_("liens communs"), _("part des liens de l'une ou l'autre date qui sont aux deux (Jaccard)"), "share", paper),
        "jaccard_pairs": Definition(_("paires communes"), _("la même part, des paires liées"), "share", paper),
    }  # fmt: skip
