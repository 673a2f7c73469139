# Shared by the scripts: where things are, and one place that says so when something is missing.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
assay=.build/release/assay
# Material for measuring, beside the project; never part of it.
shared=${ASSAY_SHARED:-$root/../shared}

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 3; }

# need_shared WHAT: true when the shared folder is there; says loudly when it is not, and fails
# where it must be (CI).
need_shared() {
  [ -d "$shared" ] && return 0
  say "SKIPPED LOUDLY: $1 needs the folder shared/ beside the project, and there is none."
  [ "${CI:-}" = true ] && fail "In CI the folder shared/ must be there."
  return 1
}

# build ARGUMENTS…: one release build, its output shown as it comes.
build() { swift build -c release "$@"; }
