/* SPDX-License-Identifier: GPL-2.0 */
/*
 * date: the dates that mails and git print: 'Mon, 4 Mar 2019 10:00:00 +0100',
 * 'Mon Mar 4 10:00:00 2019 +0100', '2019-03-04 10:00:00 +0100',
 * '2019-03-04T10:00:00+01:00', '1551690000 +0100'.
 */
#ifndef HISTORY_DATE_H
#define HISTORY_DATE_H

/* Seconds since 1970, in UTC; -1 for what is no such date, or an earlier one. No zone: UTC. */
long long date_parse(const char *text);

#endif
