//! One file a rule. The doc comment of each `RULE` is its manual page.

mod f01_six_chapters;
mod f02_title;
mod f03_form_in_force;
mod f04_every_cell_filled;
mod f05_problems_stated;
mod f06_fee_stated;
mod f07_signed_after_the_year;
mod f08_published_in_time;
mod f09_personal_details;
mod f10_split_digits;
pub(crate) mod g01_government_is_the_sum;
pub(crate) mod g02_every_unit_reports;
pub(crate) mod g03_one_parent;
pub(crate) mod g04_co_defendant_cases;
pub(crate) mod g05_carry_over_of_the_region;
pub(crate) mod g06_right_year_and_form;
mod p01_items_not_negative;
mod p02_decisions_are_not_items;
mod p03_published_within_total;
mod p04_endings_add_up_2019;
mod p05_procurement_unit;
mod r01_inflow_equals_outflow;
mod r02_endings_add_up;
mod r03_row_sums;
mod r04_table_4_totals;
mod r05_whole_and_not_negative;
mod r06_part_within_total;
mod r07_stock_a_year_ago;
mod r08_issued_within_valid;
mod r09_outflow_within_inflow;
mod r10_rule_making_power;
mod r11_power_of_the_body;
mod u01_fee_in_yuan;
mod u02_processing_fee_within_fees;
mod u03_fee_by_tariff;
mod u04_percentages;
mod x01_new_applications;
mod x02_received_applications;
mod x03_no_applications;
mod x04_carry_over_stated;
mod x05_reviews_and_lawsuits;
mod x06_no_disputes;
mod x07_documents_stated;
mod x08_fee_statements;
mod x09_lists_add_up;
mod x10_parts_within_whole;
mod x11_year_in_text;
mod x12_number_of_parts;
mod x13_name_of_the_regulations;
mod x14_business_of_others;
mod x15_statutory_limits;
mod x16_endings_stated;
mod y01_carry_over_total;
mod y02_carry_over_by_applicant;
mod y03_stock_of_documents;
mod y04_pending_cases_reappear;
mod y05_lawsuits_after_review;
mod y06_sudden_change;
mod y07_copied_text;
mod y08_direct_lawsuits;
mod y09_items_chain;

use super::Rule;

/// What every rule file needs.
mod prelude {
    pub(super) use alloc::string::{String, ToString};
    pub(super) use alloc::vec::Vec;
    pub(super) use alloc::{format, vec};

    pub(super) use rust_decimal::Decimal;

    pub(super) use super::shared::{Stock, endings_differ};
    pub(super) use crate::check::equation::{
        Judged, applicants, balance, check_equations, endings, narrow_all, outcomes,
    };
    pub(super) use crate::check::rule_macro::rule;
    pub(super) use crate::check::{Finding, Message, Severity, Subject, Verdict, wording};
    pub(super) use crate::report::{
        AnnualReport, Applicant, CellKey, Cells, Format, Outcome, Procedure, Row, Unit,
    };
}

mod shared;
mod statements;

/// Every rule, ordered by code.
pub(super) const RULES: &[Rule] = &[
    f01_six_chapters::RULE,
    f02_title::RULE,
    f03_form_in_force::RULE,
    f04_every_cell_filled::RULE,
    f05_problems_stated::RULE,
    f06_fee_stated::RULE,
    f07_signed_after_the_year::RULE,
    f08_published_in_time::RULE,
    f09_personal_details::RULE,
    f10_split_digits::RULE,
    g01_government_is_the_sum::RULE,
    g02_every_unit_reports::RULE,
    g03_one_parent::RULE,
    g04_co_defendant_cases::RULE,
    g05_carry_over_of_the_region::RULE,
    g06_right_year_and_form::RULE,
    p01_items_not_negative::RULE,
    p02_decisions_are_not_items::RULE,
    p03_published_within_total::RULE,
    p04_endings_add_up_2019::RULE,
    p05_procurement_unit::RULE,
    r01_inflow_equals_outflow::RULE,
    r02_endings_add_up::RULE,
    r03_row_sums::RULE,
    r04_table_4_totals::RULE,
    r05_whole_and_not_negative::RULE,
    r06_part_within_total::RULE,
    r07_stock_a_year_ago::RULE,
    r08_issued_within_valid::RULE,
    r09_outflow_within_inflow::RULE,
    r10_rule_making_power::RULE,
    r11_power_of_the_body::RULE,
    u01_fee_in_yuan::RULE,
    u02_processing_fee_within_fees::RULE,
    u03_fee_by_tariff::RULE,
    u04_percentages::RULE,
    x01_new_applications::RULE,
    x02_received_applications::RULE,
    x03_no_applications::RULE,
    x04_carry_over_stated::RULE,
    x05_reviews_and_lawsuits::RULE,
    x06_no_disputes::RULE,
    x07_documents_stated::RULE,
    x08_fee_statements::RULE,
    x09_lists_add_up::RULE,
    x10_parts_within_whole::RULE,
    x11_year_in_text::RULE,
    x12_number_of_parts::RULE,
    x13_name_of_the_regulations::RULE,
    x14_business_of_others::RULE,
    x15_statutory_limits::RULE,
    x16_endings_stated::RULE,
    y01_carry_over_total::RULE,
    y02_carry_over_by_applicant::RULE,
    y03_stock_of_documents::RULE,
    y04_pending_cases_reappear::RULE,
    y05_lawsuits_after_review::RULE,
    y06_sudden_change::RULE,
    y07_copied_text::RULE,
    y08_direct_lawsuits::RULE,
    y09_items_chain::RULE,
];
