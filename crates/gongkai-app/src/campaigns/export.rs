//! The state of a campaign as a table for elsewhere.

use gongkai_formats::grid;

use super::show::{CampaignPage, State};
use crate::reports::Download;

/// The lines of the page as CSV or XLSX; nothing for another format.
pub fn export(page: &CampaignPage, format: &str) -> Option<Download> {
    let head =
        ["单位", "状态", "版次", "报送方式", "报送日期", "错误", "警告", "内部逾期", "法定逾期", "邮箱"];
    let day =
        |ms: Option<i64>| ms.map(|ms| gongkai_domain::china_time::day(ms).to_string()).unwrap_or_default();
    let yes = |is: bool| if is { "是" } else { "" }.to_owned();
    let way = |code: &str| gongkai_domain::campaign::Way::parse(code).map_or("", |w| w.zh()).to_owned();
    let rows: Vec<Vec<String>> = page
        .lines
        .iter()
        .map(|l| {
            vec![
                l.row.name.clone(),
                State::zh(l.state).to_owned(),
                l.row.versions.to_string(),
                way(&l.row.way),
                day(l.row.handed_in_at_ms),
                l.row.errors.to_string(),
                l.row.warnings.to_string(),
                yes(l.is_late),
                yes(l.is_over),
                l.row.email.clone(),
            ]
        })
        .collect();
    let stem = format!("campaign-{}", page.campaign.year);
    Some(match format {
        "csv" => Download {
            name: format!("{stem}.csv"),
            media_type: "text/csv; charset=utf-8",
            bytes: grid::csv(&head, &rows).into_bytes(),
        },
        "xlsx" => Download {
            name: format!("{stem}.xlsx"),
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            bytes: grid::xlsx("征集", &head, &rows),
        },
        _ => return None,
    })
}
