"""The full references of the sources that a report names."""

import re
from collections.abc import Iterable

_SOURCES = {
    ("Benjamini", "Yekutieli", "2001"): "Benjamini, Y., & Yekutieli, D. (2001). The control of the false discovery rate in "
    "multiple testing under dependency. Annals of Statistics, 29(4), 1165–1188.",
    ("Brennan", "Prediger", "1981"): "Brennan, R. L., & Prediger, D. J. (1981). Coefficient kappa: Some uses, misuses, and "
    "alternatives. Educational and Psychological Measurement, 41(3), 687–699.",
    ("Byrt", "1993"): "Byrt, T., Bishop, J., & Carlin, J. B. (1993). Bias, prevalence and kappa. Journal of Clinical "
    "Epidemiology, 46(5), 423–429.",
    ("Calderon", "2025"): "Calderon, N., Reichart, R., & Dror, R. (2025). The alternative annotator test for "
    "LLM-as-a-judge: How to statistically justify replacing human annotators with LLMs. In Proceedings of the 63rd Annual "
    "Meeting of the Association for Computational Linguistics.",
    ("Cicchetti", "Feinstein", "1990"): "Cicchetti, D. V., & Feinstein, A. R. (1990). High agreement but low kappa: II. "
    "Resolving the paradoxes. Journal of Clinical Epidemiology, 43(6), 551–558.",
    ("Cohen", "1960"): "Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological "
    "Measurement, 20(1), 37–46.",
    ("Cohen", "1968"): "Cohen, J. (1968). Weighted kappa: Nominal scale agreement with provision for scaled disagreement "
    "or partial credit. Psychological Bulletin, 70(4), 213–220.",
    ("Conger", "1980"): "Conger, A. J. (1980). Integration and generalization of kappas for multiple raters. Psychological "
    "Bulletin, 88(2), 322–328.",
    ("De Vries", "2008"): "De Vries, H., Elliott, M. N., Kanouse, D. E., & Teleki, S. S. (2008). Using pooled kappa to "
    "summarize interrater agreement across many items. Field Methods, 20(3), 272–282.",
    ("Efron", "Tibshirani", "1993"): "Efron, B., & Tibshirani, R. J. (1993). An introduction to the bootstrap. Chapman & "
    "Hall.",
    ("Egami", "2023"): "Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream "
    "inference: Design-based supervised learning for social science applications of large language models. Advances in "
    "Neural Information Processing Systems, 36.",
    ("Fleiss", "1971"): "Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological "
    "Bulletin, 76(5), 378–382.",
    ("Fleiss", "Cohen", "1973"): "Fleiss, J. L., & Cohen, J. (1973). The equivalence of weighted kappa and the intraclass "
    "correlation coefficient as measures of reliability. Educational and Psychological Measurement, 33(3), 613–619.",
    ("Gwet", "2008"): "Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high "
    "agreement. British Journal of Mathematical and Statistical Psychology, 61(1), 29–48.",
    ("Gwet", "2014"): "Gwet, K. L. (2014). Handbook of inter-rater reliability (4th ed.). Advanced Analytics.",
    ("Krippendorff", "2019"): "Krippendorff, K. (2019). Content analysis: An introduction to its methodology (4th ed.). "
    "SAGE.",
    ("Krippendorff", "Craggs", "2016"): "Krippendorff, K., & Craggs, R. (2016). The reliability of multi-valued coding of "
    "data. Communication Methods and Measures, 10(4), 181–198.",
    ("Krippendorff", "Mathet|et al", "2016"): "Krippendorff, K., Mathet, Y., Bouvry, S., & Widlöcher, A. (2016). On the "
    "reliability of unitizing textual continua: Further developments. Quality & Quantity, 50(6), 2347–2364.",
    ("Light", "1971"): "Light, R. J. (1971). Measures of response agreement for qualitative data: Some generalizations and "
    "alternatives. Psychological Bulletin, 76(5), 365–377.",
    ("Passonneau", "2006"): "Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and "
    "pragmatic annotation. In Proceedings of the Fifth International Conference on Language Resources and Evaluation "
    "(LREC'06).",
}
"""By how a text names them: authors in their order, then the year."""
_BETWEEN = r"\D{0,60}?"


def references(texts: Iterable[str]) -> tuple[str, ...]:
    """The references of the sources that the texts name with author and year, by author."""
    said = "\n".join(texts)
    return tuple(full for named, full in _SOURCES.items() if re.search(_pattern(named), said))


def _pattern(named: tuple[str, ...]) -> str:
    *authors, year = named
    return _BETWEEN.join(rf"\b(?:{each})" for each in authors) + _BETWEEN + rf"\b{year}\b"
