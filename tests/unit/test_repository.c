// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/stat.h>

#include "history/repository.h"
#include "small_repository.h"

/* libgit2 1.5 forgets what it made of each line of a config that is not about extensions. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2";
}

static int setup(void **state)
{
	struct small *s = mem_alloc(sizeof(*s));

	small_start(s);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	small_stop(*state);
	mem_free(*state);
	return 0;
}

static void opens(struct repository *r, struct small *s)
{
	small_flush(s);
	succeeds(repository_open(r, s->dir));
}

static void is_refused(const char *path, const char *why)
{
	struct repository r;

	fails(repository_open(&r, path), why);
	repository_close(&r);
}

static void what_is_no_repository(void **state)
{
	struct small *s = *state;
	char *file = mem_printf("%s/config", s->dir), *none = mem_printf("%s.none", s->dir);
	char *objects = mem_printf("%s/objects", s->dir), *away = mem_printf("%s/away", s->dir);

	is_refused("/dev", "/dev: not a git repository; name one with -C");
	is_refused("/dev/null", "not a git repository");
	is_refused(none, "not a git repository");
	is_refused("", "not a git repository");
	assert_int_equal(rename(objects, away), 0);
	is_refused(s->dir, s->dir);
	mem_free(file);
	mem_free(none);
	mem_free(objects);
	mem_free(away);
}

static void formats_that_can_not_be_read(void **state)
{
	static const struct {
		const char *config, *why;
	} cases[] = {
		{ "repositoryformatversion = 1\n\tbare = true\n[extensions]\n"
		  "\tobjectformat = sha256\n",
		  "its format can't be read" },
		{ "repositoryformatversion = 1\n\tbare = true\n[extensions]\n"
		  "\trefstorage = reftable\n",
		  "its format can't be read" },
		{ "repositoryformatversion = 0\n\tbare = true\n[extensions]\n"
		  "\trefstorage = reftable\n",
		  "its format can't be read: extensions.refstorage = reftable" },
		{ "repositoryformatversion = 1\n\tbare = true\n[extensions]\n\tfromfuture = true\n",
		  "cannot open this repository" },
		{ "repositoryformatversion = 2\n\tbare = true\n", "cannot open this repository" },
		{ "repositoryformatversion = 0\n\tbare = true\n", NULL },
		{ "repositoryformatversion = 1\n\tbare = true\n[extensions]\n\trefstorage = files\n"
		  "\tpreciousobjects = true\n\tpartialclone = origin\n\tworktreeconfig = true\n"
		  "\tnoop = true\n", NULL },
	};
	struct small *s = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *config = mem_printf("[core]\n\t%s", cases[i].config);
		struct repository r;
		struct error *err;

		small_file(s, "config", config);
		err = repository_open(&r, s->dir);
		if (!err != !cases[i].why ||
		    (err && (!strstr(error_text(err), cases[i].why) ||
			     !strstr(error_text(err), s->dir))))
			fail_msg("%s: %s", cases[i].config, err ? error_text(err) : "opened");
		error_free(err);
		repository_close(&r);
		mem_free(config);
	}
}

static void a_folder_inside_of_a_work_tree(void **state)
{
	struct small *s = *state;
	char *work = mem_printf("%s/work", s->dir), *inside = mem_printf("%s/a", work);
	char *git = mem_printf("%s/.git/", work), *real;
	git_repository *of_work = NULL;
	struct repository r;

	assert_int_equal(git_repository_init(&of_work, work, 0), 0);
	git_repository_free(of_work);
	assert_int_equal(mkdir(inside, 0777), 0);
	succeeds(repository_open(&r, inside));
	assert_string_equal(r.name, inside);
	real = realpath(r.folder, NULL);
	assert_non_null(strstr(git, real + strlen(real) - strlen("/work/.git")));
	assert_int_equal(r.folder[strlen(r.folder) - 1], '/');
	free(real);
	repository_close(&r);
	repository_close(&r);		/* does no harm */
	mem_free(work);
	mem_free(inside);
	mem_free(git);
}

static void is_path(const struct repository *r, const char *path, const char *expected)
{
	char *got;

	succeeds(repository_path(r, path, &got));
	assert_string_equal(got, expected);
	mem_free(got);
}

static void is_outside(const struct repository *r, const char *path)
{
	char *got;

	fails(repository_path(r, path, &got), "outside of the repository");
	assert_null(got);
}

/* What every folder of a repository says of paths. */
static void paths_below(const struct repository *r)
{
	is_path(r, "a.c", "a.c");
	is_path(r, "./a//b/../c/", "a/c");
	is_path(r, ".", "");
	is_path(r, "", "");
	is_path(r, "a/..", "");
	is_path(r, "..a/...", "..a/...");
	is_outside(r, "..");
	is_outside(r, "a/../../a");
	is_outside(r, "/");
	is_outside(r, "/etc/passwd");
}

static void paths_from_the_current_folder(void **state)
{
	struct small *s = *state;
	char *work = mem_printf("%s/work", s->dir), *here = getcwd(NULL, 0), *name;
	git_repository *of_work = NULL;
	struct repository r;

	assert_int_equal(git_repository_init(&of_work, work, 0), 0);
	git_repository_free(of_work);
	assert_int_equal(chdir(work) || mkdir("a", 0777) || mkdir("a/b", 0777), 0);
	succeeds(repository_open(&r, "."));
	paths_below(&r);
	is_path(&r, work, "");
	name = mem_printf("%s//a/../x.c", work);
	is_path(&r, name, "x.c");
	mem_free(name);
	name = mem_printf("%s2/x.c", work);
	is_outside(&r, name);
	mem_free(name);
	assert_int_equal(chdir("a/b"), 0);
	is_path(&r, "x.c", "a/b/x.c");
	is_path(&r, "../../x.c", "x.c");
	is_path(&r, ".", "a/b");
	is_outside(&r, "../../../x.c");
	repository_close(&r);
	assert_int_equal(chdir(here), 0);
	free(here);
	mem_free(work);
}

static void paths_of_a_bare_repository(void **state)
{
	struct repository r;

	opens(&r, *state);
	paths_below(&r);
	repository_close(&r);
}

static void commits_where_a_shallow_history_ends(void **state)
{
	struct small *s = *state;
	git_oid a = small_root(s, "a"), b = small_root(s, "b"), c = small_root(s, "c");
	char hex[2][GIT_OID_HEXSZ + 1];
	struct repository r;
	char *text;

	opens(&r, s);
	assert_int_equal(r.shallow.n, 0);
	assert_false(repository_is_shallow_at(&r, &a));
	repository_close(&r);
	git_oid_tostr(hex[0], sizeof(hex[0]), &b);
	git_oid_tostr(hex[1], sizeof(hex[1]), &a);
	text = mem_printf("%s\n\nno id, and longer than one is, all the same\n123\n%s", hex[0],
			  hex[1]);
	small_file(s, "shallow", text);
	opens(&r, s);
	assert_int_equal(r.shallow.n, 2);
	assert_true(repository_is_shallow_at(&r, &a));
	assert_true(repository_is_shallow_at(&r, &b));
	assert_false(repository_is_shallow_at(&r, &c));
	repository_close(&r);
	mem_free(text);
}

/* The names read, a blank behind each; ~ before the name of what leads to no commit. */
static char *names_read(struct small *s, const char *const globs[], size_t n, size_t broken,
			const char *first)
{
	struct str names = STR_INIT;
	struct refs refs = { 0 };
	struct repository r;
	size_t got;
	char *got_first;

	opens(&r, s);
	succeeds(refs_read(&refs, &r, globs, n, NULL, &got, &got_first));
	for (size_t i = 0; i < refs.all.n; i++) {
		const struct ref *ref = &refs.all.item[i];

		str_addf(&names, "%s%s ", git_oid_is_zero(&ref->commit) ? "~" : "", ref->name);
		assert_ptr_equal(refs_find(&refs, ref->name), ref);
	}
	assert_null(refs_find(&refs, "refs/heads/none"));
	assert_int_equal(got, broken);
	if (first)
		assert_true(str_starts(got_first, first));	/* why stands behind it */
	else
		assert_null(got_first);
	mem_free(got_first);
	refs_release(&refs);
	repository_close(&r);
	return str_detach(&names);
}

static void reads(struct small *s, const char *const globs[], size_t n, size_t broken,
		  const char *first, const char *expected)
{
	char *names = names_read(s, globs, n, broken, first);

	assert_string_equal(names, expected);
	mem_free(names);
}

static void refs_of_all_kinds(void **state)
{
	static const char *const globs[] = { "refs/notes/*", "notes/*", "x" };
	struct small *s = *state;
	git_oid a = small_root(s, "a");

	reads(s, NULL, 0, 0, NULL, "");
	small_ref(s, "refs/heads/b", a);
	small_ref(s, "refs/heads/a/c", a);
	small_ref(s, "refs/tags/v5.10", a);
	small_ref(s, "refs/remotes/origin/master", a);
	small_ref(s, "refs/notes/commits", a);
	small_ref(s, "refs/pull/1/head", a);
	small_file(s, "refs/remotes/origin/HEAD", "ref: refs/remotes/origin/master\n");
	small_file(s, "refs/heads/link", "ref: refs/heads/b\n");
	reads(s, NULL, 0, 0, NULL, "refs/heads/a/c refs/heads/b refs/heads/link "
	      "refs/remotes/origin/master refs/tags/v5.10 ");
	reads(s, globs, 3, 0, NULL, "refs/heads/a/c refs/heads/b refs/heads/link "
	      "refs/notes/commits refs/remotes/origin/master refs/tags/v5.10 ");
	small_file_of_id(s, "HEAD", a);
	reads(s, NULL, 0, 0, NULL, "HEAD refs/heads/a/c refs/heads/b refs/heads/link "
	      "refs/remotes/origin/master refs/tags/v5.10 ");
}

static void tags_of_tags_and_of_other_things(void **state)
{
	struct small *s = *state;
	git_oid a = small_root(s, "a"), blob = small_object(s, GIT_OBJECT_BLOB, "text", 4);
	git_oid tag = small_tag(s, "one", a, "commit"), deep = tag;
	struct refs refs = { 0 };
	struct repository r;
	size_t broken;
	char *first;

	small_ref(s, "refs/tags/one", tag);
	small_ref(s, "refs/tags/two", small_tag(s, "two", tag, "tag"));
	small_ref(s, "refs/tags/blob", blob);
	small_ref(s, "refs/tags/of-blob", small_tag(s, "of-blob", blob, "blob"));
	small_ref(s, "refs/tags/tree", s->tree);
	for (int i = 0; i < 20; i++)
		deep = small_tag(s, "deep", deep, "tag");
	small_ref(s, "refs/tags/deep", deep);
	small_ref(s, "refs/tags/no-tag", small_object(s, GIT_OBJECT_TAG, "x", 1));
	opens(&r, s);
	succeeds(refs_read(&refs, &r, NULL, 0, NULL, &broken, &first));
	assert_int_equal(broken, 2);
	assert_string_equal(first, "refs/tags/deep (a tag that leads nowhere)");
	mem_free(first);
	assert_int_equal(refs.all.n, 5);
	assert_true(git_oid_equal(&refs_find(&refs, "refs/tags/one")->id, &tag));
	assert_true(git_oid_equal(&refs_find(&refs, "refs/tags/one")->commit, &a));
	assert_true(git_oid_equal(&refs_find(&refs, "refs/tags/two")->commit, &a));
	assert_true(git_oid_is_zero(&refs_find(&refs, "refs/tags/blob")->commit));
	assert_true(git_oid_is_zero(&refs_find(&refs, "refs/tags/of-blob")->commit));
	assert_true(git_oid_is_zero(&refs_find(&refs, "refs/tags/tree")->commit));
	refs_release(&refs);
	repository_close(&r);
}

static void broken_refs_are_counted(void **state)
{
	struct small *s = *state;
	git_oid a = small_root(s, "a"), none = { { 1, 2, 3 } };

	small_ref(s, "refs/heads/a", a);
	small_file_of_id(s, "refs/heads/missing", none);
	small_file(s, "refs/heads/nowhere", "ref: refs/heads/none\n");
	reads(s, NULL, 0, 2, "refs/heads/missing", "refs/heads/a ");
	small_file(s, "refs/heads/garbage", "no id\n");
	small_file(s, "refs/heads/empty", "");
	reads(s, NULL, 0, 4, "refs/heads/missing", "refs/heads/a ");
}

/* What was known of an unchanged ref is believed: its tag is not read again. */
static void what_was_known_of_refs(void **state)
{
	struct small *s = *state;
	git_oid a = small_root(s, "a"), b = small_root(s, "b");
	struct refs before = { 0 }, refs = { 0 };
	struct repository r;
	size_t broken;
	char *first;

	small_ref(s, "refs/tags/a", a);
	small_ref(s, "refs/tags/b", a);
	*array_push(&before.all) = (struct ref){ mem_strdup("refs/tags/a"), a, b };
	*array_push(&before.all) = (struct ref){ mem_strdup("refs/tags/b"), b, b };
	opens(&r, s);
	succeeds(refs_read(&refs, &r, NULL, 0, &before, &broken, &first));
	assert_true(git_oid_equal(&refs.all.item[0].commit, &b));
	assert_true(git_oid_equal(&refs.all.item[1].commit, &a));
	refs_release(&refs);
	refs_release(&before);
	repository_close(&r);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_no_repository),
		TEST(formats_that_can_not_be_read),
		TEST(a_folder_inside_of_a_work_tree),
		TEST(paths_from_the_current_folder),
		TEST(paths_of_a_bare_repository),
		TEST(commits_where_a_shallow_history_ends),
		TEST(refs_of_all_kinds),
		TEST(tags_of_tags_and_of_other_things),
		TEST(broken_refs_are_counted),
		TEST(what_was_known_of_refs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
