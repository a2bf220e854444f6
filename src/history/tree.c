// SPDX-License-Identifier: GPL-2.0
#include "history/tree.h"

#include <string.h>
#include <sys/stat.h>

bool tree_mode_is_folder(unsigned mode)
{
	return (mode & S_IFMT) == S_IFDIR;
}

bool tree_mode_is_file(unsigned mode)
{
	return (mode & S_IFMT) == S_IFREG;
}

bool tree_entry(const char **p, const char *end, struct tree_entry *e)
{
	const char *nul = memchr(*p, '\0', (size_t)(end - *p));

	e->mode = 0;
	if (!nul || end - nul <= GIT_OID_RAWSZ)
		return false;
	while (**p >= '0' && **p <= '7' && e->mode <= 0777777)
		e->mode = e->mode * 8 + (unsigned)(*(*p)++ - '0');
	if (*(*p)++ != ' ' || !e->mode)
		return false;
	e->name = *p;
	e->name_len = (size_t)(nul - *p);
	e->id = (const uint8_t *)nul + 1;
	*p = nul + 1 + GIT_OID_RAWSZ;
	return true;
}

struct error *tree_read(struct objects_reader *r, const git_oid *id, struct object *to)
{
	struct error *err = objects_read(r, id, to);
	char hex[GIT_OID_HEXSZ + 1];

	if (err || to->type == GIT_OBJECT_TREE)
		return err;
	return error_new("object %s is not a tree", git_oid_tostr(hex, sizeof(hex), id));
}

struct error *tree_malformed(const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	return error_new("object %s is a malformed tree", git_oid_tostr(hex, sizeof(hex), id));
}
