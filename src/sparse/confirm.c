// SPDX-License-Identifier: GPL-2.0
#include "sparse/confirm.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "check/flow.h"
#include "sparse/compile.h"
#include "sparse/conditional.h"
#include "sparse/crosscheck.h"
#include "sparse/opinion.h"
#include "sparse/pathwalk.h"

struct confirmer {
	struct crosscheck files;
	struct report found;	/* what the compiled form shows, of all files */
};

struct question {		/* one finding, and where it stands */
	struct confirmer *c;
	struct finding *f;
	struct crossed *file;
	struct body *body;
	const struct events *events;
	const struct place *release;	/* or NULL */
};

static __attribute__((format(printf, 3, 4)))
void answer(struct finding *f, enum opinion opinion, const char *fmt, ...)
{
	char text[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	f->opinion = opinion;
	f->opinion_why = *text ? mem_strdup(text) : NULL;
}

static const struct place *release_of(const struct finding *f)
{
	for (size_t i = 0; i < f->related.n; i++)
		if (f->related.item[i].kind == PLACE_RELEASE)
			return &f->related.item[i];
	return NULL;
}

/* -- Whether it is found there -- */

static bool has_teardown_on(const struct finding *f, unsigned line)
{
	for (size_t i = 0; i < f->related.n; i++)
		if (f->related.item[i].kind == PLACE_TEARDOWN && f->related.item[i].line == line)
			return true;
	return f->line == line;
}

static const struct finding *same_finding(const struct report *found, const struct finding *f)
{
	for (size_t i = 0; i < found->findings.n; i++) {
		const struct finding *x = &found->findings.item[i];

		if (x->rule == f->rule && !strcmp(x->path, f->path) &&
		    !strcmp(x->function, f->function) &&
		    (has_teardown_on(x, f->line) || has_teardown_on(f, x->line)))
			return x;
	}
	return NULL;
}

/* Whether a call of @insn is inlined and its body is empty: nothing is torn down here. */
static bool is_stub(const struct body *b, const struct event *e)
{
	const struct ir *ir = &b->code->ir;
	const struct ir_insn *insn = &ir->insns.item[e->insn], *before = insn - 1;
	const struct ir_operand *to;

	if (insn->op != IR_INLINED || e->insn == ir->blocks.item[b->f->first_block].first)
		return false;
	/* Its parameters are stored right before it, and nothing else was done. */
	to = before->op == IR_STORE ? &ir->operands.item[before->first + 1] : NULL;
	if (before->op == IR_BR && before > ir->insns.item)
		to = before[-1].op == IR_STORE ? &ir->operands.item[before[-1].first + 1] : NULL;
	return to && to->kind == IR_VARIABLE;
}

/* The teardown in @body on @line, where it is compiled; or NULL. */
static const struct event *event_on(struct body *b, const struct events *e, unsigned line,
				    bool release)
{
	for (size_t i = 0; i < e->list.n; i++) {
		const struct event *x = &e->list.item[i];
		bool kind = x->kind == EVENT_CALL ||
			    x->kind == (release ? EVENT_RELEASE : EVENT_TEARDOWN);

		if (kind && site_of(&b->sites, x->insn)->line == line)
			return x;
	}
	return NULL;
}

/* What a call does inside stands at @p: the function of there, where it is compiled; or NULL. */
static struct body *body_at(struct question *q, const struct place *p)
{
	struct crossed *file = map_get(&q->c->files.by_path, p->path);
	const struct function *f = file && file->compiled_known && p->kind == PLACE_INSIDE ?
				   unit_function_at(&file->unit, p->line) : NULL;
	struct body *b = f ? compiled_body(&file->compiled, f->name) : NULL;

	return b && b->source == f ? b : NULL;
}

static const char *called_name(const struct body *b, const struct event *e)
{
	const struct ir *ir = &b->code->ir;

	return ir_name(ir, ir->operands.item[ir->insns.item[e->insn].first].name);
}

/* The empty function that stands on the line in place of the teardown, or NULL. */
static const char *stub_on(struct body *b, const struct rule *rule, unsigned line)
{
	const struct event *e = b ? event_on(b, events_of(b, rule), line, false) : NULL;

	return e && is_stub(b, e) ? called_name(b, e) : NULL;
}

static void confirmed(struct question *q)
{
	const char *stub = stub_on(q->body, q->f->rule, q->f->line);

	for (size_t i = 0; i < q->f->related.n && !stub; i++) {
		const struct place *p = &q->f->related.item[i];

		stub = stub_on(body_at(q, p), q->f->rule, p->line);
	}
	if (stub)
		answer(q->f, OPINION_CONFIRMED,
		       "but %s() is an empty function in this configuration", stub);
	else
		answer(q->f, OPINION_CONFIRMED, "%s", "");
}

/* -- Why it is not -- */

/* Whether line @within, of what holds @line, stands behind an #if from line @from on. */
static bool left_out_with(struct question *q, unsigned line, unsigned within, unsigned from,
			  const char *what)
{
	unsigned at;
	char *text = conditional_around(q->file->text, q->file->len, within, from, &at);

	if (!text)
		return false;
	answer(q->f, OPINION_REFUTED, "%s on line %u is not compiled: %s on line %u", what, line,
	       text, at);
	mem_free(text);
	return true;
}

/* Whether the line stands behind an #if from line @from on, so that it may be left out. */
static bool left_out(struct question *q, unsigned line, unsigned from, const char *what)
{
	return left_out_with(q, line, line, from, what);
}

/* The #if that a whole function stands behind, or else one within it. */
static bool function_left_out(struct question *q, unsigned line, const char *what)
{
	const struct function *f = unit_function_at(&q->file->unit, line);

	return (f && left_out_with(q, line, f->line, 0, what)) || left_out(q, line, 0, what);
}

/*
 * Whether sparse found an error in the function, or speaks of what is not known here: then what
 * it shows of it is not all.
 */
static bool failed_on(struct question *q)
{
	const struct ir *ir = &q->file->compiled.ir;

	const struct function *f = unit_function_at(&q->file->unit, q->f->line);
	size_t len;
	const char *line = compile_error_in(q->file->errors.buf, q->file->path,
					    f ? f->line : q->f->line, f ? f->end_line : q->f->line,
					    &len);

	if (line)
		answer(q->f, OPINION_UNSEEN, "sparse failed on it: %.*s", (int)len, line);
	else if (ir->n_unknown)
		answer(q->f, OPINION_UNSEEN, "sparse prints instructions that are not known here: "
		       "%s", ir->unknown.entry[0].key);
	return q->f->opinion;
}

static void no_function(struct question *q)
{
	size_t len = strcspn(q->file->errors.buf, "\n");

	if (failed_on(q) || function_left_out(q, q->f->line, "the teardown"))
		return;
	if (len)
		answer(q->f, OPINION_UNSEEN, "sparse failed on it: %.*s", (int)len,
		       q->file->errors.buf);
	else
		answer(q->f, OPINION_UNSEEN, "%s() is not in what sparse prints of the file",
		       q->f->function);
}

/* Another file that the finding goes through at @p, or NULL. */
static const struct crossed *file_on_the_way(const struct question *q, const struct place *p)
{
	const struct crossed *file = map_get(&q->c->files.by_path, p->path);

	return p->kind == PLACE_MANAGED || file == q->file ? NULL : file;
}

/* A file that the finding goes through, and of which nothing, or else not all, is known. */
static bool unseen_on_the_way(struct question *q)
{
	const struct crossed *in_part = NULL;

	for (size_t i = 0; i < q->f->related.n; i++) {
		const struct crossed *file = file_on_the_way(q, &q->f->related.item[i]);

		if (file && file->unseen) {
			answer(q->f, OPINION_UNSEEN, "%s: %s", file->path, file->unseen);
			return true;
		}
		if (file && file->errors.len && !in_part)
			in_part = file;
	}
	if (in_part)
		answer(q->f, OPINION_UNSEEN, "sparse failed on %s: %.*s", in_part->path,
		       (int)strcspn(in_part->errors.buf, "\n"), in_part->errors.buf);
	return in_part;
}

/* Whether anything is called, or done to a device, on the line. */
static bool is_compiled(struct body *b, const struct rule *rule, unsigned line)
{
	const struct ir_block *blocks = &b->code->ir.blocks.item[b->f->first_block];
	const struct events *e = events_of(b, rule);

	for (size_t i = 0; i < e->list.n; i++)
		if (site_of(&b->sites, e->list.item[i].insn)->line == line)
			return true;
	for (size_t i = blocks->first; i < blocks[b->f->n_blocks - 1].last; i++) {
		enum ir_op op = b->code->ir.insns.item[i].op;

		if ((op == IR_CALL || op == IR_INLINED) && site_of(&b->sites, i)->line == line)
			return true;
	}
	return false;
}

/* Whether what a call does inside stands behind an #if that leaves it out. */
static bool inside_left_out(struct question *q)
{
	for (size_t i = 0; i < q->f->related.n; i++) {
		const struct place *p = &q->f->related.item[i];
		const struct crossed *file = map_get(&q->c->files.by_path, p->path);
		struct body *b = body_at(q, p);
		unsigned at;
		char *text;

		if (p->kind != PLACE_INSIDE || !file || !file->compiled_known ||
		    (b && is_compiled(b, q->f->rule, p->line)))
			continue;
		text = conditional_around(file->text, file->len, p->line,
					  b ? b->source->line : 0, &at);
		if (!text)
			continue;
		answer(q->f, OPINION_REFUTED, "line %u of %s is not compiled: %s on line %u",
		       p->line, p->path, text, at);
		mem_free(text);
		return true;
	}
	return false;
}

/* Nothing on the line does what the finding says. */
static void not_there(struct question *q, unsigned line, const char *what)
{
	const struct function *compiled = q->body->source;
	bool here = compiled && compiled == unit_function_at(&q->file->unit, line);

	if (failed_on(q) || unseen_on_the_way(q) || inside_left_out(q))
		return;
	if (here ? !is_compiled(q->body, q->f->rule, line) &&
		   left_out(q, line, compiled->line, what) : function_left_out(q, line, what))
		return;
	answer(q->f, OPINION_UNSEEN, "sparse does not see %s on line %u", what, line);
}

/*
 * The condition of the branch that ends @block, as it is written; "the condition" where several
 * stand on its line. No other branch stands between where the block begins and its own.
 */
static char *branch_text(struct body *b, int block, unsigned *line)
{
	const struct flow *flow = b->source ? flow_of((struct function *)b->source) : NULL;
	const struct node *first = NULL;
	bool several = false;

	*line = b->sites.line[block];
	for (size_t i = 0; flow && i < flow->nodes.n; i++) {
		const struct node *n = &flow->nodes.item[i];

		if (n->kind != NODE_BRANCH || n->preprocessor || n->line < *line ||
		    (first && n->line > first->line))
			continue;
		several = first && n->line == first->line;
		first = n;
	}
	if (!first)
		return mem_strdup("the condition");
	*line = first->line;
	return several ? mem_strdup("the condition") :
			 tokens_text(&b->source->unit->tokens, first->first, first->last);
}

/*
 * The nearest condition before @line of which nothing is left in the compiled form: the compiler
 * knew what it is. NULL where that is not clear.
 */
static const struct node *constant_before(struct body *b, unsigned line)
{
	const struct flow *flow = b->source ? flow_of((struct function *)b->source) : NULL;
	const struct node *best = NULL;
	struct map asked = MAP_INIT;
	char key[16];

	for (size_t k = 0; k < b->f->n_blocks; k++) {
		unsigned at;

		if (b->facts.asked[k] < 0)
			continue;
		mem_free(branch_text(b, (int)k, &at));
		snprintf(key, sizeof(key), "%u", at);
		*map_put(&asked, key) = b;
	}
	for (size_t i = 0; flow && i < flow->nodes.n; i++) {
		const struct node *n = &flow->nodes.item[i];

		snprintf(key, sizeof(key), "%u", n->line);
		if (n->kind == NODE_BRANCH && !n->preprocessor && n->line <= line &&
		    (!best || n->line > best->line) && !map_has(&asked, key))
			best = n;
	}
	map_release(&asked);
	return best;
}

/* The blocks that lead to @to, by ways that exist (@raw: or that a constant condition closes). */
static bool *leading_to(const struct body *b, int to, bool raw)
{
	const struct ir_block *blocks = &b->code->ir.blocks.item[b->f->first_block];
	bool *leads = mem_alloc(b->f->n_blocks), again = true;

	leads[to] = true;
	while (again) {
		again = false;
		for (size_t k = b->f->n_blocks; k-- > 0;) {
			int constant = raw ? -1 : facts_constant(&b->facts, (int)k);
			bool is = leads[k];

			for (int side = 0; side < 2 && !is; side++)
				is = blocks[k].to[side] >= 0 && leads[blocks[k].to[side]] &&
				     (constant < 0 || constant == side);
			for (size_t i = 0; i < blocks[k].n_cases && !is; i++) {
				int next = b->code->ir.cases.item[blocks[k].first_case + i].block;

				is = next >= 0 && leads[next];
			}
			again |= is && !leads[k];
			leads[k] = is;
		}
	}
	return leads;
}

/* A block that can be reached, and whose constant condition closes the way to @to; or -1. */
static int closing_block(const struct body *b, int to)
{
	const struct edges *e = &b->values.edges;
	bool *raw = leading_to(b, to, true);
	int found = -1;

	for (size_t k = 0; k < b->f->n_blocks; k++) {
		const struct ir_block *at = &b->code->ir.blocks.item[b->f->first_block + k];
		int side = facts_constant(&b->facts, (int)k);

		if (side < 0 || at->to[!side] < 0 || !raw[at->to[!side]] ||
		    (k && e->first.item[k + 1] == e->first.item[k]))
			continue;
		found = (int)k;
	}
	mem_free(raw);
	return found;
}

/* A block that is reached by no path. */
static bool never_reached(struct question *q, int block, const char *what, unsigned line)
{
	struct body *b = q->body;
	const struct edges *e = &b->values.edges;
	const struct node *n;
	unsigned at;
	int k;

	if (block == 0 || e->first.item[block + 1] > e->first.item[block])
		return false;
	k = closing_block(b, block);
	n = k < 0 ? constant_before(b, line) : NULL;
	if (k >= 0) {
		char *text = branch_text(b, k, &at);

		answer(q->f, OPINION_REFUTED, "%s on line %u is never reached: %s on line %u is "
		       "constant in this configuration", what, line, text, at);
		mem_free(text);
	} else if (n)
		answer(q->f, OPINION_REFUTED, "%s on line %u is never reached: the condition on "
		       "line %u is constant in this configuration", what, line, n->line);
	else
		answer(q->f, OPINION_REFUTED, "%s on line %u is never reached in this "
		       "configuration", what, line);
	return true;
}

static void ruled_out(struct question *q, const struct path_hit *h)
{
	struct body *b = q->body;
	size_t at, before;
	unsigned line, earlier;
	char *text, *other;
	bool constant;

	if (!path_ruled_out(b, h, &at, &constant, &before)) {
		if (opinion_holds_managed(&q->file->compiled, q->f->rule))
			answer(q->f, OPINION_UNSEEN, "%s",
			       "sparse does not see what makes it a bug");
		else
			answer(q->f, OPINION_UNSEEN, "%s",
			       "sparse sees no managed memory in this file");
		return;
	}
	text = branch_text(b, h->blocks.item[at], &line);
	if (constant) {
		answer(q->f, OPINION_REFUTED, "the path can't be taken: %s on line %u is constant "
		       "in this configuration", text, line);
	} else if (before == NOWHERE) {
		answer(q->f, OPINION_REFUTED, "the path can't be taken: %s on line %u rules it out",
		       text, line);
	} else {
		other = branch_text(b, h->blocks.item[before], &earlier);
		if (b->facts.asked[h->blocks.item[before]] != b->facts.asked[h->blocks.item[at]])
			earlier = b->sites.line[h->blocks.item[before]];	/* set there */
		answer(q->f, OPINION_REFUTED, "the path can't be taken: %s on line %u rules it "
		       "out, by what holds since line %u", text, line, earlier);
		mem_free(other);
	}
	mem_free(text);
}

static bool has_callback(const struct finding *f, bool *probe)
{
	for (size_t i = 0; i < f->related.n; i++)
		if (f->related.item[i].kind == PLACE_CALLBACK) {
			*probe = strstr(f->related.item[i].message, ".probe");
			return true;
		}
	return false;
}

/* The ways that there were if every branch could be taken either way. */
static void find_blind(struct question *q, const struct event *torn, struct path_hits *hits)
{
	bool probe = false, callback = has_callback(q->f, &probe);
	enum walk_end end = !callback ? END_PLAIN : probe ? END_FAILURE_RELEASES : END_RELEASES;
	struct pathwalk p;

	pathwalk_open(&p, q->f->rule);
	p.blind = true;
	p.any_probe = probe;
	if (torn->device >= 0)
		pathwalk_find(&p, q->body, torn->device, true, end, hits);
	for (size_t k = 0; k < torn->devices.n; k++)
		if (torn->devices.item[k] >= 0)
			pathwalk_find(&p, q->body, torn->devices.item[k], true, end, hits);
	for (size_t i = hits->list.n; i-- > 0;)	/* only those that begin with this one count */
		if (hits->list.item[i].teardown == torn) {
			struct path_hit keep = hits->list.item[i];

			hits->list.item[i] = hits->list.item[0];
			hits->list.item[0] = keep;
		}
	pathwalk_release(&p);
}

/* Whether there is no way from one block to the other; a constant condition is named. */
static bool no_way(struct question *q, int from, int to)
{
	struct body *b = q->body;
	bool *now = leading_to(b, to, false), *raw = leading_to(b, to, true);
	bool none = from != to && !now[from];
	unsigned line;
	char *text;

	for (size_t k = 0; none && raw[from] && k < b->f->n_blocks; k++) {
		if (facts_constant(&b->facts, (int)k) < 0 || now[k] || !raw[k])
			continue;
		text = branch_text(b, (int)k, &line);
		answer(q->f, OPINION_REFUTED, "the path can't be taken: %s on line %u is constant "
		       "in this configuration", text, line);
		mem_free(text);
		break;
	}
	if (none && !q->f->opinion)
		answer(q->f, OPINION_REFUTED, "no way leads from line %u to line %u", q->f->line,
		       q->release->line);
	mem_free(now);
	mem_free(raw);
	return none;
}

static void both_there(struct question *q, const struct event *torn, const struct event *release)
{
	struct path_hits hits = { 0 };

	if (failed_on(q) || never_reached(q, torn->block, "the teardown", q->f->line) ||
	    (release && never_reached(q, release->block, "the release", q->release->line)) ||
	    unseen_on_the_way(q) || inside_left_out(q))
		return;
	find_blind(q, torn, &hits);
	if (hits.list.n && hits.list.item[0].teardown == torn)
		ruled_out(q, &hits.list.item[0]);
	else if (!release || !no_way(q, torn->block, release->block))
		answer(q->f, OPINION_UNSEEN, "%s", "sparse can't tell that both are of one device");
	path_hits_release(&hits);
}

static void explain(struct question *q)
{
	const struct event *torn = event_on(q->body, q->events, q->f->line, false);
	const struct event *release = NULL;
	bool probe, callback = has_callback(q->f, &probe);

	if (!torn) {
		not_there(q, q->f->line, "the teardown");
		return;
	}
	if (q->release && !callback)
		release = event_on(q->body, q->events, q->release->line, true);
	if (q->release && !callback && !release) {
		not_there(q, q->release->line, "the release");
		return;
	}
	both_there(q, torn, release);
}

static void ask(struct confirmer *c, struct finding *f)
{
	struct question q = { .c = c, .f = f, .file = map_get(&c->files.by_path, f->path),
			      .release = release_of(f) };
	struct pathwalk p;

	if (!c->files.build) {
		answer(f, OPINION_UNSEEN, "%s", "no build was given to take the flags from");
		return;
	}
	if (q.file->unseen) {
		answer(f, OPINION_UNSEEN, "%s", q.file->unseen);
		return;
	}
	q.body = compiled_body(&q.file->compiled, f->function);
	if (!q.body) {
		no_function(&q);
		return;
	}
	pathwalk_open(&p, f->rule);
	q.events = path_devices(&p, q.body);
	if (same_finding(&c->found, f))
		confirmed(&q);
	else
		explain(&q);
	pathwalk_release(&p);
}

static void add_files(struct confirmer *c, const struct report *r)
{
	for (size_t i = 0; i < r->findings.n; i++) {
		const struct finding *f = &r->findings.item[i];

		crosscheck_add(&c->files, f->path);
		for (size_t k = 0; k < f->related.n; k++)
			crosscheck_add(&c->files, f->related.item[k].path);
	}
	crosscheck_settle(&c->files);
}

static void find_all(struct confirmer *c, const struct rules *rules)
{
	for (size_t i = 0; i < c->files.files.n; i++)
		for (size_t k = 0; k < rules->all.n && c->files.files.item[i]->compiled_known; k++)
			opinion_find(&c->files.files.item[i]->compiled, &rules->all.item[k],
				     &c->found);
}

void confirm_report(struct report *r, const struct rules *rules, struct build *build,
		    unsigned timeout_s)
{
	struct confirmer c = { .found = { .root = NULL } };

	crosscheck_open(&c.files, rules, build, r->root, timeout_s);
	add_files(&c, r);
	find_all(&c, rules);
	for (size_t i = 0; i < r->findings.n; i++)
		ask(&c, &r->findings.item[i]);
	report_release(&c.found);
	crosscheck_release(&c.files);
}
