"""Writes down what Data-Juicer's word filters say of a few texts when a SentencePiece model finds the words.

    python tools/make_word_cases.py DATA_JUICER OUT

DATA_JUICER is a checkout of Data-Juicer, whose functions are called; needs the packages sentencepiece 0.2.3, regex and
emoji 2.2.0. OUT is data-actors/src/test/resources; the models are those of its folder perplexity.
"""

import importlib.util
import json
import random
import sys
from pathlib import Path

import sentencepiece

MODELS = ["unigram", "unigram-bytes", "unigram-plain", "bpe", "bpe-suffix"]


def module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def main(data_juicer, out):
    common = data_juicer / "data_juicer" / "ops" / "common"
    helper = module(common / "helper_func.py")
    special = module(common / "special_characters.py").SPECIAL_CHARACTERS
    texts = [text for text, _ in json.loads((out / "perplexity" / "cases.json").read_text("utf-8"))["pieces"]["unigram"]]
    rng = random.Random(7)
    texts = [" ".join(rng.choices(texts, k=3)) if i % 2 else text for i, text in enumerate(texts)]
    lines = []
    for name in MODELS:
        model = sentencepiece.SentencePieceProcessor(model_file=str(out / "perplexity" / f"{name}.model"))
        for text in texts[::2] + texts[1::4]:
            words = helper.get_words_from_document(text, token_func=model.encode_as_pieces)
            count = len(helper.words_refinement(words, strip_chars=special))
            words = helper.words_refinement(words, lower_case=True, strip_chars=special)
            ratios = {}
            for n in (1, 2, 3):
                grams = [" ".join(words[i : i + n]) for i in range(len(words) - n + 1)]
                repeated = sum(grams.count(gram) for gram in set(grams) if grams.count(gram) > 1)
                ratios[n] = repeated / len(grams) if grams else 0.0
            lines.append(json.dumps({"model": name, "text": text, "words": count, "repetition": ratios}, ensure_ascii=False))
    (out / "clean" / "word-model-cases.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
