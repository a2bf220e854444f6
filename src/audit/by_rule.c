// SPDX-License-Identifier: GPL-2.0
#include "audit/by_rule.h"

#include <string.h>

#include "check/check.h"
#include "check/filter.h"
#include "check/reading.h"
#include "proof/survey.h"

enum { MAX_FILES = 64, TIMEOUT_S = 60 };

struct site {
	const struct rule *rule;
	const struct fix *fix;	/* of the rule's header; NULL: it does not name it */
	char *path, *function;
};

struct group {			/* trees that are alike in what the findings depend on */
	git_oid tree;		/* one of them */
	size_t number;		/* in the survey */
	bool answered;
	struct code code;
};

struct by_rule {
	const struct by_rule_options *o;
	struct check_options check;
	struct survey_options options;
	struct survey *survey;
	ARRAY(char *) paths;
	ARRAY(struct site) sites;
	struct map functions;	/* "PATH FUNCTION" that the file had before the fix */
	bool has_functions;	/* they are known */
	struct map groups;	/* key -> struct group * */
	ARRAY(struct group *) group;	/* all of them */
	struct words words;	/* teardowns that the fix is about */
};

static bool is_c(const char *path)
{
	size_t n = strlen(path);

	return n > 2 && path[n - 2] == '.' && (path[n - 1] == 'c' || path[n - 1] == 'h');
}

void by_rule_free(struct by_rule *r)
{
	if (!r)
		return;
	survey_free(r->survey);
	for (size_t i = 0; i < r->paths.n; i++)
		mem_free(r->paths.item[i]);
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

static void set_options(struct by_rule *r)
{
	r->check.jobs = r->o->jobs;
	r->check.timeout_s = TIMEOUT_S;
	r->check.quiet = r->o->quiet;
	r->options = (struct survey_options){
		.check = &r->check, .paths = (const char *const *)r->paths.item,
		.n_paths = r->paths.n, .spare_spatch = true,
	};
}

static struct error *find_sites(struct by_rule *r, const git_oid *id, const struct change *change)
{
	struct survey *s;
	size_t before, after;
	struct error *err;

	set_options(r);
	s = survey_new(change->h->repository.objects, &r->options);
	err = survey_add(s, &change->before, &before);
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

struct error *by_rule_new(struct by_rule **to, const struct by_rule_options *o,
			  const git_oid *id, const struct change *change,
			  const struct changed_files *files)
{
	struct by_rule *r = mem_alloc(sizeof(*r));
	struct error *err = NULL;

	*to = NULL;
	r->o = o;
	if (change)
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
	set_options(r);
	r->survey = survey_new(o->trees->audited->repository.objects, &r->options);
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

/* The site of a finding; NULL: the finding is of another bug. */
static const struct site *site_of(const struct by_rule *r, const struct finding *f)
{
	const struct site *elsewhere = NULL;
	char *key;
	bool had;

	for (size_t i = 0; i < r->sites.n; i++) {
		const struct site *s = &r->sites.item[i];

		if (s->rule != f->rule || strcmp(s->path, f->path) ||
		    (s->fix && !finding_has_fix(f, s->fix)))
			continue;
		if (!strcmp(s->function, f->function))
			return s;
		elsewhere = s;
	}
	if (!elsewhere || !r->has_functions)
		return NULL;
	key = mem_printf("%s %s", f->path, f->function);
	had = map_has(&r->functions, key);
	mem_free(key);
	return had ? NULL : elsewhere;
}

static bool is_unseen(const struct by_rule *r, const struct report *report, const char **why)
{
	for (size_t i = 0; i < report->coverage.unseen.n; i++)
		for (size_t k = 0; k < r->paths.n; k++)
			if (!strcmp(report->coverage.unseen.item[i].path, r->paths.item[k])) {
				*why = report->coverage.unseen.item[i].why;
				return true;
			}
	return false;
}

/* A site that neither the program nor spatch could read. */
static bool is_unparsed(const struct by_rule *r, const struct report *report, const char **name)
{
	for (size_t i = 0; i < report->coverage.unparsed.n; i++)
		for (size_t k = 0; k < r->sites.n; k++) {
			const struct unparsed *u = &report->coverage.unparsed.item[i];

			if (strcmp(u->path, r->sites.item[k].path) ||
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

static void look_at_sites(const struct by_rule *r, const struct unit *u, struct seen *seen,
			  struct code *to)
{
	for (size_t i = 0; i < r->sites.n; i++) {
		const struct site *s = &r->sites.item[i];
		const struct function *f = map_get(&u->by_name, s->function);
		bool found = false;

		if (strcmp(s->path, u->path) || !f || !tears_down(r, u, f->first, f->last))
			continue;
		for (size_t k = 0; k < to->sites.n; k++)
			found |= !to->sites.item[k].fixed &&
				 !strcmp(to->sites.item[k].path, s->path) &&
				 !strcmp(to->sites.item[k].function, s->function);
		if (found)
			continue;
		seen->clean++;
		code_add_site(to, s->path, f->line, s->function, strlen(s->function), true);
	}
}

static void look_at_files(struct by_rule *r, const git_oid *tree, struct seen *seen,
			  struct code *to)
{
	for (size_t i = 0; i < r->paths.n; i++) {
		struct unit u;
		size_t len;
		char *text = survey_text(r->survey, tree, r->paths.item[i], &len);

		if (!text)
			continue;
		seen->files++;
		unit_read(&u, r->paths.item[i], text, len);
		seen->torn |= tears_down(r, &u, 0, u.tokens.n);
		look_at_sites(r, &u, seen, to);
		unit_release(&u);
		mem_free(text);
	}
}

static void set_unread(struct code *to, enum code_state state, char *why)
{
	to->state = state;
	to->why = why;
}

static void weigh(struct by_rule *r, const git_oid *tree, const struct report *report,
		  struct code *to)
{
	const char *why;
	struct seen seen = { 0 };
	size_t bugs;

	if (is_unseen(r, report, &why)) {
		set_unread(to, strstr(why, "missing") ? CODE_MISSING : CODE_UNREAD,
			   mem_strdup(why));
		return;
	}
	for (size_t i = 0; i < report->findings.n; i++) {
		const struct finding *f = &report->findings.item[i];

		if (site_of(r, f))
			code_add_site(to, f->path, f->line, f->function, strlen(f->function),
				      false);
	}
	bugs = to->sites.n;
	look_at_files(r, tree, &seen, to);
	if (bugs)
		to->state = seen.clean ? CODE_PARTIAL : CODE_HAS_BUG;
	else if (is_unparsed(r, report, &why))
		set_unread(to, CODE_UNREAD, mem_printf("%s() can't be parsed", why));
	else if (!seen.files)
		to->state = CODE_ABSENT;
	else
		to->state = seen.torn ? CODE_FIXED : CODE_CLEAN;
}

/* What findings in the files can depend on: these, and drivers/base as check takes it. */
static struct error *group_key(struct by_rule *r, const git_oid *tree, struct str *key)
{
	struct entry_at at;
	struct error *err = NULL;
	char hex[GIT_OID_HEXSZ + 1];

	for (size_t i = 0; i <= r->paths.n && !err; i++) {
		err = lookup_path(r->o->lookup, tree, i < r->paths.n ? r->paths.item[i] :
					       "drivers/base", &at);
		str_addf(key, "%o %s ", at.mode, git_oid_tostr(hex, sizeof(hex), &at.id));
	}
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

static struct group *find_group(struct by_rule *r, const git_oid *tree)
{
	struct str key = STR_INIT;
	struct error *err = group_key(r, tree, &key);
	struct group *g;
	void **at;

	if (err) {
		g = new_group(r, tree);
		give_up(g, CODE_MISSING, err);
		str_release(&key);
		return g;
	}
	at = map_put(&r->groups, key.buf);
	str_release(&key);
	if (*at)
		return *at;
	*at = g = new_group(r, tree);
	err = survey_add(r->survey, tree, &g->number);
	if (err)	/* the path is no C file there, a link say */
		give_up(g, CODE_UNREAD, err);
	return g;
}

struct error *by_rule_ask(struct by_rule *r, const git_oid trees[], size_t n,
			  const struct code *code[])
{
	struct group **group = mem_alloc((n + 1) * sizeof(struct group *));
	struct error *err;

	for (size_t i = 0; i < n; i++)
		group[i] = find_group(r, &trees[i]);
	err = survey_finish(r->survey);
	for (size_t i = 0; i < n && !err; i++) {
		struct group *g = group[i];

		if (!g->answered)
			weigh(r, &g->tree, survey_report(r->survey, g->number), &g->code);
		g->answered = true;
		code[i] = &g->code;
	}
	mem_free(group);
	return err;
}
