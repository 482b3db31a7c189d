# What people do here every day. `just` lists it; each recipe is a command that can be typed by itself.

# Lists the recipes.
default:
    @just --list

# The whole platform, with a sandbox of everything outside it.
run:
    cargo run

# The quick loop: format, sizes of rooms, requirements, lints. Needs neither PostgreSQL nor Redis.
check:
    cargo fmt --all -- --check
    python3 .ci/budget.py
    python3 .ci/circles.py
    python3 .ci/docs.py
    python3 .ci/features.py
    python3 .ci/requirements.py
    cargo clippy --workspace --all-targets --locked -- -D warnings

# The documentation of every crate, as a gate sees it.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

# Every test, on both engines; `just test -E 'package(store)'` chooses some.
test *ARGS:
    tests/run {{ARGS}}

# Everything a change must pass.
gates:
    .ci/run

# Writes what is generated and committed: the API document and the column of proofs.
generate:
    cargo run --quiet -- openapi > openapi/openapi.json
    python3 .ci/requirements.py --write

# Writes the committed pictures (access matrix, arrows of crates) anew: for one who has read the difference.
snapshots:
    USLUGI_SNAPSHOTS=write tests/run -E 'test(access) + test(architecture) + test(examples)'

# Lints a catalog: the one of the checkout, or a folder.
catalog FOLDER="catalog":
    cargo run --quiet -- catalog check {{FOLDER}}

# The rows of the requirements that no test proves yet.
open:
    python3 .ci/requirements.py --open
