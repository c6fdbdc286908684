#!/usr/bin/env python3
"""Runs the examples of the page /open-data against a server, and compares what they print with the files.

    tests/open-data.py PROGRAM

Starts PROGRAM with the demonstration, takes the examples for DuckDB and pandas from the page as a visitor would copy them,
runs them, and compares both results with a count of its own over the JSON files. Needs the packages duckdb, pandas and
pyarrow. The example for R is shown and not run.
"""

import contextlib
import html
import io
import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import duckdb
import pandas
import pyarrow.parquet

PORT = 18084
SITE = f"http://127.0.0.1:{PORT}"


def get(path, headers=None):
    request = urllib.request.Request(SITE + path, headers=headers or {})
    with urllib.request.urlopen(request) as answer:
        return answer.read(), answer.headers


def wait():
    """The demonstration loads while one looks at it: the page is ready when its data version stays."""
    last, same = "", 0
    for _ in range(600):
        with contextlib.suppress(OSError):
            page = get("/open-data")[0].decode()
            is_whole = 'class="loading"' not in page and "/open-data/chengchuan/registers.parquet" in page
            same = same + 1 if is_whole and page == last else 0
            last = page
            if same == 15:
                return page
        time.sleep(0.3)
    sys.exit("the server did not become ready")


def example(page, name):
    found = re.search(rf'id="example-{name}"><code>(.*?)</code>', page, re.S)
    text = html.unescape(found.group(1))
    return re.sub(r"https?://[^/\"' ]+/open-data/\w+", f"{SITE}/open-data/chengchuan", text)


def expected():
    """The same numbers by plain loops."""
    tables = {t: json.loads(get(f"/open-data/chengchuan/{t}.json")[0]) for t in ("agencies", "reports", "cells")}
    units = {a["agency_id"] for a in tables["agencies"] if a["kind"] != "government"}
    newest = {}
    for r in tables["reports"]:
        at = (r["agency_id"], r["year"])
        if r["agency_id"] in units and (at not in newest or newest[at]["version"] < r["version"]):
            newest[at] = r
    ids = {r["report_id"] for r in newest.values()}
    years = {}
    for c in tables["cells"]:
        if c["report_id"] in ids and c["value"] is not None:
            year = years.setdefault(c["year"], {"concluded": 0, "disclosed": 0})
            if c["key"] == "t3.total.total":
                year["concluded"] += c["value"]
            if c["key"] in ("t3.granted.total", "t3.partial.total"):
                year["disclosed"] += c["value"]
    return {y: (n["concluded"], round(n["disclosed"] / n["concluded"], 4)) for y, n in sorted(years.items())}


def with_duckdb(text, folder):
    # Without its extension for addresses, which it would download, DuckDB reads the files as they were fetched.
    for table in ("agencies", "reports", "cells"):
        with open(f"{folder}/{table}.parquet", "wb") as file:
            file.write(get(f"/open-data/chengchuan/{table}.parquet")[0])
    text = text.replace(f"{SITE}/open-data/chengchuan", folder)
    rows = duckdb.sql(text).fetchall()
    return {year: (float(concluded), float(disclosed)) for year, concluded, disclosed in rows}


def with_pandas(text):
    names = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(text, "example-pandas", "exec"), names)
    assert "concluded" in printed.getvalue()
    result = names["result"]
    return {int(y): (float(row["concluded"]), float(row["disclosed"])) for y, row in result.iterrows()}


def is_near(a, b):
    return a.keys() == b.keys() and all(abs(x - y) < 1e-3 for k in a for x, y in zip(a[k], b[k]))


def formats_agree(folder):
    """Every table has the same rows in the three formats, and is not sent again when it is known."""
    for table in ("agencies", "reports", "cells", "findings", "documents", "registers"):
        path = f"/open-data/chengchuan/{table}"
        rows = json.loads(get(f"{path}.json")[0])
        csv = pandas.read_csv(io.BytesIO(get(f"{path}.csv")[0]), low_memory=False)
        body, headers = get(f"{path}.parquet")
        parquet = pyarrow.parquet.read_table(io.BytesIO(body))
        assert len(rows) == len(csv) == parquet.num_rows > 0, (table, len(rows), len(csv), parquet.num_rows)
        assert list(csv.columns) == parquet.column_names == list(rows[0]), table
        try:
            get(f"{path}.parquet", {"If-None-Match": headers["ETag"]})
            sys.exit(f"{table} was sent again")
        except urllib.error.HTTPError as error:
            assert error.code == 304, error
        print(f"{table}: {len(rows)} rows in CSV, JSON and Parquet")


def main():
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.argv[1], "serve", "--demo", "--listen", f"127.0.0.1:{PORT}", "--data", f"{folder}/data"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            page = wait()
            wanted = expected()
            formats_agree(folder)
            duck = with_duckdb(example(page, "duckdb"), folder)
            assert is_near(duck, wanted), (duck, wanted)
            print(f"DuckDB {duckdb.__version__}: {duck}")
            frame = with_pandas(example(page, "pandas"))
            assert is_near(frame, wanted), (frame, wanted)
            print(f"pandas {pandas.__version__}: the same")
        finally:
            server.terminate()
            server.wait()


main()
