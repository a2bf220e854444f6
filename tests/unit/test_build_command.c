// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "sparse/build_command.h"
#include "sparse/build_kbuild.h"

/* The words with a | between them. */
static void expect_words(const struct args *w, const char *joined)
{
	struct str s = STR_INIT;

	for (size_t i = 0; i < w->n; i++)
		str_addf(&s, "%s%s", i ? "|" : "", w->item[i]);
	assert_string_equal(s.buf, joined);
	str_release(&s);
}

static void expect_split(const char *command, const char *joined)
{
	struct args w = { 0 };

	assert_null(args_split(&w, command));
	expect_words(&w, joined);
	args_release(&w);
}

static void expect_no_split(const char *command, const char *text)
{
	struct args w = { 0 };
	struct error *err = args_split(&w, command);

	assert_non_null(err);
	assert_string_equal(error_text(err), text);
	error_free(err);
	args_release(&w);
}

static void words_are_those_of_a_shell(void **state)
{
	(void)state;
	expect_split("", "");
	expect_split("  gcc\t -c  a.c ", "gcc|-c|a.c");
	expect_split("-DKBUILD_MODNAME='\"dd\"'", "-DKBUILD_MODNAME=\"dd\"");
	expect_split("-D\"A=\\\"x y\\\"\" -DB=\\\"z\\\"", "-DA=\"x y\"|-DB=\"z\"");
	expect_split("\"a\\b\\\\c\\$d\"", "a\\b\\c$d");
	expect_split("'' \"\" a''b", "||ab");
	expect_split("'it'\\''s'", "it's");
	expect_split("a\\ b \\\n c\\\nd \"e\\\nf\"", "a b|cd|ef");
	expect_split("-I./a,b=@%^~+x", "-I./a,b=@%^~+x");
	expect_split("a#b #c d", "a#b");
	expect_split("a\\", "a");
}

static void a_command_ends_where_a_shell_ends_it(void **state)
{
	(void)state;
	expect_split("gcc -c a.c ; rm -r b", "gcc|-c|a.c");
	expect_split("gcc a.c;rm", "gcc|a.c");
	expect_split("gcc a.c && rm", "gcc|a.c");
	expect_split("gcc a.c | tee b", "gcc|a.c");
	expect_split("gcc a.c >b", "gcc|a.c");
	expect_split("gcc a.c\nrm b", "gcc|a.c");
	expect_split("gcc 'a;b' \"c|d\" e\\&f", "gcc|a;b|c|d|e&f");
}

static void what_a_shell_would_work_out_is_refused(void **state)
{
	(void)state;
	expect_no_split("gcc -D$HOME a.c", "the shell's $ in a command is not understood");
	expect_no_split("gcc \"-D`id`\" a.c", "the shell's ` in a command is not understood");
	expect_no_split("gcc 'a", "a quotation without end");
	expect_no_split("gcc \"a\\\"", "a quotation without end");
	expect_no_split("gcc \"a\\", "a quotation without end");
}

static void expect_flags(const char *command, const char *joined, const char *source)
{
	struct args w = { 0 }, flags = { 0 };
	const char *found;

	assert_null(args_split(&w, command));
	found = command_flags(&flags, &w);
	expect_words(&flags, joined);
	if (source)
		assert_string_equal(found, source);
	else
		assert_null(found);
	args_release(&flags);
	args_release(&w);
}

static void what_tells_how_to_read_the_file_passes(void **state)
{
	(void)state;
	expect_flags("gcc -Wp,-MMD,d/.a.o.d -nostdinc -I./include -I x -include k.h -isystem /s "
		     "-D__KERNEL__ -D A=1 -UB -std=gnu11 -fshort-wchar -m64 -O2 -Wall "
		     "-DM='\"d/a\"' -c -o d/a.o /s/d/a.c",
		     "-nostdinc|-I./include|-I|x|-include|k.h|-isystem|/s|-D__KERNEL__|-D|A=1|-UB|"
		     "-std=gnu11|-fshort-wchar|-m64|-O2|-Wall|-DM=\"d/a\"", "/s/d/a.c");
	expect_flags("--arch=x86 -pedantic -ansi -mlittle-endian a.c",
		     "--arch=x86|-pedantic|-ansi|-mlittle-endian", "a.c");
}

static void what_writes_or_prints_or_reads_another_file_does_not(void **state)
{
	(void)state;
	expect_flags("gcc -o out -oout -MD -MF deps -MT t -MJ j -save-temps a.c", "", "a.c");
	expect_flags("gcc -E -dM -dD -v -ventry -vdead --version --help a.c", "", "a.c");
	expect_flags("gcc -fdump-ir=final -fno-dump-ir -fmem-report -fdiagnostic-prefix=x "
		     "-fmem2reg-disable -foptim -flinearize -ftabstop=9 -fplugin=x.so a.c", "",
		     "a.c");
	expect_flags("gcc @file - -- -wrapper sh,-c -Xclang -load -mllvm -x -multiarch-dir d "
		     "-gcc-base-dir d -x c -G 0 -iquote q --param a=b -target t a.c", "", "a.c");
	expect_flags("gcc -Wa,-al=x -Wl,-Map=x -g -gdwarf-5 a.c b.c", "", "b.c");
	expect_flags("gcc -c -o", "", "gcc");
	expect_flags("-O2 -D", "-O2", NULL);
	expect_flags("-include -o x -D -E y", "-include|-o|-D|-E", "y");
}

static void expect_checkflags(const char *command, const char *behind)
{
	static const char always[] = "-D__linux__|-Dlinux|-D__STDC__|-Dunix|-D__unix__|"
				     "-Wbitwise|-Wno-return-void|-Wno-unknown-attribute";
	struct args w = { 0 }, flags = { 0 };
	char *all = mem_printf("%s%s", always, behind);

	assert_null(args_split(&w, command));
	command_checkflags(&flags, &w);
	expect_words(&flags, all);
	mem_free(all);
	args_release(&flags);
	args_release(&w);
}

static void kbuild_s_flags_for_sparse_are_those_of_the_architecture(void **state)
{
	(void)state;
	expect_checkflags("gcc -I/k/arch/x86/include -I./arch/x86/include/generated -m64",
			  "|-D__x86_64__|--arch=x86|-mlittle-endian|-m64");
	expect_checkflags("gcc -Iarch/x86/include -m32",
			  "|-D__i386__|--arch=x86|-mlittle-endian|-m32");
	expect_checkflags("aarch64-linux-gnu-gcc -I./arch/arm64/include -mlittle-endian",
			  "|-D__AARCH64EL__|-D__aarch64__|--arch=arm64|-mlittle-endian|-m64");
	expect_checkflags("arm-linux-gnueabi-gcc -I ./arch/arm/include -mbig-endian",
			  "|-D__ARMEB__|-D__arm__|--arch=arm|-mbig-endian|-m32");
	expect_checkflags("gcc -I./arch/powerpc/include -m64 -mlittle-endian",
			  "|-D__LITTLE_ENDIAN__|-m64|-D__powerpc__|-D__powerpc64__|--arch=powerpc|"
			  "-mlittle-endian|-m64");
	expect_checkflags("gcc -I./arch/riscv/include -mabi=lp64",
			  "|-D__riscv|-D__riscv_xlen=64|--arch=riscv|-mlittle-endian|-m64");
	expect_checkflags("gcc -I./arch/s390/include", "|-D__s390__|-D__s390x__|--arch=s390|"
			  "-mbig-endian|-m64");
	expect_checkflags("gcc -I./arch/sparc/include -m64", "|-D__sparc__|-D__sparc_v9__|"
			  "-D__arch64__|--arch=sparc|-mbig-endian|-m64");
	expect_checkflags("/opt/hppa64-linux-gnu-gcc -I./arch/parisc/include",
			  "|-D__hppa__=1|-D__LP64__=1|--arch=parisc|-mbig-endian|-m64");
	expect_checkflags("gcc -I./arch/mips/include -mabi=64 -EB",
			  "|--arch=mips|-mbig-endian|-m64");
	expect_checkflags("gcc -I./arch/csky/include", "|--arch=csky|-mlittle-endian|-m32");
	expect_checkflags("gcc -I/home/arch/k/arch/x86/include -I/home/arch/k/include -m64",
			  "|-D__x86_64__|--arch=x86|-mlittle-endian|-m64");
	expect_checkflags("gcc -I/home/search/k/include a.c", "");
}

static void a_dry_run_is_its_folders_and_commands(void **state)
{
	struct dry_run d;

	(void)state;
	dry_run_read(&d, "make -f /s/scripts/Makefile.build obj=. need-builtin=1 ./a/b/\n:\n"
			 "make -f ./scripts/Makefile.build obj=a \\\nneed-builtin= \\\na/b/\n"
			 "set -e;  echo '  CHECK   /s/a/x.c'; trap 'rm a/x.o' HUP; "
			 "teardown-sparse -D__linux__ -DA='\"x y\"' /s/a/x.c\n"
			 "make -f ./scripts/Makefile.build obj=a/b");
	expect_words(&d.folders, ".|a|a/b");
	expect_words(&d.commands, "-D__linux__ -DA='\"x y\"' /s/a/x.c");
	dry_run_release(&d);
	dry_run_read(&d, "");
	expect_words(&d.folders, "");
	dry_run_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_those_of_a_shell),
		cmocka_unit_test(a_command_ends_where_a_shell_ends_it),
		cmocka_unit_test(what_a_shell_would_work_out_is_refused),
		cmocka_unit_test(what_tells_how_to_read_the_file_passes),
		cmocka_unit_test(what_writes_or_prints_or_reads_another_file_does_not),
		cmocka_unit_test(kbuild_s_flags_for_sparse_are_those_of_the_architecture),
		cmocka_unit_test(a_dry_run_is_its_folders_and_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
