#!/bin/sh
# exercise-check.sh N asks for the answer to exercise N and says what it is
# worth. What Eve captured helps to say why an answer is wrong.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh
. scripts/lab.sh

number=${1:-}
[ -n "$number" ] || die "Which exercise?" "make exercise-check N=1"
need_engine
[ -f "$exercise_file" ] || die "No exercise is under way." "make exercise N=$number"
image_here obrolan-lab || lab_image
# Of the file, check gets the sealed secret and nothing else.
OBROLAN_EXERCISE_SECRET=$(sed -n 's/^OBROLAN_EXERCISE_SECRET=//p' "$exercise_file")
export OBROLAN_EXERCISE_SECRET

set -- --rm --interactive --network none --env OBROLAN_EXERCISE_SECRET --env OBROLAN_LANG --env LANG --env LC_ALL
[ ! -t 0 ] || set -- "$@" --tty
id=$(service_ids eve --all)
[ -z "$id" ] || set -- "$@" --volumes-from "$id:ro" --env OBROLAN_CHECK_CAPTURE=/captures
exec docker run "$@" obrolan-lab check "$number"
