// SPDX-License-Identifier: GPL-2.0
#include "sparse/opinion.h"

#include <string.h>

#include "base/str.h"
#include "check/device.h"
#include "check/judge.h"
#include "check/managed.h"
#include "check/story.h"
#include "sparse/pathwalk.h"

enum { MAX_OWN = 32, MAX_LEVELS = 8, MAX_STEPS = 16, DRIVER_LEVELS = 2 };

struct finder {
	struct compiled *code;
	const struct rule *rule;
	struct report *report;
	struct pathwalk all;	/* for what is torn down at all */
};

/* -- Telling it -- */

struct teller {
	struct pathwalk *p;
	const struct path_hit *hit;
	int device;
	struct finding *finding;
};

static const char *file_of(const struct body *b)
{
	return b->source ? b->source->unit->path : b->code->path;
}

static void add_place(struct teller *t, enum place_kind kind, struct body *b,
		      const struct event *e, char *message)
{
	const struct site *at = site_of(&b->sites, e->insn);

	finding_add_place(t->finding, kind, file_of(b), at->line, at->column, message);
}

static const char *inside_verb(bool release)
{
	return release ? "releases devres" : "tears down";
}

static void add_told(struct teller *t, const char *function, const struct summary_place *p,
		     bool release)
{
	finding_add_place(t->finding, PLACE_INSIDE, p->path, p->line, 0,
			  mem_printf("%s() %s by %s", function, inside_verb(release), p->text));
}

/* Adds a place for each level behind a call; the innermost event's text, or NULL. */
static char *tell_inside(struct teller *t, const struct event *e, bool release)
{
	struct body *b = t->hit->body;
	struct path_inside in = { .event = e, .device = t->device };
	char *text = NULL;

	for (unsigned level = 0; level < MAX_LEVELS; level++) {
		const struct event *call = in.event;

		if (!pathwalk_inside(t->p, b, call, in.device, release, &in))
			break;
		mem_free(text);
		if (in.summary) {
			const struct summary_place *p = release ? &in.summary->release :
								 &in.summary->teardown;

			add_told(t, call->summary->function, p, release);
			return mem_strdup(p->text);
		}
		b = in.body;
		text = site_text(&b->sites, in.event->insn);
		add_place(t, PLACE_INSIDE, b, in.event,
			  mem_printf("%s() %s by %s", b->name, inside_verb(release), text));
	}
	return text;
}

static void tell_more(struct teller *t)
{
	struct body *b = t->hit->body;

	for (size_t i = 0; i < t->hit->more.n; i++) {
		const struct event *e = t->hit->more.item[i];

		add_place(t, PLACE_TEARDOWN, b, e, site_text(&b->sites, e->insn));
	}
}

/* The branches taken between the teardown and the release, by the lines that they lead to. */
static void tell_way(struct teller *t)
{
	const struct body *b = t->hit->body;
	unsigned steps = 0;

	for (size_t i = t->hit->torn_at; i + 1 < t->hit->blocks.n && steps < MAX_STEPS; i++) {
		const struct ir_block *block = &b->code->ir.blocks.item[b->f->first_block +
									t->hit->blocks.item[i]];
		unsigned line = b->sites.line[t->hit->blocks.item[i + 1]];

		if (block->last == block->first || !line ||
		    b->code->ir.insns.item[block->last - 1].op != IR_CBR ||
		    line == b->sites.line[t->hit->blocks.item[i]])
			continue;
		finding_add_place(t->finding, PLACE_PATH, file_of(b), line, 0,
				  mem_strdup("the branch taken leads here"));
		steps++;
	}
}

static void tell_release(struct teller *t, struct story_words *words, char **text, char **inside)
{
	struct body *b = t->hit->body;

	if (!t->hit->release) {
		finding_add_place(t->finding, PLACE_RELEASE, file_of(b), t->hit->return_line, 0,
				  mem_printf("%s() returns%s: the driver core releases devres "
					     "only then",
					     b->name, words->fails ? " an error" : ""));
		return;
	}
	words->release = *text = site_text(&b->sites, t->hit->release->insn);
	add_place(t, PLACE_RELEASE, b, t->hit->release,
		  mem_printf("devres is released by %s", *text));
	words->release_inside = *inside = tell_inside(t, t->hit->release, true);
	words->line = site_of(&b->sites, t->hit->release->insn)->line;
}

static void tell(struct teller *t, const struct callback *c, const char *callback_path)
{
	struct body *b = t->hit->body;
	char *teardown = site_text(&b->sites, t->hit->teardown->insn), *teardown_inside;
	char *release = NULL, *release_inside = NULL;
	struct story_words words = { .teardown = teardown, .function = b->name,
				     .fails = c && !strncmp(c->field, "probe", 5) };

	add_place(t, PLACE_TEARDOWN, b, t->hit->teardown, mem_strdup(teardown));
	words.teardown_inside = teardown_inside = tell_inside(t, t->hit->teardown, false);
	tell_more(t);
	tell_way(t);
	tell_release(t, &words, &release, &release_inside);
	if (c)
		finding_add_place(t->finding, PLACE_CALLBACK, callback_path, c->line, 0,
				  mem_printf("%s() is made a .%s here", b->name, c->field));
	t->finding->message = story_message(&words);
	mem_free(teardown);
	mem_free(teardown_inside);
	mem_free(release);
	mem_free(release_inside);
}

static bool is_told(const struct report *r, const struct rule *rule, const struct site *at,
		    const struct body *b)
{
	for (size_t i = 0; i < r->findings.n; i++) {
		const struct finding *f = &r->findings.item[i];

		if (f->rule == rule && f->line == at->line && f->column == at->column &&
		    !strcmp(f->function, b->name) && !strcmp(f->path, file_of(b)))
			return true;
	}
	return false;
}

static void tell_hits(struct finder *o, struct pathwalk *p, const struct path_hits *hits,
		      int device, const struct callback *c, const char *callback_path)
{
	for (size_t i = 0; i < hits->list.n; i++) {
		const struct path_hit *h = &hits->list.item[i];
		const struct site *at = site_of(&h->body->sites, h->teardown->insn);
		struct teller t = { .p = p, .hit = h, .device = device };

		if (is_told(o->report, o->rule, at, h->body))
			continue;
		t.finding = array_push(&o->report->findings);
		*t.finding = (struct finding){
			.rule = o->rule, .confidence = o->rule->confidence,
			.path = mem_strdup(file_of(h->body)), .line = at->line,
			.column = at->column, .function = mem_strdup(h->body->name) };
		tell(&t, c, callback_path);
	}
}

/* -- Finding it -- */

/*
 * The name that the source has for what the call @insn is handed as its argument @arg, from 0
 * (device.h); NULL where that is not known. The caller frees it.
 */
static char *argument_name(struct body *b, size_t insn, unsigned arg)
{
	const struct site *at = site_of(&b->sites, insn);
	const struct tokens *t = b->source ? &b->source->unit->tokens : NULL;
	size_t open = at->token + 1, first = open + 1, close;

	if (!at->known || !token_is(t, open, '('))
		return NULL;
	close = t->list.item[open].match;
	for (unsigned k = 0; k < arg && first < close; k++)
		first = tokens_argument_end(t, first, close) + 1;
	if (first >= close)
		return NULL;
	return device_name((struct function *)b->source, first,
			   tokens_argument_end(t, first, close));
}

/* Whether the call @insn of @name allocates managed memory on a device that the file drives. */
static bool allocates_managed(struct body *b, size_t insn, const char *name,
			      const struct rule *rule)
{
	for (size_t i = 0; i < rule->patterns.n; i++) {
		const struct pattern *p = &rule->patterns.item[i];
		char *device;
		bool is;

		if (p->word != WORD_MANAGED || !pattern_calls(p, name, strlen(name), false))
			continue;
		body_open(b);
		device = argument_name(b, insn, p->arg);
		is = !device || managed_is_own(b->source, device);
		mem_free(device);
		if (is)
			return true;
	}
	return false;
}

static bool body_holds_managed(struct body *b, const struct rule *rule)
{
	const struct ir *ir = &b->code->ir;
	const struct ir_block *blocks = &ir->blocks.item[b->f->first_block];

	for (size_t i = blocks->first; i < blocks[b->f->n_blocks - 1].last; i++) {
		const struct ir_insn *insn = &ir->insns.item[i];
		const struct ir_operand *o = &ir->operands.item[insn->first];

		if (insn->op == IR_CALL && insn->n && o->kind == IR_NAME &&
		    allocates_managed(b, i, ir_name(ir, o->name), rule))
			return true;
	}
	return false;
}

bool opinion_holds_managed(struct compiled *c, const struct rule *rule)
{
	for (size_t i = 0; i < c->bodies.n; i++)
		if (c->bodies.item[i].source && body_holds_managed(&c->bodies.item[i], rule))
			return true;
	return false;
}

static bool tears_down(struct pathwalk *p, struct body *b)
{
	const struct events *e = path_devices(p, b);

	for (size_t i = 0; i < e->list.n; i++)
		if (path_tears_down(p, b, &e->list.item[i]))
			return true;
	return false;
}

static void find_explicit(struct finder *o, struct pathwalk *p, struct body *b)
{
	const struct events *e;

	if (!b->matters || !b->source || !tears_down(&o->all, b))
		return;
	e = path_devices(p, b);
	for (size_t i = 0; i < e->devices.n; i++) {
		int device = e->devices.item[i];
		struct path_hits hits = { 0 };

		pathwalk_find(p, b, device, !pathwalk_probes(p, b, device), END_PLAIN, &hits);
		tell_hits(o, p, &hits, device, NULL, NULL);
		path_hits_release(&hits);
	}
}

static bool calls_driver(struct body *b, const struct rule *rule, unsigned levels)
{
	const struct events *e = events_of(b, rule);

	if (e->calls_driver)
		return true;
	for (size_t i = 0; i < e->list.n && levels; i++)
		if (e->list.item[i].callee &&
		    calls_driver(e->list.item[i].callee, rule, levels - 1))
			return true;
	return false;
}

/* Whether the source names what @e is called on as the callback's own device. */
static bool is_named_own(struct body *b, const struct event *e, const char *own)
{
	char *name = e->pattern ? argument_name(b, e->insn, e->pattern->arg) : NULL;
	bool is = name && !strcmp(name, own);

	mem_free(name);
	return is;
}

struct own {			/* the values that a callback's own device has in it */
	int list[MAX_OWN];
	size_t n;
};

static void add_own(struct own *own, int value)
{
	for (size_t i = 0; i < own->n; i++)
		if (own->list[i] == value)
			return;
	if (own->n < MAX_OWN)
		own->list[own->n++] = value;
}

/* What stands somewhere in the structure that the callback is handed. */
static void add_of_param(struct body *b, struct own *own, int value, bool is_device)
{
	long long offset;
	int root = value < 0 ? -1 : value_root(&b->values, value, &offset);

	if (root == value_arg(&b->values, 1) && !(is_device && offset))
		add_own(own, value);
}

static void find_own(struct body *b, const struct events *e, struct own *own)
{
	bool is_device = !strcmp(b->source->params.item[0].type, "device");
	char *name = device_of_param(b->source, 0);

	add_own(own, value_arg(&b->values, 1));
	for (size_t i = 0; i < e->list.n; i++) {
		const struct event *x = &e->list.item[i];

		if (x->kind == EVENT_TEARDOWN) {
			add_of_param(b, own, x->device, is_device);
			if (is_named_own(b, x, name))
				add_own(own, x->device);
		}
		for (size_t k = 0; k < x->devices.n; k++)
			add_of_param(b, own, x->devices.item[k], is_device);
	}
	mem_free(name);
}

static void find_behind(struct finder *o, struct body *b, const struct callback *c,
			const char *path)
{
	bool probe = !strncmp(c->field, "probe", 5);
	bool bus = judge_is_bus_table(c) || calls_driver(b, o->rule, DRIVER_LEVELS);
	struct own own = { .n = 0 };
	struct pathwalk p;

	if (!b->source || !b->source->params.n || !tears_down(&o->all, b) ||
	    (!bus && !opinion_holds_managed(o->code, o->rule)))
		return;
	pathwalk_open(&p, o->rule);
	p.words = bus ? WALK_ALL : WALK_TEARDOWN | WALK_MANAGED;
	p.reach_any = bus;
	p.any_probe = bus && probe;
	p.managed_only = !bus;
	find_own(b, path_devices(&p, b), &own);
	for (size_t i = 0; i < own.n; i++) {
		struct path_hits hits = { 0 };

		pathwalk_find(&p, b, own.list[i], !probe,
			   probe ? END_FAILURE_RELEASES : END_RELEASES, &hits);
		tell_hits(o, &p, &hits, own.list[i], c, path);
		path_hits_release(&hits);
	}
	pathwalk_release(&p);
}

static void try_callback(struct finder *o, const struct callback *c, const char *path,
			 struct map *done)
{
	struct body *b;

	if (!judge_releases_behind(o->rule, c) || map_has(done, c->function))
		return;
	b = compiled_body(o->code, c->function);
	if (!b || !b->matters || (path != o->code->path && b->source && b->source->is_static))
		return;
	*map_put(done, c->function) = b;
	find_behind(o, b, c, path);
}

static void find_callbacks(struct finder *o)
{
	const struct compiled *c = o->code;
	struct map done = MAP_INIT;

	for (size_t i = 0; i < c->unit->callbacks.n; i++)
		try_callback(o, &c->unit->callbacks.item[i], c->path, &done);
	for (size_t i = 0; c->known && i < c->known->callbacks.n; i++)
		try_callback(o, &c->known->callbacks.item[i].callback,
			     c->known->callbacks.item[i].path, &done);
	map_release(&done);
}

void opinion_find(struct compiled *c, const struct rule *rule, struct report *r)
{
	struct finder o = { .code = c, .rule = rule, .report = r };
	struct pathwalk p;

	if (!rule->patterns.n || !c->unit)
		return;
	pathwalk_open(&o.all, rule);
	find_callbacks(&o);
	pathwalk_open(&p, rule);
	p.words = judge_explicit_words(rule);
	p.reach_any = false;
	if (!opinion_holds_managed(c, rule))
		p.words &= ~WALK_MANAGED;
	for (size_t i = 0; p.words && i < c->bodies.n; i++)
		find_explicit(&o, &p, &c->bodies.item[i]);
	pathwalk_release(&p);
	pathwalk_release(&o.all);
}

/* -- What other files must know -- */

static void set_place(struct summary_place *to, const char *text, const char *path, unsigned line)
{
	*to = (struct summary_place){ mem_strdup(text), mem_strdup(path), line };
}

/* The innermost event behind @e: what a caller is told in the end. */
static void summarise_place(struct pathwalk *p, struct body *b, int device,
			    const struct event *e, bool release, struct summary_place *to)
{
	struct path_inside in = { .event = e, .device = device };
	char *text;

	for (unsigned level = 0; level < MAX_LEVELS && in.event; level++) {
		struct path_inside next;

		if (!pathwalk_inside(p, b, in.event, in.device, release, &next))
			break;
		if (next.summary) {
			const struct summary_place *told = release ? &next.summary->release :
								     &next.summary->teardown;

			set_place(to, told->text, told->path, told->line);
			return;
		}
		b = next.body;
		in = next;
	}
	text = in.event ? site_text(&b->sites, in.event->insn) : mem_strdup("");
	set_place(to, text, in.event ? file_of(b) : "",
		  in.event ? site_of(&b->sites, in.event->insn)->line : 0);
	mem_free(text);
}

static void summarise_device(struct pathwalk *p, struct body *b, int device, struct summary *to)
{
	struct summary_device d = { .hit = false };
	char *text = summary_device_text(&b->values, device);

	if (!text || !pathwalk_summarise(p, b, device, &d)) {
		mem_free(text);
		return;
	}
	d.rule = mem_strdup(p->rule->name);
	d.device = text;
	summarise_place(p, b, device, pathwalk_event(p, b, device, false), false, &d.teardown);
	summarise_place(p, b, device, pathwalk_event(p, b, device, true), true, &d.release);
	*array_push(&to->devices) = d;
}

static void summarise_body(struct body *b, struct summaries *to)
{
	const struct rules *rules = b->code->rules;
	struct summary *s = mem_alloc(sizeof(*s));

	s->function = mem_strdup(b->name);
	s->path = mem_strdup(b->code->path);
	for (size_t i = 0; i < rules->all.n; i++) {
		const struct events *e;
		struct pathwalk p;

		if (!rules->all.item[i].patterns.n)
			continue;
		pathwalk_open(&p, &rules->all.item[i]);
		e = path_devices(&p, b);
		for (size_t k = 0; k < e->devices.n; k++)
			summarise_device(&p, b, e->devices.item[k], s);
		s->calls_driver |= calls_driver(b, &rules->all.item[i], DRIVER_LEVELS);
		pathwalk_release(&p);
	}
	if (s->devices.n)
		summaries_add(to, s);
	else
		summary_free(s);
}

/* A function of another file that this one makes a callback. */
static void summarise_callback(const struct compiled *c, const struct callback *b,
			       struct summaries *to)
{
	bool any = map_has(&c->unit->by_name, b->function);

	for (size_t i = 0; i < c->rules->all.n && !any; i++)
		if (judge_releases_behind(&c->rules->all.item[i], b)) {
			*array_push(&to->callbacks) = (struct summary_callback){
				.path = mem_strdup(c->path),
				.callback = { .field = mem_strdup(b->field),
					      .function = mem_strdup(b->function),
					      .table = mem_strdup(b->table),
					      .within = mem_strdup(b->within),
					      .assigned = b->assigned, .line = b->line } };
			any = true;
		}
}

void opinion_summarise(struct compiled *c, struct summaries *to)
{
	for (size_t i = 0; i < c->bodies.n; i++) {
		struct body *b = &c->bodies.item[i];

		if (b->matters && b->source && !b->source->is_static)
			summarise_body(b, to);
	}
}

void opinion_callbacks(const struct compiled *c, struct summaries *to)
{
	for (size_t i = 0; c->unit && i < c->unit->callbacks.n; i++)
		summarise_callback(c, &c->unit->callbacks.item[i], to);
}
