// SPDX-License-Identifier: GPL-2.0
#include "history/reroll.h"

#include <stdlib.h>
#include <string.h>

#include "history/likeness.h"

/* Up to the signature, behind which mailing lists put words of their own. */
static struct span without_footer(const char *diff)
{
	struct span all = { diff, diff + strlen(diff) }, rest = all;
	const char *end = NULL;

	while (rest.at < rest.end) {
		struct span line = span_line(&rest);

		if (span_starts(line, "@@ ") || span_starts(line, "diff -"))
			end = NULL;
		else if (!end && line.end - line.at == 3 && span_starts(line, "-- "))
			end = line.at;
	}
	all.end = end ? end : all.end;
	return all;
}

/* What is known of a patch among the others. */
struct fate {
	size_t subject, diff;	/* the first patch that has the same */
	bool twice;		/* it is here already */
	bool whole;		/* so is all of its set */
	bool replaced;		/* a later version of it is here */
	bool redone;		/* and not of it alone */
};

/* Fills in what is the same. */
static void find_same(const struct series *s, struct fate *fates)
{
	struct span *texts = mem_alloc((s->patches.n + 1) * sizeof(*texts));
	size_t *subjects, *diffs;

	for (size_t i = 0; i < s->patches.n; i++) {
		const char *subject = s->patches.item[i].mail.subject;

		texts[i] = (struct span){ subject, subject + strlen(subject) };
	}
	subjects = likeness_find(texts, s->patches.n);
	for (size_t i = 0; i < s->patches.n; i++)
		texts[i] = without_footer(s->patches.item[i].mail.diff);
	diffs = likeness_find(texts, s->patches.n);
	for (size_t i = 0; i < s->patches.n; i++)
		fates[i] = (struct fate){ .subject = subjects[i], .diff = diffs[i] };
	mem_free(subjects);
	mem_free(diffs);
	mem_free(texts);
}

static bool is_twice(const struct series *s, const struct fate *fates, size_t at)
{
	const struct mail *m = &s->patches.item[at].mail;

	for (size_t i = 0; i < at; i++) {
		const struct mail *a = &s->patches.item[i].mail;

		if (fates[i].subject == fates[at].subject && fates[i].diff == fates[at].diff &&
		    a->number == m->number && a->version == m->version && a->reply == m->reply)
			return true;
	}
	return false;
}

/* Whether all numbers of its set are here, or are to be, as a cover letter tells. */
static bool is_whole(const struct series *s, const struct series_patch *p)
{
	unsigned total = p->mail.total, n = 0;
	bool *seen;

	if (!p->mail.number || p->mail.version <= s->cover_version)
		return true;
	seen = mem_alloc(total + 1);
	for (size_t i = 0; i < s->patches.n; i++) {
		const struct series_patch *a = &s->patches.item[i];

		if (a->mail.reply != p->mail.reply || !series_same_set(a, p) ||
		    seen[a->mail.number])
			continue;
		seen[a->mail.number] = true;
		n++;
	}
	mem_free(seen);
	return n == total;
}

/* Whether @b came alone to take the place of @a, in its set. */
static bool is_alone(const struct series_patch *a, const struct series_patch *b,
		     const struct fate *of_b)
{
	return !of_b->whole && a->mail.number == b->mail.number && a->mail.total == b->mail.total;
}

/* What the patch @at is a later version of. Their sets are known, as @at is no older. */
static void find_earlier(struct series *s, struct fate *fates, size_t at)
{
	struct series_patch *p = &s->patches.item[at];
	unsigned joined = 0;

	for (size_t i = 0; i < s->patches.n; i++) {
		const struct series_patch *a = &s->patches.item[i];

		if (fates[i].subject != fates[at].subject ||
		    a->mail.version >= p->mail.version || (p->mail.reply && !a->mail.reply))
			continue;
		fates[i].replaced = true;
		if (!is_alone(a, p, &fates[at]))
			fates[i].redone = p->replaces_all = true;
		else if (joined < a->set_version)
			joined = a->set_version;
	}
	if (joined)
		p->set_version = joined;
}

struct versioned {
	unsigned version;
	size_t at;
};

static int by_version(const void *one, const void *two)
{
	const struct versioned *a = one, *b = two;

	return (a->version > b->version) - (a->version < b->version);
}

static void find_all_earlier(struct series *s, struct fate *fates)
{
	struct versioned *all = mem_alloc((s->patches.n + 1) * sizeof(*all));

	for (size_t i = 0; i < s->patches.n; i++)
		all[i] = (struct versioned){ s->patches.item[i].mail.version, i };
	qsort(all, s->patches.n, sizeof(*all), by_version);
	for (size_t i = 0; i < s->patches.n; i++)
		find_earlier(s, fates, all[i].at);
	mem_free(all);
}

static bool is_outdated(const struct series *s, const struct fate *fates, size_t at)
{
	const struct series_patch *p = &s->patches.item[at];

	for (size_t i = 0; i < s->patches.n; i++) {
		const struct series_patch *a = &s->patches.item[i];

		if (fates[i].redone && a->mail.reply == p->mail.reply &&
		    a->mail.version == p->mail.version && a->mail.total == p->mail.total &&
		    a->mail.number && p->mail.number)
			return true;
	}
	return fates[at].replaced;
}

static struct fate *find_fates(struct series *s)
{
	struct fate *fates = mem_alloc((s->patches.n + 1) * sizeof(*fates));

	find_same(s, fates);
	for (size_t i = 0; i < s->patches.n; i++) {
		fates[i].twice = is_twice(s, fates, i);
		fates[i].whole = is_whole(s, &s->patches.item[i]);
	}
	find_all_earlier(s, fates);
	return fates;
}

static void drop_base(struct series *s)
{
	for (size_t i = 0; i < s->patches.n; i++)
		if (s->patches.item[i].mail.version == s->base_version)
			return;
	mem_free(s->base);
	s->base = NULL;
}

void reroll_drop(struct series *s)
{
	struct fate *fates = find_fates(s);
	bool *wanted = mem_alloc(s->patches.n + 1), only_replies = true;
	size_t kept = 0;

	for (size_t i = 0; i < s->patches.n; i++)
		only_replies &= s->patches.item[i].mail.reply;
	for (size_t i = 0; i < s->patches.n; i++)
		wanted[i] = (!s->patches.item[i].mail.reply || only_replies) &&
			    !fates[i].twice && !is_outdated(s, fates, i);
	for (size_t i = 0; i < s->patches.n; i++)
		if (wanted[i])
			s->patches.item[kept++] = s->patches.item[i];
		else
			series_patch_release(&s->patches.item[i]);
	s->patches.n = kept;
	drop_base(s);
	mem_free(wanted);
	mem_free(fates);
}
