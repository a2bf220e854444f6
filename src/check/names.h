/* SPDX-License-Identifier: GPL-2.0 */
/*
 * names: what the name of a function that nobody has seen tells of it.
 */
#ifndef CHECK_NAMES_H
#define CHECK_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether a call of it may put something into the devres of what it is handed: devm_…(), and
 * a driver's probe (*@probes), by whatever name. @member: it is called through a member.
 */
bool name_fills(const char *name, size_t len, bool member, bool *probes);

/* Whether it has "probe" in it: what the function itself holds tells more, where it is known. */
bool name_probes(const char *name, size_t len);

/* Whether a member of that name is a driver's own: ->probe(), ->remove(). */
bool name_is_driver_method(const char *name, size_t len);

#endif
