//! Every word that readers see, in both languages. Official labels come from the domain.

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        /// The words of one language.
        #[derive(Debug)]
        #[allow(missing_docs, reason = "the words say it themselves")]
        pub struct Words { $(pub $name: &'static str,)* }

        /// 简体中文
        pub static ZH: Words = Words { $($name: $zh,)* };
        /// English
        pub static EN: Words = Words { $($name: $en,)* };
    };
}

words! {
    site: "公开", "Gongkai";
    site_sub: "政府信息公开平台", "Government disclosure";
    nav_documents: "政府文件", "Documents";
    nav_legal: "法定公开", "By law";
    nav_guide: "公开指南", "Guide";
    nav_office: "办公", "Office";
    portal_title: "政府信息公开", "Government information, in the open";
    portal_lead: "查文件、看年报、找办事机构。每份文件都标明效力、版本和来处，更正与撤下都有记录。", "Find documents, reports and the offices behind them. Every document says whether it is in force, which version it is and where it came from.";
    search_title: "检索政府文件", "Search documents";
    search_label: "标题、正文、发文字号或索引号", "Title, text, document number or index number";
    search_go: "检索", "Search";
    search_hits: "{} 条结果", "{} results";
    search_none: "没有找到相符的文件", "Nothing found";
    search_none_advice: "减少或更换检索词，或从文件列表按机关、类别查找。", "Use fewer or other words, or browse the list by agency and kind.";
    documents_count: "共 {} 件", "{} documents";
    documents_empty: "没有符合条件的文件", "No documents";
    newest: "最新公开", "Newest";
    newest_policies: "最新政策", "Newest policies";
    publishers: "公开机关", "Agencies";
    more: "全部", "all";
    skip: "跳到正文", "Skip to content";
    nav_label: "主导航", "Main";
    nav_reports: "年度报告", "Reports";
    nav_regions: "区域汇总", "Regions";
    nav_check: "检查报告", "Check a report";
    nav_rules: "检查规则", "Rules";
    other_lang: "English", "中文";
    theme: "外观", "Theme";
    theme_system: "跟随系统", "System";
    theme_light: "浅色", "Light";
    theme_dark: "深色", "Dark";
    loading: "正在载入报告", "Loading reports";
    load_failed: "部分报告未能载入，详见服务日志。", "Some reports could not be loaded; see the service log.";
    footer_what: "数字均可追溯至原文位置；检查规则全部公开。", "Every number can be followed to its place in the source; every rule is public.";
    footer_api: "数据接口", "Data API";
    crumbs: "位置", "You are here";
    made_up: "虚构示例", "Made up";

    home_reports: "份报告", "reports";
    home_agencies: "个机关", "agencies";
    home_with_errors: "份有错误", "with errors";
    home_worst: "问题最多的报告", "Reports with most findings";

    list_title: "年度报告", "Annual reports";
    list_search: "机关名称或标题", "Agency or title";
    list_region: "区域", "Region";
    list_agency: "机关", "Agency";
    list_year: "年度", "Year";
    list_all: "全部", "All";
    list_only_errors: "只看有错误的", "Only with errors";
    list_apply: "筛选", "Apply";
    list_clear: "清除条件", "Clear";
    list_empty: "没有符合条件的报告", "No report matches";
    list_empty_advice: "放宽条件，或清除后重新查找。", "Widen the filter, or clear it and start again.";
    list_count: "共 {} 份", "{} reports";
    list_with_rule: "命中规则", "With finding";
    list_compare: "比较所选两份", "Compare the two selected";
    list_pick: "选择用于比较", "Select to compare";
    col_agency: "机关", "Agency";
    col_year: "年度", "Year";
    col_format: "格式", "Form";
    col_received: "新收申请", "Received";
    col_answered: "办结", "Answered";
    col_published: "公布日期", "Published";
    col_findings: "检查结果", "Findings";
    version_n: "第 {} 版", "version {}";
    no_findings: "无问题", "Clean";

    severity_error: "错误", "Error";
    severity_warning: "警告", "Warning";
    severity_info: "提示", "Note";
    conditional: "有条件成立", "Conditional";
    conditional_help: "空白单元格若为 0 则成立", "holds if the blank cells are 0";

    report_years: "历年报告", "Other years";
    report_compare: "与上年比较", "Compare with last year";
    report_roll_up: "全区汇总", "Roll-up";
    report_downloads: "下载", "Download";
    report_format: "格式", "Form";
    report_signed: "落款日期", "Signed";
    report_published: "公布日期", "Published";
    report_confidence: "识别把握", "Confidence";
    report_tables: "三张统计表", "The three tables";
    report_tables_help: "点任一数字查看出处", "Select a number to see where it comes from";
    report_text: "正文", "Text";
    report_no_text: "本报告只收录数字，未收录正文。", "Only the numbers of this report are kept, not its text.";
    report_facts: "文中数字", "Numbers in the text";
    report_fact_subject: "事项", "Subject";
    report_fact_count: "数量", "Count";
    report_fact_clause: "原句", "Sentence";
    report_charts: "图表", "Charts";
    report_findings: "检查结果", "Findings";
    report_no_findings: "所有规则均通过", "Every rule passes";
    report_no_findings_help: "勾稽关系成立，正文与表格一致。", "The sums hold, and text and tables agree.";
    report_notices: "读取说明", "Reader's remarks";
    report_provenance: "来源", "Provenance";
    report_extra_rows: "官方式样以外的行", "Rows outside the official form";
    at_least: "不少于", "at least";
    about: "约", "about";
    is_part: "其中", "part of another";

    kpi_received: "新收申请", "Applications received";
    kpi_answered: "办结", "Answered";
    kpi_disclosed: "公开比例", "Disclosed";
    kpi_carried: "结转下年", "Carried out";
    kpi_disputes: "复议与诉讼", "Reviews and lawsuits";
    kpi_findings: "检查结果", "Findings";
    unit_piece: "件", "";

    place_title: "出处", "Where it comes from";
    place_value: "数值", "Value";
    place_raw: "原样文字", "As printed";
    place_key: "数据项", "Key";
    place_place: "位置", "Place";
    place_file: "文件", "File";
    place_hash: "SHA-256", "SHA-256";
    place_extraction: "提取方式", "Extraction";
    place_reader: "读取器版本", "Reader";
    place_article: "依据", "Article";
    place_excerpt: "原文片段", "Source excerpt";
    place_findings: "相关检查", "Findings";
    place_close: "关闭", "Close";
    place_unknown: "原文未记录位置", "No place recorded";
    place_line: "第 {} 行", "line {}";
    place_page: "第 {} 页", "page {}";
    place_table: "第 {} 表", "table {}";
    place_row: "第 {} 行", "row {}";
    place_column: "第 {} 列", "column {}";
    place_bytes: "字节 {}", "bytes {}";
    value_blank: "空白", "blank";
    value_na: "不适用", "not applicable";
    value_illegible: "无法识别", "illegible";
    value_absent: "缺", "absent";

    finding_cells: "涉及单元格", "Cells";
    finding_suspects: "最可能有误", "Most likely wrong";
    finding_fix: "可以这样改", "What would mend it";

    chart_years: "历年申请量", "Applications by year";
    chart_years_desc: "每年新收、上年结转的申请数量和办结数量。", "Applications received, carried in and answered in each year.";
    chart_endings: "办理结果", "How they ended";
    chart_endings_desc: "本年度办结申请按办理结果分。", "Applications answered this year by outcome.";
    chart_applicants: "申请人类型", "By applicant";
    chart_applicants_desc: "本年新收申请按申请人类型分。", "Applications received this year by type of applicant.";
    chart_data: "数据表", "Data table";
    chart_new: "新收", "Received";
    chart_carried: "上年结转", "Carried in";
    chart_answered: "办结", "Answered";
    chart_share: "占比", "Share";
    chart_none: "本年度没有申请", "No applications this year";

    ending_granted: "予以公开", "Granted";
    ending_partial: "部分公开", "Partly granted";
    ending_denied: "不予公开", "Denied";
    ending_unable: "无法提供", "Unable";
    ending_refused: "不予处理", "Not processed";
    ending_other: "其他处理", "Other";

    compare_title: "比较两份报告", "Compare two reports";
    compare_choose: "选择两份报告", "Choose two reports";
    compare_first: "甲", "First";
    compare_second: "乙", "Second";
    compare_go: "比较", "Compare";
    compare_cells: "表格差异", "Cells";
    compare_same: "两份报告的 {} 个可比单元格完全一致。", "All {} comparable cells are the same.";
    compare_changed: "{} 个单元格不同，{} 个相同", "{} cells differ, {} are the same";
    compare_cell: "单元格", "Cell";
    compare_change: "变化", "Change";
    compare_text: "正文相似度", "Similarity of the text";
    compare_similarity: "相似度", "Similarity";
    compare_only: "仅此份有", "Only here";
    compare_no_text: "至少一份报告没有收录正文，无法比较文字。", "At least one of the reports has no text kept, so texts are not compared.";
    compare_show_same: "相同的单元格", "Cells that are the same";

    roll_title: "汇总", "Roll-up";
    roll_lead: "各单位之和，与政府已公布的报告逐格对照。", "The sum of the units, cell by cell, beside what the government published.";
    roll_units: "名册单位", "On the roster";
    roll_included: "已汇总", "Added up";
    roll_missing: "缺报", "Missing";
    roll_double: "重报", "Double";
    roll_excluded: "未计入", "Left out";
    roll_differs: "与公布数不符", "Cells that differ";
    roll_all_there: "名册上的单位全部报送", "Every unit on the roster reported";
    roll_no_double: "没有重复报送", "None is double";
    roll_no_excluded: "没有因年度或格式不符而未计入的报告", "None is left out for its year or form";
    roll_excluded_why: "年度或格式不符", "wrong year or form";
    roll_sum: "各单位之和", "Sum of the units";
    roll_published: "政府公布数", "Published by the government";
    roll_difference: "相差", "Difference";
    roll_parts: "构成", "Parts";
    roll_no_parts: "各单位均为 0", "0 in every unit";
    roll_unknown: "无数字的单位", "Units without a number";
    roll_tables: "汇总表", "Summed tables";
    roll_tables_help: "点任一数字查看由哪些单位相加而成", "Select a number to see which units add up to it";
    roll_findings: "汇总检查", "Roll-up findings";
    roll_no_published: "该年度没有政府自己公布的报告，只列各单位之和。", "The government's own report of this year is not here; only the sum of the units is shown.";
    roll_no_roster: "本区域没有名册，以已收录的报告汇总。", "There is no roster for this region; the reports that are here are added up.";
    roll_empty: "这一年没有可以汇总的报告", "No report of this year to add up";
    to_league: "单位对照表", "League table";
    to_roll_up: "返回汇总", "Back to the roll-up";

    league_title: "单位对照表", "League table";
    league_lead: "同一年度各单位并列。占比旁注明件数；不足 {} 件的只列出、不排名。", "The units of one year side by side. Each share comes with its number of cases; below {} cases it is shown but not ranked.";
    league_unit: "单位", "Unit";
    league_disclosed: "公开比例", "Disclosed";
    league_cases: "办结件数", "Cases";
    league_days: "公布时间", "Published";
    league_early: "提前 {} 天", "{} days early";
    league_late: "逾期 {} 天", "{} days late";
    league_on_time: "当日", "on the day";
    league_unknown: "未载明", "not stated";
    league_reviews: "复议（纠正）", "Reviews (corrected)";
    league_few: "件数少", "few cases";

    check_title: "检查一份报告", "Check a report";
    check_lead: "拖入或选择文件，也可以粘贴文字。支持网页、Word、Excel、PDF（含文字层）、Markdown、纯文本和 CSV。", "Drop or choose a file, or paste text: web page, Word, Excel, PDF with text, Markdown, plain text or CSV.";
    check_private: "只在内存中处理，答复后即清除，不留存、不外传。", "Handled in memory and forgotten once answered; nothing is kept or sent on.";
    check_drop: "把文件拖到这里，或点此选择", "Drop a file here, or select one";
    check_limit: "最大 {} MB", "at most {} MB";
    check_paste: "或粘贴报告全文或表格", "Or paste the report or its tables";
    check_go: "开始检查", "Check";
    check_result: "检查结果", "Result";
    check_again: "检查另一份", "Check another";
    check_nothing: "没有收到文件或文字", "No file or text came";
    check_several: "文件中有 {} 份报告", "The file has {} reports";
    check_unknown_agency: "未识别机关", "agency not found";
    check_unknown_year: "未识别年度", "year not found";

    rules_title: "检查规则", "Rules";
    rules_lead: "每条规则有固定代码，说明检查什么、为什么、怎么改。", "Each rule has a code that never changes, and a page that says what it checks, why, and what mends it.";
    rules_code: "代码", "Code";
    rules_rule: "规则", "Rule";
    rules_severity: "级别", "Severity";
    rules_fires: "命中报告", "Reports";
    rules_none: "尚无规则", "No rules yet";
    rule_reports: "命中此规则的报告", "Reports with this finding";
    rule_no_reports: "现有报告均未命中此规则", "No report here has this finding";
    family_r: "表内勾稽", "Inside one report";
    family_y: "跨年衔接", "Across years";
    family_p: "2019 年格式", "2019 form";
    family_x: "文表一致", "Text against tables";
    family_u: "单位与合理性", "Units and plausibility";
    family_f: "结构与格式", "Structure and form";
    family_g: "区域汇总", "Roll-up";
    family_other: "其他", "Other";

    not_found: "没有找到这个页面", "There is nothing here";
    not_found_advice: "地址可能有误，或者内容已经移走。可以从报告列表重新查找。", "The address may be wrong, or the content has moved. Try the list of reports.";
    too_large: "文件过大", "The file is too large";
    too_large_advice: "单个文件不能超过 16 MB。请去掉图片后另存，或只粘贴三张表。", "A file may have at most 16 MB. Save it without pictures, or paste just the three tables.";
    unreadable: "无法读取这份文件", "This file cannot be read";
    unreadable_advice: "请另存为 DOCX、XLSX、HTML 或带文字层的 PDF 后再试，也可以直接粘贴文字。", "Save it as DOCX, XLSX, HTML or a PDF with a text layer, or paste the text.";
    not_signed_in: "请先登录", "Please sign in";
    not_signed_in_advice: "登录已过期或尚未登录，请重新登录后再试。", "You are not signed in, or your session has ended. Sign in and try again.";
    refused: "没有这项权限", "You may not do this";
    refused_advice: "您的角色不能查看或办理这项内容。需要时请联系安全管理员授予角色。", "Your roles do not cover this. Ask the security administrator if they should.";
    not_now: "现在不能这样办理", "Not possible now";
    not_now_advice: "请返回上一页，刷新后查看当前状态。", "Go back, reload and see where it stands.";
    bad_request: "请求无法处理", "The request cannot be handled";
    bad_request_advice: "请返回上一页，检查填写内容后重试。", "Go back, check what was filled in, and try again.";
    disk_full: "服务器存储空间已满", "The server has no room left";
    disk_full_advice: "刚才的操作没有保存，已有内容不受影响。请联系系统管理员清理空间后重试；返回上一页可保留已填写的内容。", "What you just did was not saved; what was there before is not affected. Ask the system administrator to make room, then try again; going back keeps what you filled in.";
    unavailable: "暂时无法使用", "Not available at the moment";
    unavailable_advice: "系统暂时连接不上数据库，刚才的操作没有保存。请稍后重试；如持续出现，请联系系统管理员。", "The database cannot be reached at the moment, and what you just did was not saved. Try again later, or tell the system administrator if it goes on.";
    server_error: "系统出了问题", "Something went wrong on our side";
    server_error_advice: "问题已记录。请稍后再试；如反复出现，请联系管理员。", "It has been logged. Please try again later, or tell the administrator if it comes back.";
    back_to_list: "报告列表", "List of reports";
    back_home: "返回首页", "Home";
}

/// A sentence with its `{}` filled in, from left to right.
pub fn fill(sentence: &str, values: &[&dyn std::fmt::Display]) -> String {
    let mut out = String::with_capacity(sentence.len() + 16);
    let mut parts = sentence.split("{}");
    out.push_str(parts.next().unwrap_or_default());
    let mut values = values.iter();
    for part in parts {
        if let Some(value) = values.next() {
            out.push_str(&value.to_string());
        }
        out.push_str(part);
    }
    out
}

/// A sentence with one value in it.
pub fn fill_one(sentence: &str, value: impl std::fmt::Display) -> String {
    fill(sentence, &[&value])
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn values_go_where_they_belong() {
        assert_eq!(fill("{} 个不同，{} 个相同", &[&3, &197]), "3 个不同，197 个相同");
        assert_eq!(fill("共 {} 份", &[]), "共  份");
    }
}
