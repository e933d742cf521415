"""Cut texts as BERT models were taught to read them: each Han character by itself, other words into known pieces.

Written here because a `vocab.txt` is all it takes; the usual package brings a client for a model store, and with it a
dozen packages that talk to the network.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

LONGEST_WORD = 100
PADDING, UNKNOWN, BEGIN, END = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
SPECIAL = (PADDING, UNKNOWN, BEGIN, END)
# Unified ideographs and their extensions, as BERT's own tokenizer counts them.
_IDEOGRAPHS = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2CEAF),
    (0x2F800, 0x2FA1F),
)


class WordPiece:
    """The tokenizer of a BERT model.

    Parameters
    ----------
    vocabulary : mapping of piece to int
        Pieces that continue a word begin with ``##``; `SPECIAL` are among them.
    is_lower_case : bool
        Whether the model knows lower case only, without accents.

    Raises
    ------
    ValueError
        A special piece is missing.

    References
    ----------
    Devlin et al. (2019), BERT, doi:10.18653/v1/N19-1423; Schuster and Nakajima (2012), Japanese and Korean voice
    search, doi:10.1109/ICASSP.2012.6289079.
    """

    def __init__(self, vocabulary: Mapping[str, int], *, is_lower_case: bool = True) -> None:
        missing = [piece for piece in SPECIAL if piece not in vocabulary]
        if missing:
            raise ValueError(f"{', '.join(missing)} missing: this is no vocabulary of a BERT model")
        self._vocabulary = vocabulary
        self._is_lower_case = is_lower_case
        self.padding = vocabulary[PADDING]

    @classmethod
    def from_file(cls, file: Path) -> "WordPiece":
        """Read `vocab.txt`, a piece a line, and whether it knows lower case only from the configuration beside it.

        Raises
        ------
        ValueError
            One of the two is not what it should be.
        OSError
            It cannot be read.
        """
        pieces = file.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        beside = file.with_name("tokenizer_config.json")
        configuration = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
        if not isinstance(configuration, dict):
            raise ValueError(f"{beside.name} holds no object")
        vocabulary = {piece.removesuffix("\r"): number for number, piece in enumerate(pieces)}
        return cls(vocabulary, is_lower_case=bool(configuration.get("do_lower_case", True)))

    def encode(self, text: str, *, longest: int) -> list[int]:
        """Return the numbers of a text's pieces between those of its begin and end, at most so many (3 or more)."""
        found: list[int] = []
        for word in self._words(text):
            found += self._pieces(word)
            if len(found) >= longest - 2:
                break
        return [self._vocabulary[BEGIN], *found[: longest - 2], self._vocabulary[END]]

    def _words(self, text: str) -> Iterator[str]:
        said = text.lower() if self._is_lower_case else text
        if self._is_lower_case:
            said = "".join(one for one in unicodedata.normalize("NFD", said) if unicodedata.category(one) != "Mn")
        word = ""
        for one in said:
            if _stands_alone(one) or one.isspace() or unicodedata.category(one) in ("Cc", "Cs"):
                if word:
                    yield word
                word = ""
                if _stands_alone(one):
                    yield one
            else:
                word += one
        if word:
            yield word

    def _pieces(self, word: str) -> list[int]:
        """Return the longest known pieces from left to right; the whole word is unknown where one is."""
        if len(word) > LONGEST_WORD:
            return [self._vocabulary[UNKNOWN]]
        found, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._vocabulary.get(f"{'##' if start else ''}{word[start:end]}")
                if number is not None:
                    break
            else:
                return [self._vocabulary[UNKNOWN]]
            found.append(number)
            start = end
        return found


def _stands_alone(character: str) -> bool:
    code = ord(character)
    if any(first <= code <= last for first, last in _IDEOGRAPHS):
        return True
    is_ascii_sign = 33 <= code <= 126 and not character.isalnum()
    return is_ascii_sign or unicodedata.category(character).startswith("P")
