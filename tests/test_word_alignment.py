from hypothesis import given
from hypothesis import strategies as st

from runs.exchange.placing.word_alignment import correspondence, share_of, words_in

TEXTS = st.lists(st.sampled_from(["yes", "no", "data", "the", "the", "model"]), max_size=30).map(" ".join)


@given(TEXTS, TEXTS)
def test_words_are_paired_in_the_order_of_both_texts_and_each_once(first: str, second: str):
    ours, theirs = words_in(first, [(0, len(first))]), words_in(second, [(0, len(second))])
    found = correspondence(ours, theirs)

    assert list(found.pairs) == sorted(found.pairs)
    assert list(found.pairs.values()) == sorted(set(found.pairs.values()))
    assert all(ours[here].text == theirs[there].text for here, there in found.pairs.items())
    assert found.only_first == len(ours) - len(found.pairs)
    assert found.only_second == len(theirs) - len(found.pairs)


@given(TEXTS)
def test_a_text_is_all_of_itself(text: str):
    words = words_in(text, [(0, len(text))])

    assert correspondence(words, words).pairs == {at: at for at in range(len(words))}
    assert share_of(words, words) == (1.0 if len(words) >= 4 else 0.0)


def test_words_know_their_places_and_have_uniform_quotation_marks():
    text = "It\u2019s \u201cfine\u201d."

    assert [(word.text, text[word.start : word.end]) for word in words_in(text, [(0, len(text))])] == [
        ("It's", "It\u2019s"),
        ("'fine'.", "\u201cfine\u201d."),
    ]
