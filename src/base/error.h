/* SPDX-License-Identifier: GPL-2.0 */
/*
 * error: errors are values. A function that can fail returns a struct error *,
 * NULL for success; the caller owns what it is given and either passes it on,
 * adds what it was about with error_under(), or frees it. Nothing prints an
 * error but main().
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

struct error;

/* A new error whose text is the formatted message: one line, no newline. */
struct error *error_new(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), warn_unused_result));

/* Likewise, with ": " and the text of errno behind it. */
struct error *error_errno(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), warn_unused_result));

/* Puts the formatted text and ": " before @err's own; returns @err. */
struct error *error_under(struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), warn_unused_result));

/* The error's text; it lives as long as @err. */
const char *error_text(const struct error *err);

/* Frees @err; NULL is fine. */
void error_free(struct error *err);

#endif
