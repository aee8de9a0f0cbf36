"""What the pages say besides the data, in the current language."""

from collections.abc import Mapping

from entrevilles.ontology.language import _


def words() -> Mapping[str, str]:
    return {**_frame(), **_things(), **_questions(), **_dumps(), **_editor()}


def _frame() -> dict[str, str]:
    return {
        "colon": _(" : "),
        "skip": _("Aller au contenu"),
        "languages": _("Langue"),
        "questions": _("Questions"),
        "ontology": _("Ontologie"),
        "editor": _("SPARQL"),
        "menu": _("Rubriques"),
        "search": _("Chercher"),
        "search_label": _("Une ville, une entente, une mission, une personne…"),
        "nothing": _("Rien de ce nom."),
        "cite": _("Pour citer"),
        "generation": _("Génération"),
        "data_of": _("données au"),
        "licence": _("licence"),
        "claims": _("affirmations"),
        "quads": _("quadruplets"),
        "not_found": _("Introuvable"),
        "about": _("Tout y est une affirmation d'une source ; la lecture que l'on en fait en est tirée."),
        "ask": _("Des questions, par thème"),
        "programs": _("Pour les programmes"),
        "endpoint": _("Service SPARQL 1.1"),
        "description": _("Description du jeu de données (VoID, DCAT)"),
        "executables": _("Les questions en RDF (SHACL)"),
        "whole": _("Tout le jeu de données"),
        "fingerprint": _("empreinte"),
        "hits": _("Ce qui porte ce nom"),
    }


def _things() -> dict[str, str]:
    return {
        "property": _("propriété"),
        "value": _("valeur"),
        "reading": _("Ce que l'on en lit"),
        "disputed": _("les sources divergent"),
        "takes_part": _("Relations et activités"),
        "stated": _("Ce que dit cette source"),
        "says": _("ce qui en est dit"),
        "all_stated": _("Tout ce qu'elle dit, à prendre aussi en tableau"),
        "who": _("Qui le dit"),
        "no_claim": _("Rien n'est dit directement : c'est tiré d'autres affirmations."),
        "certainty": _("certitude"),
        "modality": _("modalité"),
        "locator": _("endroit"),
        "claim": _("affirmation"),
        "judgement": _("jugement"),
        "by": _("par"),
        "on": _("le"),
        "said": _("Ce que dit l'affirmation"),
        "thing": _("chose"),
        "withdrawn": _("Affirmations retirées"),
        "used_by": _("Ce qui s'en sert"),
        "data": _("Données"),
        "graph_is": _("Un graphe nommé. Ce qu'il contient :"),
        "classes": _("Classes"),
        "properties": _("Propriétés"),
        "concepts": _("Notions"),
        "required": _("obligatoire"),
        "open_link": _("ouvrir"),
        "address": _("adresse"),
    }


def _questions() -> dict[str, str]:
    return {
        "all_questions": _("Les questions"),
        "filter": _("Chercher une question"),
        "none": _("Aucune question n'a ces mots."),
        "parameters": _("Paramètres"),
        "answer_button": _("Répondre"),
        "answer": _("Réponse"),
        "take": _("Emporter la réponse"),
        "evidence": _("Preuves"),
        "evidence_of": _("Preuves de la ligne"),
        "no_rows": _("Aucune ligne."),
        "all_rows": _("Toutes les lignes sont dans les fichiers."),
        "others": _("autres affirmations"),
        "query": _("La requête SPARQL"),
        "run_it": _("L'ouvrir dans l'éditeur"),
        "row": _("ligne"),
    }


def _dumps() -> dict[str, str]:
    return {
        "dumps_are": _("Une génération ne change plus : l'empreinte SHA-256 de ses N-Quads, une fois décompressés, est son identifiant."),
        "current": _("courante"),
        "generations": _("Générations"),
        "number": _("numéro"),
        "file": _("fichier"),
        "releases": _("Publications"),
        "release": _("publication"),
    }


def _editor() -> dict[str, str]:
    return {
        "your_query": _("Votre requête"),
        "form": _("Forme de la réponse"),
        "run": _("Poser"),
        "prefixes": _("Ces préfixes sont déjà déclarés :"),
        "examples": _("Exemples"),
        "no_editor": _(
            "L'éditeur avec complétion n'a pas été installé avec ce service : il se prend sur le registre npm. "
            "Pour l'ajouter : python -m entrevilles.service.editor"
        ),
        "default_graph": _("Sans FROM, une requête porte sur la lecture ; les affirmations et les sources sont des graphes nommés."),
        "plain": _("Formulaire simple"),
        "with_editor": _("Éditeur avec complétion"),
        "keyboard": _(
            "Dans l'éditeur, Tab décale le texte ; pour en sortir au clavier, Échap puis Tab. Ctrl+Espace complète, Ctrl+Entrée pose "
            "la requête. "
            "Les liens des réponses ouvrent un autre onglet."
        ),
        "table": _("Tableau"),
        "raw": _("Réponse brute"),
        "rows": _("lignes"),
        "row_number": _("nº"),
        "page_size": _("Lignes par page"),
        "away": _("Le service n'a pas répondu, ou pas jusqu'au bout."),
    }


def yasgui() -> dict[str, str]:
    """What YASGUI says in English, where it has no option for it, and what we say; `{}` stands for anything."""
    return {
        "Run query": _("Poser la requête"),
        "Share query": _("Partager la requête"),
        "Press CTRL - <spacebar> to autocomplete": _("Ctrl+Espace complète"),
        "Nothing to autocomplete yet!": _("Rien à compléter encore"),
        "Failed fetching suggestions": _("Rien à compléter encore"),
        "Prefix '{}' is not defined": _("Le préfixe « {} » n'est pas déclaré"),
        "This line is invalid. Expected:": _("Cette ligne est mal écrite. Attendu :"),
        "Simple view": _("Vue simple"),
        "Ellipse": _("Abréger"),
        "Filter query results": _("Filtrer les lignes"),
        "Page size:": _("Lignes par page :"),
        "pagination": _("Pages de la réponse"),
        "Download Results": _("Télécharger la réponse"),
        "Download result": _("Télécharger la réponse"),
        "Download not supported": _("Rien à télécharger"),
        "Show all": _("Tout montrer"),
        "True": _("Vrai"),
        "False": _("Faux"),
        "cannot render result": _("Cette réponse ne peut pas être montrée"),
    }


def datatables() -> dict[str, object]:
    """The same for DataTables, under the names of its option `language`."""
    return {
        "emptyTable": _("Aucune ligne."),
        "zeroRecords": _("Aucune ligne n'a ces mots."),
        "info": _("Lignes _START_ à _END_ sur _TOTAL_"),
        "infoEmpty": "",
        "infoFiltered": _("(filtrées parmi _MAX_)"),
        "aria": {
            "orderable": _(" : trier"),
            "orderableReverse": _(" : trier à l'envers"),
            "orderableRemove": _(" : ne plus trier"),
            "paginate": {
                "first": _("première page"),
                "last": _("dernière page"),
                "next": _("page suivante"),
                "previous": _("page précédente"),
            },
        },
    }
