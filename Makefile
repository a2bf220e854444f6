# SPDX-License-Identifier: GPL-2.0
# teardown: `make` builds it, `make check` tests it, `make demo` shows it.
# `make help` lists the targets.

VERSION = 0.1.0

ifeq ($(origin CC),default)
CC = gcc
endif
CLANG ?= clang
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
PROGRAM ?= teardown

BINDIR = $(PREFIX)/bin
DATADIR = $(PREFIX)/share/teardown
RULESDIR = $(DATADIR)/cocci
MANDIR = $(PREFIX)/share/man/man1
COMPLETIONDIR = $(PREFIX)/share/bash-completion/completions

# What Debian 12 needs: to build and for `make check` and `make demo`; then for `make check-kernel`
# and `make bench`; then for `make lint` and `make fuzz`. spatch loads libpython when it runs, its
# package does not name it.
PACKAGES = gcc libc6-dev pkg-config libgit2-dev libjansson-dev libsqlite3-dev libdeflate-dev \
	libcmocka-dev zlib1g-dev coccinelle libpython3.11 python3 sparse mandoc perl git patch
PACKAGES_KERNEL = linux-source-6.1 linux-source-6.12 xz-utils flex bison bc libelf-dev libssl-dev
PACKAGES_LINT = cppcheck clang

LIBRARIES = libgit2 libdeflate jansson sqlite3

ifeq ($(V),1)
Q =
say = @:
else
Q = @
say = @printf '  %-7s %s\n'
endif

ifneq ($(SANITIZE),)
SANITIZE_FLAGS = -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

# Asked of pkg-config when the first recipe needs it, not before: on a bare machine it comes with
# the packages that `make check` and `make demo` install first.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(LIBRARIES)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell pkg-config --libs $(LIBRARIES)))$(PKG_LIBS)

MUST_CFLAGS = -std=gnu11 -Wall -Wextra -Werror -Isrc -pthread $(SANITIZE_FLAGS)
DEFINES = -DRULESDIR='"$(RULESDIR)"' -DMANDIR='"$(MANDIR)"' -DVERSION='"$(VERSION)"'
COMPILE = $(CC) $(CPPFLAGS) $(CFLAGS) $(MUST_CFLAGS) $(PKG_CFLAGS)
LINK = $(CC) $(CFLAGS) $(MUST_CFLAGS) $(LDFLAGS)

SOURCES := $(sort $(shell find src -name '*.c'))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
PARTS := $(filter-out $(BUILD)/src/main.o,$(OBJECTS))
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/unit/test_*.c)))
HISTORY := $(BUILD)/bench/history
HISTORY_OBJECTS := $(patsubst tests/%.c,$(BUILD)/%.o,$(sort $(wildcard tests/bench/*.c)))
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_PARTS := $(PARTS:$(BUILD)/%=$(BUILD)/fuzz/%)
SCRIPTS := $(wildcard scripts/*.sh tests/*.sh tests/*.t tests/kernel/*.t tests/bench/*.sh) .ci/run

all: $(PROGRAM)

help:
	@printf '%s\n' \
	'make               builds ./teardown' \
	'make check         unit and command tests (SANITIZE=address,undefined)' \
	'make check-kernel  the rules and the program on the kernels 6.1 and 6.12' \
	'make bench         the figures, on 6.12 and on histories that it makes' \
	'make bench-history only those on the history (BENCH_HISTORY=<folder>)' \
	'make bench-lint    only those of lint (BENCH_LINT=<folder>)' \
	'make bench-sparse  only those of sparse (BENCH_SPARSE=<folder>)' \
	'make bench-proof   only those of the proof by content (BENCH_PROOF=, BENCH_SWEEP=)' \
	'make demo          a small kernel with the bug: found, explained, mended' \
	'make coccicheck    KDIR=<tree> [RULES= MODE= M= V= J=]: coccicheck with our rules' \
	'make install-rules KDIR=<tree>: puts the rules where its coccicheck finds them' \
	'make install       PREFIX=/usr/local DESTDIR=; also uninstall' \
	'make lint          static checks of the code, the rules, the manual, the scripts' \
	'make fuzz          builds and runs the fuzzers (FUZZ_SECONDS=30)' \
	'make deps          installs what Debian packages are missing' \
	'make dist, clean' \
	'Also: V=1 CC= CFLAGS= LDFLAGS= BUILD=<folder> PROGRAM=<file>'

# Tools: asked for once, when nothing was built yet. A machine that has them needs no dpkg.
$(BUILD)/tools:
	@mkdir -p $(BUILD)
	@command -v $(firstword $(CC)) >/dev/null && pkg-config --exists $(LIBRARIES) 2>/dev/null || \
		sh scripts/deps.sh $(PACKAGES)
	@touch $@

# A changed compiler or flag builds everything anew.
$(BUILD)/flags: FORCE
	@mkdir -p $(BUILD)
	@echo '$(CC) $(CPPFLAGS) $(CFLAGS) $(MUST_CFLAGS) $(LDFLAGS) $(subst ','\'',$(DEFINES))' >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(PROGRAM): $(OBJECTS)
	$(say) LINK $@
	$(Q)$(LINK) -o $@ $^ $(PKG_LIBS)

$(BUILD)/src/%.o: src/%.c $(BUILD)/flags | $(BUILD)/tools
	$(say) CC $<
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(DEFINES) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%.o: tests/unit/%.c $(BUILD)/flags | $(BUILD)/tools
	$(say) CC $<
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(DEFINES) -MMD -MP -c -o $@ $<

# Of all parts a test is linked with those that it calls.
$(BUILD)/parts.a: $(PARTS)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/tests/test_%: $(BUILD)/tests/test_%.o $(BUILD)/parts.a
	$(say) LINK $@
	$(Q)$(LINK) -o $@ $^ $(PKG_LIBS) -lcmocka

$(BUILD)/bench/%.o: tests/bench/%.c $(BUILD)/flags | $(BUILD)/tools
	$(say) CC $<
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(HISTORY): $(HISTORY_OBJECTS)
	$(say) LINK $@
	$(Q)$(LINK) -o $@ $^ -lz

$(BUILD)/fuzz/src/%.o: src/%.c $(BUILD)/flags
	$(say) CC $@
	@mkdir -p $(@D)
	$(Q)$(CLANG) -O1 -g $(MUST_CFLAGS) $(PKG_CFLAGS) $(DEFINES) \
		-fsanitize=fuzzer-no-link,address -MMD -MP -c -o $@ $<

$(BUILD)/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(FUZZ_PARTS)
	$(say) FUZZER $@
	$(Q)$(CLANG) -O1 -g $(MUST_CFLAGS) $(PKG_CFLAGS) -fsanitize=fuzzer,address \
		-o $@ $^ $(PKG_LIBS)

FUZZ_SECONDS ?= 30
fuzz: $(FUZZERS)
	$(Q)set -e; for f in $(FUZZERS); do \
		corpus=$(BUILD)/fuzz/corpus/$${f##*/}; mkdir -p $$corpus; \
		seeds=tests/fuzz/$${f##*/}; test -d $$seeds || seeds=; \
		echo "$$f"; $$f -max_total_time=$(FUZZ_SECONDS) -print_final_stats=0 \
			-artifact_prefix=$(BUILD)/fuzz/ $$corpus $$seeds; done

deps:
	@sh scripts/deps.sh $(PACKAGES)

deps-kernel: deps
	@sh scripts/deps.sh $(PACKAGES_KERNEL)

# What is built for a target that installs its packages first: on all processors, unless asked.
PARALLEL = $(if $(findstring j,$(firstword -$(MAKEFLAGS))),,-j$(shell nproc))

# The runners' own summaries come last.
check: deps
	$(Q)$(MAKE) --no-print-directory $(PARALLEL) check-built

check-built: $(PROGRAM) $(UNIT_TESTS) $(HISTORY)
	$(Q)TEARDOWN='$(abspath $(PROGRAM))' GENERATOR='$(abspath $(HISTORY))' \
		sh tests/run.sh $(UNIT_TESTS)

# Trees that stand elsewhere may be named: make check-kernel TEARDOWN_LINUX_6_12=<tree> …
UNPACKED = $(abspath $(BUILD))/kernel
TEARDOWN_LINUX_6_1 ?= $(UNPACKED)/linux-source-6.1
TEARDOWN_LINUX_6_12 ?= $(UNPACKED)/linux-source-6.12
KERNEL_ENV = TEARDOWN='$(abspath $(PROGRAM))' TEARDOWN_LINUX_6_1='$(TEARDOWN_LINUX_6_1)' \
	TEARDOWN_LINUX_6_12='$(TEARDOWN_LINUX_6_12)'

check-kernel: deps-kernel
	$(Q)$(MAKE) --no-print-directory $(PROGRAM) kernels
	$(Q)$(KERNEL_ENV) prove tests/kernel/*.t

kernels: $(TEARDOWN_LINUX_6_1)/Kbuild $(TEARDOWN_LINUX_6_12)/Kbuild

# Unpacked aside and renamed: a folder of that name is a whole tree.
$(UNPACKED)/%/Kbuild: /usr/src/%.tar.xz
	$(say) UNPACK $<
	$(Q)rm -rf $(@D) $(@D).part && mkdir -p $(@D).part
	$(Q)tar -C $(@D).part -xf $<
	$(Q)mv $(@D).part/$* $(@D) && rmdir $(@D).part && touch $@

# Each is run whatever the others say; the worst status is the one told.
WORST = status=0; worst() { s=$$?; [ $$status -gt $$s ] || status=$$s; }
bench: deps-kernel
	$(Q)$(MAKE) --no-print-directory $(PROGRAM) $(HISTORY) kernels
	$(Q)$(WORST); $(KERNEL_ENV) sh tests/bench/run.sh || worst; \
		$(LINT_ENV) sh tests/bench/lint.sh || worst; \
		$(SPARSE_ENV) sh tests/bench/sparse.sh || worst; \
		$(HISTORY_ENV) sh tests/bench/history.sh || worst; \
		$(PROOF_ENV) sh tests/bench/proof.sh || worst; \
		$(PROOF_ENV) sh tests/bench/sweep.sh --series || worst; \
		$(PROOF_ENV) sh tests/bench/sweep.sh || worst; \
		exit $$status

BENCH_HISTORY ?= $(abspath $(BUILD))/bench/made
HISTORY_ENV = TEARDOWN='$(abspath $(PROGRAM))' GENERATOR='$(abspath $(HISTORY))' \
	BENCH_HISTORY='$(BENCH_HISTORY)'

bench-history: deps
	$(Q)$(MAKE) --no-print-directory $(PROGRAM) $(HISTORY)
	$(Q)$(HISTORY_ENV) sh tests/bench/history.sh

BENCH_LINT ?= $(abspath $(BUILD))/bench/lint
LINT_ENV = $(KERNEL_ENV) BENCH_LINT='$(BENCH_LINT)'

bench-lint: deps-kernel
	$(Q)$(MAKE) --no-print-directory $(PROGRAM) $(TEARDOWN_LINUX_6_12)/Kbuild
	$(Q)$(LINT_ENV) sh tests/bench/lint.sh

BENCH_SPARSE ?= $(abspath $(BUILD))/bench/sparse
SPARSE_ENV = $(KERNEL_ENV) BENCH_SPARSE='$(BENCH_SPARSE)'

bench-sparse: deps-kernel
	$(Q)$(MAKE) --no-print-directory $(PROGRAM) $(TEARDOWN_LINUX_6_12)/Kbuild
	$(Q)$(SPARSE_ENV) sh tests/bench/sparse.sh

BENCH_PROOF ?= $(abspath $(BUILD))/bench/proof
BENCH_SWEEP ?= $(abspath $(BUILD))/bench/sweep
PROOF_ENV = $(KERNEL_ENV) BENCH_PROOF='$(BENCH_PROOF)' BENCH_SWEEP='$(BENCH_SWEEP)'

bench-proof: deps-kernel
	$(Q)$(MAKE) --no-print-directory $(PROGRAM) $(TEARDOWN_LINUX_6_12)/Kbuild
	$(Q)$(WORST); $(PROOF_ENV) sh tests/bench/proof.sh || worst; \
		$(PROOF_ENV) sh tests/bench/sweep.sh --series || worst; \
		$(PROOF_ENV) sh tests/bench/sweep.sh || worst; \
		exit $$status

demo: deps
	$(Q)$(MAKE) --no-print-directory $(PARALLEL) $(PROGRAM)
	$(Q)TEARDOWN='$(abspath $(PROGRAM))' sh tests/demo.sh

lint: deps
	@sh scripts/deps.sh $(PACKAGES_LINT)
	$(say) LINT 'src tests/unit'
	$(Q)cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr \
		--enable=warning,performance,portability -Isrc $(SOURCES)
	$(say) LINT cocci
	$(Q)set -e; for f in $(wildcard cocci/*.cocci); do \
		spatch --parse-cocci $$f >$(BUILD)/lint.log 2>&1 || { cat $(BUILD)/lint.log; false; }; \
		done
	$(say) LINT 'manual, scripts'
	$(Q)mandoc -Tlint -W warning src/teardown.1
	$(Q)set -e; for f in $(SCRIPTS); do sh -n $$f; done
	$(Q)bash -n src/teardown.bash
	$(Q)long=0; for f in $(SOURCES) $(wildcard src/*/*.h tests/*/*.c); do \
		expand $$f | grep -nE '.{101}' | sed "s|^|$$f:|" | grep . && long=1; done; \
		[ $$long -eq 0 ]

coccicheck:
	@MODE='$(MODE)' M='$(M)' J='$(J)' V='$(V)' sh scripts/coccicheck.sh '$(KDIR)' $(RULES)

install-rules:
	@sh scripts/install-rules.sh '$(KDIR)' cocci/*.cocci

install: $(PROGRAM)
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(RULESDIR) $(DESTDIR)$(MANDIR) \
		$(DESTDIR)$(COMPLETIONDIR)
	install -m 755 $(PROGRAM) $(DESTDIR)$(BINDIR)/teardown
	install -m 644 cocci/*.cocci $(DESTDIR)$(RULESDIR)
	sed 's|/usr/local/share|$(PREFIX)/share|' src/teardown.1 >$(BUILD)/teardown.1
	install -m 644 $(BUILD)/teardown.1 $(DESTDIR)$(MANDIR)/teardown.1
	install -m 644 src/teardown.bash $(DESTDIR)$(COMPLETIONDIR)/teardown

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/teardown $(DESTDIR)$(MANDIR)/teardown.1 \
		$(DESTDIR)$(COMPLETIONDIR)/teardown
	rm -f $(patsubst cocci/%,$(DESTDIR)$(RULESDIR)/%,$(wildcard cocci/*.cocci))
	-rmdir $(DESTDIR)$(RULESDIR) $(DESTDIR)$(DATADIR)

dist:
	git archive --prefix=teardown-$(VERSION)/ -o teardown-$(VERSION).tar.gz HEAD

clean:
	rm -rf $(BUILD) $(PROGRAM) teardown-$(VERSION).tar.gz

FORCE:
.PHONY: all help fuzz deps deps-kernel check check-built check-kernel kernels bench bench-history \
	bench-lint bench-sparse bench-proof demo lint coccicheck install-rules install uninstall dist clean FORCE
.SECONDARY:
.DELETE_ON_ERROR:

-include $(OBJECTS:.o=.d) $(HISTORY_OBJECTS:.o=.d) $(UNIT_TESTS:=.d) $(FUZZ_PARTS:.o=.d)
