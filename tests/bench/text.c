// SPDX-License-Identifier: GPL-2.0
#include "text.h"

#include <err.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char *const verbs[] = {
	"fix", "avoid", "add", "remove", "use", "handle", "check", "drop", "move", "simplify",
	"convert", "rename", "allow", "prevent", "correct", "clean up", "factor out", "support",
	"make", "set", "clear", "restore", "validate", "initialize", "release", "free",
	"report", "defer", "limit", "skip", "propagate", "enable", "disable", "reject", "unify",
	"replace", "introduce", "export", "constify", "split", "merge", "update", "ignore",
	"protect",
};

/* The first ones come most often. */
static const char *const words[] = {
	"the", "to", "of", "a", "is", "and", "in", "that", "this", "for", "it", "be", "not",
	"with", "on", "when", "device", "by", "as", "if", "from", "an", "we", "are", "which",
	"driver", "can", "memory", "should", "has", "after", "function", "was", "lock", "so",
	"but", "page", "no", "all", "before", "error", "will", "call", "at", "code", "buffer",
	"then", "queue", "state", "data", "same", "since", "one", "only", "have", "pointer",
	"used", "called", "because", "may", "does", "interrupt", "case", "register", "while",
	"returns", "value", "where", "instead", "already", "there", "also", "reference",
	"kernel", "set", "would", "count", "must", "path", "first", "being", "now", "still",
	"other", "without", "into", "request", "list", "release", "check", "user", "two",
	"these", "any", "flag", "new", "cannot", "address", "probe", "free", "been", "entry",
	"than", "bus", "size", "however", "handler", "task", "node", "packet", "under", "cpu",
	"table", "event", "during", "clock", "caller", "leads", "structure", "such", "work",
	"timeout", "possible", "controller", "mode", "some", "device's", "current", "resource",
	"race", "wait", "freed", "allocated", "struct", "failure", "link", "number", "firmware",
	"following", "callback", "module", "power", "transfer", "different", "both", "via",
	"until", "cache", "domain", "wrong", "result", "again", "removed", "suspend", "resume",
	"reset", "held", "inode", "file", "process", "block", "socket", "between", "leak",
	"missing", "mapping", "command", "channel", "port", "field", "bit", "could", "version",
	"either", "never", "host", "through", "thread", "time", "hardware", "order",
	"interface", "message", "range", "group", "object", "config", "length", "system",
	"problem", "stack", "kobject", "warning", "unlock", "descriptor", "status", "context",
	"offset", "index", "frame", "level", "regulator", "parent", "child", "tree", "network",
	"filesystem", "mount", "driver's", "ring", "endpoint", "string", "argument", "variable",
	"loop", "spinlock", "mutex", "semaphore", "barrier", "atomic", "counter", "timer",
	"tasklet", "workqueue", "scheduler", "priority", "deadlock", "overflow", "underflow",
	"bounds", "validation", "sanitizer", "allocation", "slab", "vmalloc", "folio", "swap",
	"reclaim", "migration", "compaction", "hugepage", "translation", "iommu", "coherent",
	"scatterlist", "bounce", "segment", "sector", "partition", "superblock", "journal",
	"transaction", "extent", "bitmap", "quota", "dentry", "namespace", "cgroup",
	"capability", "credential", "keyring", "signature", "certificate", "cipher", "digest",
	"entropy", "tracepoint", "ftrace", "kprobe", "perf", "sample", "histogram", "threshold",
	"watermark", "governor", "frequency", "voltage", "thermal", "sensor", "battery",
	"charger", "display", "panel", "encoder", "connector", "plane", "framebuffer", "pixel",
	"codec", "mixer", "jack", "microphone", "firmware's", "bootloader", "devicetree",
	"binding", "compatible", "phandle", "property", "pinctrl", "gpio", "mailbox",
	"watchdog", "rtc", "eeprom", "nvmem", "flash", "partitions", "bridge", "switch", "vlan",
	"tunnel", "route", "neighbour", "fragment", "checksum", "offload", "qdisc", "filter",
	"conntrack", "bonding", "carrier", "duplex", "autonegotiation", "transceiver",
	"wireless", "beacon", "scan", "association", "bluetooth", "pairing", "hotplug",
	"enumeration", "composite", "gadget", "hub", "tablet", "touchscreen", "keyboard",
	"joystick", "haptic", "camera", "sensor's", "stream", "lane", "deserializer",
};

static const char *const first_names[] = {
	"Anna", "Ben", "Chen", "Dan", "Elena", "Felix", "Greta", "Hans", "Ingo", "Jens", "Kai",
	"Lukas", "Mark", "Nina", "Olof", "Peter", "Qiang", "Robin", "Sergey", "Takashi", "Uwe",
	"Vlad", "Wei", "Xin", "Yang", "Zhang", "Arnd", "Bjorn", "Christoph", "David", "Eric",
	"Florian", "Geert", "Heiko", "Ivan", "Johan", "Kees", "Linus", "Miguel", "Nathan",
};

static const char *const last_names[] = {
	"Adler", "Berg", "Carter", "Dietz", "Evans", "Fischer", "Gupta", "Hansen", "Ito",
	"Jansen", "Kumar", "Li", "Miller", "Novak", "Olsen", "Petrov", "Quinn", "Roth", "Sato",
	"Tanaka", "Ueda", "Vogel", "Wang", "Xu", "Yamada", "Zhou", "Arnold", "Brandt", "Costa",
	"Dubois", "Eriksson", "Ferrari", "Garcia", "Horvath", "Ivanov", "Jung", "Kowalski",
	"Lopez", "Meyer", "Nielsen", "O'Brien", "Park", "Ricci", "Silva", "Thomas", "Ullman",
	"Varga", "Weber", "Young", "Zimmer",
};

static const char *const hosts[] = {
	"kernel.org", "intel.com", "redhat.com", "linaro.org", "gmail.com", "suse.de",
	"arm.com", "google.com", "huawei.com", "nvidia.com", "amd.com", "oracle.com",
	"collabora.com", "bootlin.com", "pengutronix.de", "samsung.com", "renesas.com",
	"linux.dev",
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

void text_clear(struct text *t)
{
	t->len = 0;
	t->s[0] = 0;
}

static void add_bytes(struct text *t, const char *s, size_t len)
{
	if (len >= TEXT_ROOM - t->len)
		errx(2, "a text longer than %d", TEXT_ROOM);
	memcpy(t->s + t->len, s, len);
	t->len += len;
	t->s[t->len] = 0;
}

void text_add(struct text *t, const char *s)
{
	add_bytes(t, s, strlen(s));
}

void text_addf(struct text *t, const char *format, ...)
{
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(t->s + t->len, TEXT_ROOM - t->len, format, arguments);
	va_end(arguments);
	if (n < 0 || (size_t)n >= TEXT_ROOM - t->len)
		errx(2, "a text longer than %d", TEXT_ROOM);
	t->len += n;
}

/* splitmix64's last step */
uint64_t mix(uint64_t a, uint64_t b)
{
	uint64_t x = a * 0x9e3779b97f4a7c15 + b + 0x632be59bd9b4e019;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static uint32_t below(uint64_t *state, uint32_t limit)
{
	*state = *state * 0x5851f42d4c957f2d + 0x14057b7ef767814f;
	return (*state >> 32) * limit >> 32;
}

static const char *word(uint64_t *state)
{
	uint64_t a = below(state, 1 << 16);

	return words[(a * a >> 16) * COUNT(words) >> 16];
}

void text_person(struct text *t, uint32_t n)
{
	uint64_t r = mix(n, 7);
	const char *first = first_names[r % COUNT(first_names)];
	const char *last = last_names[(r >> 16) % COUNT(last_names)];

	text_addf(t, "%s %s <%s.%s@%s>", first, last, first,
		  strcmp(last, "O'Brien") ? last : "OBrien", hosts[(r >> 32) % COUNT(hosts)]);
}

void text_subject(struct text *t, uint32_t seed, const char *area)
{
	uint64_t state = mix(seed, 1);

	text_addf(t, "%s: %s", area, verbs[below(&state, COUNT(verbs))]);
	for (uint32_t n = 4 + below(&state, 3); n; n--)
		text_addf(t, " %s", words[14 + below(&state, COUNT(words) - 14)]);
}

/* Words in lines of up to 72 columns, a sentence's first letter large. */
static void paragraph(struct text *t, uint64_t *state, uint32_t n)
{
	size_t column = 0;
	bool start = true;

	for (; n; n--) {
		const char *w = word(state);
		size_t len = strlen(w), at;

		if (column && column + 1 + len > 71) {
			add_bytes(t, "\n", 1);
			column = 0;
		} else if (column) {
			add_bytes(t, " ", 1);
			column++;
		}
		at = t->len;
		add_bytes(t, w, len);
		if (start)
			t->s[at] -= t->s[at] >= 'a' ? 'a' - 'A' : 0;
		column += len;
		start = n == 1 || !below(state, 14);
		if (start) {
			add_bytes(t, ".", 1);
			column++;
		} else if (!below(state, 12)) {
			add_bytes(t, "()", 2);
			column += 2;
		}
	}
	add_bytes(t, "\n", 1);
}

void text_body(struct text *t, uint32_t seed)
{
	uint64_t state = mix(seed, 2);

	for (uint32_t n = 1 + below(&state, 4); n; n--) {
		paragraph(t, &state, 14 + below(&state, 46));
		if (n > 1)
			text_add(t, "\n");
	}
}
