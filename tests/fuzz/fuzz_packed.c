// SPDX-License-Identifier: GPL-2.0
/*
 * Bytes that were kept, and may have changed since: after the first, which says what
 * they are to be, a report or codes one behind the other. What is read can be packed
 * and read again, and is the same then.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "audit/code.h"
#include "base/bytes.h"
#include "check/packed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold(int what)
{
	if (!what)
		abort();
}

static void hold_equal(const struct str *a, const struct str *b)
{
	hold(a->len == b->len && !memcmp(a->buf, b->buf, a->len));
}

static void read_report(const char *bytes, size_t len)
{
	static const struct rule one = { .name = (char *)"one" }, two = { .name = (char *)"two" };
	const struct rule *const rules[] = { &one, &two };
	struct str packed = STR_INIT, again = STR_INIT;
	struct report r = { 0 }, back = { 0 };

	if (report_unpack(&r, bytes, len, rules, 2)) {
		report_pack(&packed, &r);
		hold(report_unpack(&back, packed.buf, packed.len, rules, 2));
		report_pack(&again, &back);
		hold_equal(&packed, &again);
		report_sort(&r);
		report_release(&back);
	} else {
		hold(!r.findings.n && !r.coverage.unparsed.n && !r.coverage.unseen.n);
	}
	report_release(&r);
	str_release(&packed);
	str_release(&again);
}

static void hold_code(const struct code *c)
{
	struct str packed = STR_INIT, again = STR_INIT;
	struct bytes_reader in;
	struct code back;

	hold(c->state <= CODE_UNREAD);
	code_pack(&packed, c);
	in = (struct bytes_reader){ .p = packed.buf, .end = packed.buf + packed.len };
	hold(code_unpack(&back, &in) && in.p == in.end);
	code_pack(&again, &back);
	hold_equal(&packed, &again);
	code_release(&back);
	str_release(&packed);
	str_release(&again);
}

static void read_codes(const char *bytes, size_t len)
{
	struct bytes_reader in = { .p = bytes, .end = bytes + len };
	struct code c;

	while (code_unpack(&c, &in)) {
		hold_code(&c);
		code_release(&c);
	}
	hold(in.bad && !c.why && !c.sites.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	if (*data & 1)
		read_codes((const char *)data + 1, size - 1);
	else
		read_report((const char *)data + 1, size - 1);
	return 0;
}
