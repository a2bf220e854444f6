/* SPDX-License-Identifier: GPL-2.0 */
/*
 * value: JSON values of outside text, for the writers of JSON and SARIF. All of
 * it becomes valid UTF-8: each byte that is none becomes U+FFFD.
 */
#ifndef REPORT_VALUE_H
#define REPORT_VALUE_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

/* A string; null for NULL. */
json_t *value_text(const char *text);
json_t *value_textn(const char *text, size_t n);

/* A new object { @key: @value }; it takes over @value, as all of jansson's _new do. */
json_t *value_object(const char *key, json_t *value);

/* Writes @value with an indent of two and a newline, and frees it. */
void value_write(FILE *out, json_t *value);

#endif
