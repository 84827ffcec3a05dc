#!/usr/bin/env python3
"""Trains the tokenizer of the quickstart: byte-level BPE with Qwen's pre-tokenisation, about 4,096 entries.

    train_quickstart_tokenizer.py --in CLEANED.jsonl... --out data-actors/src/main/resources/quickstart/tokenizer

The input is the cleaned quickstart corpus ({"text": ...} lines), as `steel prepare` writes it. Needs the Python package
`tokenizers` (0.21); the result is a function of the input alone.

The pre-tokenisation glues one punctuation mark to the letters that follow it, so an exercise's `答案是:A` would earn a merge
`:A`, and a prompt that ends in `答案是:` could never be continued by the token the model was trained on. Lone letters A to D are
therefore cut out of the training text, which keeps such merges from being learned: wherever they stand, the same four tokens
stand for them. The end of this script checks it.
"""

import argparse
import json
import pathlib
import re

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
PRE_TOKENS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
LONE_LETTER = re.compile(r"((?<![A-Za-z])[A-D](?![A-Za-z]))")
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{% if loop.first and message['role'] != 'system' %}"
    "{{ '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}"
    "{% endif %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


def texts(paths):
    for path in sorted(paths):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                yield from LONE_LETTER.split(json.loads(line)["text"])


def train(paths, vocabulary):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PRE_TOKENS), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary - len(SPECIALS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts(paths), trainer)
    tokenizer.add_special_tokens([AddedToken(special, special=True, normalized=False) for special in SPECIALS])
    return tokenizer


def check(tokenizer):
    for letter in "ABCD":
        alone = tokenizer.encode(letter).ids
        prompt = tokenizer.encode("答案是:").ids
        assert len(alone) == 1, f"{letter} is {len(alone)} tokens, expected 1"
        assert tokenizer.encode("答案是:" + letter).ids == prompt + alone, f"答案是:{letter} does not end in {letter} alone"
    assert tokenizer.encode("属于水果的是A,").tokens.count("A") == 1 and tokenizer.encode("is A.").tokens.count("A") == 1
    sample = "苹果 apple, 12 345\n\n x <|im_end|>"
    assert tokenizer.decode(tokenizer.encode(sample).ids, skip_special_tokens=False) == sample


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--in", dest="inputs", nargs="+", required=True, help="cleaned jsonl files")
    arguments.add_argument("--out", required=True, help="folder for tokenizer.json and tokenizer_config.json")
    arguments.add_argument("--vocabulary", type=int, default=4096, help="entries, special tokens included")
    options = arguments.parse_args()

    tokenizer = train(options.inputs, options.vocabulary)
    check(tokenizer)
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(out / "tokenizer.json"))
    config = {
        "add_prefix_space": False,
        "additional_special_tokens": SPECIALS[1:],
        "bos_token": None,
        "chat_template": CHAT_TEMPLATE,
        "clean_up_tokenization_spaces": False,
        "eos_token": "<|im_end|>",
        "errors": "replace",
        "model_max_length": 32768,
        "pad_token": "<|endoftext|>",
        "split_special_tokens": False,
        "tokenizer_class": "Qwen2Tokenizer",
        "unk_token": None,
    }
    (out / "tokenizer_config.json").write_text(json.dumps(config, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"{tokenizer.get_vocab_size()} entries written to {out}")


if __name__ == "__main__":
    main()
