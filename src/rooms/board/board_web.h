/* board_web.h - the list of beds, the board, a day; houses and one house.
 *
 * Lists show what the role's right reaches: all houses by alias and area, or those tied to the
 * asker. Nobody learns from the beds who lives where: they tell states and the size of households.
 * The page of a house names, by reference, the people whom the asker may read.
 */
#ifndef ROOMS_BOARD_BOARD_WEB_H
#define ROOMS_BOARD_BOARD_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err board_list_show(struct job *job, const struct request *request, struct reply *reply);
enum err board_day_show(struct job *job, const struct request *request, struct reply *reply);
/* In board_chart_web.c. */
enum err board_chart_show(struct job *job, const struct request *request, struct reply *reply);
/* In board_house_web.c. */
enum err board_houses_show(struct job *job, const struct request *request, struct reply *reply);
enum err board_house_show(struct job *job, const struct request *request, struct reply *reply);

enum err board_export_show(struct job *job, const struct request *request, struct reply *reply);

#endif
