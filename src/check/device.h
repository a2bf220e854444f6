/* SPDX-License-Identifier: GPL-2.0 */
/*
 * device: one name for one device, however the code spells it. A name is the
 * variable it starts from and the members walked, with -> . & and * left out:
 * &pdev->dev and pdev->dev are "pdev.dev". Locals that are set once stand for
 * what they are set to:
 *
 *	struct device *dev = &pdev->dev;		dev is "pdev.dev"
 *	struct amba_device *pcdev = to_amba_device(d);	pcdev is "d^dev", so &pcdev->dev is "d"
 *	container_of(p, struct foo, bar)		"p^bar"
 *	priv = platform_get_drvdata(pdev)		priv is "pdev.dev$"
 *
 * priv->dev is then "pdev.dev$.dev", which is another name of "pdev.dev" as
 * nearly every driver keeps its own device under that name; of other members
 * the file itself must say so: some function sets ….x to its own device
 * parameter (unit.own_members).
 */
#ifndef CHECK_DEVICE_H
#define CHECK_DEVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "check/unit.h"

/*
 * The name of the expression [first, last) in @f; NULL when it is none (a
 * number, arithmetic, a call of something unknown). The caller frees it.
 */
char *device_name(struct function *f, size_t first, size_t last);

/* @suffix, ".member…" or "^member…", put behind @name: "d^dev" and ".dev" give "d". */
char *device_join(const char *name, const char *suffix);

/* The variable a name starts from: its length in bytes. */
size_t device_root(const char *name);

/* Whether @name is of the variable @root (of @len bytes). */
bool device_has_root(const char *name, const char *root, size_t len);

/* Whether @name is what holds @device, or something reached from either. */
bool device_reaches(const char *device, const char *name);

/* The device of a callback's first parameter: "dev" for struct device *dev, else "pdev.dev". */
char *device_of_param(const struct function *f, size_t param);

/* Fills unit.own_members; called once by unit_read(). */
void device_own_members(struct unit *u);
void device_aliases_release(struct function *f);

#endif
