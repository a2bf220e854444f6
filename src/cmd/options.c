// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "cmd/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static bool at_end(const struct argp_option *o)
{
	return !o->name && !o->key && !o->doc;
}

static bool has_letter(const struct argp_option *o)
{
	return o->key > ' ' && o->key < 0x7f;
}

static const struct argp_option *find_letter(const struct argp *argp, char letter)
{
	const struct argp_option *o;

	for (o = argp->options; !at_end(o); o++)
		if (has_letter(o) && o->key == letter)
			return o;
	return NULL;
}

/* By its whole name or the start of one; *@n tells how many such names there are. */
static const struct argp_option *find_name(const struct argp *argp, const char *name, size_t len,
					   int *n)
{
	const struct argp_option *o, *found = NULL;

	*n = 0;
	for (o = argp->options; !at_end(o); o++) {
		if (!o->name || strncmp(o->name, name, len))
			continue;
		if (!o->name[len]) {
			*n = 1;
			return o;
		}
		found = o;
		++*n;
	}
	return found;
}

static struct error *unknown(const struct argp *argp, const char *word)
{
	const struct argp_option *o;
	struct str known = STR_INIT;
	struct error *err;

	for (o = argp->options; !at_end(o); o++) {
		if (has_letter(o))
			str_addf(&known, "-%c, ", o->key);
		if (o->name)
			str_addf(&known, "--%s, ", o->name);
	}
	str_add(&known, "-h, --help");
	err = error_new("unknown option %s; known: %s", word, known.buf);
	str_release(&known);
	return err;
}

static bool takes_next(const struct argp_option *o)
{
	return o->arg && !(o->flags & OPTION_ARG_OPTIONAL);
}

/* @i is the word's place; it moves over a value in the next word. */
static struct error *check_name(const struct argp *argp, int argc, char **argv, int *i)
{
	const char *word = argv[*i], *name = word + 2;
	size_t len = strcspn(name, "=");
	const struct argp_option *o;
	int n;

	o = find_name(argp, name, len, &n);
	if (n > 1)
		return error_new("the option %s can be more than one", word);
	if (!o)
		return unknown(argp, word);
	if (name[len] && !o->arg)
		return error_new("the option --%s takes no value", o->name);
	if (!name[len] && takes_next(o) && ++*i >= argc)
		return error_new("the option --%s needs a value: %s", o->name, o->arg);
	return NULL;
}

static struct error *check_letters(const struct argp *argp, int argc, char **argv, int *i,
				   int *help)
{
	const char *word = argv[*i], *c;
	const struct argp_option *o;

	for (c = word + 1; *c; c++) {
		o = find_letter(argp, *c);
		if (!o && *c == 'h') {
			*help = 'h';
			return NULL;
		}
		if (!o)
			return unknown(argp, word);
		if (!o->arg)
			continue;
		if (!c[1] && takes_next(o) && ++*i >= argc)
			return error_new("the option -%c needs a value: %s", *c, o->arg);
		return NULL;
	}
	return NULL;
}

struct error *options_check(const struct argp *argp, int argc, char **argv, bool in_order,
			    int *help)
{
	struct error *err = NULL;
	int i;

	*help = 0;
	for (i = 1; i < argc && !err && !*help; i++) {
		if (argv[i][0] != '-' || !argv[i][1]) {
			if (in_order)
				break;
			continue;
		}
		if (!strcmp(argv[i], "--"))
			break;
		if (!strcmp(argv[i], "--help"))
			*help = 'H';
		else if (argv[i][1] == '-')
			err = check_name(argp, argc, argv, &i);
		else
			err = check_letters(argp, argc, argv, &i, help);
	}
	return err;
}

struct error *options_parse(const struct argp *argp, int argc, char **argv, bool in_order,
			    struct options_input *input)
{
	unsigned flags = ARGP_SILENT | (in_order ? ARGP_IN_ORDER : 0);
	int no;

	input->err = NULL;
	no = argp_parse(argp, argc, argv, flags, NULL, input);
	if (no && !input->err) {
		errno = no;
		return error_errno("wrong usage");
	}
	return input->err;
}

static void put_option(struct str *line, const struct argp_option *o)
{
	str_clear(line);
	if (has_letter(o))
		str_addf(line, "  -%c%s", o->key, o->name ? ", " : " ");
	else
		str_add(line, "      ");
	if (o->name)
		str_addf(line, "--%s", o->name);
	if (o->arg && o->name)
		str_addf(line, takes_next(o) ? "=%s" : "[=%s]", o->arg);
	else if (o->arg)
		str_add(line, o->arg);
	printf("%-24s  %s\n", line->buf, o->doc);
}

void options_help(const struct argp *argp, const char *name)
{
	const struct argp_option *o;
	struct str line = STR_INIT;

	printf("Usage: %s [OPTION]... %s\n%s.\n\n", name, argp->args_doc, argp->doc);
	for (o = argp->options; !at_end(o); o++)
		put_option(&line, o);
	printf("%-24s  %s\n", "  -h", "this help; --help opens the manual");
	str_release(&line);
}

struct error *option_number(const char *option, const char *of, const char *text, unsigned max,
			    unsigned *to)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || !n || n > max)
		return error_new("--%s=%s: not a number%s from 1 to %u", option, text, of, max);
	*to = n;
	return NULL;
}

struct error *option_format(const char *text, enum format *to)
{
	return format_parse(text, to) ? NULL : error_new("unknown --format=%s; known: %s", text,
							 format_names());
}
