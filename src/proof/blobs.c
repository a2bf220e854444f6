// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "proof/blobs_inside.h"

#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "check/filter.h"
#include "proof/identifiers.h"

enum { MAX_HEADER = 1 << 20, CHUNK = 32, FIRST_SLOTS = 1024, MAX_WORDS = 4096,
       TRIM_BYTES = 96 << 20, FEW = 64 };

struct blobs *blobs_new(struct objects *objects, unsigned jobs)
{
	struct blobs *b = mem_alloc(sizeof(*b));

	b->objects = objects;
	b->reader = objects_reader_new(objects);
	b->jobs = jobs;
	b->trim_at = TRIM_BYTES;
	b->slots = FIRST_SLOTS;
	b->slot = mem_alloc(b->slots * sizeof(*b->slot));
	return b;
}

static void blob_forget(const struct blobs *b, struct blob *blob)
{
	if (!blobs_is_kept(b, blob))
		mem_free(blob->identifier);
	blob->identifier = NULL;
	blob->identifiers = 0;
}

void blobs_free(struct blobs *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->all.n; i++) {
		mem_free(b->all.item[i].unread);
		mem_free(b->all.item[i].given);
		blob_forget(b, &b->all.item[i]);
	}
	array_free(&b->all);
	for (size_t i = 0; i < b->holders.n; i++)
		array_free(&b->holders.item[i].list);
	array_free(&b->holders);
	map_release(&b->words);
	definitions_release(&b->sorted);
	definitions_release(&b->fresh);
	objects_reader_free(b->reader);
	for (size_t t = 0; t < MAX_THREADS; t++)
		objects_reader_free(b->thread_reader[t]);
	mem_free(b->slot);
	mem_free(b->kept);
	mem_free(b);
}

size_t blobs_count(const struct blobs *b)
{
	return b->all.n;
}

bool blobs_full(const struct blobs *b)
{
	return b->words.n > MAX_WORDS / 2;
}

void blobs_trim(struct blobs *b, const uint32_t numbers[], size_t n)
{
	bool *used;

	if (b->bytes < b->trim_at)
		return;
	used = mem_alloc(b->all.n + 1);
	for (size_t i = 0; i < n; i++)
		used[numbers[i]] = true;
	for (size_t i = 0; i < b->all.n; i++) {
		struct blob *blob = &b->all.item[i];

		if (used[i] || !blob->identifier)
			continue;
		b->bytes -= blob->identifiers * sizeof(*blob->identifier);
		blob_forget(b, blob);
		blob->read = false;
	}
	mem_free(used);
	b->trim_at = b->bytes + b->bytes / 4 > TRIM_BYTES ? b->bytes + b->bytes / 4 : TRIM_BYTES;
	malloc_trim(0);
}

/* ---- numbers ---- */

static uint32_t *slot_of(struct blobs *b, const git_oid *id)
{
	uint64_t h;
	size_t i;

	memcpy(&h, id->id, sizeof(h));
	for (i = h & (b->slots - 1); b->slot[i]; i = (i + 1) & (b->slots - 1))
		if (git_oid_equal(&b->all.item[b->slot[i] - 1].id, id))
			break;
	return &b->slot[i];
}

static void grow(struct blobs *b)
{
	mem_free(b->slot);
	b->slots *= 2;
	b->slot = mem_alloc(b->slots * sizeof(*b->slot));
	for (size_t i = 0; i < b->all.n; i++)
		*slot_of(b, &b->all.item[i].id) = (uint32_t)i + 1;
}

uint32_t blobs_number(struct blobs *b, const git_oid *id, bool header)
{
	uint32_t *slot = slot_of(b, id);

	if (*slot)
		return *slot - 1;
	*array_push(&b->all) = (struct blob){ .id = *id, .header = header };
	*slot = (uint32_t)b->all.n;
	if (b->all.n > b->slots / 2)
		grow(b);
	return (uint32_t)b->all.n - 1;
}

uint32_t blobs_give(struct blobs *b, const git_oid *id, bool header, const char *text, size_t len)
{
	uint32_t number = blobs_number(b, id, header);
	struct blob *blob = &b->all.item[number];

	if (!blob->given) {
		blob->given = mem_realloc(NULL, len + 1, 1);
		memcpy(blob->given, text, len);
		blob->given[len] = '\0';
		blob->given_len = len;
	}
	return number;
}

void blob_id(const struct blobs *b, uint32_t number, git_oid *id)
{
	*id = b->all.item[number].id;
}

const char *blob_unread(const struct blobs *b, uint32_t number)
{
	return b->all.item[number].unread;
}

/* ---- a pass over blobs, by several threads ---- */

struct place {
	uint64_t at;		/* objects_place() */
	uint32_t number;
};

struct word_hit {
	uint32_t word, number;
};

struct found {			/* a thread's */
	struct objects_reader *reader;
	struct identifiers identifiers;
	struct definitions definitions;
	ARRAY(struct word_hit) hits;
	size_t bytes;
};

struct pass {
	struct blobs *b;
	ARRAY(struct place) todo;	/* in the order in which packs hold them */
	const struct filter *filter;	/* of .words; NULL: there are none */
	const uint32_t *word;		/* its index, of each of the filter's words */
	size_t words;
	bool first;		/* the blobs are read for the first time: learn all of them */
	atomic_size_t next;
	atomic_uint threads;
	struct found found[MAX_THREADS];
};

static void learn(struct found *f, struct blob *to, uint32_t number, const char *text, size_t len)
{
	size_t size;

	definitions_read(&f->definitions, number, text, len);
	identifiers_read(&f->identifiers, text, len);
	to->identifiers = (uint32_t)f->identifiers.list.n;
	size = to->identifiers * sizeof(*to->identifier);
	to->identifier = size ? mem_realloc(NULL, size, 1) : NULL;
	if (size)
		memcpy(to->identifier, f->identifiers.list.item, size);
	f->bytes += size;
}

static struct error *read_at(const struct blob *blob, struct objects_reader *r, uint64_t place,
			     struct object *o)
{
	if (!blob->given)
		return objects_read_at(r, place, &blob->id, o);
	*o = (struct object){ GIT_OBJECT_BLOB, blob->given, blob->given_len };
	return NULL;
}

static void look_at(struct pass *p, struct found *f, const struct place *at)
{
	struct blob *blob = &p->b->all.item[at->number];
	unsigned long long bits[MAX_WORDS / 64] = { 0 };
	struct object o;
	struct error *err;

	if (blob->header && !blob->given &&
	    objects_exceeds(f->reader, at->at, &blob->id, MAX_HEADER))
		return;
	err = read_at(blob, f->reader, at->at, &o);

	if (!err && o.type != GIT_OBJECT_BLOB)
		err = error_new("it is no blob");
	if (err && p->first)
		blob->unread = mem_strdup(error_text(err));
	error_free(err);
	if (err || (blob->header && o.len > MAX_HEADER))
		return;
	if (p->first)
		learn(f, blob, at->number, o.data, o.len);
	if (!p->filter)
		return;
	filter_hits(p->filter, o.data, o.len, bits);
	for (size_t k = 0; k < p->words; k++)
		if (bits[k / 64] & 1ull << k % 64)
			*array_push(&f->hits) = (struct word_hit){ p->word[k], at->number };
}

static void *run_some(void *arg)
{
	struct pass *p = arg;
	unsigned thread = atomic_fetch_add(&p->threads, 1);
	struct objects_reader **reader = &p->b->thread_reader[thread];
	struct found *f = &p->found[thread];
	size_t first;

	if (!*reader)
		*reader = objects_reader_new(p->b->objects);
	f->reader = *reader;
	while ((first = atomic_fetch_add(&p->next, CHUNK)) < p->todo.n)
		for (size_t i = first; i < first + CHUNK && i < p->todo.n; i++)
			look_at(p, f, &p->todo.item[i]);
	return NULL;
}

static void run_threads(struct pass *p)
{
	unsigned want = p->todo.n < FEW ? 1 : p->b->jobs, n = 0;
	pthread_t thread[MAX_THREADS];

	while (n + 1 < want && n + 1 < MAX_THREADS &&
	       !pthread_create(&thread[n], NULL, run_some, p))
		n++;
	run_some(p);
	while (n)
		pthread_join(thread[--n], NULL);
}

static int by_place(const void *one, const void *two)
{
	const struct place *a = one, *b = two;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

/* What all threads found, in an order that does not depend on them. */
static void merge(struct pass *p)
{
	struct blobs *b = p->b;

	for (size_t t = 0; t < MAX_THREADS; t++) {
		struct found *f = &p->found[t];

		definitions_merge(&b->fresh, &f->definitions);
		for (size_t i = 0; i < f->hits.n; i++)
			*array_push(&b->holders.item[f->hits.item[i].word].list) =
				f->hits.item[i].number;
		array_free(&f->hits);
		identifiers_release(&f->identifiers);
		b->bytes += f->bytes;
	}
}

static void run(struct pass *p, const char *const words[], size_t n)
{
	uint32_t *index = mem_alloc((n + 1) * sizeof(*index));
	struct filter *filter = n ? filter_new(words, n) : NULL;

	for (size_t k = 0; k < n; k++)
		index[k] = (uint32_t)((size_t)map_get(&p->b->words, words[k]) - 1);
	p->filter = filter;
	p->word = index;
	p->words = n;
	if (p->todo.n)
		qsort(p->todo.item, p->todo.n, sizeof(*p->todo.item), by_place);
	run_threads(p);
	merge(p);
	filter_free(filter);
	mem_free(index);
	array_free(&p->todo);
}

static void add_todo(struct pass *p, uint32_t number)
{
	const struct blob *blob = &p->b->all.item[number];

	*array_push(&p->todo) = (struct place){
		blob->given ? OBJECT_ELSEWHERE : objects_place(p->b->reader, &blob->id), number
	};
}

/* New definitions are kept apart until there are many: sorting all takes long. */
static void sort_definitions(struct blobs *b)
{
	definitions_sort(&b->fresh);
	if (b->fresh.list.n < b->sorted.list.n / 16)
		return;
	definitions_merge(&b->sorted, &b->fresh);
	definitions_sort(&b->sorted);
}

void blobs_read(struct blobs *b, const uint32_t numbers[], size_t n)
{
	struct pass *p = mem_alloc(sizeof(*p));
	const char **words = mem_alloc((b->words.n + 1) * sizeof(*words));

	p->b = b;
	p->first = true;
	for (size_t i = 0; i < n; i++) {
		struct blob *blob = &b->all.item[numbers[i]];

		if (!blob->read)
			add_todo(p, numbers[i]);
		blob->read = true;
	}
	for (size_t k = 0; k < b->words.n; k++)
		words[k] = b->words.entry[k].key;
	b->learned += p->todo.n;
	if (p->todo.n) {
		run(p, words, b->words.n);
		sort_definitions(b);
	}
	mem_free(words);
	mem_free(p);
}

/* ---- words ---- */

struct wanted {			/* which of the blobs' identifiers may be one of the words */
	uint64_t maybe[1024];	/* by the upper 16 bits of a hash */
	ARRAY(uint32_t) hashes;
	bool any;		/* a prefix is among them: any may be */
};

static void want(struct wanted *w, const char *word)
{
	size_t len = strlen(word);
	uint32_t h = identifier_hash(word, len);

	w->any |= len && word[len - 1] == '*';
	w->maybe[h >> 22] |= 1ull << (h >> 16 & 63);
	*array_push(&w->hashes) = h;
}

static bool is_wanted(const struct wanted *w, uint32_t h)
{
	if (!(w->maybe[h >> 22] & 1ull << (h >> 16 & 63)))
		return false;
	for (size_t i = 0; i < w->hashes.n; i++)
		if (w->hashes.item[i] == h)
			return true;
	return false;
}

static bool may_hold(const struct blob *blob, const struct wanted *w)
{
	for (uint32_t i = 0; i < blob->identifiers; i++)
		if (is_wanted(w, blob->identifier[i]))
			return true;
	return w->any && blob->read;
}

static void search(struct blobs *b, const char *const words[], size_t n)
{
	struct pass *p = mem_alloc(sizeof(*p));
	struct wanted *w = mem_alloc(sizeof(*w));

	p->b = b;
	for (size_t k = 0; k < n; k++)
		want(w, words[k]);
	for (size_t i = 0; i < b->all.n; i++)
		if (may_hold(&b->all.item[i], w))
			add_todo(p, (uint32_t)i);
	run(p, words, n);
	array_free(&w->hashes);
	mem_free(w);
	mem_free(p);
}

static size_t add_words(struct blobs *b, const char *const words[], size_t n, const char **fresh)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		if (map_has(&b->words, words[i]) || b->words.n == MAX_WORDS)
			continue;
		array_push(&b->holders);
		*map_put(&b->words, words[i]) = (void *)b->holders.n;
		fresh[k++] = words[i];
	}
	return k;
}

void blobs_find(struct blobs *b, const char *const words[], size_t n, bool match[])
{
	const char **fresh = mem_alloc((n + 1) * sizeof(*fresh));
	size_t k = add_words(b, words, n, fresh);

	if (k)
		search(b, fresh, k);
	for (size_t i = 0; i < n; i++) {
		size_t at = (size_t)map_get(&b->words, words[i]);

		for (size_t j = 0; at && j < b->holders.item[at - 1].list.n; j++)
			match[b->holders.item[at - 1].list.item[j]] = true;
	}
	mem_free(fresh);
}

void blobs_define(struct blobs *b, const struct map *names, bool match[])
{
	definitions_find(&b->sorted, names, match);
	definitions_find(&b->fresh, names, match);
}

static bool is_held(const struct holders *h, uint32_t number)
{
	for (size_t i = 0; i < h->list.n; i++)
		if (h->list.item[i] == number)
			return true;
	return false;
}

static bool is_defined(const struct blobs *b, const char *name, uint32_t number)
{
	uint32_t hash = map_hash(name, strlen(name));

	return definitions_have(&b->sorted, hash, number) ||
	       definitions_have(&b->fresh, hash, number);
}

unsigned blob_bits(const struct blobs *b, uint32_t number, const struct map *words,
		   const struct map *names)
{
	unsigned bits = 0;

	for (size_t i = 0; i < words->n; i++) {
		size_t at = (size_t)map_get(&b->words, words->entry[i].key);
		unsigned of_word = (unsigned)(size_t)words->entry[i].value;

		if (at && (of_word & ~bits) && is_held(&b->holders.item[at - 1], number))
			bits |= of_word;
	}
	for (size_t i = 0; i < names->n; i++) {
		unsigned of_name = (unsigned)(size_t)names->entry[i].value;

		if ((of_name & ~bits) && is_defined(b, names->entry[i].key, number))
			bits |= of_name;
	}
	return bits;
}

struct error *blob_text(struct blobs *b, uint32_t number, char **text, size_t *len)
{
	const struct blob *blob = &b->all.item[number];
	struct object o;
	struct error *err;

	*text = NULL;
	err = read_at(blob, b->reader, blob->given ? 0 : objects_place(b->reader, &blob->id), &o);
	if (err)
		return err;
	*len = o.len;
	*text = mem_realloc(NULL, o.len + 1, 1);
	memcpy(*text, o.data, o.len);
	(*text)[o.len] = '\0';
	return NULL;
}
