"""The files of a package of INCEpTION, read from memory."""

from collections.abc import Sequence

from runs.archives import Archive, ArchiveError, Limits
from runs.exchange.annotation.cas_codings import CasAnnotations, annotations_in
from runs.exchange.annotation.cas_files import CasError, CasReader, text_of, title_of, without_ending
from runs.exchange.annotation.inception_layout import CURATION, INITIAL, READ, TYPES, AnnotatorFile, States, layout_of
from runs.exchange.annotation.inception_texts import Annotated, Document
from runs.exchange.annotation.json_files import json_in
from runs.exchange.imported import UnreadableFile

_MOST_IN_ONE = 20
"""So many members has the package of one annotator at most: XMI and its types."""
_LIMITS = Limits(member_bytes=100_000_000)


class Package:
    """A package whose files are read one after the other.

    Raises:
        UnreadableFile: It is broken, or a file in it is damaged, encrypted, or larger than the limits allow; that
            file is named.
    """

    def __init__(self, file: str, form: str, data: bytes) -> None:
        self._file = file
        self._form = form
        self._reader = CasReader(file, form)
        self._left = _LIMITS.total_bytes
        try:
            self._archive = Archive(data, _LIMITS)
        except ArchiveError as error:
            raise UnreadableFile(file, form, error.reason, do="Export it anew.") from None
        self.layout = layout_of(self._archive.names)

    def states(self) -> States:
        """What it says of who has finished what."""
        project = self.layout.project
        return States(json_in(self._file, self._form, self._bytes(project)) if project else None)

    def document(self, name: str, files: Sequence[AnnotatorFile], states: States) -> Document:
        """A document with what its files hold, of those that are read."""
        held = [self._annotated(each, states) for each in files if each.ending in READ]
        initial = next((each.annotations for each in held if each.user == INITIAL), None)
        return Document(name, initial, [each for each in held if each.user != INITIAL])

    def _annotated(self, file: AnnotatorFile, states: States) -> Annotated:
        called = (file.user,)
        try:
            data = self._bytes(file.path)
            if file.ending == "json":
                cas = self._reader.of_json(data)
            elif file.ending == "xmi":
                cas = self._reader.of_xmi(data, self._types(file.path))
            else:
                inside, cas = self._inner(data)
                called = (file.user, inside) if inside == without_ending(file.document) else (inside, file.user)
        except CasError as error:
            raise self._unreadable(file.path, str(error)) from None
        user = states.user(*called)
        return Annotated(user, file.is_curation or user == CURATION, annotations_in(cas, text_of(cas)))

    def loose(self, path: str) -> tuple[str, CasAnnotations]:
        """The title and the annotations of XMI at the top of the package."""
        try:
            cas = self._reader.of_xmi(self._bytes(path), self._types(path))
        except CasError as error:
            raise self._unreadable(path, str(error)) from None
        return title_of(cas, path), annotations_in(cas, text_of(cas))

    def _types(self, path: str) -> bytes:
        """The types that stand beside a file, or at the top."""
        beside = f"{path.rpartition('/')[0]}/{TYPES}"
        held = next((each for each in (beside, TYPES) if each in self._archive.names), None)
        if held is None:
            raise CasError(f"It is XMI, and no {TYPES} is there to read it by.")
        return self._bytes(held)

    def _inner(self, data: bytes) -> tuple[str, object]:
        """Who annotated, and the CAS, in the package of one annotator: it is called after anything."""
        try:
            inner = Archive(data, _LIMITS._replace(members=_MOST_IN_ONE, total_bytes=self._left))
            (path,) = (name for name in inner.names if name.lower().endswith((".xmi", ".json")))
            held = inner.read(path)
            types = inner.find(TYPES)
            read = inner.read(types) if types else b""
        except ArchiveError as error:
            raise CasError(error.reason) from None
        except ValueError:
            raise CasError("It is a package that holds no document, or several.") from None
        self._left -= len(held) + len(read)
        user = path.rpartition("/")[2].rpartition(".")[0]
        if path.lower().endswith(".json"):
            return user, self._reader.of_json(held)
        if not types:
            raise CasError(f"It is XMI, and no {TYPES} is there to read it by.")
        return user, self._reader.of_xmi(held, read)

    def _bytes(self, path: str) -> bytes:
        try:
            return self._archive.read(path)
        except ArchiveError as error:
            raise self._unreadable(path, error.reason) from None

    def _unreadable(self, path: str, reason: str) -> UnreadableFile:
        do = "Pack it anew without a password." if self._archive.is_encrypted else "Export it anew."
        return UnreadableFile(self._file, self._form, f"Of {path!r} in it: {reason}", do=do)
