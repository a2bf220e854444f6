// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "sparse/build_kbuild.h"

#include <ctype.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/mem.h"
#include "base/str.h"

#define TIMEOUT_S 60
#define CHECKER "teardown-sparse"	/* as which kbuild prints it; nothing is run under it */
#define NOT_COMPILED "not compiled in this configuration"

/* The line of the file @path that begins with @prefix, behind it; NULL: none. */
static char *find_line(const char *path, const char *prefix)
{
	FILE *in = fopen(path, "re");
	char *line = NULL, *found = NULL;
	size_t cap = 0;

	while (in && !found && getline(&line, &cap, in) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (str_starts(line, prefix))
			found = mem_strdup(line + strlen(prefix));
	}
	free(line);
	if (in)
		fclose(in);
	return found;
}

static bool is_there(const char *dir, const char *name)
{
	char *path = mem_printf("%s/%s", dir, name);
	const bool there = !access(path, R_OK);

	mem_free(path);
	return there;
}

static char *resolve(const char *path)
{
	char *real = realpath(path, NULL), *copy = mem_strdup(real);

	free(real);
	return copy;
}

/* DIR/source of an O= folder is a link; its Makefile is one line that includes the kernel's. */
static char *find_source(const char *dir)
{
	char *link = mem_printf("%s/source", dir), *makefile = mem_printf("%s/Makefile", dir);
	char *included = find_line(makefile, "include "), *source = NULL;

	if (is_there(dir, "scripts/Makefile.build"))
		source = mem_strdup(dir);
	else if (is_there(link, "scripts/Makefile.build"))
		source = resolve(link);
	else if (included && str_ends(included, "/Makefile"))
		source = resolve(dirname(included));
	mem_free(included);
	mem_free(makefile);
	mem_free(link);
	return source;
}

static struct error *check_folder(const struct kbuild *k)
{
	char *root, *descends;

	if (!k->source || !is_there(k->source, "scripts/Makefile.build") ||
	    !is_there(k->dir, "Makefile"))
		return error_new("%s is not a kernel's build folder (O=)", k->dir);
	if (!is_there(k->dir, "include/config/auto.conf"))
		return error_new("%s is not configured: run make defconfig, or another "
				 "configuration, and make prepare there", k->dir);
	if (!is_there(k->dir, "include/generated/asm-offsets.h"))
		return error_new("%s is not prepared: run make prepare there", k->dir);
	root = mem_printf("%s/Kbuild", k->source);
	descends = find_line(root, "obj-y");
	mem_free(root);
	if (!descends)
		return error_new("%s is a kernel older than 6.1: make compile_commands.json "
				 "there and name that instead", k->source);
	mem_free(descends);
	return NULL;
}

/* As it may stand in a recipe of make's. */
static bool is_plain(const char *word)
{
	for (; *word; word++)
		if (!isalnum((unsigned char)*word) && !strchr("/._-+,@", *word))
			return false;
	return true;
}

static void set_arch(struct kbuild *k, const char *config)
{
	char *arch = find_line(config, "# Linux/");

	if (arch && !getenv("ARCH")) {
		arch[strcspn(arch, " ")] = '\0';
		if (is_plain(arch))
			*array_push(&k->env) = mem_printf("ARCH=%s", arch);
	}
	mem_free(arch);
}

static void set_clang(struct kbuild *k, const char *config)
{
	char *lld = find_line(config, "CONFIG_LD_IS_LLD=y");

	args_add(&k->env, lld ? "LLVM=1" : "CC=clang");
	mem_free(lld);
}

/* "aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0", in quotes or not */
static void set_gcc(struct kbuild *k, const char *config)
{
	char *text = find_line(config, "CONFIG_CC_VERSION_TEXT="), *name = text;

	if (name && *name == '"')
		name++;
	if (name)
		name[strcspn(name, " \"")] = '\0';
	if (name && is_plain(name) && str_ends(name, "-gcc"))
		*array_push(&k->env) = mem_printf("CROSS_COMPILE=%.*s",
						  (int)(strlen(name) - strlen("gcc")), name);
	else if (name && *name && is_plain(name) && strcmp(name, "gcc"))
		*array_push(&k->env) = mem_printf("CC=%s", name);
	mem_free(text);
}

/*
 * What the build was configured with, which who ran make there named to it, and may have
 * in the environment still.
 */
static void set_tools(struct kbuild *k)
{
	char *config = mem_printf("%s/include/config/auto.conf", k->dir), *clang;

	set_arch(k, config);
	clang = find_line(config, "CONFIG_CC_IS_CLANG=y");
	if (!getenv("CROSS_COMPILE") && !getenv("LLVM") && !getenv("CC")) {
		if (clang)
			set_clang(k, config);
		else
			set_gcc(k, config);
	}
	mem_free(clang);
	mem_free(config);
}

struct error *kbuild_open(struct kbuild *k, const char *dir)
{
	struct error *err;

	*k = (struct kbuild){ .dir = resolve(dir) };
	if (!k->dir)
		return error_errno("%s", dir);
	k->source = find_source(k->dir);
	err = check_folder(k);
	if (!err)
		err = scratch_make(&k->scratch);
	if (!err && !is_plain(k->scratch.path))
		err = error_new("make cannot use $TMPDIR, %s: it has blanks or other signs in it",
				k->scratch.path);
	if (!err)
		set_tools(k);
	return err;
}

void kbuild_release(struct kbuild *k)
{
	for (size_t i = 0; i < k->asked.n; i++)
		mem_free(k->asked.entry[i].value);
	map_release(&k->asked);
	scratch_remove(&k->scratch);
	args_release(&k->env);
	mem_free(k->source);
	mem_free(k->dir);
	*k = (struct kbuild){ 0 };
}

/* What is printed. */

void dry_run_read(struct dry_run *d, const char *text)
{
	static const char enters[] = "/Makefile.build obj=", checks[] = CHECKER " ";

	*d = (struct dry_run){ 0 };
	while (*text) {
		const size_t len = strcspn(text, "\n");
		const char *folder = memmem(text, len, enters, strlen(enters));
		const char *command = memmem(text, len, checks, strlen(checks));

		if (command) {
			command += strlen(checks);
			*array_push(&d->commands) =
				mem_strndup(command, len - (size_t)(command - text));
		} else if (folder) {
			folder += strlen(enters);
			*array_push(&d->folders) = mem_strndup(folder, strcspn(folder, " \n"));
		}
		text += len + (text[len] == '\n');
	}
}

void dry_run_release(struct dry_run *d)
{
	args_release(&d->folders);
	args_release(&d->commands);
}

/* Whether @path is @folder, or below it. */
static bool is_within(const char *path, const char *folder)
{
	const size_t len = strlen(folder);

	return str_starts(path, folder) && (!path[len] || path[len] == '/');
}

/* Of those entered the last on the way to @folder; NULL: not even the source folder. */
static char *find_reached(const struct dry_run *d, const char *folder)
{
	const char *reached = NULL;

	for (size_t i = 0; i < d->folders.n; i++) {
		const char *to = d->folders.item[i];

		if (!strcmp(to, ".") ? !reached : is_within(folder, to))
			reached = to;
	}
	return mem_strdup(reached);
}

/* Running make. */

/* Variables that would have make, or kbuild, do something else than what is asked here. */
static void add_clean_env(struct args *argv)
{
	static const char *const unset[] = {
		"MAKEFLAGS", "MFLAGS", "GNUMAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MAKEFILES",
		"KBUILD_OUTPUT", "KBUILD_EXTMOD", "KBUILD_VERBOSE", "KBUILD_EXTRA_WARN",
		"sub_make_done", "abs_srctree", "abs_objtree", "srctree", "objtree",
	};

	args_add(argv, "env");
	for (size_t i = 0; i < sizeof(unset) / sizeof(*unset); i++) {
		args_add(argv, "-u");
		args_add(argv, unset[i]);
	}
	args_add(argv, "LC_ALL=C");
}

static void add_make(const struct kbuild *k, struct args *argv, const char *folder)
{
	static const char *const variables[] = {
		"C=2", ("CHECK=" CHECKER), "KBUILD_BUILTIN=1", "KBUILD_MODULES=1",
		"may-sync-config=", "need-compiler=1",
		"if_changed=", "if_changed_dep=", "if_changed_rule=", "obj-dirs=",
	};

	args_add(argv, "make");
	args_add(argv, "-nk");
	*array_push(argv) = mem_printf("--eval=.teardown: ; $(MAKE) $(build)=. need-builtin=1 "
				       "need-modorder=1 ./%s/", folder);
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		args_add(argv, variables[i]);
	*array_push(argv) = mem_printf("TMPOUT=%s/$$$$", k->scratch.path);
	for (size_t i = 0; i < k->env.n; i++)
		args_add(argv, k->env.item[i]);
	args_add(argv, ".teardown");
	*array_push(argv) = NULL;
}

/* The first line of @text in which make says what it stopped at, else the first of all. */
static char *find_complaint(const char *text)
{
	const char *at = strstr(text, "***");

	while (at && at > text && at[-1] != '\n')
		at--;
	if (!at)
		at = text;
	return mem_strndup(at, strcspn(at, "\n"));
}

static char *explain(const struct child *c)
{
	char *line, *why;

	if (c->timed_out)
		return mem_printf("make took more than %d s", TIMEOUT_S);
	line = find_complaint(c->err.buf);
	why = mem_printf("make failed: %s", *line ? line : "it does not say why");
	mem_free(line);
	return why;
}

/*
 * @reached is how far kbuild went. It ends with an error where it does not enter @folder,
 * too, and goes on past a file that is missing: none of it matters unless it gave nothing.
 */
static char *run(const struct kbuild *k, const char *folder, struct dry_run *d, char **reached)
{
	struct args argv = { 0 };
	struct error *err;
	char *why = NULL;
	struct child c = { 0 };

	add_clean_env(&argv);
	add_make(k, &argv, folder);
	err = child_run(&c, (const char *const *)argv.item, k->dir, TIMEOUT_S);
	dry_run_read(d, err ? "" : c.out.buf);
	*reached = find_reached(d, folder);
	if (err)
		why = mem_strdup(error_text(err));
	else if (c.timed_out || !*reached || (!strcmp(*reached, folder) && !d->commands.n &&
					      (!WIFEXITED(c.status) || WEXITSTATUS(c.status))))
		why = explain(&c);
	error_free(err);
	child_release(&c);
	args_release(&argv);
	return why;
}

static void move_args(struct args *to, struct args *from)
{
	for (size_t i = 0; i < from->n; i++)
		*array_push(to) = from->item[i];
	from->n = 0;
}

static const char *remember(struct kbuild *k, const char *folder, char *why)
{
	return *map_put(&k->asked, folder) = why;
}

/* What came of @folder, or that the one above it gave all below it; NULL: neither. */
static const char *recall(const struct kbuild *k, const char *folder)
{
	size_t len = strlen(folder);
	const char *why = map_get(&k->asked, folder);

	while (len && !why) {
		while (len && folder[--len] != '/')
			;
		why = map_getn(&k->asked, folder, len);
		if (why && *why)
			why = NULL;
	}
	return why;
}

/* Asks for @folder, then for the one that kbuild enters on the way to it. Returns why, or "". */
static const char *ask(struct kbuild *k, const char *folder, struct args *commands)
{
	const char *told = recall(k, folder);
	struct dry_run d = { 0 };
	char *reached = NULL, *why;

	if (told)
		return told;
	if (!is_plain(folder))
		return remember(k, folder, mem_strdup(""));
	why = run(k, folder, &d, &reached);
	move_args(commands, &d.commands);
	dry_run_release(&d);
	if (!why)
		why = mem_strdup(strcmp(reached, folder) && strcmp(reached, ".") ?
				 ask(k, reached, commands) : "");
	mem_free(reached);
	return remember(k, folder, why);
}

const char *kbuild_ask(struct kbuild *k, const char *path, struct args *commands)
{
	const char *root = is_within(path, k->dir) ? k->dir : k->source, *why;
	char *folder, *slash;

	if (!is_within(path, root) || !path[strlen(root)])
		return "outside of the kernel's source folder";
	folder = mem_strdup(path + strlen(root) + 1);
	slash = strrchr(folder, '/');
	if (!slash) {
		mem_free(folder);
		return NOT_COMPILED;
	}
	*slash = '\0';
	why = ask(k, folder, commands);
	mem_free(folder);
	return *why ? why : NOT_COMPILED;
}
