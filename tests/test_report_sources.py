"""The references of what a report names."""

import re

from evaluation.reports.methods import methods_of_codes, methods_of_values
from evaluation.reports.references import references, sources


def test_all_sources_that_the_methods_name_have_their_reference():
    for texts, count in ((methods_of_codes(12), 14), (methods_of_values("ordinal", 12), 11)):
        found = references(texts)
        years = set(re.findall(r"\b(?:19|20)\d\d\b", " ".join(texts)))
        assert years == {re.search(r"\((\d{4})\)", full).group(1) for full in found}
        named = re.findall(r"([A-Z]\w+)[^\d()A-Z]*(?:\(|\s)(\d{4})", " ".join(texts))
        assert len(found) == count
        assert all(any(last in full and year in full for full in found) for last, year in named)


def test_a_source_is_not_taken_for_another_of_the_same_author():
    assert [full[:12] for full in references(["as Gwet (2014) has it"])] == ["Gwet, K. L. "]
    assert len(references(["Krippendorff & Craggs 2016"])) == 1
    assert len(references(["Krippendorff, Mathet, Bouvry & Widlöcher (2016)", "Krippendorff (2019)"])) == 2
    assert references(["Fleiss & Cohen 1973"])[0].startswith("Fleiss, J. L., & Cohen")
    assert references(["nobody in 1960"]) == ()
    assert [full for _, full in sources()] == sorted(full for _, full in sources())
