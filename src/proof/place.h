/* SPDX-License-Identifier: GPL-2.0 */
/*
 * place: where one side of a hunk stands in a text: its lines, one behind the other,
 * with enough of the lines around them that it's no other place.
 */
#ifndef PROOF_PLACE_H
#define PROOF_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proof/lines.h"

enum {
	PLACE_AROUND = 3,	/* lines around a side, as in a patch; any of them may be gone */
	PLACE_FURTHER = 12,	/* those that may be asked for to be as they were */
	PLACE_MOST = 512,	/* lines of one kind that are looked at in a text */
};

struct piece {
	uint64_t hash;
	enum grade grade;
	bool new_under, new_all;	/* the other side's text has fewer under that head; none */
	unsigned other_under;		/* how many that has under the head of that side */
	unsigned other_same;		/* under the same head as here */
};

/* The lines above a side, or below it. */
struct edge {
	struct piece line[PLACE_FURTHER];	/* the nearest first */
	unsigned n;		/* fewer at the end of the text */
	unsigned must;		/* of a seam: how many tell it from the other side's own ends */
};

struct side {
	struct piece *core;	/* what the side has and the other hasn't; none: a gap */
	size_t n;
	struct edge above, below;
	uint64_t head;		/* what it's under, hash of the name */
};

/* The side that lines @from … @to - 1 of @l are; @from == @to: the gap before @from. */
void side_read(struct side *s, const struct lines *l, size_t from, size_t to);
/* Sets what must stand around a gap, of whose other side that core is. */
void side_pin(struct side *gap, const struct side *other);
/* Says of its core's lines, which are of @l, what's new against the other side's text. */
void side_compare(struct side *s, const struct lines *l, const struct lines *other,
		  uint64_t other_head);
void side_release(struct side *s);

/*
 * Whether lines of its core are in @l more often, under @head or at all, than in the
 * other side's text; none of them more often than there, under its own head. Only
 * lines that say something are asked.
 */
bool side_seen_more(const struct side *s, uint64_t head, const struct lines *l);
bool side_seen_no_more(const struct side *s, const struct lines *l);

struct places {
	/* How many there are under a head of that name, elsewhere. */
	unsigned near, far;
	uint32_t at;		/* the best one's first line; of a gap the line behind it */
	unsigned score;		/* how much of what was around stands there: 0 … PLACE_SCORE */
};

enum { PLACE_SCORE = 2 * PLACE_AROUND + 2 };

/* .at and .score are of those elsewhere only where there's none under the head. */
void places_find(struct places *p, const struct side *s, const struct lines *l);

#endif
