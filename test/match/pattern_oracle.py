#!/usr/bin/python3
"""Whole-house plans beside two general solvers, on usual days of an invented country.

    test/match/pattern_oracle.py build/haven [ROOMS [SEEDS]]

For each seed: haven place solve must say gap 0; HiGHS (of SciPy, gap 0), asked tier by tier and
then for the score, must find the same numbers; CBC (gap 0), asked for all at once with 3, 2 and 1
blocks, the same weight, or the same numbers tier by tier (blocks may trade tiers under house
rules). Times: of the others the solving alone with blocks, which is easier than tier by tier; of
haven its whole run with reading and writing of files. Whether the certificate alone proves the plan
is told too. With its rows shuffled each country gets the same plan. Exit 1 when anything differs."""

import collections
import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

TIERS = 3


def read(folder, name):
    with open(os.path.join(folder, name), newline="") as file:
        return list(csv.DictReader(file))


def words(text):
    return set(filter(None, text.split(";")))


class Model:
    """The programme of doc/placement.md with its modes in set form."""

    def __init__(self, folder):
        self.households = {row["household"]: row for row in read(folder, "households.csv")}
        self.houses = {row["house"]: row for row in read(folder, "houses.csv")}
        house_of = {row["room"]: row["house"] for row in read(folder, "rooms.csv")}
        self.edges = [(row["household"], row["room"], house_of[row["room"]], int(row["tier"]),
                       int(row["score"])) for row in read(folder, "edges.csv")]
        self.rows = []
        self.columns = len(self.edges)
        self.add_rooms()
        self.add_houses()

    def add(self, terms, most):
        self.rows.append((terms, most))

    def add_rooms(self):
        by_household, by_room = collections.defaultdict(list), collections.defaultdict(list)
        for e, (who, room, _, _, _) in enumerate(self.edges):
            by_household[who].append((e, 1))
            by_room[room].append((e, 1))
        for terms in list(by_household.values()) + list(by_room.values()):
            self.add(terms, 1)

    def add_houses(self):
        by_house = collections.defaultdict(list)
        for e, edge in enumerate(self.edges):
            by_house[edge[2]].append(e)
        for house, edges in by_house.items():
            row = self.houses[house]
            who = {e: self.households[self.edges[e][0]] for e in edges}
            self.add([(e, int(who[e]["persons"])) for e in edges],
                     int(row["licence"]) - int(row["residents"]))
            self.add([(e, 1) for e in edges if who[e]["complex"] == "yes"],
                     int(row["complex_places"]))
            self.add([(e, 1) for e in edges if who[e]["night"] == "yes"],
                     int(row["night_admissions"]))
            self.add_conflicts(edges)
            if len(words(row["modes"])) > 1:
                self.add_modes(words(row["modes"]), edges, who)

    def add_conflicts(self, edges):
        here = collections.defaultdict(list)
        for e in edges:
            here[self.edges[e][0]].append((e, 1))
        for one in here:
            for other in here:
                if other in words(self.households[one]["conflicts"]):
                    self.add(here[one] + here[other], 1)

    def add_modes(self, modes, edges, who):
        column = {mode: self.columns + i for i, mode in enumerate(sorted(modes))}
        self.columns += len(modes)
        self.add([(y, 1) for y in column.values()], 1)
        sets = {frozenset(words(who[e]["modes"]) & modes) for e in edges}
        for room in {self.edges[e][1] for e in edges}:
            for within in sets:
                inside = [(e, 1) for e in edges if self.edges[e][1] == room
                          and words(who[e]["modes"]) & modes <= within]
                self.add(inside + [(column[mode], -1) for mode in within], 0)

    def tier(self, tier):
        return [1.0 if edge[3] == tier else 0.0 for edge in self.edges]

    def score(self):
        return [float(edge[4]) for edge in self.edges]

    def block(self):
        return max(edge[4] for edge in self.edges) * len(self.households) + 1

    def blocks(self):
        return [self.block() * (TIERS - edge[3]) + float(edge[4]) for edge in self.edges]

    def weight(self, objective):
        return self.block() * sum((TIERS - t) * objective[t] for t in range(TIERS)) + objective[3]


def highs(model, weights, fixed):
    """The best value, with sums of earlier weights held; and the seconds it took."""
    data, row, column = [], [], []
    for r, (terms, _) in enumerate(model.rows):
        for c, value in terms:
            data.append(value), row.append(r), column.append(c)
    matrix = csr_matrix((data, (row, column)), (len(model.rows), model.columns))
    limits = [LinearConstraint(matrix, -np.inf, [most for _, most in model.rows])]
    pad = [0.0] * (model.columns - len(model.edges))
    for held, value in fixed:
        limits.append(LinearConstraint(np.array([held + pad]), value, value))
    begin = time.perf_counter()
    result = milp(-np.array(weights + pad), constraints=limits, bounds=Bounds(0, 1),
                  integrality=np.ones(model.columns), options={"mip_rel_gap": 0})
    took = time.perf_counter() - begin
    assert result.status == 0, result.message
    return round(-result.fun), took


def write_mps(path, model, weights, fixed):
    rows = [(terms, "L", most) for terms, most in model.rows]
    rows += [([(c, int(v)) for c, v in enumerate(held) if v], "E", value) for held, value in fixed]
    columns = [[] for _ in range(model.columns)]
    for r, (terms, _, _) in enumerate(rows):
        for c, value in terms:
            columns[c].append((f"r{r}", value))
    with open(path, "w") as file:
        file.write("NAME plan FREE\nROWS\n N obj\n")
        file.writelines(f" {sense} r{r}\n" for r, (_, sense, _) in enumerate(rows))
        file.write("COLUMNS\n    MARKER                 'MARKER'                 'INTORG'\n")
        for c, entries in enumerate(columns):
            weight = weights[c] if c < len(weights) else 0
            file.write(f" x{c} obj {-weight:.0f}\n")
            file.writelines(f" x{c} {name} {value}\n" for name, value in entries)
        file.write("    MARKER                 'MARKER'                 'INTEND'\nRHS\n")
        file.writelines(f" rhs r{r} {most}\n" for r, (_, _, most) in enumerate(rows))
        file.write("BOUNDS\n")
        file.writelines(f" UP bnd x{c} 1\n" for c in range(model.columns))
        file.write("ENDATA\n")


def cbc(model, weights, fixed):
    with tempfile.TemporaryDirectory() as folder:
        path, out = os.path.join(folder, "model.mps"), os.path.join(folder, "out")
        write_mps(path, model, weights, fixed)
        begin = time.perf_counter()
        exact = ["-ratioGap", "0", "-allowableGap", "0"]
        subprocess.run(["cbc", path] + exact + ["-solve", "-solu", out], check=True,
                       stdout=subprocess.DEVNULL)
        took = time.perf_counter() - begin
        with open(out) as file:
            head = file.readline()
        assert head.startswith("Optimal"), head
        return -round(float(head.split()[-1])), took


def by_tiers(model, solver):
    fixed, values = [], []
    for weights in [model.tier(t) for t in range(TIERS)]:
        value = solver(model, weights, fixed)[0] if any(weights) else 0
        values.append(value)
        if any(weights):
            fixed.append((weights, value))
    return values + [solver(model, model.score(), fixed)[0]]


NAMES = ["households", "houses", "rooms"]


def options(folder):
    return [word for name in NAMES for word in (f"--{name}", os.path.join(folder, f"{name}.csv"))]


def is_blind_to_order(binary, folder, plan):
    """The same plan for each household when the rows of all files are shuffled."""
    with tempfile.TemporaryDirectory() as other:
        for name in NAMES:
            with open(os.path.join(folder, f"{name}.csv")) as file:
                header, *rows = file.read().splitlines()
            random.Random(name).shuffle(rows)
            with open(os.path.join(other, f"{name}.csv"), "w") as file:
                file.write("\n".join([header] + rows) + "\n")
        run = subprocess.run([binary, "place", "solve"] + options(other), capture_output=True,
                             text=True, check=True)
    return sorted(run.stdout.splitlines()) == sorted(plan.splitlines())


def haven(binary, folder):
    files = options(folder)
    made = ["--edges", os.path.join(folder, "edges.csv")]
    proof = ["--certificate", os.path.join(folder, "proof.csv")]
    begin = time.perf_counter()
    run = subprocess.run([binary, "place", "solve"] + files, capture_output=True, text=True,
                         check=True)
    took = time.perf_counter() - begin
    subprocess.run([binary, "place", "solve"] + files + made + proof, check=True,
                   capture_output=True)
    told = {line.split(":")[0]: [int(part.split()[-1]) for part in line.split(":")[1].split(",")]
            for line in run.stderr.splitlines() if line.startswith(("objective", "bound", "gap"))}
    plan = os.path.join(folder, "plan.csv")
    with open(plan, "w") as file:
        file.write(run.stdout)
    check = subprocess.run([binary, "place", "check", plan] + files + proof, capture_output=True,
                           text=True)
    assert is_blind_to_order(binary, folder, run.stdout), "the order of rows matters"
    return told["objective"], told["gap"], check.returncode == 0, took


def main():
    binary, rooms = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "600"
    seeds = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    if "HAVEN_LONG" in os.environ:
        seeds = max(seeds, 20)
    times, is_bad = collections.defaultdict(list), False
    for seed in range(1, seeds + 1):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([binary, "place", "world", "--day", "usual", "--rooms", rooms,
                            "--seed", str(seed), "--out", folder], check=True)
            objective, gap, is_proven, took = haven(binary, folder)
            model = Model(folder)
            times["haven"].append(took)
            times["HiGHS"].append(highs(model, model.blocks(), [])[1])
            weight, took = cbc(model, model.blocks(), [])
            times["CBC"].append(took)
            found = {"HiGHS": by_tiers(model, highs)}
            if weight != model.weight(objective):
                found["CBC"] = by_tiers(model, cbc)
        is_same = all(values == objective for values in found.values()) and not any(gap)
        is_bad = is_bad or not is_same
        print(f"{'ok' if is_same else 'not ok'} {seed} - seed {seed}: {objective} "
              f"{'equal, gap 0' if is_same else f'DIFFERS {found} {gap}'}, "
              f"{'certified' if is_proven else 'certificate has a gap'}, "
              + ", ".join(f"{name} {all_of[-1] * 1e6:.0f} us" for name, all_of in times.items()),
              flush=True)
    median = {name: statistics.median(all_of) for name, all_of in times.items()}
    print(f"1..{seeds}")
    print("# median " + ", ".join(f"{name} {took * 1e6:.0f} us ({took / median['haven']:.1f}x)"
                                for name, took in median.items()))
    sys.exit(is_bad)


main()
