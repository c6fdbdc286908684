//! Reading an HTML report of 100 kB, next to parsing the same bytes with the usual HTML parser.
//!
//! `cargo bench -p gongkai-formats --bench read_html`

use divan::Bencher;
use divan::counter::BytesCount;
use gongkai_domain::check::{Subject, check};
use gongkai_formats::read::{encoding, html, read_report};
use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};

fn main() {
    divan::main();
}

const LABELS: &[&str] = &[
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "（一）予以公开",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
    "1.本机关不掌握相关政府信息",
    "2.没有现成信息需要另行制作",
    "3.补正后申请内容仍不明确",
    "1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
    "（七）总计",
    "四、结转下年度继续办理",
];

/// A page as a site's editor makes it from a Word file: navigation, attributes on everything, fonts in cells.
///
/// The rows of table 3 are repeated to fill 100 kB, so that it has more table than a real report.
fn page() -> String {
    let mut page = String::from(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>某区2023年政府信息公开工作年度报告</title>\
         <meta name=\"ArticleTitle\" content=\"某区2023年政府信息公开工作年度报告\"><style>p{margin:0}</style></head><body>",
    );
    for i in 0..60 {
        page.push_str(&format!(
            "<li class=\"nav-{i}\"><a href=\"/zwgk/{i}/index.html\" title=\"栏目\">政务公开栏目{i}</a></li>\n"
        ));
    }
    page.push_str("<div id=\"zoom\"><p style=\"text-align:center;\"><strong>某区2023年政府信息公开工作年度报告</strong></p>");
    let text = "2023年，全区各单位认真贯彻《中华人民共和国政府信息公开条例》，全年主动公开政府信息1234条，办理依申请公开56件。";
    for chapter in ["一、总体情况", "二、主动公开政府信息情况"] {
        page.push_str(&format!("<p style=\"text-indent:2em;\"><strong>{chapter}</strong></p>"));
        for _ in 0..20 {
            page.push_str(&format!("<p style=\"text-indent:2em;font-family:仿宋;\"><span style=\"font-size:16px;\">{text}</span></p>\n"));
        }
    }
    page.push_str("<p>三、收到和处理政府信息公开申请情况</p><table border=\"1\" cellspacing=\"0\" style=\"width:100%;border-collapse:collapse\"><tbody>");
    page.push_str("<tr><td rowspan=\"3\" colspan=\"3\">（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td><td colspan=\"7\">申请人情况</td></tr>");
    page.push_str("<tr><td rowspan=\"2\">自然人</td><td colspan=\"5\">法人或其他组织</td><td rowspan=\"2\">总计</td></tr><tr>");
    for name in ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"] {
        page.push_str(&format!("<td>{name}</td>"));
    }
    page.push_str("</tr>");
    for label in LABELS.iter().cycle() {
        page.push_str(&format!("<tr style=\"height:21px\"><td colspan=\"3\" style=\"border:1px solid #000;padding:0 7px\"><p style=\"text-align:left\"><span style=\"font-size:14px;font-family:楷体\">{label}</span></p></td>"));
        for n in 0..7 {
            page.push_str(&format!("<td width=\"57\" style=\"border:1px solid #000;padding:0 7px\"><p style=\"text-align:center\"><span style=\"font-size:14px\">{n}</span></p></td>\n"));
        }
        page.push_str("</tr>\n");
        if page.len() > 99_000 {
            break;
        }
    }
    page.push_str("</tbody></table><p>六、其他需要报告的事项</p><p>无。</p></div></body></html>");
    page
}

/// The yardstick: html5ever building a tree.
#[divan::bench]
fn html5ever_tree(bencher: Bencher) {
    let page = page();
    bencher.counter(BytesCount::of_str(&page)).bench(|| scraper::Html::parse_document(&page));
}

/// The tokenizer that `html_parse` runs on, doing nothing with the tokens.
#[divan::bench]
fn html5gum_tokens(bencher: Bencher) {
    let page = page();
    bencher.counter(BytesCount::of_str(&page)).bench(|| {
        let ignore = |_: CallbackEvent<'_>, _: html5gum::Span<()>| None::<std::convert::Infallible>;
        Tokenizer::new_with_emitter(page.as_str(), CallbackEmitter::new(ignore)).finish()
    });
}

/// Our lines and tables.
#[divan::bench]
fn html_parse(bencher: Bencher) {
    let page = page();
    bencher.counter(BytesCount::of_str(&page)).bench(|| html::parse(&page));
}

/// Finding and undoing the encoding of a page in GB18030.
#[divan::bench]
fn decode_gb18030(bencher: Bencher) {
    let bytes = encoding_rs::GB18030.encode(&page()).0.into_owned();
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| encoding::decode(&bytes));
}

/// From bytes to a report.
#[divan::bench]
fn read(bencher: Bencher) {
    let page = page();
    bencher.counter(BytesCount::of_str(&page)).bench(|| read_report(page.as_bytes(), "page.html"));
}

/// From bytes to findings: less than twice `html5ever_tree` is what we hold ourselves to.
#[divan::bench]
fn read_and_check(bencher: Bencher) {
    let page = page();
    bencher.counter(BytesCount::of_str(&page)).bench(|| {
        let report = read_report(page.as_bytes(), "page.html").expect("a report");
        check(Subject::published(&report))
    });
}
