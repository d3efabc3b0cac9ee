"""The reader's network: a cross-encoder whose lower layers read each article once, and whose upper layers read cells.

The lower layers see windows of an article (a passage with its neighbours and its headline); the upper layers see the
tokens of two passages together. So an article costs the same however many others it is compared with, and each cell
costs half the layers (Cao et al. 2020, "DeFormer"; MacAvaney et al. 2020, "PreTTR"). Each token comes with how well the
other passage matches it, by its word and in its context, as in aligned-question embeddings (Chen et al. 2017, "DrQA").
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

SIZE, HEADS, FEED_FORWARD, LAYERS = 384, 12, 1536, 6
LOWER = 3
"""The number of layers that read articles; the others read cells."""
POSITIONS = 512
GAPS = 8
"""Buckets of the time between the two articles (see `indexes.reader.windows.gap_of`)."""
FEATURES = 3
"""How well a token matches: by its word (cosine of word vectors), exactly (0 or 1), in its context (cosine)."""
KINDS = 8
"""The kinds of divergence with `detail`, and `same`."""
TAGS = 6
"""The kinds whose words are marked."""
AUXILIARY = 4
"""Auxiliary tasks on other data that pretrain the layers; not used once the reader is trained."""


class Judged(NamedTuple):
    """Logits of cells: `strength` (cells, 2: link, strong), `kinds` (cells, KINDS), `tags` (cells, tokens, TAGS)."""

    strength: Tensor
    kinds: Tensor
    tags: Tensor
    auxiliary: Tensor


class Layer(nn.Module):
    """One BERT layer: attention and feed-forward, each followed by a residual connection and a layer norm."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(SIZE, 3 * SIZE)
        self.attention_output = nn.Linear(SIZE, SIZE)
        self.attention_norm = nn.LayerNorm(SIZE, 1e-12)
        self.up = nn.Linear(SIZE, FEED_FORWARD)
        self.down = nn.Linear(FEED_FORWARD, SIZE)
        self.output_norm = nn.LayerNorm(SIZE, 1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, state: Tensor, mask: Tensor) -> Tensor:
        """`state` of shape (batch, tokens, SIZE); `mask` (batch, 1, 1, tokens) is true where there is a token."""
        batch, tokens, _ = state.shape
        queries, keys, values = self.qkv(state).view(batch, tokens, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)
        seen = self.attention_output(seen.transpose(1, 2).reshape(batch, tokens, SIZE))
        state = self.attention_norm(state + self.dropout(seen))
        told: Tensor = self.output_norm(state + self.dropout(self.down(functional.gelu(self.up(state)))))
        return told


class BertNetwork(nn.Module):
    """The embeddings and layers of a BERT encoder, without heads; `encoder_state` gives their pretrained weights."""

    def __init__(self, vocabulary: int, dropout: float) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, SIZE)
        self.positions = nn.Embedding(POSITIONS, SIZE)
        self.segment = nn.Parameter(torch.zeros(SIZE))
        self.norm = nn.LayerNorm(SIZE, 1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))

    def embedded(self, ids: Tensor) -> Tensor:
        """The sum of word, position and segment embeddings, before the layer norm: (windows, tokens, SIZE)."""
        found: Tensor = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.segment
        return found


class ReaderNetwork(BertNetwork):
    """Lower layers over windows, upper layers over cells, and heads; see the module."""

    def __init__(self, vocabulary: int = 30522, dropout: float = 0.1) -> None:
        super().__init__(vocabulary, dropout)
        self.cell = nn.Parameter(torch.randn(SIZE) * 0.02)
        self.sides = nn.Parameter(torch.randn(2, SIZE) * 0.1)
        self.gaps = nn.Embedding(GAPS, SIZE)
        self.matched = nn.Linear(FEATURES, SIZE)
        self.pooled = nn.Linear(3 * SIZE + 2 * FEATURES, SIZE)
        self.strength = nn.Linear(SIZE, 2)
        self.kinds = nn.Linear(SIZE, KINDS)
        self.tags = nn.Linear(SIZE, TAGS)
        self.auxiliary = nn.Linear(SIZE, AUXILIARY)
        self.dropout = nn.Dropout(dropout)

    def encode(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Token states (windows, tokens, SIZE) of `ids` (windows, tokens); `mask` is true where there is a token."""
        state: Tensor = self.norm(self.embedded(ids))
        for layer in self.layers[:LOWER]:
            state = layer(state, mask[:, None, None])
        return state

    def judge(self, ids: Tensor, states: Tensor, mask: Tensor, sides: Tensor, gaps: Tensor) -> Judged:
        """The logits of cells.

        `states` (cells, tokens, SIZE) are the concatenated tokens of A and B, `ids` their ids; `sides`
        (cells, tokens) is 0 for A and 1 for B; `gaps` (cells) are buckets of time.
        """
        features = self.features(ids, states, mask, sides)
        tokens = states + self.sides[sides] + self.matched(features)
        state = torch.cat([(self.cell + self.gaps(gaps))[:, None], tokens], 1)
        seen = functional.pad(mask, (1, 0), value=True)[:, None, None]
        for layer in self.layers[LOWER:]:
            state = layer(state, seen)
        head, tokens = state[:, 0], state[:, 1:]
        own = [mask & (sides == side) for side in (0, 1)]
        a, b = (_mean(tokens, each) for each in own)
        shares = [_mean(features, each) for each in own]
        shared = torch.cat([torch.maximum(*shares), torch.minimum(*shares)], 1)
        pooled = functional.gelu(self.pooled(torch.cat([head, (a - b).abs(), a * b, shared], 1)))
        pooled = self.dropout(pooled)
        return Judged(self.strength(pooled), self.kinds(pooled), self.tags(tokens), self.auxiliary(pooled))

    @torch.no_grad()
    def features(self, ids: Tensor, states: Tensor, mask: Tensor, sides: Tensor) -> Tensor:
        """How well the other passage matches each token, shape (cells, tokens, FEATURES); see FEATURES."""
        apart = (sides[:, :, None] != sides[:, None]) & mask[:, :, None] & mask[:, None]
        exact = ((ids[:, :, None] == ids[:, None]) & apart).any(2)
        words = _best(self.words(ids), apart)
        centred = states - _mean(states, mask)[:, None]
        return torch.stack([words, exact.to(words.dtype), _best(centred, apart)], 2).to(states.dtype)


def _best(vectors: Tensor, apart: Tensor) -> Tensor:
    """The greatest cosine of each token with a token of the other side; 0 if there is none."""
    normal = functional.normalize(vectors.float(), dim=2)
    cosines = normal @ normal.transpose(1, 2)
    return cosines.masked_fill(~apart, 0.0).amax(2)


def _mean(tokens: Tensor, mask: Tensor) -> Tensor:
    weights = mask[..., None].to(tokens.dtype)
    return (tokens * weights).sum(1) / weights.sum(1).clamp(min=1)


def encoder_state(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The layers of a BERT encoder as the networks here name them; `weights` as Hugging Face names them."""
    own = {
        "words.weight": weights["embeddings.word_embeddings.weight"],
        "positions.weight": weights["embeddings.position_embeddings.weight"],
        "segment": weights["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
    }
    parts = {
        "attention_output": "attention.output.dense",
        "attention_norm": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "output_norm": "output.LayerNorm",
    }
    for number in range(LAYERS):
        base = f"encoder.layer.{number}."
        for end in ("weight", "bias"):
            qkv = [weights[f"{base}attention.self.{each}.{end}"] for each in ("query", "key", "value")]
            own[f"layers.{number}.qkv.{end}"] = torch.cat(qkv)
            own |= {f"layers.{number}.{ours}.{end}": weights[f"{base}{theirs}.{end}"] for ours, theirs in parts.items()}
    return own


def initial(weights: dict[str, Tensor]) -> ReaderNetwork:
    """A network initialised with the layers of a BERT encoder; see `encoder_state`."""
    network = ReaderNetwork()
    network.load_state_dict(encoder_state(weights), strict=False)
    nn.init.zeros_(network.gaps.weight)
    return network
