// SPDX-License-Identifier: GPL-2.0
#include "report/baseline.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "report/value.h"

#define KEY "teardown_baseline"
#define VERSION_KNOWN 1
#define FINGERPRINT_DIGITS 16

struct baseline {
	struct map counts;	/* by fingerprint */
	size_t findings;
	json_t *list;		/* of them, as it was read */
};

static size_t count(const struct map *counts, const char *fingerprint)
{
	return (size_t)(uintptr_t)map_get(counts, fingerprint);
}

static void count_one(struct map *counts, const char *fingerprint)
{
	void **n = map_put(counts, fingerprint);

	*n = (void *)((uintptr_t)*n + 1);
}

/* ---- read ---- */

/* One byte more than allowed, so that it shows. */
static struct error *read_file(const char *path, struct str *text)
{
	FILE *file = fopen(path, "re");
	struct error *err = NULL;
	char part[65536];
	size_t n;

	if (!file)
		return error_errno("cannot read %s", path);
	while (text->len <= BASELINE_MAX_BYTES && (n = fread(part, 1, sizeof(part), file)))
		str_addn(text, part, n);
	if (ferror(file))
		err = error_errno("cannot read %s", path);
	else if (text->len > BASELINE_MAX_BYTES)
		err = error_new("%s: larger than %d MiB, which no baseline is", path,
				BASELINE_MAX_BYTES >> 20);
	fclose(file);
	return err;
}

static struct error *parse_text(const char *path, const struct str *text, json_t **top)
{
	json_error_t bad;

	*top = json_loadb(text->buf, text->len, JSON_REJECT_DUPLICATES, &bad);
	if (*top)
		return NULL;
	return error_new("%s:%d: %s", path, bad.line > 0 ? bad.line : 1, bad.text);
}

static struct error *refuse_version(const char *path, const json_t *top)
{
	const json_t *version = json_object_get(top, KEY);

	if (!json_is_integer(version))
		return error_new("%s: no baseline: it has no number \"" KEY "\"", path);
	if (json_integer_value(version) == VERSION_KNOWN)
		return NULL;
	return error_new("%s: a baseline of version %" JSON_INTEGER_FORMAT "; known: %d", path,
			 json_integer_value(version), VERSION_KNOWN);
}

static const char *fingerprint_of(const json_t *finding)
{
	const char *text = json_string_value(json_object_get(finding, "fingerprint"));

	if (!text || strlen(text) != FINGERPRINT_DIGITS ||
	    strspn(text, "0123456789abcdef") != FINGERPRINT_DIGITS)
		return NULL;
	return text;
}

static struct error *take_findings(struct baseline *b, const char *path, const json_t *top)
{
	const json_t *list = json_object_get(top, "findings");

	if (!json_is_array(list))
		return error_new("%s: no baseline: it has no list \"findings\"", path);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *fingerprint = fingerprint_of(json_array_get(list, i));

		if (!fingerprint)
			return error_new("%s: finding %zu has no \"fingerprint\" of %d hex digits",
					 path, i + 1, FINGERPRINT_DIGITS);
		count_one(&b->counts, fingerprint);
		b->findings++;
	}
	b->list = json_incref((json_t *)list);
	return NULL;
}

struct error *baseline_read(struct baseline **b, const char *path)
{
	struct baseline *new = mem_alloc(sizeof(*new));
	struct str text = STR_INIT;
	json_t *top = NULL;
	struct error *err = read_file(path, &text);

	if (!err)
		err = parse_text(path, &text, &top);
	if (!err)
		err = refuse_version(path, top);
	if (!err)
		err = take_findings(new, path, top);
	if (err) {
		baseline_free(new);
		new = NULL;
	}
	*b = new;
	json_decref(top);
	str_release(&text);
	return err;
}

void baseline_free(struct baseline *b)
{
	if (!b)
		return;
	map_release(&b->counts);
	json_decref(b->list);
	mem_free(b);
}

/* ---- apply ---- */

static bool take(const struct baseline *b, struct map *taken, const struct finding *f)
{
	char *fingerprint = finding_fingerprint(f);
	bool known = count(taken, fingerprint) < count(&b->counts, fingerprint);

	if (known)
		count_one(taken, fingerprint);
	mem_free(fingerprint);
	return known;
}

size_t baseline_apply(const struct baseline *b, struct report *r, size_t *gone)
{
	struct map taken = MAP_INIT;
	size_t kept = 0, n;

	for (size_t i = 0; i < r->findings.n; i++)
		if (take(b, &taken, &r->findings.item[i]))
			finding_release(&r->findings.item[i]);
		else
			r->findings.item[kept++] = r->findings.item[i];
	n = r->findings.n - kept;
	r->findings.n = kept;
	*gone = b->findings - n;
	map_release(&taken);
	return n;
}

/* ---- write ---- */

static void set(json_t *object, const char *key, const char *text)
{
	json_object_set_new(object, key, value_text(text));
}

static json_t *entry_of(const struct finding *f)
{
	char *fingerprint = finding_fingerprint(f);
	json_t *o = json_object();

	set(o, "fingerprint", fingerprint);
	set(o, "rule", f->rule->name);
	set(o, "path", f->path);
	set(o, "function", f->function);
	set(o, "message", f->message);
	mem_free(fingerprint);
	return o;
}

/* Whatever stands in a file may lack them. */
static const char *text_of(const json_t *entry, const char *key)
{
	const char *text = json_string_value(json_object_get(entry, key));

	return text ? text : "";
}

static int compare_entries(const void *left, const void *right)
{
	static const char *const keys[] = { "path", "rule", "fingerprint", "message" };
	const json_t *a = *(json_t *const *)left, *b = *(json_t *const *)right;
	int d = 0;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys) && !d; i++)
		d = strcmp(text_of(a, keys[i]), text_of(b, keys[i]));
	return d;
}

void baseline_write(FILE *out, const struct baseline *b, const struct report *r)
{
	size_t known = b ? json_array_size(b->list) : 0, n = 0;
	json_t **entries = mem_alloc((known + r->findings.n + 1) * sizeof(json_t *));

	for (size_t i = 0; i < known; i++)
		entries[n++] = json_incref(json_array_get(b->list, i));
	for (size_t i = 0; i < r->findings.n; i++)
		entries[n++] = entry_of(&r->findings.item[i]);
	if (n > 1)
		qsort(entries, n, sizeof(*entries), compare_entries);
	fprintf(out, "{\"" KEY "\": %d, \"findings\": [", VERSION_KNOWN);
	for (size_t i = 0; i < n; i++) {
		fputs(i ? ",\n" : "\n", out);
		json_dumpf(entries[i], out, JSON_PRESERVE_ORDER);
		json_decref(entries[i]);
	}
	fputs(n ? "\n]}\n" : "]}\n", out);
	mem_free(entries);
}
