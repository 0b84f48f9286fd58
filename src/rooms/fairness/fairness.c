#include "rooms/fairness/fairness.h"

#include "fairness_sql.h"

enum err fairness_last(struct job *job, struct fairness_day *out_day)
{
    struct fairness_latest_row row;
    enum err err = sql_fairness_latest(job->db, job->arena, &row);
    if (err == OK)
        *out_day = (struct fairness_day){row.day, row.counted_at, row.referrals, row.waiting,
                                         row.rooms};
    return err;
}

/* The place of a name in a list; count when a later version of the program has dropped it. */
static size_t place_of(struct str name, const char *const *names, size_t count)
{
    size_t place = 0;
    while (place < count && !str_equal_c(name, names[place]))
        place++;
    return place;
}

enum err fairness_table(struct job *job, struct date day, struct fairness_table *out_table)
{
    struct fairness_cells_rows rows;
    enum err err = sql_fairness_cells(job->db, job->arena, day, &rows);
    if (err != OK)
        return err;
    *out_table = (struct fairness_table){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct fairness_cells_row *row = &rows.at[i];
        size_t stratum = place_of(row->stratum, fairness_stratum_names, FAIRNESS_STRATA);
        size_t party = place_of(row->party, fairness_party_names, FAIRNESS_PARTIES);
        size_t figure = place_of(row->figure, fairness_figure_names, FAIRNESS_FIGURES);
        if (stratum < FAIRNESS_STRATA && party < FAIRNESS_PARTIES && figure < FAIRNESS_FIGURES)
            out_table->number[stratum][party][figure] = row->number;
    }
    fairness_hide_small(out_table);
    return OK;
}

enum err fairness_rules(struct job *job, struct date day,
                        struct fairness_rule out_rules[MATCH_RULES])
{
    struct fairness_rules_rows rows;
    enum err err = sql_fairness_rules(job->db, job->arena, day, &rows);
    if (err != OK)
        return err;
    for (size_t rule = 0; rule < MATCH_RULES; rule++) {
        out_rules[rule] = (struct fairness_rule){0};
        for (size_t i = 0; i < rows.count; i++)
            if (str_equal_c(rows.at[i].rule, match_rules[rule].name))
                out_rules[rule] = (struct fairness_rule){rows.at[i].households, rows.at[i].rooms,
                                                         rows.at[i].alone, rows.at[i].asked};
    }
    return OK;
}
