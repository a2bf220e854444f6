// SPDX-License-Identifier: GPL-2.0
/* Three levels on either side, in three files. */
#include "foo.h"

void foo_unbind(struct device *dev)
{
	foo_forget_one(dev); /* finding: check only */
	foo_free_one(dev);
}
