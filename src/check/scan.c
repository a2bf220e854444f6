// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/scan.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/bytes.h"
#include "base/str.h"
#include "check/filter.h"
#include "check/pass.h"

enum { MAX_HEADER = 1 << 20, FORMAT = 3, FEW_SOURCES = 2000, MAX_WORDS = 4096 };

/* What a pass looks for; each thread keeps its own. */
struct look {
	struct scan *scan;
	const struct filter *filter;
	const uint32_t *word;	/* the scan's index of each of the filter's words */
	size_t n_words;
	bool definitions;
	struct found {
		struct definitions definitions;
		ARRAY(struct scan_hit) hits;
	} found[PASS_MAX_THREADS];
};

static void look_at(void *arg, unsigned thread, size_t i, const char *text, size_t len)
{
	struct look *l = arg;
	unsigned long long bits[MAX_WORDS / 64] = { 0 };

	if (l->scan->sources->all.item[i].header && len > MAX_HEADER)
		return;
	if (l->definitions)
		definitions_read(&l->found[thread].definitions, i, text, len);
	if (!l->filter)
		return;
	filter_hits(l->filter, text, len, bits);
	for (size_t k = 0; k < l->n_words; k++)
		if (bits[k / 64] & 1ull << k % 64)
			*array_push(&l->found[thread].hits) =
				(struct scan_hit){ l->word[k], (uint32_t)i };
}

static void look(struct scan *s, const char *const words[], size_t n, bool definitions,
		 const bool skip[], struct coverage *coverage)
{
	struct look *l = mem_alloc(sizeof(*l));
	uint32_t *index = mem_alloc((n + 1) * sizeof(*index));
	struct filter *f = n ? filter_new(words, n) : NULL;

	for (size_t k = 0; k < n; k++)
		index[k] = (uint32_t)((size_t)map_get(&s->words, words[k]) - 1);
	l->scan = s;
	l->filter = f;
	l->word = index;
	l->n_words = n;
	l->definitions = definitions;
	pass_run(s->sources, skip, s->jobs, look_at, l, coverage);
	for (size_t t = 0; t < PASS_MAX_THREADS; t++) {
		definitions_merge(&s->definitions, &l->found[t].definitions);
		for (size_t i = 0; i < l->found[t].hits.n; i++)
			*array_push(&s->hits) = l->found[t].hits.item[i];
		array_free(&l->found[t].hits);
	}
	filter_free(f);
	mem_free(index);
	mem_free(l);
	s->changed = true;
}

static struct scan_stamp stamp_of(const char *file, int64_t now_ns)
{
	const int64_t second = 1000000000;
	struct scan_stamp stamp = { 0 };
	struct stat st;

	if (stat(file, &st))
		return stamp;
	stamp.mtime_ns = st.st_mtim.tv_sec * second + st.st_mtim.tv_nsec;
	stamp.ctime_ns = st.st_ctim.tv_sec * second + st.st_ctim.tv_nsec;
	stamp.size = st.st_size;
	stamp.inode = st.st_ino;
	/* A file changed a moment ago may change again within the clock's grain. */
	if (stamp.ctime_ns > now_ns - second || stamp.mtime_ns > now_ns - second)
		memset(&stamp, 0, sizeof(stamp));
	return stamp;
}

static void stamp_all(struct scan *s)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	for (size_t i = 0; i < s->sources->all.n; i++)
		s->stamp[i] = stamp_of(s->sources->all.item[i].file,
				       now.tv_sec * 1000000000ll + now.tv_nsec);
}

static void save(const struct scan *s)
{
	struct str out = STR_INIT;

	bytes_put_number(&out, s->words.n);
	for (size_t i = 0; i < s->words.n; i++)
		bytes_put_text(&out, s->words.entry[i].key);
	bytes_put_number(&out, s->sources->all.n);
	str_addn(&out, s->stamp, s->sources->all.n * sizeof(*s->stamp));
	for (size_t i = 0; i < s->sources->all.n; i++)
		bytes_put_text(&out, s->sources->all.item[i].path);
	bytes_put_number(&out, s->hits.n);
	str_addn(&out, s->hits.item, s->hits.n * sizeof(*s->hits.item));
	bytes_put_number(&out, s->definitions.list.n);
	str_addn(&out, s->definitions.list.item,
	    s->definitions.list.n * sizeof(*s->definitions.list.item));
	cache_put(s->cache, s->key, out.buf, out.len);
	str_release(&out);
}

static const char *take_text(struct bytes_reader *r)
{
	const char *text = bytes_take_text(r);

	return text ? text : "";
}

/* Where each of the cached sources is now, or UINT32_MAX when it is gone or has changed. */
static uint32_t *match_sources(struct scan *s, struct bytes_reader *r, size_t n)
{
	const char *stamps = bytes_take(r, n, sizeof(struct scan_stamp));
	static const struct scan_stamp none;
	uint32_t *now;
	size_t i = 0;

	if (!stamps)
		return NULL;
	now = mem_alloc((n + 1) * sizeof(*now));
	for (size_t k = 0; k < n; k++) {
		const char *path = take_text(r);
		struct scan_stamp stamp;

		now[k] = UINT32_MAX;
		while (i < s->sources->all.n && strcmp(s->sources->all.item[i].path, path) < 0)
			i++;
		if (i == s->sources->all.n || strcmp(s->sources->all.item[i].path, path))
			continue;
		memcpy(&stamp, stamps + k * sizeof(stamp), sizeof(stamp));
		if (memcmp(&stamp, &none, sizeof(none)) &&
		    !memcmp(&stamp, &s->stamp[i], sizeof(stamp)))
			now[k] = (uint32_t)i;
	}
	return now;
}

static void load_lists(struct scan *s, struct bytes_reader *r, const uint32_t *now, size_t n)
{
	size_t hits = bytes_take_number(r);
	const char *hit = bytes_take(r, hits, sizeof(struct scan_hit));
	size_t defined = bytes_take_number(r);
	const char *def = bytes_take(r, defined, sizeof(struct definition));

	if (r->bad)
		return;
	for (size_t i = 0; i < hits; i++) {
		struct scan_hit h;

		memcpy(&h, hit + i * sizeof(h), sizeof(h));
		if (h.source < n && h.word < s->words.n && now[h.source] != UINT32_MAX)
			*array_push(&s->hits) = (struct scan_hit){ h.word, now[h.source] };
	}
	for (size_t i = 0; i < defined; i++) {
		struct definition d;

		memcpy(&d, def + i * sizeof(d), sizeof(d));
		if (d.source < n && now[d.source] != UINT32_MAX)
			*array_push(&s->definitions.list) =
				(struct definition){ d.name, now[d.source] };
	}
	for (size_t k = 0; k < n; k++)
		if (now[k] != UINT32_MAX)
			s->old[now[k]] = true;
}

static void add_word(struct scan *s, const char *word)
{
	void **index = map_put(&s->words, word);

	*index = (void *)s->words.n;	/* 1 + its own index, as it is the last */
}

static void load(struct scan *s)
{
	struct str in = STR_INIT;
	struct bytes_reader r;
	uint32_t *now = NULL;
	size_t words, n;

	if (cache_get(s->cache, s->key, &in)) {
		r = (struct bytes_reader){ .p = in.buf, .end = in.buf + in.len };
		words = bytes_take_number(&r);
		for (size_t i = 0; i < words && !r.bad && i < MAX_WORDS; i++)
			add_word(s, take_text(&r));
		n = bytes_take_number(&r);
		now = match_sources(s, &r, n);
		if (now)
			load_lists(s, &r, now, n);
	}
	mem_free(now);
	str_release(&in);
}

/* Words that no earlier pass looked for get an index; the number of them. */
static size_t add_words(struct scan *s, const char *const words[], size_t n, const char **fresh)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		if (map_has(&s->words, words[i]) || s->words.n == MAX_WORDS)
			continue;
		add_word(s, words[i]);
		fresh[k++] = words[i];
	}
	return k;
}

static char *key_of(const struct sources *s)
{
	struct str asked = STR_INIT;
	char id[41], *key;

	for (size_t i = 0; i < s->all.n; i++)
		if (s->all.item[i].asked && (!i || i + 1 == s->all.n))
			str_addf(&asked, "%s\n", s->all.item[i].path);
	cache_blob_id(id, asked.buf, asked.len);
	key = mem_printf("scan %d %s %s", FORMAT, s->root, id);
	str_release(&asked);
	return key;
}

void scan_open(struct scan *s, const struct sources *sources, unsigned jobs, struct cache *cache,
	       const char *const words[], size_t n, struct coverage *coverage)
{
	size_t all = sources->all.n, fresh_n, known_n;
	const char **fresh = mem_alloc((n + 1) * sizeof(*fresh)), **known;

	memset(s, 0, sizeof(*s));
	s->sources = sources;
	s->jobs = jobs;
	s->cache = all < FEW_SOURCES ? NULL : cache;
	s->key = key_of(sources);
	s->stamp = mem_alloc((all + 1) * sizeof(*s->stamp));
	s->old = mem_alloc(all + 1);
	if (s->cache) {
		stamp_all(s);
		load(s);
	}
	known_n = s->words.n;
	fresh_n = add_words(s, words, n, fresh);
	if (fresh_n && known_n)
		look(s, fresh, fresh_n, false, NULL, NULL);
	known = mem_alloc((s->words.n + 1) * sizeof(*known));
	if (!known_n)
		known_n = fresh_n;
	for (size_t i = 0; i < known_n; i++)
		known[i] = s->words.entry[i].key;
	for (size_t i = 0; i < all && !s->changed; i++)
		s->changed = !s->old[i];
	if (s->changed)
		look(s, known, known_n, true, s->old, coverage);
	definitions_sort(&s->definitions);
	mem_free(fresh);
	mem_free(known);
}

void scan_find(struct scan *s, const char *const words[], size_t n, bool match[])
{
	const char **fresh = mem_alloc((n + 1) * sizeof(*fresh));
	size_t fresh_n = add_words(s, words, n, fresh);
	bool *wanted;

	if (fresh_n)
		look(s, fresh, fresh_n, false, NULL, NULL);
	wanted = mem_alloc(s->words.n + 1);
	for (size_t i = 0; i < n; i++)
		if (map_has(&s->words, words[i]))
			wanted[(size_t)map_get(&s->words, words[i]) - 1] = true;
	for (size_t i = 0; i < s->hits.n; i++)
		if (wanted[s->hits.item[i].word])
			match[s->hits.item[i].source] = true;
	mem_free(wanted);
	mem_free(fresh);
}

void scan_close(struct scan *s)
{
	if (s->cache && s->changed)
		save(s);
	map_release(&s->words);
	array_free(&s->hits);
	definitions_release(&s->definitions);
	mem_free(s->stamp);
	mem_free(s->old);
	mem_free(s->key);
}
