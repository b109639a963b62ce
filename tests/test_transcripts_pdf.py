from pathlib import Path

import pytest

from runs.transcripts import Reading, UnreadableTranscript, read_transcript


def pdf(*pages: list[str]) -> bytes:
    """A PDF file with one line of Helvetica under another."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids: list[str] = []
    for page in pages:
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in page)
        stream = f"BT /F1 11 Tf 50 780 Td {lines}ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % content
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    body, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + trailer


def talk(reading: Reading) -> list[tuple[str, str]]:
    transcript = reading.transcript
    return [(turn.speaker, transcript.text[turn.start : turn.end]) for turn in transcript.turns]


def test_printed_lines_are_joined_to_turns_and_broken_words_are_whole_again():
    page = [
        "Interviewer: Could you tell me how the work at the clinic has been going in",
        "these last months?",
        "P1: It has been hard. We had so many patients that nobody could take a com-",
        "plete break, and the rota changed every week without anyone telling us why.",
        "Interviewer: I see.",
    ]
    reading = read_transcript("a.pdf", pdf(page))

    assert talk(reading) == [
        ("Interviewer", "Could you tell me how the work at the clinic has been going in these last months?"),
        (
            "P1",
            "It has been hard. We had so many patients that nobody could take a complete break, and the rota "
            "changed every week without anyone telling us why.",
        ),
        ("Interviewer", "I see."),
    ]
    assert reading.transcript.format == "PDF, labelled text"
    assert "page header" in reading.warnings[0]


def test_headers_and_page_numbers_that_recur_are_no_speech():
    pages = [["Study of clinics, interview 4", f"P1: Sentence number {n}.", f"Page {n} of 4"] for n in range(1, 5)]
    reading = read_transcript("a.pdf", pdf(*pages))

    assert talk(reading) == [("P1", f"Sentence number {n}.") for n in range(1, 5)]
    assert [(each.why, each.count) for each in reading.left_out] == [("page headers and footers", 8)]


def test_labels_on_lines_of_their_own_are_found_without_blank_lines():
    page = [
        "Interviewer 1",
        "How long have you been here?",
        "Interviewee",
        "Nine years.",
        "Interviewer 1",
        "Oh.",
    ]

    assert talk(read_transcript("a.pdf", pdf(page))) == [
        ("Interviewer 1", "How long have you been here?"),
        ("Interviewee", "Nine years."),
        ("Interviewer 1", "Oh."),
    ]


def test_a_scan_without_text_is_refused_with_advice():
    with pytest.raises(UnreadableTranscript, match="OCR"):
        read_transcript("scan.pdf", pdf([]))


def test_a_pdf_with_a_password_is_refused():
    locked = (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
        b"3 0 obj\n<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"00" * 32 + b"> /U <" + b"11" * 32 + b"> >>\nendobj\n"
        b"trailer << /Root 1 0 R /Encrypt 3 0 R /ID [<00> <00>] /Size 4 >>\n%%EOF"
    )

    with pytest.raises(UnreadableTranscript, match="password"):
        read_transcript("a.pdf", locked)


def test_a_damaged_pdf_is_refused():
    with pytest.raises(UnreadableTranscript, match="damaged"):
        read_transcript("a.pdf", b"%PDF-1.7\nnothing here")


def test_interviews_printed_from_delve_have_the_turns_that_the_coders_saw():
    folder = Path(__file__).resolve().parents[2] / "shared/data/mlss/coded_pdfs"
    if not folder.is_dir():
        pytest.skip(f"shared data is absent: {folder}")
    expected = {"12": 160, "16": 198, "30": 136, "31": 125, "32": 183, "34": 127, "43": 152}
    for interview, turns in expected.items():
        path = next(folder.glob(f"*Interview {interview} - PO.pdf"))
        assert len(read_transcript(path.name, path.read_bytes()).transcript.turns) == turns
