// SPDX-License-Identifier: GPL-2.0
/* The header has a stub, the function stands in another file. */
#include "foo.h"

void foo_header_stub(struct device *dev)
{
	foo_header_stub_forget(dev); /* finding */
	devres_release_all(dev);
}
