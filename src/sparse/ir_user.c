// SPDX-License-Identifier: GPL-2.0
#include "sparse/ir_user.h"

#include <stdlib.h>

enum { MAX_SWAPS = 32 };

struct known {			/* a user by its register */
	long long reg;
	size_t user;
};

struct settling {
	struct ir_users *u;
	struct ir *ir;
	ARRAY(struct known) known;
	size_t *tail;		/* of each list, the end of what is not placed yet */
	size_t *top;		/* of each text, the users that may come next */
	size_t *missed;		/* of each text, the accesses for which there was none */
};

static const struct ir_operand *address(const struct ir *ir, const struct ir_insn *insn)
{
	return &ir->operands.item[insn->first + insn->n - 1];
}

bool ir_accesses_name(const struct ir *ir, const struct ir_insn *insn)
{
	enum ir_kind kind;

	if (insn->op != IR_LOAD && insn->op != IR_STORE && insn->op != IR_SYMADDR)
		return false;
	kind = address(ir, insn)->kind;
	return kind == IR_NAME || kind == IR_OTHER;
}

bool ir_users_begin(struct ir_users *u, const char *address, size_t len, unsigned name)
{
	size_t n = u->addresses.n;

	map_putn(&u->addresses, address, len);
	u->again = u->addresses.n == n;
	if (u->again)
		return false;
	*array_push(&u->lists) = (struct ir_list){ .name = name, .first = u->users.n };
	return true;
}

static bool by_register(const struct ir_insn *insn)
{
	return insn->op != IR_STORE && insn->target.kind == IR_REG;
}

void ir_users_add(struct ir_users *u, const struct ir *ir, const struct ir_insn *insn,
		  const char *text, size_t len)
{
	const struct ir_list *list = &u->lists.item[u->lists.n - 1];
	struct ir_user *user;
	void **known;

	if (u->again || !ir_accesses_name(ir, insn) || address(ir, insn)->name != list->name)
		return;
	user = array_push(&u->users);
	user->variable = (unsigned)(list - u->lists.item);
	user->reg = insn->target.number;
	user->insn = NOWHERE;
	if (by_register(insn))
		return;
	known = map_putn(&u->texts, text, len);
	if (!*known)
		*known = (void *)u->texts.n;
	user->text = (unsigned)(size_t)*known;
}

void ir_users_meet(struct ir_users *u, const struct ir *ir, size_t at, const char *text,
		   size_t len)
{
	const struct ir_insn *insn = &ir->insns.item[at];
	unsigned known = 0;

	if (!u->users.n || !ir_accesses_name(ir, insn))
		return;
	if (!by_register(insn)) {
		known = (unsigned)(size_t)map_getn(&u->texts, text, len);
		if (!known)
			return;
	}
	*array_push(&u->accesses) = (struct ir_access){ .insn = at, .text = known };
}

static int compare_known(const void *one, const void *two)
{
	const struct known *a = one, *b = two;

	if (a->reg != b->reg)
		return a->reg < b->reg ? -1 : 1;
	return (a->user > b->user) - (a->user < b->user);
}

static void know_registers(struct settling *s)
{
	const struct ir_user *user = s->u->users.item;
	size_t i;

	for (i = 0; i < s->u->users.n; i++)
		if (!user[i].text)
			*array_push(&s->known) = (struct known){ user[i].reg, i };
	if (s->known.n)
		qsort(s->known.item, s->known.n, sizeof(*s->known.item), compare_known);
}

static size_t user_of_register(const struct settling *s, long long reg)
{
	size_t low = 0, high = s->known.n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (s->known.item[middle].reg < reg)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == s->known.n || s->known.item[low].reg != reg)
		return NOWHERE;
	return s->known.item[low].user;
}

static size_t *nowhere(size_t n)
{
	size_t *place = mem_realloc(NULL, n, sizeof(*place)), i;

	for (i = 0; i < n; i++)
		place[i] = NOWHERE;
	return place;
}

/* The user before the tail of @list may be placed now; a store waits for its text. */
static void offer(struct settling *s, size_t list)
{
	size_t last = s->tail[list] - 1;
	struct ir_user *user = s->u->users.item;

	if (s->tail[list] == s->u->lists.item[list].first || !user[last].text)
		return;
	user[last].below = s->top[user[last].text - 1];
	s->top[user[last].text - 1] = last;
}

static void begin(struct settling *s)
{
	size_t n_texts = s->u->texts.n, n = s->u->lists.n, i;

	know_registers(s);
	s->tail = mem_alloc(n * sizeof(*s->tail));
	s->top = nowhere(n_texts);
	s->missed = nowhere(n_texts);
	for (i = 0; i < n; i++) {
		s->tail[i] = i + 1 < n ? s->u->lists.item[i + 1].first : s->u->users.n;
		offer(s, i);
	}
}

/* The last that was offered; one that its list has passed since is none any more. */
static size_t user_of_text(struct settling *s, unsigned text)
{
	const struct ir_user *user = s->u->users.item;
	size_t *top = &s->top[text - 1], found;

	while (*top != NOWHERE) {
		found = *top;
		*top = user[found].below;
		if (s->tail[user[found].variable] == found + 1)
			return found;
	}
	return NOWHERE;
}

static struct ir_operand *operand_at(const struct settling *s, size_t at)
{
	const struct ir_insn *insn = &s->ir->insns.item[at];

	return &s->ir->operands.item[insn->first + insn->n - 1];
}

static void bind(struct settling *s, const struct ir_access *access, size_t at)
{
	struct ir_operand *o = operand_at(s, access->insn);
	struct ir_user *user = &s->u->users.item[at];

	if (o->name != s->u->lists.item[user->variable].name)
		return;
	*o = (struct ir_operand){ .kind = IR_VARIABLE, .number = user->variable };
	user->insn = access->insn;
}

static void place(struct settling *s, struct ir_access *access)
{
	const struct ir_insn *insn = &s->ir->insns.item[access->insn];
	struct ir_user *user = s->u->users.item;
	size_t at;

	at = access->text ? user_of_text(s, access->text) :
		user_of_register(s, insn->target.number);
	if (at != NOWHERE) {
		bind(s, access, at);
		if (at < s->tail[user[at].variable]) {
			s->tail[user[at].variable] = at;
			offer(s, user[at].variable);
		}
	} else if (access->text) {
		access->below = s->missed[access->text - 1];
		s->missed[access->text - 1] = (size_t)(access - s->u->accesses.item);
	}
}

/* Users that stand in their list in another order than in the function. */
static void place_missed(struct settling *s)
{
	const struct ir_user *user = s->u->users.item;
	const struct ir_access *access = s->u->accesses.item;
	size_t i, at;

	for (i = 0; i < s->u->users.n; i++) {
		if (user[i].insn != NOWHERE || !user[i].text)
			continue;
		at = s->missed[user[i].text - 1];
		if (at == NOWHERE)
			continue;
		s->missed[user[i].text - 1] = access[at].below;
		bind(s, &access[at], i);
	}
}

static size_t list_end(const struct settling *s, size_t list)
{
	return list + 1 < s->u->lists.n ? s->u->lists.item[list + 1].first : s->u->users.n;
}

/* Where the @i-th access of a list stands, or NOWHERE. */
static size_t placed_at(const struct settling *s, size_t list, size_t i)
{
	size_t user = s->u->lists.item[list].first + i;

	return user < list_end(s, list) ? s->u->users.item[user].insn : NOWHERE;
}

/* How many of its neighbours' first accesses are on the wrong side of one at @insn. */
static unsigned misfits(const struct settling *s, size_t list, size_t insn)
{
	size_t before = list ? placed_at(s, list - 1, 0) : NOWHERE;
	size_t behind = list + 1 < s->u->lists.n ? placed_at(s, list + 1, 0) : NOWHERE;

	return (before != NOWHERE && before > insn) + (behind != NOWHERE && behind < insn);
}

static void try_swap(struct settling *s, size_t one, size_t two)
{
	size_t a = placed_at(s, one, 0), b = placed_at(s, two, 0);

	if (a < b || placed_at(s, one, 1) < b || placed_at(s, two, 1) < a ||
	    misfits(s, one, b) + misfits(s, two, a) >= misfits(s, one, a) + misfits(s, two, b))
		return;
	s->u->users.item[s->u->lists.item[one].first].insn = b;
	s->u->users.item[s->u->lists.item[two].first].insn = a;
	operand_at(s, b)->number = (long long)one;
	operand_at(s, a)->number = (long long)two;
}

/* The latest lists that begin with each text are enough: more of a name are few. */
static void order_first(struct settling *s)
{
	size_t n_texts = s->u->texts.n;
	size_t *latest = nowhere(n_texts), *before = nowhere(s->u->lists.n);

	for (size_t i = 0; i < s->u->lists.n; i++) {
		size_t first = s->u->lists.item[i].first, list;
		unsigned text = first < list_end(s, i) ? s->u->users.item[first].text : 0, n = 0;

		if (!text || s->u->users.item[first].insn == NOWHERE)
			continue;
		before[i] = latest[text - 1];
		latest[text - 1] = i;
		for (list = before[i]; list != NOWHERE && n < MAX_SWAPS; list = before[list], n++)
			try_swap(s, list, i);
	}
	mem_free(latest);
	mem_free(before);
}

void ir_users_settle(struct ir_users *u, struct ir *ir)
{
	struct settling s = { .u = u, .ir = ir };
	size_t i;

	begin(&s);
	for (i = u->accesses.n; i-- > 0;)
		place(&s, &u->accesses.item[i]);
	place_missed(&s);
	order_first(&s);
	array_free(&s.known);
	mem_free(s.tail);
	mem_free(s.top);
	mem_free(s.missed);
	ir_users_release(u);
}

void ir_users_release(struct ir_users *u)
{
	array_free(&u->lists);
	array_free(&u->users);
	array_free(&u->accesses);
	map_release(&u->addresses);
	map_release(&u->texts);
	*u = (struct ir_users){ 0 };
}
