/* SPDX-License-Identifier: GPL-2.0 */
/*
 * style: the style sheet of the HTML report, for screens light and dark and for
 * paper. It names nothing outside the page.
 */
#ifndef REPORT_STYLE_H
#define REPORT_STYLE_H

const char *style_sheet(void);

#endif
