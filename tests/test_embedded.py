import pytest

from coder.embedded import served
from coder.weights import WeightsError


def test_a_file_that_is_no_gguf_model_is_refused(tmp_path):
    file = tmp_path / "model.gguf"
    file.write_bytes(b"not a model")
    with pytest.raises(WeightsError, match="not a GGUF model"), served(file):
        pass


def test_a_damaged_gguf_model_is_refused_and_the_program_lives_on(tmp_path):
    pytest.importorskip("xllamacpp")
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF\x03\x00\x00\x00 and then nothing that makes sense")
    with pytest.raises(WeightsError, match="does not load"), served(file):
        pass


def test_a_missing_model_file_is_named(tmp_path):
    with pytest.raises(WeightsError, match=r"absent\.gguf"), served(tmp_path / "absent.gguf"):
        pass
