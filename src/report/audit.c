// SPDX-License-Identifier: GPL-2.0
#include "report/audit.h"

#include <string.h>

static const struct writer {
	const char *name;
	void (*audit)(FILE *, const struct audit *, const struct audit_report_options *);
	void (*missing)(FILE *, const struct missing *, const struct audit_report_options *);
} writers[] = {
	[AUDIT_TEXT] = { "text", audit_write_text, missing_write_text },
	[AUDIT_JSON] = { "json", audit_write_json, missing_write_json },
	[AUDIT_CSV] = { "csv", audit_write_csv, missing_write_csv },
	[AUDIT_MARKDOWN] = { "markdown", audit_write_markdown, missing_write_markdown },
};

bool audit_format_parse(const char *word, enum audit_format *f)
{
	for (enum audit_format i = AUDIT_TEXT; i <= AUDIT_MARKDOWN; i++) {
		if (strcmp(word, writers[i].name))
			continue;
		*f = i;
		return true;
	}
	return false;
}

const char *audit_format_names(void)
{
	return "text, json, csv, markdown";
}

void audit_write(FILE *out, enum audit_format f, const struct audit *a,
		 const struct audit_report_options *o)
{
	writers[f].audit(out, a, o);
}

void missing_write(FILE *out, enum audit_format f, const struct missing *m,
		   const struct audit_report_options *o)
{
	writers[f].missing(out, m, o);
}
