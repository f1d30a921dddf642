"""Two wordings side by side: which sentences were added, removed or worded otherwise.

Sentences, list items and rows are compared, not whole clauses: a list that grows by an item cuts into
clauses at other places. Words alone are compared; whether a change matters to a claim is not judged.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from difflib import SequenceMatcher

from intelliclaim.types import Clause
from intelliclaim.types.viewing import Change, ChangeKind, Worded

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_ALIKE = 0.5  # share of words in common from which two sentences are one, worded otherwise
_ALIKE_BESIDE = 0.3  # the same, where both stand under the same heading
_SAME_PLACE = 0.2  # what the same heading adds where several are alike
_RARE = 12  # sentences with a word, up to which having it in common makes two worth comparing

Range = tuple[int, int]
_Words = tuple[str, ...]


def compare_clauses(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Change, ...]:
    """Return what differs between two wordings, in the new one's order.

    What was removed comes where it stood: after what its predecessor became.
    """
    before, after = _sentences(old), _sentences(new)
    old_words, new_words = [_words(each) for each in before], [_words(each) for each in after]
    pairs = _same_words(old_words, new_words)
    left = [index for index in range(len(before)) if index not in pairs]
    taken = set(pairs.values())
    free = [index for index in range(len(after)) if index not in taken]
    likely = _likely(
        {index: (old_words[index], before[index].clause.heading[-1:]) for index in left},
        {index: (new_words[index], after[index].clause.heading[-1:]) for index in free},
    )
    reworded = _best_pairs(likely)
    placed: list[tuple[float, Change]] = []
    at = -1.0
    for index, sentence in enumerate(before):
        if index in reworded:
            at = float(reworded[index])
            placed.append((at, Change(ChangeKind.REWORDED, sentence, after[reworded[index]])))
        elif index in pairs:
            at = float(pairs[index])
        else:
            placed.append((at + 0.5, Change(ChangeKind.REMOVED, sentence, None)))
    added = set(free) - set(reworded.values())
    placed += [(float(index), Change(ChangeKind.ADDED, None, after[index])) for index in added]
    return tuple(change for _, change in sorted(placed, key=lambda each: each[0]))


def changed_words(old: str, new: str) -> tuple[tuple[Range, ...], tuple[Range, ...]]:
    """Return which stretches of two texts differ, word by word: offsets into `old`, and into `new`."""
    before, after = list(_WORD.finditer(old)), list(_WORD.finditer(new))
    matcher = SequenceMatcher(
        None, [word[0].casefold() for word in before], [word[0].casefold() for word in after], autojunk=False
    )
    gone: list[Range] = []
    come: list[Range] = []
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            continue
        if b > a:
            gone.append((before[a].start(), before[b - 1].end()))
        if d > c:
            come.append((after[c].start(), after[d - 1].end()))
    return tuple(gone), tuple(come)


def _sentences(clauses: Sequence[Clause]) -> list[Worded]:
    return [
        Worded(clause, passage)
        for clause in clauses
        for passage in clause.passages
        if _WORD.search(passage.text)
    ]


def _words(sentence: Worded) -> _Words:
    return tuple(word.casefold() for word in _WORD.findall(sentence.passage.text))


def _same_words(old: Sequence[_Words], new: Sequence[_Words]) -> dict[int, int]:
    """Pair the sentences of the very same words, the first with the first, wherever they stand."""
    waiting: defaultdict[_Words, deque[int]] = defaultdict(deque)
    for index, words in enumerate(new):
        waiting[words].append(index)
    pairs: dict[int, int] = {}
    for index, words in enumerate(old):
        if same := waiting.get(words):
            pairs[index] = same.popleft()
    return pairs


_Left = dict[int, tuple[_Words, tuple[str, ...]]]  # words, and the innermost heading


def _likely(old: _Left, new: _Left) -> list[tuple[float, int, int]]:
    """Return the pairs that share enough words, each with how much speaks for it."""
    having: defaultdict[str, list[int]] = defaultdict(list)
    for index, (words, _) in new.items():
        for word in set(words):
            having[word].append(index)
    likely: list[tuple[float, int, int]] = []
    for a, (words, heading) in old.items():
        mine = Counter(words)
        near = {b for word in mine if len(having[word]) <= _RARE for b in having[word]}
        for b in near:
            other = Counter(new[b][0])
            common = (mine & other).total()
            share = common / (mine | other).total()
            beside = bool(heading) and heading == new[b][1]
            if share >= (_ALIKE_BESIDE if beside else _ALIKE):
                likely.append((share + (_SAME_PLACE if beside else 0.0), a, b))
    return likely


def _best_pairs(likely: Sequence[tuple[float, int, int]]) -> dict[int, int]:
    """Pair each sentence once, the likest first."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, a, b in sorted(likely, key=lambda each: (-each[0], abs(each[1] - each[2]))):
        if a not in pairs and b not in taken:
            pairs[a] = b
            taken.add(b)
    return pairs
