"""Damaged files of all formats of transcripts are read or refused, and never crash."""

import json
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_transcripts_chat import CHAT
from test_transcripts_pages import PAGE, odt, p
from test_transcripts_tables import table, workbook

from codebook import IntercoderError
from runs.exchange.format import Sureness
from runs.exchange.registry import all_formats

SEGMENTS = [{"start": 0.5, "end": 1, "text": " Hi.", "speaker": "A", "words": [{"word": "Hi.", "speaker": "B"}]}]
VALID = {
    "transcript of Whisper": (
        json.dumps({"segments": SEGMENTS}).encode(),
        json.dumps({"segments": [{**SEGMENTS[0], "speaker": None}]}).encode(),
        b"start\tend\ttext\n0\t500\tAnn: Hi.\n500\t900\tBen: Yes.\n",
    ),
    "transcript as rich text": (rb"{\rtf1\ansi\uc1 I: H\'e9!\par P1: \u-10179?\u-8704? yes {\b bold}\par}",),
    "transcript in OpenDocument": (odt(p("I: Hi<text:s text:c='2'/>there") + p("P1: Yes.")),),
    "transcript as a web page": (PAGE.encode(),),
    "table of turns": (
        table(("time", "speaker", "text"), ("0:01", "I", "Hi?"), ("0:02", "P", "Yes\nno")),
        table(("participant", "question", "answer"), ("r1", "Why?", "So."), ("r2", "Why?", "No.")),
        workbook(a=[("speaker", "text"), ("I", "Hi?"), ("P", "Yes.")]),
    ),
    "survey": (
        table(("id", "IPAddress", "Why did you join us?"), ("1", "192.0.2.7", "I wanted to learn how to bake.")),
        workbook(a=[("Timestamp", "Why did you join us?"), ("1/2/2026", "I wanted to learn how to bake.")]),
    ),
    "transcript in CHAT": (CHAT.encode(),),
    "transcript as subtitles": (
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n(AB) Hi.\n\n00:03.000 --> 00:04.000\n(CD) Yes.\n",
    ),
}
CHANGE = st.tuples(st.floats(0, 1), st.one_of(st.binary(max_size=6), st.just(b"{" * 50)), st.integers(0, 9))
"""A place in a file, what is put in there, and how many bytes are taken out."""


@pytest.mark.parametrize("name", VALID)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damaged_files_are_read_or_refused_and_turns_are_slices_of_the_text(name: str, data: st.DataObject):
    if name == "transcript in CHAT":
        pytest.importorskip("pylangacq")
    (form,) = (each for each in all_formats() if each.name == name)
    content = data.draw(st.sampled_from(VALID[name]))
    for place, inserted, removed in data.draw(st.lists(CHANGE, max_size=4)):
        at = int(place * len(content))
        content = content[:at] + inserted + content[at + removed :]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert form.recognises("a.csv", content) in Sureness
        try:
            found = form.read("a.csv", content, None)
        except IntercoderError:
            return
    for reading in found.transcripts:
        end = 0
        for turn in reading.transcript.turns:
            said = reading.transcript.text[turn.start : turn.end]
            assert end <= turn.start < turn.end
            assert said == said.strip()
            end = turn.end
        reading.transcript.text.encode()
        assert reading.transcript.turns
