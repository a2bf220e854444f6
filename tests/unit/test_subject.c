// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "history/subject.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void what_it_says(void **state)
{
	static const struct {
		const char *raw, *said;	/* number/total, version, whether a reply, the text */
	} cases[] = {
		{ "a", "0/0 v0 a" },
		{ "[PATCH] a", "0/0 v0 a" },
		{ "[PATCH 2/5] a", "2/5 v0 a" },
		{ "[PATCH 02/15] a", "2/15 v0 a" },
		{ "[PATCH 0/5] a", "0/5 v0 a" },
		{ "[PATCH v3 2/5] a", "2/5 v3 a" },
		{ "[PATCHv3 2/5] a", "2/5 v3 a" },
		{ "[PATCH V3,2/5] a", "2/5 v3 a" },
		{ "[RFC PATCH net-next v10 2/5] a", "2/5 v10 a" },
		{ "[RESEND PATCH 2/5] a", "2/5 v0 a" },
		{ "[PATCH 5.10 12/99] a", "12/99 v0 a" },
		{ "[2/5] a", "2/5 v0 a" },
		{ "[PATCH v2][2/5] a", "2/5 v2 a" },
		{ "[list] [PATCH v2 2/5] a", "2/5 v2 a" },
		{ "Re: [PATCH v2 2/5] a", "2/5 v2 Re a" },
		{ "re: a", "0/0 v0 Re a" },
		{ "[PATCH] Re: a", "0/0 v0 Re a" },
		{ "Regarding: a", "0/0 v0 Regarding: a" },
		/* what is no number of a patch */
		{ "[PATCH 6/5] a", "0/0 v0 a" },
		{ "[PATCH 2/0] a", "0/0 v0 a" },
		{ "[PATCH 2/] a", "0/0 v0 a" },
		{ "[PATCH /5] a", "0/0 v0 a" },
		{ "[PATCH +2/+5] a", "0/0 v0 a" },
		{ "[PATCH 2/5x] a", "0/0 v0 a" },
		{ "[PATCH 2/5/7] a", "0/0 v0 a" },
		{ "[PATCH 9999/9999] a", "9999/9999 v0 a" },
		{ "[PATCH 10000/10000] a", "0/0 v0 a" },
		{ "[PATCH 4294967297/4294967298] a", "0/0 v0 a" },
		{ "[PATCH v0 v] a", "0/0 v0 a" },
		{ "[PATCH v2.1] a", "0/0 v0 a" },
		{ "[PATCH v99999] a", "0/0 v0 a" },
		{ "[PATCH] [v2 2/5] a", "2/5 v2 a" },
		{ "[PATCH] [a 2/5 b", "0/0 v0 [a 2/5 b" },
		{ "a [PATCH v2 2/5]", "0/0 v0 a [PATCH v2 2/5]" },
		{ "[PATCH v3 v] a", "0/0 v3 a" },
		{ "", "0/0 v0 " },
		{ " [PATCH 1/2]", "1/2 v0 " },
		{ "[", "0/0 v0 [" },
		{ "[]", "0/0 v0 []" },
		{ "[ , -] a", "0/0 v0 [ , -] a" },
		{ "[patchwork 2] a", "0/0 v0 [patchwork 2] a" },
		{ "[PATCH 2/5] [list] [v3] a", "2/5 v0 [list] [v3] a" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct subject s = subject_parse(cases[i].raw);
		char *said = mem_printf("%u/%u v%u%s %s", s.number, s.total, s.version,
					s.reply ? " Re" : "", s.text);

		if (strcmp(said, cases[i].said))
			fail_msg("'%s' not '%s' of %s", said, cases[i].said, cases[i].raw);
		mem_free(said);
	}
}

/* One word after the other, each in constant time, or this takes minutes. */
static void many_words(void **state)
{
	static const struct {
		const char *start, *word, *end;
		unsigned number;
		bool reply;
	} cases[] = {
		{ "[PATCH", " 2/5", "] a", 2, false },
		{ "[PATCH", " word", "] a", 0, false },
		{ "", "[PATCH]", "a", 0, false },
		{ "", "[a] ", "[PATCH 1/2] a", 1, false },
		{ "", "[a] Re: ", "[PATCH 1/2] a", 0, false },
		{ "", "Re:", "a", 0, true },
		{ "", "[", "a", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str s = STR_INIT;
		struct subject said;

		str_add(&s, cases[i].start);
		for (int k = 0; k < 1 << 20; k++)
			str_add(&s, cases[i].word);
		str_add(&s, cases[i].end);
		said = subject_parse(s.buf);
		assert_int_equal(said.number, cases[i].number);
		assert_int_equal(said.reply, cases[i].reply);
		str_release(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_says),
		cmocka_unit_test(many_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
