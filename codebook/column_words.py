"""What the columns of a codebook table are called, in six languages."""

from collections.abc import Mapping


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word.strip() for line in lines for word in line.split(","))


COLUMN_WORDS: Mapping[str, tuple[str, ...]] = {
    "code": _words(
        "code, codes, code name, codename, name of code, code label, tag, label, path, kode, kod, código",
        "Codebezeichnung, nom du code, nombre del código, nome do código, nazwa kodu",
        "node, name, title, Titel, nom, nombre, nome, nazwa, étiquette, etiqueta, etykieta",
        "subcategory, Unterkategorie, theme, Thema, thème, tema, temat",
        "category, Kategorie, catégorie, categoría, categoria, kategoria",
    ),
    "id": _words("id, code id, number, nr, no, abbreviation, short code, Abkürzung, Kürzel"),
    "parent": _words(
        "parent, parent code, parent name, parent id, parent category, Obercode, Oberkategorie",
        "code parent, código padre, código pai, kod nadrzędny",
        "category, Kategorie, catégorie, categoría, categoria, kategoria",
        "theme, Thema, thème, tema, temat, group, Gruppe, groupe, grupo, grupa, folder, Ordner",
    ),
    "definition": _words(
        "definition, brief definition, short definition, full definition, long definition, code definition",
        "Kurzdefinition, définition, definición, definição, definicja",
        "description, code description, Beschreibung, descripción, descrição, opis",
        "meaning, Bedeutung, signification, significado, znaczenie",
    ),
    "memo": _words(
        "memo, code memo, comment, comments, note, notes",
        "Kommentar, Notiz, commentaire, comentario, comentário, komentarz, notatka",
    ),
    "include": _words(
        "include, inclusion, inclusion criteria, inclusion criterion, when to use, use when, apply when",
        "Einschluss, Einschlusskriterien, Kodierregel, Kodierregeln, wann verwenden",
        "inclure, critères d'inclusion, quand utiliser, incluir, criterios de inclusión, cuándo usar",
        "critérios de inclusão, quando usar, kryteria włączenia, kiedy stosować",
    ),
    "exclude": _words(
        "exclude, exclusion, exclusion criteria, exclusion criterion, when not to use, do not use when",
        "do not use, Ausschluss, Ausschlusskriterien, Abgrenzung, wann nicht verwenden",
        "exclure, critères d'exclusion, quand ne pas utiliser, excluir, criterios de exclusión",
        "cuándo no usar, critérios de exclusão, quando não usar, kryteria wyłączenia, kiedy nie stosować",
    ),
    "typical": _words(
        "example, examples, exemplar, exemplars, typical, typical example, typical examples",
        "typical exemplar, typical exemplars, anchor example, anchor examples",
        "Ankerbeispiel, Ankerbeispiele, Beispiel, Beispiele, exemple, exemples, ejemplo, ejemplos",
        "exemplo, exemplos, przykład, przykłady, quote, quotes, quotation",
        "Zitat, citation, cita, citação, cytat",
    ),
    "atypical": _words("atypical, atypical example, atypical examples, atypical exemplar, atypical exemplars"),
    "near_miss": _words(
        "near miss, near misses, close but no, close but not, counter example, counter examples",
        "counterexample, counterexamples, non example, non examples, Gegenbeispiel, Gegenbeispiele",
        "contre-exemple, contre-exemples, contraejemplo, contraejemplos, contraexemplo, kontrprzykład",
    ),
    "group": _words("exclusive group, exclusive, mutually exclusive, mutually exclusive group"),
    "codable": _words("codable, codeable, kodierbar, codierbar, use as code"),
}
"""Fields of a code and the headers they go under, the likeliest first; code is served before parent."""

SEVERAL_COLUMNS = frozenset({"definition", "include", "exclude", "typical", "atypical", "near_miss"})
"""Fields that may be spread over columns, such as a brief and a full definition."""
