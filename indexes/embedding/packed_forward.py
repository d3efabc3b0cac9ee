"""A forward pass of BERT encoders without padding: attention is computed per group of texts with equal token counts.

The tokens of a batch are concatenated for everything that processes tokens independently, which is nine tenths of the
work; attention processes them in groups of equal length. So no text is padded, none needs a mask, and no text affects
another. On 2,000 passages of `../shared/gold` (2 cores, bf16) it processes 1.16 × the passages/s of the library's own
pass over batches sorted by tokens.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import groupby
from typing import Any

import numpy as np

from compare.ports import Ids, Vectors
from indexes.embedding.bert import WORDS, Bert
from indexes.embedding.int8_linear import AFTER_ATTENTION, AFTER_NORM, ByChannel, ByToken, Linear, Measured

_TOKENS = 1024
"""Maximum number of tokens of a batch. Of 512 to 4,096 the fastest in 8 bits on passages of `../shared/gold` (a core
with 2 MB of cache); in bf16 none is faster than another.
"""

_BY_CHANNEL = {"qkv": AFTER_NORM, "attention_output": AFTER_ATTENTION, "feed_forward_up": AFTER_NORM}
"""The parts of a layer that are measured before they compute in 8 bits, with the margin of each."""

_STEPS = 8  # batch sizes between two powers of two: the library prepares each size once


class PackedEncoder:
    """Computes the same as sentence-transformers for a `Bert`, in its precision; thread-safe.

    Batches run in parallel, each in one thread: threads that share a batch wait for one another at every step, which
    took fifty times as long on a machine with other work (measured on 2 cores). These threads also prepare the layers.
    """

    def __init__(self, bert: Bert) -> None:
        import torch

        self._beside = torch.get_num_threads()
        self._threads = ThreadPoolExecutor(self._beside, "parallax-model", torch.set_num_threads, (1,))
        self.longest = bert.longest
        self._tokenizer = bert.tokenizer
        self._heads = int(bert.config["num_attention_heads"])
        self._size = int(bert.config["hidden_size"])
        self._epsilon = float(bert.config["layer_norm_eps"])
        weights = bert.weights
        self._words = weights[WORDS]
        self._positions = weights["embeddings.position_embeddings.weight"]
        self._type = weights["embeddings.token_type_embeddings.weight"][0]
        self._norm = _pair(weights, "embeddings.LayerNorm")
        names = [f"encoder.layer.{number}." for number in range(int(bert.config["num_hidden_layers"]))]
        self._layers = list(self._threads.map(lambda name: _Layer(weights, name), names))

    def encode(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Indices in `texts`, with the normalised vectors of the texts there, batch by batch, longest first."""
        tokens = self._tokens(texts)
        running: deque[tuple[list[int], Future[Vectors]]] = deque()
        for batch in _batches(tokens):
            running.append((batch, self._threads.submit(self._forward, [tokens[each] for each in batch])))
            if len(running) > self._beside:  # one batch waits, so that no thread does; more would delay a query
                done, vectors = running.popleft()
                yield done, vectors.result()
        for done, vectors in running:
            yield done, vectors.result()

    def _tokens(self, texts: Sequence[str]) -> list[Ids]:
        return [np.array(each.ids, np.int64) for each in self._tokenizer.encode_batch_fast(list(texts))]

    def measured(self, texts: Sequence[str]) -> dict[str, Any]:
        """The minimum and maximum of each input channel on these texts, shape (2, inputs), for `use_8_bits`."""
        import torch

        found: dict[str, Measured] = {}
        for number, layer in enumerate(self._layers):
            for part in _BY_CHANNEL:
                found[f"{number}.{part}"] = Measured(getattr(layer, part))
                setattr(layer, part, found[f"{number}.{part}"])
        tokens = self._tokens(texts)
        for batch in _batches(tokens):  # sequentially, so that the measurements are deterministic
            self._threads.submit(self._forward, [tokens[each] for each in batch]).result()
        return {name: torch.stack([each.low, each.high]) for name, each in found.items()}

    def use_8_bits(self, activations: Mapping[str, Any]) -> None:
        """Switch to 8 bits; `activations` are those that `measured` returned for this model."""

        def switch(number: int, layer: _Layer) -> None:
            for part, margin in _BY_CHANNEL.items():
                low, high = activations[f"{number}.{part}"]
                setattr(layer, part, ByChannel(Measured(getattr(layer, part), low, high), margin))
            layer.feed_forward_down = ByToken(layer.feed_forward_down)

        list(self._threads.map(switch, range(len(self._layers)), self._layers))

    def _forward(self, tokens: Sequence[Ids]) -> Vectors:
        """Process texts in the order of their lengths."""
        import torch
        from torch.nn import functional

        groups = [(length, len(list(group))) for length, group in groupby(len(each) for each in tokens)]
        texts, total = len(groups), sum(length * number for length, number in groups)
        spare = _rounded(total) - total
        if spare:
            groups.append((1, spare))  # padding texts of one token
        ids = torch.from_numpy(np.concatenate([*tokens, np.zeros(spare, np.int64)]))
        places = torch.cat([torch.arange(length).repeat(number) for length, number in groups])
        with torch.inference_mode():
            embedded = self._words[ids].to(self._type.dtype) + self._type + self._positions[places]
            state = functional.layer_norm(embedded, (self._size,), *self._norm, self._epsilon)
            for layer in self._layers:
                state = self._layer_output(layer, state, groups)
            means = [part.float().mean(1) for part in _grouped(state, groups[:texts])]
            vectors: Vectors = functional.normalize(torch.cat(means)).numpy()
        return vectors

    def _layer_output(self, layer: _Layer, state: Any, groups: Sequence[tuple[int, int]]) -> Any:
        from torch.nn import functional

        size = (self._size,)
        attended = layer.attention_output(self._attention(layer.qkv(state), groups))
        state = functional.layer_norm(state + attended, size, *layer.attention_norm, self._epsilon)
        expanded = layer.feed_forward_down(layer.feed_forward_up(state))
        return functional.layer_norm(state + expanded, size, *layer.feed_forward_norm, self._epsilon)

    def _attention(self, qkv: Any, groups: Sequence[tuple[int, int]]) -> Any:
        """Self-attention within each text, from concatenated query, key and value. Shape (tokens, size)."""
        import torch
        from torch.nn.functional import scaled_dot_product_attention

        taken = []
        for part in _grouped(qkv, groups):
            number, length, _ = part.shape
            queries, keys, values = part.view(number, length, 3, self._heads, -1).permute(2, 0, 3, 1, 4)
            seen = scaled_dot_product_attention(queries, keys, values)
            taken.append(seen.transpose(1, 2).reshape(number * length, self._size))
        return torch.cat(taken)


class _Layer:
    """The linear layers and norms of one layer, in order of use."""

    def __init__(self, weights: dict[str, Any], name: str) -> None:
        import torch

        own = [_pair(weights, f"{name}attention.self.{each}") for each in ("query", "key", "value")]
        self.qkv: Any = Linear(torch.cat([each[0] for each in own]), torch.cat([each[1] for each in own]))
        self.attention_output: Any = Linear(*_pair(weights, f"{name}attention.output.dense"))
        self.attention_norm = _pair(weights, f"{name}attention.output.LayerNorm")
        self.feed_forward_up: Any = Linear(*_pair(weights, f"{name}intermediate.dense"), gelu=True)
        self.feed_forward_down: Any = Linear(*_pair(weights, f"{name}output.dense"))
        self.feed_forward_norm = _pair(weights, f"{name}output.LayerNorm")


def _pair(weights: dict[str, Any], name: str) -> tuple[Any, Any]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _batches(tokens: Sequence[Ids]) -> Iterator[list[int]]:
    """The indices of the texts of each batch, longest first."""
    batch: list[int] = []
    held = 0
    for place in sorted(range(len(tokens)), key=lambda each: -len(tokens[each])):
        if batch and held + len(tokens[place]) > _TOKENS:
            yield batch
            batch, held = [], 0
        batch.append(place)
        held += len(tokens[place])
    if batch:
        yield batch


def _grouped(state: Any, groups: Sequence[tuple[int, int]]) -> Iterator[Any]:
    """Views of the rows of each group, shape (texts, tokens per text, size)."""
    start = 0
    for length, number in groups:
        end = start + length * number
        yield state[start:end].view(number, length, -1)
        start = end


def _rounded(total: int) -> int:
    """The next allowed batch size: there are few different ones, with at most an eighth unused."""
    step = max(8, (1 << (total - 1).bit_length()) // (2 * _STEPS))
    return -(-total // step) * step
