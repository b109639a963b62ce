"""From each count on the page of agreement one comes to exactly the cases that it counts."""

import re
from contextlib import closing
from html import unescape
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest
from axe import violations
from review_client import let_in
from review_server import served
from reviewed_study import BOOK, NOW, judged, study_of_turns, units_of

from codebook import Code, Codebook, InputError
from evaluation.review.cases.filters import View, view_of
from runs import CodingStatus
from runs.coding_store import add_codebook
from runs.reviews.cases import reviews
from runs.reviews.events import events_of_case
from runs.reviews.queue import CaseFilter, count_cases
from runs.reviews.records import EventKind
from runs.study import Study

RATERS = ("Ann", "Ben", "m")
CODES = [code.name for code in BOOK.codes]
CHOICES = {
    "everything": {},
    "two raters, named against their order": {"rater": ["m", "Ann"]},
    "some codes": {"judge": ["x", "z"]},
    "some interviews": {"interview": ["t0", "t2"]},
    "a reference": {"reference": "m"},
}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Two people and a model gave codes at random; the model failed on some units."""
    path, chance = tmp_path_factory.mktemp("ways") / "study.db", Random(5)
    with closing(study_of_turns(path, documents=3, turns=12)) as made:
        for number, unit in enumerate(units_of(made)):
            for rater in RATERS:
                failed = rater == "m" and number % 7 == 0
                given = () if failed else [code for code in CODES if chance.random() < 0.4]
                judged(made, rater, unit, *given, status=CodingStatus.FAILED if failed else CodingStatus.CODED)
    return path


def ways(page):
    """The addresses on a page that lead to counted cases, with the number that is the link's text."""
    found = re.findall(r'<a href="(/agreement/cases[^"]*)">([^<]*)</a>', page)
    return {unescape(address): float(text.replace(",", "")) for address, text in found}


def pairs(page):
    """Of each pair on the page behind a count: what it says, and the link or the form that goes on."""
    body = page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""
    for row in body.split("</tr>")[:-1]:
        yield (
            [int(each.replace(",", "")) for each in re.findall(r'<td class="count">([^<]*)</td>', row)],
            unescape(found.group(1)) if (found := re.search(r'href="([^"]*)"', row)) else "",
            {name: unescape(value) for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', row)},
        )


def gone_on(client, link, form):
    """The address of the queue that a pair leads to."""
    if link:
        return link
    answer = client.post("/agreement/cases", data=form, follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["Location"]


def in_queue(study, address):
    """How many cases the queue of an address holds."""
    query = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
    return sum(count_cases(study, int(query["review"]), view_of(query).wanted).values())


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_each_count_is_that_of_the_queues_behind_it(study, choice):
    client = let_in(study)
    with closing(Study(study)) as opened:
        found = ways(client.get("/agreement", params=choice).text)
        assert len(found) > 5
        for address, count in found.items():
            behind = list(pairs(client.get(address).text))
            assert sum(counts[-1] for counts, _, _ in behind) == count, address
            for counts, link, form in behind:
                assert in_queue(opened, gone_on(client, link, form)) == counts[0] > 0, address


def test_a_review_is_begun_once_and_then_led_to(study):
    client = let_in(study)
    address = "/agreement/cases?code=x&only=1&of=Ann&of=Ben&unit=sentence"
    before = client.post("/agreement/cases", data=next(pairs(client.get(address).text))[2], follow_redirects=False)
    ((_, link, form),) = pairs(client.get(address).text)
    assert (link, form) == (before.headers["Location"], {})
    with closing(Study(study)) as opened:
        assert len({(each.design.raters, each.design.unit) for each in reviews(opened)}) == len(reviews(opened))


def test_decisions_on_a_way_that_names_the_rater_are_revealed_ones(study):
    client = let_in(study)
    named, unnamed = (
        gone_on(client, *next(pairs(client.get(f"/agreement/cases?code=x&{more}").text))[1:])
        for more in ("only=1", "against=y")
    )
    with closing(Study(study)) as opened:
        for address, expected in ((unnamed, False), (named, True)):
            page = client.get(address).text
            assert ("made with the raters known." in page.split("<table")[0]) == expected
            case = re.search(r'href="(/case/(\d+)[^"]*)"', page.split("<tbody>")[1])
            client.get(unescape(case.group(1)))
            kinds = [each.kind for each in events_of_case(opened, int(case.group(2)))]
            assert (EventKind.REVEALED in kinds) == expected


@pytest.mark.parametrize(
    "address",
    ["", "?code=x", "?code=x&only=1&against=y", "?only=1", "?code=x&only=3", "?code=x&only=1&of=Ann", "?in=t0&code=x"],
)
def test_an_address_that_counts_nothing_is_refused(study, address):
    assert let_in(study).get(f"/agreement/cases{address}").status_code == 400


@pytest.mark.parametrize("more", ["code=<i>&only=1", "code=x&only=1&of=Ann&of=<i>", "in=<i>", "code=x&against=<i>"])
def test_a_name_that_there_is_not_is_told(study, more):
    page = let_in(study).get(f"/agreement/cases?{more}")
    assert page.status_code == 422
    assert "&lt;i&gt;" in page.text
    assert "<i>" not in page.text


def test_names_that_mean_harm_lead_to_their_cases(tmp_path):
    name = "<script>alert(1)</script>\u202e\"'&amp;"
    path = tmp_path / "study.db"
    with closing(study_of_turns(path, documents=1)) as made:
        code = Code(name=name.replace("\u202e", " code"))
        add_codebook(made, Codebook(name=name, codes=(code, Code(name="y"))), now=NOW)
        for unit in units_of(made):
            judged(made, name, unit, code.name)
            judged(made, "Ben", unit, "y")
    client = let_in(path)
    page = client.get("/agreement").text
    (address, *_) = [each for each in ways(page) if "only=1" in each]
    behind = client.get(address).text
    assert "<script>alert" not in page + behind
    ((counts, link, form),) = pairs(behind)
    with closing(Study(path)) as opened:
        assert in_queue(opened, gone_on(client, link, form)) == counts[0] == 10
    assert "<script>alert" not in client.get(next(pairs(client.get(address).text))[1]).text


def test_where_nothing_may_be_decided_no_review_is_begun(study):
    client = let_in(study, read_only=True)
    page = client.get("/agreement/cases?code=x&only=2&of=Ben&of=m&unit=sentence").text
    assert "none can be begun here" in page
    assert 'method="post"' not in page


def test_a_view_says_its_filters_in_its_address():
    wanted = CaseFilter(code="x", against="y", only_by=3, differ=True)
    view = View(wanted=wanted)
    assert view_of({name: value for name, (value,) in parse_qs(view.query()).items()}) == view
    assert view_of({"only_by": "1", "against": "y", "differ": "0"}) == View()
    with pytest.raises(InputError):
        view_of({"code": "x", "only_by": "one"})


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_go_from_a_count_to_its_cases(page, study, theme):
    with served(study, log_in=False) as one:
        page.emulate_media(color_scheme=theme)
        page.goto(one.link)
        page.goto(f"{one.url}/agreement/cases?code=x&only=1")
        page.wait_for_selector(".behind")
        assert violations(page) == []
        page.locator(".behind").get_by_role("link").or_(page.locator(".behind button")).first.click()
        page.wait_for_url("**/queue?*")
        assert violations(page) == []
