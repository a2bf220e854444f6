// SPDX-License-Identifier: GPL-2.0
#include "history/date.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

enum { EPOCH_DIGITS = 9, MAX_DIGITS = 12, MAX_OFFSET = 1500 };

struct date {
	long long epoch;	/* given as such; -1: not */
	long year, month, day;	/* 0: not seen */
	long hour, minute, second;
	long zone;		/* minutes east */
	bool has_time;
};

/* -1 when there are no digits, or too many. */
static long long take_number(const char **s, size_t *digits)
{
	const char *start = *s;

	*digits = strspn(start, DIGITS);
	*s += *digits;
	return *digits && *digits <= MAX_DIGITS ? strtoll(start, NULL, 10) : -1;
}

/* What follows @mark, if that is next; 0 otherwise. */
static long take_after(const char **s, char mark)
{
	size_t digits;

	if (**s != mark)
		return 0;
	++*s;
	return (long)take_number(s, &digits);
}

static void take_time(struct date *d, const char **s, long hour)
{
	d->has_time = true;
	d->hour = hour;
	d->minute = take_after(s, ':');
	d->second = take_after(s, ':');
}

static bool take_numeric(struct date *d, const char **s)
{
	size_t digits;
	long long n = take_number(s, &digits);

	if (n < 0)
		return false;
	if (digits >= EPOCH_DIGITS) {
		d->epoch = n;
	} else if (**s == ':') {
		take_time(d, s, (long)n);
	} else if (**s == '-' && digits == 4) {
		d->year = (long)n;
		d->month = take_after(s, '-');
		d->day = take_after(s, '-');
	} else if (digits < 3 && !d->day) {
		d->day = (long)n;
	} else {
		d->year = (long)n + (digits > 2 ? 0 : n < 50 ? 2000 : 1900);
	}
	return true;
}

/* "+0100", "+01:00", "-5" */
static bool take_offset(struct date *d, const char **s)
{
	long sign = **s == '-' ? -1 : 1;
	size_t digits;
	long n;

	++*s;
	n = (long)take_number(s, &digits);
	if (n < 0 || digits > 4)
		return false;
	if (digits < 3)
		n = n * 100 + take_after(s, ':');
	d->zone = sign * (n / 100 * 60 + n % 100);
	return n <= MAX_OFFSET && n % 100 < 60;
}

/* Names of days, 'T', 'GMT' and zones that RFC 2822 gives no meaning say nothing. */
static void take_word(struct date *d, const char **s)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	static const char *const zones[] = {
		"pst", "pdt", "mst", "mdt", "cst", "cdt", "est", "edt"
	};
	static const long hours[] = { -8, -7, -7, -6, -6, -5, -5, -4 };
	size_t i, n = strspn(*s, LETTERS);

	for (i = 0; n >= 3 && months[i]; i += 3)
		if (!strncasecmp(*s, months + i, 3))
			d->month = (long)i / 3 + 1;
	for (i = 0; i < sizeof(zones) / sizeof(*zones); i++)
		if (n == 3 && !strncasecmp(*s, zones[i], 3))
			d->zone = hours[i] * 60;
	*s += n;
}

static bool take_all(struct date *d, const char *s)
{
	while (*s && *s != '(') {
		if (strchr(DIGITS, *s)) {
			if (!take_numeric(d, &s))
				return false;
		} else if (strchr("+-", *s) && (d->has_time || d->epoch >= 0)) {
			if (!take_offset(d, &s))
				return false;
		} else if (strchr(LETTERS, *s)) {
			take_word(d, &s);
		} else {
			s++;
		}
	}
	return true;
}

static bool is_within(long n, long low, long high)
{
	return n >= low && n <= high;
}

static bool is_date(const struct date *d)
{
	return is_within(d->year, 1970, 9999) && is_within(d->month, 1, 12) &&
	       is_within(d->day, 1, 31) && d->has_time && is_within(d->hour, 0, 23) &&
	       is_within(d->minute, 0, 59) && is_within(d->second, 0, 60);
}

/* Days since 1970; the year is taken to begin in March, its leap day is its last. */
static long long days(const struct date *d)
{
	long long year = d->year - (d->month < 3);
	long long month = d->month + (d->month < 3 ? 9 : -3);

	return year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 +
	       d->day - 1 - 719468;
}

long long date_parse(const char *text)
{
	struct date d = { .epoch = -1 };
	long long at;

	if (!take_all(&d, text))
		return -1;
	if (d.epoch >= 0)
		return d.epoch;
	if (!is_date(&d))
		return -1;
	at = ((days(&d) * 24 + d.hour) * 60 + d.minute - d.zone) * 60 + d.second;
	return at < 0 ? -1 : at;
}
