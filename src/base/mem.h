/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mem: allocation that does not fail. Out of memory ends the program with one
 * line and exit status 2, as nothing sensible can be done about it.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <stdint.h>

void *mem_alloc(size_t size);			/* zeroed */
void *mem_realloc(void *p, size_t count, size_t size);
char *mem_strdup(const char *s);		/* NULL gives NULL */
char *mem_strndup(const char *s, size_t n);
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * From now on large blocks go back to the system when they are freed, which otherwise
 * end up lying between smaller ones: for who takes and frees many.
 */
void mem_return_large(void);

/*
 * A growing array: ARRAY(struct place) places = {0}; then
 * *array_push(&places) = (struct place){ … }; places.n items at places.item.
 * array_push() returns a pointer to the new, zeroed last item; it is valid
 * until the next push. array_free() frees the storage, not what items own.
 */
#define ARRAY(type) struct { type *item; size_t n, cap; }

#define array_push(a) \
	((a)->item = array_grow((a)->item, (a)->n, &(a)->cap, sizeof(*(a)->item)), \
	 &(a)->item[(a)->n++])

/* Gives back what it has to spare, of one that will not grow any more. */
#define array_trim(a) \
	((a)->item = mem_realloc((a)->item, (a)->n, sizeof(*(a)->item)), (a)->cap = (a)->n)

#define array_free(a) (mem_free((a)->item), (a)->item = NULL, (a)->n = (a)->cap = 0)

#define NOWHERE SIZE_MAX	/* no place in an array */

void *array_grow(void *item, size_t n, size_t *cap, size_t size);
void mem_free(void *p);

#endif
