"""A transcript in CHAT, the format of CHILDES and TalkBank."""

from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported
from runs.exchange.one_transcript import one_transcript
from runs.transcripts.chat_file import is_chat, read_chat
from runs.transcripts.found import reading_of


def _recognises(name: str, data: bytes) -> Sureness:
    return Sureness.CERTAIN if is_chat(data[:20_000].decode("utf-8-sig", "replace")) else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    return one_transcript(reading_of(name, data, read_chat(name, data)))


FORMAT = Format(
    name="transcript in CHAT",
    endings=".cha",
    gives=("transcripts",),
    recognises=_recognises,
    read=_read,
    is_read="Main lines as they stand, with the marks of CHAT, by the codes of the participants; lines of one"
    " participant in a row are a turn. Needs `pip install 'intercoder[chat]'`.",
    is_lost="Headers, dependent tiers, and times but for the first of a turn.",
    tested_with="Synthetic files in the shape of the manual, with pylangacq; no file of CLAN.",
)
