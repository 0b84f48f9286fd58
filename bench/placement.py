#!/usr/bin/python3
"""Holds the figures of everyone's plan against their bars and writes them as a table (doc/placement.md).

    bench/placement.py BUILD OUT

Each ratio is of two times of this one run, of the processor. Exit 1 when a bar is missed."""
import os
import re
import subprocess
import sys
import tempfile

build, out = sys.argv[1], sys.argv[2]
rows, missed = [], []


def run(*words):
    print('+', *words, flush=True)
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, text=True)
    print(done.stdout, end='', flush=True)
    if done.returncode:
        rows.append(f'| `{os.path.basename(str(words[0]))}` | failed | | **missed** |')
        missed.append(words[0])
    return done.stdout


def numbers(pattern, text):
    return [[float(part) for part in found.groups()] for found in re.finditer(pattern, text)]


def row(figure, measured, bar='', is_met=None):
    verdict = '' if is_met is None else 'met' if is_met else '**missed**'
    rows.append(f'| {figure} | {measured} | {bar} | {verdict} |')
    if is_met is False:
        missed.append(figure)


def urgent():
    lines = [line.split() for line in run(f'{build}/test/match/match_bench').splitlines()[2:]]
    for rooms, free, _, _, median, p99, plain, ratio in lines[1:]:
        is_gate = rooms == '10000'
        row(f'urgent case, {rooms} rooms, all reasons, 1 in {free} free',
            f'{median} us (99th {p99}), plain loop {plain}: {ratio} times', '3 times' * is_gate,
            float(ratio) >= 3 if is_gate else None)


def against_lemon():
    own = {}
    for rooms in [600, 2000, 10000]:
        text = run(f'{build}/test/match/plan_lemon', rooms, 1)
        for line in text.splitlines():
            kind = re.search(r', (\w+):', line).group(1)
            took, lemon, ratio, memory = numbers(
                r'own (\d+) us, LEMON (\d+) us, ([\d.]+) times, equal, (\d+) MB', line)[0]
            own[rooms, kind] = took
            bar = 8 if rooms == 10000 else 3
            row(f'cold, all pairs, {rooms} rooms, {kind}',
                f'{took:.0f} us, LEMON {lemon:.0f} us: {ratio} times', f'{bar} times',
                ratio >= bar)
            if rooms == 10000:
                row(f'memory for it, {kind}', f'{memory:.0f} MB', '50 MB', memory <= 50)
    return own


def against_scipy(own):
    text = run('test/match/plan_oracle.py', f'{build}/haven', 2000)
    took = numbers(r'dense (\d+) us', text)[0][0]
    row('cold, 2000 rooms, SciPy dense', f'{own:.0f} us, SciPy {took:.0f} us: '
        f'{took / own:.1f} times', '8 times', took / own >= 8)
    with tempfile.TemporaryDirectory() as folder:
        text = run(f'{build}/test/match/plan_edges_bench', 10000, 1, 32, f'{folder}/pairs')
        mine = numbers(r'own (\d+) us', text)[0][0]
        text = run('test/match/plan_oracle.py', '--pairs', f'{folder}/pairs', mine * 300 / 1e6)
    took = numbers(r'HiGHS (\d+) us, (?:equal|not done)', text)[0][0]
    more = 'more than ' * ('not done' in text)
    row('cold, 10000 rooms, best 32 each, HiGHS LP', f'{mine:.0f} us, HiGHS {more}{took:.0f} us: '
        f'{more}{took / mine:.0f} times', '100 times', took / mine >= 100)


def changes():
    for rooms in [600, 2000, 10000]:
        for scarce in [0, 1]:
            text = run(f'{build}/test/match/plan_bench', rooms, 1, 3000, scarce)
            cold, mean, median, p99, ratio = numbers(
                r'cold_us (\S+) mean_us (\S+) median_us (\S+) p99_us (\S+) .* ratio (\d+) proven',
                text)[0]
            is_gate = rooms == 10000
            row(f'one change, {rooms} rooms, {"scarce" if scarce else "enough"}',
                f'{mean:.0f} us (median {median:.0f}, 99th {p99:.0f}), cold {cold:.0f} us: '
                f'{ratio:.0f} times', '500 times' * is_gate,
                ratio >= 500 if is_gate else None)


def houses():
    median, worst = numbers(r'median (\d+) us, worst (\d+) us',
                            run(f'{build}/test/match/pattern_bench', 600, 20))[0]
    row('whole houses, a usual day of 600 rooms, 20 seeds',
        f'{median:.0f} us (worst {worst:.0f})', '50,000 us', median <= 50000)
    text = run('test/match/pattern_oracle.py', f'{build}/haven', 600, 20)
    own, highs, cbc = numbers(r'median haven (\d+) us .*HiGHS (\d+) us .*CBC (\d+) us', text)[0]
    equal = text.count('equal, gap 0')
    row('the same with its files, proven and equal to HiGHS and CBC',
        f'{equal} of 20; {own:.0f} us, HiGHS {highs:.0f}, CBC {cbc:.0f}',
        "20; HiGHS's median", equal == 20 and own <= highs)


def simulation():
    events = numbers(r'events_a_second (\d+)', run(f'{build}/test/match/capacity_bench'))[0][0]
    row('simulation', f'{events / 1e6:.0f} million events a second', '10 million', events >= 1e7)


urgent()
against_scipy(against_lemon()[2000, 'enough'])
changes()
houses()
simulation()
with open(out, 'w') as file:
    file.write('\n'.join(['| figure | measured | bar | |', '|---|---|---|---|'] + rows) + '\n')
print('\n'.join(rows))
sys.exit(bool(missed))
