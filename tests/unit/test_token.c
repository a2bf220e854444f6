// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "check/token.h"

/* The tokens as words with blanks between; marks of #if as {? … : … }? and void ones as {}. */
static char *cut_len(const char *text, size_t len)
{
	static const char *const marks[] = { "{?", ":", "}?", "{}" };
	struct str s = STR_INIT;
	struct tokens t;

	tokens_read(&t, text, len);
	for (size_t i = 0; i < t.n; i++) {
		const struct token *tok = &t.list.item[i];

		if (i)
			str_addc(&s, ' ');
		if (tok->kind >= TOKEN_PP_IF)
			str_add(&s, marks[tok->kind - TOKEN_PP_IF]);
		if (tok->kind < TOKEN_PP_IF || tok->kind == TOKEN_PP_IF)
			str_addn(&s, tok->start, tok->len);
	}
	assert_int_equal(t.list.item[t.n].kind, TOKEN_END);
	tokens_release(&t);
	return str_detach(&s);
}

static void check_cut(const char *text, const char *want, int line)
{
	char *got = cut_len(text, strlen(text));

	if (strcmp(got, want)) {
		print_error("line %d: got  %s\n", line, got);
		print_error("line %d: want %s\n", line, want);
		fail();
	}
	mem_free(got);
}

#define CUT(text, want) check_cut(text, want, __LINE__)

static void words_numbers_and_operators(void **state)
{
	(void)state;
	CUT("a->b", "a -> b");
	CUT("a=b==c;x<<=1;y...z", "a = b == c ; x <<= 1 ; y ... z");
	CUT("0x1f 1.5 12UL", "0x1f 1.5 12UL");
	CUT("a&&b||!c&d", "a && b || ! c & d");
	CUT("", "");
}

static void comments_are_left_out(void **state)
{
	(void)state;
	CUT("a/*b*/c", "a c");
	CUT("a// b\nc", "a c");
	CUT("a /* b\n * c\n */ d", "a d");
	CUT("a // drivers/*/x\nb", "a b");
	CUT("a // b \\\nc\nd", "a d");
	CUT("a /*/ b */ c", "a c");
	CUT("a /* b", "a");
	CUT("a /*", "a");
	CUT("a /* b *", "a");
}

static void directives_are_left_out(void **state)
{
	(void)state;
	CUT("#include <a.h>\nb", "b");
	CUT("#define A(x) x\nb", "b");
	CUT("#define A (x)\nb", "b");
	CUT("#define A \\\r\n c\nb", "b");
	CUT("  #  define A c\nb", "b");
	CUT("#define A 1 /* c\n d */ e\nb", "b");
	CUT("#define GLOB \"x/*\"\nb", "b");
	CUT("#define QUOTE '\"'\nb", "b");
	CUT("#define A 1 // x /*\nb", "b");
	CUT("#error don't\nb", "b");
	CUT("#pragma x\n#line 3\n#\nb", "b");
	CUT("a # b", "a # b");
}

/* Macros that call something come last, whatever stands behind them. */
static void macros_are_read_as_functions(void **state)
{
	struct tokens t;

	(void)state;
	CUT("#define A(x) \\\n\tdo { f(x); \\\n\t} while (0)\nb",
	    "b static A ( auto x ) { do { f ( x ) ; } while ( 0 ) ; }");
	CUT("#if 0\n#define A(x) f(x)\n#endif\nb", "{} b");
	tokens_read(&t, "#define A(x) f(x)\nb c", 22);
	assert_int_equal(t.macros, 2);
	assert_true(t.n > t.macros);
	tokens_release(&t);
	tokens_read(&t, "b c", 3);
	assert_int_equal(t.macros, t.n);
	tokens_release(&t);
}

static void strings_are_one_token(void **state)
{
	(void)state;
	CUT("\"a b\" c", "\"a b\" c");
	CUT("\"a\\\"b\" c", "\"a\\\"b\" c");
	CUT("'\\'' '\"' c", "'\\'' '\"' c");
	CUT("\"a\\\\\" c", "\"a\\\\\" c");
	CUT("\"// no /* comment\" c", "\"// no /* comment\" c");
	CUT("\"open\nc", "\"open c");
	CUT("\"{\" }", "\"{\" }");
}

static void both_sides_of_an_if_stay(void **state)
{
	(void)state;
	CUT("#ifdef A\nx;\n#else\ny;\n#endif\nz", "{?A x ; : y ; }? z");
	CUT("#ifdef A\nx;\n#endif\nz", "{?A x ; }? z");
	CUT("#if A\n1\n#elif B\n2\n#elif C\n3\n#else\n4\n#endif", "{?A 1 : 2 : 3 : 4 }?");
	CUT("#if A\n#ifdef B\n1\n#else\n2\n#endif\n#else\n3\n#endif",
	    "{?A {?B 1 : 2 }? : 3 }?");
	CUT("#if defined(A) && \\\n    B /* c */\nx\n#endif", "{?defined(A) && \\\n    B x }?");
	CUT("#ifdef A // b\nx\n#endif", "{?A x }?");
}

static void an_unbalanced_if_keeps_its_first_side(void **state)
{
	(void)state;
	CUT("#ifdef A\nif (x) {\n#else\nif (y) {\n#endif\nz; }", "{} if ( x ) { z ; }");
	CUT("#ifdef A\nf(1,\n#elif B\nf(2,\n#else\nf(3,\n#endif\n4)", "{} f ( 1 , 4 )");
	CUT("#ifdef A\nint f(a)\n{\n#else\nint f(b)\n{\n#endif\n}", "{} int f ( a ) { }");
	CUT("#ifdef A\nif (x) {\n#endif\ny;\n#ifdef A\n}\n#endif\nz",
	    "{} if ( x ) { y ; {} } z");
}

static void marks_inside_an_unbalanced_if_stay(void **state)
{
	(void)state;
	CUT("#ifdef A\n#ifdef B\n1\n#else\n2\n#endif\n{\n#else\n{\n#endif\n3 }",
	    "{} {?B 1 : 2 }? { 3 }");
	CUT("#ifdef A\n#ifdef B\n1\n#else\n2\n#endif\n#else\n{\n#endif\n}",
	    "{} {?B 1 : 2 }? {} { }");
}

static void an_if_0_is_skipped(void **state)
{
	(void)state;
	CUT("#if 0\nx {\n#endif\ny", "{} y");
	CUT("#if 0\nx\n#else\ny\n#endif\nz", "{} y z");
	CUT("#if 0 /* not now */\nx\n#endif\nz", "{} z");
	CUT("#if 0\nit's\n#ifdef A\na\n#else\nb\n#endif\nc\n#endif\nd", "{} d");
	CUT("#if 0\n#if 0\na\n#endif\nb\n#else\nc\n#endif", "{} c");
	CUT("#ifdef 0\nx\n#endif", "{?0 x }?");
	CUT("#if 10\nx\n#endif", "{?10 x }?");
}

static void stray_marks_are_passed(void **state)
{
	(void)state;
	CUT("#endif\n#else\nx", "x");
	CUT("#if A\nx", "{?A x");
}

/* Levels beyond those that are kept must not close the wrong ones. */
static void very_deep_ifs_pair(void **state)
{
	struct str s = STR_INIT;
	struct tokens t;
	size_t ifs = 0, ends = 0;

	(void)state;
	for (int i = 0; i < 100; i++)
		str_add(&s, "#ifdef A\n");
	for (int i = 0; i < 100; i++)
		str_add(&s, "#else\nx;\n#endif\n");
	str_add(&s, "#ifdef B\ny\n#endif\nz");
	tokens_read(&t, s.buf, s.len);
	for (size_t i = 0; i < t.n; i++) {
		ifs += t.list.item[i].kind == TOKEN_PP_IF;
		ends += t.list.item[i].kind == TOKEN_PP_ENDIF;
	}
	assert_int_equal(ifs, 65);
	assert_int_equal(ends, 65);
	assert_true(token_is_word(&t, t.n - 1, "z"));
	assert_int_equal(t.list.item[t.n - 2].kind, TOKEN_PP_ENDIF);
	tokens_release(&t);
	str_release(&s);
}

static void lines_and_columns(void **state)
{
	static const char text[] = "a\n  bc = \"x\\\ny\"; d\n/* \n */ e\n#define X \\\n y\nf";
	static const struct {
		const char *word;
		unsigned line, column;
	} want[] = { { "a", 1, 1 }, { "bc", 2, 3 }, { "=", 2, 6 }, { "\"x\\\ny\"", 2, 8 },
		     { ";", 3, 3 }, { "d", 3, 5 }, { "e", 5, 5 }, { "f", 8, 1 } };
	struct tokens t;

	(void)state;
	tokens_read(&t, text, strlen(text));
	assert_int_equal(t.n, sizeof(want) / sizeof(want[0]));
	for (size_t i = 0; i < t.n; i++) {
		const struct token *tok = &t.list.item[i];

		assert_int_equal(tok->len, strlen(want[i].word));
		assert_memory_equal(tok->start, want[i].word, tok->len);
		assert_int_equal(tok->line, want[i].line);
		assert_int_equal(tok->column, want[i].column);
	}
	tokens_release(&t);
}

static void a_mark_stands_on_its_own_line(void **state)
{
	static const char text[] = "a\n#if A && \\\n B\nb\n#elif C || \\\n D\nc\n#endif\n";
	struct tokens t;

	(void)state;
	tokens_read(&t, text, strlen(text));
	assert_int_equal(t.n, 6);
	assert_int_equal(t.list.item[1].line, 2);
	assert_int_equal(t.list.item[2].line, 4);
	assert_int_equal(t.list.item[3].line, 5);
	assert_int_equal(t.list.item[5].line, 8);
	for (size_t i = 0; i < t.n; i++)
		assert_in_range(t.list.item[i].column, 1, 20);
	tokens_release(&t);
}

static void check_match(const char *text, size_t a, size_t b)
{
	struct tokens t;

	tokens_read(&t, text, strlen(text));
	if (b) {
		assert_int_equal(t.list.item[a].match, b);
		assert_int_equal(t.list.item[b].match, a);
	} else {
		assert_int_equal(t.list.item[a].match, 0);
	}
	tokens_release(&t);
}

static void brackets_find_their_partners(void **state)
{
	(void)state;
	check_match("x ( [ ] { } )", 1, 6);
	check_match("x ( [ ] { } )", 2, 3);
	check_match("x ( [ ] { } )", 4, 5);
	check_match("x ( ]", 1, 0);
	check_match("x ( ]", 2, 0);
	check_match("x ) (", 1, 0);
	check_match("x ) (", 2, 0);
	check_match("x { ( [ } y", 1, 4);
	check_match("x { ( [ } y", 2, 0);
	check_match("x { } } y { }", 3, 0);
	check_match("x { } } y { }", 5, 6);
	check_match("x '(' { \")\" }", 2, 4);
}

static void bytes_that_are_no_c(void **state)
{
	char *got = cut_len("a\0b\x01\xff\\c@`d", 11);

	(void)state;
	assert_string_equal(got, "a b c @ ` d");
	mem_free(got);
}

static void ten_megabytes_of_brackets(void **state)
{
	size_t len = 10 << 20;
	char *text = malloc(len + 1);
	struct tokens t;

	(void)state;
	memset(text, '(', len);
	text[len] = '\0';
	tokens_read(&t, text, len);
	assert_int_equal(t.n, len);
	assert_int_equal(t.list.item[0].match, 0);
	tokens_release(&t);
	memset(text + len / 2, ')', len / 2);
	tokens_read(&t, text, len);
	assert_int_equal(t.list.item[1].match, len - 2);
	tokens_release(&t);
	memset(text, '\n', len);
	tokens_read(&t, text, len);
	assert_int_equal(t.n, 0);
	assert_int_equal(t.list.item[0].line, len + 1);
	tokens_release(&t);
	free(text);
}

static void check_text(const char *text, const char *want)
{
	struct tokens t;
	char *got;

	tokens_read(&t, text, strlen(text));
	got = tokens_text(&t, 0, t.n);
	assert_string_equal(got, want);
	mem_free(got);
	tokens_release(&t);
}

static void text_of_tokens(void **state)
{
	(void)state;
	check_text("set_dma_ops ( dev,NULL )", "set_dma_ops(dev, NULL)");
	check_text("return  ret", "return ret");
	check_text("& pdev -> dev", "&pdev->dev");
	check_text("a\n#ifdef B\n + b\n#endif\n", "a+b");
	check_text("", "");
}

static void words_and_numbers_asked_for(void **state)
{
	static const char text[] = "foo -> NULL 0 0x0 0UL 0x10 07 00";
	struct tokens t;

	(void)state;
	tokens_read(&t, text, strlen(text));
	assert_true(token_is_word(&t, 0, "foo"));
	assert_false(token_is_word(&t, 0, "fo"));
	assert_false(token_is_word(&t, 0, "fooo"));
	assert_true(token_is(&t, 1, PUNCT2('-', '>')));
	assert_false(token_is(&t, 1, '-'));
	assert_false(token_is(&t, t.n, ';'));
	assert_false(token_is_word(&t, (size_t)-1, "foo"));
	for (size_t i = 0; i < t.n; i++)
		assert_int_equal(token_is_zero(&t, i), i == 3 || i == 4 || i == 5 || i == 8);
	tokens_release(&t);
}

static void check_argument_end(const char *text, size_t first, size_t want)
{
	struct tokens t;

	tokens_read(&t, text, strlen(text));
	assert_int_equal(tokens_argument_end(&t, first, t.n - 1), want);
	tokens_release(&t);
}

static void arguments_end_at_their_comma(void **state)
{
	(void)state;
	check_argument_end("f(a, b)", 2, 3);
	check_argument_end("f(a, b)", 4, 5);
	check_argument_end("f(g(a, b), c)", 2, 8);
	check_argument_end("f(a[b, c])", 2, 8);
	check_argument_end("f()", 2, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_numbers_and_operators),
		cmocka_unit_test(comments_are_left_out),
		cmocka_unit_test(directives_are_left_out),
		cmocka_unit_test(macros_are_read_as_functions),
		cmocka_unit_test(strings_are_one_token),
		cmocka_unit_test(both_sides_of_an_if_stay),
		cmocka_unit_test(an_unbalanced_if_keeps_its_first_side),
		cmocka_unit_test(marks_inside_an_unbalanced_if_stay),
		cmocka_unit_test(an_if_0_is_skipped),
		cmocka_unit_test(stray_marks_are_passed),
		cmocka_unit_test(very_deep_ifs_pair),
		cmocka_unit_test(lines_and_columns),
		cmocka_unit_test(a_mark_stands_on_its_own_line),
		cmocka_unit_test(brackets_find_their_partners),
		cmocka_unit_test(bytes_that_are_no_c),
		cmocka_unit_test(ten_megabytes_of_brackets),
		cmocka_unit_test(text_of_tokens),
		cmocka_unit_test(words_and_numbers_asked_for),
		cmocka_unit_test(arguments_end_at_their_comma),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
