// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include "check/names.h"

#include <string.h>

static bool is(const char *name, size_t len, const char *text)
{
	return len == strlen(text) && !memcmp(name, text, len);
}

static bool has(const char *name, size_t len, const char *part)
{
	return memmem(name, len, part, strlen(part));
}

bool name_probes(const char *name, size_t len)
{
	return has(name, len, "probe");
}

static bool probes_driver(const char *name, size_t len, bool member)
{
	if (has(name, len, "probe") && !has(name, len, "dev_err_probe") &&
	    !has(name, len, "deferred_probe") && !has(name, len, "probe_defer") &&
	    !has(name, len, "waive"))
		return true;
	return member && (is(name, len, "bind") || is(name, len, "attach") ||
			  is(name, len, "init") || is(name, len, "setup"));
}

bool name_fills(const char *name, size_t len, bool member, bool *probes)
{
	static const char *const managed[] = { "devm_", "dmam_", "pcim_", "drmm_" };

	*probes = probes_driver(name, len, member);
	for (size_t i = 0; i < sizeof(managed) / sizeof(managed[0]); i++)
		if (len > 5 && !memcmp(name, managed[i], 5))
			return true;
	return *probes || is(name, len, "device_add") || is(name, len, "device_register") ||
	       is(name, len, "device_attach");
}

bool name_is_driver_method(const char *name, size_t len)
{
	static const char *const names[] = { "probe", "probe_new", "remove", "remove_new",
					     "disconnect" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is(name, len, names[i]))
			return true;
	return false;
}
