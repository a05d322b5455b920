# Every target does its own set-up, and says what is missing where it can't.
# What they do is in scripts/, one file each.

# From make's own command line alone (make join NAME=juri): some systems have
# variables of these names in everybody's environment.
ifneq ($(filter command,$(origin NAME)),)
export OBROLAN_USERNAME := $(NAME)
endif
ifeq ($(filter command,$(origin ARCH)),)
ARCH :=
endif

BENCH ?= .

.DEFAULT_GOAL := help
.PHONY: help up join down reset logs images offline-base doctor bundle demo \
	eve capture exercise exercise-check test e2e e2e-compose compose-v5 fuzz bench lint check clean

help: ## print this table
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

up: ## open the room in containers: a server and three bots
	@scripts/up.sh

join: ## join the room in this terminal (NAME=juri)
	@scripts/join.sh

logs: ## follow what server and bots print (Ctrl-C ends)
	@scripts/logs.sh

down: ## close the room, whoever is in it; keep its volumes
	@scripts/down.sh

reset: ## close the room and remove its volumes too
	@scripts/down.sh --volumes

eve: ## listen in the open room, and show what can be read
	@scripts/eve.sh

capture: ## copy Eve's captures to the folder captures
	@scripts/capture.sh

exercise: ## set an exercise up (N=1)
	@scripts/exercise.sh '$(N)'

exercise-check: ## is your answer right? (N=1)
	@scripts/exercise-check.sh '$(N)'

demo: ## a room in this terminal, without Docker (NAME=juri)
	@scripts/demo.sh

doctor: ## say in plain words what this machine lacks
	@scripts/doctor.sh

images: ## build the images, and what is needed to build them
	@scripts/images.sh

offline-base: ## make a stand-in builder image of this machine's Go
	@scripts/offline-base.sh

bundle: ## pack everything for laptops without registry (ARCH=amd64|arm64)
	@scripts/bundle.sh $(ARCH)

check: lint test e2e ## format, vet, staticcheck, every test

lint: ## format, vet, staticcheck, modules, cross-compilation
	@scripts/lint.sh

test: ## every test that needs no container, with the race detector
	@scripts/test.sh

e2e: ## scenarios on real containers
	@scripts/e2e.sh

e2e-compose: ## the compose scenarios once more, with Compose v5 and BuildKit
	@scripts/e2e.sh compose

compose-v5: ## build Compose v5 and buildx (kept outside of the project)
	@scripts/compose-v5.sh
	@echo "Use them: export DOCKER_CONFIG=$$(scripts/compose-v5.sh --where) COMPOSE='docker compose'"

fuzz: ## every fuzz test for FUZZTIME (10s)
	@scripts/fuzz.sh

bench: ## benchmarks (BENCH=pattern)
	@scripts/bench.sh '$(BENCH)'

clean: ## remove what was built here, images included
	@scripts/clean.sh
