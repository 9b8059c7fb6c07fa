"""Train the reading network; writes app/answer/reader/tuned.safetensors.

python -m eval.train.fit_reader --squad cmrc2018_dev.json --squad drcd_dev.json
"""

import argparse
import json
import random
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn

import corpus as corpus_room
from app.answer.reader.files import TUNED
from app.answer.reader.network import NEVER, Together
from app.build_engine import build_embedder
from app.settings import read_settings
from eval.train.batches import Batch, Reading, Readings, batches, to_batch
from eval.train.examples import HELD_BACK, NEAR, TRAINED, Collection, near, own_collection, squad_collection
from eval.train.states import StatesOf, autocast
from index.embed.cache import default_model

_SEED = 20261124
_CHANGE_RATE, _BASE_RATE, _HEAD_RATE = 3e-4, 1e-4, 1e-3  # of AdamW: low-rank changes, norms and biases, heads
_WARM_UP = 0.06  # of all steps
_ANSWER_TOKENS = 0.3  # weight of the loss over tokens
_READ = 5  # hits that are read to tell whether there is an answer
_EVERY = 3  # of the questions held back in a public set, one in this many is asked after an epoch


def main() -> None:
    """Train as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--squad", type=Path, action="append", default=[], help="a public set in SQuAD's format")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--out", type=Path, default=TUNED)
    arguments = parser.parse_args()
    torch.manual_seed(_SEED)
    rng = random.Random(_SEED)
    settings = read_settings()
    embedder = build_embedder(settings)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        collections = [squad_collection(path, place, embedder, settings.splitter) for path in arguments.squad]
        articles = Path(corpus_room.__file__).parent / "articles"
        collections.append(own_collection(TRAINED, HELD_BACK, articles, place, embedder, settings.splitter))
    states_of = StatesOf(default_model(settings.cache))
    readings = [Readings(collection, states_of.encode, states_of) for collection in collections]
    for one, collection in zip(readings, collections, strict=True):
        one.add([asked for path in NEAR for asked in near(path, collection)])
    print("read apart", flush=True)
    network = Together(states_of.bert)
    if arguments.start:
        started_from = {name: values.float() for name, values in load_file(arguments.start).items()}
        network.load_state_dict(started_from, strict=False)
    optimizer = _optimizer(network)
    started, step = time.time(), 0
    for epoch in range(arguments.epochs):
        drawn = list(batches([reading for one in readings for reading in one.epoch(rng)], rng))
        for batch in drawn:
            _set_rate(optimizer, step / (len(drawn) * arguments.epochs))
            step += 1
            loss = _loss(network, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            if step % 100 == 0:
                print(
                    f"{step}/{len(drawn) * arguments.epochs} loss {loss.item():.3f} {time.time() - started:.0f} s",
                    flush=True,
                )
        save_file({name: value.half().contiguous() for name, value in network.tuned().items()}, arguments.out)
        for one, collection in zip(readings, collections, strict=True):
            print(
                json.dumps({"epoch": epoch + 1, "set": collection.name, **_held_back(network, one, collection)}),
                flush=True,
            )


def _optimizer(network: Together) -> torch.optim.AdamW:
    rates: dict[float, list[nn.Parameter]] = {_CHANGE_RATE: [], _BASE_RATE: [], _HEAD_RATE: []}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            change, layer = name.endswith((".down", ".up")), name.startswith("layers.")
            rates[_CHANGE_RATE if change else _BASE_RATE if layer else _HEAD_RATE].append(parameter)
    groups = [{"params": parameters, "lr": rate, "base": rate} for rate, parameters in rates.items()]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def _set_rate(optimizer: torch.optim.AdamW, done: float) -> None:
    """Linear warm-up and decay."""
    share = min(1.0, done / _WARM_UP) * max(0.02, 1 - done)
    for group in optimizer.param_groups:
        group["lr"] = group["base"] * share


def _scores(network: Together, batch: Batch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Scores of sentences (b, s), of nothing (b,), and of tokens to be in the answer (b, p)."""
    with autocast():
        tokens, nothing = network(**batch.inputs)
    return network.sentence_scores(tokens, batch.sentences, batch.late), nothing, tokens[..., 0]


def _loss(network: Together, batch: Batch) -> torch.Tensor:
    """That the right sentence is chosen, or nothing where nothing answers; and its tokens, where they are known."""
    network.train()
    sentences, nothing, tokens = _scores(network, batch)
    scores = torch.cat([sentences, nothing[:, None]], 1).masked_fill(batch.unsure, NEVER)
    chosen = torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~batch.target, NEVER), 1)
    tokens = tokens.masked_fill(batch.sentences.sum(1) == 0, NEVER)
    answer = torch.logsumexp(tokens, 1) - torch.logsumexp(tokens.masked_fill(batch.answer == 0, NEVER), 1)
    known = batch.answer.any(1).float()
    return chosen.mean() + _ANSWER_TOKENS * (answer * known).sum() / known.sum().clamp(min=1)


def _held_back(network: Together, readings: Readings, collection: Collection) -> dict[str, float]:
    """Figures of the questions held back, from the network's scores alone.

    A public set's questions are asked again without the article that answers them; ``near`` are unanswerable ones.
    """
    network.eval()
    own = collection.name == "own"
    asked = [pair for n, pair in enumerate(readings.held_back()) if own or not pair[1].answerable or n % _EVERY == 0]
    needed = [(number, place) for number, one in asked for place in dict.fromkeys([*one.found[: _READ + 1], *one.gold])]
    needed.sort(key=lambda pair: len(readings.passages[pair[1]].layout.ids))
    best: dict[tuple[int, int], list[float]] = {}
    for at in range(0, len(needed), 16):
        pairs = needed[at : at + 16]
        batch = to_batch([Reading(readings.questions[n], readings.passages[place], None) for n, place in pairs])
        with torch.no_grad():
            sentences, nothing, _ = _scores(network, batch)
        for row, (n, place) in enumerate(pairs):
            count = len(collection.texts[place].sentences)
            best[n, place] = (sentences[row] - nothing[row])[:count].tolist()
    with_answer, without, near = [], [], []
    holds = [0, 0, 0]
    for number, one in asked:
        highest = {place: max(best[number, place], default=NEVER) for place in one.found[: _READ + 1]}
        if one.answerable:
            with_answer.append(max(highest[place] for place in one.found[:_READ]))
            order = sorted(
                ((score, n, place) for place in one.gold for n, score in enumerate(best[number, place])), reverse=True
            )
            right = [n in one.gold[place].answering | one.gold[place].unsure for _, n, place in order[:3]]
            for k in range(3):
                holds[k] += any(right[: k + 1])
            if not own:
                without.append(max((high for place, high in highest.items() if place not in one.gold), default=NEVER))
        else:
            near.append(max(highest.values()))
    threshold = np.percentile(with_answer, 5)
    figures = {f"best {k + 1}": holds[k] / len(with_answer) for k in range(3)}
    for name, scores in (("without its article", without), ("near", near)):
        if scores:
            figures[f"refused at 5 % false refusals, {name}"] = float((np.array(scores) < threshold).mean())
            figures[f"AUC, {name}"] = float((np.array(with_answer)[:, None] > np.array(scores)[None]).mean())
    return {name: round(value, 4) for name, value in figures.items()}


if __name__ == "__main__":
    main()
