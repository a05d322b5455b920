#!/bin/sh
# exercise.sh N closes the room and opens it as exercise N: with a password that is drawn for it and not shown, and with Eve,
# who listens before the bots join. Doing it again draws another password.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh

number=${1:-}
file=$(exercise_file "$number" exercise)
need_compose
need_free_port "exercise N=$number"
scripts/images.sh server client lab
scripts/down.sh
set -- --file compose.yaml --file "$file" --profile eve
compose "$@" run --rm secret exercise "$number" --folder /exercise --again
compose "$@" up -d || die "The exercise could not be set up." "compose says why, above"
echo
echo "Exercise $number is set up: docs/exercises/ says what to do. Eve listens, and breaks nothing."
echo "  make capture                copies what she captured to the folder captures"
echo "  make exercise-check N=$number     says whether you have found it"
echo "  make down                   ends it"
