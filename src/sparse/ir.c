// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "sparse/ir.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "sparse/ir_line.h"
#include "sparse/ir_operand.h"
#include "sparse/ir_user.h"

/*
 * How far apart the registers of a function may be numbered: sparse counts also those of
 * what it drops as unreachable.
 */
#define MAX_GAP 4096
#define MAX_GAP_PER_BYTE 64

struct label {
	int number;
	size_t block;		/* index in the function, or */
	size_t value;		/* the column that another block tells of it */
	size_t line;		/* of the text */
};

struct parser {
	struct ir *ir;
	const char *p, *end;	/* from the line that is read now */
	size_t len;		/* of that line, without its newline */
	size_t line;
	bool cut;		/* the last line has no newline: nothing is read of it */
	struct ir_function *f;
	ARRAY(struct label) labels;
	ARRAY(struct label) columns;
	struct ir_users users;
};

static struct error *bad(const struct parser *p, const char *why)
{
	return error_new("line %zu: %s", p->line, why);
}

static bool at_end(const struct parser *p)
{
	return p->p == p->end;
}

static void see_line(struct parser *p)
{
	const char *nl = memchr(p->p, '\n', (size_t)(p->end - p->p));

	if (!nl) {
		p->cut = !at_end(p);
		p->end = p->p;
	}
	p->len = nl ? (size_t)(nl - p->p) : 0;
	p->line++;
}

static void next_line(struct parser *p)
{
	p->p += p->len + 1;
	see_line(p);
}

static bool starts(const struct parser *p, const char *word)
{
	size_t n = strlen(word);

	return p->len >= n && !memcmp(p->p, word, n);
}

static bool is_blank(const struct parser *p)
{
	return !at_end(p) && !p->len;
}

static bool is_insn(const struct parser *p)
{
	return starts(p, "\t");
}

/* show_ident(): an identifier, or "<noident>", which is "". */
static size_t read_ident(struct parser *p, const char *text, size_t len, unsigned *name)
{
	const char *none = "<noident>";
	size_t n = strlen(none);

	if (len >= n && !memcmp(text, none, n)) {
		*name = 0;
		return n;
	}
	n = ir_name_length(text, len);
	*name = ir_intern(p->ir, text, n);
	return n;
}

/* "0x7f66a5a2c010: " or " ", up to behind it. */
static size_t skip_address(const struct parser *p, size_t n, const char *behind)
{
	size_t len = strlen(behind);

	if (p->len < n + 2 || memcmp(p->p + n, "0x", 2))
		return 0;
	for (n += 2; n < p->len && isxdigit((unsigned char)p->p[n]); n++)
		;
	return p->len - n >= len && !memcmp(p->p + n, behind, len) ? n + len : 0;
}

static struct error *read_name(struct parser *p)
{
	struct ir_function *f = array_push(&p->ir->functions);
	size_t n;

	p->f = f;
	n = read_ident(p, p->p, p->len, &f->name);
	if (!n || n + 1 != p->len || p->p[n] != ':')
		return bad(p, "no function begins here");
	f->first_block = p->ir->blocks.n;
	f->first_variable = p->ir->variables.n;
	f->first_register = LLONG_MAX;
	next_line(p);
	return NULL;
}

static struct error *read_entry_point(struct parser *p)
{
	size_t n = strlen("ep ");
	unsigned name;

	n = starts(p, "ep ") ? skip_address(p, n, ": ") : 0;
	if (!n || !read_ident(p, p->p + n, p->len - n, &name) || name != p->f->name)
		return bad(p, "the function's entry point is missing");
	next_line(p);
	return NULL;
}

static unsigned operand_name(struct parser *p, unsigned name, size_t len)
{
	return name && len > IR_NAME_MAX ?
		ir_intern(p->ir, ir_name(p->ir, name), IR_NAME_MAX) : name;
}

static struct error *read_variable(struct parser *p)
{
	size_t n = skip_address(p, strlen("   sym: "), " "), len;
	unsigned name = 0;

	len = n ? read_ident(p, p->p + n, p->len - n, &name) : 0;
	if (!len || n + len != p->len)
		return bad(p, "a variable has no name");
	if (ir_users_begin(&p->users, p->p, n, operand_name(p, name, len))) {
		*array_push(&p->ir->variables) = (struct ir_variable){ .name = name };
		p->f->n_variables++;
	}
	next_line(p);
	return NULL;
}

/* An asm is one line from here on, of all its lines. */
static void join_asm(struct parser *p, size_t *lines)
{
	const char *at = p->p, *nl;

	*lines = 0;
	if (!ir_is_asm(p->p + 1, p->len - 1))
		return;
	p->len = 1 + ir_asm_length(p->p + 1, (size_t)(p->end - p->p) - 1);
	while ((nl = memchr(at, '\n', (size_t)(p->p + p->len - at)))) {
		++*lines;
		at = nl + 1;
	}
	if (p->p + p->len == p->end) {
		p->end = p->p;
		p->len = 0;
	}
}

/* Those that sparse has removed but shows: "# store…". */
static bool is_removed(const struct parser *p)
{
	return starts(p, "\t# ") && !starts(p, "\t# call");
}

static struct error *read_insn(struct parser *p, struct ir_insn *insn, int to[2])
{
	struct error *err = ir_read_insn(p->ir, p->p + 1, p->len - 1, insn, to);

	return err ? error_under(err, "line %zu", p->line) : NULL;
}

static struct error *read_user(struct parser *p)
{
	struct ir_variable *variable = &p->ir->variables.item[p->ir->variables.n - 1];
	size_t n_operands = p->ir->operands.n, n_cases = p->ir->cases.n;
	struct error *err;
	struct ir_insn insn;
	int to[2];

	if (starts(p, "\texternal visibility")) {
		variable->external = true;
		return NULL;
	}
	if (starts(p, "\t# "))
		return NULL;
	err = read_insn(p, &insn, to);
	if (err)
		return err;
	if (insn.op != IR_LOAD && insn.op != IR_STORE)
		variable->external = true;
	ir_users_add(&p->users, p->ir, &insn, p->p + 1, p->len - 1);
	p->ir->operands.n = n_operands;
	p->ir->cases.n = n_cases;
	return NULL;
}

/* Everything of a tab's line, and then the next line. */
static struct error *read_tabbed(struct parser *p, struct error *(*read)(struct parser *))
{
	struct error *err;
	size_t lines;

	join_asm(p, &lines);
	if (at_end(p))
		return NULL;
	err = read(p);
	if (err)
		return err;
	p->line += lines;
	next_line(p);
	return NULL;
}

static struct error *read_variables(struct parser *p)
{
	struct error *err = NULL;

	while (!err && starts(p, "   sym: ")) {
		err = read_variable(p);
		while (!err && is_insn(p))
			err = read_tabbed(p, read_user);
	}
	if (err || at_end(p))
		return err;
	if (!is_blank(p))
		return bad(p, "neither a variable nor one of its users");
	next_line(p);
	return NULL;
}

/* Digits backwards from @end: how many, of those that the line has behind @from. */
static size_t number_before(const char *from, const char *end, unsigned *value)
{
	const char *at = end;
	int number;

	while (at > from && isdigit((unsigned char)at[-1]))
		at--;
	if (!ir_digits(at, (size_t)(end - at), &number))
		return 0;
	*value = (unsigned)number;
	return (size_t)(end - at);
}

static struct error *read_position(struct parser *p, struct ir_block *block)
{
	size_t n = number_before(p->p, p->p + p->len, &block->line), path;

	if (!n || n + 2 > p->len || p->p[p->len - n - 1] != ':')
		return bad(p, "a block's position is no path and line");
	path = p->len - n - 1;
	block->path = ir_intern(p->ir, p->p, path);
	next_line(p);
	return NULL;
}

/* "  **from .L1 (path:12:5)**" tells the column of .L1. */
static void read_note(struct parser *p)
{
	size_t n = starts(p, "  **from ") ? strlen("  **from ") :
		starts(p, "  **to ") ? strlen("  **to ") : 0;
	struct label of = { .line = p->line };
	const char *begin = p->p + n, *end;
	unsigned column;

	if (!n || p->len < n + strlen(")**"))
		return;
	end = p->p + p->len - strlen(")**");
	n = ir_label_length(begin, (size_t)(end - begin), &of.number);
	if (!n || of.number < 0 || *end != ')' || !number_before(begin + n, end, &column))
		return;
	of.value = column;
	*array_push(&p->columns) = of;
}

static struct error *read_notes(struct parser *p)
{
	while (starts(p, "  **")) {
		if (p->len < strlen("  ****") || memcmp(p->p + p->len - 2, "**", 2))
			return bad(p, "what is told of a block has no end");
		read_note(p);
		next_line(p);
	}
	return NULL;
}

static void count_register(struct ir_function *f, const struct ir_operand *o)
{
	if (o->kind != IR_REG)
		return;
	if (o->number < f->first_register)
		f->first_register = o->number;
	if (o->number >= f->registers)
		f->registers = o->number + 1;
}

static bool ends_block(enum ir_op op)
{
	return op >= IR_RET && op <= IR_JUMP;
}

static struct error *read_in_block(struct parser *p)
{
	struct ir_block *block = &p->ir->blocks.item[p->ir->blocks.n - 1];
	size_t i, n_cases = p->ir->cases.n;
	struct error *err;
	struct ir_insn insn;

	if (is_removed(p) || (starts(p, "\tEND") && p->len == strlen("\tEND")))
		return NULL;
	if (block->last > block->first && ends_block(p->ir->insns.item[block->last - 1].op))
		return bad(p, "an instruction behind the end of its block");
	err = read_insn(p, &insn, block->to);
	if (err)
		return err;
	block->first_case = n_cases;
	block->n_cases = p->ir->cases.n - n_cases;
	count_register(p->f, &insn.target);
	for (i = 0; i < insn.n; i++)
		count_register(p->f, &p->ir->operands.item[insn.first + i]);
	if (insn.op == IR_UNKNOWN)
		ir_count_unknown(p->ir, p->p + 1, p->len - 1);
	*array_push(&p->ir->insns) = insn;
	ir_users_meet(&p->users, p->ir, block->last++, p->p + 1, p->len - 1);
	return NULL;
}

static struct error *read_label(struct parser *p, struct ir_block *block)
{
	struct label of = { .block = p->f->n_blocks, .line = p->line };
	size_t n = ir_label_length(p->p, p->len, &of.number);

	if (!n || of.number < 0 || n + 1 != p->len || p->p[n] != ':')
		return bad(p, "neither a block nor the end of a function");
	block->label = (unsigned)of.number;
	*array_push(&p->labels) = of;
	p->f->n_blocks++;
	next_line(p);
	return NULL;
}

static struct error *read_block(struct parser *p)
{
	struct ir_block *block = array_push(&p->ir->blocks);
	struct error *err;

	block->to[0] = block->to[1] = -1;
	block->first = block->last = p->ir->insns.n;
	err = read_label(p, block);
	if (!err && p->len && !is_insn(p) && !starts(p, "  **"))
		err = read_position(p, block);
	if (!err)
		err = read_notes(p);
	while (!err && is_insn(p))
		err = read_tabbed(p, read_in_block);
	if (err || at_end(p))
		return err;
	if (!is_blank(p))
		return bad(p, "neither an instruction nor the end of a block");
	next_line(p);
	return NULL;
}

static int compare_labels(const void *one, const void *two)
{
	const struct label *a = one, *b = two;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

static int compare_number(const void *key, const void *item)
{
	int number = *(const int *)key, other = ((const struct label *)item)->number;

	return (number > other) - (number < other);
}

static struct error *sort_labels(struct parser *p)
{
	const struct label *l = p->labels.item;
	size_t i;

	qsort(p->labels.item, p->labels.n, sizeof(*l), compare_labels);
	for (i = 1; i < p->labels.n; i++)
		if (l[i].number == l[i - 1].number)
			return error_new("line %zu: the block .L%d stands twice in a function",
					 l[i].line, l[i].number);
	return NULL;
}

static int block_of(const struct parser *p, int label)
{
	const struct label *found = label < 0 ? NULL :
		bsearch(&label, p->labels.item, p->labels.n, sizeof(*found), compare_number);

	return found ? (int)found->block : -1;
}

static void link_block(struct parser *p, struct ir_block *block)
{
	struct ir_case *c;
	size_t i;

	block->to[0] = block_of(p, block->to[0]);
	block->to[1] = block_of(p, block->to[1]);
	for (i = 0; i < block->n_cases; i++) {
		c = &p->ir->cases.item[block->first_case + i];
		c->block = block_of(p, c->block);
	}
}

static void link_blocks(struct parser *p)
{
	struct ir_block *block = p->ir->blocks.item;
	size_t i;
	int of;

	for (i = 0; i < p->f->n_blocks; i++)
		link_block(p, &block[p->f->first_block + i]);
	for (i = 0; i < p->columns.n; i++) {
		of = block_of(p, p->columns.item[i].number);
		if (of >= 0)
			block[p->f->first_block + (size_t)of].column =
				(unsigned)p->columns.item[i].value;
	}
}

static struct error *check_registers(const struct parser *p, const char *begin)
{
	struct ir_function *f = p->f;
	size_t bytes = (size_t)(p->p - begin);

	if (!f->registers)
		f->first_register = 0;
	if ((size_t)(f->registers - f->first_register) > MAX_GAP + bytes * MAX_GAP_PER_BYTE)
		return bad(p, "the registers of this function are numbered too far apart");
	return NULL;
}

static struct error *end_function(struct parser *p, const char *begin)
{
	struct error *err;
	void **index;

	if (at_end(p))
		return bad(p, "the text ends within a function");
	if (!is_blank(p))
		return bad(p, "neither a block nor the end of a function");
	err = check_registers(p, begin);
	if (!err && p->f->n_blocks)
		err = sort_labels(p);
	if (err)
		return err;
	link_blocks(p);
	ir_users_settle(&p->users, p->ir);
	p->labels.n = p->columns.n = 0;
	index = map_put(&p->ir->functions_by_name, ir_name(p->ir, p->f->name));
	if (!*index)
		*index = (void *)p->ir->functions.n;
	next_line(p);
	return NULL;
}

static struct error *read_function(struct parser *p)
{
	const char *begin = p->p;
	struct error *err;

	err = read_name(p);
	if (!err && !at_end(p))
		err = read_entry_point(p);
	if (!err)
		err = read_variables(p);
	while (!err && starts(p, "."))
		err = read_block(p);
	return err ? err : end_function(p, begin);
}

static struct error *refuse_nul(const char *text, size_t len)
{
	const char *nul = memchr(text, 0, len);
	size_t line = 1;

	if (!nul)
		return NULL;
	for (; text < nul; text++)
		line += *text == '\n';
	return error_new("line %zu: a NUL byte", line);
}

struct error *ir_read(struct ir *ir, const char *text, size_t len)
{
	struct parser p = { .ir = ir, .p = text, .end = text + len };
	struct error *err;

	*ir = (struct ir){ 0 };
	ir_intern(ir, "", 0);
	err = len ? refuse_nul(text, len) : NULL;
	if (err || !len)
		return err;
	see_line(&p);
	while (!err && !at_end(&p)) {
		if (is_blank(&p))
			next_line(&p);
		else
			err = read_function(&p);
	}
	if (!err && p.cut)
		err = bad(&p, "the text ends within a line");
	array_free(&p.labels);
	array_free(&p.columns);
	ir_users_release(&p.users);
	return err;
}

void ir_release(struct ir *ir)
{
	array_free(&ir->functions);
	array_free(&ir->blocks);
	array_free(&ir->insns);
	array_free(&ir->operands);
	array_free(&ir->cases);
	array_free(&ir->variables);
	array_free(&ir->names);
	map_release(&ir->by_name);
	map_release(&ir->functions_by_name);
	map_release(&ir->unknown);
}

const struct ir_function *ir_function(const struct ir *ir, const char *name)
{
	size_t index = (size_t)map_get(&ir->functions_by_name, name);

	return index ? &ir->functions.item[index - 1] : NULL;
}
