// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <git2.h>

#include "base/mem.h"
#include "base/str.h"
#include "proof/hunk.h"

enum { MOST = 4096 };

static struct hunks *change(const char *before, const char *after)
{
	return hunks_new(before, strlen(before), after, after ? strlen(after) : 0);
}

static enum hunks_state weigh(const struct hunks *h, const char *text)
{
	struct hunk_answer answers[MOST];

	assert_true(hunks_count(h) <= MOST);
	hunks_find(h, text, strlen(text), answers);
	return hunks_weigh(answers, hunks_count(h));
}

/* What a fix is found to be in a text. */
static enum hunks_state holds(const char *before, const char *after, const char *text)
{
	struct hunks *h = change(before, after);
	enum hunks_state state = weigh(h, text);

	hunks_free(h);
	return state;
}

static void check_both(const char *before, const char *after)
{
	assert_int_equal(holds(before, after, before), HUNKS_BEFORE);
	assert_int_equal(holds(before, after, after), HUNKS_AFTER);
}

/* ---- the founding example ---- */

#define RELEASE_HEAD \
	"static void __device_release_driver(struct device *dev, struct device *parent)\n" \
	"{\n" \
	"\tif (dev->bus && dev->bus->remove)\n" \
	"\t\tdev->bus->remove(dev);\n" \
	"\telse if (drv->remove)\n" \
	"\t\tdrv->remove(dev);\n"
#define LINKS "\tdevice_links_driver_cleanup(dev);\n"
#define TEARDOWN "\tarch_teardown_dma_ops(dev);\n"
#define DEVRES "\tdevres_release_all(dev);\n"
#define RELEASE_END \
	"\tdev->driver = NULL;\n" \
	"\tdev_set_drvdata(dev, NULL);\n" \
	"\tif (dev->pm_domain && dev->pm_domain->dismiss)\n" \
	"\t\tdev->pm_domain->dismiss(dev);\n" \
	"}\n"

#define MOVED_BEFORE RELEASE_HEAD "\n" LINKS TEARDOWN "\n" DEVRES RELEASE_END
#define MOVED_AFTER RELEASE_HEAD "\n" LINKS "\n" DEVRES TEARDOWN RELEASE_END

static void moved_lines_are_told_by_where_they_stand(void **state)
{
	(void)state;
	check_both(MOVED_BEFORE, MOVED_AFTER);
}

static void moved_to_elsewhere_is_no_answer(void **state)
{
	(void)state;
	assert_int_equal(holds(MOVED_BEFORE, MOVED_AFTER,
			       RELEASE_HEAD LINKS DEVRES "\tdev->driver = NULL;\n" TEARDOWN
			       "\tdev_set_drvdata(dev, NULL);\n}\n"), HUNKS_UNCLEAR);
}

static void what_never_had_the_moved_line_has_no_fix(void **state)
{
	(void)state;
	assert_int_equal(holds(MOVED_BEFORE, MOVED_AFTER, RELEASE_HEAD LINKS DEVRES RELEASE_END),
			 HUNKS_UNCLEAR);
}

/* ---- what makes no difference ---- */

#define PROBE_HEAD \
	"static int probe(struct device *dev)\n" \
	"{\n" \
	"\tstruct priv *priv = dev_get_drvdata(dev);\n" \
	"\tint ret;\n" \
	"\n" \
	"\tret = clk_prepare_enable(priv->clk);\n"
#define PROBE_END \
	"\tret = device_register(priv, dev);\n" \
	"\tif (ret)\n" \
	"\t\tgoto err;\n" \
	"\treturn 0;\n" \
	"err:\n" \
	"\treturn ret;\n" \
	"}\n"
#define CHECK "\tif (ret)\n\t\treturn dev_err_probe(dev, ret, \"no clock\\n\");\n"

static void blanks_and_comments_make_no_difference(void **state)
{
	(void)state;
	assert_int_equal(holds(PROBE_HEAD PROBE_END, PROBE_HEAD CHECK PROBE_END,
			       PROBE_HEAD "\n\n\t/* no clock,\n\t * no device */\n"
			       "  if( ret )\n  return dev_err_probe( dev, ret, "
			       "\"no clock\\n\" ); // gone\n\n" PROBE_END), HUNKS_AFTER);
	assert_int_equal(holds(PROBE_HEAD PROBE_END, PROBE_HEAD CHECK PROBE_END,
			       PROBE_HEAD "\t/* " CHECK " */\n" PROBE_END), HUNKS_BEFORE);
}

static void lines_around_may_have_changed(void **state)
{
	static const char BEFORE[] = PROBE_HEAD PROBE_END;
	static const char AFTER[] = PROBE_HEAD CHECK PROBE_END;

	(void)state;
	assert_int_equal(holds(BEFORE, AFTER,
			       "static int probe(struct device *dev)\n{\n"
			       "\tret = clk_prepare_enable(priv->clk);\n" CHECK
			       "\tret = device_add(priv);\n\treturn ret;\n}\n"), HUNKS_AFTER);
	assert_int_equal(holds(BEFORE, AFTER,
			       "static int probe(struct device *dev)\n{\n\tint err;\n\n"
			       "\tret = clk_prepare_enable(priv->clk);\n"
			       "\tret = device_register(priv, dev);\n\treturn ret;\n}\n"),
			 HUNKS_BEFORE);
}

static void only_comments_have_nothing_to_tell(void **state)
{
	struct hunks *h = change(PROBE_HEAD PROBE_END,
				 "/* Probes. */\n" PROBE_HEAD "\n\t// registers\n" PROBE_END);

	(void)state;
	assert_int_equal(hunks_count(h), 0);
	assert_int_equal(weigh(h, PROBE_HEAD PROBE_END), HUNKS_NONE);
	hunks_free(h);
	h = change("a:\n\tcp x/* y/*\n", "a:\n\tcp x/* z/*\n");
	assert_int_equal(hunks_count(h), 1);
	hunks_free(h);
}

static void a_renamed_variable_is_no_answer(void **state)
{
	(void)state;
	assert_int_equal(holds(PROBE_HEAD PROBE_END, PROBE_HEAD CHECK PROBE_END,
			       "static int probe(struct device *dev)\n{\n"
			       "\trc = clk_prepare_enable(p->clk);\n\tif (rc)\n"
			       "\t\treturn dev_err_probe(dev, rc, \"no clock\\n\");\n"
			       "\trc = device_register(p, dev);\n\treturn rc;\n}\n"),
			 HUNKS_UNCLEAR);
}

/* ---- which place is meant ---- */

#define SWITCH(name, first) \
	"static int " name "(int what)\n{\n" \
	"\tswitch (what) {\n" \
	"\tcase " first ":\n\t\tstart_something(what);\n"
#define SWITCH_END(second) \
	"\tcase " second ":\n\t\tstop_something(what);\n\t\tbreak;\n\t}\n\treturn 0;\n}\n"

static void short_lines_need_what_is_around(void **state)
{
	static const char BEFORE[] = SWITCH("f", "ONE_THING") SWITCH_END("OTHER_THING");
	static const char AFTER[] = SWITCH("f", "ONE_THING") "\t\tbreak;\n"
		SWITCH_END("OTHER_THING");

	(void)state;
	check_both(BEFORE, AFTER);
	assert_int_equal(holds(BEFORE, AFTER, SWITCH("f", "THIRD_THING")
			       "\t\tlog_what(what);\n\t\tbreak;\n" SWITCH_END("FOURTH_THING")),
			 HUNKS_UNCLEAR);
}

static void the_same_text_in_another_function_is_no_fix(void **state)
{
	static const char BEFORE[] = SWITCH("f", "ONE_THING") SWITCH_END("OTHER_THING")
		SWITCH("g", "ONE_THING") "\t\tbreak;\n" SWITCH_END("OTHER_THING");
	static const char AFTER[] = SWITCH("f", "ONE_THING") "\t\tbreak;\n"
		SWITCH_END("OTHER_THING")
		SWITCH("g", "ONE_THING") "\t\tbreak;\n" SWITCH_END("OTHER_THING");

	(void)state;
	check_both(BEFORE, AFTER);
	assert_int_equal(holds(BEFORE, AFTER, SWITCH("g", "ONE_THING") "\t\tbreak;\n"
			       SWITCH_END("OTHER_THING")), HUNKS_UNCLEAR);
}

#define OPEN(parse, path) "static int open(const char *args)\n{\n\tstruct ctx *ctx;\n\n" \
	"\tif (!args) {\n\t\tlog_it(\"%s is mandatory\",\n\t\t\tARG_SIZE);\n" \
	"\t\tgoto out;\n\t}\n" parse "\tif (!ctx->path) {\n\t\tlog_it(\"%s is mandatory\"" \
	path "\t\tgoto out;\n\t}\n\tstart_it(ctx);\nout:\n\treturn finish_it(ctx);\n}\n"

static void a_twin_in_the_same_function_is_not_the_bug(void **state)
{
	static const char BEFORE[] = OPEN("\tctx = parse_args(args);\n",
					  ",\n\t\t\tARG_SIZE);\n");
	static const char AFTER[] = OPEN("\tctx = parse_args(args);\n",
					 ",\n\t\t\tARG_PATH);\n");

	(void)state;
	check_both(BEFORE, AFTER);
	assert_int_not_equal(holds(BEFORE, AFTER, OPEN("\tctx = parse_it(args);\n",
						       "\"\\n\",\n\t\t\tARG_PATH);\n")),
			     HUNKS_BEFORE);
}

#define OPTIONS(extra) "static int parse(int argc)\n{\n\tif (length(argc) > SIZE) {\n" \
	"\t\tlog_error(\"too long\");\n\t\treturn -EINVAL;\n\t}\n" extra \
	"\tfinish_options(argc);\n\treturn 0;\n}\n"
#define AGAIN "\tif (append_size(argc) > SIZE) {\n" \
	"\t\tlog_error(\"too long\");\n\t\treturn -EINVAL;\n\t}\n"

static void what_ends_like_the_lines_above_is_told(void **state)
{
	(void)state;
	check_both(OPTIONS(""), OPTIONS(AGAIN));
}

static void a_seam_next_to_a_bare_brace_is_no_bug(void **state)
{
	static const char HEAD[] = "static void caps(struct hw *hw)\n{\n\tread_cap(hw);\n"
		"\tif (hw->cap == CAP_NONE) {\n\t\tlog_it(hw);\n\t}\n";
	static const char END[] = "\tif (hw->cap != CAP_VENDOR)\n\t\tskip_cap(hw);\n"
		"\tuse_cap(hw);\n}\n";
	char *before = mem_printf("%s%s", HEAD, END);
	char *after = mem_printf("%s\tif (hw->cap == CAP_MSIX)\n\t\thw->msix = 1;\n%s",
				 HEAD, END);
	char *later = mem_printf("%s\tif (is_msix(hw->cap)) {\n\t\tset_msix(hw);\n\t}\n%s",
				 HEAD, END);

	(void)state;
	check_both(before, after);
	assert_int_equal(holds(before, after, later), HUNKS_UNCLEAR);
	mem_free(before);
	mem_free(after);
	mem_free(later);
}

#define GUARDED \
	"\tlock_the_queue(q);\n\tstop_the_queue(q);\n\tflush_the_queue(q);\n" \
	"\tdrain_the_queue(q);\n\tfree_the_queue(q);\n\tunlock_the_queue(q);\n"
#define UNGUARDED "\tstop_the_queue(q);\n\tfree_the_queue(q);\n"
#define QUEUE(name, body) "void " name "(struct queue *q)\n{\n\ttrace_the_queue(q);\n" body \
	"\tcomplete(&q->done);\n}\n"

static void a_renamed_function_is_known_by_its_text(void **state)
{
	static const char BEFORE[] = QUEUE("queue_exit", UNGUARDED);
	static const char AFTER[] = QUEUE("queue_exit", GUARDED);

	(void)state;
	check_both(BEFORE, AFTER);
	assert_int_equal(holds(BEFORE, AFTER, QUEUE("queue_destroy", GUARDED)), HUNKS_AFTER);
	assert_int_equal(holds(BEFORE, AFTER, QUEUE("queue_destroy", UNGUARDED)), HUNKS_BEFORE);
}

static void the_place_is_named(void **state)
{
	struct hunks *h = change(PROBE_HEAD PROBE_END, PROBE_HEAD CHECK PROBE_END);
	struct hunk_answer a;

	(void)state;
	assert_int_equal(hunks_count(h), 1);
	hunks_find(h, PROBE_HEAD CHECK PROBE_END, strlen(PROBE_HEAD CHECK PROBE_END), &a);
	assert_int_equal(a.state, HUNK_AFTER);
	assert_int_equal(a.line, 7);
	assert_int_equal(a.function_len, 5);
	assert_memory_equal(a.function, "probe", 5);
	assert_true(a.sure);
	hunks_find(h, "int x;\n", 7, &a);
	assert_int_equal(a.state, HUNK_NEITHER);
	assert_int_equal(a.line, 0);
	assert_string_equal(a.function, "");
	hunks_free(h);
}

/* ---- parts ---- */

#define REMOVE(body) "static void remove(struct device *dev)\n{\n" \
	"\tstruct priv *priv = dev_get_drvdata(dev);\n\n" body \
	"\tdevice_unregister(&priv->child);\n\tmutex_destroy(&priv->lock);\n}\n"
#define DISABLE "\tclk_disable_unprepare(priv->clk);\n"

static void half_of_it_is_a_part(void **state)
{
	static const char BEFORE[] = PROBE_HEAD PROBE_END REMOVE("");
	static const char AFTER[] = PROBE_HEAD CHECK PROBE_END REMOVE(DISABLE);

	(void)state;
	check_both(BEFORE, AFTER);
	assert_int_equal(holds(BEFORE, AFTER, PROBE_HEAD CHECK PROBE_END REMOVE("")),
			 HUNKS_PART);
	assert_int_equal(holds(BEFORE, AFTER, PROBE_HEAD PROBE_END REMOVE(DISABLE)), HUNKS_PART);
}

static void what_is_not_there_yet_makes_no_part(void **state)
{
	static const char BEFORE[] = PROBE_HEAD PROBE_END REMOVE("");
	static const char AFTER[] = PROBE_HEAD CHECK PROBE_END REMOVE(DISABLE);

	(void)state;
	assert_int_equal(holds(BEFORE, AFTER, PROBE_HEAD PROBE_END), HUNKS_BEFORE);
	assert_int_equal(holds(BEFORE, AFTER, "int x;\n"), HUNKS_UNCLEAR);
	assert_int_equal(holds(BEFORE, AFTER, ""), HUNKS_UNCLEAR);
}

#define REMOVE_TWICE(first, second) "static void remove(struct device *dev)\n{\n" \
	"\tstruct priv *priv = dev_get_drvdata(dev);\n\n" first \
	"\tdevice_unregister(&priv->child);\n\tmutex_destroy(&priv->lock);\n" \
	"\tpm_runtime_disable(dev);\n\tput_device(&priv->child);\n" second \
	"\tdma_release_channel(priv->dma);\n\tpriv->dma = NULL;\n}\n"
#define SYNC "\tsynchronize_irq(priv->irq);\n"

static void a_function_adapted_by_a_backport_is_no_part(void **state)
{
	static const char BEFORE[] = REMOVE_TWICE("", "") PROBE_HEAD PROBE_END;
	static const char AFTER[] = REMOVE_TWICE(DISABLE, SYNC) PROBE_HEAD CHECK PROBE_END;

	(void)state;
	check_both(BEFORE, AFTER);
	assert_int_equal(holds(BEFORE, AFTER, REMOVE_TWICE(DISABLE, "") PROBE_HEAD CHECK
			       PROBE_END), HUNKS_UNCLEAR);
	assert_int_equal(holds(BEFORE, AFTER, REMOVE_TWICE("", "") PROBE_HEAD CHECK PROBE_END),
			 HUNKS_PART);
}

static void what_cannot_be_told_leaves_it_open(void **state)
{
	static const char BEFORE[] = PROBE_HEAD PROBE_END REMOVE("");
	static const char AFTER[] = PROBE_HEAD CHECK PROBE_END REMOVE(DISABLE);

	(void)state;
	assert_int_equal(holds(BEFORE, AFTER, PROBE_HEAD CHECK PROBE_END
			       REMOVE("\tclk_stop(priv);\n")), HUNKS_UNCLEAR);
}

static void an_include_counts_only_alone(void **state)
{
	static const char BEFORE[] = "#include <a.h>\n#include <c.h>\n" PROBE_HEAD PROBE_END;
	static const char AFTER[] = "#include <a.h>\n#include <b.h>\n#include <c.h>\n"
		PROBE_HEAD CHECK PROBE_END;

	(void)state;
	check_both(BEFORE, AFTER);
	assert_int_equal(holds(BEFORE, AFTER, "#include <a.h>\n#include <c.h>\n"
			       PROBE_HEAD CHECK PROBE_END), HUNKS_AFTER);
}

static void a_removed_line_that_never_was_is_not_a_part(void **state)
{
	static const char BEFORE[] = PROBE_HEAD PROBE_END REMOVE(DISABLE);
	static const char AFTER[] = PROBE_HEAD CHECK PROBE_END REMOVE("");

	(void)state;
	check_both(BEFORE, AFTER);
	assert_int_equal(holds(BEFORE, AFTER, PROBE_HEAD PROBE_END REMOVE("")), HUNKS_UNCLEAR);
}

/* B, A: surely before, after; b, a: by absence; m: B, mixed; n: neither; g: gone; s: slight A. */
static enum hunks_state weight(const char *answers)
{
	struct hunk_answer a[16] = { 0 };
	size_t n = strlen(answers);

	for (size_t i = 0; i < n; i++) {
		a[i].state = strchr("Bbm", answers[i]) ? HUNK_BEFORE :
			     strchr("Aas", answers[i]) ? HUNK_AFTER : HUNK_NEITHER;
		a[i].sure = strchr("BAm", answers[i]);
		a[i].mixed = answers[i] == 'm';
		a[i].gone = answers[i] == 'g';
		a[i].slight = answers[i] == 's';
	}
	return hunks_weigh(a, n);
}

static void answers_are_weighed(void **state)
{
	(void)state;
	assert_int_equal(weight("BBn"), HUNKS_BEFORE);
	assert_int_equal(weight("Bn"), HUNKS_BEFORE);
	assert_int_equal(weight("Bnn"), HUNKS_UNCLEAR);
	assert_int_equal(weight("bgg"), HUNKS_BEFORE);
	assert_int_equal(weight("bn"), HUNKS_UNCLEAR);
	assert_int_equal(weight("AAAn"), HUNKS_AFTER);
	assert_int_equal(weight("AAn"), HUNKS_UNCLEAR);
	assert_int_equal(weight("Ag"), HUNKS_UNCLEAR);
	assert_int_equal(weight("aa"), HUNKS_AFTER);
	assert_int_equal(weight("an"), HUNKS_UNCLEAR);
	assert_int_equal(weight("AB"), HUNKS_PART);
	assert_int_equal(weight("Ab"), HUNKS_PART);
	assert_int_equal(weight("Am"), HUNKS_UNCLEAR);
	assert_int_equal(weight("AmB"), HUNKS_PART);
	assert_int_equal(weight("Abn"), HUNKS_UNCLEAR);
	assert_int_equal(weight("aB"), HUNKS_UNCLEAR);
	assert_int_equal(weight("Bs"), HUNKS_BEFORE);
	assert_int_equal(weight("s"), HUNKS_AFTER);
	assert_int_equal(weight("ng"), HUNKS_UNCLEAR);
}

static void nothing_at_all_weighs_nothing(void **state)
{
	(void)state;
	assert_int_equal(hunks_weigh(NULL, 0), HUNKS_NONE);
}

/* ---- whole files ---- */

static void a_created_file_is_there_or_not(void **state)
{
	(void)state;
	check_both("", PROBE_HEAD PROBE_END);
	assert_int_equal(holds("", PROBE_HEAD PROBE_END, "int x;\n"), HUNKS_UNCLEAR);
}

static void a_deleted_file_is_gone_or_not(void **state)
{
	struct hunks *h = change(PROBE_HEAD PROBE_END, NULL);

	(void)state;
	assert_int_equal(hunks_count(h), 1);
	assert_int_equal(weigh(h, PROBE_HEAD PROBE_END), HUNKS_BEFORE);
	assert_int_equal(weigh(h, ""), HUNKS_AFTER);
	assert_int_equal(weigh(h, "int x;\n"), HUNKS_UNCLEAR);
	hunks_free(h);
}

static void binary_files_have_nothing_to_tell(void **state)
{
	static const char ONE[] = "int a;\n\0int b;\n", TWO[] = "int a;\n\0int c;\n";
	struct hunk_answer answers[8];
	struct hunks *h = hunks_new(ONE, sizeof(ONE), TWO, sizeof(TWO));

	(void)state;
	assert_int_equal(hunks_count(h), 0);
	hunks_free(h);
	h = change(PROBE_HEAD PROBE_END, PROBE_HEAD CHECK PROBE_END);
	hunks_find(h, ONE, sizeof(ONE), answers);
	assert_int_equal(answers[0].state, HUNK_NEITHER);
	hunks_free(h);
}

static void add_lines(struct str *to, int n, const char *every_third)
{
	for (int i = 0; i < n; i++)
		str_addf(to, "\tcall_number(%d);%s\n", i, i % 3 ? "" : every_third);
}

static void huge_ones_have_nothing_to_tell(void **state)
{
	struct str one = STR_INIT, two = STR_INIT;
	struct hunks *h;

	(void)state;
	add_lines(&one, 300000, "");
	add_lines(&two, 300000, "again();");
	h = hunks_new(one.buf, one.len, two.buf, two.len);
	assert_int_equal(hunks_count(h), 0);
	hunks_free(h);
	str_clear(&one);
	for (int i = 0; i < 10 << 20; i++)
		str_addc(&one, 'x');
	h = hunks_new(one.buf, one.len, "y\n", 2);
	assert_int_equal(hunks_count(h), 0);
	hunks_free(h);
	str_release(&one);
	str_release(&two);
}

static void many_hunks_are_all_told(void **state)
{
	struct str one = STR_INIT, two = STR_INIT;

	(void)state;
	add_lines(&one, 3000, "");
	add_lines(&two, 3000, "again();");
	check_both(one.buf, two.buf);
	str_release(&one);
	str_release(&two);
}

static int start(void **state)
{
	(void)state;
	return git_libgit2_init() < 0;
}

static int stop(void **state)
{
	(void)state;
	git_libgit2_shutdown();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moved_lines_are_told_by_where_they_stand),
		cmocka_unit_test(moved_to_elsewhere_is_no_answer),
		cmocka_unit_test(what_never_had_the_moved_line_has_no_fix),
		cmocka_unit_test(blanks_and_comments_make_no_difference),
		cmocka_unit_test(lines_around_may_have_changed),
		cmocka_unit_test(only_comments_have_nothing_to_tell),
		cmocka_unit_test(a_renamed_variable_is_no_answer),
		cmocka_unit_test(short_lines_need_what_is_around),
		cmocka_unit_test(the_same_text_in_another_function_is_no_fix),
		cmocka_unit_test(a_twin_in_the_same_function_is_not_the_bug),
		cmocka_unit_test(what_ends_like_the_lines_above_is_told),
		cmocka_unit_test(a_seam_next_to_a_bare_brace_is_no_bug),
		cmocka_unit_test(a_renamed_function_is_known_by_its_text),
		cmocka_unit_test(the_place_is_named),
		cmocka_unit_test(half_of_it_is_a_part),
		cmocka_unit_test(what_is_not_there_yet_makes_no_part),
		cmocka_unit_test(a_function_adapted_by_a_backport_is_no_part),
		cmocka_unit_test(what_cannot_be_told_leaves_it_open),
		cmocka_unit_test(an_include_counts_only_alone),
		cmocka_unit_test(a_removed_line_that_never_was_is_not_a_part),
		cmocka_unit_test(answers_are_weighed),
		cmocka_unit_test(nothing_at_all_weighs_nothing),
		cmocka_unit_test(a_created_file_is_there_or_not),
		cmocka_unit_test(a_deleted_file_is_gone_or_not),
		cmocka_unit_test(binary_files_have_nothing_to_tell),
		cmocka_unit_test(huge_ones_have_nothing_to_tell),
		cmocka_unit_test(many_hunks_are_all_told),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
