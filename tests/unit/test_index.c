// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>

#include "history/claim.h"
#include "history/index.h"
#include "small_repository.h"

enum { MOST = 600, MAX_PARENTS = 8 };

/* A history without a repository: the commits' parents, by position; ids made of that. */
struct made {
	uint32_t parent[MOST][MAX_PARENTS];
	unsigned parents[MOST];
	uint32_t n;
	uint8_t holds[MOST][MOST / 8 + 1];	/* [of] has bit pos where pos is in its history */
};

static int setup(void **state)
{
	char *dir = mem_strdup("/tmp/test-index-XXXXXX");

	if (!mkdtemp(dir))
		return -1;
	*state = dir;
	return 0;
}

static int teardown(void **state)
{
	const char *argv[] = { "rm", "-rf", "--", *state, NULL };
	struct child c;

	error_free(child_run(&c, argv, NULL, 0));
	child_release(&c);
	mem_free(*state);
	return 0;
}

static git_oid id_of(uint32_t pos)
{
	uint64_t seed = pos + 1000;
	git_oid id;

	for (size_t i = 0; i < sizeof(id.id); i++)
		id.id[i] = (uint8_t)(small_random(&seed) >> 7);
	return id;
}

static bool naive_holds(const struct made *m, uint32_t of, uint32_t pos)
{
	return m->holds[of][pos / 8] >> pos % 8 & 1;
}

static void add_made(struct made *m, unsigned parents, const uint32_t *parent)
{
	uint32_t pos = m->n++;

	m->parents[pos] = parents;
	m->holds[pos][pos / 8] |= (uint8_t)(1 << pos % 8);
	for (unsigned i = 0; i < parents; i++) {
		m->parent[pos][i] = parent[i];
		for (size_t k = 0; k < sizeof(m->holds[pos]); k++)
			m->holds[pos][k] |= m->holds[parent[i]][k];
	}
}

static void grow_random(struct made *m, uint64_t *seed, uint32_t n)
{
	while (m->n < n) {
		uint32_t parent[MAX_PARENTS], near = m->n < 30 ? m->n : 30;
		unsigned parents = 0, kind = small_random(seed) % 40;
		unsigned wanted = kind == 0 ? 0 : kind < 28 ? 1 : kind < 38 ? 2 : 3 + kind % 6;

		for (unsigned i = 0; m->n && i < wanted; i++)
			parent[parents++] = m->n - 1 - small_random(seed) % (i % 2 ? m->n : near);
		add_made(m, parents, parent);
	}
}

/* The commits from @base on as gather() gives them. */
static struct gathered gathered_of(const struct made *m, uint32_t base, uint32_t extra_base)
{
	struct gathered g = { .base = base, .extra_base = extra_base };

	for (uint32_t pos = base; pos < m->n; pos++) {
		const uint32_t *parent = m->parent[pos];
		unsigned n = m->parents[pos];
		struct row *r = array_push(&g.rows);

		*r = (struct row){ id_of(pos), { POS_NONE, POS_NONE }, pos % 50, pos };
		if (n)
			r->parent[0] = parent[0];
		else
			*array_push(&g.ends) = (struct end){ pos, pos % 2 };
		if (n == 2)
			r->parent[1] = parent[1];
		if (n > 2)
			r->parent[1] = PARENT_MORE | (extra_base + (uint32_t)g.extra.n);
		for (unsigned i = 1; n > 2 && i < n; i++)
			*array_push(&g.extra) = parent[i] | (i == n - 1 ? PARENT_LAST : 0);
	}
	return g;
}

static struct index *new_index(const char *path)
{
	struct store *s;
	struct index *ix;

	succeeds(store_create(&s, path));
	ix = index_new(s);
	assert_non_null(ix);
	succeeds(store_begin(s));
	return ix;
}

static void add(struct index *ix, const struct made *m)
{
	struct gathered g = gathered_of(m, index_count(ix), index_extra_count(ix));

	succeeds(index_add(ix, &g));
	gathered_release(&g);
}

/* Refs lead to all commits. */
static void set_nodes(struct index *ix, const struct positions *nodes)
{
	struct positions tips = { 0 };
	struct refs none = { 0 };

	for (uint32_t pos = 0; pos < index_count(ix); pos++)
		*array_push(&tips.list) = pos;
	succeeds(index_set_nodes(ix, nodes, &tips));
	array_free(&tips.list);
	succeeds(index_set_refs(ix, &none));
}

static void finish(struct index *ix)
{
	succeeds(store_commit(index_store(ix)));
	succeeds(store_finish(index_store(ix)));
}

static struct index *reopen(const char *path)
{
	enum store_state state;
	struct store *s;
	struct index *ix;

	succeeds(store_open(&s, path, &state));
	assert_int_equal(state, STORE_GOOD);
	ix = index_new(s);
	assert_non_null(ix);
	return ix;
}

static struct positions every(uint32_t n, uint32_t step)
{
	struct positions p = { 0 };

	for (uint32_t pos = step - 1; pos < n; pos += step)
		*array_push(&p.list) = pos;
	return p;
}

static void same_parents(struct index *ix, const struct made *m)
{
	for (uint32_t pos = 0; pos < m->n; pos++) {
		for (unsigned i = 0; i < m->parents[pos]; i++)
			assert_int_equal(index_parent(ix, pos, i), m->parent[pos][i]);
		assert_int_equal(index_parent(ix, pos, m->parents[pos]), POS_NONE);
	}
}

static void same_ids(struct index *ix, const struct made *m)
{
	for (uint32_t pos = 0; pos < m->n; pos++) {
		git_oid id = id_of(pos), got;

		index_id(ix, pos, &got);
		assert_true(git_oid_equal(&id, &got));
		assert_int_equal(index_find(ix, &id), pos);
	}
}

/* Every node against every commit. */
static void same_cells(struct index *ix, const struct made *m, const struct positions *nodes)
{
	bool reached[MOST] = { false };

	assert_int_equal(index_nodes(ix)->list.n, nodes->list.n);
	for (uint32_t node = 0; node < nodes->list.n; node++) {
		uint32_t of = nodes->list.item[node];

		assert_int_equal(index_node(ix, of), node);
		for (uint32_t pos = 0; pos < m->n; pos++) {
			assert_int_equal(index_node_holds(ix, node, pos), naive_holds(m, of, pos));
			assert_int_equal(index_holds(ix, of, pos), naive_holds(m, of, pos));
			reached[pos] |= naive_holds(m, of, pos);
		}
	}
	for (uint32_t pos = 0; pos < m->n; pos++)
		assert_int_equal(index_reachable(ix, pos), reached[pos]);
	assert_false(store_damaged(index_store(ix)));
}

static void an_empty_index(void **state)
{
	char *path = mem_printf("%s/index.db", (char *)*state);
	struct index *ix = new_index(path);
	struct made *m = mem_alloc(sizeof(*m));
	struct positions none = { 0 };
	struct records records = { 0 };
	struct subjects subjects = { 0 };
	git_oid id = id_of(1);
	uint32_t pos;
	size_t n;

	for (int again = 0; again < 2; again++) {
		assert_int_equal(index_count(ix), 0);
		assert_int_equal(index_find(ix, &id), POS_NONE);
		assert_int_equal(index_find_short(ix, id.id, 8, &pos), 0);
		assert_int_equal(index_node(ix, 0), POS_NONE);
		assert_false(index_reachable(ix, 0));
		assert_false(index_node_holds(ix, 0, 0));
		assert_false(index_holds(ix, POS_NONE, POS_NONE));
		index_naming(ix, &id, &records);
		index_naming_subject(ix, 7, &records);
		index_subjects(ix, 7, &subjects);
		assert_int_equal(records.list.n + subjects.list.n, 0);
		assert_string_equal(index_label(ix), again ? "a label" : "");
		index_titles(ix, &n);
		assert_int_equal(n, 0);
		index_ends(ix, &n);
		assert_int_equal(n, 0);
		assert_int_equal(index_refs(ix)->all.n, 0);
		if (again)
			break;
		add(ix, m);
		set_nodes(ix, &none);
		succeeds(index_set_label(ix, "a label"));
		finish(ix);
		index_free(ix);
		ix = reopen(path);
	}
	assert_false(store_damaged(index_store(ix)));
	index_free(ix);
	index_free(NULL);
	mem_free(m);
	mem_free(path);
}

static void random_histories_against_a_naive_reading(void **state)
{
	struct made *m = mem_alloc(sizeof(*m));
	uint64_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < 4; round++) {
		struct index *ix = new_index(NULL);
		struct positions nodes = { 0 };

		memset(m, 0, sizeof(*m));
		grow_random(m, &seed, 100 + 100 * round);
		for (uint32_t pos = 0; pos < m->n; pos++)
			if (small_random(&seed) % (2 + 6 * round) == 0)
				*array_push(&nodes.list) = pos;
		add(ix, m);
		set_nodes(ix, &nodes);
		same_ids(ix, m);
		same_parents(ix, m);
		same_cells(ix, m, &nodes);
		for (uint32_t of = 0; of < m->n; of += 3)
			for (uint32_t pos = 0; pos < m->n; pos += 2)
				assert_int_equal(index_is_ancestor(ix, pos, of),
						 naive_holds(m, of, pos));
		array_free(&nodes.list);
		index_free(ix);
	}
	mem_free(m);
}

/* Other nodes on the same commits; none at all; those that it has already. */
static void nodes_may_change(void **state)
{
	static const uint32_t steps[] = { 3, 1, 50, 7, MOST + 1, 2 };
	struct index *ix = new_index(NULL);
	struct made *m = mem_alloc(sizeof(*m));
	uint64_t seed = 2;

	(void)state;
	grow_random(m, &seed, 150);
	add(ix, m);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		struct positions nodes = every(m->n, steps[i]);

		set_nodes(ix, &nodes);
		same_cells(ix, m, &nodes);
		set_nodes(ix, index_nodes(ix));
		same_cells(ix, m, &nodes);
		array_free(&nodes.list);
	}
	mem_free(m);
	index_free(ix);
}

static void piece_by_piece_is_the_same_as_at_once(void **state)
{
	char *path = mem_printf("%s/index.db", (char *)*state);
	struct made *m = mem_alloc(sizeof(*m));
	struct positions nodes;
	struct index *ix;
	uint64_t seed = 3;

	for (uint32_t n = 20; n <= 400; n += 20) {
		if (n == 20) {
			ix = new_index(path);
		} else {
			ix = reopen(path);
			succeeds(store_begin(index_store(ix)));
		}
		if (n == 200)		/* a line: nothing new for the octopuses' column */
			while (m->n < n)
				add_made(m, 1, &(uint32_t){ m->n - 1 });
		grow_random(m, &seed, n);
		add(ix, m);
		nodes = every(n, 9);
		set_nodes(ix, &nodes);
		finish(ix);
		same_cells(ix, m, &nodes);
		index_free(ix);
		ix = reopen(path);
		if (n % 100 == 0) {
			same_ids(ix, m);
			same_parents(ix, m);
			same_cells(ix, m, &nodes);
		}
		array_free(&nodes.list);
		index_free(ix);
	}
	mem_free(m);
	mem_free(path);
}

/* More than one chunk of a column, and one that is just full. */
static void thousands_of_commits(void **state)
{
	static const uint32_t sizes[] = { 2047, 2048, 2049, 5000 };
	char *path = mem_printf("%s/index.db", (char *)*state);

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct index *ix = i ? reopen(path) : new_index(path);
		struct gathered g = { .base = index_count(ix) };
		struct positions nodes = { 0 };

		if (i)
			succeeds(store_begin(index_store(ix)));
		for (uint32_t pos = g.base; pos < sizes[i]; pos++)
			*array_push(&g.rows) = (struct row){
				id_of(pos), { pos ? pos - 1 : POS_NONE, POS_NONE }, 1, 2 };
		succeeds(index_add(ix, &g));
		gathered_release(&g);
		*array_push(&nodes.list) = sizes[i] / 2;
		*array_push(&nodes.list) = sizes[i] - 1;
		set_nodes(ix, &nodes);
		finish(ix);
		array_free(&nodes.list);
		index_free(ix);
		ix = reopen(path);
		for (uint32_t pos = 0; pos < sizes[i]; pos += 13) {
			git_oid id = id_of(pos);

			assert_int_equal(index_find(ix, &id), pos);
			assert_int_equal(index_parent(ix, pos, 0), pos ? pos - 1 : POS_NONE);
			assert_int_equal(index_node_holds(ix, 0, pos), pos <= sizes[i] / 2);
			assert_true(index_node_holds(ix, 1, pos));
		}
		assert_true(index_is_ancestor(ix, 0, sizes[i] - 1));
		assert_false(index_is_ancestor(ix, sizes[i] - 1, 0));
		assert_true(index_is_ancestor(ix, 5, 5));
		assert_false(store_damaged(index_store(ix)));
		index_free(ix);
	}
	mem_free(path);
}

/* How many buckets there are is chosen by the first commits; more than fit well are told. */
static void an_index_that_was_made_for_less(void **state)
{
	struct index *ix = new_index(NULL);

	(void)state;
	for (uint32_t n = 10; n <= 10000; n += 9990) {
		struct gathered g = { .base = index_count(ix) };

		for (uint32_t pos = g.base; pos < n; pos++)
			*array_push(&g.rows) = (struct row){
				id_of(pos), { pos ? pos - 1 : POS_NONE, POS_NONE }, pos, 2 };
		succeeds(index_add(ix, &g));
		gathered_release(&g);
		assert_int_equal(index_outgrown(ix), n == 10000);
	}
	set_nodes(ix, index_nodes(ix));
	for (uint32_t pos = 0; pos < 10000; pos += 97) {
		git_oid id = id_of(pos);

		assert_int_equal(index_find(ix, &id), pos);
	}
	index_free(ix);
}

static unsigned finds(struct index *ix, const char *digits, uint32_t *pos)
{
	git_oid id;

	git_oid_fromstrp(&id, digits);
	return index_find_short(ix, id.id, (unsigned)strlen(digits), pos);
}

static void ids_by_their_first_digits(void **state)
{
	static const char *const ids[] = {
		"0123456789abcdef0123456789abcdef01234567",
		"0123456789abcdef0123456789abcdef01234568",	/* the last digit */
		"0123456789abffff0123456789abcdef01234567",	/* beyond what a bucket holds */
		"0123556789abcdef0123456789abcdef01234567",
		"fffff56789abcdef0123456789abcdef01234567",
	};
	static const struct {
		const char *digits;
		unsigned n;
		uint32_t pos;
	} cases[] = {
		{ "0123", 2, 0 }, { "01234", 2, 0 }, { "01235", 1, 3 }, { "0123456789ab", 2, 0 },
		{ "0123456789abc", 2, 0 }, { "0123456789abf", 1, 2 },
		{ "0123456789abcdef0123456789abcdef0123456", 2, 0 },
		{ "0123456789abcdef0123456789abcdef01234567", 1, 0 },
		{ "0123456789abcdef0123456789abcdef01234568", 1, 1 },
		{ "0123456789abcdef0123456789abcdef01234569", 0, 0 },
		{ "0124", 0, 0 }, { "ffff", 1, 4 }, { "fffff5", 1, 4 }, { "fffff6", 0, 0 },
		{ "fff", 0, 0 }, { "", 0, 0 },		/* too few */
	};
	struct index *ix = new_index(NULL);
	struct gathered g = { 0 };
	uint32_t pos;

	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		struct row *r = array_push(&g.rows);

		*r = (struct row){ .parent = { POS_NONE, POS_NONE } };
		git_oid_fromstr(&r->id, ids[i]);
	}
	succeeds(index_add(ix, &g));
	gathered_release(&g);
	set_nodes(ix, index_nodes(ix));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		unsigned n = finds(ix, cases[i].digits, &pos);

		if (n != cases[i].n || (n == 1 && pos != cases[i].pos))
			fail_msg("%s: %u, %u", cases[i].digits, n, pos);
		if (!n)
			assert_int_equal(pos, POS_NONE);
	}
	index_free(ix);
}

static void push_record(struct gathered *g, const char *digits, unsigned kind, uint32_t pos)
{
	struct record *r = array_push(&g->records);
	git_oid id;

	git_oid_fromstrp(&id, digits);
	memcpy(r->key, id.id, RECORD_KEY);
	r->nibbles = (uint8_t)strlen(digits);
	r->kind = (uint8_t)kind;
	r->pos = pos;
}

static void count_record(void *ctx, const struct record *r)
{
	(void)r;
	++*(unsigned *)ctx;
}

/* A line of six commits; the fifth is the only node, so the last is of no ref that counts. */
static void claims_by_what_they_name(void **state)
{
	char *path = mem_printf("%s/index.db", (char *)*state);
	struct index *ix = new_index(path);
	struct positions nodes = { 0 };
	struct records found = { 0 };
	struct gathered g = { 0 };
	unsigned n = 0;
	git_oid id;

	for (uint32_t pos = 0; pos < 6; pos++)
		*array_push(&g.rows) = (struct row){
			id_of(pos), { pos ? pos - 1 : POS_NONE, POS_NONE }, 0, 0 };
	push_record(&g, "0123456789abcdef0123456789abcdef01234567", CLAIM_BACKPORT, 0);
	push_record(&g, "0123456789ab", CLAIM_FIXES, 1);
	push_record(&g, "0123456", CLAIM_REVERT, 2);
	push_record(&g, "0123456789abcdef0123456789abcdef01234568", CLAIM_PICK, 3);
	push_record(&g, "01234567", RECORD_FIXES_SUBJECT, 4);
	push_record(&g, "0123456", CLAIM_FIXES, 5);
	succeeds(index_add(ix, &g));
	gathered_release(&g);
	*array_push(&nodes.list) = 4;
	set_nodes(ix, &nodes);
	finish(ix);
	index_free(ix);
	ix = reopen(path);
	git_oid_fromstr(&id, "0123456789abcdef0123456789abcdef01234567");
	index_naming(ix, &id, &found);
	assert_int_equal(found.list.n, 3);
	assert_int_equal(found.list.item[0].kind, CLAIM_BACKPORT);
	assert_int_equal(found.list.item[1].pos, 1);
	assert_int_equal(found.list.item[1].nibbles, 12);
	assert_int_equal(found.list.item[2].pos, 2);
	index_naming_subject(ix, 0x01234567, &found);	/* adds */
	assert_int_equal(found.list.n, 4);
	assert_int_equal(found.list.item[3].pos, 4);
	index_naming_subject(ix, 0x01234568, &found);
	git_oid_fromstr(&id, "1123456789abcdef0123456789abcdef01234567");
	index_naming(ix, &id, &found);
	assert_int_equal(found.list.n, 4);
	index_each_record(ix, count_record, &n);
	assert_int_equal(n, 6);
	array_free(&found.list);
	array_free(&nodes.list);
	index_free(ix);
	mem_free(path);
}

static void commits_by_subject(void **state)
{
	struct index *ix = new_index(NULL);
	struct made *m = mem_alloc(sizeof(*m));
	struct positions nodes = { 0 };
	struct subjects found = { 0 };
	uint64_t seed = 4;
	unsigned n = 0;

	(void)state;
	grow_random(m, &seed, 300);
	*array_push(&nodes.list) = 250;
	add(ix, m);			/* subject: pos % 50, authored: pos */
	set_nodes(ix, &nodes);
	index_subjects(ix, 17, &found);
	for (uint32_t pos = 17; pos < m->n; pos += 50)
		n += naive_holds(m, 250, pos);
	assert_true(n > 0);
	assert_int_equal(found.list.n, n);
	for (size_t i = 0; i < found.list.n; i++) {
		assert_int_equal(found.list.item[i].pos % 50, 17);
		assert_int_equal(found.list.item[i].authored, found.list.item[i].pos);
	}
	index_subjects(ix, 50, &found);
	assert_int_equal(found.list.n, n);
	array_free(&found.list);
	array_free(&nodes.list);
	index_free(ix);
	mem_free(m);
}

static void what_else_is_kept(void **state)
{
	char *path = mem_printf("%s/index.db", (char *)*state);
	struct index *ix = new_index(path);
	struct positions nodes = { 0 };
	struct refs refs = { 0 };
	const struct title *title;
	const struct end *end;
	size_t n;

	for (uint32_t pos = 0; pos < 2; pos++) {
		struct gathered g = { .base = pos };

		*array_push(&g.rows) = (struct row){ id_of(pos), { POS_NONE, POS_NONE }, 0, 0 };
		*array_push(&g.titles) = (struct title){ pos, mem_strdup(pos ? "v5.11" : "v5.10") };
		*array_push(&g.ends) = (struct end){ pos, pos == 1 };
		succeeds(index_add(ix, &g));
		gathered_release(&g);
	}
	*array_push(&nodes.list) = 1;
	succeeds(index_set_nodes(ix, &nodes, &nodes));
	*array_push(&refs.all) = (struct ref){ mem_strdup("refs/heads/a"), id_of(0), id_of(0) };
	*array_push(&refs.all) = (struct ref){ mem_strdup("refs/tags/b"), id_of(7), id_of(1) };
	succeeds(index_set_refs(ix, &refs));
	succeeds(index_set_refs(ix, index_refs(ix)));
	succeeds(index_set_label(ix, "another"));
	succeeds(index_set_label(ix, "the label"));
	refs_release(&refs);
	finish(ix);
	for (int again = 0; again < 2; again++) {
		assert_string_equal(index_label(ix), "the label");
		assert_int_equal(index_refs(ix)->all.n, 2);
		assert_string_equal(index_refs(ix)->all.item[1].name, "refs/tags/b");
		assert_memory_equal(&index_refs(ix)->all.item[1].id, &(git_oid[]){ id_of(7) },
				    sizeof(git_oid));
		assert_memory_equal(&index_refs(ix)->all.item[1].commit, &(git_oid[]){ id_of(1) },
				    sizeof(git_oid));
		assert_int_equal(index_nodes(ix)->list.n, 1);
		assert_int_equal(index_nodes(ix)->list.item[0], 1);
		title = index_titles(ix, &n);
		assert_int_equal(n, 2);
		assert_string_equal(title[1].version, "v5.11");
		assert_int_equal(title[1].pos, 1);
		end = index_ends(ix, &n);
		assert_int_equal(n, 2);
		assert_false(end[0].shallow);
		assert_true(end[1].shallow);
		index_free(ix);
		ix = reopen(path);
	}
	array_free(&nodes.list);
	index_free(ix);
	mem_free(path);
}

/* ---- damage ---- */

/* All that an index can be asked, in one number. */
static uint32_t ask_all(struct index *ix, const struct made *m)
{
	const struct positions *nodes = index_nodes(ix);
	struct subjects subjects = { 0 };
	uint32_t sum = 0;
	size_t n;

	for (uint32_t pos = 0; pos < m->n; pos++) {
		git_oid id = id_of(pos), got;
		unsigned i = 0;

		index_id(ix, pos, &got);
		sum = sum * 31 + index_find(ix, &id) + got.id[7];
		while (i < MAX_PARENTS && index_parent(ix, pos, i) != POS_NONE)
			sum = sum * 31 + index_parent(ix, pos, i++);
		for (uint32_t node = 0; node < nodes->list.n; node++)
			sum = sum * 31 + index_node_holds(ix, node, pos);
	}
	for (uint32_t subject = 0; subject < 50; subject++)
		index_subjects(ix, subject, &subjects);
	index_ends(ix, &n);
	sum = sum * 31 + (uint32_t)(subjects.list.n + n + index_count(ix));
	array_free(&subjects.list);
	return sum;
}

static void put_byte(const char *path, off_t at, uint8_t change)
{
	int fd = open(path, O_RDWR);
	uint8_t byte;

	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= change;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

/* Damage that loses the head gives an empty index: its label is not the one expected. */
static bool is_whole(struct index *ix)
{
	return ix && !store_damaged(index_store(ix)) && !strcmp(index_label(ix), "label");
}

/* A changed byte changes no answer but that the index is damaged. */
static void damage_is_met(void **state)
{
	char *path = mem_printf("%s/index.db", (char *)*state);
	struct index *ix = new_index(path);
	struct made *m = mem_alloc(sizeof(*m));
	struct positions nodes;
	uint64_t seed = 6;
	unsigned met = 0;
	uint32_t whole;
	struct stat st;

	grow_random(m, &seed, 120);
	add(ix, m);
	nodes = every(m->n, 20);
	set_nodes(ix, &nodes);
	succeeds(index_set_label(ix, "label"));
	finish(ix);
	whole = ask_all(ix, m);
	index_free(ix);
	assert_int_equal(stat(path, &st), 0);
	for (unsigned i = 0; i < 700; i++) {
		off_t at = (off_t)(small_random(&seed) % (uint32_t)st.st_size);
		uint8_t change = (uint8_t)(1 + small_random(&seed) % 255);
		enum store_state is;
		struct store *s;

		put_byte(path, at, change);
		error_free(store_open(&s, path, &is));
		ix = s ? index_new(s) : NULL;
		if (is_whole(ix) && ask_all(ix, m) != whole && is_whole(ix))
			fail_msg("byte %ld changed by %02x is not met", (long)at, change);
		met += !is_whole(ix);
		index_free(ix);
		put_byte(path, at, change);
	}
	assert_true(met > 25);
	array_free(&nodes.list);
	mem_free(m);
	mem_free(path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_index),
		TEST(random_histories_against_a_naive_reading),
		TEST(nodes_may_change),
		TEST(piece_by_piece_is_the_same_as_at_once),
		TEST(thousands_of_commits),
		TEST(an_index_that_was_made_for_less),
		TEST(ids_by_their_first_digits),
		TEST(claims_by_what_they_name),
		TEST(commits_by_subject),
		TEST(what_else_is_kept),
		TEST(damage_is_met),
	};

	git_libgit2_init();	/* an id that is none is an error of libgit2's */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
