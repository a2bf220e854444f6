// SPDX-License-Identifier: GPL-2.0
#include "report/report.h"

#include <string.h>

static const char *format_name(enum format f)
{
	switch (f) {
	case FORMAT_TEXT:
		return "text";
	case FORMAT_TERSE:
		return "terse";
	case FORMAT_JSON:
		return "json";
	case FORMAT_SARIF:
		return "sarif";
	case FORMAT_HTML:
		return "html";
	case FORMAT_GITHUB:
		return "github";
	case FORMAT_GITLAB:
		return "gitlab";
	case FORMAT_B4:
		return "b4";
	}
	return "text";
}

bool format_parse(const char *word, enum format *f)
{
	for (enum format i = FORMAT_TEXT; i <= FORMAT_B4; i++) {
		if (strcmp(word, format_name(i)))
			continue;
		*f = i;
		return true;
	}
	return false;
}

const char *format_names(void)
{
	return "text, terse, json, sarif, html, github, gitlab, b4";
}

void report_write(FILE *out, enum format f, const struct report *r,
		  const struct report_options *o)
{
	switch (f) {
	case FORMAT_TEXT:
		report_write_text(out, r, o);
		break;
	case FORMAT_TERSE:
		report_write_terse(out, r, o);
		break;
	case FORMAT_JSON:
		report_write_json(out, r, o);
		break;
	case FORMAT_SARIF:
		report_write_sarif(out, r, o);
		break;
	case FORMAT_HTML:
		report_write_html(out, r, o);
		break;
	case FORMAT_GITHUB:
		report_write_github(out, r, o);
		break;
	case FORMAT_GITLAB:
		report_write_gitlab(out, r, o);
		break;
	case FORMAT_B4:
		report_write_b4(out, r, o);
		break;
	}
}
