// SPDX-License-Identifier: GPL-2.0
#include "audit/unseen.h"

void unknown_add(struct unknowns *to, char *what, char *why)
{
	*array_push(to) = (struct unknown){ what, why };
}

static void tell_unread(struct unknowns *to, const struct history *h)
{
	if (h->unread)
		unknown_add(to, mem_strdup(h->repository.name), mem_strdup(h->unread));
}

static void tell_branches(struct unknowns *to, const struct trees *t)
{
	struct history *h = t->audited;

	if (!h->branches.all.n)
		unknown_add(to, mem_strdup(h->repository.name),
			    mem_strdup("no branch and no release is known here; name branches "
				       "with --branch"));
	else if (!history_mainline(trees_mainline(t)))
		unknown_add(to, mem_strdup(h->repository.name),
			    mem_strdup("it holds no mainline; name a repository that does with "
				       "--upstream"));
}

void unseen_tell(struct unknowns *to, const struct trees *t)
{
	struct history *h = t->audited;

	tell_branches(to, t);
	if (h->repository.shallow.n)
		unknown_add(to, mem_strdup(h->repository.name),
			    mem_printf("a shallow clone: history is cut off at %zu commits, "
				       "%.12s the first; git fetch --unshallow brings the rest",
				       h->repository.shallow.n,
				       git_oid_tostr_s(&h->repository.shallow.item[0])));
	tell_unread(to, h);
	if (t->upstream)
		tell_unread(to, t->upstream);
	for (size_t i = 0; i < h->branches.notes.n; i++)
		unknown_add(to, mem_strdup(h->repository.name),
			    mem_strdup(h->branches.notes.item[i].text));
}
