// SPDX-License-Identifier: GPL-2.0
/*
 * history: writes a kernel-shaped history into an empty bare repository, and what
 * is true of it to a truth file.
 *
 *	history [--small] REPO FOLDER
 *
 * REPO gets one pack and packed-refs. FOLDER gets
 *	truth		one line each, fields parted by tabs, see write_truth()
 *	more/	a pack of 1,000 later commits on 20 branches (--small: 60 on 12),
 *		refs, as `git update-ref --stdin` takes them, and truth: what is
 *		true when these have come in
 *
 * Mainline: a lane for each of up to 64 folders, where the next release is made,
 * with short topics merged into it and mainline merged back now and then; lanes of
 * fixes each week; releases with candidates. Lanes keep to their folder and within
 * it to their files (see class_file()), so that each merge is plain.
 * Stable branches: each window between two mainline tags gives one release.
 * An item is a mainline commit whose fate is known on every branch: those planned
 * here, whose line of code nothing else touches, and a sample of the others.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "pack.h"
#include "text.h"

enum {
	MAX_RELEASES = 80,
	MAX_FOLDERS = 64,
	FOLDER_FILES = 16,
	MAX_FILES = MAX_FOLDERS * FOLDER_FILES,
	MAX_TOPS = 16,
	SLOTS = 12,		/* lines in a file that commits change */
	COMMON_SLOTS = 8,	/* of these; the others are the planned items' */
	ALL_SLOTS = SLOTS,	/* in place of a slot: the common ones are emptied */
	MAX_ITEMS = 1200,
	FINISHED = -1,
	DAY = 86400,
	START = 1305763200,	/* when v2.6.39 came out */
	NO_RELEASE = 0xffff,
	NONE = -1,
};

struct scale {
	int first, releases;	/* of all_releases() */
	int windows;		/* a release's candidates and itself */
	int folders;
	int next, fixes;	/* commits a week in the lanes */
	int fix_lanes;
	int planned;		/* fixes, not counting what belongs to them */
	int sampled;		/* other commits whose fate is written down */
	int long_life, short_life;	/* of stable branches, in windows */
	double long_part, short_part;	/* of mainline's commits that they take */
	int more, more_branches;
};

static const struct scale full = {
	.first = 0, .releases = 80, .windows = 8, .folders = 64, .next = 1750, .fixes = 200,
	.fix_lanes = 22, .planned = 240, .sampled = 60, .long_life = 216, .short_life = 14,
	.long_part = 0.062, .short_part = 0.05, .more = 52, .more_branches = 20,
};

static const struct scale small = {
	.first = 36, .releases = 12, .windows = 4, .folders = 16, .next = 34, .fixes = 12,
	.fix_lanes = 4, .planned = 120, .sampled = 20, .long_life = 24, .short_life = 9,
	.long_part = 0.25, .short_part = 0.2, .more = 5, .more_branches = 12,
};

static const char *const all_folders[MAX_FOLDERS] = {
	"arch/arm", "arch/arm64", "arch/mips", "arch/powerpc", "arch/riscv", "arch/s390",
	"arch/x86", "arch/sparc", "drivers/acpi", "drivers/amba", "drivers/ata", "drivers/base",
	"drivers/block", "drivers/bluetooth", "drivers/char", "drivers/clk", "drivers/cpufreq",
	"drivers/crypto", "drivers/dma", "drivers/edac", "drivers/gpio", "drivers/gpu",
	"drivers/hid", "drivers/hwmon", "drivers/i2c", "drivers/iio", "drivers/infiniband",
	"drivers/input", "drivers/iommu", "drivers/md", "drivers/media", "drivers/mfd",
	"drivers/mmc", "drivers/mtd", "drivers/net", "drivers/nvme", "drivers/pci", "drivers/phy",
	"drivers/regulator", "drivers/scsi", "drivers/spi", "drivers/usb", "fs/btrfs", "fs/ceph",
	"fs/ext4", "fs/nfs", "fs/overlayfs", "fs/proc", "fs/xfs", "kernel/bpf", "kernel/cgroup",
	"kernel/events", "kernel/sched", "kernel/time", "mm/kasan", "net/bluetooth", "net/bridge",
	"net/core", "net/ipv4", "net/ipv6", "net/netfilter", "net/wireless", "sound/core",
	"sound/soc",
};

static const char *const file_names[FOLDER_FILES] = {
	"attr", "bus", "cache", "core", "debug", "device", "event", "helper", "init", "irq",
	"main", "ops", "platform", "queue", "sysfs", "util",
};

/* Series that are kept for years. */
static const char *const long_series[] = {
	"3.2", "3.10", "3.16", "3.18", "4.1", "4.4", "4.9", "4.14", "4.19", "5.4", "5.10", "5.15",
	"6.1", "6.6", "6.12",
};

enum {
	NEEDS_MATE = 1,
	NEEDS_STABLE = 2,	/* a commit of another stable branch that brought it */
	OTHER_SUBJECT = 4,
	OTHER_AUTHOR = 8,
	OTHER_PATCH = 16,
	OTHER = OTHER_SUBJECT | OTHER_AUTHOR | OTHER_PATCH,
	INDENTED = 32,		/* the message, as RHEL does it */
};

enum effect { BRINGS, LIKELY, NOTHING };

/*
 * How a commit on a branch is written. In the lines: %A the fix, %B its mate, %a
 * and %b 12 and 16 digits, %S a stable commit that brought it and %V that one's
 * release, %T the fix's title, %R the release it is in, %X an id that no commit has.
 */
struct form {
	const char *name;
	enum effect effect;
	unsigned flags;
	const char *prefix, *top, *bottom;
};

enum { FORM_UPSTREAM, FORM_BRACKET = 3 };

static const struct form forms[] = {
	{ "upstream", BRINGS, 0, "", "commit %A upstream.\n\n", "" },
	{ "upstream-no-period", BRINGS, 0, "", "commit %A upstream\n\n", "" },
	{ "commit-commit", BRINGS, 0, "", "commit commit %A upstream.\n\n", "" },
	{ "bracket-Upstream", BRINGS, 0, "", "[ Upstream commit %A ]\n\n", "" },
	{ "bracket-upstream", BRINGS, 0, "", "[ upstream commit %A ]\n\n", "" },
	{ "bracket-colon", BRINGS, 0, "", "[ upstream commit: %A ]\n\n", "" },
	{ "bracket-commit", BRINGS, 0, "", "[ commit %A upstream ]\n\n", "" },
	{ "Upstream-commit", BRINGS, 0, "", "Upstream commit %A\n\n", "" },
	{ "Upstream-commit-period", BRINGS, 0, "", "Upstream commit %A.\n\n", "" },
	{ "Upstream-commit-colon", BRINGS, 0, "", "Upstream commit: %A\n\n", "" },
	{ "two-lines", BRINGS, NEEDS_MATE, "", "commit %A upstream.\ncommit %B upstream.\n\n", "" },
	{ "two-lines-bracket", BRINGS, NEEDS_MATE, "",
	  "[ Upstream commit %A ]\n[ Upstream commit %B ]\n\n", "" },
	{ "two-ids-and", BRINGS, NEEDS_MATE, "", "[ Upstream commits %A and %B ]\n\n", "" },
	{ "two-ids-comma", BRINGS, NEEDS_MATE, "", "[ Upstream commits %A, %B ]\n\n", "" },
	{ "two-ids-wrapped", BRINGS, NEEDS_MATE, "", "commits %A and\n%B upstream.\n\n", "" },
	{ "cherry-picked", BRINGS, 0, "", "", "(cherry picked from commit %A)\n" },
	{ "cherry-hyphen", BRINGS, 0, "", "", "(cherry-picked from commit %A)\n" },
	{ "Cherry-Picked", BRINGS, 0, "", "", "(Cherry-Picked from commit %A)\n" },
	{ "pick-of-stable", BRINGS, NEEDS_STABLE, "", "", "(cherry picked from commit %S)\n" },
	{ "pick-of-stable-branch", BRINGS, NEEDS_STABLE, "", "",
	  "(cherry picked from commit %S linux-%V.y)\n" },
	{ "stable-inclusion", BRINGS, NEEDS_STABLE, "", "stable inclusion\nfrom stable-v%V.y\n"
	  "commit %S\ncategory: bugfix\nbugzilla: https://gitee.com/openeuler/kernel/issues/I5X\n"
	  "CVE: NA\n\n--------------------------------\n\n", "" },
	{ "backported-from", BRINGS, 0, "", "", "(backported from commit %A)\n" },
	{ "mainline-inclusion", BRINGS, 0, "", "mainline inclusion\nfrom mainline-%R\ncommit %A\n"
	  "category: bugfix\nbugzilla: 187526\nCVE: NA\n\n"
	  "--------------------------------\n\n", "" },
	{ "Git-commit", BRINGS, 0, "", "Git-commit: %A\nPatch-mainline: %R\n"
	  "References: bsc#1051510\n\n", "" },
	{ "Mainline", BRINGS, 0, "", "Mainline: %A\nBug: 8675309\n\n", "" },
	{ "rhel", BRINGS, INDENTED, "", "Bugzilla: https://bugzilla.redhat.com/2152737\n\n"
	  "commit %A\n", "" },
	{ "12-digits", BRINGS, 0, "", "commit %a upstream.\n\n", "" },
	{ "12-digits-bracket", BRINGS, 0, "", "[ Upstream commit %a ]\n\n", "" },
	{ "16-digits-picked", BRINGS, 0, "", "", "(cherry picked from commit %b)\n" },
	{ "typo-comit", BRINGS, 0, "", "comit %A upstream\n\n", "" },
	{ "typo-upsream", BRINGS, 0, "", "commit %A upsream.\n\n", "" },
	{ "UPSTREAM", BRINGS, 0, "UPSTREAM: ", "", "(cherry picked from commit %A)\n" },
	{ "BACKPORT", BRINGS, 0, "BACKPORT: ", "", "(cherry picked from commit %A)\n" },
	{ "FROMGIT", BRINGS, 0, "FROMGIT: ", "", "(cherry picked from commit %A\n"
	  " https://git.kernel.org/pub/scm/linux/kernel/git/next/linux-next.git master)\n" },
	{ "FROMLIST", BRINGS, 0, "FROMLIST: ", "", "(cherry picked from commit %A)\n" },
	{ "other-subject", BRINGS, OTHER_SUBJECT, "", "commit %A upstream.\n\n", "" },
	{ "adapted", BRINGS, OTHER_PATCH, "", "commit %A upstream.\n\n"
	  "[ bp: the context differs here ]\n\n", "" },
	{ "authorship", BRINGS, OTHER_PATCH, "", "", "" },
	{ "patch-id", BRINGS, OTHER_SUBJECT | OTHER_AUTHOR, "", "", "" },
	{ "no-such-id-same-patch", BRINGS, 0, "", "commit %X upstream.\n\n", "" },
	{ "subject-alone", LIKELY, OTHER_AUTHOR | OTHER_PATCH, "", "", "" },
	{ "no-such-id", NOTHING, OTHER, "", "commit %X upstream.\n\n", "" },
	{ "mention-not-upstream", NOTHING, OTHER, "",
	  "Not upstream: fixed differently by %A there.\n\n", "" },
	{ "mention-in-commit", NOTHING, OTHER, "",
	  "In commit %a (\"%T\") we\nmoved this for a reason that does not hold here.\n\n", "" },
	{ "mention-full-id", NOTHING, OTHER, "",
	  "Since commit %A upstream does this elsewhere, only the\n"
	  "caller needs care here.\n\n", "" },
	{ "mention-Fixes", NOTHING, OTHER, "", "", "Fixes: %a (\"%T\")\n" },
};

enum { N_FORMS = sizeof(forms) / sizeof(*forms) };

/* The lines of a revert; then as %S the commit that is reverted, as %A what it brought. */
static const char *const revert_lines[] = {
	"This reverts commit %S.\n\n",
	"This reverts commit %S which is\ncommit %A upstream.\n\n",
	"This reverts commit %S which is commit %A upstream.\n\n",
};

enum { N_REVERTS = sizeof(revert_lines) / sizeof(*revert_lines) };

struct commit {			/* of mainline, no merge and no release */
	uint32_t object;
	uint32_t date, author_date;
	uint32_t text;		/* its words' seed; the line's value is one more */
	uint32_t fixes;		/* what its Fixes: names or what it reverts, plus one; 0: nothing */
	uint16_t release;	/* the first mainline tag that holds it */
	uint16_t author, file, item;	/* item: plus one */
	uint8_t slot;
	bool reverts, reverted, planned;
	uint8_t style;		/* of its Fixes: line */
};

struct state {			/* what a tree holds, as objects */
	uint32_t root, makefile;
	uint32_t top[MAX_TOPS], folder[MAX_FOLDERS], file[MAX_FILES];
	uint32_t slot[MAX_FILES][SLOTS];
};

struct lane {
	bool active;
	struct state state;
	uint32_t tip, date;
	uint32_t *pending;	/* its commits that mainline has not got yet */
	size_t n, room;
	struct lane *topic;	/* merged into it again; its commits pend here */
	int topic_left;
};

enum item_kind { FIX, INTRODUCER, FOLLOWER, REVERT, TWIN, SAMPLED, SAMPLED_INTRODUCER };

struct item {
	enum item_kind kind;
	const char *story;
	int release, week;	/* where it comes in; week 0: by a lane of the next release */
	int file, slot;
	int introducer;		/* the item that it fixes; NONE */
	int of;			/* what it reverts, is a twin of, or its mate; NONE */
	int style;		/* of the Fixes: line; NONE: as it comes */
	bool says_upstream;	/* its title does */
	bool asked;		/* a line of truth is written about it */
	uint32_t commit;
};

enum act { ACT_FORM, ACT_REVERT, ACT_REVERT_REVERT, ACT_RT };

struct action {			/* something planned for a branch */
	enum act act;
	int item, form;		/* form: of a revert, its lines */
	int window;		/* 1: the first release of the branch */
	bool mate;		/* brings the item's mate too */
};

struct event {			/* something that happened to an item on a branch */
	int branch, window;
	enum { APPLIED, TAKEN_BACK, LIKELY_APPLIED } what;
	uint32_t object;
	const char *form;
};

struct branch {
	int release;		/* it forks from */
	int life;		/* windows; what comes behind is in no release */
	bool is_long, gets_more;
	struct action *actions;
	size_t n, room;
	struct state *fork;
	uint32_t base, tip, date;
	struct state state;
};

static const struct scale *scale;
static struct pack *pack;
static char release_names[MAX_RELEASES][24];
static int folder_of[MAX_FOLDERS];	/* in all_folders */
static char top_names[MAX_TOPS][16];
static int n_tops, top_of[MAX_FOLDERS];

static struct commit *commits;
static uint32_t n_commits, commits_room;
static uint32_t *by_release, *release_start;	/* commits ordered by the tag that brings them */

static struct lane lanes[MAX_FOLDERS], fix_lanes[MAX_FOLDERS];
static struct state mainline, *last_final;
static uint32_t main_tip, main_date, last_final_tip, root_commit;
static uint32_t *untagged;
static size_t n_untagged, untagged_room;
static uint32_t *folder_commits[MAX_FOLDERS], folder_n[MAX_FOLDERS];

static struct item items[MAX_ITEMS];
static int n_items;
static int next_slot[MAX_FOLDERS], fix_slot[MAX_FOLDERS];

static struct branch branches[MAX_RELEASES];
static struct { struct event *list; size_t n, room; } events[MAX_ITEMS];
static uint32_t on[MAX_ITEMS][MAX_RELEASES];		/* the commit that brought it, plus one */
static uint32_t taken_back[MAX_ITEMS][MAX_RELEASES];
static bool named[MAX_ITEMS][MAX_RELEASES];		/* whose message names it, and it alone */
static int form_uses[N_FORMS], revert_uses[N_REVERTS];
static uint32_t total_commits, total_tags, total_backports;
static uint64_t dice_state = 42;

static struct { char name[48]; uint32_t object, peeled; } *ref_list;
static size_t n_refs, refs_room;

static uint32_t dice(uint32_t limit)
{
	dice_state = mix(dice_state, 3);
	return (dice_state >> 32) * limit >> 32;
}

static double part(uint64_t a, uint64_t b)
{
	return (mix(a, b) >> 11) * 0x1p-53;
}

static void *grow(void *list, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return list;
	*room = *room ? *room * 2 : 64;
	list = realloc(list, *room * size);
	if (!list)
		err(2, "memory");
	return list;
}

#define GROW(list, n, room) ((list) = grow((list), (n), &(room), sizeof(*(list))))

static void *need(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p)
		err(2, "memory");
	return p;
}

/* --- Trees --- */

static int n_files(void)
{
	return scale->folders * FOLDER_FILES;
}

static void name_everything(void)
{
	int n = 0;

	for (int major = 3, minor = 0; n < scale->first + scale->releases; n++) {
		if (n >= scale->first)
			snprintf(release_names[n - scale->first], sizeof(release_names[0]), "%d.%d",
				 major, minor);
		minor++;
		if (minor > (major == 4 ? 20 : 19)) {
			major++;
			minor = 0;
		}
	}
	for (int i = 0; i < scale->folders; i++) {
		const char *name, *slash;

		folder_of[i] = i * MAX_FOLDERS / scale->folders;
		name = all_folders[folder_of[i]];
		slash = strchr(name, '/');
		if (!n_tops || strncmp(top_names[n_tops - 1], name, slash - name + 1))
			snprintf(top_names[n_tops++], sizeof(top_names[0]), "%.*s",
				 (int)(slash - name) + 1, name);
		top_of[i] = n_tops - 1;
	}
}

static const char *folder_name(int folder)
{
	return strchr(all_folders[folder_of[folder]], '/') + 1;
}

static void line_of_code(char *to, size_t room, int file, int slot, uint32_t value)
{
	if (!value)
		snprintf(to, room, "\tret = 0;\n");
	else
		snprintf(to, room, "\tret = %s_%x(dev, %d);\n", file_names[file % FOLDER_FILES],
			 value, slot);
}

static void render_file(struct text *to, const struct state *s, int file)
{
	const char *name = file_names[file % FOLDER_FILES];
	char line[80];

	text_clear(to);
	text_add(to, "// SPDX-License-Identifier: GPL-2.0\n");
	text_addf(to, "/* %s: %s */\n#include <linux/device.h>\n",
		  folder_name(file / FOLDER_FILES), name);
	for (int i = 0; i < SLOTS; i++) {
		line_of_code(line, sizeof(line), file, i, s->slot[file][i]);
		text_addf(to, "\nstatic int %s_%d(struct device *dev)\n{\n\tint ret;\n\n", name, i);
		text_add(to, line);
		text_add(to, "\n\treturn ret;\n}\n");
	}
}

static void entry(struct text *to, const char *mode, const char *name, size_t len, uint32_t object)
{
	size_t mode_len = strlen(mode);

	if (to->len + mode_len + len + PACK_ID + 2 > TEXT_ROOM)
		errx(2, "a large tree");
	memcpy(to->s + to->len, mode, mode_len);
	to->len += mode_len;
	to->s[to->len++] = ' ';
	memcpy(to->s + to->len, name, len);
	to->len += len;
	to->s[to->len++] = 0;
	memcpy(to->s + to->len, pack_id(pack, object), PACK_ID);
	to->len += PACK_ID;
}

static void render_folder(struct text *to, const struct state *s, int folder)
{
	char name[32];

	to->len = 0;
	for (int i = 0; i < FOLDER_FILES; i++) {
		int len = snprintf(name, sizeof(name), "%s.c", file_names[i]);

		entry(to, "100644", name, len, s->file[folder * FOLDER_FILES + i]);
	}
}

static void render_top(struct text *to, const struct state *s, int top)
{
	to->len = 0;
	for (int i = 0; i < scale->folders; i++)
		if (top_of[i] == top)
			entry(to, "40000", folder_name(i), strlen(folder_name(i)), s->folder[i]);
}

static void render_root(struct text *to, const struct state *s)
{
	to->len = 0;
	entry(to, "100644", "Makefile", 8, s->makefile);
	for (int i = 0; i < n_tops; i++)
		entry(to, "40000", top_names[i], strlen(top_names[i]) - 1, s->top[i]);
}

static struct text old_text, new_text;

static uint32_t changed(enum pack_type type, uint32_t base)
{
	return pack_add_delta(pack, type, new_text.s, new_text.len, base, old_text.s, old_text.len);
}

/* Puts @object for a folder, and the trees above it. */
static void put_folder(struct state *s, int folder, uint32_t object)
{
	int top = top_of[folder];
	uint32_t top_object;

	if (s->folder[folder] == object)
		return;
	render_top(&old_text, s, top);
	s->folder[folder] = object;
	render_top(&new_text, s, top);
	top_object = changed(PACK_TREE, s->top[top]);
	render_root(&old_text, s);
	s->top[top] = top_object;
	render_root(&new_text, s);
	s->root = changed(PACK_TREE, s->root);
}

static void put_slot(struct state *s, int file, int slot, uint32_t value)
{
	int folder = file / FOLDER_FILES;
	uint32_t blob;

	render_file(&old_text, s, file);
	if (slot == ALL_SLOTS)
		memset(s->slot[file], 0, COMMON_SLOTS * sizeof(s->slot[file][0]));
	else
		s->slot[file][slot] = value;
	render_file(&new_text, s, file);
	blob = changed(PACK_BLOB, s->file[file]);
	render_folder(&old_text, s, folder);
	s->file[file] = blob;
	render_folder(&new_text, s, folder);
	put_folder(s, folder, changed(PACK_TREE, s->folder[folder]));
}

/* The lane's files of @from replace those of @to; which ones they are, see class_file(). */
static void put_lane(struct state *to, const struct state *from, int folder, unsigned files)
{
	render_folder(&old_text, to, folder);
	for (int i = 0; i < FOLDER_FILES; i++) {
		int file = folder * FOLDER_FILES + i;

		if (!(files >> i & 1))
			continue;
		to->file[file] = from->file[file];
		memcpy(to->slot[file], from->slot[file], sizeof(to->slot[file]));
	}
	render_folder(&new_text, to, folder);
	put_folder(to, folder, changed(PACK_TREE, to->folder[folder]));
}

static void put_makefile(struct state *s, const char *version)
{
	int major = 0, minor = 0, sub = 0, n = 0;

	sscanf(version, "%d.%d%n.%d%n", &major, &minor, &n, &sub, &n);
	text_clear(&new_text);
	text_addf(&new_text, "# SPDX-License-Identifier: GPL-2.0\nVERSION = %d\nPATCHLEVEL = %d\n"
		  "SUBLEVEL = %d\nEXTRAVERSION =%s%s\n", major, minor, sub, version[n] ? " " : "",
		  version + n);
	s->makefile = pack_add(pack, PACK_BLOB, new_text.s, new_text.len, 0);
	render_root(&old_text, s);
	old_text.len = 0;
	render_root(&new_text, s);
	s->root = pack_add(pack, PACK_TREE, new_text.s, new_text.len, 0);
}

static void first_state(struct state *s)
{
	*s = (struct state){ .makefile = 0 };
	for (int i = 0; i < n_files(); i++) {
		render_file(&new_text, s, i);
		s->file[i] = pack_add(pack, PACK_BLOB, new_text.s, new_text.len, 0);
	}
	for (int i = 0; i < scale->folders; i++) {
		render_folder(&new_text, s, i);
		s->folder[i] = pack_add(pack, PACK_TREE, new_text.s, new_text.len, 0);
	}
	for (int i = 0; i < n_tops; i++) {
		render_top(&new_text, s, i);
		s->top[i] = pack_add(pack, PACK_TREE, new_text.s, new_text.len, 0);
	}
	put_makefile(s, "2.6.39");
}

/* --- Commits --- */

enum { LINUS = 100000, GREG, SASHA, RT };

static void add_person(struct text *to, uint32_t n)
{
	switch (n) {
	case LINUS:
		text_add(to, "Linus Torvalds <torvalds@linux-foundation.org>");
		break;
	case GREG:
		text_add(to, "Greg Kroah-Hartman <gregkh@linuxfoundation.org>");
		break;
	case SASHA:
		text_add(to, "Sasha Levin <sashal@kernel.org>");
		break;
	case RT:
		text_add(to, "Sebastian Andrzej Siewior <bigeasy@linutronix.de>");
		break;
	default:
		text_person(to, n);
	}
}

static void add_hex(struct text *to, uint32_t object, int digits)
{
	char hex[PACK_HEX + 1];

	pack_hex(hex, pack_id(pack, object));
	text_addf(to, "%.*s", digits, hex);
}

struct hand {
	uint32_t person, date;
};

static uint32_t make_commit(uint32_t root, const uint32_t *parents, int n, struct hand author,
			    struct hand committer, const char *message)
{
	static const char *const zones[] = { "+0000", "+0100", "-0700", "+0200", "+0800", "-0500" };
	static struct text t;

	text_clear(&t);
	text_add(&t, "tree ");
	add_hex(&t, root, PACK_HEX);
	for (int i = 0; i < n; i++) {
		text_add(&t, "\nparent ");
		add_hex(&t, parents[i], PACK_HEX);
	}
	text_add(&t, "\nauthor ");
	add_person(&t, author.person);
	text_addf(&t, " %u %s\ncommitter ", author.date, zones[author.person % 6]);
	add_person(&t, committer.person);
	text_addf(&t, " %u %s\n\n", committer.date, zones[committer.person % 6]);
	text_add(&t, message);
	total_commits++;
	return pack_add(pack, PACK_COMMIT, t.s, t.len, committer.date);
}

static void add_ref(const char *name, uint32_t object, uint32_t peeled)
{
	GROW(ref_list, n_refs, refs_room);
	snprintf(ref_list[n_refs].name, sizeof(ref_list[0].name), "%s", name);
	ref_list[n_refs].object = object;
	ref_list[n_refs++].peeled = peeled;
}

static void make_tag(const char *version, uint32_t commit, uint32_t person, uint32_t date)
{
	static struct text t;
	char name[48];

	text_clear(&t);
	text_add(&t, "object ");
	add_hex(&t, commit, PACK_HEX);
	text_addf(&t, "\ntype commit\ntag v%s\ntagger ", version);
	add_person(&t, person);
	text_addf(&t, " %u +0000\n\nLinux %s\n", date, version);
	snprintf(name, sizeof(name), "refs/tags/v%s", version);
	add_ref(name, pack_add(pack, PACK_TAG, t.s, t.len, date), commit);
	total_tags++;
}

static uint32_t release_commit(struct state *s, uint32_t parent, const char *version,
			       uint32_t person, uint32_t date)
{
	struct hand hand = { person, date };
	struct text t;
	uint32_t commit;

	put_makefile(s, version);
	text_clear(&t);
	text_addf(&t, "Linux %s\n", version);
	if (person != LINUS) {
		text_add(&t, "\nLink: https://lore.kernel.org/r/2023.1@linuxfoundation.org\n");
		for (uint32_t i = 0; i < 4; i++) {
			text_add(&t, "Tested-by: ");
			add_person(&t, 3 * i);
			text_add(&t, "\n");
		}
		text_add(&t, "Signed-off-by: ");
		add_person(&t, person);
		text_add(&t, "\n");
	}
	commit = make_commit(s->root, &parent, 1, hand, hand, t.s);
	make_tag(version, commit, person, date);
	return commit;
}

static void add_area(struct text *to, int file)
{
	text_addf(to, "%s: %s", folder_name(file / FOLDER_FILES), file_names[file % FOLDER_FILES]);
}

static const struct item *item_of(const struct commit *c)
{
	return c->item ? &items[c->item - 1] : NULL;
}

static void add_title(struct text *to, uint32_t n)
{
	const struct commit *c = &commits[n];
	static struct text area;

	if (c->reverts) {
		text_add(to, "Revert \"");
		add_title(to, c->fixes - 1);
		text_add(to, "\"");
		return;
	}
	text_clear(&area);
	add_area(&area, c->file);
	if (c->planned && item_of(c)->says_upstream)
		text_add(&area, ": upstream port");
	text_subject(to, c->text, area.s);
}

enum { STYLE_USUAL, STYLE_FULL, STYLE_NO_SUBJECT, STYLE_COMMIT, STYLE_CUT, STYLE_WRONG, N_STYLES };

static void add_fixes(struct text *to, const struct commit *c)
{
	char hex[PACK_HEX + 1];

	pack_hex(hex, pack_id(pack, commits[c->fixes - 1].object));
	if (c->style == STYLE_WRONG)	/* another commit's digits, no commit has these */
		for (int i = 2; i < 12; i++)
			hex[i] = "0123456789abcdef"[mix(c->text, i) & 15];
	text_addf(to, "Fixes: %s%.*s", c->style == STYLE_COMMIT ? "commit " : "",
		  c->style == STYLE_FULL ? 40 : c->style == STYLE_CUT ? 9 : 12, hex);
	if (c->style != STYLE_NO_SUBJECT) {
		text_add(to, " (\"");
		add_title(to, c->fixes - 1);
		text_add(to, "\")");
	}
	text_add(to, "\n");
}

static void add_words(struct text *to, const struct commit *c)
{
	if (c->reverts) {
		text_add(to, "This reverts commit ");
		add_hex(to, commits[c->fixes - 1].object, PACK_HEX);
		text_add(to, ".\n\n");
	}
	text_body(to, c->text);
}

static void add_trailers(struct text *to, const struct commit *c)
{
	uint64_t r = mix(c->text, 11);

	if (c->fixes)
		add_fixes(to, c);
	if (c->fixes && r % 3 == 0)
		text_add(to, "Cc: stable@vger.kernel.org\n");
	for (uint32_t i = 0; i < (r >> 8) % 3; i++) {
		text_add(to, i ? "Tested-by: " : "Reviewed-by: ");
		add_person(to, (r >> (16 + 8 * i)) % 3000);
		text_add(to, "\n");
	}
	text_add(to, "Signed-off-by: ");
	add_person(to, c->author);
	if (r >> 20 & 1)
		text_addf(to, "\nLink: https://lore.kernel.org/r/%016lx@%s.org",
			  (unsigned long)mix(r, 1), (r >> 21 & 1) ? "example" : "kernel");
	text_add(to, "\nSigned-off-by: ");
	add_person(to, c->file / FOLDER_FILES * 7);
	text_add(to, "\n");
}

/* --- Mainline --- */

static void pend(struct lane *lane, uint32_t n)
{
	GROW(lane->pending, lane->n, lane->room);
	lane->pending[lane->n++] = n;
}

static uint32_t new_commit(void)
{
	if (n_commits == commits_room) {
		commits_room = commits_room ? commits_room * 2 : 1 << 12;
		commits = realloc(commits, commits_room * sizeof(*commits));
		if (!commits)
			err(2, "memory");
	}
	commits[n_commits] = (struct commit){ .release = NO_RELEASE, .text = n_commits };
	return n_commits++;
}

/* Lanes of fixes have the files from 12 on, topics those of odd number, next lanes the others. */
enum lane_class { CLASS_NEXT, CLASS_TOPIC, CLASS_FIXES };

static const unsigned class_files[] = { 0x0555, 0x0aaa, 0xf000 };

static int class_file(enum lane_class class, uint32_t n)
{
	return class == CLASS_FIXES ? 12 + n % 4 : 2 * (n % 6) + (class == CLASS_TOPIC);
}

/* An earlier commit of the folder that is in a release, or in the same lane; or NONE. */
static long earlier(int folder, bool released)
{
	uint32_t n = folder_n[folder], back = 1 + dice(8);

	for (int tries = 0; tries < 12; tries++) {
		uint32_t pick;

		back = back * 2 + dice(back + 1);
		if (back >= n)
			return NONE;
		pick = folder_commits[folder][n - 1 - back];
		if (!commits[pick].planned && (commits[pick].release != NO_RELEASE || !released) &&
		    dice(3))
			return pick;
	}
	return NONE;
}

static void choose_fixes(struct commit *c, int folder, enum lane_class class)
{
	static const int styles[] = { STYLE_FULL, STYLE_FULL, STYLE_FULL, STYLE_NO_SUBJECT,
				      STYLE_COMMIT, STYLE_CUT, STYLE_WRONG };
	uint32_t kind = dice(1000), style = dice(60);
	long target;

	if (kind >= 170)
		return;
	target = earlier(folder, class == CLASS_FIXES);
	if (target == NONE)
		return;
	c->fixes = target + 1;
	c->reverts = kind < 4;
	if (c->reverts)
		commits[target].reverted = true;
	c->style = style < sizeof(styles) / sizeof(*styles) ? styles[style] : STYLE_USUAL;
}

static void choose_slot(struct commit *c, const struct state *s, int folder, enum lane_class class)
{
	c->file = folder * FOLDER_FILES + class_file(class, dice(12));
	for (c->slot = 0; c->slot < COMMON_SLOTS; c->slot++)
		if (!s->slot[c->file][c->slot])
			return;
	c->slot = ALL_SLOTS;
}

static uint32_t line_value(const struct commit *c)
{
	const struct item *it = c->planned ? item_of(c) : NULL;

	return it && it->kind == REVERT ? 0 : c->text + 1;
}

static void write_mainline(struct lane *lane, uint32_t n, uint32_t now)
{
	struct commit *c = &commits[n];
	struct text t;

	if (now <= lane->date)
		now = lane->date + 1;
	c->date = lane->date = now;
	put_slot(&lane->state, c->file, c->slot, line_value(c));
	text_clear(&t);
	add_title(&t, n);
	text_add(&t, "\n\n");
	add_words(&t, c);
	text_add(&t, "\n");
	add_trailers(&t, c);
	c->object = make_commit(lane->state.root, &lane->tip, 1,
				(struct hand){ c->author, c->author_date },
				(struct hand){ c->file / FOLDER_FILES * 7, now }, t.s);
	lane->tip = c->object;
}

static uint32_t commit_in(struct lane *lane, struct lane *pending, int folder,
			  enum lane_class class, uint32_t now)
{
	uint32_t n = new_commit();
	struct commit *c = &commits[n];

	choose_fixes(c, folder, class);
	choose_slot(c, &lane->state, folder, class);
	c->author = mix(n, 5) % 3000;
	c->author_date = now - 3600 - dice(20 * DAY);
	write_mainline(lane, n, now);
	pend(pending, n);
	folder_commits[folder][folder_n[folder]++] = n;
	return n;
}

static void commit_item(struct lane *lane, int i, uint32_t now)
{
	uint32_t n = new_commit();
	struct commit *c = &commits[n];
	struct item *it = &items[i];

	it->commit = n;
	c->item = i + 1;
	c->planned = true;
	c->file = it->file;
	c->slot = it->slot;
	c->author = mix(n, 5) % 3000;
	c->author_date = now - 3600 - dice(20 * DAY);
	if (it->introducer != NONE)
		c->fixes = items[it->introducer].commit + 1;
	if (it->style != NONE)
		c->style = it->style;
	if (it->kind == REVERT) {
		c->reverts = true;
		c->fixes = items[it->of].commit + 1;
	}
	if (it->kind == TWIN) {
		const struct commit *other = &commits[items[it->of].commit];

		c->text = other->text;
		c->author = other->author;
		c->author_date = other->author_date;
		c->fixes = other->fixes;
	}
	write_mainline(lane, n, now);
	pend(lane, n);
}

static void merge_message(struct text *t, const char *what, const char *from, uint32_t seed)
{
	text_clear(t);
	text_addf(t, "Merge %s of git://git.kernel.org/pub/scm/linux/kernel/git/%s/linux\n\n"
		  "Pull %s updates:\n\n", what, from, from);
	text_body(t, seed);
}

static void merge_topic(struct lane *lane, int folder, uint32_t now)
{
	uint32_t parents[2] = { lane->tip, lane->topic->tip };
	struct hand hand;
	struct text t;

	if (lane->topic->date > lane->date)
		lane->date = lane->topic->date;
	lane->date = now > lane->date ? now : lane->date + 1;
	hand = (struct hand){ folder * 7, lane->date };
	put_lane(&lane->state, &lane->topic->state, folder, class_files[CLASS_TOPIC]);
	text_clear(&t);
	text_addf(&t, "Merge branch '%s-topic-%u' into %s-next\n", folder_name(folder),
		  n_commits, folder_name(folder));
	lane->tip = make_commit(lane->state.root, parents, 2, hand, hand, t.s);
	lane->topic->active = false;
}

/* Mainline's state, with the lane's own files. */
static void merge_back(struct lane *lane, int folder, uint32_t now)
{
	uint32_t parents[2] = { lane->tip, main_tip };
	struct state *own;
	struct hand hand;

	if (lane->date < main_date)
		lane->date = main_date;
	lane->date = now > lane->date ? now : lane->date + 1;
	hand = (struct hand){ folder * 7, lane->date };
	own = need(1, sizeof(*own));
	*own = lane->state;
	lane->state = mainline;
	put_lane(&lane->state, own, folder, class_files[CLASS_NEXT] | class_files[CLASS_TOPIC]);
	free(own);
	lane->tip = make_commit(lane->state.root, parents, 2, hand, hand,
				"Merge branch 'master' into next\n\nWe need what went in there.\n");
}

static void merge_lane(struct lane *lane, int folder, unsigned files, const char *what,
		       uint32_t now)
{
	uint32_t parents[2] = { main_tip, lane->tip };
	struct hand hand;
	struct text t;

	if (lane->topic && lane->topic->active)
		merge_topic(lane, folder, now);
	parents[1] = lane->tip;
	main_date = lane->date > main_date ? lane->date : main_date;
	main_date = now > main_date ? now : main_date + 1;
	hand = (struct hand){ LINUS, main_date };
	put_lane(&mainline, &lane->state, folder, files);
	merge_message(&t, what, folder_name(folder), n_commits);
	main_tip = make_commit(mainline.root, parents, 2, hand, hand, t.s);
	for (size_t i = 0; i < lane->n; i++) {
		GROW(untagged, n_untagged, untagged_room);
		untagged[n_untagged++] = lane->pending[i];
	}
	lane->n = 0;
	lane->active = false;
}

static void fork_lane(struct lane *lane, const struct state *from, uint32_t tip, uint32_t date)
{
	lane->active = true;
	lane->state = *from;
	lane->tip = tip;
	lane->date = date;
	lane->n = 0;
}

static void next_commit(int folder, uint32_t now)
{
	struct lane *lane = &lanes[folder];

	if (!lane->topic->active && !dice(12)) {
		fork_lane(lane->topic, &lane->state, lane->tip, lane->date);
		lane->topic_left = 3 + dice(12);
	} else if (!lane->topic->active && !dice(150)) {
		merge_back(lane, folder, now);
	}
	if (lane->topic->active && dice(2)) {
		commit_in(lane->topic, lane, folder, CLASS_TOPIC, now);
		if (!--lane->topic_left)
			merge_topic(lane, folder, now);
	} else {
		commit_in(lane, lane, folder, CLASS_NEXT, now);
	}
}

static uint32_t cycle_days(void)
{
	return 14 + 7 * (scale->windows - 1);
}

/* When mainline tag @t is made. */
static uint32_t tag_date(int t)
{
	int r = t / scale->windows, j = t % scale->windows;

	return START + DAY * ((scale->first + r) * cycle_days() + 14 + 7 * j);
}

static void tag_name(char *to, size_t room, int t)
{
	int r = t / scale->windows, j = t % scale->windows;

	if (j == scale->windows - 1)
		snprintf(to, room, "%s", release_names[r]);
	else
		snprintf(to, room, "%s-rc%d", release_names[r], j + 1);
}

static void release_mainline(int t)
{
	char name[32];

	tag_name(name, sizeof(name), t);
	main_date = tag_date(t) > main_date ? tag_date(t) : main_date + 1;
	main_tip = release_commit(&mainline, main_tip, name, LINUS, main_date);
	for (size_t i = 0; i < n_untagged; i++)
		commits[untagged[i]].release = t;
	n_untagged = 0;
}

/* Those of the items planned for there. */
static void commit_items(int release, int week, int folder, struct lane *lane, uint32_t now)
{
	for (int i = 0; i < n_items; i++)
		if (items[i].release == release && items[i].week == week && items[i].kind != TWIN &&
		    (folder == NONE || items[i].file / FOLDER_FILES == folder))
			commit_item(lane ? lane : &lanes[items[i].file / FOLDER_FILES], i, now);
}

/* A twin is on the release before; mainline, when it is merged, has its change already. */
static void commit_twins(int release, uint32_t now)
{
	static struct lane lane;

	for (int i = 0; i < n_items; i++) {
		if (items[i].kind != TWIN || items[i].release != release)
			continue;
		fork_lane(&lane, last_final, last_final_tip, main_date - DAY);
		commit_item(&lane, i, now);
		merge_lane(&lane, items[i].file / FOLDER_FILES, 0, "tag 'twin'", now);
	}
}

static void merge_window(int r)
{
	uint32_t start = tag_date(r * scale->windows) - 14 * DAY;
	int order[MAX_FOLDERS], n = scale->folders;

	for (int i = 0; i < n; i++)
		order[i] = i;
	for (int i = n - 1; i > 0; i--) {
		int j = dice(i + 1), keep = order[i];

		order[i] = order[j];
		order[j] = keep;
	}
	for (int i = 0; i < n; i++)
		if (lanes[order[i]].active)
			merge_lane(&lanes[order[i]], order[i],
				   class_files[CLASS_NEXT] | class_files[CLASS_TOPIC],
				   "tag 'for-linus'", start + 12 * DAY * i / n);
	if (r)
		commit_twins(r, start + 13 * DAY);
	release_mainline(r * scale->windows);
}

static void fork_fixes(int r, int week, uint32_t start)
{
	for (int i = 0; i < scale->folders; i++) {
		bool needed = dice(scale->folders) < (uint32_t)scale->fix_lanes;

		for (int k = 0; k < n_items; k++)
			needed |= items[k].release == r && items[k].week == week &&
				  items[k].kind != TWIN && items[k].file / FOLDER_FILES == i;
		fix_lanes[i].active = false;
		if (needed)
			fork_lane(&fix_lanes[i], &mainline, main_tip, start);
	}
}

static void week_commits(int n_next, int n_fixes, uint32_t start, uint32_t span)
{
	int total = n_next + n_fixes;

	for (int i = 0; i < total; i++) {
		uint32_t now = start + (uint64_t)span * i / total;
		int folder = dice(scale->folders);

		/* Folders are not alike: the first of each eight gets more. */
		if (!dice(3))
			folder &= ~7;
		if ((int)dice(total) < n_fixes) {
			if (fix_lanes[folder].active)
				commit_in(&fix_lanes[folder], &fix_lanes[folder], folder,
					  CLASS_FIXES, now);
		} else if (lanes[folder].active) {
			next_commit(folder, now);
		}
	}
}

static void week(int r, int j)
{
	uint32_t start = tag_date(r * scale->windows + j - 1) + 3600, span = 6 * DAY;
	bool last = j == scale->windows - 1;
	int active = 0;

	for (int i = 0; i < scale->folders && r + 1 < scale->releases; i++)
		if (!lanes[i].active && (last || dice(2)))
			fork_lane(&lanes[i], &mainline, main_tip, start);
	for (int i = 0; i < scale->folders; i++)
		active += lanes[i].active;
	fork_fixes(r, j, start);
	week_commits(active ? scale->next : 0, scale->fixes * scale->folders / scale->fix_lanes,
		     start, span);
	if (last && r + 1 < scale->releases)
		commit_items(r + 1, 0, NONE, NULL, start + span);
	for (int i = 0; i < scale->folders; i++) {
		if (!fix_lanes[i].active)
			continue;
		commit_items(r, j, i, &fix_lanes[i], start + span);
		merge_lane(&fix_lanes[i], i, class_files[CLASS_FIXES], "tag 'fixes'",
			   start + span + 600 * i);
	}
	release_mainline(r * scale->windows + j);
	if (last) {
		*last_final = mainline;
		last_final_tip = main_tip;
	}
}

static void fork_branch(int r)
{
	struct branch *b = &branches[r];

	b->fork = need(1, sizeof(*b->fork));
	*b->fork = mainline;
	b->base = main_tip;
	b->date = main_date;
}

static void make_mainline(void)
{
	uint32_t start = tag_date(0) - (14 + 50) * DAY;
	struct hand hand = { LINUS, start - DAY };

	last_final = need(1, sizeof(*last_final));
	for (int i = 0; i < scale->folders; i++) {
		lanes[i].topic = need(1, sizeof(*lanes[i].topic));
		folder_commits[i] = need(1 << 17, sizeof(uint32_t));
	}
	first_state(&mainline);
	root_commit = main_tip = make_commit(mainline.root, NULL, 0, hand, hand,
					     "Linux-2.6.39 import\n\nAll that came before.\n");
	main_date = hand.date;
	for (int i = 0; i < scale->folders; i++)
		fork_lane(&lanes[i], &mainline, main_tip, main_date);
	week_commits(scale->next * (scale->windows - 1), 0, start, 45 * DAY);
	commit_items(0, 0, NONE, NULL, start + 46 * DAY);
	for (int r = 0; r < scale->releases; r++) {
		merge_window(r);
		for (int j = 1; j < scale->windows; j++)
			week(r, j);
		fork_branch(r);
	}
	/* A few that no release holds yet. */
	fork_lane(&fix_lanes[0], &mainline, main_tip, main_date);
	for (int i = 0; i < 20; i++)
		commit_in(&fix_lanes[0], &fix_lanes[0], 0, CLASS_FIXES, main_date + 3600 * i);
	merge_lane(&fix_lanes[0], 0, class_files[CLASS_FIXES], "tag 'fixes'", main_date + DAY);
}

static int n_windows(void)
{
	return scale->releases * scale->windows;
}

static void order_by_release(void)
{
	int n = n_windows();
	uint32_t *at = need(n + 2, sizeof(*at));

	release_start = need(n + 2, sizeof(*release_start));
	by_release = need(n_commits + 1UL, sizeof(*by_release));
	for (uint32_t i = 0; i < n_commits; i++)
		if (commits[i].release != NO_RELEASE)
			release_start[commits[i].release + 1]++;
	for (int i = 0; i < n; i++)
		release_start[i + 1] += release_start[i];
	memcpy(at, release_start, (n + 1) * sizeof(*at));
	for (uint32_t i = 0; i < n_commits; i++)
		if (commits[i].release != NO_RELEASE)
			by_release[at[commits[i].release]++] = i;
	free(at);
}

/* --- What is planned --- */

static int new_item(enum item_kind kind, const char *story, int release, int week)
{
	struct item *it = &items[n_items];

	if (n_items == MAX_ITEMS)
		errx(2, "more than %d items", MAX_ITEMS);
	*it = (struct item){ .kind = kind, .story = story, .release = release, .week = week,
			     .introducer = NONE, .of = NONE, .style = NONE };
	it->asked = kind == FIX || kind == FOLLOWER || kind == REVERT;
	if (kind == TWIN || kind == REVERT)
		return n_items++;
	for (int tries = 0; ; tries++) {
		int folder = dice(scale->folders), *used = week ? fix_slot : next_slot;
		int own = SLOTS - COMMON_SLOTS, room = own * (week ? 4 : 6);

		if (tries == 10000)
			errx(2, "no line left for an item");
		if (used[folder] == room)
			continue;
		it->file = folder * FOLDER_FILES +
			   class_file(week ? CLASS_FIXES : CLASS_NEXT, used[folder] / own);
		it->slot = COMMON_SLOTS + used[folder]++ % own;
		return n_items++;
	}
}

static void plan_fix(int f)
{
	static int mate_release;
	int last = scale->releases - 1, kind = f % 10, weeks = scale->windows - 1;
	int r = 1 + dice(kind == 7 || kind == 8 ? last - 3 : last), late, i, other;

	switch (kind) {
	case 0:
		mate_release = r;
		new_item(FIX, "plain", r, 0);
		break;
	case 1:
		i = new_item(FIX, "plain", mate_release, 0);
		items[i].of = i - 1;
		items[i - 1].of = i;
		break;
	case 2:
		i = new_item(FIX, "title-says-upstream", r, dice(2) ? 1 + dice(weeks) : 0);
		items[i].says_upstream = true;
		break;
	case 3:
		new_item(FIX, "plain", r, 1 + dice(weeks));
		break;
	case 4:
	case 5:
	case 6:
		other = new_item(INTRODUCER, "introducer", r - 1 - (int)dice(r < 6 ? r : 6), 0);
		i = new_item(FIX, kind == 5 ? "introducer-by-title" : "introducer", r,
			     dice(2) ? 1 + dice(weeks) : 0);
		items[i].introducer = other;
		items[i].style = kind == 4 ? STYLE_USUAL : kind == 5 ? STYLE_WRONG :
				 STYLE_FULL + f / 10 % 4;
		break;
	case 7:
		i = new_item(FIX, "reverted-in-mainline", r, 0);
		other = new_item(REVERT, "is-a-revert", r + 1 + dice(2), 0);
		items[other].of = i;
		items[other].introducer = i;
		items[other].style = STYLE_USUAL;
		items[other].file = items[i].file;
		items[other].slot = items[i].slot;
		break;
	case 8:
		i = new_item(FIX, "has-follower", r, 0);
		late = 1 + dice(weeks);
		other = new_item(FOLLOWER, "follower", r + dice(3), late);
		items[other].introducer = i;
		items[other].style = STYLE_USUAL;
		break;
	case 9:
		i = new_item(FIX, "has-twin", r, 0);
		other = new_item(TWIN, "twin", r, 0);
		items[other].of = i;
		items[other].file = items[i].file;
		items[other].slot = items[i].slot;
		break;
	}
}

static void plan_branches(void)
{
	for (int r = 0; r < scale->releases; r++) {
		struct branch *b = &branches[r];
		int most = (scale->releases - 1 - r) * scale->windows;

		b->release = r;
		for (size_t i = 0; i < sizeof(long_series) / sizeof(*long_series); i++)
			b->is_long |= !strcmp(long_series[i], release_names[r]);
		b->life = b->is_long ? scale->long_life : scale->short_life + (int)(mix(r, 9) % 7);
		b->life = b->life < most ? b->life : most;
		b->gets_more = r >= scale->releases + 1 - scale->more_branches;
	}
}

static int fork_tag(const struct branch *b)
{
	return b->release * scale->windows + scale->windows - 1;
}

static bool from_base(const struct branch *b, int item)
{
	return commits[items[item].commit].release <= fork_tag(b);
}

/* The first window in which the branch can take the item; none: beyond its life. */
static int first_window(const struct branch *b, int item)
{
	int w = commits[items[item].commit].release - fork_tag(b);

	return w < 1 ? 1 : w;
}

static struct action *act(struct branch *b, enum act what, int item, int form, int window)
{
	struct action *a;

	GROW(b->actions, b->n, b->room);
	a = &b->actions[b->n++];
	*a = (struct action){ what, item, form, window, false };
	return a;
}

static void revert_later(struct branch *b, int item, int window)
{
	static int turn;

	act(b, ACT_REVERT, item, turn++ % N_REVERTS, window);
}

enum pattern {
	P_FORM, P_ODD, P_NONE, P_REVERTED, P_AGAIN, P_REVERT_REVERTED, P_TWICE, P_RT, P_LATE,
	P_MORE,
};

static const enum pattern patterns[] = {
	P_FORM, P_ODD, P_FORM, P_NONE, P_FORM, P_ODD, P_REVERTED, P_FORM, P_ODD, P_AGAIN,
	P_FORM, P_MORE, P_FORM, P_TWICE, P_ODD, P_REVERT_REVERTED, P_FORM, P_FORM, P_RT, P_FORM,
	P_REVERTED, P_FORM, P_ODD, P_LATE,
};

enum { N_PATTERNS = sizeof(patterns) / sizeof(*patterns) };

static const struct action *planned_for(const struct branch *b, int item)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->actions[i].item == item ||
		    (b->actions[i].mate && items[b->actions[i].item].of == item))
			return &b->actions[i];
	return NULL;
}

static bool names_it(const struct form *f)
{
	static const char *const ids[] = { "%A", "%a", "%b", "%S" };

	for (int i = 0; i < 4; i++)
		if (f->effect == BRINGS && (strstr(f->top, ids[i]) || strstr(f->bottom, ids[i])))
			return true;
	return false;
}

/* A form that names it, whatever other branches have: the usual ones every other time. */
static int plain_form(void)
{
	static int turn, form;

	if (++turn % 2)
		return turn % 4 == 1 ? FORM_UPSTREAM : FORM_BRACKET;
	do
		form = (form + 1) % N_FORMS;
	while (!names_it(&forms[form]) ||
	       (forms[form].flags & (NEEDS_MATE | NEEDS_STABLE | OTHER)));
	return form;
}

/* One that is no message about the item, or not its patch. */
static int odd_form(void)
{
	static int form;

	do
		form = (form + 1) % N_FORMS;
	while (names_it(&forms[form]) && !(forms[form].flags & OTHER));
	return form;
}

/* Whether an older branch gets a commit that names the item, and it alone. */
static bool has_source(const struct branch *b, int item)
{
	for (int r = 0; r < b->release; r++) {
		const struct action *a = planned_for(&branches[r], item);

		if (a && a->item == item && a->act == ACT_FORM && !a->mate &&
		    names_it(&forms[a->form]) && a->window < branches[r].life)
			return true;
	}
	return false;
}

/* The forms come in turn, by what they need. */
static int next_form(unsigned needs)
{
	static int turn[NEEDS_STABLE + 1];

	do
		turn[needs] = (turn[needs] + 1) % N_FORMS;
	while ((forms[turn[needs]].flags & (NEEDS_MATE | NEEDS_STABLE)) != needs);
	return turn[needs];
}

static void plan_form(struct branch *b, int item, int window)
{
	static int turn;
	bool free_mate = items[item].kind == FIX && items[item].of != NONE &&
			 !planned_for(b, items[item].of) && !from_base(b, items[item].of);
	unsigned needs = 0;

	if (free_mate)
		needs = NEEDS_MATE;
	else if (has_source(b, item) && ++turn % 2)
		needs = NEEDS_STABLE;
	act(b, ACT_FORM, item, next_form(needs), window)->mate = needs == NEEDS_MATE;
}

/* Returns the window in which it comes in, or 0: not brought, or in a way that is not simple. */
static int plan_simple(struct branch *b, int item, int chance)
{
	int w = first_window(b, item) + dice(3);

	if (w > b->life || (int)dice(100) >= chance)
		return 0;
	act(b, ACT_FORM, item, plain_form(), w);
	return w;
}

static void plan_pattern(struct branch *b, int item)
{
	static int turn;
	int w = first_window(b, item) + dice(3);
	enum pattern p = patterns[turn % N_PATTERNS];

	if (p == P_MORE && !b->gets_more)
		p = P_NONE;
	if (p == P_MORE && w <= b->life + 2) {
		turn++;
		act(b, ACT_FORM, item, plain_form(), b->life + 2);
		return;
	}
	if (w > b->life)
		return;
	turn++;
	if (w + 8 > b->life && p != P_NONE && p != P_ODD && p != P_LATE)
		p = P_FORM;
	switch (p) {
	case P_FORM:
		plan_form(b, item, w);
		break;
	case P_ODD:
		act(b, ACT_FORM, item, odd_form(), w);
		break;
	case P_REVERTED:
		act(b, ACT_FORM, item, plain_form(), w);
		revert_later(b, item, w + 2 + dice(3));
		break;
	case P_AGAIN:
		act(b, ACT_FORM, item, plain_form(), w);
		revert_later(b, item, w + 2);
		act(b, ACT_FORM, item, plain_form(), w + 5);
		break;
	case P_REVERT_REVERTED:
		act(b, ACT_FORM, item, plain_form(), w);
		revert_later(b, item, w + 2);
		act(b, ACT_REVERT_REVERT, item, 0, w + 5);
		break;
	case P_TWICE:
		act(b, ACT_FORM, item, plain_form(), w);
		act(b, ACT_FORM, item, plain_form(), w + 3);
		break;
	case P_RT:
		act(b, ACT_RT, item, FORM_UPSTREAM, w);
		act(b, ACT_FORM, item, plain_form(), w + 3);
		break;
	case P_LATE:
		act(b, ACT_FORM, item, plain_form(), b->life + 1);
		break;
	default:
		break;
	}
}

/* On a branch that has not the introducer from its base. */
static void plan_unaffected(struct branch *b, int item)
{
	static int turn;
	int bug = items[item].introducer, w = first_window(b, item) + 2, came = 0;

	if (w + 6 > b->life || turn++ % 3 == 0)
		return;
	if (turn % 3 == 0) {	/* the fix without the bug */
		act(b, ACT_FORM, item, plain_form(), w);
		return;
	}
	came = first_window(b, bug) + dice(2);
	act(b, ACT_FORM, bug, plain_form(), came);
	switch (turn / 3 % 4) {
	case 0:
	case 1:
		plan_form(b, item, came > w ? came + 1 : w);
		break;
	case 2:			/* the bug taken back in place of a fix */
		act(b, ACT_REVERT, bug, 2, came + 3 > w ? came + 3 : w);
		break;
	}
}

static void plan_revert(struct branch *b, int fix, int revert)
{
	int w = from_base(b, fix) ? 1 : plan_simple(b, fix, 75), r;

	if (!w)
		return;
	r = first_window(b, revert);
	r = (r > w ? r : w + 1) + dice(2);
	if (!from_base(b, revert) && r <= b->life && dice(3))
		act(b, ACT_FORM, revert, plain_form(), r);
}

static void plan_follower(struct branch *b, int fix, int follower)
{
	int w = from_base(b, fix) ? 1 : plan_simple(b, fix, 80), r;

	if (!w || from_base(b, follower))
		return;
	r = first_window(b, follower);
	r = (r > w ? r : w + 1) + dice(2);
	if (r <= b->life && dice(2))
		act(b, ACT_FORM, follower, plain_form(), r);
}

static void plan_base(struct branch *b, int item)
{
	static int turn;
	int w = first_window(b, item) + dice(6);

	/* Taken back on the branch alone. */
	if (w + 6 > b->life || turn++ % 40)
		return;
	act(b, ACT_REVERT, item, 0, w);
	if (turn / 40 % 3 == 2)
		act(b, ACT_REVERT_REVERT, item, 0, w + 3);
}

static void plan_item(struct branch *b, int i)
{
	if (items[i].kind != FIX || planned_for(b, i))
		return;
	if (i + 1 < n_items && items[i + 1].kind == REVERT)
		plan_revert(b, i, i + 1);
	else if (i + 1 < n_items && items[i + 1].kind == FOLLOWER)
		plan_follower(b, i, i + 1);
	else if (from_base(b, i))
		plan_base(b, i);
	else if (i + 1 < n_items && items[i + 1].kind == TWIN)
		plan_simple(b, dice(2) ? i : i + 1, 80);
	else if (items[i].introducer != NONE && !from_base(b, items[i].introducer))
		plan_unaffected(b, i);
	else
		plan_pattern(b, i);
}

static bool taken(uint32_t n, const struct branch *b)
{
	double p = b->is_long ? scale->long_part : scale->short_part;

	return part(n, 1234) < p * 1.25 && part(n, 99000 + b->release) < 0.8;
}

/* Other commits whose fate is followed: with a Fixes: line, of the kind that branches take. */
static void choose_sampled(void)
{
	for (int tries = 0, n = 0; n < scale->sampled && tries < 1000000; tries++) {
		uint32_t pick = dice(n_commits), bug;
		struct commit *c = &commits[pick], *d;

		if (!c->fixes || c->planned || c->item || c->reverts || c->reverted ||
		    c->release == NO_RELEASE || c->slot == ALL_SLOTS ||
		    part(pick, 1234) > scale->short_part)
			continue;
		bug = c->fixes - 1;
		d = &commits[bug];
		if (d->item || d->reverts || d->reverted || d->release == NO_RELEASE ||
		    d->slot == ALL_SLOTS || n_items + 2 > MAX_ITEMS)
			continue;
		items[n_items] = (struct item){ .kind = SAMPLED_INTRODUCER, .story = "sampled",
						.introducer = NONE, .of = NONE, .commit = bug };
		d->item = ++n_items;
		items[n_items] = (struct item){ .kind = SAMPLED, .story = "sampled", .asked = true,
						.introducer = n_items - 1, .of = NONE,
						.commit = pick };
		c->item = ++n_items;
		n++;
	}
}

static void plan_actions(void)
{
	for (int r = 0; r < scale->releases; r++)
		for (int i = 0; i < n_items; i++)
			plan_item(&branches[r], i);
}

/* --- Stable branches --- */

static void event(int item, int branch, int window, int what, uint32_t object, const char *form)
{
	struct event *e;

	GROW(events[item].list, events[item].n, events[item].room);
	e = &events[item].list[events[item].n++];
	*e = (struct event){ branch, window, what, object, form };
}

struct told {			/* what the lines of a form are about */
	uint32_t fix, mate, stable;	/* mate, stable: objects */
	int stable_branch;
};

static void add_form_lines(struct text *to, const char *lines, const struct told *about)
{
	const struct commit *c = &commits[about->fix];
	char name[32];

	for (; *lines; lines++) {
		if (*lines != '%') {
			text_addf(to, "%c", *lines);
			continue;
		}
		switch (*++lines) {
		case 'A':
			add_hex(to, c->object, 40);
			break;
		case 'B':
			add_hex(to, about->mate, 40);
			break;
		case 'a':
			add_hex(to, c->object, 12);
			break;
		case 'b':
			add_hex(to, c->object, 16);
			break;
		case 'S':
			add_hex(to, about->stable, 40);
			break;
		case 'V':
			text_add(to, release_names[about->stable_branch]);
			break;
		case 'T':
			add_title(to, about->fix);
			break;
		case 'R':
			tag_name(name, sizeof(name), c->release);
			text_addf(to, "v%s", name);
			break;
		case 'X':
			text_addf(to, "%016lx%016lx%08lx", (unsigned long)mix(to->len, c->text),
				  (unsigned long)mix(c->text, 21),
				  (unsigned long)mix(c->text, 22) >> 32);
			break;
		}
	}
}

static void add_indented(struct text *to, const char *s)
{
	while (*s) {
		size_t n = strcspn(s, "\n") + 1;

		text_addf(to, "%s%.*s", *s == '\n' ? "" : "    ", (int)n, s);
		s += n;
	}
}

static struct hand stable_hand(const struct branch *b, uint32_t n)
{
	return (struct hand){ mix(n, 77) % 2 ? GREG : SASHA, b->date };
}

static void add_signature(struct text *to, uint32_t person)
{
	text_add(to, "Signed-off-by: ");
	add_person(to, person);
	text_add(to, "\n");
}

static void original(struct text *to, uint32_t n)
{
	const struct commit *c = &commits[n];

	add_words(to, c);
	text_add(to, "\n");
	add_trailers(to, c);
}

static void backport_message(struct text *t, const struct form *f, const struct told *about,
			     struct hand committer, uint32_t other)
{
	const struct commit *c = &commits[about->fix];
	struct text inner;

	text_clear(t);
	text_add(t, f->prefix);
	if (f->flags & OTHER_SUBJECT) {
		text_clear(&inner);
		add_area(&inner, c->file);
		text_subject(t, other, inner.s);
	} else {
		add_title(t, about->fix);
	}
	text_add(t, "\n\n");
	add_form_lines(t, f->top, about);
	if ((f->flags & OTHER) == OTHER || (f->flags & OTHER_AUTHOR)) {
		text_body(t, other);
		text_add(t, "\n");
	} else if (f->flags & INDENTED) {
		static struct text person;

		text_clear(&person);
		add_person(&person, c->author);
		text_addf(t, "Author: %s\nDate:   Thu Mar 7 11:21:43 2019 +0000\n\n", person.s);
		text_clear(&inner);
		add_title(&inner, about->fix);
		text_add(&inner, "\n\n");
		original(&inner, about->fix);
		add_indented(t, inner.s);
		text_add(t, "\n");
	} else {
		original(t, about->fix);
	}
	add_form_lines(t, f->bottom, about);
	add_signature(t, committer.person);
}

/* The change of mainline commit @n, as the branch's next commit. */
static uint32_t backport(struct branch *b, const struct form *f, const struct told *about)
{
	const struct commit *c = &commits[about->fix];
	uint32_t other = mix(about->fix, b->release + 500) | 1U << 31;
	struct hand committer, author = { c->author, c->author_date };
	struct text t;

	committer = stable_hand(b, about->fix);
	b->date++;
	committer.date = b->date;
	if (f->flags & OTHER_AUTHOR)
		author = (struct hand){ (c->author + 1) % 3000, b->date - 1000 };
	put_slot(&b->state, c->file, c->slot, f->flags & OTHER_PATCH ? other : line_value(c));
	backport_message(&t, f, about, committer, other);
	b->tip = make_commit(b->state.root, &b->tip, 1, author, committer, t.s);
	total_backports++;
	return b->tip;
}

static uint32_t revert(struct branch *b, uint32_t fix, uint32_t commit, const char *lines,
		       const char *title)
{
	const struct commit *c = &commits[fix];
	struct told about = { fix, 0, commit, 0 };
	struct hand hand = { GREG, ++b->date };
	struct text t;

	text_clear(&t);
	add_form_lines(&t, title, &about);
	text_add(&t, "\n\n");
	add_form_lines(&t, lines, &about);
	text_body(&t, mix(fix, b->release));
	text_add(&t, "\n");
	add_signature(&t, GREG);
	if (c->slot != ALL_SLOTS)
		put_slot(&b->state, c->file, c->slot, 0);
	b->tip = make_commit(b->state.root, &b->tip, 1, hand, hand, t.s);
	return b->tip;
}

static const struct form *common_form(uint32_t n, const struct branch *b)
{
	uint32_t r = mix(n, b->release + 7000) % 1000;

	return &forms[r < 600 ? FORM_UPSTREAM : r < 950 ? FORM_BRACKET : r < 975 ? 4 :
		      r < 980 ? 1 : r < 985 ? 15 : r < 990 ? 7 : r < 993 ? 2 : r < 996 ? 26 :
		      r < 998 ? 29 : 9];
}

/* What else a branch takes: most of its commits. */
static void common_backport(struct branch *b, uint32_t n, int window)
{
	static uint32_t last, last_object;
	struct told about = { n, 0, 0, 0 };
	const struct form *f = common_form(n, b);
	struct commit *c = &commits[n];
	uint32_t object = backport(b, f, &about), kind = mix(n, b->release + 8000) % 500;

	if (c->item) {
		event(c->item - 1, b->release, window, APPLIED, object, f->name);
		on[c->item - 1][b->release] = object + 1;
		return;
	}
	last = n;
	last_object = object;
	if (kind == 0 && !c->reverts)
		revert(b, last, last_object, revert_lines[n % N_REVERTS], "Revert \"%T\"");
	else if (kind == 1)
		backport(b, &forms[N_FORMS - 1 - n % 4], &about);
}

/* A stable commit of another branch that brought the item, as branches came about; or NONE. */
static int stable_source(int item, int branch)
{
	for (int r = branch - 1; r >= 0; r--)
		if (on[item][r] && named[item][r] && !taken_back[item][r])
			return r;
	return NONE;
}

static void do_form(struct branch *b, const struct action *a)
{
	const struct form *f = &forms[a->form];
	struct told about = { .fix = items[a->item].commit };
	int source = stable_source(a->item, b->release), mate = items[a->item].of;
	uint32_t object;

	if (f->flags & NEEDS_STABLE && source == NONE)
		f = &forms[FORM_UPSTREAM];
	if (f->flags & NEEDS_STABLE) {
		about.stable = on[a->item][source] - 1;
		about.stable_branch = source;
	}
	if (a->mate) {
		const struct commit *m = &commits[items[mate].commit];

		about.mate = m->object;
		put_slot(&b->state, m->file, m->slot, line_value(m));
	}
	form_uses[f - forms]++;
	object = backport(b, f, &about);
	if (f->effect == BRINGS) {
		event(a->item, b->release, a->window, APPLIED, object, f->name);
		on[a->item][b->release] = object + 1;
		taken_back[a->item][b->release] = 0;
		named[a->item][b->release] = !a->mate && names_it(f);
		if (items[a->item].kind == TWIN)
			event(mate, b->release, a->window, APPLIED, object, "its twin's id");
		if (items[a->item].kind == REVERT)
			event(mate, b->release, a->window, TAKEN_BACK, object, "backported revert");
		if (a->mate)
			event(mate, b->release, a->window, APPLIED, object, f->name);
	} else {
		event(a->item, b->release, a->window, f->effect == LIKELY ? LIKELY_APPLIED : NONE,
		      object, f->name);
	}
}

static void do_rt(struct branch *b, const struct action *a)
{
	static int n;
	struct told about = { .fix = items[a->item].commit };
	struct branch *rt = need(1, sizeof(*rt));
	struct hand hand;
	char version[32], message[64];

	*rt = *b;
	backport(rt, &forms[FORM_UPSTREAM], &about);
	hand = (struct hand){ RT, ++rt->date };
	snprintf(version, sizeof(version), "%s.%d-rt%d", release_names[b->release], a->window - 1,
		 ++n);
	snprintf(message, sizeof(message), "Linux %s\n", version);
	rt->tip = make_commit(rt->state.root, &rt->tip, 1, hand, hand, message);
	if (a->window > 1)
		make_tag(version, rt->tip, RT, rt->date);
	free(rt);
}

static void do_action(struct branch *b, const struct action *a)
{
	uint32_t fix = items[a->item].commit, object;
	uint32_t *had = &on[a->item][b->release], *back = &taken_back[a->item][b->release];

	switch (a->act) {
	case ACT_FORM:
		do_form(b, a);
		break;
	case ACT_REVERT:
		revert_uses[a->form]++;
		object = *had ? *had - 1 : commits[fix].object;
		object = revert(b, fix, object, revert_lines[a->form], "Revert \"%T\"");
		event(a->item, b->release, a->window, TAKEN_BACK, object, "revert");
		*back = object + 1;
		break;
	case ACT_REVERT_REVERT:
		object = revert(b, fix, *back - 1, revert_lines[0],
				"Revert \"Revert \"%T\"\"");
		event(a->item, b->release, a->window, APPLIED, object, "revert of the revert");
		*back = 0;
		break;
	case ACT_RT:
		do_rt(b, a);
		break;
	}
}

static void do_actions(struct branch *b, int window)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->actions[i].window == window)
			do_action(b, &b->actions[i]);
}

static void release_stable(struct branch *b, int n)
{
	char version[32];

	b->date += 3600;
	snprintf(version, sizeof(version), "%s.%d", release_names[b->release], n);
	b->tip = release_commit(&b->state, b->tip, version, GREG, b->date);
}

static void point_branch(const struct branch *b)
{
	char name[48];

	snprintf(name, sizeof(name), "refs/heads/linux-%s.y", release_names[b->release]);
	add_ref(name, b->tip, PACK_NONE);
}

static void make_branch(struct branch *b)
{
	b->state = *b->fork;
	b->tip = b->base;
	for (int w = 1; w <= b->life + 1; w++) {
		int t = fork_tag(b) + w;
		uint32_t start = release_start[t < n_windows() ? t : n_windows() - 1];
		uint32_t end = t < n_windows() ? release_start[t + 1] : start;

		if (t < n_windows() && tag_date(t) + 2 * DAY > b->date)
			b->date = tag_date(t) + 2 * DAY;
		if (w > b->life && end > start + 200)
			end = start + 200;
		for (uint32_t i = start; i < end; i++) {
			if (i == (start + end) / 2)
				do_actions(b, w);
			if (taken(by_release[i], b) && !commits[by_release[i]].planned)
				common_backport(b, by_release[i], w);
		}
		if (end == start)
			do_actions(b, w);
		if (w <= b->life)
			release_stable(b, w);
	}
	point_branch(b);
}

/* --- Later commits --- */

static void more_of(struct branch *b)
{
	int t = fork_tag(b) + (b->life > 1 ? b->life : 1), done = 0;
	uint32_t n = release_start[n_windows()];

	b->date = main_date + DAY > b->date ? main_date + DAY : b->date;
	t = t < n_windows() ? t : n_windows();
	for (uint32_t i = release_start[t]; i < n && done < scale->more; i++) {
		uint32_t c = by_release[i];

		if (commits[c].planned || commits[c].item || taken(c, b))
			continue;
		common_backport(b, c, b->life + 2);
		done++;
	}
	do_actions(b, b->life + 2);
	release_stable(b, b->life + 1);
	point_branch(b);
}

static void make_more(void)
{
	n_refs = 0;
	for (int r = 0; r < scale->releases; r++)
		if (branches[r].gets_more)
			more_of(&branches[r]);
	fork_lane(&fix_lanes[1], &mainline, main_tip, main_date);
	for (int i = 0; i < scale->more; i++)
		commit_in(&fix_lanes[1], &fix_lanes[1], 1, CLASS_FIXES, main_date + 600 * i);
	merge_lane(&fix_lanes[1], 1, class_files[CLASS_FIXES], "tag 'fixes'", main_date + DAY);
	add_ref("refs/heads/master", main_tip, PACK_NONE);
}

/* --- What comes out --- */

struct span {
	char from[32], until[32];
};

struct fate {
	const char *verdict;
	struct span spans[8];
	int n;
	char commit[PACK_HEX + 1];
	struct text *forms;
};

/* The release that brings what comes in at @window; "-": none yet. */
static void release_of(char *to, size_t room, const struct branch *b, int window, bool more)
{
	if (window <= b->life || (more && b->gets_more))
		snprintf(to, room, "v%s.%d", release_names[b->release],
			 window <= b->life ? window : b->life + 1);
	else
		snprintf(to, room, "-");
}

static void mainline_release(char *to, size_t room, const struct commit *c)
{
	to[0] = 'v';
	if (c->release == NO_RELEASE)
		snprintf(to, room, "-");
	else
		tag_name(to + 1, room - 1, c->release);
}

static int revert_item_of(int item)
{
	return item + 1 < n_items && items[item + 1].kind == REVERT ? item + 1 : NONE;
}

/* Whether the branch holds the introducer in the end. */
static bool holds(int item, const struct branch *b, bool more)
{
	bool it = !b || from_base(b, item);

	for (size_t i = 0; b && i < events[item].n; i++) {
		const struct event *e = &events[item].list[i];

		if (e->branch != b->release || (e->window > b->life + 1 && !more))
			continue;
		if (e->what == APPLIED)
			it = true;
		if (e->what == TAKEN_BACK)
			it = false;
	}
	return it;
}

static void open_span(struct fate *f, uint32_t object)
{
	f->spans[f->n].until[0] = 0;
	if (!f->n)
		pack_hex(f->commit, pack_id(pack, object));
	f->n++;
}

/* @b: NULL for mainline. */
static void fate_of(struct fate *f, int item, const struct branch *b, bool more)
{
	const struct commit *c = &commits[items[item].commit];
	int back = revert_item_of(item), bug = items[item].introducer;
	bool carried = false, likely = false;

	f->n = 0;
	snprintf(f->commit, sizeof(f->commit), "-");
	text_clear(f->forms);
	if (!b || from_base(b, item)) {
		mainline_release(f->spans[0].from, sizeof(f->spans[0].from), c);
		open_span(f, c->object);
		carried = true;
		text_add(f->forms, " base");
	}
	if (back != NONE && (!b || from_base(b, back))) {
		mainline_release(f->spans[0].until, sizeof(f->spans[0].until),
				 &commits[items[back].commit]);
		carried = false;
		text_add(f->forms, " base-reverted");
	}
	for (size_t i = 0; b && i < events[item].n; i++) {
		const struct event *e = &events[item].list[i];

		if (e->branch != b->release || (e->window > b->life + 1 && !more))
			continue;
		text_addf(f->forms, " %s", e->form);
		if (e->what == LIKELY_APPLIED)
			likely = true;
		if (e->what == APPLIED && !carried) {
			if (f->n == 8)
				errx(2, "more than 8 intervals");
			release_of(f->spans[f->n].from, 32, b, e->window, more);
			open_span(f, e->object);
			carried = true;
		} else if (e->what == TAKEN_BACK && carried) {
			release_of(f->spans[f->n - 1].until, 32, b, e->window, more);
			carried = false;
		}
	}
	f->verdict = carried ? "carries" : f->n ? "reverted" : likely ? "unknown" :
		     bug != NONE && !holds(bug, b, more) ? "not-affected" : "missing";
}

static FILE *open_file(const char *folder, const char *name)
{
	char path[4096];
	FILE *file;

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		errx(2, "%s: too long", folder);
	file = fopen(path, "w");
	if (!file)
		err(2, "%s", path);
	return file;
}

static void close_file(FILE *file)
{
	if (ferror(file) || fclose(file))
		err(2, "writing");
}

static void write_follower(FILE *to, int item, bool more, struct fate *f)
{
	char fix[PACK_HEX + 1], follower[PACK_HEX + 1];
	int n = 0;

	pack_hex(fix, pack_id(pack, commits[items[items[item].introducer].commit].object));
	pack_hex(follower, pack_id(pack, commits[items[item].commit].object));
	fprintf(to, "follower\t%s\t%s\t", fix, follower);
	for (int r = 0; r < scale->releases; r++) {
		fate_of(f, items[item].introducer, &branches[r], more);
		if (strcmp(f->verdict, "carries"))
			continue;
		fate_of(f, item, &branches[r], more);
		if (strcmp(f->verdict, "carries"))
			fprintf(to, "%s%s.y", n++ ? "," : "", release_names[r]);
	}
	fprintf(to, "%s\n", n ? "" : "-");
}

/*
 * fix	FIX	BRANCH	VERDICT	INTERVALS	COMMIT	STORY
 *	INTERVALS: 'FROM..UNTIL' parted by commas; '-' as FROM is a commit in no release
 *	yet, nothing as UNTIL is to the end; '-' alone: none. COMMIT brought it first.
 * follower	FIX	FOLLOWER	BRANCH,…	that carry the fix and not the follower
 * unknown	ID		that no commit has
 */
static void write_truth(const char *folder, const char *name, bool more)
{
	FILE *to = open_file(folder, name);
	struct fate f = { .forms = need(1, sizeof(*f.forms)) };

	for (int i = 0; i < n_items; i++) {
		char fix[PACK_HEX + 1];

		if (!items[i].asked)
			continue;
		pack_hex(fix, pack_id(pack, commits[items[i].commit].object));
		for (int r = -1; r < scale->releases; r++) {
			fate_of(&f, i, r < 0 ? NULL : &branches[r], more);
			fprintf(to, "fix\t%s\t%s%s\t%s\t", fix,
				r < 0 ? "mainline" : release_names[r], r < 0 ? "" : ".y",
				f.verdict);
			for (int k = 0; k < f.n; k++)
				fprintf(to, "%s%s..%s", k ? "," : "", f.spans[k].from,
					f.spans[k].until);
			fprintf(to, "%s\t%s\t%s:%s\n", f.n ? "" : "-", f.commit, items[i].story,
				f.forms->s);
		}
	}
	for (int i = 0; i < n_items; i++)
		if (items[i].kind == FOLLOWER)
			write_follower(to, i, more, &f);
	for (uint32_t i = 0; i < 3; i++)
		fprintf(to, "unknown\t%016lx%016lx%08lx\n", (unsigned long)mix(i, 31),
			(unsigned long)mix(i, 32), (unsigned long)mix(i, 33) >> 32);
	free(f.forms);
	close_file(to);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void write_packed_refs(const char *repo)
{
	FILE *to = open_file(repo, "packed-refs");
	char hex[PACK_HEX + 1];

	qsort(ref_list, n_refs, sizeof(*ref_list), by_name);
	fprintf(to, "# pack-refs with: peeled fully-peeled sorted \n");
	for (size_t i = 0; i < n_refs; i++) {
		pack_hex(hex, pack_id(pack, ref_list[i].object));
		fprintf(to, "%s %s\n", hex, ref_list[i].name);
		if (ref_list[i].peeled == PACK_NONE)
			continue;
		pack_hex(hex, pack_id(pack, ref_list[i].peeled));
		fprintf(to, "^%s\n", hex);
	}
	close_file(to);
}

static void write_more_refs(const char *folder)
{
	FILE *to = open_file(folder, "refs");
	char hex[PACK_HEX + 1];

	for (size_t i = 0; i < n_refs; i++) {
		pack_hex(hex, pack_id(pack, ref_list[i].object));
		fprintf(to, "update %s %s\n", ref_list[i].name, hex);
	}
	close_file(to);
}

static void write_uses(void)
{
	for (int i = 0; i < N_FORMS; i++)
		fprintf(stderr, "%s%s %d", i ? ", " : "forms: ", forms[i].name, form_uses[i]);
	for (int i = 0; i < N_REVERTS; i++)
		fprintf(stderr, ", revert-%d %d", i, revert_uses[i]);
	fprintf(stderr, "\n%u commits (%u of mainline without merges, %u backports), %u tags\n",
		total_commits, n_commits, total_backports, total_tags);
}

static void make_history(const char *repo, const char *folder)
{
	char objects[4096], more[4096];

	if (snprintf(objects, sizeof(objects), "%s/objects/pack", repo) >= (int)sizeof(objects) ||
	    snprintf(more, sizeof(more), "%s/more", folder) >= (int)sizeof(more))
		errx(2, "%s: too long", repo);
	if (mkdir(more, 0777))
		err(2, "%s", more);
	name_everything();
	pack = pack_new(folder);
	plan_branches();
	for (int f = 0; f < scale->planned; f++)
		plan_fix(f);
	make_mainline();
	order_by_release();
	choose_sampled();
	plan_actions();
	for (int r = 0; r < scale->releases; r++)
		make_branch(&branches[r]);
	add_ref("refs/heads/master", main_tip, PACK_NONE);
	write_packed_refs(repo);
	pack_finish(pack, objects);
	write_truth(folder, "truth", false);
	write_uses();
	make_more();
	write_more_refs(more);
	pack_finish(pack, more);
	write_truth(more, "truth", true);
}

int main(int argc, char **argv)
{
	scale = &full;
	if (argc > 1 && !strcmp(argv[1], "--small")) {
		scale = &small;
		argc--;
		argv++;
	}
	if (argc != 3)
		errx(2, "usage: history [--small] REPO FOLDER");
	make_history(argv[1], argv[2]);
	return 0;
}
