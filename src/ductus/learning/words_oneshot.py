"""A letter of the network that writes words, learned from one example.

As in the character challenge, all that is adapted is what the new letter has of its own: its
columns to the gates of all layers (`WordNetwork.unfolded`). The one example is shown among letters
that the network knows, for to write a letter is also to come to it and to go on from it. Or all
letters are learned anew, each from one example by a new writer: a hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import torch

from ductus.data.words import TRAIN, Norm, gathered
from ductus.data.words.composed import Hand, Letter, compose
from ductus.learning.adam import Adam, fallen
from ductus.learning.objectives import check_loss
from ductus.learning.words_likelihood import Batch, batch_of, likelihood
from ductus.networks.words import END, WordNetwork

BESIDE = 2  # letters beside the new one in a word that it is learned from


def learn_letters(
    network: WordNetwork,
    examples: Mapping[str, Letter],
    known: Sequence[Hand],
    norm: Norm,
    *,
    iterations: int,
    learning_rate: float,
    seed: int,
) -> WordNetwork:
    """The network unfolded, with the letters' columns; letters that it did not know are new to it.

    Parameters
    ----------
    examples : the one example of each letter.
    known : hands in which the letters beside are; none: the examples themselves, as a hand.
    norm : units of the network.
    iterations, learning_rate : of Adam, whose rate falls. A column that is new begins at the mean
        of the others.
    """
    new, network = list(examples), network.unfolded()
    before = [symbol for symbol in network.symbols if symbol != END]
    other = network.with_symbols([*before, *(s for s in new if s not in before)], seed).eval()
    mean = network.own(before).mean(dim=0)
    columns = torch.stack(
        [network.own([s])[0] if s in before else mean.clone() for s in new]
    ).requires_grad_()
    for weight in other.parameters():
        weight.requires_grad_(False)
    rng = np.random.default_rng([seed, 3])
    hands = list(known) or [{symbol: [letter] for symbol, letter in examples.items()}]
    adam = Adam(columns, learning_rate)
    for iteration in range(iterations):
        adam.learning_rate = learning_rate * fallen(iteration / iterations)
        batch = _shown(examples, hands, norm, rng)
        letters = other.letters(other.texts(batch.texts), dict(zip(new, columns, strict=True)))
        loss = -likelihood(other, batch, letters).whole.mean()
        where = f"after {iteration} iterations"
        remedy = "try a smaller words.oneshot_rate"
        check_loss(loss.detach(), "learning of letters for words", where, remedy)
        loss.backward()
        adam.step()
    return other.with_own(dict(zip(new, columns.detach(), strict=True)))


def _shown(
    examples: Mapping[str, Letter], hands: Sequence[Hand], norm: Norm, rng: np.random.Generator
) -> Batch:
    """A word for each of the letters, with others before and behind."""
    written = []
    for symbol, letter in examples.items():
        hand = hands[rng.integers(len(hands))]
        others = list(hand)
        text = [others[i] for i in rng.integers(len(others), size=BESIDE)]
        letters = [hand[s][rng.integers(len(hand[s]))] for s in text]
        place = int(rng.integers(BESIDE + 1))
        text.insert(place, symbol)
        letters.insert(place, letter)
        written.append(("", TRAIN, text, *compose(letters)))
    return batch_of(replace(gathered(written), norm=norm), range(len(written)))
