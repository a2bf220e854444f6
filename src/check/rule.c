// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/rule.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

#define MAX_FILE (1u << 20)

enum field {
	FIELD_CONFIDENCE,
	FIELD_COMMENTS,
	FIELD_FIXED_BY,
	FIELD_FIXED_IN,
	FIELD_INTRODUCED_BY,
	FIELD_DEFAULT,
	FIELD_WRONG,
	FIELD_RIGHT,
	FIELD_WORD,		/* a line of the vocabulary */
	FIELD_OTHER,		/* the kernel's own words, of which we ask nothing */
	FIELD_NONE,
};

static const struct {
	const char *name;
	enum field field;
	enum word word;
} fields[] = {
	{ "Confidence", FIELD_CONFIDENCE, 0 },
	{ "Comments", FIELD_COMMENTS, 0 },
	{ "Fixed-by", FIELD_FIXED_BY, 0 },
	{ "Fixed-in", FIELD_FIXED_IN, 0 },
	{ "Introduced-by", FIELD_INTRODUCED_BY, 0 },
	{ "Default", FIELD_DEFAULT, 0 },
	{ "Wrong", FIELD_WRONG, 0 },
	{ "Right", FIELD_RIGHT, 0 },
	{ "Teardown", FIELD_WORD, WORD_TEARDOWN },
	{ "Teardown-managed", FIELD_WORD, WORD_TEARDOWN_MANAGED },
	{ "Teardown-bus", FIELD_WORD, WORD_TEARDOWN_BUS },
	{ "Release", FIELD_WORD, WORD_RELEASE },
	{ "Configure", FIELD_WORD, WORD_CONFIGURE },
	{ "Managed", FIELD_WORD, WORD_MANAGED },
	{ "Copyright", FIELD_OTHER, 0 },
	{ "Author", FIELD_OTHER, 0 },
	{ "URL", FIELD_OTHER, 0 },
	{ "Options", FIELD_OTHER, 0 },
	{ "Keywords", FIELD_OTHER, 0 },
	{ "Requires", FIELD_OTHER, 0 },
	{ "SPDX-License-Identifier", FIELD_OTHER, 0 },
};

struct header {			/* what is gathered while a header is read */
	struct rule *rule;
	unsigned line;
	enum field field;	/* what a further line goes on with */
	bool has_confidence;
	struct str description, comments, wrong, right;
};

static const char *const confidence_names[] = { "Low", "Moderate", "High" };

const char *confidence_name(enum confidence c)
{
	return confidence_names[c];
}

bool confidence_parse(const char *word, enum confidence *c)
{
	int i;

	for (i = CONFIDENCE_LOW; i <= CONFIDENCE_HIGH; i++) {
		if (!strcasecmp(word, confidence_names[i])) {
			*c = (enum confidence)i;
			return true;
		}
	}
	return false;
}

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* The length of the identifier that @s starts with, 0 when it starts with none. */
static size_t ident_len(const char *s)
{
	size_t n = 0;

	if (isdigit((unsigned char)*s))
		return 0;
	while (isalnum((unsigned char)s[n]) || s[n] == '_')
		n++;
	return n;
}

static char *take_ident(const char **s)
{
	size_t n = ident_len(*s);
	char *name;

	if (!n)
		return NULL;
	name = mem_strndup(*s, n);
	*s += n;
	return name;
}

static bool take(const char **s, const char *token)
{
	const char *at = skip_blanks(*s);

	if (!str_starts(at, token))
		return false;
	*s = at + strlen(token);
	return true;
}

static bool take_word(const char **s, const char *word)
{
	const char *at = skip_blanks(*s);

	if (ident_len(at) != strlen(word) || !str_starts(at, word))
		return false;
	*s = at + strlen(word);
	return true;
}

/* What stands behind "dev" in an argument: nothing, "->member" or "...". */
static bool parse_reach(struct pattern *p, const char **s)
{
	p->reach = REACH_DEVICE;
	if (take(s, "...")) {
		p->reach = REACH_ANY;
	} else if (take(s, "->")) {
		p->reach = REACH_MEMBER;
		p->member = take_ident(s);
		return p->member;
	}
	return true;
}

/* "(_, dev, NULL)": one device, at most one NULL. */
static bool parse_arguments(struct pattern *p, const char **s)
{
	bool device = false;
	unsigned arg = 0;

	if (!take(s, "("))
		return false;
	do {
		if (!device && take_word(s, "dev")) {
			device = true;
			p->arg = arg;
			if (!parse_reach(p, s))
				return false;
		} else if (p->null_arg < 0 && take_word(s, "NULL")) {
			p->null_arg = (int)arg;
		} else if (!take_word(s, "_")) {
			return false;
		}
		arg++;
	} while (take(s, ","));
	return device && take(s, ")");
}

static bool parse_assignment(struct pattern *p, const char **s)
{
	p->kind = PATTERN_ASSIGN_NULL;
	p->member = take_ident(s);
	return p->member && take(s, "=") && take_word(s, "NULL");
}

static bool parse_callback(struct pattern *p, const char **s)
{
	p->kind = PATTERN_CALLBACK;
	p->name = take_ident(s);
	return p->name && p->word == WORD_RELEASE;
}

static bool parse_call(struct pattern *p, const char **s)
{
	if (take(s, "->"))
		p->kind = PATTERN_MEMBER_CALL;
	*s = skip_blanks(*s);
	p->name = take_ident(s);
	if (!p->name)
		return false;
	if (p->kind == PATTERN_CALL && take(s, "*"))
		p->kind = PATTERN_PREFIX_CALL;
	return parse_arguments(p, s);
}

static bool parse_pattern(struct pattern *p, const char *s)
{
	const char *device = s;
	bool good;

	if (take(&s, "."))
		good = parse_callback(p, &s);
	else if (take_word(&device, "dev") && take(&device, "->"))
		good = parse_assignment(p, (s = device, &s));
	else
		good = parse_call(p, &s);
	return good && !*skip_blanks(s);
}

bool pattern_parse(struct pattern *p, enum word word, const char *text)
{
	*p = (struct pattern){ .word = word, .null_arg = -1 };
	if (parse_pattern(p, text))
		return true;
	pattern_release(p);
	return false;
}

void pattern_release(struct pattern *p)
{
	mem_free(p->name);
	mem_free(p->member);
	p->name = p->member = NULL;
}

bool pattern_calls(const struct pattern *p, const char *name, size_t len, bool member)
{
	size_t own = p->name ? strlen(p->name) : 0;

	switch (p->kind) {
	case PATTERN_MEMBER_CALL:
		return member && len == own && !memcmp(name, p->name, len);
	case PATTERN_CALL:
		return !member && len == own && !memcmp(name, p->name, len);
	case PATTERN_PREFIX_CALL:
		return !member && len >= own && !memcmp(name, p->name, own);
	default:
		return false;
	}
}

/* The end of @s without trailing blanks. */
static void trim(char *s)
{
	size_t n = strlen(s);

	while (n && isspace((unsigned char)s[n - 1]))
		s[--n] = '\0';
}

static struct error *expected(const struct header *h, const char *what, const char *text)
{
	return error_new("%s:%u: expected %s, got '%.60s'", h->rule->path, h->line, what, text);
}

static struct error *set_confidence(struct header *h, const char *text)
{
	if (!confidence_parse(text, &h->rule->confidence))
		return expected(h, "High, Moderate or Low", text);
	h->has_confidence = true;
	return NULL;
}

static struct error *set_default(struct header *h, const char *text)
{
	if (strcmp(text, "on") && strcmp(text, "off"))
		return expected(h, "on or off", text);
	h->rule->on_by_default = !strcmp(text, "on");
	return NULL;
}

static struct error *read_fix(struct header *h, struct fix *fix, const char *text)
{
	size_t n = strspn(text, "0123456789abcdef");
	const char *rest, *end;

	fix->id = mem_strndup(text, n);
	rest = skip_blanks(text + n);
	end = *rest == '[' ? strchr(rest, ']') : NULL;
	if (end) {
		fix->of = mem_strndup(rest + 1, (size_t)(end - rest) - 1);
		rest = skip_blanks(end + 1);
	}
	fix->subject = mem_strdup(rest);
	if (n < 12 || n > 40 || (text[n] && !isblank((unsigned char)text[n])))
		return expected(h, "12 to 40 hex digits of a commit and its subject", text);
	return NULL;
}

/* "drivers/base/dd.c really_probe, device_unbind_cleanup", of the fix above. */
static struct error *read_sites(struct header *h, const char *text)
{
	size_t n = strcspn(text, " \t");
	const char *p = skip_blanks(text + n);
	struct fix *fix;

	if (!h->rule->fixed_by.n)
		return expected(h, "Fixed-by: above it", text);
	fix = &h->rule->fixed_by.item[h->rule->fixed_by.n - 1];
	do {
		char *function = take_ident(&p);

		if (!function)
			return expected(h, "a path and functions, as in PATH one, two", text);
		*array_push(&fix->sites) = (struct fix_site){ mem_strndup(text, n), function };
		p = skip_blanks(p);
	} while (*p == ',' && *(p = skip_blanks(p + 1)));
	return *p ? expected(h, "a path and functions, as in PATH one, two", text) : NULL;
}

static struct error *add_pattern(struct header *h, enum word word, const char *text)
{
	struct pattern p;

	if (!pattern_parse(&p, word, text))
		return expected(h, "a pattern such as name(dev)", text);
	*array_push(&h->rule->patterns) = p;
	return NULL;
}

/* The field of "Word: text" and its text, FIELD_NONE for words that no header has. */
static enum field field_find(const char *line, enum word *word, const char **text)
{
	size_t i, n = strcspn(line, ":");

	*text = skip_blanks(line + n + 1);
	for (i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		if (strlen(fields[i].name) == n && !memcmp(fields[i].name, line, n)) {
			*word = fields[i].word;
			return fields[i].field;
		}
	}
	return FIELD_NONE;
}

static struct str *field_lines(struct header *h)
{
	switch (h->field) {
	case FIELD_COMMENTS:
		return &h->comments;
	case FIELD_WRONG:
		return &h->wrong;
	case FIELD_RIGHT:
		return &h->right;
	default:
		return NULL;
	}
}

static struct error *start_field(struct header *h, enum field field, enum word word,
				 const char *text)
{
	h->field = field;
	switch (field) {
	case FIELD_CONFIDENCE:
		return set_confidence(h, text);
	case FIELD_DEFAULT:
		return set_default(h, text);
	case FIELD_FIXED_BY:
		return read_fix(h, array_push(&h->rule->fixed_by), text);
	case FIELD_FIXED_IN:
		return read_sites(h, text);
	case FIELD_INTRODUCED_BY:
		return read_fix(h, array_push(&h->rule->introduced_by), text);
	case FIELD_WORD:
		return add_pattern(h, word, text);
	case FIELD_COMMENTS:
	case FIELD_WRONG:
	case FIELD_RIGHT:
		if (field_lines(h)->len)
			return expected(h, "this word once only", text);
		if (*text)
			str_addf(field_lines(h), "%s\n", text);
		return NULL;
	case FIELD_OTHER:
	case FIELD_NONE:
		break;
	}
	return NULL;
}

/* A line that goes on with the field before it; @text is what follows "//". */
static struct error *go_on(struct header *h, const char *text)
{
	struct str *lines = field_lines(h);

	if (!lines) {
		if (*skip_blanks(text) && h->field == FIELD_WORD)
			return expected(h, "one pattern in one line", skip_blanks(text));
		return NULL;
	}
	if (h->field == FIELD_COMMENTS)
		text = skip_blanks(text);
	else if (isblank((unsigned char)*text))
		text++;
	str_addf(lines, "%s\n", text);
	return NULL;
}

/* "// Word: text", one blank before the capital. */
static bool is_field(const char *line)
{
	size_t n;

	if (!str_starts(line, "// ") || !isupper((unsigned char)line[3]))
		return false;
	n = strspn(line + 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");
	return line[3 + n] == ':';
}

static struct error *read_line(struct header *h, const char *line)
{
	enum word word = WORD_TEARDOWN;
	enum field field = FIELD_NONE;
	const char *text;

	if (str_starts(line, "///")) {
		str_addf(&h->description, "%s\n", skip_blanks(line + 3));
		h->field = FIELD_OTHER;
		return NULL;
	}
	if (str_starts(line, "//#"))
		return NULL;
	if (is_field(line))
		field = field_find(line + 3, &word, &text);
	if (field != FIELD_NONE)
		return start_field(h, field, word, text);
	return go_on(h, line + 2);
}

/* The header goes to the first line that is neither a comment nor empty. */
static struct error *read_lines(struct header *h, const char *text)
{
	struct error *err = NULL;
	const char *end;
	char *line;

	while (!err && *text) {
		end = strchrnul(text, '\n');
		line = mem_strndup(text, (size_t)(end - text));
		trim(line);
		h->line++;
		text = *line && !str_starts(line, "//") ? "" : end + (*end == '\n');
		if (*line && str_starts(line, "//"))
			err = read_line(h, line);
		else
			h->field = FIELD_OTHER;
		mem_free(line);
	}
	return err;
}

/* Without empty lines at either end. */
static char *lines_detach(struct str *s)
{
	char *text = str_detach(s), *start = text + strspn(text, "\n");

	memmove(text, start, strlen(start) + 1);
	trim(text);
	return text;
}

/* Up to a full stop that ends a sentence, on one line. */
static char *first_sentence(const char *text)
{
	const char *end = text;
	char *s, *c;

	do {
		end = strchrnul(end, '.');
		end += *end == '.';
	} while (*end && !(isspace((unsigned char)*end) &&
			   isupper((unsigned char)end[strspn(end, " \n")])));
	s = mem_strndup(text, (size_t)(end - text));
	for (c = s; *c; c++)
		if (*c == '\n')
			*c = ' ';
	return s;
}

static struct error *read_header(struct rule *r)
{
	struct header h = { .rule = r, .field = FIELD_OTHER, .description = STR_INIT,
			    .comments = STR_INIT, .wrong = STR_INIT, .right = STR_INIT };
	struct error *err = read_lines(&h, r->text);

	r->description = lines_detach(&h.description);
	r->summary = first_sentence(r->description);
	r->comments = lines_detach(&h.comments);
	r->wrong = lines_detach(&h.wrong);
	r->right = lines_detach(&h.right);
	if (err)
		return err;
	if (!h.has_confidence)
		return error_new("%s:%u: the header ends without '// Confidence:'",
				 r->path, h.line);
	if (!*r->description)
		return error_new("%s:%u: the header ends without a '///' description",
				 r->path, h.line);
	return NULL;
}

static struct error *read_open(struct rule *r, int fd)
{
	struct stat st;
	ssize_t n = 0;

	if (fstat(fd, &st))
		return error_errno("%s", r->path);
	if (!S_ISREG(st.st_mode))
		return error_new("%s: not a regular file", r->path);
	r->text = mem_alloc(MAX_FILE + 2);
	do {
		r->len += (size_t)n;
		n = read(fd, r->text + r->len, MAX_FILE + 1 - r->len);
	} while (n > 0 || (n < 0 && errno == EINTR && !(n = 0)));
	if (n < 0)
		return error_errno("%s", r->path);
	if (r->len > MAX_FILE)
		return error_new("%s: over 1 MiB, no rule is", r->path);
	r->text = mem_realloc(r->text, r->len + 1, 1);
	if (memchr(r->text, '\0', r->len))
		return error_new("%s: has NUL bytes, is no text", r->path);
	return NULL;
}

static struct error *read_text(struct rule *r)
{
	int fd = open(r->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct error *err;

	if (fd < 0)
		return error_errno("%s", r->path);
	err = read_open(r, fd);
	close(fd);
	return err;
}

static struct error *read_rule(struct rule *r)
{
	struct error *err = read_text(r);

	return err ? err : read_header(r);
}

/* "dma_ops" of "cocci/dma_ops.cocci"; NULL when a name can't be told. */
static char *name_of(const char *path)
{
	const char *base = strrchr(path, '/');
	size_t n;

	base = base ? base + 1 : path;
	n = strspn(base, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
	return n && !strcmp(base + n, ".cocci") ? mem_strndup(base, n) : NULL;
}

static void fix_release(struct fix *f)
{
	mem_free(f->id);
	mem_free(f->of);
	mem_free(f->subject);
	for (size_t i = 0; i < f->sites.n; i++) {
		mem_free(f->sites.item[i].path);
		mem_free(f->sites.item[i].function);
	}
	array_free(&f->sites);
}

static void rule_release(struct rule *r)
{
	size_t i;

	for (i = 0; i < r->fixed_by.n; i++)
		fix_release(&r->fixed_by.item[i]);
	for (i = 0; i < r->introduced_by.n; i++)
		fix_release(&r->introduced_by.item[i]);
	for (i = 0; i < r->patterns.n; i++)
		pattern_release(&r->patterns.item[i]);
	array_free(&r->fixed_by);
	array_free(&r->introduced_by);
	array_free(&r->patterns);
	mem_free(r->name);
	mem_free(r->path);
	mem_free(r->text);
	mem_free(r->summary);
	mem_free(r->description);
	mem_free(r->comments);
	mem_free(r->wrong);
	mem_free(r->right);
}

static void insert(struct rules *rules, struct rule r)
{
	size_t i;

	array_push(&rules->all);
	for (i = rules->all.n - 1; i && strcmp(rules->all.item[i - 1].name, r.name) > 0; i--)
		rules->all.item[i] = rules->all.item[i - 1];
	rules->all.item[i] = r;
}

struct error *rules_read_file(struct rules *rules, const char *path)
{
	struct rule r = { .name = name_of(path), .on_by_default = true };
	const struct rule *other;
	struct error *err;

	if (!r.name)
		return error_new("%s: a rule's file is called NAME.cocci", path);
	other = rules_find(rules, r.name);
	if (other) {
		mem_free(r.name);
		if (!strcmp(other->path, path))
			return NULL;
		return error_new("%s: the rule %s was read from %s", path, other->name,
				 other->path);
	}
	r.path = mem_strdup(path);
	err = read_rule(&r);
	if (err)
		rule_release(&r);
	else
		insert(rules, r);
	return err;
}

static int is_rule_file(const struct dirent *d)
{
	return d->d_name[0] != '.' && str_ends(d->d_name, ".cocci");
}

struct error *rules_read(struct rules *rules, const char *dir)
{
	struct error *err = NULL;
	struct dirent **list;
	int i, n = scandir(dir, &list, is_rule_file, alphasort);

	if (n < 0)
		return error_errno("%s: no folder of rules", dir);
	if (!n)
		err = error_new("%s: no rule (*.cocci) in it", dir);
	for (i = 0; i < n; i++) {
		char *path = mem_printf("%s/%s", dir, list[i]->d_name);

		if (!err)
			err = rules_read_file(rules, path);
		mem_free(path);
		free(list[i]);
	}
	free(list);
	return err;
}

void rules_drop(struct rules *rules, size_t i)
{
	rule_release(&rules->all.item[i]);
	rules->all.n--;
	memmove(&rules->all.item[i], &rules->all.item[i + 1],
		(rules->all.n - i) * sizeof(*rules->all.item));
}

void rules_release(struct rules *rules)
{
	size_t i;

	for (i = 0; i < rules->all.n; i++)
		rule_release(&rules->all.item[i]);
	array_free(&rules->all);
}

const struct rule *rules_find(const struct rules *rules, const char *name)
{
	size_t i;

	for (i = 0; i < rules->all.n; i++)
		if (!strcmp(rules->all.item[i].name, name))
			return &rules->all.item[i];
	return NULL;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static char *beside_program(void)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash;

	if (n <= 0)
		return mem_strdup("cocci");
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	return mem_printf("%.*s/cocci", (int)(slash ? slash - exe : 0), exe);
}

struct error *rules_folder(char **dir)
{
	const char *named = getenv("TEARDOWN_RULES");

	*dir = named && *named ? mem_strdup(named) : beside_program();
	if (is_folder(*dir))
		return NULL;
	if (named && *named) {
		mem_free(*dir);
		*dir = NULL;
		return error_new("TEARDOWN_RULES names %s, which is no folder", named);
	}
	mem_free(*dir);
	*dir = mem_strdup(RULESDIR);
	if (is_folder(*dir))
		return NULL;
	mem_free(*dir);
	*dir = NULL;
	return error_new("no rules in %s; TEARDOWN_RULES can name their folder", RULESDIR);
}
