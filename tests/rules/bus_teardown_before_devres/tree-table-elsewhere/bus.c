// SPDX-License-Identifier: GPL-2.0
#include "foo.h"

const struct bus_type foo_bus = {
	.name = "foo",
	.remove = foo_bus_remove,
};
