"""The form that begins a review: whom it offers first, and what stands where."""

import re
from contextlib import closing

import pytest
from axe import violations
from review_client import let_in
from review_server import served
from reviewed_study import judged, study_of_turns, units_of

RATERS = ("Ann", "Ben", "m")


@pytest.fixture
def study_by(tmp_path):
    """Makes a study in which some have coded, in their order."""

    def made(*raters):
        with closing(study_of_turns(tmp_path / "study.db", documents=1)) as study:
            for place, rater in enumerate(raters):
                for unit in units_of(study)[: len(raters) - place + 3]:
                    judged(study, rater, unit, "wxy"[place])
        return tmp_path / "study.db"

    return made


def offered(page):
    """Who is chosen in the form."""
    return tuple(re.findall(r'value="([^"]*)" selected', page.split('action="/queue/begin"')[1]))


@pytest.mark.parametrize(
    ("raters", "expected"),
    [
        (("Ann", "Ben", "m"), ("Ann", "m")),
        (("m", "Ann", "Ben"), ("m", "Ann")),
        (("Ann", "Ben"), ("Ann", "Ben")),
        (("m", "Ben"), ("m", "Ben")),
    ],
)
def test_a_model_and_a_person_are_offered_first(study_by, raters, expected):
    assert offered(let_in(study_by(*raters)).get("/queue").text) == expected


def test_who_was_offered_can_be_begun_with_as_it_stands(study_by):
    client = let_in(study_by(*RATERS))
    form = {"first": "Ann", "second": "m", "unit": "turn", "audit": "10", "overlap": ""}
    assert client.post("/queue/begin", data=form, follow_redirects=False).status_code == 303
    assert "Ann</bdi> and <bdi>m</bdi>, by turn" in client.get("/queue").text


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_help_text_stands_right_under_its_field(page, study_by, width, theme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    with served(study_by(*RATERS), log_in=False) as one:
        page.goto(one.link)
        page.goto(f"{one.url}/queue")
        for name in ("audit", "overlap"):
            field, told = (page.locator(f"#{each}").bounding_box() for each in (f"begin-{name}", f"{name}-help"))
            assert told["x"] == field["x"]
            assert 0 <= told["y"] - (field["y"] + field["height"]) < 10
        assert violations(page) == []
