// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"
#include "base/folder.h"
#include "base/mem.h"
#include "base/str.h"
#include "check/scratch.h"
#include "sparse/build.h"

struct place {
	struct scratch scratch;
	struct build build;
};

static int enter(void **state)
{
	struct place *p = mem_alloc(sizeof(*p));

	*state = p;
	assert_null(scratch_make(&p->scratch));
	return chdir(p->scratch.path);
}

static int leave(void **state)
{
	struct place *p = *state;
	const char *const argv[] = { "rm", "-rf", p->scratch.path, NULL };
	struct child c;

	build_release(&p->build);
	assert_int_equal(chdir("/"), 0);
	assert_null(child_run(&c, argv, NULL, 0));
	child_release(&c);
	scratch_remove(&p->scratch);
	mem_free(p);
	return 0;
}

static void put(const char *path, const char *text)
{
	char *copy = mem_strdup(path), *slash = strrchr(copy, '/');
	FILE *out;

	if (slash) {
		*slash = '\0';
		for (char *s = copy; (s = strchr(s, '/')); *s++ = '/') {
			*s = '\0';
			mkdir(copy, 0777);
		}
		mkdir(copy, 0777);
	}
	out = fopen(path, "we");
	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	fclose(out);
	mem_free(copy);
}

static void open_commands(struct place *p, const char *json)
{
	struct error *err;

	put("cc.json", json);
	err = build_open_commands(&p->build, "cc.json");
	if (err)
		fail_msg("%s", error_text(err));
}

static void expect_error(struct place *p, struct error *err, const char *text)
{
	assert_non_null(err);
	assert_string_equal(error_text(err), text);
	error_free(err);
	build_release(&p->build);
}

static void expect_bad_commands(struct place *p, const char *json, const char *text)
{
	put("cc.json", json);
	expect_error(p, build_open_commands(&p->build, "cc.json"), text);
}

/* The flags behind those that all have, with a blank between them. */
static void expect_flags(struct place *p, const char *path, const char *joined)
{
	const char *why = NULL;
	const struct build_file *f = build_file(&p->build, path, &why);
	struct str s = STR_INIT;

	if (!f)
		fail_msg("%s: %s", path, why);
	for (size_t i = 8; i < f->flags.n; i++)
		str_addf(&s, "%s%s", i > 8 ? " " : "", f->flags.item[i]);
	assert_string_equal(s.buf, joined);
	assert_string_equal(f->flags.item[0], "-D__linux__");
	assert_ptr_equal(build_file(&p->build, path, &why), f);
	str_release(&s);
}

static void expect_none(struct place *p, const char *path, const char *text)
{
	const char *why = NULL;

	for (int i = 0; i < 2; i++) {
		assert_null(build_file(&p->build, path, &why));
		assert_string_equal(why, text);
	}
}

#define COMMAND(file, command) \
	"{\"directory\": \".\", \"file\": \"" file "\", \"command\": \"" command "\"}"

static void commands_and_arguments_are_read(void **state)
{
	struct place *p = *state;

	put("k/a.c", "");
	put("k/b.c", "");
	put("k/c.c", "");
	open_commands(p, "[{\"directory\": \"k\", \"file\": \"a.c\","
			 "  \"command\": \"gcc -DA='\\\"x y\\\"' -c -o a.o a.c\"},"
			 " {\"directory\": \"k\", \"file\": \"./b.c\", \"output\": \"b.o\","
			 "  \"arguments\": [\"gcc\", \"-D$B\", \"-c\", \"../k/b.c\"]},"
			 COMMAND("none.c", "gcc none.c") "]");
	expect_flags(p, "k/a.c", "-DA=\"x y\" a.c");
	expect_flags(p, "k/../k/b.c", "-D$B ../k/b.c");
	expect_none(p, "k/c.c", "not in compile_commands.json");
	expect_none(p, "k/none.c", "No such file or directory");
}

static void the_first_of_two_commands_counts(void **state)
{
	struct place *p = *state;
	char *want;

	put("k/a.c", "");
	assert_int_equal(symlink("k", "link"), 0);
	assert_int_equal(symlink("k/a.c", "other.c"), 0);
	open_commands(p, "[" COMMAND("link/a.c", "gcc -DA a.c") ","
			 COMMAND("k/a.c", "gcc -DB a.c") "," COMMAND("other.c", "gcc -DC") "]");
	assert_int_equal(p->build.files.n, 1);
	want = mem_printf("-DA %s/k/a.c", p->scratch.path);
	expect_flags(p, "other.c", want);
	expect_flags(p, "k/a.c", want);
	mem_free(want);
}

static void a_file_whose_command_is_bad_has_none(void **state)
{
	struct place *p = *state;

	put("a.c", "");
	put("b.c", "");
	open_commands(p, "[" COMMAND("a.c", "gcc $(x) a.c") ","
			 "{\"directory\": \".\", \"file\": \"b.c\", \"arguments\": [\"gcc\", 1]}]");
	expect_none(p, "a.c", "the shell's $ in a command is not understood");
	expect_none(p, "b.c", "its \"arguments\" are not all strings");
}

static void bad_json_is_an_error_of_one_line(void **state)
{
	struct place *p = *state;

	expect_bad_commands(p, "", "cc.json:1: '[' or '{' expected near end of file");
	expect_bad_commands(p, "[\n{\n\"a\" 1}]", "cc.json:3: ':' expected near '1'");
	expect_bad_commands(p, "{}", "cc.json: not a list of commands");
	expect_bad_commands(p, "[1]", "cc.json: entry 1: not an object");
	expect_bad_commands(p, "[{\"file\": \"a\"}]", "cc.json: entry 1: it has no \"directory\"");
	expect_bad_commands(p, "[{\"directory\": \"a\", \"file\": 1}]",
			    "cc.json: entry 1: it has no \"file\"");
	expect_bad_commands(p, "[{\"directory\": \"a\", \"file\": \"a.c\"}]",
			    "cc.json: entry 1: it has neither \"command\" nor \"arguments\"");
	expect_error(p, build_open_commands(&p->build, "no.json"),
		     "no.json: No such file or directory");
}

/* The least of a kernel's Makefiles: descends as kbuild does, and runs the checker. */
static void put_kernel(void)
{
	put("src/Makefile", "build := -f $(CURDIR)/scripts/Makefile.build obj\n"
			    "vmlinux: ; touch built\n");
	put("src/scripts/Makefile.build",
	    "-include include/config/auto.conf\n"
	    "include $(obj)/Kbuild\n"
	    "to := $(if $(filter-out .,$(obj)),$(obj)/)\n"
	    "dirs := $(patsubst %/,$(to)%,$(filter %/,$(obj-y)))\n"
	    "goals := $(patsubst ./%,%,$(filter-out .teardown,$(MAKECMDGOALS)))\n"
	    "here := $(filter $(obj)/,$(goals))\n"
	    "enter := $(foreach d,$(dirs),$(if $(here)$(filter $(d)/%,$(goals)),$(d)))\n"
	    "objects := $(if $(here),$(patsubst %.o,$(to)%.o,$(filter %.o,$(obj-y))))\n"
	    "$(MAKECMDGOALS): $(enter) $(objects)\n"
	    "\t@:\n"
	    ".PHONY: $(enter) FORCE\n"
	    "$(enter):\n"
	    "\t@$(MAKE) -f $(CURDIR)/scripts/Makefile.build obj=$@ $(if $(here),$@/,$(goals))\n"
	    "%.o: %.c FORCE\n"
	    "\t@touch $@\n"
	    "\t@set -e; echo '  CHECK $<'; $(CHECK) $(CHECKFLAGS) -DC=$(C) -DA='\"x y\"' $<\n"
	    "CHECKFLAGS := -D__linux__ -Dlinux -D__STDC__ -Dunix -D__unix__ -Wbitwise \\\n"
	    "\t-Wno-return-void -Wno-unknown-attribute\n");
	put("src/Kbuild", "obj-y += drivers/\n");
	put("src/drivers/Kbuild", "obj-y += on.o named/below.o base/\nobj-$(CONFIG_OFF) += off/\n");
	put("src/drivers/base/Kbuild", "obj-y += a.o\nobj-$(CONFIG_OFF) += b.o\n");
	put("src/drivers/on.c", "");
	put("src/drivers/named/below.c", "");
	put("src/drivers/off/c.c", "");
	put("src/drivers/off/Kbuild", "obj-y += c.o\n");
	put("src/drivers/base/a.c", "");
	put("src/drivers/base/b.c", "");
	put("src/drivers/base/included.c", "");
	put("src/tools/t.c", "");
	put("src/include/config/auto.conf", "CONFIG_ON=y\n");
	put("src/include/generated/asm-offsets.h", "");
}

static void open_kbuild(struct place *p)
{
	struct error *err = build_open_kbuild(&p->build, "src");

	if (err)
		fail_msg("%s", error_text(err));
}

static void what_a_build_compiles_has_flags(void **state)
{
	struct place *p = *state;
	struct stat st;

	put_kernel();
	open_kbuild(p);
	expect_flags(p, "src/drivers/base/a.c", "-DC=2 -DA=\"x y\" drivers/base/a.c");
	expect_flags(p, "src/drivers/named/below.c", "-DC=2 -DA=\"x y\" drivers/named/below.c");
	assert_int_equal(stat("src/drivers/base/a.o", &st), -1);
}

static void what_a_build_does_not_compile_has_none(void **state)
{
	struct place *p = *state;

	put_kernel();
	open_kbuild(p);
	expect_none(p, "src/drivers/base/b.c", "not compiled in this configuration");
	expect_none(p, "src/drivers/base/included.c", "not compiled in this configuration");
	expect_none(p, "src/drivers/off/c.c", "not compiled in this configuration");
	expect_none(p, "src/tools/t.c", "not compiled in this configuration");
	expect_none(p, "src/Kbuild", "not compiled in this configuration");
	expect_none(p, "src", "outside of the kernel's source folder");
	expect_none(p, "/dev/null", "outside of the kernel's source folder");
}

static void the_environment_of_another_make_does_not_matter(void **state)
{
	struct place *p = *state;
	const char *why;

	put_kernel();
	setenv("MAKEFLAGS", "k -- O=/none CHECK=none", 1);
	setenv("MAKEFILES", "/none", 1);
	setenv("KBUILD_OUTPUT", "/none", 1);
	open_kbuild(p);
	assert_non_null(build_file(&p->build, "src/drivers/on.c", &why));
	unsetenv("MAKEFLAGS");
	unsetenv("MAKEFILES");
	unsetenv("KBUILD_OUTPUT");
}

static void a_make_that_fails_says_so(void **state)
{
	struct place *p = *state;

	put_kernel();
	put("src/Makefile", "$(error broken)\n");
	open_kbuild(p);
	expect_none(p, "src/drivers/on.c", "make failed: Makefile:1: *** broken.  Stop.");
}

static void a_folder_that_is_no_build_is_an_error_that_helps(void **state)
{
	struct place *p = *state;
	char *want;

	put_kernel();
	put("o/Makefile", "include ../src/Makefile\n");
	unlink("src/include/generated/asm-offsets.h");
	want = mem_printf("%s/src is not prepared: run make prepare there", p->scratch.path);
	expect_error(p, build_open_kbuild(&p->build, "src"), want);
	mem_free(want);
	unlink("src/include/config/auto.conf");
	want = mem_printf("%s/src is not configured: run make defconfig, or another "
			  "configuration, and make prepare there", p->scratch.path);
	expect_error(p, build_open_kbuild(&p->build, "src"), want);
	mem_free(want);
	want = mem_printf("%s/o is not a kernel's build folder (O=)", p->scratch.path);
	put("o/Makefile", "all:\n");
	expect_error(p, build_open_kbuild(&p->build, "o"), want);
	mem_free(want);
	expect_error(p, build_open_kbuild(&p->build, "none"), "none: No such file or directory");
}

/* O=: the Makefile there includes that of the source. */
static void the_source_folder_of_a_build_folder_is_found(void **state)
{
	struct place *p = *state;
	char *makefile;

	put_kernel();
	makefile = mem_printf("include %s/src/Makefile\n", p->scratch.path);
	put("o/Makefile", makefile);
	put("o/include/config/auto.conf", "# Linux/arm64 6.12.1 Kernel Configuration\n"
	    "CONFIG_CC_VERSION_TEXT=\"aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0\"\n");
	put("o/include/generated/asm-offsets.h", "");
	unsetenv("ARCH");
	unsetenv("CROSS_COMPILE");
	unsetenv("CC");
	assert_null(build_open_kbuild(&p->build, "o"));
	assert_true(str_ends(p->build.kbuild->source, "/src"));
	assert_int_equal(p->build.kbuild->env.n, 2);
	assert_string_equal(p->build.kbuild->env.item[0], "ARCH=arm64");
	assert_string_equal(p->build.kbuild->env.item[1], "CROSS_COMPILE=aarch64-linux-gnu-");
	mem_free(makefile);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, enter, leave)
	const struct CMUnitTest tests[] = {
		TEST(commands_and_arguments_are_read),
		TEST(the_first_of_two_commands_counts),
		TEST(a_file_whose_command_is_bad_has_none),
		TEST(bad_json_is_an_error_of_one_line),
		TEST(what_a_build_compiles_has_flags),
		TEST(what_a_build_does_not_compile_has_none),
		TEST(the_environment_of_another_make_does_not_matter),
		TEST(a_make_that_fails_says_so),
		TEST(a_folder_that_is_no_build_is_an_error_that_helps),
		TEST(the_source_folder_of_a_build_folder_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
