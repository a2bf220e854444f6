/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FIXTURE_LIST_H
#define FIXTURE_LIST_H

#include <linux/types.h>

struct list_head {
	struct list_head *next, *prev;
};

#define list_first_entry(head, type, member) container_of((head)->next, type, member)
#define list_next_entry(pos, member) container_of((pos)->member.next, typeof(*(pos)), member)
#define list_entry_is_head(pos, head, member) (&(pos)->member == (head))

#define list_for_each_entry(pos, head, member)				\
	for (pos = list_first_entry(head, typeof(*pos), member);	\
	     !list_entry_is_head(pos, head, member);			\
	     pos = list_next_entry(pos, member))

#endif
