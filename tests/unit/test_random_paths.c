// SPDX-License-Identifier: GPL-2.0
/*
 * Random functions that tear down and release devices, run for real on random inputs: what a run
 * does, the walk on their compiled form must find. RANDOM_PATHS=rounds, or rounds:seed, makes
 * more of them than `make check` waits for.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dlfcn.h>

#include "base/child.h"
#include "sparse/pathwalk.h"

#include "sparse_sample.h"

enum { ROUNDS = 6, HELPERS = 4, INLINES = 3, FUNCTIONS = 60, RUNS = 300, MAX_HITS = 256 };

struct real_hit {
	int teardown, release;
};

/* What a generated file is run with. */
static const char run_head[] =
	"#include <setjmp.h>\n"
	"#define STEP do { if (fuel-- <= 0) longjmp(out, 1); } while (0)\n"
	"#define CALL(n, x) ({ int r_; STEP; if (!depth++) { top = n; calls++; } r_ = (x); "
	"depth--; r_; })\n"
	"#define BODY(n, x) ({ STEP; x; })\n"
	"#define NULL ((void *)0)\n"
	"struct device { int filled, torn, torn_in; };\n"
	"struct foo { int x, y; struct device *dev; struct foo *next; struct device own; };\n"
	"static jmp_buf out;\n"
	"static int fuel, depth, top, calls, n_pool;\n"
	"static unsigned seed;\n"
	"static struct device pool[100];\n"
	"int n_hits;\n"
	"struct { int teardown, release; } hits[256];\n"
	"static unsigned any(unsigned n)\n"
	"{ seed = seed * 1103515245 + 12345; return (seed >> 16) % n; }\n"
	"static int ask(void) { static const int of[] = { -1, 0, 0, 0, 1, 1, 2, 3 }; return "
	"of[any(8)]; }\n"
	"static void down(struct device *d, int n)\n"
	"{\n"
	"	if (d->filled && !d->torn) {\n"
	"		d->torn = depth ? top : n;\n"
	"		d->torn_in = depth ? calls : 0;\n"
	"	}\n"
	"}\n"
	"static void release(struct device *d, int n)\n"
	"{\n"
	"	if (d->torn && n_hits < 256 && !(depth && d->torn_in == calls)) {\n"
	"		hits[n_hits].teardown = d->torn;\n"
	"		hits[n_hits++].release = depth ? top : n;\n"
	"	}\n"
	"	d->torn = d->filled = 0;\n"
	"}\n"
	"static void configure(struct device *d, int n) { (void)n; d->torn = d->filled = 0; }\n"
	"static void *dmam_alloc(struct device *d, int n) { (void)n; d->filled = 1; return d; }\n"
	"static struct device *fresh(void)\n"
	"{\n"
	"	if (n_pool == 100)\n"
	"		longjmp(out, 1);\n"
	"	pool[n_pool].torn = 0;\n"
	"	pool[n_pool].filled = 1;\n"
	"	return &pool[n_pool++];\n"
	"}\n"
	"static struct device *get(void) { return fresh(); }\n"
	"static struct device *next(struct device *d) { (void)d; return fresh(); }\n"
	"static inline int stub(void) { return 0; }\n"
	"typedef int function(struct device *, struct device *, struct foo *, int, int, int);\n"
	"extern function *const functions[];\n"
	"void run(int f, unsigned with)\n"
	"{\n"
	"	struct foo foo = { 0 };\n"
	"	seed = with * 2654435761u + 1; n_pool = depth = calls = top = 0; fuel = 60;\n"
	"	foo.x = ask(); foo.y = ask(); foo.dev = fresh();\n"
	"	if (!setjmp(out)) {\n"
	"		int a = ask(), b = ask();\n"
	"		functions[f](fresh(), fresh(), &foo, a, b, 0);\n"
	"	}\n"
	"}\n";

static const char dry_head[] =
	"#define STEP do { } while (0)\n"
	"#define CALL(n, x) (x)\n"
	"#define BODY(n, x) (x)\n";

/* -- Functions at random -- */

struct maker {
	struct str out;
	uint64_t seed;
	int site;		/* of the next call */
	int depth, loops, budget;
	int labels, placed;
	int kind, number;	/* of the function: see enum */
	bool members;		/* helpers use f->dev too: then nothing else is to be that */
};

enum { HELPER, INLINE, TOP };

static unsigned any(struct maker *m, unsigned n)
{
	m->seed ^= m->seed << 13;
	m->seed ^= m->seed >> 7;
	m->seed ^= m->seed << 17;
	return (unsigned)((m->seed >> 11) % n);
}

static const char *one_of(struct maker *m, const char *const words[], unsigned n)
{
	return words[any(m, n)];
}

#define ONE_OF(m, ...) one_of(m, (const char *const[]){ __VA_ARGS__ }, \
			      sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static const char *device(struct maker *m)
{
	if (m->kind == HELPER && !m->members)
		return ONE_OF(m, "d", "d", "e", "p", "q");
	return ONE_OF(m, "d", "d", "d", "e", "p", "p", "q", "f->dev");
}

static const char *variable(struct maker *m)
{
	if (m->kind == INLINE)
		return ONE_OF(m, "x1", "x1", "y1", "ret1", "ret1");
	return ONE_OF(m, "x", "x", "y", "ret", "ret");
}

static const char *atom(struct maker *m)
{
	if (m->kind == INLINE)
		return ONE_OF(m, "a", "b", "x1", "y1", "ret1", "f->x", "f->y", "ask()", "u1");
	return ONE_OF(m, "a", "b", "a", "x", "y", "ret", "f->x", "f->y", "ask()", "stub()", "u");
}

static const char *number(struct maker *m)
{
	return ONE_OF(m, "0", "0", "1", "-1", "2", "3");
}

static void condition(struct maker *m, unsigned depth)
{
	unsigned what = any(m, depth ? 12 : 9);

	if (what < 3) {
		str_addf(&m->out, "%s", atom(m));
	} else if (what < 5) {
		str_addf(&m->out, "!%s", atom(m));
	} else if (what < 7) {
		const char *left = atom(m), *op = ONE_OF(m, "==", "!=", "<", ">", "<=", ">=");

		str_addf(&m->out, "%s %s %s", left, op, number(m));
	} else if (what == 7) {
		const char *left = atom(m), *op = ONE_OF(m, "==", "!=", "<");

		str_addf(&m->out, "%s %s %s", left, op, atom(m));
	} else if (what == 8) {
		const char *left = device(m);

		str_addf(&m->out, "%s == %s", left, device(m));
	} else {
		str_addf(&m->out, "(");
		condition(m, depth - 1);
		str_addf(&m->out, what & 1 ? " && " : " || ");
		condition(m, depth - 1);
		str_addf(&m->out, ")");
	}
}

static void statement(struct maker *m);

static void block(struct maker *m)
{
	unsigned n = 1 + any(m, 3);

	m->depth++;
	str_addf(&m->out, "{\n");
	while (n-- > 0)
		statement(m);
	str_addf(&m->out, "}\n");
	m->depth--;
}

/* Two that are never one. */
static const char *two_devices(struct maker *m)
{
	if (m->kind == TOP && (m->members || any(m, 2)))
		return ONE_OF(m, "d, e", "e, d");
	if (m->members)
		return "get(), get()";
	return ONE_OF(m, "d, get()", "get(), d", "p, get()", "get(), q");
}

static void call_helper(struct maker *m)
{
	bool own = m->kind == HELPER && !any(m, 5);
	unsigned helpers = m->kind == HELPER ? (unsigned)m->number : HELPERS;
	bool is_inline = m->kind == TOP && any(m, 2);
	const char *to = variable(m);
	int site = m->site++;

	if (!is_inline && !own && !helpers)
		return;
	str_addf(&m->out, "%s = %s(%d, %c%u(", to, is_inline ? "BODY" : "CALL", site,
		is_inline ? 'i' : 'h',
		 is_inline ? any(m, INLINES) : own ? (unsigned)m->number : any(m, helpers));
	if (is_inline)
		str_addf(&m->out, "%s, ", device(m));
	str_addf(&m->out, "%s, f, ", is_inline ? device(m) : two_devices(m));
	str_addf(&m->out, "%s, ", atom(m));
	str_addf(&m->out, "%s, %d));\n", atom(m), site);
}

static void assign(struct maker *m)
{
	unsigned what = any(m, 12);

	if (what < 4) {
		const char *to = variable(m);

		str_addf(&m->out, "%s = %s;\n", to, any(m, 2) ? atom(m) : number(m));
	} else if (what == 4) {
		const char *to = variable(m), *from = atom(m);

		str_addf(&m->out, "%s = %s %s;\n", to, from, ONE_OF(m, "+ 1", "- 1", "& 1"));
	} else if (what == 5) {
		str_addf(&m->out, "%s = ", variable(m));
		condition(m, 1);
		str_addf(&m->out, ";\n");
	} else if (what == 6 && m->kind != HELPER) {
		const char *to = ONE_OF(m, "f->x", "f->y");

		str_addf(&m->out, "%s = %s;\n", to, any(m, 2) ? atom(m) : number(m));
	} else if (what == 7 && m->kind != HELPER) {
		str_addf(&m->out, "f->dev = %s;\n", m->members ? "get()" : device(m));
	} else if (what == 8) {
		str_addf(&m->out, "%s = ", ONE_OF(m, "p", "q"));
		condition(m, 0);
		str_addf(&m->out, " ? %s", device(m));
		str_addf(&m->out, " : %s;\n", device(m));
	} else if (what == 9) {
		str_addf(&m->out, "%s = %s;\n", m->kind == INLINE ? "u1" : "u", any(m,
			2) ? atom(m) : number(m));
	} else {
		const char *to = ONE_OF(m, "p", "q");

		if (any(m, 3))
			str_addf(&m->out, "%s = %s;\n", to, device(m));
		else
			str_addf(&m->out, any(m, 2) ? "%s = get();\n" : "%s = next(p);\n", to);
	}
}

static void choose(struct maker *m)
{
	unsigned n = 1 + any(m, 3);

	str_addf(&m->out, "switch (%s) {\n", atom(m));
	for (unsigned i = 0; i < n; i++) {
		str_addf(&m->out, "case %u:\n", i);
		block(m);
		if (any(m, 3))
			str_addf(&m->out, "break;\n");
	}
	if (any(m, 2)) {
		str_addf(&m->out, "default:\n");
		block(m);
	}
	str_addf(&m->out, "}\n");
}

static void loop(struct maker *m)
{
	bool behind = !any(m, 3);

	m->loops++;
	str_addf(&m->out, behind ? "do {\nSTEP;\n" : "while (");
	if (!behind) {
		condition(m, 1);
		str_addf(&m->out, ") {\nSTEP;\n");
	}
	block(m);
	str_addf(&m->out, "}");
	if (behind) {
		str_addf(&m->out, " while (");
		condition(m, 1);
		str_addf(&m->out, ");");
	}
	str_addf(&m->out, "\n");
	m->loops--;
}

static void statement(struct maker *m)
{
	unsigned what = any(m, m->budget-- > 0 && m->depth < 5 ? 26 : 12);

	if (what < 3)
		str_addf(&m->out, "down(%s, %d);\n", device(m), m->site++);
	else if (what < 6)
		str_addf(&m->out, "release(%s, %d);\n", device(m), m->site++);
	else if (what == 6)
		str_addf(&m->out, any(m, 2) ? "configure(%s, 0);\n" : "dmam_alloc(%s, 0);\n",
			 device(m));
	else if (what < 12)
		assign(m);
	else if (what < 14)
		call_helper(m);
	else if (what == 14)
		choose(m);
	else if (what < 17)
		loop(m);
	else if (what == 17 && m->loops)
		str_addf(&m->out, "if (%s)\n%s;\n", atom(m), ONE_OF(m, "break", "continue"));
	else if (what == 18)
		str_addf(&m->out, "if (%s)\nreturn %s;\n", atom(m), atom(m));
	else if (what == 19 && m->labels < 4)
		str_addf(&m->out, "if (%s)\ngoto l%d;\n", atom(m), m->labels++);
	else if (what == 20 && m->placed < 4 && m->placed <= m->labels)
		str_addf(&m->out, "l%d: STEP;\n", m->placed++);
	else {
		str_addf(&m->out, "if (");
		condition(m, 2);
		str_addf(&m->out, ")\n");
		block(m);
		if (any(m, 2)) {
			str_addf(&m->out, "else\n");
			block(m);
		}
	}
}

static void function(struct maker *m, int kind, int n)
{
	static const char *const head[] = { "static int h", "static inline int i", "static int f" };
	unsigned statements = 2 + any(m, kind == TOP ? 7 : 3);

	m->kind = kind;
	m->number = n;
	m->budget = kind == TOP ? 3 + (int)any(m, 14) : 3;
	m->labels = m->placed = m->depth = m->loops = 0;
	str_addf(&m->out, "%s%d(struct device *d, struct device *e, struct foo *f, int a, int b, "
		 "int n)\n{\nstruct device *p = %s, *q = e;\n", head[kind], n,
		 any(m, 2) ? "d" : "get()");
	/* What two variables of one name are set to last, the IR does not tell apart: see ir.h. */
	str_addf(&m->out, kind == INLINE ? "int x1 = %s, y1 = b, ret1 = 0;\nunsigned u1 = a;\n" :
		 "int x = %s, y = b, ret = 0;\nunsigned u = a;\n", number(m));
	while (statements-- > 0)
		statement(m);
	while (m->placed < m->labels) {
		str_addf(&m->out, "l%d: STEP;\n", m->placed++);
		statement(m);
	}
	str_addf(&m->out, "return %s;\n}\n\n", variable(m));
}

static char *make_file(uint64_t seed)
{
	struct maker m = { .out = STR_INIT, .seed = seed * 0x9e3779b97f4a7c15u + 1, .site = 1 };

	for (int i = 0; i < 20; i++)
		m.members = any(&m, 2);
	for (int i = 0; i < HELPERS; i++)
		function(&m, HELPER, i);
	for (int i = 0; i < INLINES; i++)
		function(&m, INLINE, i);
	for (int i = 0; i < FUNCTIONS; i++)
		function(&m, TOP, i);
	str_addf(&m.out, "typedef int function(struct device *, struct device *, struct foo *, "
		"int, "
		 "int, int);\nfunction *const functions[] = {\n");
	for (int i = 0; i < HELPERS; i++)
		str_addf(&m.out, "h%d, ", i);
	for (int i = 0; i < FUNCTIONS; i++)
		str_addf(&m.out, "f%d, ", i);
	str_addf(&m.out, "\n};\n");
	return str_detach(&m.out);
}

static void function_name(char name[16], int i)
{
	snprintf(name, 16, "%c%d", i < HELPERS ? 'h' : 'f', i < HELPERS ? i : i - HELPERS);
}

/* -- What the walk finds -- */

/* The number that a call is handed last, by which the generator knows it. */
static int site_number(const struct body *b, const struct event *e)
{
	const struct ir_insn *i = &b->code->ir.insns.item[e->insn];
	const struct ir_operand *o = &b->code->ir.operands.item[i->first + i->n - 1];

	return o->kind == IR_NUMBER ? (int)o->number : 0;
}

static void find(struct sample *s, const char *name, bool found[])
{
	struct body *b = sample_body(s, name);
	const struct events *e;
	struct pathwalk p;

	pathwalk_open(&p, &s->rules.all.item[0]);
	e = path_devices(&p, b);
	for (size_t i = 0; i < e->devices.n; i++) {
		struct path_hits hits = { 0 };

		pathwalk_find(&p, b, e->devices.item[i], true, END_PLAIN, &hits);
		for (size_t k = 0; k < hits.list.n; k++) {
			const struct path_hit *h = &hits.list.item[k];

			found[site_number(b, h->teardown)] = true;
			for (size_t j = 0; j < h->more.n; j++)
				found[site_number(b, h->more.item[j])] = true;
		}
		path_hits_release(&hits);
	}
	pathwalk_release(&p);
}

static void print_function(const char *text, const char *name)
{
	char *head = mem_printf("int %s(", name);
	const char *p = strstr(text, head), *end = p ? strstr(p, "}\n\n") : NULL;

	if (end)
		fprintf(stderr, "%.*s\n", (int)(end + 3 - p), p);
	mem_free(head);
}

static void *build(const char *text)
{
	char dir[] = "/tmp/test-random-XXXXXX", *so;
	const char *argv[] = { "gcc", "-O0", "-w", "-shared", "-fPIC", "-o", "a.so", "a.c", NULL };
	struct str all = STR_INIT;
	struct child c;
	struct error *err;
	void *lib;

	str_addf(&all, "%s%s", run_head, text);
	assert_non_null(mkdtemp(dir));
	sample_put(dir, "a.c", all.buf);
	str_release(&all);
	err = child_run(&c, argv, dir, 120);
	if (err || c.status)
		fail_msg("gcc: %s", err ? error_text(err) : c.err.buf);
	child_release(&c);
	so = mem_printf("%s/a.so", dir);
	lib = dlopen(so, RTLD_NOW | RTLD_LOCAL);
	if (!lib)
		fail_msg("%s", dlerror());
	unlink(so);
	mem_free(so);
	sample_remove(dir);
	return lib;
}

/* Whether the walk missed something of the file that @seed makes. */
static unsigned try_seed(uint64_t seed, unsigned *n_found)
{
	struct str dry = STR_INIT;
	char *text = make_file(seed);
	unsigned missed = 0;
	struct sample s;
	void *lib = build(text);
	void (*run)(int, unsigned) = (void (*)(int, unsigned))dlsym(lib, "run");
	int *n_hits = dlsym(lib, "n_hits");
	struct real_hit *hits = dlsym(lib, "hits");

	assert_true(run && n_hits && hits);
	str_addf(&dry, "%s%s", dry_head, text);
	if (getenv("RANDOM_PATHS_PRINT"))
		puts(dry.buf);
	sample_open(&s, dry.buf);
	for (int f = 0; f < HELPERS + FUNCTIONS; f++) {
		bool found[4096] = { false }, told = false;
		char name[16];

		function_name(name, f);
		find(&s, name, found);
		for (unsigned with = 0; with < RUNS; with++) {
			*n_hits = 0;
			run(f, with);
			for (int i = 0; i < *n_hits && i < MAX_HITS; i++) {
				*n_found += 1;
				if (found[hits[i].teardown])
					continue;
				missed += !told;
				if (!told)
					print_error("seed %llu, %s(), run %u: %d > %d is missed\n",
						    (unsigned long long)seed, name, with,
						    hits[i].teardown, hits[i].release);
				for (int k = 0; k < INLINES && !told; k++) {
					snprintf(name, sizeof(name), "i%d", k);
					print_function(text, name);
				}
				function_name(name, f);
				if (!told)
					print_function(text, name);
				told = true;
			}
		}
	}
	sample_close(&s);
	str_release(&dry);
	mem_free(text);
	dlclose(lib);
	return missed;
}

static void whatever_a_run_does_is_found(void **state)
{
	const char *asked = getenv("RANDOM_PATHS"), *colon = asked ? strchr(asked, ':') : NULL;
	unsigned rounds = asked ? (unsigned)strtoul(asked, NULL, 10) : ROUNDS;
	uint64_t seed = colon ? strtoull(colon + 1, NULL, 10) : 1;
	unsigned missed = 0, n_found = 0;

	(void)state;
	if (sample_skips() || system("command -v gcc >/dev/null"))
		skip();
	for (unsigned i = 0; i < rounds; i++)
		missed += try_seed(seed + i, &n_found);
	if (asked)
		print_message("%u hits of real runs, %u functions with some that are missed\n",
			      n_found, missed);
	assert_true(n_found > 0);
	assert_int_equal(missed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_a_run_does_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
