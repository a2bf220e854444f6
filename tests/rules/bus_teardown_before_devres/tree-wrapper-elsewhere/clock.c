// SPDX-License-Identifier: GPL-2.0
#include "foo.h"

void foo_put_pclk(struct foo *foo)
{
	clk_disable_unprepare(foo->pclk);
	clk_put(foo->pclk);
}
