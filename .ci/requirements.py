#!/usr/bin/env python3
"""Requirements and their proofs.

Tests say in their doc comment which rows they prove ("Proves SC1.2, DM-11"). The last column of every table of
docs/requirements.md names those tests.

  .ci/requirements.py          checks that the column is what the tests say, and prints the coverage
  .ci/requirements.py --write  writes the column
  .ci/requirements.py --open   prints the rows that no test proves yet
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "requirements.md"
ID = re.compile(r"^(?:P|AR|SC|G|PT|DM|RM|MQ|SV|RO|OR|SH)-?[\dT][\w.\-–/]*$")
PROVES = re.compile(r"Proves\s+((?:[A-Z]{1,3}-?[\dT][\w.\-–/]*(?:,\s*)?)+)")
FUNCTION = re.compile(r"^\s*(?:pub(?:\([a-z]+\))? )?(?:async )?fn (\w+)")


def proofs():
    """Row id → names of the tests that prove it, as `crate::test`."""
    found = {}
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.rs"], cwd=ROOT, check=True,
                           capture_output=True, text=True).stdout.split()
    for name in files:
        path = ROOT / name
        if not path.is_file():
            continue
        comment = []
        for line in path.read_text(encoding="utf-8").splitlines():
            stripped = line.strip()
            if stripped.startswith("///"):
                comment.append(stripped[3:].strip())
                continue
            function = FUNCTION.match(line)
            if function and comment:
                for claim in PROVES.findall(" ".join(comment)):
                    for row in re.split(r",\s*", claim.strip().strip(",")):
                        if ID.match(row.rstrip(".")):
                            test = f"{name.split('/')[0]}::{function.group(1)}"
                            found.setdefault(row.rstrip("."), set()).add(test)
            if function or not stripped.startswith("#["):
                comment = []
    return found


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def ids(row):
    """The ids of a table's row: usually the first cell; in the table of services also the fourth."""
    return [c.strip("* ") for c in row[:-1] if ID.match(c.strip("* "))]


def written(found):
    out, rows, used = [], {}, set()
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        row = cells(line) if line.startswith("| ") else []
        keys = ids(row) if len(row) > 2 else []
        if keys:
            tests = sorted({test for key in keys for test in found.get(key, ())})
            for key in keys:
                rows[key] = found.get(key, set())
                used.add(key)
            line = "| " + " | ".join(row[:-1]) + " | " + "<br>".join(f"`{t}`" for t in tests) + " |"
            line = line.replace("|  |", "| |")
        out.append(line)
    return "\n".join(out) + "\n", rows, sorted(set(found) - used)


def main():
    text, rows, strangers = written(proofs())
    if strangers:
        print("tests prove rows that the table does not have:", ", ".join(strangers))
        return 1
    if "--write" in sys.argv:
        TABLE.write_text(text, encoding="utf-8")
    elif TABLE.read_text(encoding="utf-8") != text:
        print("docs/requirements.md does not say what the tests prove: run .ci/requirements.py --write")
        return 1
    if "--open" in sys.argv:
        for line in text.splitlines():
            row = cells(line) if line.startswith("| ") else []
            bare = [cell.strip("* ") for cell in row]
            for key in ids(row) if len(row) > 2 else []:
                # A row that another row only refers to is told by its own.
                if not rows[key] and bare.index(key) in (0, 3):
                    print(f"{key:<10} {bare[bare.index(key) + 1]}"[:140])
    proven = sum(1 for tests in rows.values() if tests)
    print(f"requirements: {proven} of {len(rows)} rows have a test that proves them")
    return 0


sys.exit(main())
