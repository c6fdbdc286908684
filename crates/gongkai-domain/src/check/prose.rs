//! Looking into the running text of a report, without regular expressions.
