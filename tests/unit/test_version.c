// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "history/version.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void names(const struct version *v, const char *expected)
{
	char *name = version_name(v);

	assert_string_equal(name, expected);
	mem_free(name);
}

static void tags_of_releases(void **state)
{
	static const struct {
		const char *tag, *name;
		bool named;
	} cases[] = {
		{ "v2.6.12-rc2", "2.6.12-rc2", false },
		{ "v2.6.32.61", "2.6.32.61", false },
		{ "v3.0", "3.0", false },
		{ "v4.20", "4.20", false },
		{ "v5.10-rc7", "5.10-rc7", false },
		{ "v5.10.8-rt24", "5.10.8-rt24", false },
		{ "v5.10.8-rt24-rebase", "5.10.8-rt24-rebase", false },
		{ "v5.4.3-rt1-rc1", "5.4.3-rt1-rc1", false },
		{ "v5.10-rc7-rt12", "5.10-rc7-rt12", false },
		{ "v5.10.5-rc1", "5.10.5-rc1", false },
		{ "v6.1.90-vendor2", "6.1.90-vendor2", false },
		{ "v5.10.103+", "5.10.103+", false },
		{ "v4.9-rc5-dts", "4.9-rc5-dts", false },
		{ "v2.6.12-pre3", "2.6.12-rc3", false },
		{ "5.10~rc3", "5.10-rc3", false },
		{ "V5.10-RC3", "5.10-rc3", false },
		{ "Ubuntu-5.15.0-91.101", "5.15.0-91.101", true },
		{ "Ubuntu-hwe-5.4.0-42.46_18.04.1", "5.4.0-42.46_18.04.1", true },
		{ "Ubuntu-hwe-5.8-5.8.0-23.24_20.04.1", "5.8.0-23.24_20.04.1", true },
		{ "android12-5.10.43_r00", "5.10.43-r00", true },
		{ "kernel-5.14.0-70.el9", "5.14.0-70.el9", true },
		{ "rpi-5.10_20211029", "5.10-20211029", true },
		{ "usb-5.10-rc1", "5.10-rc1", true },
		{ "v4l-5.10", "5.10", true },
		{ "RELEASE-4.14.0", "4.14.0", false },
		{ "RELEASE-4.1.6.1", "4.1.6.1", false },
		{ "xen-RELEASE-4.14.5", "4.14.5", true },
		{ "4.14.0-rc1", "4.14.0-rc1", false },
		{ "4.9.0-rc1.2", "4.9.0-rc1-2", false },
		{ "3.0.2-rc", "3.0.2-rc1", false },
		{ "4.8.3pre-shim-comet-2", "4.8.3-rc1-shim-comet-2", false },
		{ "4.10.0-shim-comet-1.1", "4.10.0-shim-comet-1.1", false },
		{ "v249", "249", false },
		{ "v249.4", "249.4", false },
		{ "v249-rc1", "249-rc1", false },
		{ "v239-13.2", "239-13.2", false },
		{ "001", "001", false },
		{ "udev-182", "182", true },
		{ "v16.04", "16.04", false },
		{ "v20.11.10-rc1", "20.11.10-rc1", false },
		{ "v1.2.3r0", "1.2.3-r0", false },
		{ "v25.1", "25.1", false },
		{ "debian/25.0-1", "25.0-1", true },
		{ "debian/33.1+git20210317-1", "33.1+git20210317-1", true },
		{ "v1.2.3.4.5", "1.2.3.4-5", false },
		{ "v4294967295.0", "4294967295.0", false },
		{ "v5.10-rc99999999999", "5.10-rc99999999999", false },
		{ "v5.10-abcdefghijklmnopqrstuvwxyz0123456789",
		  "5.10-abcdefghijklmnopqrstuvwxyz01234", false },
	};
	struct version v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		if (!version_of_tag(&v, cases[i].tag))
			fail_msg("%s", cases[i].tag);
		names(&v, cases[i].name);
		assert_int_equal(v.named, cases[i].named);
	}
}

static void tags_of_no_release(void **state)
{
	static const char *const tags[] = {
		"", "v", "-", "v2.6.11-tree", "3.0.2-branched", "4.20-dev", "split-1.0", "beta1",
		"ia64-stable", "latest-stable", "show", "sparse-tree-deprecated", "next-20201211",
		"for-5.10", "at24-fixes-for-v5.10", "v5.10-rc7-rt12-patches", "xfs-5.10-merge-7",
		"v5.10-beta2", "0b777eee88d7", "376991db4b64", "v4294967296", "v5.99999999999",
		"v5.10/topic", "v5.10 ", " v5.10", "v5.10\n", "v5.10-\xc3\xa4", "\xff\xfe-5.10",
		"5.10-\x7f", "v.5.10", "linux5.10", "-5.10", "--5.10", "a--5.10",
	};
	struct version v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(tags); i++)
		if (version_of_tag(&v, tags[i]))
			fail_msg("%s", tags[i]);
}

static void titles_of_release_commits(void **state)
{
	static const struct {
		const char *subject, *name;
	} cases[] = {
		{ "Linux 4.14.106", "4.14.106" },
		{ "Linux 5.10-rc1", "5.10-rc1" },
		{ "Linux 5.10-rc1\n", "5.10-rc1" },
		{ "Linux v2.6.13-rc1", "2.6.13-rc1" },
		{ "Linux-2.6.12-rc2", "2.6.12-rc2" },
		{ "Linux 5.10.8-rt24", "5.10.8-rt24" },
		{ "Linux 4.19.98-cip19", "4.19.98-cip19" },
		{ "", NULL },
		{ "Linux", NULL },
		{ "Linux ", NULL },
		{ "Linux 5", NULL },
		{ "Linux  5.10", NULL },
		{ "linux 5.10", NULL },
		{ "Linux kernel-5.10", NULL },
		{ "Linux 5.10-rc1 compat fixes", NULL },
		{ "Linux 5.10-dev", NULL },
		{ "Linux 5.10: revert", NULL },
		{ "Merge Linux 5.10.1", NULL },
		{ "Linux 5.10-0000000000000000000000000000000000000000000000"
		  "0000000000000000000000000000000000000", NULL },
	};
	struct version v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_int_equal(version_of_subject(&v, cases[i].subject, strlen(cases[i].subject)),
				 cases[i].name != NULL);
		if (cases[i].name)
			names(&v, cases[i].name);
	}
	assert_false(version_of_subject(&v, "Linux 5.10\0-rc1", 15));
	assert_true(version_of_subject(&v, "Linux 5.10-rc1", 10));
	names(&v, "5.10");
}

static void stable_lines(void **state)
{
	static const struct {
		const char *line, *name;
	} cases[] = {
		{ "linux-5.10.y", "5.10" },
		{ "linux-2.6.32.y", "2.6.32" },
		{ "origin/linux-5.10.y", "5.10" },
		{ "remotes/stable/linux-2.6.32.y", "2.6.32" },
		{ "5.10.y", "5.10" },
		{ "stable/5.10.y", "5.10" },
		{ "linux-5.10.y-cip-rt", NULL },
		{ "linux-rolling-stable", NULL },
		{ "linux-5.10", NULL },
		{ "linux-5.y", NULL },
		{ "linux-2.6.y", NULL },
		{ "linux-5.10.3.y", NULL },
		{ "linux-5.10.y/topic", NULL },
		{ "my-linux-5.10.y", NULL },
		{ "linux-.y", NULL },
		{ "linux-5.99999999999.y", NULL },
		{ "linux-1.2.3.4.5.y", NULL },
		{ "master", NULL },
		{ "", NULL },
		{ "/", NULL },
	};
	struct version v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		if (version_of_line(&v, cases[i].line) != (cases[i].name != NULL))
			fail_msg("%s", cases[i].line);
		if (cases[i].name)
			names(&v, cases[i].name);
	}
}

/* Oldest first, no two equal. */
static const char *const in_order[] = {
	"v2.6.11", "v2.6.12-rc2", "v2.6.12-rc10", "v2.6.12", "v2.6.12-dts", "v2.6.12.1",
	"v2.6.32.9", "v2.6.32.61", "v3.0-rc1", "v3.0", "v3.0.1", "4.9.0-rc1", "4.9.0-rc1.1",
	"4.9.0-rc1.2", "4.9.0-rc2", "v4.9-rc2-dts", "v4.9", "v4.10", "v5.4.3", "v5.4.3-rt1-rc1",
	"v5.4.3-rt1", "v5.4.3-rt1-rebase", "v5.4.3-rt2", "v5.10-rc7", "v5.10-rc7-rt2",
	"v5.10-rc7-rt12", "v5.10", "v5.10.5-rc1", "v5.10.5", "v5.10.5+", "v5.10.5-a",
	"v5.10.5-vendor2-rc1", "v5.10.5-vendor2", "v5.10.5-vendor2-b", "v5.10.5-vendor2-4",
	"v5.10.5-vendor10", "v5.10.5-9.1", "v5.10.5-91.9", "v5.10.5-91-101", "v5.10.5-91.101",
	"v5.10.5-0091.101.1", "v5.10.5-18446744073709551616", "v5.10.5-18446744073709551617",
	"v5.10.5-rt1", "v5.11-rc1", "v249-rc1", "v249", "v249-1", "v249.1", "20211029",
};

static int by_version(const void *one, const void *two)
{
	return version_compare(one, two);
}

static int sign(int c)
{
	return (c > 0) - (c < 0);
}

static void the_order(void **state)
{
	struct version v[COUNT(in_order)];
	int i, j;

	(void)state;
	for (i = 0; i < (int)COUNT(in_order); i++)
		assert_true(version_of_tag(&v[i], in_order[i]));
	for (i = 0; i < (int)COUNT(in_order); i++)
		for (j = 0; j < (int)COUNT(in_order); j++)
			if (sign(version_compare(&v[i], &v[j])) != sign(i - j))
				fail_msg("%s and %s", in_order[i], in_order[j]);
}

static unsigned pick(unsigned *seed, unsigned below)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % below;
}

static void any_permutation_sorts_alike(void **state)
{
	enum { N = COUNT(in_order) };
	struct version sorted[N], v[N], swap;
	unsigned seed = 1, i, j, round;

	(void)state;
	for (i = 0; i < N; i++)
		version_of_tag(&sorted[i], in_order[i]);
	memcpy(v, sorted, sizeof(v));
	for (round = 0; round < 500; round++) {
		for (i = N - 1; i; i--) {
			j = pick(&seed, i + 1);
			swap = v[i];
			v[i] = v[j];
			v[j] = swap;
		}
		qsort(v, N, sizeof(*v), by_version);
		for (i = 0; i < N; i++)
			assert_int_equal(version_compare(&v[i], &sorted[i]), 0);
	}
}

static void random_version(struct version *v, unsigned *seed)
{
	static const char bytes[] = "ab019.-+~_rc\xc3", *end = bytes + sizeof(bytes) - 1;
	unsigned i, n = pick(seed, 6);

	*v = (struct version){ .part = { 5, pick(seed, 2) }, .n = 2 };
	v->rc = pick(seed, 3) ? 0 : pick(seed, 2) ? 1 : 4294967295u;
	v->rt = pick(seed, 3) ? 0 : 1;
	for (i = 0; i < n; i++)
		v->suffix[i] = bytes[pick(seed, (unsigned)(end - bytes))];
}

static void it_is_an_order(void **state)
{
	struct version v[3];
	unsigned seed = 7, i;
	int ab, bc, ac;

	(void)state;
	for (i = 0; i < 200000; i++) {
		random_version(&v[0], &seed);
		random_version(&v[1], &seed);
		random_version(&v[2], &seed);
		ab = sign(version_compare(&v[0], &v[1]));
		bc = sign(version_compare(&v[1], &v[2]));
		ac = sign(version_compare(&v[0], &v[2]));
		assert_int_equal(ab, -sign(version_compare(&v[1], &v[0])));
		if (ab == bc || !ab || !bc)
			assert_int_equal(ac, ab ? ab : bc);
	}
}

static void equal_whatever_stood_before(void **state)
{
	struct version a, b;

	(void)state;
	assert_true(version_of_tag(&a, "Ubuntu-5.10.0-1"));
	assert_true(version_of_tag(&b, "v5.10-1"));
	assert_int_equal(version_compare(&a, &b), 0);
	assert_int_equal(version_compare(&b, &a), 0);
}

static void what_mainline_makes(void **state)
{
	static const struct {
		const char *tag;
		bool mainline;
	} cases[] = {
		{ "v5.10", true }, { "v5.10-rc1", true }, { "v6.0", true }, { "v5.10.0", true },
		{ "v2.6.32", true }, { "v2.6.32-rc1", true }, { "v249", true },
		{ "v5.10.1", false }, { "v5.10.5-rc1", false }, { "v2.6.32.1", false },
		{ "v5.10-rc7-rt12", false }, { "v5.10-dts", false }, { "v5.10+", false },
		{ "usb-5.10-rc1", false }, { "Ubuntu-5.15.0-91.101", false }, { "v0", false },
	};
	struct version v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_true(version_of_tag(&v, cases[i].tag));
		if (version_is_mainline(&v) != cases[i].mainline)
			fail_msg("%s", cases[i].tag);
	}
}

static void the_series(void **state)
{
	static const struct {
		const char *tag, *series;
	} cases[] = {
		{ "v5.10.3", "5.10" }, { "v5.10-rc1", "5.10" }, { "v5.10.8-rt24", "5.10" },
		{ "v2.6.32.61", "2.6.32" }, { "v2.6.32", "2.6.32" }, { "v16.04.3", "16.04" },
		{ "Ubuntu-5.15.0-91.101", "5.15" }, { "v249", "249" },
	};
	struct version v, series;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_true(version_of_tag(&v, cases[i].tag));
		version_series(&series, &v);
		names(&series, cases[i].series);
		assert_true(version_same_series(&v, &series));
	}
	version_of_tag(&v, "v5.10.3");
	version_of_tag(&series, "v5.1.3");
	assert_false(version_same_series(&v, &series));
	version_series(&v, &v);
	names(&v, "5.10");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_of_releases),
		cmocka_unit_test(tags_of_no_release),
		cmocka_unit_test(titles_of_release_commits),
		cmocka_unit_test(stable_lines),
		cmocka_unit_test(the_order),
		cmocka_unit_test(any_permutation_sorts_alike),
		cmocka_unit_test(it_is_an_order),
		cmocka_unit_test(equal_whatever_stood_before),
		cmocka_unit_test(what_mainline_makes),
		cmocka_unit_test(the_series),
	};

	return cmocka_run_group_tests_name("version", tests, NULL, NULL);
}
