"""Makes the small models of the perplexity tests and writes down what the original libraries say of them.

    python tools/make_perplexity_cases.py BUILD_BINARY OUT

needs the packages sentencepiece 0.2.3 and kenlm 0.3.0; BUILD_BINARY is the program of that name from KenLM's sources,
OUT is data-actors/src/test/resources/perplexity. Corpus and n-grams are invented; the models mean nothing.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

import kenlm
import sentencepiece

WORDS = (
    "steel iron ore coal furnace melt pour cast roll plate beam rail bridge tower crane ship harbour river "
    "hot cold bright dark heavy light old new long short the a of and in on with from to is was are "
    "钢铁 铁矿 煤炭 高炉 熔炼 浇铸 轧制 钢板 桥梁 铁路 很热 很冷 明亮 沉重 的 了 在 和 是 从 到"
).split()
RULES = {"Ａ": "A", "Ｂ": "B", "é": "e", "ﬁ": "fi", "fi": "Fi", "\u3000": " ", "\t": " ", "\n": " ", "\u200b": "", "①": "(1)"}
VARIANTS = {
    "unigram": dict(model_type="unigram", vocab_size=180, user_defined_symbols=["<sep>", "铁路桥", "ab c"]),
    "unigram-bytes": dict(model_type="unigram", vocab_size=420, byte_fallback=True, normalization_rule_name="identity"),
    "unigram-plain": dict(
        model_type="unigram",
        vocab_size=170,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        add_dummy_prefix=False,
    ),
    "bpe": dict(model_type="bpe", vocab_size=180, user_defined_symbols=["<sep>", "铁路桥"]),
    "bpe-suffix": dict(model_type="bpe", vocab_size=420, byte_fallback=True, treat_whitespace_as_suffix=True),
}
BINARIES = {
    "probing": ["probing"],
    "probing-wide": ["-p", "2.3", "probing"],
    "probing-rest": ["-r", "SHORTER", "probing"],
    "trie": ["trie"],
    "trie-quantized": ["-q", "4", "-b", "3", "trie"],
    "trie-array": ["-a", "3", "trie"],
    "trie-quantized-array": ["-q", "5", "-b", "4", "-a", "22", "trie"],
}


def sentences(rng, count):
    for _ in range(count):
        words = [rng.choice(WORDS) for _ in range(rng.randint(1, 14))]
        yield "".join(w + (" " if w.isascii() or rng.random() < 0.1 else "") for w in words).strip()


def hostile(rng, count):
    spices = list("  \t\n\r\x00\x0b\x1c\u0085\u00a0\u2028\u3000\u200b▁ＡＢéﬁ①😀中钢铁路桥abcxyzfiQ<>#%") + ["<sep>", "铁路桥", "ab c", "<unk>", "<0x41>", "<s>"]
    for _ in range(count):
        yield "".join(rng.choice(spices + WORDS) for _ in range(rng.randint(0, 25)))


def train(out, corpus):
    rules = out / "rules.tsv"
    rules.write_text(
        "".join(
            " ".join(f"{ord(c):X}" for c in k) + "\t" + " ".join(f"{ord(c):X}" for c in v) + "\n"
            for k, v in RULES.items()
        )
    )
    models = {}
    for name, options in VARIANTS.items():
        if "normalization_rule_name" not in options:
            options = dict(options, normalization_rule_tsv=str(rules))
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(corpus),
            model_prefix=str(out / name),
            hard_vocab_limit=False,
            num_threads=1,
            minloglevel=2,
            **options,
        )
        (out / f"{name}.vocab").unlink()
        models[name] = sentencepiece.SentencePieceProcessor(model_file=str(out / f"{name}.model"))
    rules.unlink()
    return models


def write_arpa(path, rng, segmented, order, with_unknown):
    """Random weights; every beginning of an n-gram is in the model, some endings are not."""
    grams = [None] + [dict() for _ in range(order)]
    for tokens in segmented:
        tokens = ["<s>"] + tokens + ["</s>"]
        for n in range(1, order + 1):
            for i in range(len(tokens) - n + 1):
                gram = tuple(tokens[i : i + n])
                if n == 1 or (gram[:-1] in grams[n - 1] and rng.random() < (0.75 if gram[1:] in grams[n - 1] else 0.3)):
                    grams[n].setdefault(gram, None)
        # A longer n-gram may have come in before; only now are all beginnings known.
    if with_unknown:
        grams[1][("<unk>",)] = None
        grams[2][("<unk>", "</s>")] = None
    for mark in ("<s>", "</s>"):
        grams[1].setdefault((mark,), None)
    with open(path, "w") as file:
        file.write("# invented\n\n\\data\\\n" + "".join(f"ngram {n}={len(grams[n])}\n" for n in range(1, order + 1)))
        for n in range(1, order + 1):
            file.write(f"\n\\{n}-grams:\n")
            for gram in grams[n]:
                probability = -99 if gram == ("<s>",) else rng.choice([-rng.uniform(0.01, 4), -rng.randint(0, 9)])
                backoff = rng.choice(["", "\t0", "\t-0.0", f"\t{-rng.uniform(0, 1.5):.7g}", f"\t{rng.uniform(0, 0.3):.3f}"])
                file.write(f"{probability:.7g}\t{' '.join(gram)}{backoff if n < order else ''}\n")
        file.write("\n\\end\\\n")


def write_shorter(path, arpa, order):
    """The model without its n-grams longer than `order`, from which rest costs are taken."""
    sections = [s.split("\n") for s in arpa.read_text().split("\n\n") if "-grams:" in s][:order]
    lines = ["\\data\\"] + [f"ngram {n + 1}={len(s) - 1}" for n, s in enumerate(sections)]
    for n, (header, *grams) in enumerate(sections):
        fields = 2 if n + 1 == order else 3
        lines += ["", header] + ["\t".join(g.split("\t")[:fields]) for g in grams]
    path.write_text("\n".join(lines + ["", "\\end\\", ""]))


def scores(file, cases):
    model = kenlm.Model(str(file))
    return [model.score(case) for case in cases]


def perplexity(pieces, model, text):
    score, length = 0, 0
    for line in " ".join(pieces.encode_as_pieces(text)).splitlines():
        score += model.score(line)
        length += len(line.split()) + 1
    return round(10.0 ** (-score / length), 1) if length else 0.0


def main(build_binary, out):
    rng = random.Random(20240)
    out.mkdir(parents=True, exist_ok=True)
    corpus = list(sentences(rng, 900))
    models = train(out, corpus)
    texts = list(sentences(rng, 30)) + ["", " ", "\n", "fi fi", "Q" * 30, "ab c", "<sep>" * 3] + list(hostile(rng, 120))
    result = {
        "pieces": {name: [[t, " ".join(m.encode_as_pieces(t))] for t in texts] for name, m in models.items()},
        "sentences": [],
        "scores": {},
        "perplexity": [],
    }
    segmented = [models["unigram"].encode_as_pieces(t) for t in corpus]
    tokens = [t for s in segmented for t in s]
    lines = ["", " ", "a\x00b"] + [" ".join(s) for s in segmented[100:140]]
    for _ in range(100):
        words = [rng.choice(tokens + ["nowhere", "<unk>", "</s>", "<s>"]) for _ in range(rng.randint(1, 15))]
        at = rng.randrange(len(tokens) - 12)
        words += tokens[at : at + rng.randint(0, 12)]
        lines.append("".join(w + rng.choice([" ", " ", " ", "  ", "\t", "\x0b", "\n"]) for w in words))
    result["sentences"] = lines
    write_arpa(out / "order4.arpa", rng, segmented[:60], 4, True)
    write_arpa(out / "order2.arpa", rng, segmented[:20], 2, False)
    for name in ("order4", "order2"):
        result["scores"][f"{name}.arpa"] = scores(out / f"{name}.arpa", lines)
        shorter = [out / f"shorter{n}" for n in range(1, int(name[-1]))]
        for n, path in enumerate(shorter):
            write_shorter(path, out / f"{name}.arpa", n + 1)
        for kind, options in BINARIES.items():
            options = [" ".join(map(str, shorter)) if o == "SHORTER" else o for o in options]
            binary = f"{name}.{kind}.bin"
            subprocess.run([build_binary, *options, out / f"{name}.arpa", out / binary], check=True)
            result["scores"][binary] = scores(out / binary, lines)
        for path in shorter:
            path.unlink()
    model = kenlm.Model(str(out / "order4.arpa"))
    result["perplexity"] = [[t, perplexity(models["unigram"], model, t)] for t in texts]
    (out / "cases.json").write_text(json.dumps(result, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
