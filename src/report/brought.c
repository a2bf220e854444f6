// SPDX-License-Identifier: GPL-2.0
#include "report/brought.h"

void brought_add(struct str *to, const struct finding *f)
{
	if (f->brought) {
		str_add(to, " (brought by ");
		str_add(to, f->brought);
		str_add(to, ")");
	}
	if (f->mended) {
		str_add(to, ", mended by ");
		str_add(to, f->mended);
	}
}

void brought_add_message(struct str *to, const struct finding *f)
{
	str_add(to, f->message);
	brought_add(to, f);
}
