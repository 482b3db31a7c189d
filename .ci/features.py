#!/usr/bin/env python3
"""One build for `cargo run` and `tests/run`: a package that is built for the house is built with the same features
for its tests. A dev-dependency that turned on a feature more would build it, and all that stands on it, twice."""
import subprocess
import sys


def builds(*which: str) -> set[str]:
    """Every package with the features it is built with; one for the house and one for build scripts may differ."""
    command = ["cargo", "tree", "--locked", "--prefix", "none", "-f", "{p} [{f}]", *which]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {line.removesuffix(" (*)") for line in lines if line}


house = builds("-p", "uslugi", "-e", "normal,build")
twice = sorted(house - builds("--workspace", "-e", "normal,build,dev"))
for build in twice:
    print(f"the house is built with {build}, its tests with other features")
if twice:
    print("a dev-dependency turns on features: narrow it, or name the feature where the house depends on the package")
    sys.exit(1)
print(f"{len(house)} packages are built once for the house and its tests")
