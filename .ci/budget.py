#!/usr/bin/env python3
"""The house budget: sizes of rooms, printed and held. Production code only; tests are counted apart."""
import pathlib
import re
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILE_HARD, FUNCTION_HARD = 500, 80
FILE_MEDIAN, FILE_P90, FUNCTION_P90, HANDLER = 110, 260, 40, 40
FUNCTION = re.compile(r"^(\s*)(?:pub(?:\([a-z ]+\))? )?(?:const )?(?:async )?(?:unsafe )?fn (\w+)")


TEST_ROOM = re.compile(r"#\[cfg\(test\)\]\n(?:pub\([a-z]+\) )?mod (\w+);")


def test_rooms(names):
    """Folders and files of modules that only tests have (`#[cfg(test)] mod name;`)."""
    rooms = set()
    for name in names:
        path = ROOT / name
        if path.is_file():
            own = path.parent if path.name in ("lib.rs", "main.rs", "mod.rs") else path.with_suffix("")
            for room in TEST_ROOM.findall(path.read_text(encoding="utf-8")):
                rooms.add(str((own / room).relative_to(ROOT)))
    return rooms


def is_test(name, rooms):
    parts = name.split("/")
    bare = name.removesuffix(".rs")
    if any(bare == room or bare.startswith(room + "/") for room in rooms):
        return True
    return "tests" in parts[:-1] or "benches" in parts or parts[-1] in ("tests.rs", "build.rs") or parts[0] == "tests"


def split(text):
    """(production lines, test lines): a `#[cfg(test)] mod tests {` at the end of a file is tests."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if line.startswith("#[cfg(test)]") and at + 1 < len(lines) and lines[at + 1].startswith("mod tests {"):
            return lines[:at], lines[at:]
    return lines, []


def functions(lines):
    """(name, length) of every function, by the indentation of its closing brace."""
    for at, line in enumerate(lines):
        match = FUNCTION.match(line)
        if not match or line.rstrip().endswith(";"):
            continue
        close = match.group(1) + "}"
        for end in range(at, len(lines)):
            if lines[end].rstrip() == close or (end == at and line.rstrip().endswith("}")):
                yield match.group(2), end - at + 1
                break


def p90(numbers):
    return sorted(numbers)[int(len(numbers) * 0.9)] if numbers else 0


def main():
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.rs"], cwd=ROOT, check=True,
                           capture_output=True, text=True).stdout.split()
    rooms = test_rooms(names)
    files, lengths, tests, wrong, headless, handlers = {}, [], 0, [], [], []
    for name in names:
        path = ROOT / name
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        if not text.startswith(("//!", "#![doc")):
            headless.append(name)
        if is_test(name, rooms):
            tests += len(text.splitlines())
            continue
        production, of_tests = split(text)
        tests += len(of_tests)
        files[name] = len(production)
        if len(production) > FILE_HARD:
            wrong.append(f"{name}: {len(production)} lines, the limit is {FILE_HARD}")
        for function, length in functions(production):
            lengths.append(length)
            if length > FUNCTION_HARD:
                wrong.append(f"{name}: fn {function} has {length} lines, the limit is {FUNCTION_HARD}")
            if "/handlers/" in name and length > HANDLER:
                handlers.append(f"{name}: fn {function} has {length} lines, handlers have at most {HANDLER}")
        joined = "\n".join(production)
        for mark in (r"\.unwrap\(\)", r"\b(?:todo|unimplemented|dbg)!\(", r"\b(?:TODO|FIXME|XXX)\b", r"#!?\[allow\("):
            if re.search(mark, joined):
                wrong.append(f"{name}: {mark}")
    production = sum(files.values())
    print(f"production {production} lines in {len(files)} files: median {statistics.median(files.values()):.0f}, "
          f"p90 {p90(files.values())}, max {max(files.values())}")
    print(f"functions {len(lengths)}: median {statistics.median(lengths):.0f}, p90 {p90(lengths)}, max {max(lengths)}")
    print(f"tests {tests} lines, {100 * tests / (tests + production):.0f} % of all")
    for name in headless:
        wrong.append(f"{name}: no `//!` header")
    wrong += handlers
    if statistics.median(files.values()) > FILE_MEDIAN or p90(files.values()) > FILE_P90:
        wrong.append(f"files are too long: the budget is median {FILE_MEDIAN}, p90 {FILE_P90}")
    if p90(lengths) > FUNCTION_P90:
        wrong.append(f"functions are too long: the budget is p90 {FUNCTION_P90}")
    for line in wrong:
        print("over budget:", line)
    return 1 if wrong else 0


sys.exit(main())
