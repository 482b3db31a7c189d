#!/usr/bin/env python3
"""Doc lines that only repeat the name of what they stand at: prints each, and fails if there is one.

`/// The channel.` above `pub channel: Channel` says nothing. A line says something if it has a word that is neither in the
name nor an empty one. A line with a word of Russian, a number or an example says something.
"""

import pathlib
import re
import sys

HOME = pathlib.Path(__file__).resolve().parent.parent
EMPTY = set("a an and are as at be by for from in is it its of on one or our that the their these this to with".split())
ITEM = re.compile(
    r"\s*(?:pub(?:\([^)]*\))? )?(?:const |async |unsafe )*(?:fn|struct|enum|mod|type|trait|static|const) +(\w+)"
    r"|\s*(?:pub(?:\([^)]*\))? )?(\w+)[,:({ =]|\s*(\w+)$"
)


def stem(word):
    word = word.lower()
    for end in ("ies", "es", "s", "ed", "ing"):
        if word.endswith(end) and len(word) - len(end) > 2:
            return word[: -len(end)]
    return word


def says_nothing(doc, name):
    if re.search(r"[^\x00-\x7f]|[`\d]", doc):
        return False
    named = {stem(word) for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
    words = re.findall(r"[A-Za-z]+", doc)
    return all(word.lower() in EMPTY or stem(word) in named for word in words)


def main():
    count = 0
    for file in sorted(HOME.glob("*/src/**/*.rs")):
        lines = file.read_text().split("\n")
        doc_line = [bool(re.match(r"\s*///", line)) for line in lines] + [False]
        for number, line in enumerate(lines):
            doc = re.match(r"\s*/// (.*)$", line)
            if not doc or doc_line[number - 1] or doc_line[number + 1]:
                continue
            at = number + 1
            while at < len(lines) and re.match(r"\s*#\[", lines[at]):
                at += 1
            item = ITEM.match(lines[at]) if at < len(lines) else None
            name = item and next(filter(None, item.groups()), None)
            if name and says_nothing(doc.group(1), name):
                count += 1
                place = file.relative_to(HOME)
                print(f"{place}:{number + 1}: `{doc.group(1)}` only repeats `{name}`", file=sys.stderr)
    print(f"empty doc lines: {count}")
    sys.exit(1 if count else 0)


main()
