#!/usr/bin/python3
"""The plan of rooms against SciPy: linear_sum_assignment (dense) and HiGHS (linprog), as TAP.

plan_oracle.py HAVEN          several worlds, equal objectives
plan_oracle.py HAVEN ROOMS    processor time of the dense assignment in microseconds
plan_oracle.py --pairs FILE SECONDS    processor time of HiGHS over the pairs of plan_edges_bench;
                                       it is stopped after so long
Both are oracles: they are in tests only."""
import csv, os, subprocess, sys, tempfile, time
import numpy as np
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import coo_matrix

haven = sys.argv[1]


def rows(path):
    with open(path, newline='') as file:
        return list(csv.DictReader(file))


def make(folder, rooms, seed, day):
    subprocess.run([haven, 'place', 'world', '--rooms', str(rooms), '--seed', str(seed), '--out',
                    folder, '--day', day], check=True)
    return solve(folder)


def solve(folder, *fixed):
    plan = subprocess.run([haven, 'place', 'solve', '--households', f'{folder}/households.csv',
                           '--houses', f'{folder}/houses.csv', '--rooms', f'{folder}/rooms.csv',
                           '--rules', 'rooms', '--edges', f'{folder}/edges.csv', '--certificate',
                           f'{folder}/proof.csv', *fixed],
                          check=True, capture_output=True, text=True)
    with open(f'{folder}/plan.csv', 'w') as file:
        file.write(plan.stdout)
    return list(csv.DictReader(plan.stdout.splitlines()))


def check(folder, proof, *fixed):
    files = [f'{folder}/{name}.csv'
             for name in ['plan', proof, 'households', 'houses', 'rooms', *fixed]]
    checker = os.path.join(os.path.dirname(__file__), 'plan_proof.py')
    return subprocess.run([checker] + files, capture_output=True).returncode == 0


def is_proven(folder):
    """The independent checker believes the proof, and no longer with one dual changed."""
    with open(f'{folder}/proof.csv') as file:
        lines = file.read().splitlines()
    kind, name, dual = lines[len(lines) // 2].split(',')
    lines[len(lines) // 2] = f'{kind},{name},{int(dual) + 1}'
    with open(f'{folder}/changed.csv', 'w') as file:
        file.write('\n'.join(lines) + '\n')
    return check(folder, 'proof') and not check(folder, 'changed')


def is_kept(folder):
    """With a pair that a person decided and the best plan has not, the checker believes that proof
    too, but only when it is told of the pair."""
    best = {(row['household'], row['room']) for row in rows(f'{folder}/plan.csv')}
    pair = next(pair for pair in ((edge['household'], edge['room'])
                                  for edge in rows(f'{folder}/edges.csv')) if pair not in best)
    with open(f'{folder}/fixed.csv', 'w') as file:
        file.write('household,room\n' + ','.join(pair) + '\n')
    is_lawful_before = check(folder, 'proof', 'fixed')
    solve(folder, '--fixed', f'{folder}/fixed.csv')
    return check(folder, 'proof', 'fixed') and not is_lawful_before


def problem(folder):
    households = {row['household']: i for i, row in enumerate(rows(f'{folder}/households.csv'))}
    places = {row['room']: i for i, row in enumerate(rows(f'{folder}/rooms.csv'))}
    tiers = {row['household']: int(row['tier']) for row in rows(f'{folder}/households.csv')}
    edges = rows(f'{folder}/edges.csv')
    block = 1 + min(len(households), len(places)) * 4000
    i = np.array([households[e['household']] for e in edges])
    r = np.array([places[e['room']] for e in edges])
    weight = np.array([block * (3 - int(e['tier'])) + int(e['score']) for e in edges], dtype=float)
    return len(households), len(places), tiers, block, i, r, weight


def dense(households, places, i, r, weight):
    matrix = np.zeros((households, places))
    matrix[i, r] = weight
    begin = time.process_time()
    chosen = linear_sum_assignment(matrix, maximize=True)
    return int(matrix[chosen].sum()), time.process_time() - begin


def highs(households, places, i, r, weight, seconds=None):
    each = np.arange(len(i))
    limits = coo_matrix((np.ones(2 * len(i)), (np.concatenate([i, households + r]),
                                               np.concatenate([each, each]))),
                        shape=(households + places, len(i)))
    begin = time.process_time()
    solved = linprog(-weight, A_ub=limits.tocsr(), b_ub=np.ones(households + places),
                     bounds=(0, 1), method='highs', options={'time_limit': seconds})
    value = None if solved.x is None else round(float(weight @ np.round(solved.x)))
    return value if solved.status == 0 else None, time.process_time() - begin


def pairs(path, seconds):
    with open(path) as file:
        households, places, best = map(int, file.readline().split(','))
    i, r, weight = np.loadtxt(path, delimiter=',', skiprows=1, dtype=np.int64, unpack=True)
    found, took = highs(households, places, i, r, weight.astype(float), seconds)
    verdict = 'not done' if found is None else 'equal' if found == best else 'DIFFERENT'
    print(f'HiGHS {took * 1e6:.0f} us, {verdict}')


def main():
    number = bad = 0
    for size, seed, day in [(40, 1, 'first'), (150, 2, 'first'), (300, 3, 'usual'),
                            (600, 4, 'first')]:
        with tempfile.TemporaryDirectory() as folder:
            plan = make(folder, size, seed, day)
            households, places, tiers, block, i, r, weight = problem(folder)
            ours = sum(block * (3 - tiers[row['household']]) + int(row['score'])
                       for row in plan if row['room'])
            for name, theirs in [('dense', dense(households, places, i, r, weight)[0]),
                                 ('HiGHS', highs(households, places, i, r, weight)[0]),
                                 ('checker', is_proven(folder) and is_kept(folder) and ours)]:
                number += 1
                bad += ours != theirs
                print(f'{"ok" if ours == theirs else "not ok"} {number} - {size} rooms, {name}')
    print(f'1..{number}')
    return 1 if bad else 0


if sys.argv[1] == '--pairs':
    pairs(sys.argv[2], float(sys.argv[3]))
    sys.exit(0)
if len(sys.argv) > 2:
    with tempfile.TemporaryDirectory() as folder:
        make(folder, int(sys.argv[2]), 1, 'first')
        households, places, _, _, i, r, weight = problem(folder)
        print(f'dense {dense(households, places, i, r, weight)[1] * 1e6:.0f} us')
    sys.exit(0)
sys.exit(main())
