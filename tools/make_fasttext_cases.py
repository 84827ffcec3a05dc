"""Makes the small models of the language identification tests and writes down what fastText says of them.

    python tools/make_fasttext_cases.py OUT

needs the packages fasttext-wheel 0.9.2 and numpy below 2; OUT is data-actors/src/test/resources/fasttext. Languages and
texts are invented; the models mean nothing.
"""

import json
import random
import struct
import sys
import tempfile
from pathlib import Path

import fasttext

LETTERS = {
    "en": "etaoinshrdlu",
    "fi": "aeiklmnöätuy",
    "ru": "аеионтсрвлкм",
    "中文": "钢铁炉火很热在和是从到了桥梁",
    "ja": "てにをはのがたるす鉄橋",
    "el": "αειοντσρκλμς",
}
SUPERVISED = {
    # name: training parameters, whether the training text has line ends
    "words": (dict(loss="softmax", dim=5), True),
    "parts": (dict(loss="hs", dim=16, minn=2, maxn=4, bucket=300), True),
    "pairs": (dict(loss="ns", dim=10, wordNgrams=2, bucket=200), True),
    "runs": (dict(loss="ova", dim=7, minn=1, maxn=3, wordNgrams=4, bucket=250), True),
    "one-line": (dict(loss="softmax", dim=3, minn=3, maxn=3, bucket=40), False),
}
COMPRESSED = {
    # name: training parameters, compression, number of languages
    "parts-norms": (dict(loss="softmax", dim=8, minn=1, maxn=3, bucket=600), dict(qnorm=True, dsub=2), 6),
    "parts-uneven": (dict(loss="hs", dim=8, minn=2, maxn=3, bucket=400), dict(qnorm=False, dsub=3), 6),
    "parts-cut": (dict(loss="ova", dim=6, minn=2, maxn=4, wordNgrams=2, bucket=2000), dict(qnorm=True, dsub=2, cutoff=300), 6),
    "words-cut": (dict(loss="softmax", dim=4), dict(qnorm=False, dsub=2, cutoff=260), 6),
    "many-labels": (dict(loss="softmax", dim=4, minn=2, maxn=2, bucket=400), dict(qnorm=True, qout=True, dsub=2), 260),
    "many-labels-tree": (dict(loss="hs", dim=4, minn=2, maxn=2, bucket=400), dict(qnorm=False, qout=True, dsub=2), 260),
}


def alphabets(rng, count):
    known = dict(LETTERS)
    while len(known) < count:
        base = rng.choice(list(LETTERS.values()))
        known[f"x{len(known)}"] = "".join(rng.sample(base, min(6, len(base))))
    return known


def words(rng, known, each):
    return {
        label: ["".join(rng.choice(letters) for _ in range(rng.randint(1, 6))) for _ in range(each)]
        for label, letters in known.items()
    }


def training_text(rng, vocabulary, lines):
    labels = list(vocabulary)
    # falling shares, so that trees are not balanced
    shares = [1 / (1 + i) for i in range(len(labels))]
    out = list(labels)
    out += rng.choices(labels, shares, k=lines)
    for label in out:
        yield f"__label__{label} " + " ".join(rng.choices(vocabulary[label], k=rng.randint(1, 8)))


def texts(rng, vocabulary, count):
    spices = list("  \t\r\0\v\f\u0085\u00a0\u3000\u200b😀é中_<>") + ["</s>", "__label__en", "__label__", "__label__none", "<", "s"]
    every = [w for of in vocabulary.values() for w in of]
    yield from ["", " ", "\0", "</s>", "__label__en", "__label__none", "a", "é", "😀", "x" * 300, "</s> " + every[0], every[0] + "\0</s>\t" + every[-1]]
    yield from (" ".join(rng.choices(of, k=rng.randint(1, 12))) for of in vocabulary.values())
    for _ in range(count):
        parts = [rng.choice(every if rng.random() < 0.6 else spices) for _ in range(rng.randint(1, 15))]
        yield rng.choice(["", " "]).join(parts)


def predicted(model, text):
    labels, scores = model.predict(text)
    return [text, labels[0].replace("__label__", ""), float(scores[0])] if labels else [text, None, 0.0]


def main(out):
    rng = random.Random(20)
    cases = {}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "text"

        def train(parameters, languages, each, line_ends=True):
            vocabulary = words(rng, alphabets(rng, languages), each)
            lines = list(training_text(rng, vocabulary, 300))
            source.write_text("\n".join(lines) + "\n" if line_ends else lines[0], encoding="utf-8")
            model = fasttext.train_supervised(
                str(source), epoch=40, lr=0.8, minCount=1, thread=1, verbose=0, seed=5, **parameters
            )
            return model, vocabulary

        def keep(name, model, vocabulary, count):
            model.save_model(str(out / name))
            loaded = fasttext.load_model(str(out / name))
            cases[name] = [predicted(loaded, text) for text in texts(rng, vocabulary, count)]

        for name, (parameters, line_ends) in SUPERVISED.items():
            keep(f"{name}.bin", *train(parameters, 6, 15, line_ends), 60)
        # before version 12 words had no parts, whatever the file says
        old = bytearray((out / "parts.bin").read_bytes())
        old[4:8] = struct.pack("<i", 11)
        (out / "parts-11.bin").write_bytes(old)
        loaded = fasttext.load_model(str(out / "parts-11.bin"))
        cases["parts-11.bin"] = [predicted(loaded, text) for text, _, _ in cases["parts.bin"]]
        for name, (parameters, compression, languages) in COMPRESSED.items():
            each = 60 if languages < 10 else 4
            model, vocabulary = train(parameters, languages, each)
            model.quantize(str(source), retrain="cutoff" in compression, epoch=2, lr=0.1, thread=1, verbose=0, **compression)
            keep(f"{name}.ftz", model, vocabulary, 60)
        vectors = fasttext.train_unsupervised(str(source), dim=2, minCount=1, bucket=10, epoch=1, thread=1, verbose=0)
        vectors.save_model(str(out / "vectors.bin"))

    # as Data-Juicer asks
    asked = []
    loaded = fasttext.load_model(str(out / "parts.bin"))
    for text, _, _ in cases["parts.bin"][:50]:
        text = "".join(rng.choice([c, c.upper(), c + "\n" if rng.random() < 0.2 else c]) for c in text) + rng.choice(["", "ΑΣ", "İ\n", "\n"])
        asked.append([text] + predicted(loaded, text.lower().replace("\n", " "))[1:])
    lines = [json.dumps({"model": name, "text": t, "label": l, "score": s}, ensure_ascii=False) for name, of in cases.items() for t, l, s in of]
    lines += [json.dumps({"model": "filter", "text": t, "label": l, "score": s}, ensure_ascii=False) for t, l, s in asked]
    (out / "cases.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    main(target)
