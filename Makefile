# Every target does its own set-up, and says what is missing where it can't. What takes more than a line or two is in scripts/.

# From make's own command line alone (make join NAME=juri): some systems have variables of these names in everybody's
# environment.
ifneq ($(filter command,$(origin NAME)),)
export OBROLAN_USERNAME := $(NAME)
endif
ifeq ($(filter command,$(origin ARCH)),)
ARCH :=
endif
ifeq ($(filter command,$(origin N)),)
N :=
endif
ifeq ($(filter command,$(origin PKG)),)
PKG :=
endif

BENCH ?= .
FUZZTIME ?= 10s
CAPTURES ?= captures

MAKEFLAGS += --no-print-directory
# The race detector needs a C compiler. CC may hold flags too: its first word is the program.
RACE = $(if $(shell command -v $(firstword $(shell go env CC))),-race)
# What scripts and recipes share: messages, the engine, Compose.
ENGINE = set -eu; . scripts/engine.sh

.DEFAULT_GOAL := help
.PHONY: help up join down reset logs eve capture exercise exercise-check demo doctor images offline-base bundle \
	check lint test e2e e2e-compose compose-v5 fuzz mutants bench clean need-go

help: ## print this table
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

up: ## open the room in containers: a server and three bots
	@scripts/up.sh

join: ## join the room in this terminal (NAME=juri)
	@scripts/join.sh

logs: ## follow what server and bots print (Ctrl-C ends)
	@$(ENGINE); need_compose; trap 'exit 0' INT; compose logs --follow --tail=100

down: ## close the room, also while people are in it; keep its volumes
	@scripts/down.sh

reset: ## close the room and remove its volumes too
	@scripts/down.sh --volumes

eve: ## listen in the open room, and show what can be read
	@scripts/eve.sh

# She may go on writing: what is copied is whole up to a packet. docker-compose 1.29 has no cp.
capture: ## copy Eve's captures to the folder captures
	@$(ENGINE); need_compose; eve=$$(compose --profile eve ps --all --quiet eve); \
	[ -n "$$eve" ] || die "Eve is not there, and nor are her captures." "make eve"; \
	mkdir -p '$(CAPTURES)'; docker cp "$$eve:/captures/." '$(CAPTURES)/'; ls -l '$(CAPTURES)'

exercise: ## set an exercise up (N=1)
	@scripts/exercise.sh '$(N)'

exercise-check: ## is your answer right? (N=1)
	@$(ENGINE); file=$$(exercise_file '$(N)' exercise-check); need_compose; \
	compose --file compose.yaml --file "$$file" --profile eve run --rm $$([ -t 0 ] || echo -T) check

demo: ## a room in this terminal, without Docker (NAME=juri)
	@scripts/demo.sh

doctor: ## say in plain words what this machine lacks
	@scripts/doctor.sh

images: ## build the images, and what is needed to build them
	@scripts/images.sh server client lab

offline-base: ## make a stand-in builder image of this machine's Go
	@scripts/offline-base.sh

bundle: ## pack everything for laptops without registry (ARCH=amd64|arm64)
	@scripts/bundle.sh $(ARCH)

check: lint test e2e ## format, vet, staticcheck, every test

# The containers run on Linux, the programs on other systems too. bench is a module of its own. The images of server and client
# share their first stage as long as it is the same, line for line.
lint: need-go ## format, vet, staticcheck, modules, cross-compilation
	test -z "$$(gofmt -l . | tee /dev/stderr)"
	go vet ./...
	go -C bench vet ./...
	go tool staticcheck ./...
	go mod verify
	go mod tidy -diff
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build -o /dev/null ./services/...
	CGO_ENABLED=0 GOOS=darwin GOARCH=arm64 go build -o /dev/null ./services/...
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build -o /dev/null ./services/...
	command -v shellcheck >/dev/null || exit 0; shellcheck -x scripts/*.sh scripts/bundle/*.sh .ci/run
	stage() { sed '/^FROM scratch/,$$d; /^#/d' "Dockerfile.$$1"; }; [ "$$(stage server)" = "$$(stage client)" ]

test: need-go ## every test that needs no container, with the race detector
	@[ -n "$(RACE)" ] || { . scripts/engine.sh; complain "There is no C compiler, so the tests run without the race detector." "install gcc"; }
	CGO_ENABLED=$(if $(RACE),1,0) go test $(RACE) -shuffle=on ./services/... ./shared/... ./scripts/... ./tools/...
	CGO_ENABLED=$(if $(RACE),1,0) go -C bench test $(RACE) -shuffle=on ./...
	@command -v python3 >/dev/null || { . scripts/engine.sh; complain "There is no Python, so the peers' own test does not run." "install python3"; exit 0; }; \
	python3 e2e/peers/test_peers.py

e2e: ## scenarios on real containers
	@scripts/e2e.sh

e2e-compose: ## the compose scenarios once more, with Compose v5 and BuildKit
	@scripts/e2e.sh compose

compose-v5: ## build Compose v5 and buildx (kept outside of the project)
	@echo "Use them: export DOCKER_CONFIG=$$(scripts/compose-v5.sh) COMPOSE='docker compose'"

# It ends at the first finding, which go test keeps under testdata/fuzz. By default go test may shrink each input that it finds
# interesting for a minute, which is the whole run.
fuzz: need-go ## every fuzz test for FUZZTIME (10s)
	@grep -ro --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' services shared | sed 's|\(.*\)/[^/]*:func \(.*\)|./\1 \2|' | sort | \
	while read -r folder name; do \
		echo "$$folder $$name"; go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x "$$folder" </dev/null || exit 1; \
	done

# The tables are testdata/mutants.txt beside the tests. It ends with an error if a mutant survives.
mutants: need-go ## do the tests notice broken code? (PKG=./shared/arq; every table without)
	@go run ./tools/mutants $(PKG)

# Those beside the code, then those against peers.
bench: need-go ## benchmarks (BENCH=pattern)
	go test -run '^$$' -bench '$(BENCH)' -benchmem $$(grep -rl --include='*_test.go' '^func Benchmark' services shared | sed 's|^|./|; s|/[^/]*$$||' | sort -u)
	go -C bench test -run '^$$' -bench '$(BENCH)' -benchmem ./...

clean: ## remove what was built here, images included
	rm -rf bin dist e2e/logs .offline-base coverage.out
	docker image rm obrolan-server obrolan-client obrolan-lab 2>/dev/null || :
	docker image prune --force --filter label=obrolan.stage=build 2>/dev/null || :

need-go:
	@. scripts/engine.sh; need_go
