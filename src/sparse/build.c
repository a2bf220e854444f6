// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "sparse/build.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/str.h"

static char *resolve(const char *path)
{
	char *real = realpath(path, NULL), *copy = mem_strdup(real);

	free(real);
	return copy;
}

/* @path, which may be relative to @dir. */
static char *join(const char *dir, const char *path)
{
	return *path == '/' ? mem_strdup(path) : mem_printf("%s/%s", dir, path);
}

/* Each folder is resolved once. NULL: it is not there. */
static const char *resolve_folder(struct build *b, const char *path, size_t len)
{
	void **place = map_putn(&b->folders, path, len);
	char *folder;

	if (!*place) {
		folder = mem_strndup(path, len);
		*place = resolve(folder);
		mem_free(folder);
		if (!*place)
			*place = mem_strdup("");
	}
	return *(char *)*place ? *place : NULL;
}

/* Like realpath(3) of @path, an absolute one. */
static char *resolve_file(struct build *b, const char *path)
{
	const char *slash = strrchr(path, '/'), *folder;
	struct stat st;
	char *real;

	if (!strcmp(slash, "/.") || !strcmp(slash, "/..") || slash == path)
		return resolve(path);
	folder = resolve_folder(b, path, (size_t)(slash - path));
	if (!folder)
		return NULL;
	real = mem_printf("%s/%s", strcmp(folder, "/") ? folder : "", slash + 1);
	if (!lstat(real, &st) && !S_ISLNK(st.st_mode))
		return real;
	mem_free(real);
	return resolve(path);
}

/* A new file, or NULL where @path, which is taken, is NULL or has one. */
static struct build_file *add_file(struct build *b, char *path, const char *dir)
{
	void **place = path ? map_put(&b->by_path, path) : NULL;
	struct build_file *f;

	if (!place || *place) {
		mem_free(path);
		return NULL;
	}
	f = mem_alloc(sizeof(*f));
	f->path = path;
	f->dir = mem_strdup(dir);
	*place = *array_push(&b->files) = f;
	return f;
}

/* compile_commands.json */

static struct error *check_entry(const json_t *entry)
{
	static const char *const names[] = { "directory", "file" };

	if (!json_is_object(entry))
		return error_new("not an object");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!json_is_string(json_object_get(entry, names[i])))
			return error_new("it has no \"%s\"", names[i]);
	if (!json_is_string(json_object_get(entry, "command")) &&
	    !json_is_array(json_object_get(entry, "arguments")))
		return error_new("it has neither \"command\" nor \"arguments\"");
	return NULL;
}

/* @here: the folder of compile_commands.json, to which its directories may be relative. */
static struct error *add_entry(struct build *b, json_t *entry, const char *here)
{
	struct error *err = check_entry(entry);
	struct build_file *f;
	char *dir, *path;

	if (err)
		return err;
	dir = join(here, json_string_value(json_object_get(entry, "directory")));
	path = join(dir, json_string_value(json_object_get(entry, "file")));
	f = add_file(b, resolve_file(b, path), dir);
	if (f)
		f->entry = entry;
	mem_free(path);
	mem_free(dir);
	return NULL;
}

static struct error *add_entries(struct build *b, const char *here)
{
	struct error *err = NULL;
	json_t *entry;
	size_t i;

	json_array_foreach(b->commands, i, entry) {
		err = add_entry(b, entry, here);
		if (err)
			return error_under(err, "%s: entry %zu", b->about, i + 1);
	}
	return NULL;
}

static char *folder_of(const char *path)
{
	char *real = resolve(path), *slash = real ? strrchr(real, '/') : NULL;

	if (slash)
		*slash = '\0';
	return real;
}

struct error *build_open_commands(struct build *b, const char *path)
{
	struct error *err;
	json_error_t bad;
	char *here;

	*b = (struct build){ .about = mem_strdup(path) };
	here = folder_of(path);
	if (!here)
		return error_errno("%s", path);
	b->commands = json_load_file(path, 0, &bad);
	if (!b->commands && bad.line > 0)
		err = error_new("%s:%d: %s", path, bad.line, bad.text);
	else if (!b->commands)
		err = error_new("%s: %s", path, bad.text);
	else if (!json_is_array(b->commands))
		err = error_new("%s: not a list of commands", path);
	else
		err = add_entries(b, here);
	mem_free(here);
	return err;
}

/* Making the flags. */

static struct error *read_arguments(struct args *w, const json_t *list)
{
	const json_t *word;
	size_t i;

	json_array_foreach(list, i, word) {
		if (!json_is_string(word))
			return error_new("its \"arguments\" are not all strings");
		args_add(w, json_string_value(word));
	}
	return NULL;
}

static struct error *read_entry(struct args *w, const json_t *entry)
{
	const json_t *list = json_object_get(entry, "arguments");

	return json_is_array(list) ?
	       read_arguments(w, list) :
	       args_split(w, json_string_value(json_object_get(entry, "command")));
}

/* As the command names it where that is the file, so that sparse prints what it would there. */
static void add_source(struct build_file *f, const char *named)
{
	char *path = named ? join(f->dir, named) : NULL, *real = path ? resolve(path) : NULL;

	args_add(&f->flags, real && !strcmp(real, f->path) ? named : f->path);
	mem_free(real);
	mem_free(path);
}

static struct error *make_flags(struct build_file *f)
{
	struct args command = { 0 };
	const char *source;
	struct error *err;

	err = f->entry ? read_entry(&command, f->entry) : args_split(&command, f->command);
	if (!err) {
		if (f->entry)
			command_checkflags(&f->flags, &command);
		source = command_flags(&f->flags, &command);
		add_source(f, source);
	}
	args_release(&command);
	mem_free(f->command);
	f->command = NULL;
	f->entry = NULL;
	return err;
}

/* The build folder. */

struct error *build_open_kbuild(struct build *b, const char *dir)
{
	*b = (struct build){ .about = mem_strdup(dir), .kbuild = mem_alloc(sizeof(*b->kbuild)) };
	return kbuild_open(b->kbuild, dir);
}

/* Takes @command. One that cannot be read is of no file. */
static void add_command(struct build *b, char *command)
{
	struct args w = { 0 }, flags = { 0 };
	struct error *err = args_split(&w, command);
	const char *source = err ? NULL : command_flags(&flags, &w);
	char *path = source ? join(b->kbuild->dir, source) : NULL;
	struct build_file *f = path ? add_file(b, resolve_file(b, path), b->kbuild->dir) : NULL;

	if (f)
		f->command = command;
	else
		mem_free(command);
	mem_free(path);
	error_free(err);
	args_release(&flags);
	args_release(&w);
}

static const char *ask_kbuild(struct build *b, const char *path)
{
	struct args commands = { 0 };
	const char *why = kbuild_ask(b->kbuild, path, &commands);

	for (size_t i = 0; i < commands.n; i++)
		add_command(b, commands.item[i]);
	array_free(&commands);
	return why;
}

void build_release(struct build *b)
{
	size_t i;

	for (i = 0; i < b->files.n; i++) {
		struct build_file *f = b->files.item[i];

		args_release(&f->flags);
		mem_free(f->command);
		mem_free(f->dir);
		mem_free(f->path);
		mem_free(f);
	}
	array_free(&b->files);
	for (i = 0; i < b->folders.n; i++)
		mem_free(b->folders.entry[i].value);
	for (i = 0; i < b->missing.n; i++)
		mem_free(b->missing.entry[i].value);
	map_release(&b->by_path);
	map_release(&b->folders);
	map_release(&b->missing);
	json_decref(b->commands);
	if (b->kbuild)
		kbuild_release(b->kbuild);
	mem_free(b->kbuild);
	mem_free(b->about);
	*b = (struct build){ 0 };
}

static const char *remember(struct build *b, const char *path, const char *why)
{
	void **place = map_put(&b->missing, path);

	if (!*place)
		*place = mem_strdup(why);
	return *place;
}

/* The file of @path, a resolved one, with its flags made. */
static const struct build_file *find(struct build *b, const char *path, const char **why)
{
	struct build_file *f = map_get(&b->by_path, path);
	const char *none = "not in compile_commands.json";
	struct error *err;

	*why = map_get(&b->missing, path);
	if (*why)
		return NULL;
	if (!f && b->kbuild) {
		none = ask_kbuild(b, path);
		f = map_get(&b->by_path, path);
	}
	if (!f) {
		*why = remember(b, path, none);
		return NULL;
	}
	err = f->flags.n ? NULL : make_flags(f);
	if (err)
		*why = remember(b, path, error_text(err));
	error_free(err);
	return err ? NULL : f;
}

const struct build_file *build_file(struct build *b, const char *path, const char **why)
{
	const struct build_file *f = NULL;
	char *real = resolve(path);

	if (real)
		f = find(b, real, why);
	else
		*why = remember(b, path, strerror(errno));
	mem_free(real);
	return f;
}
