// SPDX-License-Identifier: GPL-2.0
#include "foo.h"

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.remove_new = foo_remove,
};
