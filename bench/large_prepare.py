#!/usr/bin/env python3
"""Cleans a corpus larger than the heap and watches memory and rate.

    python bench/large_prepare.py [--steel ./steel] [--work FOLDER] [--mb 2000] [--heap 512m] [--recipe steel-text] [--threads N]

Makes pages (bench/prepare_corpus.py web, seed 1) of that size, runs `steel prepare` on them with that heap, and samples VmRSS and the
bytes that the process has read. Prints one JSON object: MB/s of every tenth of the input, what the last was of the first, peak of
resident memory and its largest value in every tenth, and seconds of the whole command. Needs twice the size on disk below --work.
Ends with 1 where the last tenth is more than 15 % slower or faster than the first.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def status(pid):
    """Resident and peak bytes of a process; zeros when it is gone."""
    found = {"VmRSS": 0, "VmHWM": 0}
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as lines:
            for line in lines:
                key = line.split(":")[0]
                if key in found:
                    found[key] = int(line.split()[1]) * 1024
    except OSError:
        pass
    return found["VmRSS"], found["VmHWM"]


def position(pid, path):
    """How far the process has read in a file: the largest offset of its open descriptors; None when it has none open."""
    largest = None
    try:
        for fd in os.listdir(f"/proc/{pid}/fd"):
            if os.path.realpath(f"/proc/{pid}/fd/{fd}") == path:
                with open(f"/proc/{pid}/fdinfo/{fd}", encoding="ascii") as lines:
                    at = int(next(line for line in lines if line.startswith("pos:")).split()[1])
                largest = at if largest is None else max(largest, at)
    except (OSError, StopIteration):
        pass
    return largest


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steel", default=os.path.join(os.path.dirname(HERE), "steel"))
    parser.add_argument("--work", default="large-prepare")
    parser.add_argument("--mb", type=int, default=2000)
    parser.add_argument("--heap", default="512m")
    parser.add_argument("--recipe", default="steel-text")
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    work = os.path.realpath(a.work)
    os.makedirs(work, exist_ok=True)
    corpus = os.path.join(work, "corpus.jsonl")
    subprocess.run([sys.executable, os.path.join(HERE, "prepare_corpus.py"), "web", str(a.mb), corpus], check=True)
    size = os.path.getsize(corpus)
    out = os.path.join(work, "clean")
    shutil.rmtree(out, ignore_errors=True)
    # the first call may build
    subprocess.run([a.steel, "version"], check=True, stdout=subprocess.DEVNULL)

    command = [a.steel, "prepare", "--in", corpus, "--recipe", a.recipe, "--out", out, "--threads", str(a.threads), "--json", "-q"]
    environment = dict(os.environ, STEEL_JVM_FLAGS=f"{os.environ.get('STEEL_JVM_FLAGS', '')} -Xmx{a.heap}")
    began = time.monotonic()
    with open(os.path.join(work, "steel.log"), "wb") as log:
        run = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    samples = [(0.0, 0, 0)]
    peak = 0
    while run.poll() is None:
        resident, highest = status(run.pid)
        peak = max(peak, highest)
        at = position(run.pid, corpus)
        samples.append((time.monotonic() - began, samples[-1][1] if at is None else max(at, samples[-1][1]), resident))
        time.sleep(0.1)
    seconds = time.monotonic() - began
    if run.returncode:
        sys.exit(f"steel prepare ended with code {run.returncode}, see {work}/steel.log")

    rates, residents = [], []
    before = 0.0
    for tenth in range(1, 11):
        # the last descriptor may be closed before a sample sees its end
        border = size * tenth / 10 if tenth < 10 else samples[-1][1]
        passed = next(at for at, read, _ in samples if read >= border)
        rates.append(round(size / 10 / 1e6 / (passed - before), 2))
        residents.append(max([r for at, _, r in samples if before <= at <= passed]) >> 20)
        before = passed
    steady = rates[-1] / rates[0]
    report = {
        "mb": round(size / 1e6, 1),
        "heap": a.heap,
        "threads": a.threads,
        "mb_per_second_of_tenths": rates,
        "last_of_first": round(steady, 3),
        "slowest_of_fastest": round(min(rates) / max(rates), 3),
        "peak_mib_of_tenths": residents,
        "peak_mib": peak >> 20,
        "seconds": round(seconds, 1),
        "seconds_behind_the_last_tenth": round(seconds - before, 1),
    }
    print(json.dumps(report, indent=1))
    shutil.rmtree(work)
    return 0 if 1 / 1.15 <= steady <= 1.15 else 1


if __name__ == "__main__":
    sys.exit(main())
