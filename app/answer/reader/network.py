"""The reading network, in torch: for its training and its conversion only; what serves runs the converted one.

The default encoder is parted: its first layers read question and passage apart, so that a passage is read once for all
questions; its last layers read both together, tuned for this by low-rank changes. The idea is DeFormer's (Cao et al.,
"DeFormer: Decomposing Pre-trained Transformers for Faster Question Answering", 2020), the changes are LoRA's (Hu et
al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021), the marks on matching words are DrQA's (Chen et al.,
"Reading Wikipedia to Answer Open-Domain Questions", 2017) and the late interaction is ColBERT's (Khattab and Zaharia,
2020).
"""

import copy
import math

import torch
from torch import nn
from torch.nn import functional
from transformers import BertModel

JOINT_LAYERS = 4
RANK = 32
NEVER = -1e4  # a score that no softmax gives a share to
_DROPOUT = 0.1


class Apart(nn.Module):
    """The first layers: words' vectors (b, t, dim) and their mask (b, t) to states (b, t, dim)."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = copy.deepcopy(bert)
        self.bert.encoder.layer = self.bert.encoder.layer[:-JOINT_LAYERS]

    def forward(self, words: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """See the class."""
        states: torch.Tensor = self.bert(inputs_embeds=words, attention_mask=mask).last_hidden_state
        return states


class _Tuned(nn.Module):
    """A linear map of the encoder with a low-rank change to its weights."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.base = nn.Parameter(linear.weight.detach().clone(), requires_grad=False)
        self.bias = nn.Parameter(linear.bias.detach().clone())
        self.down = nn.Parameter(torch.randn(RANK, linear.in_features) / math.sqrt(linear.in_features))
        self.up = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        change = functional.linear(functional.linear(x, self.down), self.up)
        return functional.linear(x, self.base, self.bias) + change

    def merged(self) -> nn.Linear:
        """The same map as one matrix."""
        linear = nn.Linear(self.base.shape[1], self.base.shape[0])
        linear.weight.data = self.base + self.up @ self.down
        linear.bias.data = self.bias.data
        return linear


class _Layer(nn.Module):
    """A layer of the encoder, reading question and passage together."""

    def __init__(self, layer: nn.Module, heads: int) -> None:
        super().__init__()
        attention = layer.attention
        self.heads = heads
        self.query, self.key, self.value = (
            _Tuned(linear) for linear in (attention.self.query, attention.self.key, attention.self.value)
        )
        self.mixed, self.wide, self.narrow = (
            _Tuned(linear) for linear in (attention.output.dense, layer.intermediate.dense, layer.output.dense)
        )
        self.first_norm = copy.deepcopy(attention.output.LayerNorm).requires_grad_(True)
        self.second_norm = copy.deepcopy(layer.output.LayerNorm).requires_grad_(True)
        self.dropout = nn.Dropout(_DROPOUT)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        b, t, dim = x.shape
        query, key, value = (
            part(x).view(b, t, self.heads, dim // self.heads).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = self.first_norm(x + self.dropout(self.mixed(seen.transpose(1, 2).reshape(b, t, dim))))
        normed: torch.Tensor = self.second_norm(x + self.dropout(self.narrow(functional.gelu(self.wide(x)))))
        return normed


class Together(nn.Module):
    """The last layers and the heads.

    Takes the states of questions (b, q, dim) and passages (b, p, dim), their masks, and how each token of a passage
    matches the question (b, p, 2): see ``matching.py``. Gives for each token of a passage how much it belongs to an
    answer and how much it speaks for its sentence, (b, p, 2), and for each passage how much speaks for there being no
    answer in it, (b,). ``sentence_scores`` makes scores of these.
    """

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        dim = bert.config.hidden_size
        layers = bert.encoder.layer[-JOINT_LAYERS:]
        self.layers = nn.ModuleList(_Layer(layer, bert.config.num_attention_heads) for layer in layers)
        self.kind = nn.Parameter(torch.zeros(2, dim))  # of a state: the question's, the passage's
        self.match = nn.Linear(2, dim, bias=False)
        self.tokens = nn.Linear(dim, 2)
        self.nothing = nn.Linear(dim, 1)
        self.weights = nn.Parameter(torch.tensor([1.0, 10.0]))  # of a sentence's answer tokens, of its late interaction
        nn.init.normal_(self.tokens.weight, std=0.02)
        nn.init.zeros_(self.nothing.weight)

    def forward(
        self,
        question: torch.Tensor,
        question_mask: torch.Tensor,
        passage: torch.Tensor,
        passage_mask: torch.Tensor,
        match: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """See the class."""
        x = torch.cat([question + self.kind[0], passage + self.kind[1] + self.match(match)], 1)
        mask = torch.cat([question_mask, passage_mask], 1)[:, None, None, :].bool()
        for layer in self.layers:
            x = layer(x, mask)
        return self.tokens(x[:, question.shape[1] :]).float(), self.nothing(x[:, 0]).float()[:, 0]

    def sentence_scores(self, tokens: torch.Tensor, sentences: torch.Tensor, late: torch.Tensor) -> torch.Tensor:
        """Scores of sentences (b, s): ``sentences`` is the mask of each one's tokens (b, s, p), ``late`` (b, s)."""
        answer, spoken = tokens[..., 0], tokens[..., 1]
        mean = (sentences * spoken[:, None, :]).sum(-1) / sentences.sum(-1).clamp(min=1)
        peak = torch.logsumexp(answer[:, None, :].masked_fill(sentences == 0, NEVER), -1)
        scores = mean + self.weights[0] * peak + self.weights[1] * late
        return scores.masked_fill(sentences.sum(-1) == 0, NEVER)

    def merge(self) -> None:
        """Put each low-rank change into the matrix it changes: the same scores, with a ninth less to compute.

        For its conversion only: what ``tuned`` would give is gone.
        """
        for layer in self.layers:
            for name, part in list(layer.named_children()):
                if isinstance(part, _Tuned):
                    setattr(layer, name, part.merged())

    def tuned(self) -> dict[str, torch.Tensor]:
        """All that training changes: what is shipped, beside the encoder's own weights."""
        return {name: value for name, value in self.state_dict().items() if not name.endswith(".base")}
