import pytest
from pydantic import ValidationError

from codebook import Code, Codebook
from prompts import answer_model, asked_about, render_instructions, render_segment
from runs import Segment, Transcript, Turn

TEXT = "I: How is {{ it }}?\n\nP: Too much {% of %} it.\n\nI: Why?"
TRANSCRIPT = Transcript(
    document="one",
    text=TEXT,
    turns=(
        Turn(position=1, speaker="I", start=3, end=19),
        Turn(position=2, speaker="P", start=24, end=45),
        Turn(position=3, speaker="I", start=50, end=54),
    ),
    format="labelled text",
)
SEGMENT = Segment(document="one", start=24, end=45, turn=2, speaker="P")
BOOK = Codebook(
    name="Load",
    codes=(
        Code(name="heading", definition="Only a heading.", codable=False),
        Code(name="strain", definition="It is too much.", include=("complaints",), parent="heading"),
    ),
)


def test_the_instructions_hold_each_codable_code_and_no_heading():
    text = render_instructions(BOOK)
    assert "## strain\nIt is too much.\n- Give it: complaints" in text
    assert "Only a heading" not in text


def test_what_a_participant_says_is_never_a_template():
    asked = render_segment(TRANSCRIPT, SEGMENT)
    assert "How is {{ it }}?" in asked
    assert asked.endswith("Target passage, said by P:\nToo much {% of %} it.")


def test_without_context_only_the_target_is_shown():
    assert render_segment(TRANSCRIPT, SEGMENT, context=0).startswith("Target passage")


def test_a_code_outside_the_codebook_cannot_stand_in_an_answer():
    model = answer_model(BOOK)
    given = {"quotation": "Too much", "code": "strain", "rationale": "r"}
    assert model.model_validate({"assignments": [given]}).assignments[0].code == "strain"
    for wrong in ("heading", "Strain", "other"):
        with pytest.raises(ValidationError):
            model.model_validate({"assignments": [given | {"code": wrong}]})


def test_a_quotation_must_stand_in_the_passage_when_the_passage_is_known():
    model = answer_model(BOOK)
    made_up = {"assignments": [{"quotation": "never said", "code": "strain", "rationale": "r"}]}
    model.model_validate(made_up)
    with asked_about("Too much of it."), pytest.raises(ValidationError, match="not in the target passage"):
        model.model_validate(made_up)
    model.model_validate(made_up)
