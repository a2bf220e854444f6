// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "lint/baseline.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

enum { VERSION_KNOWN = 1 };

#define VERSION_KEY "teardown_baseline"

static struct error *read_file(struct str *to, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char buf[1 << 16];
	ssize_t n = 0;

	if (fd < 0)
		return error_errno("cannot read the baseline %s", path);
	while (to->len <= BASELINE_MAX_BYTES && (n = read(fd, buf, sizeof(buf))) > 0)
		str_addn(to, buf, (size_t)n);
	close(fd);
	if (n < 0)
		return error_errno("cannot read the baseline %s", path);
	if (to->len > BASELINE_MAX_BYTES)
		return error_new("the baseline %s: larger than %d MiB", path,
				 BASELINE_MAX_BYTES >> 20);
	return NULL;
}

static void add(struct baseline *b, const char *print, const json_t *entry)
{
	void **at = map_put(&b->known, print);

	*at = (void *)((size_t)*at + 1);
	*array_push(&b->lines) = json_dumps(entry, JSON_PRESERVE_ORDER);
}

static struct error *take(struct baseline *b, const char *path, const json_t *top)
{
	const json_t *version = json_object_get(top, VERSION_KEY);
	const json_t *list = json_object_get(top, "findings");
	size_t i;
	json_t *item;

	if (!json_is_integer(version) || !json_is_array(list))
		return error_new("the baseline %s: it is none; --update-baseline writes one", path);
	if (json_integer_value(version) != VERSION_KNOWN)
		return error_new("the baseline %s: of version %lld, this program knows %d", path,
				 (long long)json_integer_value(version), VERSION_KNOWN);
	json_array_foreach(list, i, item) {
		const char *print = json_string_value(json_object_get(item, "fingerprint"));

		if (!print)
			return error_new("the baseline %s: entry %zu has no fingerprint", path,
					 i + 1);
		add(b, print, item);
	}
	return NULL;
}

struct error *baseline_read(struct baseline *b, const char *path)
{
	struct str text = STR_INIT;
	json_error_t bad;
	json_t *top = NULL;
	struct error *err;

	*b = (struct baseline){ 0 };
	err = read_file(&text, path);
	if (!err) {
		top = json_loadb(text.buf, text.len, 0, &bad);
		err = top ? take(b, path, top) :
			    error_new("the baseline %s: line %d: %s", path, bad.line, bad.text);
	}
	json_decref(top);
	str_release(&text);
	return err;
}

void baseline_release(struct baseline *b)
{
	map_release(&b->known);
	for (size_t i = 0; i < b->lines.n; i++)
		free(b->lines.item[i]);
	array_free(&b->lines);
}

static bool is_known(struct map *left, const struct finding *f)
{
	char *print = finding_fingerprint(f);
	size_t n = (size_t)map_get(left, print);

	if (n)
		*map_put(left, print) = (void *)(n - 1);
	mem_free(print);
	return n;
}

size_t baseline_apply(const struct baseline *b, struct report *r)
{
	struct map left = MAP_INIT;
	size_t kept = 0, gone;

	for (size_t i = 0; i < b->known.n; i++)
		*map_put(&left, b->known.entry[i].key) = b->known.entry[i].value;
	for (size_t i = 0; i < r->findings.n; i++)
		if (is_known(&left, &r->findings.item[i]))
			finding_release(&r->findings.item[i]);
		else
			r->findings.item[kept++] = r->findings.item[i];
	gone = r->findings.n - kept;
	r->findings.n = kept;
	map_release(&left);
	return gone;
}

/* JSON is of UTF-8: of what is none the path in the file is one that looks like it. */
static json_t *text_of(const char *text)
{
	json_t *value = json_string(text ? text : "");

	return value ? value : json_string("?");
}

static json_t *entry_of(const struct finding *f, const char *print)
{
	json_t *o = json_object();

	json_object_set_new(o, "path", text_of(f->path));
	json_object_set_new(o, "function", text_of(f->function));
	json_object_set_new(o, "rule", text_of(f->rule->name));
	json_object_set_new(o, "message", text_of(f->message));
	json_object_set_new(o, "fingerprint", text_of(print));
	return o;
}

void baseline_add(struct baseline *b, const struct report *r)
{
	for (size_t i = 0; i < r->findings.n; i++) {
		char *print = finding_fingerprint(&r->findings.item[i]);
		json_t *entry = entry_of(&r->findings.item[i], print);

		add(b, print, entry);
		json_decref(entry);
		mem_free(print);
	}
}

static int by_text(const void *one, const void *two)
{
	return strcmp(*(char *const *)one, *(char *const *)two);
}

void baseline_write(FILE *out, const struct baseline *b)
{
	size_t n = b->lines.n;
	char **sorted = mem_alloc((n + 1) * sizeof(*sorted));

	for (size_t i = 0; i < n; i++)
		sorted[i] = b->lines.item[i];
	if (n)
		qsort(sorted, n, sizeof(*sorted), by_text);
	fprintf(out, "{\"" VERSION_KEY "\": %d, \"findings\": [", VERSION_KNOWN);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s\n%s", i ? "," : "", sorted[i]);
	fputs("\n]}\n", out);
	mem_free(sorted);
}
