#!/usr/bin/python3
"""Is a plan of rooms lawful, and does its certificate prove that none is better? Shares nothing with
Haven: plan_proof.py PLAN CERTIFICATE HOUSEHOLDS HOUSES ROOMS [FIXED] (doc/placement.md; weights of
2026-01-01). Exit 0: proven."""
import csv, sys


def rows(path, key):
    with open(path, newline='') as file:
        return {row[key]: row for row in csv.DictReader(file)}


def some(row, column):
    return set(filter(None, row[column].split(';')))


def score(who, house, room):  # None: they do not fit
    spare = int(room['beds']) - int(who['beds'])
    if (not some(who, 'modes') & some(house, 'modes') or spare < 0
            or house['region'] not in some(who, 'regions')
            or house['area'] in some(who, 'avoid_areas')
            or who['step_free'] == 'yes' != room['step_free'] or who['cot'] == 'yes' != room['cot']
            or who['night'] == 'yes' and house['night_admissions'] == '0'
            or who['complex'] == 'yes' and house['complex_places'] == '0'):
        return None
    return (250 * (house['area'] in some(who, 'wish_areas'))
            + 100 * bool(some(who, 'languages') & some(house, 'languages'))
            + min(120, 40 * len(some(who, 'needs') & some(house, 'specialisms')))
            + 80 * (who['provider'] == house['provider'] != '')
            + max(0, 130 - 65 * spare) + 30 + min(int(who['waiting_days']), 700))


def main(plan, certificate, households, houses, rooms, fixed=None):
    who, where, what = (rows(*of) for of in
                        [(households, 'household'), (houses, 'house'), (rooms, 'room')])
    duals = {'block': {}, 'household': {}, 'room': {}}
    for row in csv.DictReader(open(certificate, newline='')):
        duals[row['kind']][row['id']] = int(row['dual'])
    block, greatest, weight = duals['block'][''], 0, 0
    given = {i: row['room'] for i, row in rows(plan, 'household').items() if row['room']}
    held = {i: row['room'] for i, row in rows(fixed, 'household').items()} if fixed else {}
    assert held.items() <= given.items(), 'a fixed pair is not kept'
    assert len(set(given.values())) == len(given), 'two households are in one room'
    assert min([*duals['household'].values(), *duals['room'].values()]) >= 0, 'a dual below 0'
    for i in who:
        for r in what:
            points = score(who[i], where[what[r]['house']], what[r])
            if points is None:
                assert given.get(i) != r, f'{r} is not right for {i}'
                continue
            worth = block * (3 - int(who[i]['tier'])) + points
            is_open = i not in held and r not in held.values() or given.get(i) == r
            assert not is_open or duals['household'][i] + duals['room'][r] >= worth, \
                f'{i} {r} weigh more'
            greatest, weight = max(greatest, points), weight + worth * (given.get(i) == r)
    assert block > greatest * min(len(who), len(what)), 'the block is too small'
    assert set(given) <= set(who) and set(given.values()) <= set(what), 'not in the files'
    assert weight == sum(duals['household'].values()) + sum(duals['room'].values()), 'not tight'


if __name__ == '__main__':
    main(*sys.argv[1:])
