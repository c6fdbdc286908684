//! How the files of open data are used. `tests/open-data.py` takes the examples of DuckDB and pandas from the page and runs them.

const DUCKDB: &str = r"WITH newest AS (
  SELECT arg_max(report_id, version) AS report_id, year
  FROM 'BASE/reports.parquet' GROUP BY agency_id, year
), cells AS (
  SELECT n.year, c.key, c.value
  FROM newest n JOIN 'BASE/cells.parquet' c USING (report_id)
  WHERE c.agency_id IN (SELECT agency_id FROM 'BASE/agencies.parquet' WHERE kind <> 'government')
)
SELECT year,
  sum(value) FILTER (key = 't3.total.total') AS concluded,
  round(sum(value) FILTER (key IN ('t3.granted.total', 't3.partial.total'))
    / sum(value) FILTER (key = 't3.total.total'), 4) AS disclosed
FROM cells GROUP BY year ORDER BY year;";

const PANDAS: &str = r#"import pandas as pd

base = "BASE"
agencies = pd.read_csv(f"{base}/agencies.csv")
reports = pd.read_csv(f"{base}/reports.csv")
cells = pd.read_csv(f"{base}/cells.csv", low_memory=False)

units = agencies[agencies["kind"] != "government"]["agency_id"]
newest = reports.sort_values("version").groupby(["agency_id", "year"]).tail(1)
newest = newest[newest["agency_id"].isin(units)]
cells = cells[cells["report_id"].isin(newest["report_id"])]
wide = cells.pivot_table(index="year", columns="key", values="value", aggfunc="sum")
result = pd.DataFrame({
    "concluded": wide["t3.total.total"],
    "disclosed": ((wide["t3.granted.total"] + wide["t3.partial.total"]) / wide["t3.total.total"]).round(4),
})
print(result)"#;

const R: &str = r#"base <- "BASE"
agencies <- read.csv(paste0(base, "/agencies.csv"))
reports <- read.csv(paste0(base, "/reports.csv"))
cells <- read.csv(paste0(base, "/cells.csv"))

units <- agencies$agency_id[agencies$kind != "government"]
reports <- reports[reports$agency_id %in% units, ]
reports <- reports[order(-reports$version), ]
newest <- reports[!duplicated(reports[c("agency_id", "year")]), "report_id"]
cells <- cells[cells$report_id %in% newest, ]
total <- function(keys) with(cells[cells$key %in% keys, ], tapply(value, year, sum, na.rm = TRUE))
concluded <- total("t3.total.total")
disclosed <- round(total(c("t3.granted.total", "t3.partial.total")) / concluded, 4)
print(cbind(concluded, disclosed))"#;

/// An example with the address that it reads from.
pub fn example(name: &str, base: &str) -> String {
    let text = match name {
        "duckdb" => DUCKDB,
        "pandas" => PANDAS,
        _ => R,
    };
    text.replace("BASE", base)
}
