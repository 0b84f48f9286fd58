// plan_lemon - the plan of rooms against LEMON's network simplex, an oracle that is in tests only.
//   plan_lemon               the same objective on several worlds, as TAP
//   plan_lemon ROOMS SEED    processor time of both, in microseconds: medians of five runs in turn
//                            (one beyond 5,000 rooms), and the memory that ours takes
// LEMON is given all feasible pairs as arcs and its time begins after that; ours finds them itself.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#define _Noreturn [[noreturn]]
extern "C" {
#include "match/plan_file.h"
#include "match/plan_world.h"
}

typedef lemon::SmartDigraph Graph;

static double microseconds()
{
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e6 + double(time.tv_nsec) / 1e3;
}

struct Arcs {
    const plan_problem *problem;
    int64_t block;
    Graph graph;
    std::vector<Graph::Node> households, rooms;
    std::vector<int64_t> costs;
};

static void take(void *with, const plan_edge *edge)
{
    Arcs *arcs = static_cast<Arcs *>(with);
    arcs->graph.addArc(arcs->households[edge->household], arcs->rooms[edge->room]);
    int tier = arcs->problem->households[edge->household].tier;
    arcs->costs.push_back(-(arcs->block * (PLAN_TIERS - tier) + edge->score));
}

// The greatest weight; *microseconds: how long LEMON took.
static int64_t lemon_weight(const plan_problem *problem, int64_t block, double *time)
{
    Arcs arcs = {problem, block, {}, {}, {}, {}};
    for (uint32_t i = 0; i < problem->household_count; i++)
        arcs.households.push_back(arcs.graph.addNode());
    for (uint32_t r = 0; r < problem->room_count; r++)
        arcs.rooms.push_back(arcs.graph.addNode());
    Graph::Node end = arcs.graph.addNode();
    plan_each_edge(problem, take, &arcs);
    for (Graph::Node household : arcs.households)
        arcs.graph.addArc(household, end);
    for (Graph::Node room : arcs.rooms)
        arcs.graph.addArc(room, end);
    arcs.costs.resize(size_t(arcs.graph.arcNum()), 0);
    Graph::ArcMap<int64_t> costs(arcs.graph);
    Graph::ArcMap<int> upper(arcs.graph, 1);
    Graph::NodeMap<int> supplies(arcs.graph, 0);
    for (int i = 0; i < arcs.graph.arcNum(); i++)
        costs[arcs.graph.arcFromId(i)] = arcs.costs[size_t(i)];
    for (Graph::Node household : arcs.households)
        supplies[household] = 1;
    supplies[end] = -int(problem->household_count);
    lemon::NetworkSimplex<Graph, int, int64_t> simplex(arcs.graph);
    simplex.costMap(costs).upperMap(upper).supplyMap(supplies);
    double begin = microseconds();
    simplex.run();
    *time = microseconds() - begin;
    return -simplex.totalCost<int64_t>();
}

struct Run {
    bool is_equal;
    double own, lemon;
    size_t memory;
};

// scarce: of each four rooms so many fit nobody.
static Run run(uint32_t rooms, uint64_t seed, bool is_daily, uint32_t scarce)
{
    arena all = arena_make(size_t(8) << 30), arena_own = arena_make(size_t(8) << 30);
    plan_world_wish wish = {rooms, seed, is_daily};
    plan_world world = plan_world_make(&all, &wish);
    plan_texts texts = {{"households.csv", world.households}, {"houses.csv", world.houses},
                        {"rooms.csv", world.rooms}, {nullptr, {"", 0}}};
    date day = {20454}; // 2026-01-01
    match_weights weights = match_weights_on(day);
    buf complaints = buf_make(&all, 256);
    plan_table table;
    if (plan_read(&all, &texts, &weights, &complaints, &table) != OK)
        abort();
    plan_problem *problem = &table.problem;
    for (uint32_t r = 0; r < problem->room_count; r++)
        if (r % 4 < scarce)
            const_cast<plan_room *>(problem->rooms)[r].beds = 0;
    const int runs = rooms > 5000 ? 1 : 5;
    std::vector<double> own, lemon;
    Run run = {true, 0, 0, 0};
    for (int i = 0; i < runs; i++) {
        plan_result result;
        double begin = microseconds(), lemon_took;
        if (plan_solve_rooms(&arena_own, problem, &result) != OK)
            abort();
        own.push_back(microseconds() - begin);
        run.memory = arena_own.used_total;
        int64_t weight = result.objective.score;
        for (int tier = 0; tier < PLAN_TIERS; tier++)
            weight += result.objective.housed[tier] * result.proof.block * (PLAN_TIERS - tier);
        run.is_equal =
            run.is_equal && lemon_weight(problem, result.proof.block, &lemon_took) == weight;
        lemon.push_back(lemon_took);
        arena_reset(&arena_own);
    }
    std::sort(own.begin(), own.end());
    std::sort(lemon.begin(), lemon.end());
    run.own = own[runs / 2];
    run.lemon = lemon[runs / 2];
    arena_free(&arena_own);
    arena_free(&all);
    return run;
}

int main(int argc, char **argv)
{
    if (argc == 3) {
        for (uint32_t scarce = 0; scarce < 2; scarce++) {
            Run times = run(uint32_t(atoi(argv[1])), uint64_t(atoi(argv[2])), false, scarce);
            printf("%s rooms, %s: own %.0f us, LEMON %.0f us, %.1f times, %s, %.0f MB\n",
                   argv[1],
                   scarce ? "scarce" : "enough", times.own, times.lemon, times.lemon / times.own,
                   times.is_equal ? "equal" : "DIFFERENT", double(times.memory) / 1e6);
        }
        return 0;
    }
    int number = 0, bad = 0;
    for (uint32_t rooms = 10; rooms <= 640; rooms *= 4)
        for (uint64_t seed = 1; seed <= 5; seed++)
            for (uint32_t scarce = 0; scarce < 3; scarce++) {
                bool is_equal = run(rooms, seed, seed % 2, scarce).is_equal;
                bad += !is_equal;
                printf("%sok %d - %u rooms, seed %u, %u of 4 out\n", is_equal ? "" : "not ",
                       ++number, rooms, unsigned(seed), scarce);
            }
    printf("1..%d\n", number);
    return bad > 0;
}
