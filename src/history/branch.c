// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "history/branch.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* ---- releases ---- */

static void add_release(struct releases *to, struct index *ix, const char *name,
			const struct version *v, uint32_t pos)
{
	*array_push(&to->all) = (struct release){ mem_strdup(name), *v, pos, index_node(ix, pos) };
}

static int compare_releases(const void *one, const void *two)
{
	const struct release *a = one, *b = two;
	int order = version_compare(&a->version, &b->version);

	if (order)
		return order;
	if (a->pos != b->pos)
		return a->pos < b->pos ? -1 : 1;
	if (strlen(a->name) != strlen(b->name))
		return strlen(a->name) < strlen(b->name) ? -1 : 1;
	return strcmp(a->name, b->name);
}

static void add_tags(struct releases *to, struct index *ix)
{
	const struct refs *refs = index_refs(ix);
	struct version v;

	for (size_t i = 0; i < refs->all.n; i++) {
		const struct ref *ref = &refs->all.item[i];
		uint32_t pos;

		if (!str_starts(ref->name, "refs/tags/") ||
		    !version_of_tag(&v, ref->name + strlen("refs/tags/")))
			continue;
		pos = index_find(ix, &ref->commit);
		if (pos != POS_NONE)
			add_release(to, ix, ref->name + strlen("refs/tags/"), &v, pos);
	}
}

static void positions_sort(struct positions *p)
{
	size_t kept = 0;

	if (p->list.n)
		qsort(p->list.item, p->list.n, sizeof(*p->list.item), positions_compare);
	for (size_t i = 0; i < p->list.n; i++)
		if (!kept || p->list.item[kept - 1] != p->list.item[i])
			p->list.item[kept++] = p->list.item[i];
	p->list.n = kept;
}

static bool positions_have(const struct positions *p, uint32_t pos)
{
	return p->list.n && bsearch(&pos, p->list.item, p->list.n, sizeof(pos), positions_compare);
}

/* A release commit that has a tag is that tag's. */
static void add_titles(struct releases *to, struct index *ix)
{
	struct positions tagged = { 0 };
	size_t n;
	const struct title *title = index_titles(ix, &n);
	struct version v;

	for (size_t i = 0; i < to->all.n; i++)
		*array_push(&tagged.list) = to->all.item[i].pos;
	positions_sort(&tagged);
	for (size_t i = 0; i < n; i++)
		if (index_is_alive(ix, title[i].pos) && !positions_have(&tagged, title[i].pos) &&
		    version_of_tag(&v, title[i].version))
			add_release(to, ix, title[i].version, &v, title[i].pos);
	array_free(&tagged.list);
}

void releases_find(struct releases *to, struct index *ix)
{
	add_tags(to, ix);
	add_titles(to, ix);
	if (to->all.n)
		qsort(to->all.item, to->all.n, sizeof(*to->all.item), compare_releases);
}

void releases_free(struct releases *r)
{
	for (size_t i = 0; i < r->all.n; i++)
		mem_free(r->all.item[i].name);
	array_free(&r->all);
}

/* ---- refs ---- */

/* "linux-5.10.y" of refs/heads/linux-5.10.y, refs/remotes/stable/linux-5.10.y; else NULL. */
static const char *branch_part(const char *ref)
{
	const char *slash;

	if (str_starts(ref, "refs/heads/"))
		return ref + strlen("refs/heads/");
	if (!str_starts(ref, "refs/remotes/"))
		return NULL;
	slash = strchr(ref + strlen("refs/remotes/"), '/');
	return slash ? slash + 1 : NULL;
}

/* "linux-5.10.y", "stable/linux-5.10.y"; other refs whole. */
static const char *short_name(const char *ref)
{
	if (str_starts(ref, "refs/heads/"))
		return ref + strlen("refs/heads/");
	if (str_starts(ref, "refs/remotes/"))
		return ref + strlen("refs/remotes/");
	return ref;
}

static bool is_mainline_name(const char *ref)
{
	const char *part = branch_part(ref);

	return part && (!strcmp(part, "master") || !strcmp(part, "main"));
}

static bool is_series_name(const char *ref, struct version *series)
{
	const char *part = branch_part(ref);

	return part && !strchr(part, '/') && version_of_line(series, part);
}

static bool glob_matches(const char *glob, const char *ref)
{
	const char *part = branch_part(ref);

	return !fnmatch(glob, ref, 0) || !fnmatch(glob, short_name(ref), 0) ||
	       (part && !fnmatch(glob, part, 0));
}

bool branch_matches(const struct branch *b, const char *glob)
{
	char *line = mem_printf("linux-%s", b->name);
	bool matches = glob_matches(glob, b->ref) || !fnmatch(glob, b->name, 0) ||
		       (b->kind == BRANCH_SERIES && !fnmatch(glob, line, 0));

	mem_free(line);
	return matches;
}

static bool any_glob_matches(const struct branch_options *o, const char *ref)
{
	for (size_t i = 0; i < o->n_globs; i++)
		if (glob_matches(o->globs[i], ref))
			return true;
	return false;
}

static bool may_be_branch(const char *ref, const struct branch_options *o)
{
	struct version series;

	return is_mainline_name(ref) || is_series_name(ref, &series) ||
	       (!str_starts(ref, "refs/tags/") && any_glob_matches(o, ref)) ||
	       (o->head && !strcmp(o->head, ref));
}

void branches_nodes(struct positions *to, struct index *ix, const struct refs *refs,
		    const struct branch_options *o)
{
	size_t n;
	const struct title *title = index_titles(ix, &n);
	struct version v;

	for (size_t i = 0; i < refs->all.n; i++) {
		const struct ref *ref = &refs->all.item[i];
		uint32_t pos;

		if (!may_be_branch(ref->name, o) &&
		    !(str_starts(ref->name, "refs/tags/") &&
		      version_of_tag(&v, ref->name + strlen("refs/tags/"))))
			continue;
		pos = index_find_any(ix, &ref->commit);
		if (pos != POS_NONE)
			*array_push(&to->list) = pos;
	}
	for (size_t i = 0; i < n; i++)
		*array_push(&to->list) = title[i].pos;
	positions_sort(to);
}

void refs_tips(struct positions *to, struct index *ix, const struct refs *refs)
{
	for (size_t i = 0; i < refs->all.n; i++) {
		uint32_t pos = index_find_any(ix, &refs->all.item[i].commit);

		if (pos != POS_NONE)
			*array_push(&to->list) = pos;
	}
	positions_sort(to);
}

/* ---- branches ---- */

struct finding_branches {
	struct branches *to;
	struct index *ix;
	const struct releases *releases;
	const struct branch_options *o;
};

static void add_note(struct branches *to, const struct branch *b, char *text)
{
	*array_push(&to->notes) = (struct branch_note){ mem_strdup(b->name), text };
}

static void note_free(struct branch_note *note)
{
	mem_free(note->branch);
	mem_free(note->text);
}

/* Whether @one is further on: it holds @other, or holds a higher release. */
static bool is_further(struct finding_branches *f, uint32_t one, uint32_t other)
{
	if (index_holds(f->ix, one, other))
		return true;
	if (index_holds(f->ix, other, one))
		return false;
	for (size_t i = f->releases->all.n; i-- > 0;) {
		uint32_t pos = f->releases->all.item[i].pos;
		bool has = index_holds(f->ix, one, pos);

		if (has != index_holds(f->ix, other, pos))
			return has;
	}
	return false;
}

/* The branch moves on to @ref where that is further on. */
static void consider(struct finding_branches *f, struct branch *b, const char *ref, uint32_t tip)
{
	bool further = !b->ref || (tip != b->tip && is_further(f, tip, b->tip));

	if (b->ref && tip != b->tip && !index_holds(f->ix, further ? tip : b->tip,
						    further ? b->tip : tip))
		add_note(f->to, b, mem_printf("%s and %s differ; %s stands for %s",
					      short_name(b->ref), short_name(ref),
					      short_name(further ? ref : b->ref), b->name));
	if (!further)
		return;
	mem_free(b->ref);
	b->ref = mem_strdup(ref);
	b->tip = tip;
}

static uint32_t tip_of(struct finding_branches *f, const struct ref *ref)
{
	return index_find(f->ix, &ref->commit);
}

/* Mainline's own tags may be newer than what its branch was last brought to. */
static void consider_mainline_tags(struct finding_branches *f, struct branch *b)
{
	for (size_t i = f->releases->all.n; i-- > 0;) {
		const struct release *r = &f->releases->all.item[i];

		if (!version_is_mainline(&r->version))
			continue;
		if (!b->ref || (r->pos != b->tip && index_holds(f->ix, r->pos, b->tip))) {
			mem_free(b->ref);
			b->ref = mem_printf("refs/tags/%s", r->name);
			b->tip = r->pos;
		}
		return;
	}
}

static bool is_stable_release(const struct release *r)
{
	return !version_is_mainline(&r->version) && !r->version.rt && !*r->version.suffix &&
	       !r->version.rc && !r->version.named;
}

/* Mainline never holds a stable release as its newest: that is a vendor's 'master'. */
static bool is_mainline_ref(struct finding_branches *f, const char *ref, uint32_t tip)
{
	if (!is_mainline_name(ref))
		return false;
	for (size_t i = f->releases->all.n; i-- > 0;) {
		const struct release *r = &f->releases->all.item[i];
		bool stable = is_stable_release(r);

		if ((stable || version_is_mainline(&r->version)) && index_holds(f->ix, tip, r->pos))
			return !stable;
	}
	return true;
}

static void find_mainline(struct finding_branches *f)
{
	const struct refs *refs = index_refs(f->ix);
	struct branch b = { .kind = BRANCH_MAINLINE, .name = mem_strdup("mainline") };

	for (size_t i = 0; i < refs->all.n; i++) {
		const char *name = refs->all.item[i].name;
		uint32_t tip = is_mainline_name(name) ? tip_of(f, &refs->all.item[i]) : POS_NONE;

		if (tip != POS_NONE && is_mainline_ref(f, name, tip))
			consider(f, &b, name, tip);
	}
	consider_mainline_tags(f, &b);
	if (b.ref)
		*array_push(&f->to->all) = b;
	else
		mem_free(b.name);
}

static struct branch *series_branch(struct finding_branches *f, const struct version *series)
{
	struct branch *b;
	char *name;

	for (size_t i = 0; i < f->to->all.n; i++) {
		b = &f->to->all.item[i];
		if (b->kind == BRANCH_SERIES && version_same_series(&b->series, series))
			return b;
	}
	b = array_push(&f->to->all);
	b->kind = BRANCH_SERIES;
	version_series(&b->series, series);
	name = version_name(&b->series);
	b->name = mem_printf("%s.y", name);
	mem_free(name);
	return b;
}

static void find_series_refs(struct finding_branches *f)
{
	const struct refs *refs = index_refs(f->ix);
	struct version series;

	for (size_t i = 0; i < refs->all.n; i++) {
		uint32_t tip = POS_NONE;

		if (is_series_name(refs->all.item[i].name, &series))
			tip = tip_of(f, &refs->all.item[i]);
		if (tip != POS_NONE)
			consider(f, series_branch(f, &series), refs->all.item[i].name, tip);
	}
}

static bool held_by_a_branch(struct finding_branches *f, uint32_t pos)
{
	for (size_t i = 0; i < f->to->all.n; i++)
		if (index_holds(f->ix, f->to->all.item[i].tip, pos))
			return true;
	return false;
}

static bool is_tag(struct finding_branches *f, const struct release *r)
{
	char *ref = mem_printf("refs/tags/%s", r->name);
	bool found = refs_find(index_refs(f->ix), ref);

	mem_free(ref);
	return found;
}

/* Highest first, so that the first one of a series is its tip. */
static void find_series_tags(struct finding_branches *f)
{
	for (size_t i = f->releases->all.n; i-- > 0;) {
		const struct release *r = &f->releases->all.item[i];
		struct branch *b;

		if (!is_stable_release(r) || held_by_a_branch(f, r->pos) || !is_tag(f, r))
			continue;
		b = series_branch(f, &r->version);
		if (!b->ref) {
			b->ref = mem_printf("refs/tags/%s", r->name);
			b->tip = r->pos;
		}
	}
}

static bool is_taken(const struct finding_branches *f, const char *ref)
{
	for (size_t i = 0; i < f->to->all.n; i++)
		if (!strcmp(f->to->all.item[i].ref, ref))
			return true;
	return false;
}

/* A branch of the same name at another remote, where one of the two is further on. */
static struct branch *same_vendor(const struct finding_branches *f, const char *ref, uint32_t tip)
{
	const char *part = branch_part(ref);

	for (size_t i = 0; i < f->to->all.n; i++) {
		struct branch *b = &f->to->all.item[i];
		const char *other = branch_part(b->ref);

		if (b->kind == BRANCH_VENDOR && part && other && !strcmp(part, other) &&
		    (index_holds(f->ix, b->tip, tip) || index_holds(f->ix, tip, b->tip)))
			return b;
	}
	return NULL;
}

static void add_vendor(struct finding_branches *f, const char *ref, uint32_t tip)
{
	struct branch *b = array_push(&f->to->all);

	b->kind = BRANCH_VENDOR;
	b->name = mem_strdup(short_name(ref));
	b->ref = mem_strdup(ref);
	b->tip = tip;
}

/* refs/heads/ sorts before refs/remotes/. A series' name is that series, wherever it stands. */
static void find_vendors(struct finding_branches *f)
{
	const struct refs *refs = index_refs(f->ix);
	struct version series;

	for (size_t i = 0; i < refs->all.n; i++) {
		const char *name = refs->all.item[i].name;
		struct branch *same;
		uint32_t tip;

		if (str_starts(name, "refs/tags/") || !any_glob_matches(f->o, name) ||
		    is_taken(f, name) || is_series_name(name, &series))
			continue;
		tip = tip_of(f, &refs->all.item[i]);
		if (tip == POS_NONE || is_mainline_ref(f, name, tip))
			continue;
		same = same_vendor(f, name, tip);
		if (same)
			consider(f, same, name, tip);
		else
			add_vendor(f, name, tip);
	}
}

/* Where only mainline is found the branch that is checked out is what is asked about. */
static void find_head(struct finding_branches *f)
{
	const struct ref *ref = f->o->head ? refs_find(index_refs(f->ix), f->o->head) : NULL;
	uint32_t tip = ref ? tip_of(f, ref) : POS_NONE;

	if (f->o->n_globs || tip == POS_NONE || is_taken(f, ref->name) ||
	    is_mainline_ref(f, ref->name, tip))
		return;
	for (size_t i = 0; i < f->to->all.n; i++)
		if (f->to->all.item[i].kind != BRANCH_MAINLINE || f->to->all.item[i].tip == tip)
			return;
	add_vendor(f, ref->name, tip);
}

static void branch_free(struct branch *b)
{
	mem_free(b->name);
	mem_free(b->ref);
	array_free(&b->releases);
}

static bool branch_is_wanted(const struct finding_branches *f, const struct branch *b)
{
	const struct branch_options *o = f->o;

	if (b->kind == BRANCH_MAINLINE)
		return true;
	if (b->kind == BRANCH_SERIES && o->since && version_compare(&b->series, o->since) < 0 &&
	    !version_same_series(&b->series, o->since))
		return false;
	for (size_t i = 0; i < o->n_globs; i++)
		if (branch_matches(b, o->globs[i]))
			return true;
	return !o->n_globs;
}

static bool is_kept(const struct finding_branches *f, const char *name)
{
	for (size_t i = 0; i < f->to->all.n; i++)
		if (!strcmp(f->to->all.item[i].name, name))
			return true;
	return false;
}

static void drop_notes(struct finding_branches *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->to->notes.n; i++)
		if (is_kept(f, f->to->notes.item[i].branch))
			f->to->notes.item[kept++] = f->to->notes.item[i];
		else
			note_free(&f->to->notes.item[i]);
	f->to->notes.n = kept;
}

static void drop_unwanted(struct finding_branches *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->to->all.n; i++)
		if (branch_is_wanted(f, &f->to->all.item[i]))
			f->to->all.item[kept++] = f->to->all.item[i];
		else
			branch_free(&f->to->all.item[i]);
	f->to->all.n = kept;
	drop_notes(f);
}

static int compare_branches(const void *one, const void *two)
{
	const struct branch *a = one, *b = two;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->kind == BRANCH_SERIES)
		return version_compare(&b->series, &a->series);
	return strcmp(a->name, b->name) ? strcmp(a->name, b->name) : strcmp(a->ref, b->ref);
}

/* "v4.9-rc5-dts" of a mirror of mainline, which has no v4.9-rc5. */
static bool stands_for_mainlines(const struct finding_branches *f, const struct release *r)
{
	struct version plain = r->version;

	plain.suffix[0] = '\0';
	if (!*r->version.suffix || !version_is_mainline(&plain))
		return false;
	for (size_t i = 0; i < f->releases->all.n; i++)
		if (!version_compare(&f->releases->all.item[i].version, &plain))
			return false;
	return true;
}

/* Which of the releases that it holds are @b's: a series' are not a vendor's that it merged. */
static bool belongs(const struct finding_branches *f, const struct branch *b,
		    const struct release *r)
{
	if (b->kind == BRANCH_MAINLINE)
		return version_is_mainline(&r->version) || stands_for_mainlines(f, r);
	return b->kind == BRANCH_VENDOR || !r->version.named;
}

/* Two names of one commit are one release: the first, which is the plainer. */
static void find_releases(struct finding_branches *f, struct branch *b)
{
	b->node = index_node(f->ix, b->tip);
	b->nested = true;
	for (size_t i = 0; i < f->releases->all.n; i++) {
		const struct release *r = &f->releases->all.item[i];
		const struct release *last =
			b->releases.n ? b->releases.item[b->releases.n - 1] : NULL;

		if (!branch_holds(b, f->ix, r->pos) || !belongs(f, b, r) ||
		    (last && last->pos == r->pos))
			continue;
		b->nested = b->nested && (!last || index_node_holds(f->ix, r->node, last->pos));
		*array_push(&b->releases) = r;
	}
}

void branches_find(struct branches *to, struct index *ix, const struct releases *releases,
		   const struct branch_options *o)
{
	struct finding_branches f = { to, ix, releases, o };

	find_mainline(&f);
	find_series_refs(&f);
	find_series_tags(&f);
	find_vendors(&f);
	find_head(&f);
	drop_unwanted(&f);
	if (to->all.n)
		qsort(to->all.item, to->all.n, sizeof(*to->all.item), compare_branches);
	for (size_t i = 0; i < to->all.n; i++)
		find_releases(&f, &to->all.item[i]);
}

void branches_free(struct branches *b)
{
	for (size_t i = 0; i < b->all.n; i++)
		branch_free(&b->all.item[i]);
	array_free(&b->all);
	for (size_t i = 0; i < b->notes.n; i++)
		note_free(&b->notes.item[i]);
	array_free(&b->notes);
}

bool branch_holds(const struct branch *b, struct index *ix, uint32_t pos)
{
	return index_node_holds(ix, b->node, pos);
}

size_t branch_first_with(const struct branch *b, struct index *ix, uint32_t pos)
{
	size_t from = 0, until = b->releases.n;

	while (b->nested && from < until) {
		size_t middle = from + (until - from) / 2;

		if (index_node_holds(ix, b->releases.item[middle]->node, pos))
			until = middle;
		else
			from = middle + 1;
	}
	while (from < b->releases.n && !index_node_holds(ix, b->releases.item[from]->node, pos))
		from++;
	return from;
}
