"""The reading network: what it chooses, that the converted one is the trained one, and that it keeps its bounds."""

from pathlib import Path

import numpy as np
import pytest

from app.answer.reader.files import TUNED
from app.answer.reader.reader import Passage, PassageReader
from index.embed.runtime import padded_length

SUZHOU = Passage(
    "苏州人工智能产业\n规模",
    (
        "苏州2024年的人工智能产业营收超过2300亿元。",
        "到2025年8月，产业链上下游企业近2500家。",
        "思必驰是苏州的语音公司，2007年成立于英国剑桥。",
    ),
)
LONG = Passage("苏州", tuple(f"第{n}个项目在苏州建成，总投资{n}亿元，带来就业{n}百人。" for n in range(1, 41)))
COOKING = Passage("红烧肉的做法", ("五花肉切块，冷水下锅焯水。", "加冰糖炒出糖色，小火炖一小时。"))


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("苏州2024年人工智能营收有多少？", 0),
        ("产业链上有几家企业？", 1),
        ("思必驰是哪一年成立的？", 2),
        ("思必馳創立於何處？", 2),
    ],
)
def test_the_sentence_that_answers_scores_highest(reader: PassageReader, question: str, sentence: int) -> None:
    suzhou, cooking = reader.read(question, [SUZHOU, COOKING])
    assert int(suzhou.argmax()) == sentence and suzhou.max() > cooking.max()


@pytest.mark.parametrize("length", [1, 7, 8, 63, 64, 65, 100, 399, 400, 512])
def test_a_text_is_padded_by_little_and_never_beyond_what_the_encoder_reads(length: int) -> None:
    assert length <= padded_length(length) <= min(512, length + 15) and padded_length(
        padded_length(length)
    ) == padded_length(length)


def test_a_passage_longer_than_the_window_keeps_its_first_sentences(reader: PassageReader) -> None:
    (scores,) = reader.read("第2个项目总投资多少？", [LONG])
    assert len(scores) == 40 and scores[1] > -100 and scores[-1] == -10_000


def test_no_passages_are_no_scores(reader: PassageReader) -> None:
    assert reader.read("苏州？", []) == []


def test_what_serves_is_what_was_trained(reader: PassageReader, cache: Path) -> None:
    import torch
    from safetensors.torch import load_file

    from app.answer.reader.layout import lay_out_passage, lay_out_question
    from app.answer.reader.network import Together
    from eval.train.batches import Reading, to_batch
    from eval.train.states import StatesOf
    from index.embed.cache import default_model

    questions = ["苏州2024年人工智能营收有多少？", "思必驰是哪一年在哪里成立的？", "第12个项目的总投资是多少？" * 12]
    states_of = StatesOf(default_model(cache))
    network = Together(states_of.bert).eval()
    network.load_state_dict({name: values.float() for name, values in load_file(TUNED).items()}, strict=False)
    for question in questions:  # of lengths that are padded and that are not, and longer than is read
        for passage in (SUZHOU, LONG):
            (asked,) = states_of([lay_out_question(states_of.encode, question)])
            (told,) = states_of([lay_out_passage(states_of.encode, passage.about, passage.sentences)])
            batch = to_batch([Reading(asked, told, None)])
            with torch.no_grad():
                tokens, nothing = network(**batch.inputs)
                expected = network.sentence_scores(tokens, batch.sentences, batch.late)[0] - nothing[0]
            found = reader.read(question, [passage])[0][: len(expected)]
            assert np.abs(expected.numpy() - found).max() < 0.1


def test_the_weights_are_small() -> None:
    assert TUNED.stat().st_size < 5_000_000
