"""Which words one speaker uses more than all the others do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRIOR_WORDS = 1_000.0
"""How many words the prior weighs: a speaker of fewer is told from the others with due doubt."""
MIN_CHARS = 3

_COMMON = frozenset(
    """
    about above across after again against ago ahead all almost along already also although always am among and another
    any anybody anyone anything are around away back bad be became because become been before began begin behind being
    believe below between beyond big bit both bring but call called came can cannot certain certainly clear clearly come
    comes coming could couldn course did didn different do does doesn doing don done down during each either else end
    enough especially even ever every everybody everyone everything exactly example fact far few find first for found
    from full further gave get getting give given gives giving go goes going gone good got great had happen has hasn
    have haven having hear heard her here hers herself him himself his how however idea important indeed into isn its
    itself just keep kind knew know known last later least leave less let like likely little lot look looking made main
    make makes making many matter may maybe mean means might mine more moreover most much must myself nearly need needs
    neither never new next non nor not nothing now obviously off often okay old once one ones only onto other others our
    ours ourselves out over own part particular particularly people perhaps please point possible probably problem put
    question quite rather real really regard right said same saw say saying says second see seem seems seen set several
    shall she should shouldn show simply since small some somebody someone something sometimes somewhere soon sorry
    speak speaking spoke still such sure take taken takes taking talk talking tell than thank thanks that the their
    theirs them themselves then there therefore these they thing things think third this those though thought three
    through thus time times to today together told too took toward towards tried try trying two under understand
    unfortunately until upon use used using usually various very view want wanted wants was wasn way ways well went were
    weren what whatever when where whether which while who whole whom whose why will with within without won word words
    work would wouldn yes yet you your yours yourself yourselves
    ladies gentlemen mr mrs ms sir madam dear colleagues friends
    """.split()
)
"""English words that tell a manner of speaking, not a matter; other languages have the stop words of their stemmer."""


def too_common(word: str) -> bool:
    """Tell whether a word, in lower case and without accents, says nothing of what is spoken about."""
    return word in _COMMON or len(word) < MIN_CHARS


def weighed_odds(own: NDArray[np.int64], everybody: NDArray[np.int64], *, total: int) -> NDArray[np.float64]:
    """Return for each word of one speaker how much more they use it than all the others: (v,) z-scores.

    Log-odds with an informative Dirichlet prior: Monroe, Colaresi & Quinn, "Fightin' Words: Lexical Feature Selection
    and Evaluation for Identifying the Content of Political Conflict", Political Analysis 16 (2008), equations 16, 20
    and 22. The prior is how everybody speaks, weighing PRIOR_WORDS words.

    Args:
        own: (v,) how often the speaker says each word of theirs, at least once.
        everybody: (v,) how often it stands in the whole corpus.
        total: How many words there are in the corpus.
    """
    others = np.maximum(everybody - own, 0)
    own_total, others_total = int(own.sum()), total - int(own.sum())
    if own_total == 0 or others_total <= 0:
        return np.zeros(len(own))
    prior = PRIOR_WORDS * everybody / total
    odds = np.log((own + prior) / (own_total + PRIOR_WORDS - own - prior))
    odds_of_others = np.log((others + prior) / (others_total + PRIOR_WORDS - others - prior))
    variance = 1 / (own + prior) + 1 / (others + prior)
    return np.asarray((odds - odds_of_others) / np.sqrt(variance), np.float64)
