// SPDX-License-Identifier: GPL-2.0
#include "audit/audit.h"

#include <string.h>

#include "audit/prover.h"
#include "audit/same_change.h"
#include "audit/unseen.h"
#include "audit/weigh.h"

static struct error *open_case(struct fix_case *c, struct fix_audit *to,
			       const struct request *request)
{
	struct error *err = origin_of_id(&c->fix, &c->o->trees, &request->id);

	to->given = mem_strdup(request->given);
	git_oid_tostr(to->fix, sizeof(to->fix), &request->id);
	if (request->note)
		note_add(&to->notes, mem_strdup(request->note));
	if (err)
		return err;
	to->subject = mem_strdup(c->fix.subject);
	to->author = mem_strdup(c->fix.author);
	to->date = c->fix.date;
	err = copies_find(&c->copies, &c->o->trees, &c->fix);
	for (size_t i = 0; i < c->copies.notes.n; i++)
		note_add(&to->notes, mem_strdup(c->copies.notes.item[i]));
	return err;
}

static void list_introducers(const struct fix_case *c, struct fix_audit *to)
{
	for (size_t i = 0; i < c->introduced.n; i++) {
		const struct introduced *in = &c->introduced.item[i];
		const struct release *r = origin_release_of(&in->origin, &c->o->trees);
		struct introducer *n = array_push(&to->introducers);

		git_oid_tostr(n->id, sizeof(n->id), &in->origin.id);
		n->subject = mem_strdup(in->origin.subject);
		n->source = mem_strdup(in->source);
		n->release = r ? mem_strdup(r->name) : NULL;
	}
}

static void close_case(struct fix_case *c)
{
	origin_release(&c->fix);
	copies_release(&c->copies);
	for (size_t i = 0; i < c->introduced.n; i++) {
		origin_release(&c->introduced.item[i].origin);
		copies_release(&c->introduced.item[i].copies);
		mem_free(c->introduced.item[i].source);
	}
	array_free(&c->introduced);
}

static struct error *audit_fix(struct fix_audit *to, struct fix_case *c,
			       const struct request *request)
{
	struct error *err = open_case(c, to, request);

	if (!err)
		err = introducers_find(c, to);
	if (!err)
		list_introducers(c, to);
	if (!err && c->prover)
		prover_take_up(c->prover, &c->fix);
	for (size_t i = 0; !err && i < c->o->trees.audited->branches.all.n; i++)
		err = weigh_branch(array_push(&to->branches), c, i);
	return err ? err : followers_find(c, to);
}

struct error *audit_run(struct audit *to, const struct audit_options *o,
			const struct requests *requests)
{
	struct same_change *same = same_change_new(&o->trees);
	struct prover_options how = { &o->trees, o->rules, o->jobs, o->quiet };
	struct prover *prover = o->no_proof ? NULL : prover_new(&how);
	struct boundaries boundaries = { 0 };
	struct error *err = boundaries_find(&boundaries, &o->trees);

	to->releases = o->releases;
	unseen_tell(&to->unknown, &o->trees);
	for (size_t i = 0; !err && i < requests->all.n; i++) {
		struct fix_case c = { .o = o, .same = same, .prover = prover,
				      .boundaries = &boundaries };

		err = audit_fix(array_push(&to->fixes), &c, &requests->all.item[i]);
		if (prover)
			prover_leave(prover);
		close_case(&c);
	}
	prover_free(prover);
	boundaries_release(&boundaries);
	same_change_free(same);
	return err;
}
