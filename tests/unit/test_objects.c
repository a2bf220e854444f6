// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "craft.h"
#include "history/alternates.h"
#include "history/delta.h"
#include "history/objects.h"
#include "history/pack.h"

/*
 * Reads through libgit2's odb; or, blind, with one that has nothing in it, so
 * that only what our own reader can do is done.
 */
struct place {
	char dir[32];
	git_odb *odb;
	struct objects *o;
	struct objects_reader *r;
};

static char *run(const char *dir, const char *script)
{
	const char *argv[] = { "sh", "-ec", script, NULL };
	struct child c;
	char *out;

	assert_null(child_run(&c, argv, dir, 120));
	if (c.status)
		print_error("%s\n%s\n", script, c.err.buf);
	assert_int_equal(c.status, 0);
	out = mem_strndup(c.out.buf, c.out.len);
	child_release(&c);
	return out;
}

static void sh(const struct place *p, const char *script)
{
	mem_free(run(p->dir, script));
}

static git_oid ask(const struct place *p, const char *script)
{
	char *out = run(p->dir, script);
	git_oid id;

	assert_int_equal(git_oid_fromstrn(&id, out, 40), 0);
	mem_free(out);
	return id;
}

static void make(struct place *p, const char *script)
{
	*p = (struct place){ .dir = "/tmp/objects.XXXXXX" };
	assert_non_null(mkdtemp(p->dir));
	sh(p, "git init -q .");
	sh(p, script);
}

static void start(struct place *p, bool blind)
{
	char *folder = mem_printf("%s/.git/objects", p->dir);

	assert_int_equal(blind ? git_odb_new(&p->odb) : git_odb_open(&p->odb, folder), 0);
	assert_null(objects_open(&p->o, p->odb, folder));
	p->r = objects_reader_new(p->o);
	mem_free(folder);
}

static void stop(struct place *p)
{
	objects_reader_free(p->r);
	objects_free(p->o);
	git_odb_free(p->odb);
}

static void unmake(struct place *p)
{
	char *script = mem_printf("rm -rf %s", p->dir);

	mem_free(run("/", script));
	mem_free(script);
}

static char *find(const struct place *p, const char *pattern)
{
	char *full = mem_printf("%s/%s", p->dir, pattern), *path;
	glob_t g;

	assert_int_equal(glob(full, 0, NULL, &g), 0);
	assert_int_equal(g.gl_pathc, 1);
	path = mem_strdup(g.gl_pathv[0]);
	globfree(&g);
	mem_free(full);
	return path;
}

static void expect_error(struct place *p, const git_oid *id, const char *text)
{
	struct object object;
	struct error *err = objects_read(p->r, id, &object);
	char hex[41], *want;

	git_oid_tostr(hex, sizeof(hex), id);
	want = mem_printf("object %s %s", hex, text);
	assert_non_null(err);
	if (!str_starts(error_text(err), want))
		assert_string_equal(error_text(err), want);
	assert_null(strchr(error_text(err), '\n'));
	error_free(err);
	mem_free(want);
}

static void expect_text(struct place *p, const git_oid *id, const char *text)
{
	struct object object;

	assert_null(objects_read(p->r, id, &object));
	assert_int_equal(object.len, strlen(text));
	assert_string_equal(object.data, text);
}

static void compare(struct objects_reader *r, git_odb *odb, const git_oid *id)
{
	struct object object;
	git_odb_object *other;

	assert_null(objects_read(r, id, &object));
	assert_int_equal(git_odb_read(&other, odb, id), 0);
	assert_int_equal(object.type, git_odb_object_type(other));
	assert_int_equal(object.len, git_odb_object_size(other));
	assert_memory_equal(object.data, git_odb_object_data(other), object.len);
	assert_int_equal(object.data[object.len], '\0');
	assert_true(objects_has(r, id));
	git_odb_object_free(other);
}

struct ids {
	ARRAY(git_oid) list;
};

static int add_id(const git_oid *id, void *to)
{
	struct ids *ids = to;

	*array_push(&ids->list) = *id;
	return 0;
}

static git_odb *real_odb(const struct place *p)
{
	char *folder = mem_printf("%s/.git/objects", p->dir);
	git_odb *odb;

	assert_int_equal(git_odb_open(&odb, folder), 0);
	mem_free(folder);
	return odb;
}

/* Every object, as libgit2 reads it; how many. */
static size_t compare_all(struct place *p)
{
	git_odb *odb = real_odb(p);
	struct ids ids = { 0 };
	size_t i, n;

	assert_int_equal(git_odb_foreach(odb, add_id, &ids), 0);
	for (i = 0; i < ids.list.n; i++)
		compare(p->r, odb, &ids.list.item[i]);
	n = ids.list.n;
	array_free(&ids.list);
	git_odb_free(odb);
	return n;
}

/* How many entries of the only pack have this type, as gitformat-pack(5) numbers them. */
static size_t count_entries(const struct place *p, int type)
{
	char *path = find(p, ".git/objects/pack/*.pack"), *line, *end;
	char *list = run(p->dir, "cat .git/objects/pack/*.idx | git show-index; echo");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	unsigned char byte;
	size_t n = 0;

	for (line = list; *line && *line != '\n'; line = strchr(line, '\n') + 1) {
		assert_int_equal(pread(fd, &byte, 1, strtoll(line, &end, 10)), 1);
		n += (byte >> 4 & 7) == type;
	}
	close(fd);
	mem_free(list);
	mem_free(path);
	return n;
}

#define HISTORY \
	"seq 1 3000 >a; mkdir d; seq 5 50 >d/b; echo c >c;" \
	"for i in 1 2 3 4 5 6 7 8 9 10 11 12; do" \
	" echo line $i >>a; echo $i >d/$i; git add .; git commit -qm \"commit $i\"; done;" \
	"git tag -am tagged t;"

static void packs_with_offset_deltas(void **state)
{
	struct place p;

	(void)state;
	make(&p, HISTORY "git repack -adfq --depth=50 --window=50");
	assert_true(count_entries(&p, 6) > 10);
	start(&p, true);
	assert_true(compare_all(&p) > 50);
	assert_true(compare_all(&p) > 50);
	stop(&p);
	unmake(&p);
}

static void packs_with_named_deltas(void **state)
{
	struct place p;

	(void)state;
	make(&p, HISTORY "git -c repack.useDeltaBaseOffset=false repack -adfq --depth=50");
	assert_true(count_entries(&p, 7) > 10);
	start(&p, true);
	assert_true(compare_all(&p) > 50);
	stop(&p);
	unmake(&p);
}

static void packs_and_loose_objects(void **state)
{
	struct place p;
	git_oid loose;

	(void)state;
	make(&p, HISTORY "git repack -dq; echo d >d/d; git add .; git commit -qm second;"
			 "git repack -dq; echo loose >e; git add .; git commit -qm third");
	loose = ask(&p, "git rev-parse HEAD:e");
	start(&p, false);
	assert_true(compare_all(&p) > 50);
	expect_text(&p, &loose, "loose\n");
	stop(&p);
	start(&p, true);
	expect_text(&p, &loose, "loose\n");
	assert_true(objects_has(p.r, &loose));
	assert_false(objects_exceeds(p.r, OBJECT_ELSEWHERE, &loose, 1000));
	stop(&p);
	/* a damaged one is left to libgit2, which says so */
	sh(&p, "f=.git/objects/$(git rev-parse HEAD:e | sed 's,..,&/,');"
	       " chmod u+w $f; printf abc >$f");
	start(&p, false);
	expect_error(&p, &loose, "cannot be read");
	stop(&p);
	unmake(&p);
}

static void several_packs(void **state)
{
	git_oid first, second;
	struct place p;

	(void)state;
	make(&p, HISTORY "git repack -dq; echo 2 >2; git add .; git commit -qm 2; git repack -dq;"
			 "echo 3 >3; git add .; git commit -qm 3; git repack -dq;"
			 "test $(ls .git/objects/pack/*.pack | wc -l) = 3");
	first = ask(&p, "git rev-parse HEAD:3");
	second = ask(&p, "git rev-parse HEAD:2");
	start(&p, true);
	assert_true(compare_all(&p) > 50);
	expect_text(&p, &first, "3\n");
	expect_text(&p, &second, "2\n");
	expect_text(&p, &first, "3\n");
	stop(&p);
	unmake(&p);
}

struct share {
	struct place *p;
	struct ids ids;
	size_t read;
};

static void *read_share(void *arg)
{
	struct objects_reader *r;
	struct share *s = arg;
	struct object object;
	size_t i;

	r = objects_reader_new(s->p->o);
	for (i = 0; i < s->ids.list.n; i++)
		if (objects_has(r, &s->ids.list.item[i]) &&
		    !objects_read(r, &s->ids.list.item[i], &object))
			s->read++;
	objects_reader_free(r);
	return NULL;
}

static void two_threads_read_at_once(void **state)
{
	struct share share[2] = { 0 };
	pthread_t thread[2];
	struct place p;
	int i;

	(void)state;
	make(&p, HISTORY "git repack -adfq; echo loose >e; git add .; git commit -qm loose");
	start(&p, false);
	for (i = 0; i < 2; i++) {
		share[i].p = &p;
		assert_int_equal(git_odb_foreach(p.odb, add_id, &share[i].ids), 0);
		assert_int_equal(pthread_create(&thread[i], NULL, read_share, &share[i]), 0);
	}
	for (i = 0; i < 2; i++) {
		pthread_join(thread[i], NULL);
		assert_true(share[i].ids.list.n > 50);
		assert_int_equal(share[i].read, share[i].ids.list.n);
		array_free(&share[i].ids.list);
	}
	stop(&p);
	unmake(&p);
}

static void alternates_are_followed(void **state)
{
	struct place p, other;
	char *line;
	git_oid id;

	(void)state;
	make(&other, HISTORY "git repack -adq");
	id = ask(&other, "git rev-parse HEAD");
	make(&p, "mkdir -p .git/objects/info '.git/objects/#c/info' 'mid dle/info' 'q\"\nx/info'");
	/* A comment, a folder that is not there, then by way of two others and back. */
	sh(&p, "printf '#c\n/not/there\n\n../../mid dle\n' >.git/objects/info/alternates;"
	       "printf '\"../q\\\\\"\\\\n\\\\x\"\n\"../q\\\\\"\\\\nx\n\"../q\\\\\"\\\\nx\\\\0\"\n' "
	       ">'mid dle/info/alternates'");
	line = mem_printf("printf '%%s\n' ../.git/objects %s/.git/objects "
			  ">'q\"\nx/info/alternates'; cp q*/info/alternates '.git/objects/#c/info'",
			  other.dir);
	sh(&p, line);
	mem_free(line);
	start(&p, true);
	expect_error(&p, &id, "is missing");
	stop(&p);
	sh(&p, "printf '\"../q\\\\\"\\\\n\\\\170\"\n' >'mid dle/info/alternates'");
	start(&p, true);
	assert_true(objects_has(p.r, &id));
	compare(p.r, other.odb = real_odb(&other), &id);
	git_odb_free(other.odb);
	stop(&p);
	unmake(&p);
	unmake(&other);
}

static void alternates_end_where_git_ends(void **state)
{
	struct folders f;
	struct place p;
	char *folder, *n;

	(void)state;
	make(&p, "for i in 1 2 3 4 5 6 7 8 9; do mkdir -p $i/info;"
		 "echo ../$((i + 1)) >$i/info/alternates; done; mkdir -p 10/info;"
		 "echo ../../1 >.git/objects/info/alternates");
	n = run(p.dir, "git count-objects -v | grep -c ^alternate:");
	folder = mem_printf("%s/.git/objects", p.dir);
	alternates_read(&f, folder);
	assert_true(f.list.n > 5);
	assert_int_equal(f.list.n, atoi(n) + 1);
	folders_release(&f);
	mem_free(folder);
	mem_free(n);
	unmake(&p);
}

/* The only pack's index, opened; its files may be written to. */
static struct pack *open_only(const struct place *p)
{
	char *path;
	struct pack *pack;

	sh(p, "chmod u+w .git/objects/pack/*");
	path = find(p, ".git/objects/pack/*.idx");
	pack = pack_open(path);
	mem_free(path);
	return pack;
}

static void change_byte(const char *path, off_t at)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	unsigned char byte;

	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= 0x55;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

static void a_damaged_entry_is_an_error(void **state)
{
	struct pack *pack;
	git_oid bad, good;
	struct place p;
	uint64_t at;
	char *path;

	(void)state;
	make(&p, "echo an object that will be damaged >a; echo good >b; git add .;"
		 "git commit -qm 1; git repack -adq");
	bad = ask(&p, "git rev-parse HEAD:a");
	good = ask(&p, "git rev-parse HEAD:b");
	pack = open_only(&p);
	assert_non_null(pack);
	assert_true(pack_find(pack, &bad, &at));
	pack_close(pack);
	path = find(&p, ".git/objects/pack/*.pack");
	change_byte(path, (off_t)at + 12);
	start(&p, true);
	expect_error(&p, &bad, "is missing");
	expect_text(&p, &good, "good\n");
	stop(&p);
	start(&p, false);
	expect_error(&p, &bad, "cannot be read: ");
	expect_text(&p, &good, "good\n");
	stop(&p);
	mem_free(path);
	unmake(&p);
}

static void another_pack_has_what_one_lost(void **state)
{
	struct pack *pack;
	struct place p;
	uint64_t at;
	char *path;
	git_oid id;

	(void)state;
	make(&p, "echo kept twice >a; git add .; git commit -qm 1; git repack -adq; mkdir x;"
		 "seq 90 >b; git add .; git commit -qm 2;"
		 "git rev-list --objects HEAD~ | git pack-objects -q x/pack >/dev/null");
	id = ask(&p, "git rev-parse HEAD:a");
	pack = open_only(&p);
	assert_true(pack_find(pack, &id, &at));
	pack_close(pack);
	path = find(&p, ".git/objects/pack/*.pack");
	change_byte(path, (off_t)at + 8);
	sh(&p, "for f in x/*; do mv $f .git/objects/pack/pack-0.${f##*.}; done");
	start(&p, true);
	expect_text(&p, &id, "kept twice\n");
	stop(&p);
	mem_free(path);
	unmake(&p);
}

static void a_pack_cut_short_is_left_to_libgit2(void **state)
{
	struct place p;
	git_oid id;

	(void)state;
	make(&p, HISTORY "git repack -adq");
	id = ask(&p, "git rev-parse HEAD:a");
	pack_close(open_only(&p));
	sh(&p, "truncate -s -100 .git/objects/pack/*.pack");
	assert_null(open_only(&p));
	start(&p, false);
	expect_error(&p, &id, "");
	stop(&p);
	unmake(&p);
}

static void a_pack_that_shrinks_while_read_does_no_harm(void **state)
{
	struct place p;
	git_oid id;

	(void)state;
	make(&p, HISTORY "git repack -adq");
	id = ask(&p, "git rev-parse HEAD:a");
	pack_close(open_only(&p));
	start(&p, true);
	sh(&p, "truncate -s 40 .git/objects/pack/*.pack");
	expect_error(&p, &id, "is missing");
	stop(&p);
	unmake(&p);
}

/* What @script makes of the pack's files is refused by our reader. */
static void expect_refused(const char *script)
{
	struct pack *pack;
	struct place p;

	make(&p, "echo 1 >a; git add .; git commit -qm 1; git repack -adq");
	pack = open_only(&p);
	assert_non_null(pack);
	pack_close(pack);
	sh(&p, "mv .git/objects/pack/*.idx 1.idx; mv .git/objects/pack/*.pack 1.pack");
	sh(&p, script);
	sh(&p, "mv 1.idx .git/objects/pack/pack-1.idx; mv 1.pack .git/objects/pack/pack-1.pack");
	pack = open_only(&p);
	if (pack)
		print_error("%s\n", script);
	assert_null(pack);
	start(&p, true);
	stop(&p);
	unmake(&p);
}

static void damaged_files_are_refused(void **state)
{
	(void)state;
	expect_refused("truncate -s 0 1.idx");
	expect_refused("truncate -s 1071 1.idx");
	expect_refused("truncate -s 1100 1.idx");
	expect_refused("truncate -s -1 1.idx");
	expect_refused("truncate -s -8 1.idx");
	expect_refused("truncate -s +4 1.idx");
	expect_refused("truncate -s +80 1.idx");
	/* The fanout: one number above the next; the last, and so the count, too large. */
	expect_refused("printf '\\001' | dd of=1.idx bs=1 seek=11 conv=notrunc");
	expect_refused("printf '\\377' | dd of=1.idx bs=1 seek=1028 conv=notrunc");
	expect_refused("printf '\\003' | dd of=1.idx bs=1 seek=7 conv=notrunc");
	expect_refused("printf 'x' | dd of=1.idx bs=1 seek=1 conv=notrunc");
	expect_refused("printf 'Q' | dd of=1.pack bs=1 conv=notrunc");
	expect_refused("printf '\\004' | dd of=1.pack bs=1 seek=7 conv=notrunc");
	expect_refused("printf '\\007' | dd of=1.pack bs=1 seek=11 conv=notrunc");
	expect_refused("truncate -s 12 1.pack");
	expect_refused("truncate -s +1 1.pack");
	expect_refused("rm 1.pack; mkdir 1.pack");
	/* The index of another pack with as many objects. */
	expect_refused("git init -q o; cd o; echo 2 >b; git add .; git commit -qm 2;"
		       "git repack -adq; cp -f .git/objects/pack/*.idx ../1.idx");
}

static void old_indexes_are_left_to_libgit2(void **state)
{
	struct place p;
	git_oid id;

	(void)state;
	make(&p, HISTORY "git -c pack.indexVersion=1 repack -adq");
	id = ask(&p, "git rev-parse HEAD");
	assert_null(open_only(&p));
	start(&p, true);
	expect_error(&p, &id, "is missing");
	stop(&p);
	start(&p, false);
	assert_true(compare_all(&p) > 50);
	stop(&p);
	unmake(&p);
}

static void large_offsets(void **state)
{
	struct place p;

	(void)state;
	make(&p, HISTORY "git repack -adq; cd .git/objects/pack; mv *.pack 1; rm -f pack-*;"
			 "mv 1 pack-1.pack; git index-pack --index-version=2,0x80 pack-1.pack");
	start(&p, true);
	assert_true(compare_all(&p) > 50);
	stop(&p);
	unmake(&p);
}

static struct pack *craft_open(struct craft *c)
{
	int index_fd, pack_fd;

	craft_finish(c, &index_fd, &pack_fd);
	return pack_of_files(index_fd, pack_fd);
}

/* Whether entry @i of the crafted pack can be read, as @text. */
static bool reads_as(struct pack *p, size_t i, const char *text)
{
	struct pack_reader *r = pack_reader_new();
	git_oid id = craft_id(i);
	struct object object;
	uint64_t at;
	bool good;

	assert_non_null(p);
	good = pack_find(p, &id, &at) && pack_read(r, p, at, &object);
	if (good)
		assert_string_equal(object.data, text);
	pack_reader_free(r);
	return good;
}

static void craft_entry(struct craft *c, unsigned type, const char *text)
{
	craft_header(c, type, strlen(text));
	craft_data(c, text, strlen(text));
}

static void offsets_that_lie(void **state)
{
	struct craft c;
	struct pack *p;

	(void)state;
	craft_start(&c);
	craft_entry(&c, 3, "one");
	*array_push(&c.at) = 1ull << 40;
	*array_push(&c.at) = c.pack.len;
	*array_push(&c.at) = c.pack.len + 1;
	*array_push(&c.at) = 11;
	*array_push(&c.at) = UINT64_MAX;
	p = craft_open(&c);
	assert_true(reads_as(p, 0, "one"));
	assert_false(reads_as(p, 1, ""));
	assert_false(reads_as(p, 2, ""));
	assert_false(reads_as(p, 3, ""));
	assert_false(reads_as(p, 4, ""));
	assert_false(reads_as(p, 5, ""));
	pack_close(p);
}

static void sizes_and_types_that_lie(void **state)
{
	static const unsigned char endless[] = { 0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
						 0xff, 0xff, 0xff, 0xff, 0x7f };
	struct craft c;
	struct pack *p;

	(void)state;
	craft_start(&c);
	craft_header(&c, 3, 2);
	craft_data(&c, "one", 3);
	craft_header(&c, 3, 4);
	craft_data(&c, "one", 3);
	craft_entry(&c, 0, "one");
	craft_entry(&c, 5, "one");
	*array_push(&c.at) = c.pack.len;
	str_addn(&c.pack, endless, sizeof(endless));
	craft_entry(&c, 3, "");
	p = craft_open(&c);
	assert_false(reads_as(p, 0, ""));
	assert_false(reads_as(p, 1, ""));
	assert_false(reads_as(p, 2, ""));
	assert_false(reads_as(p, 3, ""));
	assert_false(reads_as(p, 4, ""));
	assert_true(reads_as(p, 5, ""));
	pack_close(p);
}

static void craft_named_delta(struct craft *c, size_t base, const void *delta, size_t n)
{
	git_oid id = craft_id(base);

	craft_header(c, 7, n);
	str_addn(&c->pack, id.id, sizeof(id.id));
	craft_data(c, delta, n);
}

static void deltas_in_a_circle_end(void **state)
{
	struct craft c;
	struct pack *p;

	(void)state;
	craft_start(&c);
	craft_named_delta(&c, 1, "\3\3\x90\3", 4);
	craft_named_delta(&c, 0, "\3\3\x90\3", 4);
	craft_named_delta(&c, 2, "\3\3\x90\3", 4);
	craft_named_delta(&c, 9, "\3\3\x90\3", 4);
	craft_named_delta(&c, 5, "\3\3\x90\3", 4);
	craft_entry(&c, 3, "one");
	p = craft_open(&c);
	assert_false(reads_as(p, 0, ""));
	assert_false(reads_as(p, 2, ""));
	assert_false(reads_as(p, 3, ""));
	assert_true(reads_as(p, 4, "one"));
	pack_close(p);
}

static void distances_that_lie(void **state)
{
	struct craft c;
	struct pack *p;
	size_t i;

	(void)state;
	craft_start(&c);
	craft_entry(&c, 3, "one");
	for (i = 1; i < 5; i++) {
		uint64_t far[] = { 0, c.pack.len - 12, 0, c.pack.len - 4, 1ull << 40 };

		craft_header(&c, 6, 4);
		craft_distance(&c, far[i]);
		craft_data(&c, "\3\3\x90\3", 4);
	}
	p = craft_open(&c);
	assert_true(reads_as(p, 1, "one"));
	assert_false(reads_as(p, 2, ""));
	assert_false(reads_as(p, 3, ""));
	assert_false(reads_as(p, 4, ""));
	pack_close(p);
}

static void deltas_of_another_base(void **state)
{
	struct craft c;
	struct pack *p;

	(void)state;
	craft_start(&c);
	craft_entry(&c, 3, "one");
	craft_named_delta(&c, 0, "\4\3\x90\3", 4);
	craft_named_delta(&c, 0, "\2\2\x90\2", 4);
	craft_named_delta(&c, 0, "\3\2\x90\2", 4);
	p = craft_open(&c);
	assert_false(reads_as(p, 1, ""));
	assert_false(reads_as(p, 2, ""));
	assert_true(reads_as(p, 3, "on"));
	pack_close(p);
}

/* Opens what @change makes of the index of a pack of three entries, "0" to "2". */
static struct pack *open_changed(void (*change)(struct str *index, size_t n))
{
	struct str index = STR_INIT;
	struct pack *p;
	struct craft c;

	craft_start(&c);
	craft_entry(&c, 3, "0");
	craft_entry(&c, 3, "1");
	craft_entry(&c, 3, "2");
	craft_index(&c, &index);
	change(&index, c.at.n);
	c.pack.buf[11] = (char)c.at.n;
	str_addn(&c.pack, index.buf + index.len - 40, 20);
	p = pack_of_files(craft_file(index.buf, index.len), craft_file(c.pack.buf, c.pack.len));
	str_release(&index);
	str_release(&c.pack);
	array_free(&c.at);
	return p;
}

static void change_nothing(struct str *index, size_t n)
{
	(void)index;
	(void)n;
}

static void change_large(struct str *index, size_t n)
{
	memcpy(index->buf + 1032 + n * 24 + 4, "\x80\0\0\3", 4);
	memcpy(index->buf + 1032 + n * 24 + 8, "\xff\xff\xff\xff", 4);
}

static void insert(struct str *index, size_t more)
{
	char sums[40];

	memcpy(sums, index->buf + index->len - 40, sizeof(sums));
	index->len -= sizeof(sums);
	while (more--)
		str_addc(index, '\0');
	str_addn(index, sums, sizeof(sums));
}

static void insert_four(struct str *index, size_t n)
{
	(void)n;
	insert(index, 4);
}

static void insert_eight(struct str *index, size_t n)
{
	(void)n;
	insert(index, 8);
}

static void change_fanout(struct str *index, size_t n)
{
	index->buf[8 + 4 * 7 + 3] = (char)(n - 1);
}

static void change_ids(struct str *index, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		memset(index->buf + 1032 + i * 20, 0, 20);
		index->buf[1032 + i * 20 + 19] = (char)(i + 1);
	}
}

static void indexes_that_lie(void **state)
{
	struct pack *p;

	(void)state;
	p = open_changed(change_nothing);
	assert_true(reads_as(p, 0, "0"));
	assert_true(reads_as(p, 2, "2"));
	pack_close(p);
	assert_null(open_changed(insert_four));
	assert_null(open_changed(insert_eight));
	assert_null(open_changed(change_fanout));
	p = open_changed(change_large);
	assert_true(reads_as(p, 0, "0"));
	assert_false(reads_as(p, 1, ""));
	assert_false(reads_as(p, 2, ""));
	pack_close(p);
}

static void ids_alike_are_told_apart(void **state)
{
	struct pack *p = open_changed(change_ids);
	git_oid id = { { 0 } };
	uint64_t at, last = 0;

	(void)state;
	assert_non_null(p);
	assert_false(pack_find(p, &id, &at));
	while (++id.id[19] < 4) {
		assert_true(pack_find(p, &id, &at));
		assert_true(at > last);
		last = at;
	}
	assert_false(pack_find(p, &id, &at));
	pack_close(p);
}

/* More deltas than the cache has slots, on a base of one byte, @letter. */
static struct pack *open_many(size_t n, char letter)
{
	char delta[] = "\1\11\x90\1\10........", number[32];
	struct craft c;
	size_t i;

	craft_start(&c);
	craft_header(&c, 3, 1);
	craft_data(&c, &letter, 1);
	for (i = 1; i < n; i++) {
		snprintf(number, sizeof(number), "%08zu", i);
		memcpy(delta + 5, number, 8);
		craft_named_delta(&c, 0, delta, 13);
	}
	return craft_open(&c);
}

static void one_reader_of_two_packs(void **state)
{
	enum { MANY = 6000 };
	struct pack *p[2] = { open_many(MANY, 'a'), open_many(MANY, 'b') };
	struct pack_reader *r = pack_reader_new();
	struct object object;
	char want[32];
	uint64_t at;
	size_t i;

	(void)state;
	for (i = 2; i < 4 * MANY; i++) {
		git_oid id = craft_id(i / 2 % MANY);

		assert_true(pack_find(p[i % 2], &id, &at));
		assert_true(pack_read(r, p[i % 2], at, &object));
		snprintf(want, sizeof(want), "%c%08zu", i % 2 ? 'b' : 'a', i / 2 % MANY);
		if (i / 2 % MANY)
			assert_string_equal(object.data, want);
	}
	pack_reader_free(r);
	pack_close(p[0]);
	pack_close(p[1]);
}

static bool apply(const char *delta, size_t n, const char *want)
{
	struct delta d;
	bool good;
	char *to;

	if (!delta_parse(&d, (const uint8_t *)delta, n))
		return false;
	assert_int_equal(d.base_len, 10);
	assert_true(d.result_len < 10);
	to = mem_alloc(d.result_len);
	good = delta_apply(&d, "0123456789", to);
	if (good) {
		assert_int_equal(d.result_len, strlen(want));
		assert_memory_equal(to, want, d.result_len);
	}
	mem_free(to);
	return good;
}

static void deltas_that_lie(void **state)
{
	(void)state;
	assert_true(apply("\12\5\x91\2\3\2xy", 8, "234xy"));
	assert_true(apply("\12\0", 2, ""));
	assert_true(apply("\12\4\x91\6\4", 5, "6789"));
	assert_false(apply("", 0, ""));
	assert_false(apply("\12", 1, ""));
	assert_false(apply("\x8a\x80", 2, ""));
	assert_false(apply("\12\4\x91\7\4", 5, ""));		/* behind the base */
	assert_false(apply("\12\1\x91\13\1", 5, ""));
	assert_false(apply("\12\4\x9f\xff\xff\xff\xff\4", 8, ""));
	assert_false(apply("\12\3\x91\2\4", 5, ""));		/* behind the result */
	assert_false(apply("\12\1\2xy", 5, ""));
	assert_false(apply("\12\5\x91\2\4", 5, ""));		/* too little of it */
	assert_false(apply("\12\5\5xyz", 6, ""));		/* the delta ends before */
	assert_false(apply("\12\4\x91\6", 4, ""));
	assert_false(apply("\12\1\0\1x", 5, ""));		/* 0 is reserved */
}

static void what_is_nowhere_is_missing(void **state)
{
	struct place p;
	git_oid id;

	(void)state;
	make(&p, HISTORY "git repack -adq");
	git_oid_fromstr(&id, "123456789abcdef0123456789abcdef012345678");
	start(&p, false);
	expect_error(&p, &id, "is missing");
	assert_false(objects_has(p.r, &id));
	memset(&id, 0xff, sizeof(id));
	assert_false(objects_has(p.r, &id));
	memset(&id, 0, sizeof(id));
	expect_error(&p, &id, "is missing");
	stop(&p);
	unmake(&p);
}

static void a_repository_without_objects(void **state)
{
	struct objects *o;
	struct error *err;
	struct place p;
	git_oid id = { { 1 } };

	(void)state;
	make(&p, "rm -rf .git/objects/pack .git/objects/info");
	start(&p, false);
	expect_error(&p, &id, "is missing");
	assert_false(objects_has(p.r, &id));
	stop(&p);
	err = objects_open(&o, NULL, "/not/there");
	assert_non_null(err);
	assert_null(o);
	assert_string_equal(error_text(err), "/not/there: No such file or directory");
	error_free(err);
	unmake(&p);
}

static void large_objects(void **state)
{
	git_oid small, large;
	struct place p;

	(void)state;
	make(&p, "head -c 9000000 /dev/urandom >small; head -c 20000000 /dev/zero >large;"
		 "git add .; git commit -qm 1; git -c core.bigFileThreshold=1g repack -adq");
	small = ask(&p, "git rev-parse HEAD:small");
	large = ask(&p, "git rev-parse HEAD:large");
	start(&p, true);
	compare(p.r, p.odb = (git_odb_free(p.odb), real_odb(&p)), &small);
	stop(&p);
	start(&p, true);
	assert_true(objects_has(p.r, &large));
	expect_error(&p, &large, "is missing");
	stop(&p);
	start(&p, false);
	assert_int_equal(compare_all(&p), 4);
	compare(p.r, p.odb, &large);
	compare(p.r, p.odb, &small);
	stop(&p);
	unmake(&p);
}

/* More than the cache of bases holds, and bases of which one alone is. */
static void large_deltas(void **state)
{
	struct place p;

	(void)state;
	make(&p, "head -c 6000000 /dev/urandom >a; for i in 1 2 3 4 5 6; do echo $i >>a; git add .;"
		 "git commit -qm $i; done; git repack -adfq --window=10 --depth=10");
	assert_true(count_entries(&p, 6) >= 5);
	start(&p, true);
	assert_int_equal(compare_all(&p), 18);
	stop(&p);
	unmake(&p);
}

static void expect_path(struct place *p, const char *rev, const char *path, unsigned mode)
{
	char *script = mem_printf("git rev-parse %s^{tree}", rev);
	git_oid tree = ask(p, script), got, want = { { 0 } };
	unsigned got_mode = 1;

	mem_free(script);
	if (mode) {
		script = mem_printf("git rev-parse '%s:%s'", rev, path);
		want = ask(p, script);
		mem_free(script);
	}
	assert_null(objects_at_path(p->r, &tree, path, &got, &got_mode));
	assert_int_equal(got_mode, mode);
	assert_true(git_oid_equal(&got, &want));
}

static void paths_are_walked(void **state)
{
	struct place p;

	(void)state;
	make(&p, HISTORY "mkdir -p e/f/g; echo x >e/f/g/x; chmod +x e/f/g/x; echo y >e.f;"
			 "ln -s c l; git add .; git update-index --add --cacheinfo"
			 " 160000,$(git rev-parse HEAD),sub; git commit -qm 2; git repack -adq");
	start(&p, true);
	expect_path(&p, "HEAD", "c", 0100644);
	expect_path(&p, "HEAD", "d", 040000);
	expect_path(&p, "HEAD", "d/b", 0100644);
	expect_path(&p, "HEAD", "e/f/g/x", 0100755);
	expect_path(&p, "HEAD", "e/f/g", 040000);
	expect_path(&p, "HEAD", "e.f", 0100644);
	expect_path(&p, "HEAD", "l", 0120000);
	expect_path(&p, "HEAD~", "d/12", 0100644);
	expect_path(&p, "HEAD~2", "d/12", 0);
	expect_path(&p, "HEAD", "none", 0);
	expect_path(&p, "HEAD", "none/x", 0);
	expect_path(&p, "HEAD", "e/f/g/y", 0);
	expect_path(&p, "HEAD", "e/f/g/x/y", 0);
	expect_path(&p, "HEAD", "l/x", 0);
	expect_path(&p, "HEAD", "e/", 0);
	expect_path(&p, "HEAD", "", 0);
	expect_path(&p, "HEAD", "e/f/g/x ", 0);
	expect_path(&p, "HEAD", "sub", 0);
	expect_path(&p, "HEAD", "sub/x", 0);
	stop(&p);
	unmake(&p);
}

static void expect_bad_tree(struct place *p, const git_oid *tree, const char *path,
			    const char *text)
{
	struct error *err;
	unsigned mode = 1;
	git_oid to;

	err = objects_at_path(p->r, tree, path, &to, &mode);
	assert_non_null(err);
	assert_int_equal(mode, 0);
	assert_non_null(strstr(error_text(err), text));
	error_free(err);
}

static void trees_that_cannot_be_walked(void **state)
{
	static const char *const malformed[] = {
		"100644 a", "100644 a\\0", "100644 a\\0abcdefghijklmnopqrs", "100644",
		"644a\\0abcdefghijklmnopqrst", " a\\0abcdefghijklmnopqrst", "\\0",
		"10000000000100644 a\\0abcdefghijklmnopqrst", "98 a\\0abcdefghijklmnopqrst",
	};
	struct place p;
	char *script;
	git_oid id;
	size_t i;

	(void)state;
	make(&p, "mkdir d; echo 1 >d/a; echo b >b; git add .; git commit -qm 1");
	start(&p, false);
	id = ask(&p, "git rev-parse HEAD");
	expect_bad_tree(&p, &id, "a", "is not a tree");
	for (i = 0; i < sizeof(malformed) / sizeof(*malformed); i++) {
		script = mem_printf("printf '%s' | git hash-object --literally -wt tree --stdin",
				    malformed[i]);
		id = ask(&p, script);
		expect_bad_tree(&p, &id, "none", "is a malformed tree");
		mem_free(script);
	}
	id = ask(&p, "git rev-parse HEAD^{tree}");
	sh(&p, "rm -f .git/objects/$(git rev-parse HEAD:d | cut -c 1-2)/*");
	expect_bad_tree(&p, &id, "d/a", "is missing");
	expect_path(&p, "HEAD", "b", 0100644);
	stop(&p);
	unmake(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packs_with_offset_deltas),
		cmocka_unit_test(packs_with_named_deltas),
		cmocka_unit_test(packs_and_loose_objects),
		cmocka_unit_test(several_packs),
		cmocka_unit_test(two_threads_read_at_once),
		cmocka_unit_test(alternates_are_followed),
		cmocka_unit_test(alternates_end_where_git_ends),
		cmocka_unit_test(a_damaged_entry_is_an_error),
		cmocka_unit_test(another_pack_has_what_one_lost),
		cmocka_unit_test(a_pack_cut_short_is_left_to_libgit2),
		cmocka_unit_test(a_pack_that_shrinks_while_read_does_no_harm),
		cmocka_unit_test(damaged_files_are_refused),
		cmocka_unit_test(old_indexes_are_left_to_libgit2),
		cmocka_unit_test(large_offsets),
		cmocka_unit_test(offsets_that_lie),
		cmocka_unit_test(sizes_and_types_that_lie),
		cmocka_unit_test(deltas_in_a_circle_end),
		cmocka_unit_test(distances_that_lie),
		cmocka_unit_test(deltas_of_another_base),
		cmocka_unit_test(indexes_that_lie),
		cmocka_unit_test(ids_alike_are_told_apart),
		cmocka_unit_test(one_reader_of_two_packs),
		cmocka_unit_test(deltas_that_lie),
		cmocka_unit_test(what_is_nowhere_is_missing),
		cmocka_unit_test(a_repository_without_objects),
		cmocka_unit_test(large_objects),
		cmocka_unit_test(large_deltas),
		cmocka_unit_test(paths_are_walked),
		cmocka_unit_test(trees_that_cannot_be_walked),
	};

	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_AUTHOR_NAME", "A", 1);
	setenv("GIT_AUTHOR_EMAIL", "a@example.org", 1);
	setenv("GIT_COMMITTER_NAME", "A", 1);
	setenv("GIT_COMMITTER_EMAIL", "a@example.org", 1);
	git_libgit2_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
