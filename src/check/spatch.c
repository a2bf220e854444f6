// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/spatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "check/cache.h"
#include "check/macros.h"
#include "check/spatch_output.h"

#define NEEDED "coccinelle 1.1.1 or newer is needed (Debian: apt-get install coccinelle)"
#define PYTHON "/usr/bin/python3"
#define MACRO_FILE "macros.h"
#define MIN_BATCH (96u << 10)	/* bytes that make up for starting a process */
#define MAX_BATCH (2u << 20)
#define MAX_ARGS 40
#define VERSION_TIMEOUT_S 8

static struct error *find_program(struct spatch *s)
{
	const char *name = getenv("SPATCH"), *dir, *end;
	char *path;

	if (!name || !*name)
		name = "spatch";
	if (strchr(name, '/')) {
		path = realpath(name, NULL);
		s->program = mem_strdup(path);
		free(path);
		if (s->program && !access(s->program, X_OK))
			return NULL;
		return error_new("cannot run %s: " NEEDED, name);
	}
	for (dir = getenv("PATH"); dir && *dir; dir = *end ? end + 1 : end) {
		end = dir + strcspn(dir, ":");
		path = mem_printf("%.*s/%s", (int)(end - dir), dir, name);
		if (*dir == '/' && !access(path, X_OK)) {
			s->program = path;
			return NULL;
		}
		mem_free(path);
	}
	return error_new("%s is not in $PATH: " NEEDED, name);
}

static bool is_old(const char *version)
{
	unsigned a = 0, b = 0, c = 0;

	if (sscanf(version, "%u.%u.%u", &a, &b, &c) < 2)
		return true;
	return a < 1 || (a == 1 && (b < 1 || (b == 1 && c < 1)));
}

/* One that child_release() may be given although it never ran. */
static struct child no_child(void)
{
	return (struct child){ .out_fd = -1, .err_fd = -1, .out = STR_INIT, .err = STR_INIT };
}

static struct error *ask_version(struct spatch *s, struct child *c)
{
	const char *argv[] = { s->program, "--version", NULL };
	struct error *err = child_run(c, argv, NULL, VERSION_TIMEOUT_S);

	if (err)
		return error_under(err, NEEDED);
	s->version = spatch_read_version(c->out.buf, c->out.len);
	if (!s->version)
		return error_new("%s --version does not tell a version of spatch: " NEEDED,
				 s->program);
	if (is_old(s->version))
		return error_new("%s is version %s: " NEEDED, s->program, s->version);
	return NULL;
}

static struct error *make_macros(struct spatch *s, const char *about)
{
	struct str text = STR_INIT;
	struct error *err;
	char blob[41];

	macros_add(&text, s->program, about);
	err = scratch_write(&s->scratch, MACRO_FILE, text.buf, text.len);
	cache_blob_id(blob, text.buf, text.len);
	s->macros = mem_printf("%s/" MACRO_FILE, s->scratch.path);
	s->id = mem_printf("%s %s", s->version, blob);
	str_release(&text);
	return err;
}

struct error *spatch_open(struct spatch *s, unsigned jobs, unsigned timeout_s)
{
	struct child c = no_child();
	struct error *err;

	*s = (struct spatch){ .jobs = jobs ? jobs : 1, .timeout_s = timeout_s };
	err = find_program(s);
	if (!err)
		err = ask_version(s, &c);
	if (!err)
		err = scratch_make(&s->scratch);
	if (!err)
		err = make_macros(s, c.out.buf);
	child_release(&c);
	if (err)
		spatch_close(s);
	return err;
}

void spatch_close(struct spatch *s)
{
	scratch_remove(&s->scratch);
	mem_free(s->program);
	mem_free(s->version);
	mem_free(s->macros);
	mem_free(s->id);
	*s = (struct spatch){ .scratch.alive_fd = -1 };
}

static void clear_results(struct spatch_file *f)
{
	size_t i;

	for (i = 0; i < f->hits.n; i++)
		mem_free(f->hits.item[i].message);
	array_free(&f->hits);
	array_free(&f->bad_lines);
}

void spatch_file_release(struct spatch_file *f)
{
	clear_results(f);
	mem_free(f->failed);
	f->failed = NULL;
}

static void add_hit(struct spatch_file *f, unsigned line, unsigned column, const char *message,
		    size_t len)
{
	*array_push(&f->hits) = (struct spatch_hit){
		line, column, mem_strndup(message, len)
	};
}

/* Cached results: "h line column length message\n" and "b line\n". */
static void write_results(struct str *s, const struct spatch_file *f)
{
	size_t i;

	for (i = 0; i < f->hits.n; i++) {
		const struct spatch_hit *h = &f->hits.item[i];

		str_addf(s, "h %u %u %zu %s\n", h->line, h->column, strlen(h->message),
			 h->message);
	}
	for (i = 0; i < f->bad_lines.n; i++)
		str_addf(s, "b %u\n", f->bad_lines.item[i]);
}

static bool read_result(struct spatch_file *f, const char **p, const char *end)
{
	unsigned line, column, len;
	int n = 0;

	if (sscanf(*p, "b %u%n", &line, &n) == 1 && n) {
		*array_push(&f->bad_lines) = line;
	} else if (sscanf(*p, "h %u %u %u%n", &line, &column, &len, &n) == 3 && n &&
		   (*p)[n] == ' ' && (size_t)(end - *p) > (size_t)n + 1 + len) {
		n++;
		add_hit(f, line, column, *p + n, len);
		n += (int)len;
	} else {
		return false;
	}
	if ((*p)[n] != '\n')
		return false;
	*p += n + 1;
	return true;
}

static bool read_results(struct spatch_file *f, const struct str *s)
{
	const char *p = s->buf, *end = s->buf + s->len;

	while (p < end) {
		if (read_result(f, &p, end))
			continue;
		clear_results(f);
		return false;
	}
	return true;
}

/* A rule's run over the files: what is to do, what is being done. */
struct batch {
	size_t *file;		/* indexes; owned */
	size_t n;
};

struct slot {
	struct child child;
	struct batch batch;
	char name[32];		/* of its file of groups */
};

struct rule_state {
	const struct rule *rule;
	char blob[41];
	char name[24];		/* of its file in scratch */
	size_t largest;		/* of its files, in bytes */
	bool written;
	bool parses;		/* spatch said so */
};

struct run {
	struct spatch *s;
	struct spatch_file *files;
	char (*blob)[41];	/* of each file, where there is a cache */
	struct rule_state *rule;	/* of each rule among the files */
	size_t nrules;
	size_t *todo;		/* files not begun: the largest first */
	size_t ntodo, next;
	size_t bytes;		/* of those */
	ARRAY(struct batch) again;	/* parts of batches that failed */
	struct slot *slot;
	size_t nslots;
	struct progress *progress;
	size_t *done;
};

static bool is_header(const char *path)
{
	size_t n = strlen(path);

	return n > 2 && !strcmp(path + n - 2, ".h");
}

static void file_name(char name[32], const struct run *r, size_t i)
{
	snprintf(name, 32, "%zu.%c", i, is_header(r->files[i].path) ? 'h' : 'c');
}

static struct rule_state *rule_of(const struct run *r, size_t file)
{
	size_t k = 0;

	while (r->rule[k].rule != r->files[file].rule)
		k++;
	return &r->rule[k];
}

static char *cache_key(const struct run *r, size_t i)
{
	return mem_printf("spatch 1 %s %s %s", r->s->id, rule_of(r, i)->blob, r->blob[i]);
}

static bool is_cached(struct run *r, size_t i)
{
	struct str value = STR_INIT;
	char *key;
	bool known;

	if (!r->s->cache)
		return false;
	cache_blob_id(r->blob[i], r->files[i].text, r->files[i].len);
	key = cache_key(r, i);
	known = cache_get(r->s->cache, key, &value) && read_results(&r->files[i], &value);
	mem_free(key);
	str_release(&value);
	return known;
}

static void keep_results(struct run *r, size_t i)
{
	struct str value = STR_INIT;
	char *key;

	if (!r->s->cache)
		return;
	key = cache_key(r, i);
	write_results(&value, &r->files[i]);
	cache_put(r->s->cache, key, value.buf, value.len);
	mem_free(key);
	str_release(&value);
}

static void step(struct run *r)
{
	if (r->done)
		++*r->done;
	if (r->progress && r->done)
		progress_step(r->progress, *r->done);
}

/* Takes @why over; NULL: nothing failed. */
static void finish_file(struct run *r, size_t i, char *why, bool timeout)
{
	struct spatch_file *f = &r->files[i];

	if (why) {
		clear_results(f);
		f->failed = why;
		f->timeout = timeout;
	} else {
		keep_results(r, i);
	}
	step(r);
}

/* Rule by rule, those with the largest file first, and of each rule the largest first. */
static int larger_first(const void *a, const void *b, void *arg)
{
	const struct run *r = arg;
	const struct spatch_file *files = r->files;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	const struct rule_state *of_x = rule_of(r, x), *of_y = rule_of(r, y);

	if (of_x != of_y) {
		if (of_x->largest != of_y->largest)
			return of_x->largest < of_y->largest ? 1 : -1;
		return of_x < of_y ? -1 : 1;
	}
	if (files[x].len != files[y].len)
		return files[x].len < files[y].len ? 1 : -1;
	return x < y ? -1 : x > y;
}

static void list_todo(struct run *r, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (is_cached(r, i)) {
			step(r);
			continue;
		}
		r->todo[r->ntodo++] = i;
		r->bytes += r->files[i].len;
	}
	qsort_r(r->todo, r->ntodo, sizeof(*r->todo), larger_first, r);
}

static struct batch copy_batch(const size_t *file, size_t n)
{
	struct batch b = { mem_alloc((n + 1) * sizeof(*b.file)), n };

	if (n)
		memcpy(b.file, file, n * sizeof(*file));
	return b;
}

/* A share of what is left, so that batches shrink towards the end and processes end together. */
static struct batch take_batch(struct run *r)
{
	size_t first = r->next, bytes = 0, want = r->bytes / (2 * r->nslots);

	if (want < MIN_BATCH)
		want = MIN_BATCH;
	if (want > MAX_BATCH)
		want = MAX_BATCH;
	while (r->next < r->ntodo && (r->next == first || bytes < want) &&
	       r->files[r->todo[r->next]].rule == r->files[r->todo[first]].rule)
		bytes += r->files[r->todo[r->next++]].len;
	r->bytes -= bytes;
	return copy_batch(r->todo + first, r->next - first);
}

static bool next_batch(struct run *r, struct batch *b)
{
	if (r->again.n)
		*b = r->again.item[--r->again.n];
	else if (r->next < r->ntodo)
		*b = take_batch(r);
	else
		return false;
	return true;
}

static void put_again(struct run *r, const size_t *file, size_t n)
{
	if (n)
		*array_push(&r->again) = copy_batch(file, n);
}

struct args {
	const char *v[MAX_ARGS];
	size_t n;
	char timeout[16];
};

static void arg(struct args *a, const char *word)
{
	a->v[a->n++] = word;
}

/* Saved typedefs would make a file's results depend on the files before it. */
static void common_args(struct args *a, const struct spatch *s, const char *mode,
			const char *rule)
{
	static const char *const fixed[] = {
		"--macro-file-builtins", MACRO_FILE, "--no-includes",
		"--include-headers", "--no-saved-typedefs", "--no-scanner", "--temp-files", ".",
	};
	size_t i;

	*a = (struct args){ .n = 0 };
	arg(a, s->program);
	arg(a, "-D");
	arg(a, mode);
	arg(a, "--sp-file");
	arg(a, rule);
	for (i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		arg(a, fixed[i]);
	snprintf(a->timeout, sizeof(a->timeout), "%u", s->timeout_s);
	if (s->timeout_s) {
		arg(a, "--timeout");
		arg(a, a->timeout);
	}
	if (!access(PYTHON, X_OK)) {
		arg(a, "--python");
		arg(a, PYTHON);
	}
}

static struct error *write_rule(struct run *r, struct rule_state *rule)
{
	struct error *err;

	if (rule->written)
		return NULL;
	err = scratch_write(&r->s->scratch, rule->name, rule->rule->text, rule->rule->len);
	rule->written = !err;
	return err;
}

static struct error *write_batch(struct run *r, struct slot *slot)
{
	struct str groups = STR_INIT;
	struct error *err = NULL;
	char name[32];
	size_t i;

	for (i = 0; i < slot->batch.n && !err; i++) {
		const struct spatch_file *f = &r->files[slot->batch.file[i]];

		file_name(name, r, slot->batch.file[i]);
		str_addf(&groups, "%s\n\n", name);
		err = scratch_write(&r->s->scratch, name, f->text, f->len);
	}
	if (!err)
		err = scratch_write(&r->s->scratch, slot->name, groups.buf, groups.len);
	str_release(&groups);
	return err;
}

static void unlink_batch(struct run *r, struct slot *slot)
{
	char name[32];
	size_t i;

	for (i = 0; i < slot->batch.n; i++) {
		file_name(name, r, slot->batch.file[i]);
		scratch_unlink(&r->s->scratch, name);
	}
	mem_free(slot->batch.file);
	slot->batch = (struct batch){ 0 };
}

/* spatch's own time-out counts one file's processor time: ours is for what that can't interrupt. */
static unsigned process_timeout(const struct spatch *s, size_t nfiles)
{
	if (!s->timeout_s)
		return 0;
	return nfiles == 1 ? s->timeout_s + 2 : 2 * s->timeout_s + 2;
}

static struct error *start(struct run *r, struct slot *slot)
{
	struct args a;
	struct rule_state *rule = rule_of(r, slot->batch.file[0]);
	struct error *err = write_rule(r, rule);

	if (!err)
		err = write_batch(r, slot);
	if (err)
		return err;
	common_args(&a, r->s, "report", rule->name);
	arg(&a, "--verbose-parsing");
	arg(&a, "--parse-error-msg");
	arg(&a, "--file-groups");
	arg(&a, slot->name);
	return child_start(&slot->child, a.v, r->s->scratch.path,
			   process_timeout(r->s, slot->batch.n));
}

static bool is_in(const struct batch *b, size_t file, size_t *at)
{
	for (*at = 0; *at < b->n; ++*at)
		if (b->file[*at] == file)
			return true;
	return false;
}

/* What a process told of each file of its batch. */
struct told {
	bool *read;
	char **why;		/* NULL, or why spatch gave the file up */
	bool *timeout;
	size_t last;		/* the last that was read; of the batch */
	bool any;
};

static struct told told_new(size_t n)
{
	return (struct told){
		.read = mem_alloc(n + 1),
		.why = mem_alloc((n + 1) * sizeof(char *)),
		.timeout = mem_alloc(n + 1),
	};
}

static void told_release(struct told *t, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		mem_free(t->why[i]);
	mem_free(t->read);
	mem_free(t->why);
	mem_free(t->timeout);
}

static void give_up(struct told *t, size_t at, const struct spatch_note *note)
{
	char *text = spatch_last_words(note->text, note->len);

	if (!t->why[at]) {
		t->timeout[at] = str_ends(text, "Timeout");
		t->why[at] = t->timeout[at] ? mem_strdup("timeout") :
					      mem_printf("spatch failed: %s", text);
	}
	mem_free(text);
}

static void add_bad_line(struct spatch_file *f, unsigned line)
{
	size_t i;

	for (i = 0; i < f->bad_lines.n; i++)
		if (f->bad_lines.item[i] == line)
			return;
	*array_push(&f->bad_lines) = line;
}

static struct told read_notes(struct run *r, const struct slot *slot)
{
	const struct batch *b = &slot->batch;
	struct told t = told_new(b->n);
	struct spatch_notes notes = { 0 };
	size_t i, at;

	spatch_read_err(&notes, slot->child.err.buf, slot->child.err.len);
	for (i = 0; i < notes.all.n; i++) {
		const struct spatch_note *note = &notes.all.item[i];

		if (!is_in(b, note->file, &at))
			continue;
		if (note->kind == NOTE_READ) {
			t.any = t.read[at] = true;
			t.last = at;
		} else if (note->kind == NOTE_BAD) {
			add_bad_line(&r->files[note->file], note->line);
		} else {
			give_up(&t, at, note);
		}
	}
	array_free(&notes.all);
	return t;
}

static void read_hits(struct run *r, const struct slot *slot)
{
	struct spatch_founds found = { 0 };
	size_t i, at;

	spatch_read_out(&found, slot->child.out.buf, slot->child.out.len);
	for (i = 0; i < found.all.n; i++) {
		const struct spatch_found *h = &found.all.item[i];

		if (is_in(&slot->batch, h->file, &at))
			add_hit(&r->files[h->file], h->line, h->column, h->message, h->len);
	}
	array_free(&found.all);
}

static void finish_batch(struct run *r, const struct slot *slot, struct told *t)
{
	size_t i;

	read_hits(r, slot);
	for (i = 0; i < slot->batch.n; i++) {
		if (!t->read[i] && !t->why[i])
			t->why[i] = mem_strdup("spatch failed: it does not tell of the file");
		finish_file(r, slot->batch.file[i], t->why[i], t->timeout[i]);
		t->why[i] = NULL;
	}
}

static char *how_it_ended(const struct child *c)
{
	char *words;

	if (WIFSIGNALED(c->status))
		return mem_printf("killed by signal %d (%s)", WTERMSIG(c->status),
				  strsignal(WTERMSIG(c->status)));
	words = spatch_last_words(c->err.buf, c->err.len);
	if (*words)
		return words;
	mem_free(words);
	return mem_printf("exit status %d", WEXITSTATUS(c->status));
}

/* Whether spatch can read the rule at all; asked once, when a process has failed. */
static struct error *check_rule(struct run *r, struct rule_state *rule, const char *mode)
{
	const char *argv[] = { r->s->program, "-D", mode, "--parse-cocci", rule->name, NULL };
	struct child c = { .pid = 0 };
	struct error *err;
	char *words;

	if (rule->parses)
		return NULL;
	err = child_run(&c, argv, r->s->scratch.path, process_timeout(r->s, 1));
	if (!err && !c.timed_out && !(WIFEXITED(c.status) && !WEXITSTATUS(c.status))) {
		words = WIFEXITED(c.status) ? spatch_words(c.err.buf, c.err.len) : how_it_ended(&c);
		err = error_new("%s: spatch can't read this rule: %s", rule->rule->path, words);
		mem_free(words);
	}
	rule->parses = !err;
	child_release(&c);
	return err;
}

static struct error *fail_one(struct run *r, const struct slot *slot, const struct told *t)
{
	size_t file = slot->batch.file[0];
	struct error *err = NULL;
	char *words;

	if (slot->child.timed_out) {
		finish_file(r, file, mem_strdup("timeout"), true);
		return NULL;
	}
	words = how_it_ended(&slot->child);
	if (t->any)
		finish_file(r, file, mem_printf("spatch failed: %s", words), false);
	else
		err = error_new("%s: spatch fails before it reads a file: %s",
				r->files[file].rule->path, words);
	mem_free(words);
	return err;
}

/* The file that was read last is the suspect: it runs alone, those before and behind it again. */
static struct error *fail_batch(struct run *r, const struct slot *slot, const struct told *t)
{
	const struct batch *b = &slot->batch;
	struct error *err = NULL;
	size_t i;

	for (i = 0; i < b->n; i++)
		clear_results(&r->files[b->file[i]]);
	if (!slot->child.timed_out)
		err = check_rule(r, rule_of(r, b->file[0]), "report");
	if (err)
		return err;
	if (b->n == 1)
		return fail_one(r, slot, t);
	put_again(r, b->file + t->last + 1, b->n - t->last - 1);
	put_again(r, b->file, t->last);
	put_again(r, b->file + t->last, 1);
	return NULL;
}

static struct error *end(struct run *r, struct slot *slot)
{
	const struct child *c = &slot->child;
	struct told t = read_notes(r, slot);
	struct error *err = NULL;

	if (!c->timed_out && WIFEXITED(c->status) && !WEXITSTATUS(c->status))
		finish_batch(r, slot, &t);
	else
		err = fail_batch(r, slot, &t);
	told_release(&t, slot->batch.n);
	unlink_batch(r, slot);
	child_release(&slot->child);
	return err;
}

static struct error *start_all(struct run *r)
{
	struct error *err = NULL;
	size_t i;

	for (i = 0; i < r->nslots && !err; i++) {
		struct slot *slot = &r->slot[i];

		if (!slot->child.pid && next_batch(r, &slot->batch))
			err = start(r, slot);
	}
	return err;
}

/* Where every file of a rule fails in the same way it is not the files. */
static struct error *judge(const struct run *r)
{
	for (size_t k = 0; k < r->nrules; k++) {
		size_t of_rule = 0, failed = 0, last = 0;

		for (size_t i = 0; i < r->ntodo; i++) {
			const struct spatch_file *f = &r->files[r->todo[i]];

			if (f->rule != r->rule[k].rule)
				continue;
			of_rule++;
			failed += f->failed && !f->timeout;
			last = r->todo[i];
		}
		if (of_rule >= 3 && failed == of_rule)
			return error_new("%s: %s, on every file", r->rule[k].rule->path,
					 r->files[last].failed);
	}
	return NULL;
}

static struct error *run_all(struct run *r)
{
	struct child **child = mem_alloc(r->nslots * sizeof(*child));
	struct error *err;
	size_t i;
	int ended;

	for (i = 0; i < r->nslots; i++) {
		child[i] = &r->slot[i].child;
		snprintf(r->slot[i].name, sizeof(r->slot[i].name), "groups%zu", i);
	}
	while (!(err = start_all(r))) {
		ended = child_wait_any(child, r->nslots);
		if (ended < 0)
			break;
		err = end(r, &r->slot[ended]);
		if (err)
			break;
	}
	for (i = 0; i < r->nslots; i++) {
		child_release(child[i]);
		unlink_batch(r, &r->slot[i]);
	}
	mem_free(child);
	return err ? err : judge(r);
}

static void run_release(struct run *r)
{
	size_t i;

	for (i = 0; i < r->again.n; i++)
		mem_free(r->again.item[i].file);
	array_free(&r->again);
	mem_free(r->slot);
	mem_free(r->todo);
	mem_free(r->rule);
	mem_free(r->blob);
}

/* The rules of the files, each once. */
static void list_rules(struct run *r, size_t n)
{
	r->rule = mem_alloc((n + 1) * sizeof(*r->rule));
	for (size_t i = 0; i < n; i++) {
		struct rule_state *state = &r->rule[r->nrules];
		size_t k = 0;

		while (k < r->nrules && r->rule[k].rule != r->files[i].rule)
			k++;
		if (r->rule[k].largest < r->files[i].len)
			r->rule[k].largest = r->files[i].len;
		if (k < r->nrules)
			continue;
		state->rule = r->files[i].rule;
		snprintf(state->name, sizeof(state->name), "rule%zu.cocci", r->nrules++);
		if (r->s->cache)
			cache_blob_id(state->blob, state->rule->text, state->rule->len);
	}
}

struct error *spatch_report(struct spatch *s, struct spatch_file *files, size_t n,
			    struct progress *progress, size_t *done)
{
	struct run r = { .s = s, .files = files, .progress = progress, .done = done,
			 .nslots = s->jobs };
	struct error *err;
	size_t i;

	r.todo = mem_alloc((n + 1) * sizeof(*r.todo));
	r.blob = mem_alloc((n + 1) * sizeof(*r.blob));
	r.slot = mem_alloc(r.nslots * sizeof(*r.slot));
	for (i = 0; i < r.nslots; i++)
		r.slot[i].child = no_child();
	list_rules(&r, n);
	list_todo(&r, n);
	err = run_all(&r);
	run_release(&r);
	return err;
}

/* As git writes paths in diffs: quoted where a byte would break the line. */
static void add_path(struct str *s, char side, const char *path)
{
	const char *p;
	bool quote = false;

	for (p = path; *p; p++)
		quote = quote || (*p >= 0 && *p < ' ') || *p == '"' || *p == '\\' || *p == 127;
	if (!quote) {
		str_addf(s, "%c/%s", side, path);
		return;
	}
	str_addf(s, "\"%c/", side);
	for (p = path; *p; p++) {
		if (*p == '"' || *p == '\\')
			str_addf(s, "\\%c", *p);
		else if ((*p >= 0 && *p < ' ') || *p == 127)
			str_addf(s, "\\%03o", (unsigned)*p);
		else
			str_addc(s, *p);
	}
	str_addc(s, '"');
}

/* The hunks under headers of our own; NULL for none. */
static char *named_diff(const char *hunks, const char *path)
{
	struct str s = STR_INIT;

	if (!*hunks)
		return NULL;
	str_add(&s, "--- ");
	add_path(&s, 'a', path);
	str_add(&s, "\n+++ ");
	add_path(&s, 'b', path);
	str_add(&s, hunks);
	return str_detach(&s);
}

/* From the newline before the first hunk on; "" where it changes nothing. */
static struct error *read_hunks(const struct run *r, const struct child *c, struct str *hunks)
{
	const char *path = r->files->path, *first;
	struct error *err;
	char *words;

	if (c->timed_out)
		return error_new("%s: spatch makes no patch: timeout", path);
	if (WIFEXITED(c->status) && !WEXITSTATUS(c->status)) {
		first = strstr(c->out.buf, "\n@@ -");
		str_add(hunks, first ? first : "");
		return NULL;
	}
	words = how_it_ended(c);
	err = error_new("%s: spatch makes no patch: %s", path, words);
	mem_free(words);
	return err;
}

static struct error *make_hunks(struct run *r, struct str *hunks)
{
	const struct spatch_file *file = r->files;
	struct spatch *s = r->s;
	struct error *err;
	struct child c = no_child();
	struct args a;
	char name[32];

	file_name(name, r, 0);
	err = write_rule(r, r->rule);
	if (!err)
		err = scratch_write(&s->scratch, name, file->text, file->len);
	if (!err) {
		common_args(&a, s, "patch", r->rule->name);
		arg(&a, "--very-quiet");
		arg(&a, name);
		err = child_run(&c, a.v, s->scratch.path, process_timeout(s, 1));
	}
	if (!err)
		err = read_hunks(r, &c, hunks);
	if (err && !c.timed_out) {
		struct error *rule_err = check_rule(r, r->rule, "patch");

		if (rule_err) {
			error_free(err);
			err = rule_err;
		}
	}
	child_release(&c);
	scratch_unlink(&s->scratch, name);
	return err;
}

/* What depends on the rule and the file's bytes, not on its path. */
static char *patch_key(const struct spatch *s, const struct rule *rule,
		       const struct spatch_file *file)
{
	char of_rule[41], of_file[41];

	cache_blob_id(of_rule, rule->text, rule->len);
	cache_blob_id(of_file, file->text, file->len);
	return mem_printf("patch 1 %s %s %s", s->id, of_rule, of_file);
}

struct error *spatch_patch(struct spatch *s, const struct rule *rule,
			   const struct spatch_file *file, char **diff)
{
	struct spatch_file copy = *file;
	struct rule_state state = { .rule = rule, .name = "patch.cocci" };
	struct run r = { .s = s, .rule = &state, .nrules = 1, .files = &copy };
	char *key = s->cache ? patch_key(s, rule, file) : NULL;
	struct str hunks = STR_INIT;
	struct error *err = NULL;

	if (!key || !cache_get(s->cache, key, &hunks)) {
		err = make_hunks(&r, &hunks);
		if (!err && key)
			cache_put(s->cache, key, hunks.buf, hunks.len);
	}
	*diff = err ? NULL : named_diff(hunks.buf, file->path);
	str_release(&hunks);
	mem_free(key);
	return err;
}
