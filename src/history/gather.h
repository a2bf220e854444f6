/* SPDX-License-Identifier: GPL-2.0 */
/*
 * gather: reads commits, each once, from given tips down to what is known
 * already, with several threads; what is kept of each is what the index holds.
 *
 * A position is a commit's number in the index: parents have lower ones than
 * their children, so positions are a topological order. They never change.
 */
#ifndef HISTORY_GATHER_H
#define HISTORY_GATHER_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/term.h"
#include "history/repository.h"

#define POS_NONE UINT32_MAX
#define PARENT_MORE 0x80000000u	/* in .parent[1]: the rest is an index into .extra */
#define PARENT_LAST 0x80000000u	/* in .extra: the last one of its commit */

struct row {
	git_oid id;
	uint32_t parent[2];	/* positions; POS_NONE where there is none */
	uint32_t subject;	/* subject_hash(), authored_hash() */
	uint32_t authored;
};

enum record_kind {		/* what a record says; the first are enum claim_kind's */
	RECORD_FIXES_SUBJECT = 8,	/* .key: the hash of a Fixes: line's subject */
	RECORD_REVERT_SUBJECT,		/* likewise of what a revert's title quotes */
};

enum { RECORD_KEY = 20 };

struct record {			/* one claim; found by what it names */
	uint8_t key[RECORD_KEY];	/* the id named, zeros behind the digits given */
	uint8_t nibbles;
	uint8_t kind;
	uint32_t pos;		/* whose message says it */
} __attribute__((packed));

struct title {			/* a commit titled 'Linux X.Y.Z' */
	uint32_t pos;
	char *version;		/* "v5.10.3": as a tag would be called */
};

struct end {			/* a commit that has no parents here */
	uint32_t pos;
	bool shallow;		/* it has some, but they were left out */
};

struct gathered {
	uint32_t base;		/* the first new position */
	ARRAY(struct row) rows;	/* in order of position */
	ARRAY(uint32_t) extra;
	uint32_t extra_base;	/* entries of earlier gatherings before these */
	ARRAY(struct record) records;	/* these too; one commit's in the order of its message */
	ARRAY(struct title) titles;
	ARRAY(struct end) ends;
};

struct gather_options {
	struct repository *repository;
	unsigned jobs;
	bool quiet;
	size_t expected;	/* about how many there are, for the progress line; 0: not known */
	uint32_t base, extra_base;
	/* The position of a commit that is known already, or POS_NONE. One thread at a time. */
	uint32_t (*known)(void *ctx, const git_oid *id);
	void *ctx;
};

/*
 * What comes out depends on the tips and their order alone, not on the threads. An
 * unreadable commit is an error that names it. Release @to in any case.
 */
struct error *gather(struct gathered *to, const git_oid *tips, size_t n,
		     const struct gather_options *o);
void gathered_release(struct gathered *g);

#endif
