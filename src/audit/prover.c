// SPDX-License-Identifier: GPL-2.0
#include "audit/prover.h"

#include <string.h>

#include "audit/by_change.h"
#include "audit/by_rule.h"
#include "base/bytes.h"
#include "base/term.h"
#include "check/cache.h"

enum { METHOD = 3 };		/* another number when the same code would be told otherwise */

struct prover {
	const struct prover_options *o;
	struct lookup *lookup;
	struct renames *renames;
	struct by_rule_options rule_options;
	char *label;		/* what answers depend on, beside the commit */

	const struct origin *fix;	/* at hand; NULL: none */
	git_oid id;
	struct change change;
	struct changed_files files;
	bool opened;		/* the ways to tell are known: */
	struct names *names;
	struct by_rule *rule;
	struct by_change *own;
	char *by;
	char *why;		/* there are none */
	ARRAY(struct code *) codes;
	uint32_t *code_of;	/* of each commit: 1 + place in .codes, or 0 */
	ARRAY(uint32_t) known;	/* the commits that have one */
	bool changed;		/* since it was read from the index */
};

static char *make_label(const struct prover_options *o)
{
	struct str all = STR_INIT;
	char id[41];

	str_addf(&all, "%d %s %d\n", METHOD, VERSION, o->trees->upstream != NULL);
	for (size_t i = 0; o->rules && i < o->rules->all.n; i++)
		str_addn(&all, o->rules->all.item[i].text, o->rules->all.item[i].len);
	cache_blob_id(id, all.buf, all.len);
	str_release(&all);
	return mem_strdup(id);
}

struct prover *prover_new(const struct prover_options *o)
{
	struct prover *p = mem_alloc(sizeof(*p));

	p->o = o;
	p->lookup = lookup_new(o->trees->audited);
	p->renames = renames_new(o->trees->audited);
	p->rule_options = (struct by_rule_options){ o->trees, o->rules, p->lookup, NULL,
						    o->jobs, o->quiet };
	p->label = make_label(o);
	p->code_of = mem_alloc(((size_t)index_count(o->trees->audited->ix) + 1) *
			       sizeof(*p->code_of));
	return p;
}

/* ---- what the index keeps ---- */

static uint32_t number_of(const git_oid *fix)
{
	uint32_t number;

	memcpy(&number, fix->id, sizeof(number));
	return number;
}

static bool is_kept(enum code_state s)
{
	return s != CODE_MISSING && s != CODE_UNREAD;
}

static bool same_text(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

static bool code_same(const struct code *a, const struct code *b)
{
	if (a->state != b->state || a->sites.n != b->sites.n || !same_text(a->why, b->why))
		return false;
	for (size_t i = 0; i < a->sites.n; i++) {
		const struct code_site *x = &a->sites.item[i], *y = &b->sites.item[i];

		if (x->line != y->line || x->fixed != y->fixed || strcmp(x->path, y->path) ||
		    strcmp(x->function, y->function))
			return false;
	}
	return true;
}

/* Of what is mended the places need not be known. */
static struct code *copy_code(const struct code *c)
{
	struct code *copy = mem_alloc(sizeof(*copy));
	bool told = c->state == CODE_HAS_BUG || c->state == CODE_PARTIAL;

	copy->state = c->state;
	copy->why = mem_strdup(c->why);
	for (size_t i = 0; i < c->sites.n && told; i++) {
		const struct code_site *s = &c->sites.item[i];

		code_add_site(copy, s->path, s->line, s->function, strlen(s->function), s->fixed);
	}
	return copy;
}

static void set_code(struct prover *p, uint32_t pos, const struct code *code)
{
	struct code *copy = copy_code(code);
	size_t i = 0;

	while (i < p->codes.n && !code_same(p->codes.item[i], copy))
		i++;
	if (i == p->codes.n) {
		*array_push(&p->codes) = copy;
	} else {
		code_release(copy);
		mem_free(copy);
	}
	if (!p->code_of[pos])
		*array_push(&p->known) = pos;
	p->code_of[pos] = (uint32_t)i + 1;
}

static void pack(const struct prover *p, struct str *to)
{
	char hex[GIT_OID_HEXSZ + 1];

	bytes_put_text(to, git_oid_tostr(hex, sizeof(hex), &p->id));
	bytes_put_text(to, p->label);
	bytes_put_text(to, p->by);
	bytes_put_text(to, p->why);
	bytes_put_number(to, p->codes.n);
	for (size_t i = 0; i < p->codes.n; i++)
		code_pack(to, p->codes.item[i]);
	for (size_t i = 0; i < p->known.n; i++) {
		uint32_t pos = p->known.item[i], code = p->code_of[pos];

		if (!is_kept(p->codes.item[code - 1]->state))
			continue;
		str_addn(to, &pos, sizeof(pos));
		str_addn(to, &code, sizeof(code));
	}
}

static void keep(struct prover *p)
{
	const struct trees *t = p->o->trees;
	struct store *s = index_store(t->audited->ix);
	struct str piece = STR_INIT;
	struct error *err;

	if (!p->fix || !p->changed || !t->audited->index_path || !store_writable(s) ||
	    store_damaged(s))
		return;
	pack(p, &piece);
	err = store_begin(s);
	if (!err)
		err = store_put(s, INDEX_PIECE_PROOF, number_of(&p->id), piece.buf, piece.len);
	if (!err)
		err = store_commit(s);
	if (err)
		store_rollback(s);
	error_free(err);
	str_release(&piece);
}

static void unpack(struct prover *p, struct bytes_reader *in)
{
	uint32_t count = index_count(p->o->trees->audited->ix), pair[2];
	const char *by = bytes_take_text(in), *why = bytes_take_text(in), *at;
	uint64_t n = bytes_take_number(in);
	struct code code;

	for (uint64_t i = 0; i < n && code_unpack(&code, in); i++) {
		struct code *c = *array_push(&p->codes) = mem_alloc(sizeof(*c));

		*c = code;
	}
	while (!in->bad && in->p < in->end && (at = bytes_take(in, 2, sizeof(*pair)))) {
		memcpy(pair, at, sizeof(pair));
		if (pair[0] >= count || !pair[1] || pair[1] > p->codes.n || p->code_of[pair[0]])
			continue;
		p->code_of[pair[0]] = pair[1];
		*array_push(&p->known) = pair[0];
	}
	if (in->bad)
		return;
	p->by = mem_strdup(by);
	p->why = mem_strdup(why);
	p->opened = true;
}

static void take_kept(struct prover *p)
{
	struct str piece = STR_INIT;
	struct bytes_reader in;
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), &p->id);
	if (store_get(index_store(p->o->trees->audited->ix), INDEX_PIECE_PROOF,
		      number_of(&p->id), &piece)) {
		in = (struct bytes_reader){ .p = piece.buf, .end = piece.buf + piece.len };
		if (same_text(bytes_take_text(&in), hex) &&
		    same_text(bytes_take_text(&in), p->label))
			unpack(p, &in);
	}
	str_release(&piece);
}

/* ---- the fix at hand ---- */

static void forget(struct prover *p)
{
	by_rule_free(p->rule);
	by_change_free(p->own);
	names_free(p->names);
	p->names = NULL;
	p->rule = NULL;
	p->own = NULL;
	change_release(&p->change);
	changed_files_release(&p->files);
	for (size_t i = 0; i < p->codes.n; i++) {
		code_release(p->codes.item[i]);
		mem_free(p->codes.item[i]);
	}
	array_free(&p->codes);
	for (size_t i = 0; i < p->known.n; i++)
		p->code_of[p->known.item[i]] = 0;
	array_free(&p->known);
	mem_free(p->by);
	mem_free(p->why);
	p->by = p->why = NULL;
	p->opened = p->changed = false;
	p->fix = NULL;
}

void prover_free(struct prover *p)
{
	if (!p)
		return;
	forget(p);
	lookup_free(p->lookup);
	renames_free(p->renames);
	mem_free(p->code_of);
	mem_free(p->label);
	mem_free(p);
}

void prover_leave(struct prover *p)
{
	keep(p);
	forget(p);
}

void prover_take_up(struct prover *p, const struct origin *fix)
{
	prover_leave(p);
	p->fix = fix;
	p->id = fix->id;
	take_kept(p);
}

static struct error *read_change(struct prover *p)
{
	struct error *err;

	if (!p->fix->in)
		return NULL;
	err = change_read(&p->change, p->fix->in, p->fix->in_pos);
	if (!err && p->change.keys.n)
		err = change_files(&p->change, &p->files);
	return err;
}

static struct error *open_ways(struct prover *p)
{
	bool changes;
	struct error *err = read_change(p);

	changes = !err && p->files.list.n;
	p->names = names_new(p->o->trees, p->lookup, p->renames, p->fix->pos);
	p->rule_options.names = p->names;
	if (!err && p->o->rules)
		err = by_rule_new(&p->rule, &p->rule_options, &p->id,
				  changes ? &p->change : NULL, changes ? &p->files : NULL);
	if (!err && !p->rule && changes)
		err = by_change_new(&p->own, p->o->trees, p->names, &p->change, &p->files);
	return err;
}

/* A fix that can't be read is no error of the audit's: it is told by history alone. */
static void open_fix(struct prover *p)
{
	struct error *err;

	if (p->rule || p->own || p->why)
		return;
	err = open_ways(p);
	mem_free(p->by);
	p->by = p->rule ? mem_printf("rule %s", by_rule_name(p->rule)) :
		p->own	? mem_strdup("change") :
			  NULL;
	p->why = err ? mem_strdup(error_text(err)) : NULL;
	p->opened = true;
	p->changed |= !err;
	error_free(err);
}

const char *prover_by(struct prover *p, const char **why)
{
	if (!p->opened)
		open_fix(p);
	if (why)
		*why = p->why;
	return p->by;
}

/* ---- commits ---- */

struct question {
	ARRAY(uint32_t) pos;
	ARRAY(struct names_at) at;
};

/* What is alike is looked for at mainline's tip for mainline's commits, else at the branch's. */
static struct error *list_unknown(struct prover *p, const uint32_t pos[], size_t n, uint32_t tip,
				  struct question *q)
{
	struct history *h = p->o->trees->audited;
	const struct branch *mainline = history_mainline(h);
	struct error *err = NULL;
	git_oid of_tip, of_mainline;

	for (size_t i = 0; i < n && !err; i++) {
		struct names_at *at;

		if (p->code_of[pos[i]])
			continue;
		if (!q->pos.n)
			err = history_tree(h, tip, &of_tip);
		if (!err && !q->pos.n && mainline)
			err = history_tree(h, mainline->tip, &of_mainline);
		*array_push(&q->pos) = pos[i];
		at = array_push(&q->at);
		at->pos = pos[i];
		if (!err)
			err = history_tree(h, pos[i], &at->tree);
		at->tip = mainline && branch_holds(mainline, h->ix, pos[i]) ? of_mainline : of_tip;
	}
	return err;
}

static struct error *ask_rule(struct prover *p, const struct question *q)
{
	const struct code **code = mem_alloc((q->pos.n + 1) * sizeof(*code));
	struct error *err = by_rule_ask(p->rule, q->at.item, q->at.n, code);

	for (size_t i = 0; i < q->pos.n && !err; i++)
		set_code(p, q->pos.item[i], code[i]);
	mem_free(code);
	return err;
}

static void ask_change(struct prover *p, const struct question *q)
{
	for (size_t i = 0; i < q->pos.n; i++)
		set_code(p, q->pos.item[i], by_change_ask(p->own, &q->at.item[i]));
}

struct error *prover_ask(struct prover *p, const uint32_t pos[], size_t n, uint32_t tip)
{
	struct question q = { 0 };
	struct error *err = list_unknown(p, pos, n, tip, &q);

	if (!err && q.pos.n)
		open_fix(p);
	if (!err && q.pos.n && p->rule)
		err = ask_rule(p, &q);
	else if (!err && q.pos.n && p->own)
		ask_change(p, &q);
	p->changed |= q.pos.n != 0;
	array_free(&q.pos);
	array_free(&q.at);
	return err;
}

const struct code *prover_code(const struct prover *p, uint32_t pos)
{
	static const struct code none = { .state = CODE_UNASKED };

	return p->code_of[pos] ? p->codes.item[p->code_of[pos] - 1] : &none;
}
