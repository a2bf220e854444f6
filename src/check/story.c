// SPDX-License-Identifier: GPL-2.0
#include "check/story.h"

#include <string.h>

#include "base/str.h"
#include "check/device.h"
#include "check/managed.h"

enum { MAX_STEPS = 16, MAX_LEVELS = 8, MAX_MANAGED = 3 };

struct story {
	struct walk *w;
	const struct hit *hit;
	const char *device;
	struct finding *finding;
};

static const struct token *token_of(const struct function *f, const struct effect *e)
{
	return &f->unit->tokens.list.item[e->token];
}

/* Adds the place of an effect of @f; takes over @message. */
static void add_place(struct story *s, enum place_kind kind, const struct function *f,
		      const struct effect *e, char *message)
{
	const struct token *at = token_of(f, e);

	finding_add_place(s->finding, kind, f->unit->path, at->line, at->column, message);
}

/* What a teardown of this name does, as a verb for its subject. */
const char *story_verb(const char *text)
{
	static const struct {
		const char *part, *verb;
	} verbs[] = {
		{ "pm_domain", "detaches the PM domain" },
		{ "clk", "gates the clock" },
		{ "pclk", "gates the clock" },
		{ "irq_dispose", "disposes of the interrupt mapping" },
		{ "device_link", "drops the device links" },
		{ "dma_cleanup", "gives up DMA ownership" },
		{ "iommu_device_unuse", "gives up DMA ownership" },
		{ "reserved_mem", "releases the reserved DMA memory" },
		{ "coherent_memory", "releases the coherent DMA memory" },
		{ "iommu_detach", "detaches the IOMMU mapping" },
	};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strstr(text, verbs[i].part))
			return verbs[i].verb;
	return "takes DMA down";
}

struct inside {			/* the innermost effect behind a call, level by level */
	struct function *f;
	const struct effect *effect;
	char *device;
};

static bool step_inside(struct story *s, struct inside *in, enum effect_kind kind)
{
	char *names[WALK_MAX_NAMES];
	struct function *f;
	const struct effect *what;
	size_t n;

	if (!walk_inside(s->w, in->effect, in->device, kind, &f, &what))
		return false;
	n = effect_callee_names(in->effect, in->device, names, WALK_MAX_NAMES);
	mem_free(in->device);
	in->device = n ? names[0] : mem_strdup("");
	for (size_t i = 1; i < n; i++)
		mem_free(names[i]);
	in->f = f;
	in->effect = what;
	return true;
}

/* Adds a place for each level behind a call; the innermost effect's text, or NULL. */
static char *tell_inside(struct story *s, const struct effect *effect, enum effect_kind kind)
{
	struct inside in = { s->hit->function, effect, mem_strdup(s->device) };
	char *text = NULL;

	for (unsigned level = 0; level < MAX_LEVELS && step_inside(s, &in, kind); level++) {
		mem_free(text);
		text = effect_text(in.f, in.effect);
		add_place(s, PLACE_INSIDE, in.f, in.effect,
			  mem_printf("%s() %s by %s", in.f->name,
				     kind == EFFECT_RELEASE ? "releases devres" : "tears down",
				     text));
	}
	mem_free(in.device);
	return text;
}

static void tell_step(struct story *s, const struct node *n, bool taken)
{
	const struct function *f = s->hit->function;
	const struct tokens *t = &f->unit->tokens;
	char *text;

	if (n->kind == NODE_GOTO) {
		text = tokens_text(t, n->first, n->last);
		finding_add_place(s->finding, PLACE_PATH, f->unit->path, n->line,
				  t->list.item[n->first].column, text);
	} else if (n->kind == NODE_LABEL) {
		text = tokens_text(t, n->first, n->last);
		finding_add_place(s->finding, PLACE_PATH, f->unit->path, n->line,
				  t->list.item[n->first].column, mem_printf("label %s", text));
		mem_free(text);
	} else if (n->kind == NODE_BRANCH) {
		text = tokens_text(t, n->first, n->last);
		finding_add_place(s->finding, PLACE_PATH, f->unit->path, n->line,
				  t->list.item[n->first].column,
				  mem_printf("%s is %s", text, taken ? "true" : "false"));
		mem_free(text);
	}
}

/* The last jump that leads to the teardown, so that the reader sees how one gets there. */
static void tell_way_there(struct story *s)
{
	const struct flow *flow = s->hit->function->flow;

	for (size_t i = s->hit->torn_at; i-- > 0;) {
		const struct node *n = &flow->nodes.item[s->hit->path.item[i]];

		if (n->kind == NODE_GOTO) {
			tell_step(s, n, false);
			return;
		}
		if (n->kind == NODE_STATEMENT)
			return;
	}
}

static void tell_way_on(struct story *s)
{
	const struct flow *flow = s->hit->function->flow;
	unsigned steps = 0;

	for (size_t i = s->hit->torn_at + 1; i + 1 < s->hit->path.n && steps < MAX_STEPS; i++) {
		const struct node *n = &flow->nodes.item[s->hit->path.item[i]];
		size_t before = s->finding->related.n;

		tell_step(s, n, n->to[0] == s->hit->path.item[i + 1]);
		steps += s->finding->related.n - before;
	}
}

static void tell_more(struct story *s)
{
	const struct function *f = s->hit->function;

	for (size_t i = 0; i < s->hit->more.n; i++) {
		const struct effect *e = s->hit->more.item[i];

		add_place(s, PLACE_TEARDOWN, f, e, effect_text(f, e));
	}
}

static void tell_managed(struct story *s)
{
	struct managed_place places[MAX_MANAGED];
	size_t n = managed_places(s->w->program, s->hit->function->unit, s->w->rule, places,
				  MAX_MANAGED);

	for (size_t i = 0; i < n; i++) {
		const struct function *f = places[i].function;
		char *text = effect_text(f, places[i].effect);

		add_place(s, PLACE_MANAGED, f, places[i].effect,
			  mem_printf("managed memory of %s(): %s", f->name, text));
		mem_free(text);
	}
}

static void tell_callback(struct story *s, const struct callback *c, const char *path)
{
	finding_add_place(s->finding, PLACE_CALLBACK, path, c->line, 0,
			  c->assigned ?
			  mem_printf("%s() is made a driver's .%s here", s->hit->function->name,
				     c->field) :
			  mem_printf("%s() is the .%s of a struct %s", s->hit->function->name,
				     c->field, *c->table ? c->table : c->within));
}

/* The file that makes the function a callback. */
static const char *callback_path(const struct program *p, const struct callback *c)
{
	for (size_t i = 0; i < p->units.n; i++) {
		const struct unit *u = p->units.item[i];

		if (c >= u->callbacks.item && c < u->callbacks.item + u->callbacks.n)
			return u->path;
	}
	return "";
}

char *story_message(const struct story_words *w)
{
	struct str message = STR_INIT;

	str_addf(&message, "%s %s", w->teardown,
		 story_verb(w->teardown_inside ? w->teardown_inside : w->teardown));
	if (w->teardown_inside)
		str_addf(&message, " (%s)", w->teardown_inside);
	if (w->release)
		str_addf(&message, " before %s on line %u releases devres", w->release, w->line);
	else
		str_addf(&message, " before %s() returns%s and the driver core releases devres",
			 w->function, w->fails ? " its error" : "");
	if (w->release && w->release_inside)
		str_addf(&message, " (%s)", w->release_inside);
	return str_detach(&message);
}

/* The texts in @words are those of the effects, freed by tell_message(). */
static void tell_release(struct story *s, struct story_words *words, char **text, char **inside)
{
	const struct function *f = s->hit->function;

	if (!s->hit->release) {
		finding_add_place(s->finding, PLACE_RELEASE, f->unit->path, s->hit->return_line, 0,
				  mem_printf("%s() returns%s: the driver core releases devres "
					     "only then",
					     f->name, words->fails ? " an error" : ""));
		return;
	}
	words->release = *text = effect_text(f, s->hit->release);
	add_place(s, PLACE_RELEASE, f, s->hit->release,
		  mem_printf("devres is released by %s", *text));
	words->release_inside = *inside = tell_inside(s, s->hit->release, EFFECT_RELEASE);
	words->line = token_of(f, s->hit->release)->line;
}

static void tell_message(struct story *s, const struct callback *c)
{
	const struct function *f = s->hit->function;
	char *teardown = effect_text(f, s->hit->teardown), *release = NULL;
	char *teardown_inside, *release_inside = NULL;
	struct story_words words = { .teardown = teardown, .function = f->name,
				     .fails = c && !strncmp(c->field, "probe", 5) };

	tell_way_there(s);
	add_place(s, PLACE_TEARDOWN, f, s->hit->teardown, mem_strdup(teardown));
	words.teardown_inside = teardown_inside =
		tell_inside(s, s->hit->teardown, EFFECT_TEARDOWN);
	tell_more(s);
	tell_way_on(s);
	tell_release(s, &words, &release, &release_inside);
	s->finding->message = story_message(&words);
	mem_free(teardown);
	mem_free(teardown_inside);
	mem_free(release);
	mem_free(release_inside);
}

void story_tell(struct walk *w, const struct hit *h, const char *device,
		const struct callback *callback, struct report *r)
{
	struct finding *f = array_push(&r->findings);
	struct story s = { .w = w, .hit = h, .device = device, .finding = f };
	const struct token *at = token_of(h->function, h->teardown);

	f->rule = w->rule;
	f->confidence = w->rule->confidence;
	f->path = mem_strdup(h->function->unit->path);
	f->line = at->line;
	f->column = at->column;
	f->function = mem_strdup(h->function->name);
	tell_message(&s, callback);
	if (callback)
		tell_callback(&s, callback, callback_path(w->program, callback));
	tell_managed(&s);
}
