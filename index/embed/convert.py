"""Convert the default weights once: a SentenceTransformer folder, and beside it what answers questions.

openvino/model.xml    the encoder as OpenVINO IR, from the vectors of a text's pieces on
openvino/words.npy    those vectors, float16, a row an id: mapped, so that only the rows of pieces that occur are read
openvino/pieces.npy   and frame.json: see pieces.py

Run as a program (``python -m index.embed.convert FOLDER``) in a process of its own, so that torch, which only this
step needs, never enters the process that serves.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from index.embed.pieces import write_pieces
from index.embed.runtime import openvino_runtime
from index.embed.tokens import build_tokenizer
from index.embed.weights import Vocabulary, Weights, read_weights, weights_path

IR_FOLDER = "openvino"
WORDS = "words.npy"
_EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class _Encoder(torch.nn.Module):
    """The encoder with two outputs: a vector a token, and the mean of a text's tokens, not yet of length 1.

    It begins behind the word embeddings: these are nine tenths of the weights and no arithmetic, and a model without
    them is compiled in half the time and memory.
    """

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, words: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        tokens = self.bert(inputs_embeds=words, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        return tokens, (tokens * mask).sum(1) / mask.sum(1)


def convert(weights: Weights, folder: Path) -> None:
    """Write the SentenceTransformer folder and, under ``openvino/``, the IR; takes about 20 s and 0.7 GB of disk."""
    _save_transformer(weights, folder)
    transformer = Transformer(str(folder), max_seq_length=weights.shape.positions)
    SentenceTransformer(
        modules=[transformer, Pooling(weights.shape.hidden, "mean"), Normalize()],
        prompts={"query": "query: ", "document": "passage: "},
        device="cpu",
    ).save(str(folder), create_model_card=False)
    bert = transformer.model.eval()
    example = {
        "words": torch.ones(2, 7, weights.shape.hidden),
        "attention_mask": torch.ones(2, 7, dtype=torch.long),
    }
    openvino = openvino_runtime()
    ir = openvino.convert_model(_Encoder(bert).eval(), example_input=example)
    for output, name in zip(ir.outputs, ("token_embeddings", "mean_embedding"), strict=True):
        output.get_tensor().set_names({name})
    ours = folder / IR_FOLDER
    ours.mkdir()
    openvino.save_model(ir, ours / "model.xml", compress_to_fp16=True)
    np.save(ours / WORDS, weights.tensors["emb.word"].astype(np.float16), allow_pickle=False)
    write_pieces(weights.vocabulary, ours)


def _save_transformer(weights: Weights, folder: Path) -> None:
    shape, vocabulary = weights.shape, weights.vocabulary
    config = BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=shape.layer_norm_eps,
        bos_token_id=vocabulary.bos,
        eos_token_id=vocabulary.eos,
        pad_token_id=vocabulary.pad,
    )
    bert = BertModel(config, add_pooling_layer=False)
    bert.load_state_dict({_torch_name(name): torch.tensor(values) for name, values in weights.tensors.items()})
    bert.save_pretrained(folder)
    _tokenizer(vocabulary, shape.positions).save_pretrained(folder)


def _torch_name(name: str) -> str:
    if name in _EMBEDDINGS:
        return f"embeddings.{_EMBEDDINGS[name]}"
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"


def _tokenizer(vocabulary: Vocabulary, positions: int) -> PreTrainedTokenizerFast:
    pieces = vocabulary.pieces
    return PreTrainedTokenizerFast(
        tokenizer_object=build_tokenizer(vocabulary),
        model_max_length=positions,
        bos_token=pieces[vocabulary.bos],
        eos_token=pieces[vocabulary.eos],
        cls_token=pieces[vocabulary.bos],
        sep_token=pieces[vocabulary.eos],
        pad_token=pieces[vocabulary.pad],
        unk_token=pieces[vocabulary.unknown],
    )


if __name__ == "__main__":
    convert(read_weights(weights_path()), Path(sys.argv[1]))
