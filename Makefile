# Kelola Pesan. `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

# One static binary: it runs in an empty root too. No C compiler is needed.
export CGO_ENABLED := 0

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unversioned)
GOFLAGS_BUILD := -trimpath -ldflags "-s -w -X main.version=$(VERSION)"
GO_SOURCES := $(shell git ls-files -co --exclude-standard -- '*.go' '*.sql' '*.html' 'internal/*.css' go.mod go.sum 2>/dev/null)
WEB_SOURCES := $(shell git ls-files -co --exclude-standard -- web 2>/dev/null)
DIST := internal/webui/dist/index.html

# Root in a container may or may not mount; the tests that do say so when they are left out.
MAY_MOUNT = KELOLA_TEST_ROOT=$$(test "$$(id -u)" = 0 && unshare --mount true 2>/dev/null && echo 1 || true)

.PHONY: help run dev build test test-go test-web test-e2e screens soak bench test-root lint fmt generate verify fuzz clean prove-erasure

help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: bin/kelola ## build and start everything with the sandbox networks; prints the address and a login
	scripts/run

dev: bin/kelola web/node_modules/.stamp ## the same, with the interface served by Vite and reloaded on change
	scripts/run --dev

build: bin/kelola ## build the binary with the interface inside

bin/kelola: $(DIST) $(GO_SOURCES)
	go build $(GOFLAGS_BUILD) -o $@ ./cmd/kelola

web/node_modules/.stamp: web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.stamp

$(DIST): web/node_modules/.stamp $(WEB_SOURCES)
	cd web && npm run --silent build
	touch $@

test: test-web test-go test-e2e ## every test, on both engines and in a browser; installs what it needs
	@echo "all tests passed"

test-web: web/node_modules/.stamp ## types, lint and component tests of the interface
	cd web && npm run --silent typecheck && npm run --silent lint && npm run --silent test

test-go: bin/kelola ## every Go test on SQLite and PostgreSQL
	$(MAY_MOUNT) scripts/with-postgres go test -timeout 12m ./...

test-e2e: bin/kelola web/node_modules/.stamp ## the journeys in a real browser against the real binary and the sandbox
	scripts/test-e2e

screens: bin/kelola web/node_modules/.stamp ## take the pictures of the README and of every page anew
	scripts/screenshots

soak: bin/kelola ## the whole counts: kills, shuffled webhooks, ten minutes of fuzzing each
	KELOLA_SOAK=1 scripts/with-postgres go test -timeout 120m -count 1 -v -run 'TestKill|TestWebhooks|TestComments' ./test/kill/... ./test/journey/...
	$(MAKE) fuzz FUZZTIME=10m

prove-erasure: bin/kelola web/node_modules/.stamp ## run the tests behind the goals of data deletion and print which hold
	$(MAY_MOUNT) scripts/with-postgres go run ./scripts/proveerasure

FUZZTIME ?= 30s
fuzz: ## fuzz everything that reads foreign input, FUZZTIME each
	scripts/fuzz $(FUZZTIME)

bench: bin/kelola ## measure against the baselines of docs/benchmarks.md, in one run
	scripts/with-postgres go run ./test/bench $(BENCH)

test-root: ## tests that need root: full disks, a raw device
	KELOLA_TEST_ROOT=1 go test -count 1 -run "FullDisk|RawDevice" ./internal/database ./internal/erase

lint: web/node_modules/.stamp ## static checks
	scripts/lint

fmt: web/node_modules/.stamp ## format everything
	gofmt -w cmd internal test
	cd web && npm run --silent fmt

generate: bin/kelola web/node_modules/.stamp ## write what is generated: the OpenAPI document, the typed client, the list of problems
	mkdir -p api && bin/kelola openapi > api/openapi.json
	go run ./scripts/problems > docs/problems/README.md
	cd web && npm run --silent api

verify: generate ## generated files are current, modules tidy, the tree formatted
	git diff --exit-code -- api web/src/api docs/problems
	go mod tidy -diff
	test -z "$$(gofmt -l cmd internal test)"

clean: ## remove what was built
	rm -rf bin internal/webui/dist web/node_modules/.stamp
