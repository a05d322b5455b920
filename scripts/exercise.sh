#!/bin/sh
# exercise.sh N sets exercise N up: a room with a password that is drawn for it
# and not shown, Eve who listens and breaks nothing, and bots that join while she
# does. Doing it again draws another password.
set -eu
cd "$(dirname "$0")/.."
. scripts/engine.sh
. scripts/lab.sh
. scripts/udp-port.sh

number=${1:-}
[ -n "$number" ] || die "Which exercise?" "make exercise N=1"
need_compose
need_udp_port "$(setting OBROLAN_PORT 9999)" "exercise N=$number"
scripts/images.sh
lab_image

mkdir -p "$(dirname "$exercise_file")"
rm -f "$exercise_file"
(
	umask 077
	docker run --rm --network none obrolan-lab exercise "$number" >"$exercise_file"
) || {
	rm -f "$exercise_file"
	exit 1 # lab has said why
}
set -a
# shellcheck disable=SC1090
. "$(realpath "$exercise_file")"
set +a

# In this order: Eve can only hear who joins after her.
remove_eve
for id in $(service_ids bot --all); do
	docker rm --force "$id" >/dev/null 2>&1 || :
done
compose up -d server || die "The room could not be opened." "compose says why, above"
start_eve
compose up -d bot || die "The bots could not be started." "compose says why, above"
echo
echo "Exercise $number is set up: docs/exercises/ says what to do. Eve listens, and breaks nothing."
echo "  make capture                copies what she captured to the folder captures"
echo "  make exercise-check N=$number    says whether you have found it"
echo "  make down                   ends it"
