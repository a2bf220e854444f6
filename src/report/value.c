// SPDX-License-Identifier: GPL-2.0
#include "report/value.h"

#include <string.h>

#include "base/str.h"
#include "report/escape.h"

json_t *value_textn(const char *text, size_t n)
{
	struct str clean = STR_INIT;
	json_t *value;

	escape_utf8(&clean, text, n);
	value = json_stringn(clean.buf, clean.len);
	str_release(&clean);
	return value;
}

json_t *value_text(const char *text)
{
	return text ? value_textn(text, strlen(text)) : json_null();
}

json_t *value_object(const char *key, json_t *value)
{
	json_t *object = json_object();

	json_object_set_new(object, key, value);
	return object;
}

void value_write(FILE *out, json_t *value)
{
	json_dumpf(value, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(value);
}
