// SPDX-License-Identifier: GPL-2.0
/* The header's wrapper is a stub, whatever is configured. */
#include "foo.h"

void foo_header_stub(struct device *dev)
{
	foo_header_stub_forget(dev);
	devres_release_all(dev);
}
