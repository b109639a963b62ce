"""Which transcript of a study tells the interview that a print shows: told by the words, not by the name."""

from collections.abc import Mapping, Sequence

from codebook import InputError
from runs.exchange.placing.document_names import DocumentNames
from runs.exchange.placing.laying import spoken_words
from runs.exchange.placing.word_alignment import Word, share_of
from runs.records import Transcript

ENOUGH = 0.5
"""The share of a print's runs of four words that a transcript of the same interview has."""
_PROBES, _RUN = 60, 4


def same_interview(printed: Transcript, transcripts: Mapping[str, Transcript], title: str) -> Transcript | None:
    """The transcript that has most of a print's words; None where none has half of their runs of four.

    Raises:
        InputError: Several transcripts have as many, and none of them alone has the print's title as its name.
    """
    words = spoken_words(printed)
    likely = _likely(words, transcripts)
    shares = {document: share_of(words, spoken_words(transcripts[document])) for document in likely}
    best = max(shares.values(), default=0.0)
    if best < ENOUGH:
        return None
    held = [document for document, share in shares.items() if share == best]
    document = held[0] if len(held) == 1 else DocumentNames(held).find(title)
    if document is None:
        named = ", ".join(map(repr, held[:3]))
        raise InputError(
            "The print could be of several transcripts.",
            why=f"{named} have the same words, and none of them is called as the print is titled.",
            do="Keep one transcript of each interview in the study.",
        )
    return transcripts[document]


def _likely(words: Sequence[Word], transcripts: Mapping[str, Transcript]) -> list[str]:
    """The transcripts that have at least half as many of some runs of words, taken evenly, as the one with most."""
    step = max(1, len(words) // _PROBES)
    probes = [" ".join(word.text for word in words[at : at + _RUN]) for at in range(0, len(words) - _RUN + 1, step)]
    found = {document: sum(each in transcript.text for each in probes) for document, transcript in transcripts.items()}
    most = max(found.values(), default=0)
    return [document for document, count in found.items() if count and 2 * count >= most]
