"""A linear-chain conditional random field over the labels of words (Lafferty et al. 2001; Lample et al. 2016).

The labels are BIOES: a span of a role is one S(ingle), or B(egin), any number of I(nside), and E(nd).
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

ROLES = ("source", "cue", "content")
LABELS = 1 + 4 * len(ROLES)
OUTSIDE = 0
BEGIN, INSIDE, END, SINGLE = 1, 2, 3, 4
_FORBIDDEN = -1e4

Floats = NDArray[np.float64]


def label(role: int, part: int) -> int:
    """The number of a label: `part` is BEGIN, INSIDE, END or SINGLE."""
    return 4 * role + part


def allowed() -> NDArray[np.bool_]:
    """Which label may follow which, shape (LABELS, LABELS)."""
    found = np.zeros((LABELS, LABELS), np.bool_)
    opens = [OUTSIDE] + [label(role, part) for role in range(len(ROLES)) for part in (BEGIN, SINGLE)]
    ended = [OUTSIDE] + [label(role, part) for role in range(len(ROLES)) for part in (END, SINGLE)]
    found[np.ix_(ended, opens)] = True
    for role in range(len(ROLES)):
        within, on = [label(role, BEGIN), label(role, INSIDE)], [label(role, INSIDE), label(role, END)]
        found[np.ix_(within, on)] = True
    return found


class Crf(nn.Module):
    """Scores of transitions between labels; a sequence may begin and end anywhere in a span, as windows do."""

    def __init__(self) -> None:
        super().__init__()
        self.transitions = nn.Parameter(torch.zeros(LABELS, LABELS))
        self.register_buffer("forbidden", torch.from_numpy(~allowed()), persistent=False)

    def scores(self) -> Tensor:
        """Transition scores, shape (from, to)."""
        forbidden: Tensor = self.get_buffer("forbidden")
        return self.transitions.float().masked_fill(forbidden, _FORBIDDEN)

    def loss(self, emissions: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        """Summed negative log-likelihood of `labels` (windows, words); `emissions` has LABELS for each word."""
        emissions, transitions = emissions.float(), self.scores()
        own = emissions.gather(2, labels[:, :, None])[:, :, 0] * mask
        steps = transitions[labels[:, :-1], labels[:, 1:]] * mask[:, 1:]
        alpha = emissions[:, 0]
        for place in range(1, emissions.shape[1]):
            moved = torch.logsumexp(alpha[:, :, None] + transitions, 1) + emissions[:, place]
            alpha = torch.where(mask[:, place, None], moved, alpha)
        return torch.logsumexp(alpha, 1).sum() - own.sum() - steps.sum()


def best_labels(emissions: Floats, transitions: Floats) -> NDArray[np.int64]:
    """The most probable labels of one sequence (Viterbi); `emissions` (words, LABELS)."""
    score = emissions[0]
    back = np.zeros(emissions.shape, np.int64)
    for place in range(1, len(emissions)):
        moved = score[:, None] + transitions
        back[place] = moved.argmax(0)
        score = moved.max(0) + emissions[place]
    found = [int(score.argmax())]
    for place in range(len(emissions) - 1, 0, -1):
        found.append(int(back[place, found[-1]]))
    return np.array(found[::-1], np.int64)


def marginals(emissions: Floats, transitions: Floats) -> Floats:
    """The probability of each label of each word (forward-backward), shape (words, LABELS)."""
    forward, backward = np.zeros_like(emissions), np.zeros_like(emissions)
    moves = np.exp(transitions)
    local = np.exp(emissions - emissions.max(1, keepdims=True))
    forward[0] = local[0] / local[0].sum()
    for place in range(1, len(emissions)):
        moved = (forward[place - 1] @ moves) * local[place]
        forward[place] = moved / moved.sum()
    backward[-1] = 1.0
    for place in range(len(emissions) - 2, -1, -1):
        moved = moves @ (backward[place + 1] * local[place + 1])
        backward[place] = moved / moved.sum()
    both = forward * backward
    return np.asarray(both / both.sum(1, keepdims=True))
