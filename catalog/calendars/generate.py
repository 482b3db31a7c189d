"""Writes ru.yaml, the production calendar of Russia, from the package `holidays`.

    pip install holidays==0.109
    python catalog/calendars/generate.py > catalog/calendars/ru.yaml

Transfers of days off are set by a decree of the Government every autumn: when it is out, take the
release of `holidays` that knows it, move LAST, and read the difference.
"""

import datetime
import importlib.metadata

import holidays

FIRST, LAST = 2015, 2027

# Days the President declared non-working. In 2020-2021 they did not move the terms of public
# services as holidays do, so no term counts them unless the layer is named.
DECREES = [
    ((2020, 3, 30), (2020, 5, 11)),
    ((2020, 6, 24), (2020, 6, 24)),
    ((2020, 7, 1), (2020, 7, 1)),
    ((2021, 5, 4), (2021, 5, 7)),
    ((2021, 10, 30), (2021, 11, 7)),
]


def days(first, last):
    day = first
    while day <= last:
        yield day
        day += datetime.timedelta(days=1)


def listed(indent, name, dates):
    if not dates:
        print(f"{indent}{name}: []")
        return
    print(f"{indent}{name}:")
    for date in dates:
        print(f"{indent}  - {date.isoformat()}")


def main():
    calendar = holidays.RU(years=range(FIRST, LAST + 1))
    print("# The production calendar of Russia: how each year differs from Saturday and Sunday off.")
    print(f"# Written by generate.py with holidays {importlib.metadata.version('holidays')};")
    print("# do not edit by hand.")
    print("years:")
    for year in range(FIRST, LAST + 1):
        whole = list(days(datetime.date(year, 1, 1), datetime.date(year, 12, 31)))
        count = sum(calendar.is_working_day(day) for day in whole)
        off = [d for d in whole if d.weekday() < 5 and not calendar.is_working_day(d)]
        working = [d for d in whole if d.weekday() >= 5 and calendar.is_working_day(d)]
        print(f"  {year}: # {count} working days")
        listed("    ", "days_off", off)
        listed("    ", "working", working)
    print("# Layers are off unless named: no term is counted by them by default.")
    print("layers:")
    print("  presidential-decrees:")
    print("    note: Нерабочие дни по указам Президента 2020 и 2021 годов")
    decreed = [
        day
        for first, last in DECREES
        for day in days(datetime.date(*first), datetime.date(*last))
        if calendar.is_working_day(day)
    ]
    listed("    ", "days_off", decreed)


if __name__ == "__main__":
    main()
