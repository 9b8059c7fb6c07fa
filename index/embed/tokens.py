"""The tokenizer of the default weights, as a ``tokenizers`` pipeline.

The model was trained behind SentencePiece's ``nmt_nfkc`` rules, which the weights file gives as a map of single
characters. That map is NFKC but for a few characters: control characters vanish, exotic spaces become a space, and
some characters that NFKC would change (～) stay. Only those differences are spelled out here.
"""

import unicodedata

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from index.embed.weights import Vocabulary

_PRIVATE_USE = 0xF0000  # characters that NFKC must not touch wait here while it runs


def build_tokenizer(vocabulary: Vocabulary, pieces: list[tuple[str, float]] | None = None) -> Tokenizer:
    """A tokenizer whose ids are those the weights were trained with: ``<s> … </s>``, never truncated.

    With ``pieces``, one that treats texts in the same way but knows only these, of which the first are special.
    """
    pieces = pieces or list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=vocabulary.unknown, byte_fallback=False))
    tokenizer.normalizer = _normalizer(vocabulary)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = vocabulary.pieces[vocabulary.bos], vocabulary.pieces[vocabulary.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    return tokenizer


def _normalizer(vocabulary: Vocabulary) -> normalizers.Normalizer:
    rules = vocabulary.normalisation
    removed = [c for c, replacement in rules.items() if not replacement]
    spaces = [c for c, replacement in rules.items() if replacement == " "]
    in_pieces = set("".join(vocabulary.pieces))
    kept = sorted(c for c in in_pieces if c not in rules and unicodedata.normalize("NFKC", c) != c)
    hidden = [(c, chr(_PRIVATE_USE + n)) for n, c in enumerate(kept)]
    return normalizers.Sequence(
        [
            normalizers.Replace(_any_of(removed), ""),
            normalizers.Replace(_any_of(spaces), " "),
            *(normalizers.Replace(character, place) for character, place in hidden),
            normalizers.NFKC(),
            *(normalizers.Replace(place, character) for character, place in hidden),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )


def _any_of(characters: list[str]) -> Regex:
    return Regex("[" + "".join(f"\\x{{{ord(c):X}}}" for c in characters) + "]")
