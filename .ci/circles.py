#!/usr/bin/env python3
"""Circles between the modules of a crate: prints each, and fails if there is one.

A module is a room directly under `src/` (a file, or a folder with what is in it). One uses another when its code
names `crate::<other>`, or as many `super::` as lead to the crate's root, or an item that the root takes from it. Tests
are not looked at: they may use everything.
"""

import pathlib
import re
import sys

HOME = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = {"tests", "bench"}


def crates():
    for manifest in sorted(HOME.glob("*/Cargo.toml")):
        folder = manifest.parent
        if folder.name not in SKIPPED and (folder / "src").is_dir():
            yield folder


def without_tests(text):
    """Code before the first module of tests; files of tests are left out by name."""
    found = re.search(r"#\[cfg\(test\)\]\s*(pub(\([^)]*\))? )?mod \w+ \{", text)
    text = text[: found.start()] if found else text
    return re.sub(r"//[^\n]*", "", text)


def rooms(source):
    """Each room with the text of its production code, ways up to the crate's root written as `crate::`."""
    found = {}
    for file in sorted(source.rglob("*.rs")):
        parts = file.relative_to(source).with_suffix("").parts
        if "tests" in parts or parts[0] in ("lib", "main"):
            continue
        deep = len(parts) - (parts[-1] == "mod")
        text = re.sub(rf"\b(?:super::){{{deep}}}(?!super\b)", "crate::", without_tests(file.read_text()))
        found.setdefault(parts[0], []).append(text)
    return {name: "\n".join(texts) for name, texts in found.items()}


def named(text, root, known):
    """Rooms that a text names, through the crate's root or directly."""
    found = set()
    for use in re.finditer(r"\bcrate::(\{[^;]*?\}|\w+)", text):
        for name in re.findall(r"(?:^|[{,])\s*(\w+)", use.group(1)) or [use.group(1)]:
            found.add(name if name in known else root.get(name, name))
    return found


def taken_by_root(source):
    """Items that the crate's root takes from a room, by name."""
    items = {}
    for name in ("lib.rs", "main.rs"):
        file = source / name
        if not file.is_file():
            continue
        for use in re.finditer(r"\buse (?:crate::|self::)?(\w+)::([^;]+);", without_tests(file.read_text())):
            for item in re.findall(r"\w+", use.group(2)):
                items[item] = use.group(1)
    return items


def circles(graph):
    """Strongly connected rooms, each group sorted."""
    def reach(start):
        seen, todo = set(), [start]
        while todo:
            for target in graph[todo.pop()]:
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return seen

    reached = {room: reach(room) for room in graph}
    groups = set()
    for room in graph:
        group = {other for other in reached[room] if room in reached[other]}
        if len(group) > 1:
            groups.add(tuple(sorted(group)))
    return sorted(groups)


def main():
    count = 0
    for folder in crates():
        source = folder / "src"
        texts, root = rooms(source), taken_by_root(source)
        graph = {room: named(text, root, texts) & texts.keys() - {room} for room, text in texts.items()}
        for group in circles(graph):
            count += 1
            print(f"{folder.name}: {' '.join(group)} use one another:", file=sys.stderr)
            for room in group:
                print("   ", room, "->", " ".join(sorted(graph[room] & set(group))), file=sys.stderr)
    print(f"circles: {count}")
    sys.exit(1 if count else 0)


main()
