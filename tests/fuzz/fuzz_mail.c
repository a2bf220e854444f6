// SPDX-License-Identifier: GPL-2.0
/* A patch file, and the names of releases that a repository holds, are outside text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "history/mail.h"
#include "history/version.h"

static void read_mail(const char *text, size_t len)
{
	struct mail m;
	struct error *err = mail_parse(&m, text, len);

	if (err) {
		if (m.subject)
			abort();
		error_free(err);
		return;
	}
	if (!*m.subject && !*m.diff)
		abort();
	if (strchr(m.subject, '\n') || strchr(m.author, '\n'))
		abort();
	mail_release(&m);
}

/* The name of a version names that version again. */
static void read_tag(const char *text, size_t len)
{
	char *tag = mem_strndup(text, len), *name;
	struct version v, again;

	if (version_of_tag(&v, tag)) {
		name = version_name(&v);
		if (version_of_tag(&again, name) && !v.suffix[0] && version_compare(&v, &again))
			abort();
		mem_free(name);
	}
	version_of_line(&v, tag);
	version_of_subject(&v, text, len);
	mem_free(tag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_tag((const char *)data, size);
	read_mail((const char *)data, size);
	return 0;
}
