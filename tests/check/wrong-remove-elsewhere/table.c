// SPDX-License-Identifier: GPL-2.0
const struct bus_type foo_remove_elsewhere_bus = {
	.name = "foo",
	.probe = foo_remove_elsewhere_probe,
	.remove = foo_remove_elsewhere_remove,
};
