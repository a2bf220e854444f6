// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "sparse/build_command.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

void args_add(struct args *w, const char *word)
{
	*array_push(w) = mem_strdup(word);
}

void args_release(struct args *w)
{
	for (size_t i = 0; i < w->n; i++)
		mem_free(w->item[i]);
	array_free(w);
}

/* Splitting: @s is where the text goes on, @word what it has of a word so far. */

struct splitter {
	const char *s;
	struct str word;
	bool within;		/* a word has begun, though it may be "" */
};

static struct error *take_single(struct splitter *p)
{
	const char *end = strchr(p->s, '\'');

	if (!end)
		return error_new("a quotation without end");
	str_addn(&p->word, p->s, (size_t)(end - p->s));
	p->s = end + 1;
	return NULL;
}

static struct error *take_expansion(const struct splitter *p)
{
	return error_new("the shell's %c in a command is not understood", *p->s);
}

static struct error *take_double(struct splitter *p)
{
	for (; *p->s != '"'; p->s++) {
		if (!*p->s)
			return error_new("a quotation without end");
		if (*p->s == '$' || *p->s == '`')
			return take_expansion(p);
		if (*p->s == '\\' && p->s[1] && strchr("$`\"\\\n", p->s[1]) && *++p->s == '\n')
			continue;
		str_addc(&p->word, *p->s);
	}
	p->s++;
	return NULL;
}

static void end_word(struct splitter *p, struct args *w)
{
	if (p->within)
		args_add(w, p->word.buf);
	str_clear(&p->word);
	p->within = false;
}

static struct error *take(struct splitter *p)
{
	const char c = *p->s;

	if (c == '$' || c == '`')
		return take_expansion(p);
	p->s++;
	if (c == '\\' && *p->s == '\n') {
		p->s++;
		return NULL;
	}
	p->within = true;
	if (c == '\'')
		return take_single(p);
	if (c == '"')
		return take_double(p);
	if (c == '\\' && *p->s)
		str_addc(&p->word, *p->s++);
	else if (c != '\\')
		str_addc(&p->word, c);
	return NULL;
}

struct error *args_split(struct args *w, const char *command)
{
	struct splitter p = { .s = command, .word = STR_INIT };
	struct error *err = NULL;

	while (!err && *p.s && !strchr("\n;&|<>()", *p.s) && (*p.s != '#' || p.within)) {
		if (*p.s == ' ' || *p.s == '\t' || *p.s == '\r') {
			end_word(&p, w);
			p.s++;
		} else {
			err = take(&p);
		}
	}
	if (!err)
		end_word(&p, w);
	str_release(&p.word);
	return err;
}

/* Which flags pass. */

static bool is_one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(word, list[i]))
			return true;
	return false;
}

static bool begins_one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(word, list[i]))
			return true;
	return false;
}

/* The next word is theirs: those that pass with it, and those of gcc, clang and sparse that go. */
static bool passes_with_value(const char *word)
{
	static const char *const list[] = {
		"-D", "-U", "-I", "-include", "-imacros", "-isystem", "-idirafter",
	};

	return is_one_of(word, list, COUNT(list));
}

static bool goes_with_value(const char *word)
{
	static const char *const list[] = {
		"-o", "-x", "-G", "-MF", "-MT", "-MQ", "-MJ", "-Xclang", "-Xpreprocessor",
		"-Xassembler", "-Xlinker", "-mllvm", "-target", "--target", "--param", "-arch",
		"-aux-info", "-wrapper", "-iquote", "-iprefix", "-iwithprefix",
		"-iwithprefixbefore", "-isysroot", "-imultilib", "-multiarch-dir",
		"-gcc-base-dir", "--sysroot", "-dumpbase", "-dumpdir", "-include-pch", "-T",
		"-L", "-l", "-u", "-z", "-e", "-B", "-specs",
	};

	return is_one_of(word, list, COUNT(list));
}

/* Of the -f…: what has sparse print its passes, do others, or word its messages otherwise. */
static bool is_for_output(const char *word)
{
	static const char *const list[] = {
		"dump", "mem-report", "diagnostic", "linearize", "mem2reg", "optim", "tabstop",
		"plugin",
	};

	word += strlen("-f");
	if (str_starts(word, "no-"))
		word += strlen("no-");
	return begins_one_of(word, list, COUNT(list));
}

static bool passes(const char *word)
{
	static const char *const whole[] = { "-nostdinc", "-pedantic", "-ansi" };
	static const char *const begin[] = {
		"-D", "-U", "-I", "-std=", "-m", "-W", "-O", "--arch=",
	};
	static const char *const others[] = { "-Wp,", "-Wa,", "-Wl," };

	if (str_starts(word, "-f"))
		return !is_for_output(word);
	return is_one_of(word, whole, COUNT(whole)) ||
	       (begins_one_of(word, begin, COUNT(begin)) &&
		!begins_one_of(word, others, COUNT(others)));
}

const char *command_flags(struct args *flags, const struct args *command)
{
	const char *source = NULL;

	for (size_t i = 0; i < command->n; i++) {
		const char *word = command->item[i];

		if (*word != '-') {
			source = word;
		} else if (goes_with_value(word)) {
			i++;
		} else if (!passes_with_value(word)) {
			if (passes(word))
				args_add(flags, word);
		} else if (i + 1 < command->n) {
			args_add(flags, word);
			args_add(flags, command->item[++i]);
		}
	}
	return source;
}

/* CHECKFLAGS of arch/…/Makefile. %B in them is the word size. */

struct arch {
	const char *name;
	unsigned bits;			/* where the command does not tell */
	bool big;			/* likewise */
	const char *for_little, *for_big, *always, *for_32, *for_64;
};

static const struct arch *find_arch(const char *name, size_t len)
{
	static const struct arch archs[] = {
		{ "alpha", 64, false, "", "", "-D__alpha__", "", "" },
		{ "arm", 32, false, "-D__ARMEL__", "-D__ARMEB__", "-D__arm__", "", "" },
		{ "arm64", 64, false, "-D__AARCH64EL__", "-D__AARCH64EB__", "-D__aarch64__",
		  "", "" },
		{ "ia64", 64, false, "", "", "-D__ia64=1 -D__ia64__=1 -D_LP64 -D__LP64__", "", "" },
		{ "m68k", 32, true, "", "", "-D__mc68000__", "", "" },
		{ "openrisc", 32, true, "", "", "", "", "" },
		{ "parisc", 32, true, "", "", "-D__hppa__=1", "", "-D__LP64__=1" },
		{ "powerpc", 32, true, "-D__LITTLE_ENDIAN__", "-D__BIG_ENDIAN__",
		  "-m%B -D__powerpc__ -D__powerpc%B__", "", "" },
		{ "riscv", 32, false, "", "", "-D__riscv -D__riscv_xlen=%B", "", "" },
		{ "s390", 64, true, "", "", "-D__s390__ -D__s390x__", "", "" },
		{ "sparc", 32, true, "", "", "-D__sparc__", "", "-D__sparc_v9__ -D__arch64__" },
		{ "x86", 64, false, "", "", "", "-D__i386__", "-D__x86_64__" },
		{ "xtensa", 32, false, "-D__XTENSA_EL__", "-D__XTENSA_EB__", "", "", "" },
	};

	for (size_t i = 0; i < COUNT(archs); i++)
		if (!strncmp(archs[i].name, name, len) && !archs[i].name[len])
			return &archs[i];
	return NULL;
}

struct target {
	const char *name;		/* within a word of the command; NULL: not known */
	size_t len;
	unsigned bits;
	bool big;
};

/* "-I…/arch/x86/include…": the last such within the word. */
static void read_arch(struct target *t, const char *word)
{
	const char *name = word, *end;

	while ((name = strstr(name, "arch/"))) {
		const bool begins = name == word || name[-1] == '/' || name == word + strlen("-I");

		name += strlen("arch/");
		end = strchr(name, '/');
		if (!begins || !end || end == name || !str_starts(end, "/include"))
			continue;
		t->name = name;
		t->len = (size_t)(end - name);
	}
}

static void read_machine(struct target *t, const char *word)
{
	static const char *const is_64[] = { "-m64", "-mabi=64", "-mabi=lp64", "-mabi=lp64s" };
	static const char *const is_32[] = { "-m32", "-m16", "-mabi=32", "-mabi=ilp32" };
	static const char *const is_big[] = { "-mbig-endian", "-mbig", "-mb", "-EB" };
	static const char *const is_little[] = { "-mlittle-endian", "-mlittle", "-ml", "-EL" };

	if (is_one_of(word, is_64, COUNT(is_64)))
		t->bits = 64;
	if (is_one_of(word, is_32, COUNT(is_32)))
		t->bits = 32;
	if (is_one_of(word, is_big, COUNT(is_big)))
		t->big = true;
	if (is_one_of(word, is_little, COUNT(is_little)))
		t->big = false;
}

/* parisc's compilers are told apart by their names: hppa64-linux-gnu-gcc. */
static void read_compiler(struct target *t, const struct args *command)
{
	const char *name = command->n ? strrchr(command->item[0], '/') : NULL;

	if (command->n && str_starts(name ? name + 1 : command->item[0], "hppa64"))
		t->bits = 64;
}

static struct target read_target(const struct args *command, const struct arch **arch)
{
	struct target t = { .bits = 64 };
	size_t i;

	*arch = NULL;
	for (i = 0; i < command->n && !t.name; i++)
		read_arch(&t, command->item[i]);
	if (t.name)
		*arch = find_arch(t.name, t.len);
	if (t.name)
		t.bits = *arch ? (*arch)->bits : 32;
	t.big = *arch && (*arch)->big;
	read_compiler(&t, command);
	for (i = 0; i < command->n; i++)
		read_machine(&t, command->item[i]);
	return t;
}

static void add_list(struct args *flags, const char *list, const struct target *t)
{
	struct str word = STR_INIT;

	for (; *list; list++) {
		if (*list == '%' && list[1] == 'B') {
			str_addf(&word, "%u", t->bits);
			list++;
		} else if (*list != ' ') {
			str_addc(&word, *list);
		}
		if (!list[1] || list[1] == ' ') {
			args_add(flags, word.buf);
			str_clear(&word);
			list += list[1] == ' ';
		}
	}
	str_release(&word);
}

void command_checkflags(struct args *flags, const struct args *command)
{
	const struct arch *arch;
	struct target t = read_target(command, &arch);

	add_list(flags, "-D__linux__ -Dlinux -D__STDC__ -Dunix -D__unix__ "
			"-Wbitwise -Wno-return-void -Wno-unknown-attribute", &t);
	if (arch) {
		add_list(flags, t.big ? arch->for_big : arch->for_little, &t);
		add_list(flags, arch->always, &t);
		add_list(flags, t.bits == 64 ? arch->for_64 : arch->for_32, &t);
	}
	if (!t.name)
		return;
	*array_push(flags) = mem_printf("--arch=%.*s", (int)t.len, t.name);
	args_add(flags, t.big ? "-mbig-endian" : "-mlittle-endian");
	args_add(flags, t.bits == 64 ? "-m64" : "-m32");
}
