"""The attribution tagger's network: an encoder over windows of a text, labels of words, and links between spans.

The encoder is the packaged one, with all six layers fine-tuned. It is uncased, so additional embeddings encode the
shapes of words, whether a word is in quotation marks and whether it begins a line (see `tagger_input`). A conditional
random field labels the words; small networks link each cue with its source and each content with its cue.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from indexes.reader.network import SIZE, BertNetwork
from indexes.tagger.crf import LABELS, Crf
from indexes.tagger.inputs import BREAKS, QUOTES, SHAPES

LINK_SIZE = 192
DISTANCES = 19
"""Buckets of the signed number of words between two spans."""
BETWEEN = 4
"""Buckets of the number of cues between two spans."""
FEATURES = 7
"""The number of features of an attribution from which its probability is computed (see `indexes.tagger.decoding`)."""


class Link(nn.Module):
    """Which candidate span belongs to an anchor span, or none."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.anchor = nn.Linear(2 * SIZE, LINK_SIZE)
        self.candidate = nn.Linear(2 * SIZE, LINK_SIZE)
        self.distance = nn.Embedding(DISTANCES, LINK_SIZE)
        self.between = nn.Embedding(BETWEEN, LINK_SIZE)
        self.hidden = nn.Linear(2 * LINK_SIZE, LINK_SIZE)
        self.score = nn.Linear(LINK_SIZE, 1)
        self.none = nn.Linear(LINK_SIZE, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, anchors: Tensor, candidates: Tensor, distances: Tensor, between: Tensor, mask: Tensor) -> Tensor:
        """Logits (anchors, 1 + candidates); that of no candidate comes first.

        `anchors` (anchors, 2 * SIZE) and `candidates` (anchors, candidates, 2 * SIZE) are the states of the first and
        last words of spans; the others have the shape (anchors, candidates).
        """
        anchor = functional.gelu(self.anchor(self.dropout(anchors)))
        candidate = functional.gelu(self.candidate(self.dropout(candidates)))
        placed = candidate + self.distance(distances) + self.between(between)
        both = torch.cat([anchor[:, None] * candidate, anchor[:, None] + placed], 2)
        scores = self.score(self.dropout(functional.gelu(self.hidden(both))))[:, :, 0]
        scores = scores.float().masked_fill(~mask, -1e4)
        return torch.cat([self.none(anchor).float(), scores], 1)


class TaggerNetwork(BertNetwork):
    """See the module. `probability` are the weights of a logistic regression, fitted once the rest is trained."""

    def __init__(self, vocabulary: int = 30522, dropout: float = 0.1) -> None:
        super().__init__(vocabulary, dropout)
        self.shapes = nn.Embedding(SHAPES, SIZE)
        self.quotes = nn.Embedding(QUOTES, SIZE)
        self.breaks = nn.Embedding(BREAKS, SIZE)
        self.labels = nn.Linear(SIZE, LABELS)
        self.crf = Crf()
        self.sources = Link(dropout)
        self.contents = Link(dropout)
        self.probability = nn.Buffer(torch.zeros(FEATURES))
        self.dropout = nn.Dropout(dropout)
        for each in (self.shapes, self.quotes, self.breaks):
            nn.init.normal_(each.weight, std=0.01)

    def encode(self, ids: Tensor, mask: Tensor, features: Tensor, first: Tensor) -> Tensor:
        """States of words (windows, words, SIZE): those of their first tokens.

        `ids` and `mask` have the shape (windows, tokens), `features` (windows, tokens, 3: shape, quotes, break);
        `first` (windows, words) is the position of each word's first token.
        """
        shapes, quotes, breaks = features.unbind(2)
        state: Tensor = self.norm(self.embedded(ids) + self.shapes(shapes) + self.quotes(quotes) + self.breaks(breaks))
        for layer in self.layers:
            state = layer(state, mask[:, None, None])
        return state.gather(1, first[:, :, None].expand(-1, -1, SIZE))

    def emissions(self, states: Tensor) -> Tensor:
        """Logits of labels, shape (…, LABELS), of the states of words."""
        found: Tensor = self.labels(self.dropout(states))
        return found
