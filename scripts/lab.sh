# shellcheck shell=sh
# lab.sh is read by the scripts that use the image obrolan-lab, after engine.sh
# (`. scripts/lab.sh`, from the project's folder).

exercise_file=${OBROLAN_EXERCISE_FILE:-.exercise/environment}

# lab_image builds the image, and the builder image before it.
lab_image() {
	base=$(builder_image)
	image_here "$base" || scripts/images.sh
	mkdir -p dist
	if ! docker build --force-rm --file Dockerfile.lab --tag obrolan-lab --build-arg "GOPROXY=${GOPROXY:-}" . >dist/lab-image.log 2>&1; then
		if image_here obrolan-lab && ! image_here "$base"; then
			complain "There is no $base to build with: using the obrolan-lab that is here." "it may be older than the sources"
			return 0
		fi
		tail -n 30 dist/lab-image.log >&2
		die "obrolan-lab could not be built." "the last lines are above, all of them in dist/lab-image.log; 'make doctor' looks at the machine"
	fi
}

# service_ids SERVICE prints its running containers. service_ids SERVICE --all
# prints those that have ended too.
service_ids() {
	docker ps --quiet ${2:+"$2"} --filter "label=com.docker.compose.project=$(compose_project)" --filter "label=com.docker.compose.service=$1"
}

# remove_eve removes her container; the captures are in a volume.
remove_eve() {
	for id in $(service_ids eve --all); do
		docker stop -t 5 "$id" >/dev/null 2>&1 || :
		docker rm --force "$id" >/dev/null 2>&1 || :
	done
}

# start_eve makes Eve anew, and waits until she listens. It leaves the other services alone.
start_eve() {
	remove_eve
	compose --profile eve up -d --no-deps eve || die "Eve could not be started." "compose says why, above"
	tries=0
	until docker logs "$(service_ids eve --all)" 2>&1 | grep -q 9999; do
		tries=$((tries + 1))
		if [ "$tries" -gt 100 ] || [ -z "$(service_ids eve --all)" ]; then
			die "Eve does not listen." "docker logs $(service_ids eve --all)"
		fi
		sleep 0.2
	done
}

# load_exercise takes the exercise's settings over, if the running server is the exercise's: then
# whatever is started anew stays part of it.
load_exercise() {
	[ -f "$exercise_file" ] || return 0
	password=$(sed -n 's/^OBROLAN_PASSWORD=//p' "$exercise_file")
	id=$(service_ids server)
	[ -n "$id" ] || return 0
	if docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$id" | grep -qx "OBROLAN_PASSWORD=$password"; then
		set -a
		# shellcheck disable=SC1090
		. "$(realpath "$exercise_file")"
		set +a
	fi
}
