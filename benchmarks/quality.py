"""Signals and verdicts: speed, and agreement with datatrove's own filters on the same German and English text.

    python -m benchmarks.quality [--peers PYTHON]

PYTHON is that of an environment with datatrove 0.10.1, spacy and xxhash < 4. Both sides get the same paragraphs, with
one line end between two. A document agrees with a policy if both keep it or both remove it. `same words`: datatrove's
filters with Reinschrift's words and sentences, so that what is left is no matter of tokenisers. Differences are listed.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from evaluation.data import FOLDER, read_jsonl
from reinschrift.languages import section
from reinschrift.settings.stages import VerdictsSettings
from reinschrift.stages.quality import quality_of
from reinschrift.stages.quality.characters import SPACE, character_table
from reinschrift.stages.quality.words import Text, next_word
from reinschrift.stages.verdicts.judge import Judged, judge
from reinschrift.stages.verdicts.policies import policy_of
from reinschrift.text.utf8 import decode

POLICIES = ("gopher", "c4", "fineweb", "fineweb2")
CITATION = re.compile(r"\[\d*\]|\[edit\]|\[citation needed\]")  # what C4 takes out of a line before it counts
REPEATS = 8  # of the documents for the speed, so that a run takes seconds

Document = tuple[str, list[str]]


def documents(data: Path, languages: tuple[str, ...] = ("de", "en")) -> list[Document]:
    """Return labelled documents as language and paragraphs: newspaper articles, manuals, documentation."""
    pages = [page for name in ("fundus", "aeb") for page in read_jsonl(data / "pages" / f"{name}.jsonl.zst")]
    found = [(page["lang"], page["gold_text"].split("\n")) for page in pages]
    manuals = pq.read_table(data / "language" / "documents.parquet").to_pylist()
    found += [(row["lang"], row["paras"]) for row in manuals]
    found += [
        (row["lang"], row["text"].split("\n"))
        for row in pq.read_table(data / "duplicates" / "documents.parquet").to_pylist()
    ]
    lines = [(language, [line.strip() for text in texts for line in text.splitlines()]) for language, texts in found]
    return [
        (language, [line for line in texts if line])
        for language, texts in lines
        if language in languages and any(texts)
    ]


def signals_of(given: list[Document]) -> pa.StructArray:
    """Return the signals of documents."""
    texts = pa.array([text for _, paragraphs in given for text in paragraphs], pa.string())
    bounds = np.concatenate(([0], np.cumsum([len(paragraphs) for _, paragraphs in given]))).astype(np.int64)
    return quality_of(texts, bounds, pa.array([language for language, _ in given], pa.string()))


def reasons_of(judged: Judged) -> list[set[str]]:
    """Return the rules against each document."""
    return [{judged.names[rule] for rule in np.flatnonzero(column)} for column in judged.applies.T]


def words_of(text: str, language: str) -> list[str]:
    """Return the words and signs of a text as strings."""
    data = np.frombuffer(text.encode(), np.uint8)
    whole = Text(data, character_table(), int(language == "de"))
    words, at, follows_space = [], 0, 1
    while at < len(data):
        code, end = decode(data, at)
        is_space = whole.table[code] & SPACE != 0
        if not is_space:
            end = next_word(whole, at, len(data), follows_space).end
            words.append(data[at:end].tobytes().decode())
        at, follows_space = end, int(is_space)
    return words


def fineweb2_of(language: str) -> dict[str, Any]:
    """Return FineWeb-2's thresholds for a language under the names of datatrove's parameters."""
    values = policy_of(VerdictsSettings(policy="fineweb2"), language).thresholds
    stop_words = section("stop_words").get(language)
    return {
        "repetition": {
            "dup_line_frac": values["gopher_dup_line_frac"],
            "top_n_grams": [(n, values[f"gopher_top_{n}_gram"]) for n in (2, 3, 4)],
            "dup_n_grams": [(n, values[f"gopher_duplicated_{n}_n_grams"]) for n in range(5, 11)],
        },
        "lines": {"line_punct_thr": values["fineweb_line_punct_ratio"], "new_line_ratio": values["fineweb_list_ratio"]},
        "words": {
            "min_avg_word_length": values["gopher_below_avg_threshold"],
            "max_avg_word_length": values["gopher_above_avg_threshold"],
            "max_non_alpha_words_ratio": values["gopher_below_alpha_threshold"],
            "stop_words": stop_words,
        },
    }


def peers(python: str, given: list[Document]) -> dict[str, Any]:
    """Run datatrove's filters in its environment."""
    lines = sorted({line for _, paragraphs in given for line in paragraphs})
    sentences = {
        language: dict(
            zip(
                lines,
                signals_of([(language, [line]) for line in lines]).field("sentence_count").to_pylist(),
                strict=True,
            )
        )
        for language in ("de", "en")
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "documents.jsonl"
        with file.open("w", encoding="utf-8") as out:
            for language, paragraphs in given:
                text = "\n".join(paragraphs)
                record = {
                    "language": language, "text": text, "words": words_of(text, language),
                    "fineweb2": fineweb2_of(language),
                    "sentences": {CITATION.sub("", line): sentences[language][line] for line in paragraphs},
                }  # fmt: skip
                out.write(json.dumps(record) + "\n")
        script = Path(__file__).with_name("quality_peers.py")
        done = subprocess.run([python, str(script), str(file)], check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def speed(given: list[Document]) -> float:
    """Print MB of text a CPU second for signals and for verdicts; return that of both."""
    many = given * REPEATS
    n_bytes = sum(len(text.encode()) for _, paragraphs in many for text in paragraphs)
    languages = pa.array([language for language, _ in many], pa.string())
    signals_of(given[:3])
    seconds = []
    for _ in range(3):
        texts = pa.array([text for _, paragraphs in many for text in paragraphs], pa.string())
        bounds = np.concatenate(([0], np.cumsum([len(paragraphs) for _, paragraphs in many]))).astype(np.int64)
        begun = time.process_time()
        quality = quality_of(texts, bounds, languages)
        between = time.process_time()
        judge(quality, languages, VerdictsSettings())
        seconds.append((between - begun, time.process_time() - between))
    signals, verdicts = min(seconds)
    print(f"{n_bytes / 1e6:.0f} MB  signals {n_bytes / 1e6 / signals:.1f} MB a CPU second, ", end="")
    print(f"with verdicts {n_bytes / 1e6 / (signals + verdicts):.1f}")
    return n_bytes / 1e6 / (signals + verdicts)


def compare(given: list[Document], answer: dict[str, Any]) -> None:
    """Print the agreement by policy and language, and every difference that is no matter of words."""
    quality = signals_of(given)
    languages = pa.array([language for language, _ in given], pa.string())
    print(f"{'policy':<10}{'language':<10}{'documents':>10}{'removed':>9}{'agree':>9}{'same words':>12}")
    for policy in POLICIES:
        ours = reasons_of(judge(quality, languages, VerdictsSettings.model_validate({"policy": policy})))
        for language in ("de", "en"):
            at = [number for number, (own, _) in enumerate(given) if own == language]
            agree = [np.mean([bool(ours[k]) == bool(answer[side][policy][k]) for k in at]) for side in ("own", "given")]
            removed = np.mean([bool(ours[k]) for k in at])
            print(f"{policy:<10}{language:<10}{len(at):>10}{removed:>9.1%}{agree[0]:>9.2%}{agree[1]:>12.2%}")
        for number, reasons in enumerate(ours):
            theirs = answer["given"][policy][number]
            if bool(reasons) != bool(theirs):
                here = ", ".join(sorted(reasons)) or "kept"
                print(f"  {given[number][0]} document {number}: here {here}, datatrove {theirs or 'kept'}")
        differ = [k for k in range(len(given)) if bool(ours[k]) != bool(answer["own"][policy][k])]
        rules: dict[str, int] = {}
        for k in differ:
            for name in ours[k] or {answer["own"][policy][k]}:
                rules[name] = rules.get(name, 0) + 1
        print(f"  by words: {dict(sorted(rules.items(), key=lambda entry: -entry[1]))}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", metavar="PYTHON")
    arguments = parser.parse_args()
    given = documents(FOLDER)
    rate = speed(given)
    if arguments.peers:
        answer = peers(arguments.peers, given)
        n_bytes = sum(len(text.encode()) for _, paragraphs in given for text in paragraphs)
        theirs = n_bytes / 1e6 / answer["seconds"]
        print(f"datatrove, four policies  {theirs:.2f} MB a CPU second; {rate / theirs:.0f} times as fast here")
        compare(given, answer)


if __name__ == "__main__":
    main()
