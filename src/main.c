// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "cmd/cmd.h"
#include "cmd/options.h"

struct command {
	const char *name;
	const struct argp *argp;
	struct error *(*run)(const struct cmd_context *ctx, int argc, char **argv, int *status);
	bool foreign;		/* its words are another program's */
};

static const struct command commands[] = {
	{ "check", &cmd_check_argp, cmd_check, false },
	{ "lint", &cmd_lint_argp, cmd_lint, false },
	{ "sparse", &cmd_sparse_argp, cmd_sparse, true },
	{ "audit", &cmd_audit_argp, cmd_audit, false },
	{ "missing", &cmd_missing_argp, cmd_missing, false },
	{ "rules", &cmd_rules_argp, cmd_rules, false },
	{ NULL, NULL, NULL, false },
};

enum { KEY_COLOR = 256, KEY_VERSION };

struct global {
	struct options_input input;
	struct cmd_context ctx;
	bool version;
	int command;		/* its place in argv, 0 when there is none */
};

static error_t parse_global(int key, char *arg, struct argp_state *state)
{
	struct global *g = state->input;

	switch (key) {
	case 'C':
		if (!chdir(arg))
			return 0;
		g->input.err = error_errno("cannot change to %s", arg);
		return EINVAL;
	case 'q':
		g->ctx.quiet = true;
		return 0;
	case 'v':
		g->ctx.verbose = true;
		return 0;
	case KEY_COLOR:
		if (term_color_parse(arg, &g->ctx.color))
			return 0;
		g->input.err = error_new("unknown --color=%s; known: auto, always, never", arg);
		return EINVAL;
	case KEY_VERSION:
		g->version = true;
		return 0;
	case ARGP_KEY_ARG:
		g->command = state->next - 1;
		state->next = state->argc;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option global_options[] = {
	{ NULL, 'C', "DIR", 0, "work in this folder", 0 },
	{ "quiet", 'q', NULL, 0, "no progress, no summary", 0 },
	{ "verbose", 'v', NULL, 0, "tell more", 0 },
	{ "color", KEY_COLOR, "WHEN", 0, "auto, always or never", 0 },
	{ "version", KEY_VERSION, NULL, 0, "tell the version", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 },
};

static const struct argp global_argp = {
	.options = global_options,
	.parser = parse_global,
	.args_doc = "COMMAND ...",
	.doc = "Finds kernel code that takes a device's DMA down before its managed\n"
	       "resources are released",
};

/* "manual" of the build tree beside the program, else the installed one; NULL when neither is. */
static char *find_manual(void)
{
	char exe[4096], *slash, *path;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	exe[n > 0 ? n : 0] = '\0';
	slash = strrchr(exe, '/');
	path = mem_printf("%.*s/src/teardown.1", (int)(slash ? slash - exe : 0), exe);
	if (!access(path, R_OK))
		return path;
	mem_free(path);
	path = mem_strdup(MANDIR "/teardown.1");
	if (!access(path, R_OK))
		return path;
	mem_free(path);
	return NULL;
}

/* Returns only when there is no manual or nothing to show it with. */
static void open_manual(void)
{
	char *path = find_manual();

	if (!path)
		return;
	signal(SIGPIPE, SIG_DFL);
	execlp("man", "man", "-l", path, (char *)NULL);
	execlp("mandoc", "mandoc", "-a", path, (char *)NULL);
	signal(SIGPIPE, SIG_IGN);
	mem_free(path);
}

static void put_commands(void)
{
	const struct command *c;

	puts("\nCommands:");
	for (c = commands; c->name; c++)
		printf("  %-7s  %s\n", c->name, c->argp->doc);
	puts("\n'teardown COMMAND -h' tells a command's options.");
}

static void show_help(int help, const struct argp *argp, const char *name)
{
	if (help == 'H')
		open_manual();
	options_help(argp, name);
}

static struct error *unknown_command(const char *name)
{
	struct str known = STR_INIT;
	const struct command *c;
	struct error *err;

	for (c = commands; c->name; c++)
		str_addf(&known, "%s%s", c == commands ? "" : ", ", c->name);
	err = name ? error_new("unknown command %s; known: %s", name, known.buf) :
		     error_new("no command; known: %s", known.buf);
	str_release(&known);
	return err;
}

static struct error *run_command(const struct command *c, const struct cmd_context *ctx, int argc,
				 char **argv, int *status)
{
	char *name = mem_printf("teardown %s", c->name);
	struct error *err = NULL;
	int help = 0;

	argv[0] = name;
	if (!c->foreign || argc == 2)	/* alone, -h and --help are ours */
		err = options_check(c->argp, argc, argv, false, &help);
	if (c->foreign && !help) {
		error_free(err);
		err = NULL;
	}
	if (!err && help)
		show_help(help, c->argp, name);
	else if (!err)
		err = c->run(ctx, argc, argv, status);
	mem_free(name);
	return err ? error_under(err, "%s", c->name) : NULL;
}

static struct error *run(int argc, char **argv, int *status)
{
	struct global g = { .ctx.color = TERM_COLOR_AUTO };
	const struct command *c;
	struct error *err;
	int help;

	err = options_check(&global_argp, argc, argv, true, &help);
	if (!err && help) {
		show_help(help, &global_argp, "teardown");
		put_commands();
		return NULL;
	}
	if (!err)
		err = options_parse(&global_argp, argc, argv, true, &g.input);
	if (err)
		return err;
	if (g.version) {
		puts("teardown " VERSION);
		return NULL;
	}
	if (!g.command)
		return unknown_command(NULL);
	for (c = commands; c->name; c++)
		if (!strcmp(c->name, argv[g.command]))
			return run_command(c, &g.ctx, argc - g.command, argv + g.command, status);
	return unknown_command(argv[g.command]);
}

/*
 * A descriptor that was closed must not become that of some file we open. Each
 * is opened the wrong way round, so that its use still fails.
 */
static void open_standard_files(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			_exit(STATUS_FAILED);
}

static struct error *finish_output(void)
{
	bool failed = ferror(stdout);

	errno = 0;
	if (fflush(stdout) || failed)
		return errno ? error_errno("cannot write standard output") :
			       error_new("cannot write standard output");
	return NULL;
}

int main(int argc, char **argv)
{
	struct error *err, *unwritten;
	int status = STATUS_CLEAN;

	open_standard_files();
	signal(SIGPIPE, SIG_IGN);
	err = run(argc, argv, &status);
	unwritten = finish_output();
	if (err && unwritten)
		error_free(unwritten);
	else if (unwritten)
		err = unwritten;
	if (err) {
		fprintf(stderr, "teardown: %s\n", error_text(err));
		status = STATUS_FAILED;
	}
	error_free(err);
	return status;
}
