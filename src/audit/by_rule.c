// SPDX-License-Identifier: GPL-2.0
#include "audit/by_rule.h"

#include <string.h>

#include "check/check.h"
#include "check/filter.h"
#include "check/reading.h"
#include "proof/survey.h"

enum { MAX_FILES = 64 };

struct site {
	const struct rule *rule;
	const struct fix *fix;	/* of the rule's header; NULL: it does not name it */
	char *path, *function;
};

/* Trees in which the fix's files have these names are surveyed together. */
struct named {
	ARRAY(char *) paths;	/* of by_rule's, the names there; NULL: it is not there */
	ARRAY(const char *) there;	/* those that are */
	struct survey_options options;
	struct survey *survey;
};

struct group {			/* trees that are alike in what the findings depend on */
	git_oid tree;		/* one of them */
	struct named *named;
	size_t number;		/* in its survey */
	bool unseen;		/* whether the files are there could not be told */
	bool answered;
	struct code code;
};

struct by_rule {
	const struct by_rule_options *o;
	struct check_options check;
	ARRAY(char *) paths;	/* of the fix's files */
	ARRAY(char *) before;	/* their bytes before the fix; NULL where they are not known */
	ARRAY(size_t) before_len;
	struct map named;	/* names joined -> struct named * */
	ARRAY(struct site) sites;
	struct map functions;	/* "PATH FUNCTION" that the file had before the fix */
	bool has_functions;	/* they are known */
	struct map groups;	/* key -> struct group * */
	ARRAY(struct group *) group;	/* all of them */
	struct words words;	/* teardowns that the fix is about */
};

static bool is_c(const char *path)
{
	return source_is_c(path, strlen(path));
}

static void named_free(struct named *n)
{
	survey_free(n->survey);
	for (size_t i = 0; i < n->paths.n; i++)
		mem_free(n->paths.item[i]);
	array_free(&n->paths);
	array_free(&n->there);
	mem_free(n);
}

void by_rule_free(struct by_rule *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->named.n; i++)
		named_free(r->named.entry[i].value);
	map_release(&r->named);
	for (size_t i = 0; i < r->paths.n; i++)
		mem_free(r->paths.item[i]);
	for (size_t i = 0; i < r->before.n; i++)
		mem_free(r->before.item[i]);
	array_free(&r->before);
	array_free(&r->before_len);
	for (size_t i = 0; i < r->sites.n; i++) {
		mem_free(r->sites.item[i].path);
		mem_free(r->sites.item[i].function);
	}
	for (size_t i = 0; i < r->group.n; i++) {
		code_release(&r->group.item[i]->code);
		mem_free(r->group.item[i]);
	}
	array_free(&r->check.rules);
	array_free(&r->paths);
	array_free(&r->sites);
	array_free(&r->group);
	array_free(&r->words.list);
	map_release(&r->functions);
	map_release(&r->groups);
	mem_free(r);
}

const char *by_rule_name(const struct by_rule *r)
{
	return r->check.rules.item[0]->name;
}

/* ---- which rules know the fix, and where it mends the bug ---- */

static const struct fix *fix_of(const struct rule *rule, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	for (size_t i = 0; i < rule->fixed_by.n; i++)
		if (!strncmp(hex, rule->fixed_by.item[i].id, strlen(rule->fixed_by.item[i].id)))
			return &rule->fixed_by.item[i];
	return NULL;
}

static void add_path(struct by_rule *r, const char *path)
{
	for (size_t i = 0; i < r->paths.n; i++)
		if (!strcmp(r->paths.item[i], path))
			return;
	*array_push(&r->paths) = mem_strdup(path);
}

static void add_site(struct by_rule *r, const struct rule *rule, const struct fix *fix,
		     const char *path, const char *function)
{
	for (size_t i = 0; i < r->sites.n; i++)
		if (r->sites.item[i].rule == rule && !strcmp(r->sites.item[i].path, path) &&
		    !strcmp(r->sites.item[i].function, function))
			return;
	*array_push(&r->sites) = (struct site){ rule, fix, mem_strdup(path),
						mem_strdup(function) };
}

/* Whether one of the files, before the fix, holds a word of the rule's teardowns. */
static struct error *may_know(const struct rule *rule, const struct change *change,
			      const struct changed_files *files, bool *may)
{
	struct words words = { 0 };
	struct filter *filter;
	struct error *err = NULL;

	*may = false;
	reading_teardown_words(rule, true, &words);
	filter = words.list.n ? filter_new(words.list.item, words.list.n) : NULL;
	for (size_t i = 0; i < files->list.n && filter && !err && !*may; i++) {
		const struct changed_path *f = &files->list.item[i];
		struct object o;

		if (!is_c(f->path) || !f->before.mode)
			continue;
		err = objects_read(change->h->repository.reader, &f->before.id, &o);
		*may = !err && filter_match(filter, o.data, o.len);
	}
	filter_free(filter);
	array_free(&words.list);
	return err;
}

static struct error *list_rules(struct by_rule *r, const git_oid *id, const struct change *change,
				const struct changed_files *files)
{
	struct error *err = NULL;

	for (size_t i = 0; i < r->o->rules->all.n && !err; i++) {
		const struct rule *rule = &r->o->rules->all.item[i];
		bool may = false;

		if (!rule->patterns.n || (!rule->on_by_default && !fix_of(rule, id)) ||
		    r->check.rules.n == CHECK_MAX_RULES)
			continue;
		err = may_know(rule, change, files, &may);
		if (may)
			*array_push(&r->check.rules) = rule;
	}
	return err;
}

static size_t count(const struct report *report, const struct site *s, bool anywhere)
{
	size_t n = 0;

	for (size_t i = 0; i < report->findings.n; i++) {
		const struct finding *f = &report->findings.item[i];

		n += f->rule == s->rule && (!s->fix || finding_has_fix(f, s->fix)) &&
		     (anywhere || (!strcmp(f->path, s->path) &&
				   !strcmp(f->function, s->function)));
	}
	return n;
}

/* The functions whose findings go away; a finding that only moves elsewhere does not. */
static void compare(struct by_rule *r, const git_oid *id, const struct report *before,
		    const struct report *after)
{
	for (size_t i = 0; i < before->findings.n; i++) {
		const struct finding *f = &before->findings.item[i];
		struct site s = { f->rule, fix_of(f->rule, id), f->path, f->function };

		if (count(before, &s, false) > count(after, &s, false) &&
		    count(before, &s, true) > count(after, &s, true))
			add_site(r, s.rule, s.fix, s.path, s.function);
	}
}

static void note_functions(struct by_rule *r, const struct change *change,
			   const struct changed_files *files)
{
	for (size_t i = 0; i < files->list.n; i++) {
		const struct changed_path *f = &files->list.item[i];
		struct object o;
		struct unit u;
		struct error *err;

		if (!is_c(f->path) || !f->before.mode)
			continue;
		err = objects_read(change->h->repository.reader, &f->before.id, &o);
		if (!err) {
			unit_read(&u, f->path, o.data, o.len);
			for (size_t k = 0; k < u.functions.n; k++) {
				char *key = mem_printf("%s %s", f->path, u.functions.item[k].name);

				*map_put(&r->functions, key) = r;
				mem_free(key);
			}
			unit_release(&u);
		}
		error_free(err);
	}
	r->has_functions = true;
}

static struct survey_options options_of(const struct by_rule *r, const char *const paths[],
					size_t n)
{
	return (struct survey_options){ .check = &r->check, .paths = paths, .n_paths = n,
					.spare_spatch = true };
}

static struct error *find_sites(struct by_rule *r, const git_oid *id, const struct change *change)
{
	struct survey_options options = options_of(r, (const char *const *)r->paths.item,
						   r->paths.n);
	struct survey *s = survey_new(change->h->repository.objects, &options);
	size_t before, after;
	struct error *err = survey_add(s, &change->before, &before);

	if (!err)
		err = survey_add(s, &change->after, &after);
	if (!err)
		err = survey_finish(s);
	if (!err)
		compare(r, id, survey_report(s, before), survey_report(s, after));
	survey_free(s);
	return err;
}

static void drop_paths(struct by_rule *r)
{
	for (size_t i = 0; i < r->paths.n; i++)
		mem_free(r->paths.item[i]);
	array_free(&r->paths);
}

static struct error *know_by_change(struct by_rule *r, const git_oid *id,
				    const struct change *change,
				    const struct changed_files *files)
{
	struct error *err = NULL;

	for (size_t i = 0; i < files->list.n; i++)
		if (is_c(files->list.item[i].path) && files->list.item[i].before.mode)
			add_path(r, files->list.item[i].path);
	if (r->paths.n && r->paths.n <= MAX_FILES)
		err = list_rules(r, id, change, files);
	if (!err && r->check.rules.n)
		err = find_sites(r, id, change);
	if (!err && r->sites.n)
		note_functions(r, change, files);
	drop_paths(r);
	array_free(&r->check.rules);
	return err;
}

static void know_by_header(struct by_rule *r, const git_oid *id)
{
	for (size_t i = 0; i < r->o->rules->all.n; i++) {
		const struct rule *rule = &r->o->rules->all.item[i];
		const struct fix *fix = fix_of(rule, id);

		for (size_t k = 0; fix && k < fix->sites.n; k++)
			add_site(r, rule, fix, fix->sites.item[k].path,
				 fix->sites.item[k].function);
	}
}

static void add_rule(struct by_rule *r, const struct rule *rule)
{
	for (size_t i = 0; i < r->check.rules.n; i++)
		if (r->check.rules.item[i] == rule)
			return;
	*array_push(&r->check.rules) = rule;
}

/* What is torn down at the sites, where the fix is about one kind only: that. */
static void set_words(struct by_rule *r)
{
	for (size_t i = 0; i < r->check.rules.n; i++) {
		const struct fix *fix = NULL;
		struct words words = { 0 };

		for (size_t k = 0; k < r->sites.n; k++)
			if (r->sites.item[k].rule == r->check.rules.item[i])
				fix = r->sites.item[k].fix;
		reading_teardown_words(r->check.rules.item[i], true, &words);
		for (size_t k = 0; k < words.list.n; k++)
			if (!fix || !fix->of || strstr(words.list.item[k], fix->of))
				*array_push(&r->words.list) = words.list.item[k];
		array_free(&words.list);
	}
}

/* What tells a file again where it has another name. */
static void read_before(struct by_rule *r, const char *path, const struct change *change,
			const struct changed_files *files)
{
	char **to = array_push(&r->before);
	size_t *len = array_push(&r->before_len);
	struct error *err;
	struct object o;

	for (size_t i = 0; change && i < files->list.n; i++) {
		if (strcmp(files->list.item[i].path, path) || !files->list.item[i].before.mode)
			continue;
		err = objects_read(change->h->repository.reader, &files->list.item[i].before.id,
				   &o);
		if (!err) {
			*to = mem_realloc(NULL, o.len + 1, 1);
			memcpy(*to, o.data, o.len);
			*len = o.len;
		}
		error_free(err);
	}
}

struct error *by_rule_new(struct by_rule **to, const struct by_rule_options *o,
			  const git_oid *id, const struct change *change,
			  const struct changed_files *files)
{
	struct by_rule *r = mem_alloc(sizeof(*r));
	struct error *err = NULL;

	*to = NULL;
	r->o = o;
	r->check.jobs = o->jobs;
	r->check.timeout_s = CHECK_TIMEOUT_S;
	r->check.quiet = o->quiet;
	if (change && files)
		err = know_by_change(r, id, change, files);
	if (!err && !r->sites.n)
		know_by_header(r, id);
	if (err || !r->sites.n) {
		by_rule_free(r);
		return err;
	}
	for (size_t i = 0; i < r->sites.n; i++) {
		add_rule(r, r->sites.item[i].rule);
		add_path(r, r->sites.item[i].path);
	}
	set_words(r);
	for (size_t i = 0; i < r->paths.n; i++)
		read_before(r, r->paths.item[i], change, files);
	*to = r;
	return NULL;
}

/* ---- what a tree is ---- */

static bool is_word(const struct words *words, const struct token *t)
{
	for (size_t i = 0; i < words->list.n; i++) {
		const char *w = words->list.item[i];
		size_t n = strlen(w);
		bool prefix = w[n - 1] == '*';

		n -= prefix;
		if ((prefix ? t->len >= n : t->len == n) && !memcmp(t->start, w, n))
			return true;
	}
	return false;
}

static bool tears_down(const struct by_rule *r, const struct unit *u, size_t first, size_t last)
{
	for (size_t i = first; i < last; i++)
		if (u->tokens.list.item[i].kind == TOKEN_WORD &&
		    is_word(&r->words, &u->tokens.list.item[i]))
			return true;
	return false;
}

/* The path of the fix's file that stands at @name; NULL: it is none of them. */
static const char *path_of(const struct by_rule *r, const struct named *named, const char *name)
{
	for (size_t i = 0; i < r->paths.n; i++)
		if (named->paths.item[i] && !strcmp(named->paths.item[i], name))
			return r->paths.item[i];
	return NULL;
}

/* The site of a finding; NULL: the finding is of another bug. */
static const struct site *site_of(const struct by_rule *r, const struct named *named,
				  const struct finding *f)
{
	const char *path = path_of(r, named, f->path);
	const struct site *elsewhere = NULL;
	char *key;
	bool had;

	for (size_t i = 0; i < r->sites.n; i++) {
		const struct site *s = &r->sites.item[i];

		if (s->rule != f->rule || !path || strcmp(s->path, path) ||
		    (s->fix && !finding_has_fix(f, s->fix)))
			continue;
		if (!strcmp(s->function, f->function))
			return s;
		elsewhere = s;
	}
	if (!elsewhere || !r->has_functions)
		return NULL;
	key = mem_printf("%s %s", path, f->function);
	had = map_has(&r->functions, key);
	mem_free(key);
	return had ? NULL : elsewhere;
}

static bool is_unseen(const struct by_rule *r, const struct named *named,
		      const struct report *report, const char **why)
{
	for (size_t i = 0; i < report->coverage.unseen.n; i++)
		if (path_of(r, named, report->coverage.unseen.item[i].path)) {
			*why = report->coverage.unseen.item[i].why;
			return true;
		}
	return false;
}

/* A site that neither the program nor spatch could read. */
static bool is_unparsed(const struct by_rule *r, const struct named *named,
			const struct report *report, const char **name)
{
	for (size_t i = 0; i < report->coverage.unparsed.n; i++)
		for (size_t k = 0; k < r->sites.n; k++) {
			const struct unparsed *u = &report->coverage.unparsed.item[i];
			const char *path = path_of(r, named, u->path);

			if (!path || strcmp(path, r->sites.item[k].path) ||
			    strcmp(u->function, r->sites.item[k].function))
				continue;
			*name = r->sites.item[k].function;
			return true;
		}
	return false;
}

struct seen {			/* in a tree */
	size_t files;		/* of the fix's that are there */
	bool torn;		/* something is torn down in them */
	size_t clean;		/* sites that tear down, with no finding */
};

/* @path: of the fix's file that @u is. */
static void look_at_sites(const struct by_rule *r, const char *path, const struct unit *u,
			  struct seen *seen, struct code *to)
{
	for (size_t i = 0; i < r->sites.n; i++) {
		const struct site *s = &r->sites.item[i];
		const struct function *f = map_get(&u->by_name, s->function);
		bool found = false;

		if (strcmp(s->path, path) || !f || !tears_down(r, u, f->first, f->last))
			continue;
		for (size_t k = 0; k < to->sites.n; k++)
			found |= !to->sites.item[k].fixed &&
				 !strcmp(to->sites.item[k].path, u->path) &&
				 !strcmp(to->sites.item[k].function, s->function);
		if (found)
			continue;
		seen->clean++;
		code_add_site(to, u->path, f->line, s->function, strlen(s->function), true);
	}
}

static void look_at_files(struct by_rule *r, const struct group *g, struct seen *seen,
			  struct code *to)
{
	for (size_t i = 0; i < r->paths.n; i++) {
		const char *name = g->named->paths.item[i];
		struct unit u;
		size_t len;
		char *text = name ? survey_text(g->named->survey, &g->tree, name, &len) : NULL;

		if (!text)
			continue;
		seen->files++;
		unit_read(&u, name, text, len);
		seen->torn |= tears_down(r, &u, 0, u.tokens.n);
		look_at_sites(r, r->paths.item[i], &u, seen, to);
		unit_release(&u);
		mem_free(text);
	}
}

static void set_unread(struct code *to, enum code_state state, char *why)
{
	to->state = state;
	to->why = why;
}

static void weigh(struct by_rule *r, struct group *g)
{
	const struct report *report = survey_report(g->named->survey, g->number);
	struct code *to = &g->code;
	const char *why;
	struct seen seen = { 0 };
	size_t bugs;

	if (is_unseen(r, g->named, report, &why)) {
		set_unread(to, strstr(why, "missing") ? CODE_MISSING : CODE_UNREAD,
			   mem_strdup(why));
		return;
	}
	for (size_t i = 0; i < report->findings.n; i++) {
		const struct finding *f = &report->findings.item[i];

		if (site_of(r, g->named, f))
			code_add_site(to, f->path, f->line, f->function, strlen(f->function),
				      false);
	}
	bugs = to->sites.n;
	look_at_files(r, g, &seen, to);
	if (bugs)
		to->state = seen.clean ? CODE_PARTIAL : CODE_HAS_BUG;
	else if (is_unparsed(r, g->named, report, &why))
		set_unread(to, CODE_UNREAD, mem_printf("%s() can't be parsed", why));
	else
		to->state = seen.torn ? CODE_FIXED : CODE_CLEAN;
}

/* ---- groups of trees ---- */

static struct named *named_of(struct by_rule *r, const char *const names[])
{
	struct str key = STR_INIT;
	struct named *n;
	void **at;

	for (size_t i = 0; i < r->paths.n; i++)
		str_addf(&key, "%s\n", names[i] ? names[i] : "");
	at = map_put(&r->named, key.buf);
	str_release(&key);
	n = *at;
	if (n)
		return n;
	n = mem_alloc(sizeof(*n));
	*at = n;
	for (size_t i = 0; i < r->paths.n; i++) {
		*array_push(&n->paths) = mem_strdup(names[i]);
		if (names[i])
			*array_push(&n->there) = n->paths.item[i];
	}
	n->options = options_of(r, n->there.item, n->there.n);
	n->survey = survey_new(r->o->trees->audited->repository.objects, &n->options);
	return n;
}

/* What findings in the files can depend on: these, and drivers/base as check takes it. */
static struct error *group_key(struct by_rule *r, const struct names_at *at, struct str *key,
			       const char *names[], bool *unseen)
{
	char hex[GIT_OID_HEXSZ + 1];
	struct error *err = NULL;
	struct entry_at e;
	bool hidden;

	for (size_t i = 0; i < r->paths.n && !err; i++) {
		err = names_find(r->o->names, r->paths.item[i], r->before.item[i],
				 r->before_len.item[i], at, &names[i], &e, &hidden);
		*unseen |= hidden;
		str_addf(key, "%s %s ", names[i] ? names[i] : "",
			 git_oid_tostr(hex, sizeof(hex), &e.id));
	}
	if (!err)
		err = lookup_path(r->o->lookup, &at->tree, "drivers/base", &e);
	str_addf(key, "%s %d", git_oid_tostr(hex, sizeof(hex), &e.id), *unseen);
	return err;
}

static struct group *new_group(struct by_rule *r, const git_oid *tree)
{
	struct group *g = *array_push(&r->group) = mem_alloc(sizeof(*g));

	g->tree = *tree;
	return g;
}

/* Takes @err over: that there is no answer, and why. */
static void give_up(struct group *g, enum code_state state, struct error *err)
{
	g->code.state = state;
	g->code.why = mem_strdup(error_text(err));
	g->answered = true;
	error_free(err);
}

static struct group *add_group(struct by_rule *r, const git_oid *tree, const char *const names[],
			       bool unseen)
{
	struct group *g = new_group(r, tree);
	struct error *err;

	g->named = named_of(r, names);
	if (!g->named->there.n) {
		g->code.state = unseen ? CODE_UNCLEAR : CODE_ABSENT;
		g->answered = true;
		return g;
	}
	err = survey_add(g->named->survey, tree, &g->number);
	if (err)	/* the path is no C file there, a link say */
		give_up(g, CODE_UNREAD, err);
	return g;
}

static struct group *find_group(struct by_rule *r, const struct names_at *at)
{
	const char **names = mem_alloc((r->paths.n + 1) * sizeof(*names));
	struct str key = STR_INIT;
	bool unseen = false;
	struct error *err = group_key(r, at, &key, names, &unseen);
	struct group *g;

	if (err) {
		g = new_group(r, &at->tree);
		give_up(g, CODE_MISSING, err);
	} else {
		struct group **known = (struct group **)map_put(&r->groups, key.buf);

		if (!*known)
			*known = add_group(r, &at->tree, names, unseen);
		g = *known;
	}
	str_release(&key);
	mem_free(names);
	return g;
}

static struct error *finish(struct by_rule *r)
{
	struct error *err = NULL;

	for (size_t i = 0; i < r->named.n && !err; i++)
		err = survey_finish(((struct named *)r->named.entry[i].value)->survey);
	return err;
}

struct error *by_rule_ask(struct by_rule *r, const struct names_at at[], size_t n,
			  const struct code *code[])
{
	struct group **group = mem_alloc((n + 1) * sizeof(struct group *));
	struct error *err;

	for (size_t i = 0; i < n; i++)
		group[i] = find_group(r, &at[i]);
	err = finish(r);
	for (size_t i = 0; i < n && !err; i++) {
		if (!group[i]->answered)
			weigh(r, group[i]);
		group[i]->answered = true;
		code[i] = &group[i]->code;
	}
	mem_free(group);
	return err;
}
