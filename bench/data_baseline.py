#!/usr/bin/env python3
"""Cleaning, tokenizing and packing as the Python originals do them, for `steel bench prepare|tokenize|pack --baseline`.

    python bench/data_baseline.py prepare  CORPUS.jsonl --out D --recipe data-juicer.yaml   Data-Juicer's operators, in this process
    python bench/data_baseline.py process  CORPUS.jsonl --out D --recipe data-juicer.yaml   Data-Juicer's own command, dj-process
    python bench/data_baseline.py tokenize CORPUS.jsonl --out D --tokenizer DIR             Hugging Face tokenizers, ids as JSON lines
    python bench/data_baseline.py pack     CORPUS.jsonl --out D --tokenizer DIR             one process of the original packer

One thread. Reads the corpus, writes its result, and prints one JSON object on the last line: seconds of the whole job without the
imports, peak memory of the process, and what came out. `prepare` leaves Data-Juicer's own engine out (configuration, Arrow, export), which
is to its favour; `process` is that engine as its users start it, for the time of the whole process: with an empty cache, so that nothing is
taken from an earlier run, and without its monitor, which would draw a picture of every operator.
"""

import argparse
import importlib.abc
import importlib.machinery
import json
import os
import resource
import sys
import time
import types

# libraries for images, sound and models that Data-Juicer imports and these operators never call
UNUSED = (
    "librosa cv2 av soundfile PIL fasttext ray torch torchvision torchaudio imagededup kenlm sentencepiece spacy nltk vllm "
    "diffusers easyocr scenedetect faster_whisper plotly streamlit matplotlib jieba"
).split()


class Idle(type):
    """Classes whose every attribute is another such class, and whose calls give one more."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Idle(name, (), {"__class_getitem__": classmethod(lambda c, i: c)})

    def __call__(cls, *arguments, **named):
        return Idle("result", (), {})


class Placeholder(types.ModuleType):
    """A module in which every name is an idle class."""

    def __getattr__(self, name):
        if name.endswith("version__"):
            return "0"
        if name.startswith("__"):
            raise AttributeError(name)
        return Idle(name, (), {"__class_getitem__": classmethod(lambda c, i: c)})


class Placeholders(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in UNUSED:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module = Placeholder(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass


def texts(corpus):
    with open(corpus, encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def load_prepare(a):
    sys.meta_path.append(Placeholders())
    import yaml
    from loguru import logger

    logger.remove()
    from data_juicer.ops import load_ops

    with open(a.recipe, encoding="utf-8") as recipe:
        process = yaml.safe_load(recipe)["process"]
    operators = load_ops([{name: values or {} for name, values in entry.items()} for entry in process])
    return lambda: clean(a, operators)


def clean(a, operators):
    import datasets
    from data_juicer.ops.base_op import Filter, Mapper
    from data_juicer.utils.constant import Fields, HashKeys

    kept = texts(a.corpus)
    for operator in operators:
        if isinstance(operator, Mapper):
            kept = mapped(operator, kept)
        elif isinstance(operator, Filter):
            stats = [{} for _ in kept]
            batch = {"text": kept, Fields.stats: stats}
            if operator.is_batched_op():
                operator.compute_stats_batched(batch)
                keep = list(operator.process_batched(batch))
            else:
                samples = [operator.compute_stats_single({"text": t, Fields.stats: s}) for t, s in zip(kept, stats)]
                keep = [operator.process_single(sample) for sample in samples]
            kept = [text for text, stays in zip(kept, keep) if stays]
        else:
            hashes = [operator.compute_hash({"text": text})[HashKeys.simhash] for text in kept]
            data = datasets.Dataset.from_dict({"text": kept, HashKeys.simhash: hashes})
            kept = list(operator.process(data)[0]["text"])
    with open(os.path.join(a.out, "clean.jsonl"), "w", encoding="utf-8") as out:
        for text in kept:
            out.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    return len(kept)


def load_process(a):
    sys.meta_path.append(Placeholders())
    import yaml
    from data_juicer.config import init_configs
    from data_juicer.core.executor import Executor

    with open(a.recipe, encoding="utf-8") as recipe:
        settings = {"process": yaml.safe_load(recipe)["process"]}
    settings.update(dataset_path=os.path.abspath(a.corpus), export_path=os.path.abspath(os.path.join(a.out, "clean.jsonl")))
    settings.update(np=1, open_monitor=False, ds_cache_dir=os.path.abspath(os.path.join(a.out, "cache")))
    config = os.path.join(a.out, "process.yaml")
    with open(config, "w", encoding="utf-8") as out:
        yaml.safe_dump(settings, out, allow_unicode=True)
    os.environ["HF_HUB_OFFLINE"] = "1"

    def process():
        Executor(init_configs(["--config", config])).run()
        with open(os.path.join(a.out, "clean.jsonl"), "rb") as kept:
            return sum(1 for _ in kept)

    return process


def mapped(operator, given):
    if operator.is_batched_op():
        return operator.process_batched({"text": list(given)})["text"]
    return [operator.process_single({"text": text})["text"] for text in given]


def load_tokenize(a):
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(os.path.join(a.tokenizer, "tokenizer.json"))
    return lambda: tokenize(a, tokenizer)


def tokenize(a, tokenizer):
    count = 0
    with open(os.path.join(a.out, "ids.jsonl"), "w", encoding="utf-8") as out:
        for text in texts(a.corpus):
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            count += len(ids)
            out.write(json.dumps({"ids": ids}) + "\n")
    return count


def load_pack(a):
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(a.tokenizer)
    return lambda: pack(a, tokenizer)


def pack(a, tokenizer):
    """10,000 documents at a time are joined and encoded in one call; full chunks are written as they fill."""
    import numpy as np

    end, pad = tokenizer.eos_token, tokenizer.pad_token_id
    chunk = np.full(a.block * a.blocks, pad, dtype=np.int32)
    used = files = count = 0

    def write():
        nonlocal files
        with open(os.path.join(a.out, f"chat_process0_{files:010d}.bin"), "wb") as out:
            out.write(b"LITPKDS" + (1).to_bytes(8, "little") + b"\x04" + len(chunk).to_bytes(8, "little"))
            out.write(chunk.tobytes(order="C"))
        files += 1

    def flush(joined):
        nonlocal used, count
        ids = np.array(tokenizer.encode(joined, add_special_tokens=False), dtype=np.int32)
        count += len(ids)
        while used + len(ids) > len(chunk):
            room = len(chunk) - used
            chunk[used:] = ids[:room]
            write()
            chunk.fill(pad)
            used, ids = 0, ids[room:]
        chunk[used : used + len(ids)] = ids
        used += len(ids)

    joined, lines = "", 0
    with open(a.corpus, encoding="utf-8") as rows:
        for row in rows:
            joined += json.loads(row)["text"] + end
            lines += 1
            if lines % 10_000 == 0:
                flush(joined)
                joined = ""
    flush(joined)
    write()
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["prepare", "process", "tokenize", "pack"])
    parser.add_argument("corpus")
    parser.add_argument("--out", required=True)
    parser.add_argument("--recipe")
    parser.add_argument("--tokenizer")
    parser.add_argument("--block", type=int, default=2049)
    parser.add_argument("--blocks", type=int, default=1024)
    a = parser.parse_args()
    job = {"prepare": load_prepare, "process": load_process, "tokenize": load_tokenize, "pack": load_pack}[a.what](a)
    start = time.perf_counter()
    outputs = job()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"what": a.what, "seconds": seconds, "peak_bytes": peak, "outputs": outputs}))


if __name__ == "__main__":
    main()
