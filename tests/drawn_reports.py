"""Reports of agreement whose tables are synthetic: drawn at random, of no study; and how a page is looked at."""

from html.parser import HTMLParser

import numpy as np
from drawn_spans import spans_of

from evaluation.reports.agreement_of_codes import agreement_of_codes
from evaluation.reports.agreement_of_spans import agreement_of_spans
from evaluation.reports.agreement_of_values import agreement_of_values
from evaluation.reports.contents import sections_of
from evaluation.tables import Tally, UnitTable
from evaluation.value_table import ValueTable
from evaluation.weights import Level
from runs import RaterKind

PEOPLE_AND_MODELS = {
    "Anna": RaterKind.PERSON,
    "Ben": RaterKind.PERSON,
    "model a": RaterKind.MODEL,
    "model b": RaterKind.MODEL,
}
HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a | b `c` *d* _e_ [f](http://example.org) <!--",
    "line\nbreak & &lt;b&gt; \u2028 {{ 7 * 7 }} {% raw %}",
)


def synthetic(kinds=PEOPLE_AND_MODELS, *, codes=("hope", "work", "sleep", "never given"), interviews=12, **chosen):
    """A report on codes of raters who see most units; the last code is given by nobody, the one before it rarely."""
    rng = np.random.default_rng(11)
    units, raters = 40 * interviews, len(kinds)
    truth = rng.random((units, len(codes))) < np.array([0.3] * (len(codes) - 2) + [0.01, 0])
    missed = rng.random((units, raters, len(codes))) < 0.2
    seen = rng.random((units, raters)) < 0.9
    table = UnitTable(
        raters=tuple(kinds),
        codes=codes,
        interviews=chosen.pop("names", tuple(f"interview {number}" for number in range(interviews))),
        interview=np.repeat(np.arange(interviews), 40),
        seen=seen,
        applied=(truth[:, None] & ~missed) & seen[:, :, None],
        unit="turn",
        tally=Tally(ungrounded=3, other_codes=("joy",)),
    )
    return agreement_of_codes(
        table, kinds, unit_rule=chosen.pop("unit_rule", "By overlap."), software_version="1.2.3", **chosen
    )


def of_hostile_names():
    kinds = dict(zip(HOSTILE, PEOPLE_AND_MODELS.values(), strict=True))
    return synthetic(kinds, codes=HOSTILE, names=HOSTILE * 3, unit_rule=HOSTILE[0], reference=HOSTILE[1]).model_copy(
        update={"software_version": HOSTILE[0], "left_out": HOSTILE}
    )


def of_values():
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 4, 200)
    given = np.where(rng.random((200, 2)) < 0.3, rng.integers(0, 4, (200, 2)), truth[:, None]).astype(np.int32)
    given[rng.random((200, 2)) < 0.05] = -1
    table = ValueTable(
        raters=("Anna", "Ben"),
        values=("1", "2", "3", "4"),
        numbers=np.arange(1.0, 5),
        interviews=tuple("abcdefgh"),
        interview=np.repeat(np.arange(8), 25),
        given=given,
    )
    kinds = {"Anna": RaterKind.PERSON, "Ben": RaterKind.PERSON}
    return agreement_of_values(table, Level.ORDINAL, kinds, software_version="1.2.3")


def of_spans():
    rng = np.random.default_rng(6)
    rows = []
    for interview in range(6):
        for place in range(0, 900, 60):
            for rater in range(2):
                start = place + int(rng.integers(0, 8))
                rows.append((interview, rater, place // 60 % 2, start, start + 30))
    spans = spans_of(rows, lengths=[1000] * 6, codes=2)
    kinds = {"A": RaterKind.PERSON, "B": RaterKind.MODEL}
    return agreement_of_spans(spans, kinds)


def table_of(report, key, place=0):
    return next(each for each in sections_of(report) if each.key == key).tables[place]


class Page(HTMLParser):
    """What stands in a page: its elements with their attributes, its text outside of scripts and style, its scripts."""

    def __init__(self, source):
        super().__init__()
        self.elements, self.texts, self.scripts = [], [], []
        self.inside = None
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self.inside = tag
            if tag == "script":
                self.scripts.append([dict(attrs), ""])

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = None

    def handle_data(self, data):
        if self.inside == "script":
            self.scripts[-1][1] += data
        elif self.inside is None:
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]
