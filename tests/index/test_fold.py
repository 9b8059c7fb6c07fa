from index.fold import fold, terms


def test_a_word_inside_a_sentence_is_found() -> None:
    assert set(terms("电池")) <= set(terms("太阳能电池的效率不断提高"))


def test_traditional_and_full_width_spellings_are_the_same_words() -> None:
    assert fold("蘇州ＡＩ產業２０２６年") == fold("苏州AI产业2026年")


def test_numbers_and_latin_words_are_terms_of_their_own() -> None:
    assert terms("2025年AI产值1,301.3亿元，OPC") == ["2025", "年", "ai", "产值", "1301.3", "亿元", "opc"]


def test_a_text_without_words_has_no_terms() -> None:
    assert terms("……！ 　") == []
