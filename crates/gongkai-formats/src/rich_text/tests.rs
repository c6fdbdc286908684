//! What cleaning keeps, what it drops, and that it is safe.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(html: &str, cleaned: &str) {
    let got = clean(html).html();
    assert_eq!(got.replace('\n', ""), cleaned, "{html}");
    assert_eq!(clean(&got).html(), got, "cleaning again changes nothing");
}

#[test]
fn paragraphs_headings_and_looks() {
    check("甲<div>乙</div>丙", "<p>甲</p><p>乙</p><p>丙</p>");
    check("<h1>一</h1><h2>二</h2><h5>五</h5>", "<h2>一</h2><h3>二</h3><h4>五</h4>");
    check("<h2>二</h2><h3>三</h3>", "<h2>二</h2><h3>三</h3>");
    check("<p><b>甲</b><b>乙</b><span>丙</span></p>", "<p><strong>甲乙</strong>丙</p>");
    check("<p><i><b>甲</i>乙</b></p>", "<p><strong><em>甲</em>乙</strong></p>");
    check(
        "<p>m<sup>2</sup>，H<span style='vertical-align:sub'>2</span>O</p>",
        "<p>m<sup>2</sup>，H<sub>2</sub>O</p>",
    );
    check("<p><u>划线</u><font color=red size=7>红</font></p>", "<p><u>划线</u>红</p>");
    check(
        "<p style='text-align:center'>中</p><p align=right>右</p>",
        "<p class=\"align-center\">中</p><p class=\"align-right\">右</p>",
    );
    check(
        "<p>　　首行</p><p style='text-indent:2em'>缩进</p>",
        "<p class=\"indent\">首行</p><p class=\"indent\">缩进</p>",
    );
    check("<blockquote>引文<p>二</blockquote><hr>", "<blockquote><p>引文</p><p>二</p></blockquote><hr>");
    check(
        "<b>甲<p>乙</p>丙</b>",
        "<p><strong>甲</strong></p><p><strong>乙</strong></p><p><strong>丙</strong></p>",
    );
}

#[test]
fn white_space_is_single_and_empty_paragraphs_go() {
    check("<p> 甲 \n 乙&nbsp;&nbsp; 丙 </p><p>&nbsp;</p><p></p>", "<p>甲乙 丙</p>");
    check("<p>word\nwrap</p>", "<p>word wrap</p>");
    check("<p>甲<b> </b>乙</p>", "<p>甲 乙</p>");
    check(
        "<div>第一段<br><br>第二段<br>　　第三段<br>续行<br></div>",
        "<p>第一段</p><p>第二段</p><p class=\"indent\">第三段<br>续行</p>",
    );
    check("<p>甲\u{200B}\u{FEFF}乙\u{202E}丙</p>", "<p>甲乙丙</p>");
    check(&format!("<p>{}某某局</p>", "&nbsp;".repeat(30)), "<p class=\"align-right\">某某局</p>");
}

#[test]
fn lists_keep_their_numbers_and_levels() {
    check("<ul><li>甲<li>乙<ul><li>丙</ul></ul>", "<ul><li>甲</li><li>乙<ul><li>丙</li></ul></li></ul>");
    check("<ol start=3><li>三<li>四</ol>", "<ol start=\"3\"><li>三</li><li>四</li></ol>");
    check("<ol><li>一<li value=5>五</ol>", "<ol><li>一</li></ol><ol start=\"5\"><li>五</li></ol>");
    check("<ol type=a><li>甲<li>乙</ol>", "<p>a. 甲</p><p>b. 乙</p>");
    check("<ul><li><p>甲</p><p>乙</p></ul>", "<ul><li><p>甲</p><p>乙</p></li></ul>");
    check("<ul><li>甲<ol><li>乙</ol>丙</ul>", "<ul><li><p>甲</p><ol><li>乙</li></ol><p>丙</p></li></ul>");
}

const WORD_LIST: &str = "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>\
    <span style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span>&nbsp;&nbsp; </span></span></span><![endif]>甲<o:p></o:p></p>\
    <p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>乙</p>\
    <p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>2.</span>丙</p>\
    <p class=MsoNormal style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>（一）</span>丁</p><p class=MsoNormal><o:p>&nbsp;</o:p></p>";

#[test]
fn lists_of_word_become_lists_or_numbers_as_typed() {
    check(WORD_LIST, "<ul><li>甲<ol><li>乙</li><li>丙</li></ol></li></ul><p>（一）丁</p>");
}

#[test]
fn headings_of_word_are_found_by_style_outline_or_face() {
    check("<p class=MsoTitle>标题</p><p class=MsoHeading1>节</p>", "<h2>标题</h2><h2>节</h2>");
    check("<style>p.a {mso-style-name:\"标题 2\"; font-weight:bold}</style><p class=a>节</p>", "<h2>节</h2>");
    check("<p style='mso-outline-level:3'>节</p>", "<h3>节</h3>");
    let word = |inner: &str| format!("<p class=MsoNormal>文</p><p class=MsoNormal>{inner}</p>");
    check(&word("<span style='font-family:黑体'>一、总体要求</span>"), "<p>文</p><h2>一、总体要求</h2>");
    check(
        &word("<span style='font-family:楷体_GB2312'>（一）工作目标</span>"),
        "<p>文</p><h3>（一）工作目标</h3>",
    );
    check(&word("<b>1.分工</b>"), "<p>文</p><h4>1.分工</h4>");
    // Not marked, or a sentence that only begins so.
    check(&word("一、总体要求"), "<p>文</p><p>一、总体要求</p>");
    check(&word("<b>一、总体要求。</b>"), "<p>文</p><p><strong>一、总体要求。</strong></p>");
    check(&word("<b>一、总体要求</b>以人为本"), "<p>文</p><p><strong>一、总体要求</strong>以人为本</p>");
    // Nothing is a heading for its number alone where no word processor wrote it.
    check("<p><b>一、总体要求</b></p>", "<p><strong>一、总体要求</strong></p>");
}

#[test]
fn tables_keep_their_merged_cells() {
    check(
        "<table border=1><caption>表1</caption><thead><tr><th colspan=2>项目<th rowspan=2>数<tr><th>甲<th>乙</thead>\
         <tr><td rowspan=9>一<td>二<td align=center>3<tr><td>四<td>5</table>",
        "<table><caption>表1</caption><thead><tr><th colspan=\"2\">项目</th><th rowspan=\"2\">数</th></tr>\
         <tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td rowspan=\"2\">一</td><td>二</td>\
         <td class=\"align-center\">3</td></tr><tr><td>四</td><td>5</td></tr></tbody></table>",
    );
    check(
        "<table><tr><td rowspan=2>甲<td rowspan=2>乙</tr><tr></tr><tr><td>丙<td></table>",
        "<table><tbody><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td></td></tr></tbody></table>",
    );
    check(
        "<table><tr><td><p>甲</p><p>乙</p><td><h2>丙</h2></table>",
        "<table><tbody><tr><td><p>甲</p><p>乙</p></td><td><strong>丙</strong></td></tr></tbody></table>",
    );
}

#[test]
fn tables_that_only_arrange_are_taken_apart() {
    check("<table><tr><td><p>甲</p><h2>乙</h2></td></tr></table>", "<p>甲</p><h2>乙</h2>");
    check(
        "<table><tr><td>菜单<td>前<table><tr><td>1<td>2</table>后</table>",
        "<p>菜单</p><p>前</p><table><tbody><tr><td>1</td><td>2</td></tr></tbody></table><p>后</p>",
    );
    check("<table><tr><td></td><td> </td></tr></table>文", "<p>文</p>");
    check(
        "前<table>中<tr><td>1<td>2</table>",
        "<p>前</p><p>中</p><table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
    );
}

#[test]
fn links_and_pictures() {
    check(
        "<a href='https://example.com/?a=1&amp;b=2'>网</a>",
        "<p><a href=\"https://example.com/?a=1&amp;b=2\">网</a></p>",
    );
    check(
        "<a href='/zwgk/1.html'>内</a><a href='mailto:a@b.cn'>信</a>",
        "<p><a href=\"/zwgk/1.html\">内</a><a href=\"mailto:a@b.cn\">信</a></p>",
    );
    check("<a href='#_ftn1'>[1]</a>", "<p>[1]</p>");
    let hash = "0123456789abcdef".repeat(4);
    let img = format!("<p><img src=\"sha256:{hash}\" alt=\"图 1\"></p>");
    check(&format!("<img src='sha256:{hash}' alt=' 图\n1' width=9 onload=x()>"), &img);
    check(&format!("<img src='https://x.cn/files/{hash}.png?v=1' alt='图 1'>"), &img);
    let lost = paste(
        "<img src='https://x.cn/a.png'><img src='file:///C:/a.png'><a href='javascript:x'>甲</a><s>乙</s>",
    );
    assert_eq!((lost.removed.images, lost.removed.links, lost.removed.strikes), (2, 1, 1));
    assert_eq!(lost.text.html(), "<p>甲乙</p>\n");
}

#[test]
fn pictures_inside_the_page_are_taken_out() {
    let gif = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
    let pasted = paste(&format!(
        "<p>图<img src=\"data:image/png;base64,{gif}\"></p><img src='data:image/svg+xml;base64,PHN2Zz4='>"
    ));
    assert_eq!(pasted.images.len(), 1);
    assert_eq!(pasted.images[0].media, "image/gif");
    assert_eq!(pasted.removed.images, 1);
    assert_eq!(pasted.text.images(), [pasted.images[0].sha256.as_str()]);
    let shown = pasted.text.html_with(|hash| format!("/files/{hash}"));
    assert!(shown.contains(&format!("<img src=\"/files/{}\"", pasted.images[0].sha256)), "{shown}");
    assert_eq!(clean(&shown), pasted.text);
}

/// Ways in which markup ran scripts in one browser or another, or in a cleaner that let it through.
const VECTORS: &[&str] = &[
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src='javascript:alert(1)'>",
    "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='&#106;&#97;vascript&colon;alert(1)'>x</a>",
    "<a href=' \u{A0}javascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='/\\evil.example/'>x</a>",
    "<a href='\\\\evil.example'>x</a>",
    "<a href='x' onclick=alert(1) style='x:expression(alert(1))'>x</a>",
    "<a href='https:evil'>x</a>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<style><img src=\"</style><img src=x onerror=alert(1)//\">",
    "<style>@import 'http://evil'; p{background:url(javascript:alert(1))}</style><p>x",
    "<p style='background:url(javascript:alert(1))'>x",
    "<p style='behavior:url(x.htc)'>x",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,x'></object><embed src=x>",
    "<form action='javascript:alert(1)'><input type=submit><button formaction='javascript:alert(1)'>x</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='javascript:alert(1)//'>",
    "<link rel=stylesheet href='javascript:alert(1)'>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script></textarea>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<p title='\"><script>alert(1)</script>'>x",
    "<img alt='\"><script>alert(1)</script>' src=sha256:0000000000000000000000000000000000000000000000000000000000000000>",
    "<a href='https://x/\"onmouseover=alert(1)'>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<table><tr><td background='javascript:alert(1)' colspan='2\" onclick=alert(1)'>x<td>y</table>",
    "<p class='align-center\" onclick=alert(1)'>x",
    "<ol start='1\" onclick=alert(1)'><li>x</ol>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<div style=\"mso-list:'\"></div><script/src=//evil>",
];

/// Every element and attribute of a text as a browser reads it, by another parser than ours.
#[track_caller]
fn assert_safe(html: &str) {
    let fragment = scraper::Html::parse_fragment(html);
    for element in fragment.root_element().descendants().filter_map(scraper::ElementRef::wrap) {
        let value = element.value();
        let allowed = [
            "html",
            "h2",
            "h3",
            "h4",
            "p",
            "ul",
            "ol",
            "li",
            "table",
            "caption",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "blockquote",
            "hr",
            "br",
            "strong",
            "em",
            "u",
            "sup",
            "sub",
            "a",
            "img",
        ];
        assert!(allowed.contains(&value.name()), "{} in {html}", value.name());
        for (name, text) in value.attrs() {
            let is_fine = match (value.name(), name) {
                ("a", "href") => {
                    let scheme = text.split([':', '/', '?', '#']).next().unwrap_or_default();
                    let has_scheme = text[scheme.len()..].starts_with(':');
                    (!has_scheme || ["http", "https", "mailto"].contains(&scheme))
                        && !text.starts_with("//")
                        && !text.starts_with("/\\")
                        && !text.starts_with('\\')
                }
                ("img", "src") => text.strip_prefix("sha256:").is_some_and(|hash| hash.len() == 64),
                ("img", "alt") => true,
                ("td" | "th", "colspan" | "rowspan") | ("ol", "start") => text.parse::<u32>().is_ok(),
                ("p" | "h2" | "h3" | "h4" | "td" | "th", "class") => {
                    text.split(' ').all(|class| ["align-center", "align-right", "indent"].contains(&class))
                }
                _ => false,
            };
            assert!(is_fine, "{name}={text} in {html}");
        }
    }
}

/// Whether every element is closed where it should be.
#[track_caller]
fn assert_well_formed(html: &str) {
    let xml = format!("<x>{}</x>", html.replace("<br>", "<br/>").replace("<hr>", "<hr/>"));
    // Pictures have no end tag in HTML.
    let mut out = String::new();
    for (i, piece) in xml.split("<img ").enumerate() {
        match piece.split_once('>') {
            Some((attributes, rest)) if i > 0 => out.push_str(&format!("<img {attributes}/>{rest}")),
            _ => out.push_str(piece),
        }
    }
    crate::read::xml::read(&out, "test", |_| Ok(())).unwrap_or_else(|e| panic!("{e}: {html}"));
}

#[track_caller]
fn assert_sound(html: &str) {
    let cleaned = clean(html);
    let once = cleaned.html();
    assert_safe(&once);
    assert_well_formed(&once);
    let again = clean(&once);
    assert_eq!(again.html(), once, "of {html}");
    assert_eq!(again, cleaned, "of {html}");
}

#[test]
fn nothing_that_runs_is_left() {
    for vector in VECTORS {
        assert_sound(vector);
        assert_sound(&format!("<p>甲{vector}乙</p>"));
        assert_sound(&format!("<table><tr><td>{vector}<td>2</table>"));
        assert_sound(&format!("<ul><li>{vector}</ul>"));
        assert_sound(&format!("<a href='https://x.cn'>{vector}</a>"));
    }
}

#[test]
fn deep_and_long_inputs_are_bounded() {
    assert_sound(&"<div>".repeat(20_000));
    assert_sound(&format!("{}x", "<blockquote><ul><li>".repeat(3_000)));
    assert_sound(&format!("{}x", "<b><i>".repeat(3_000)));
    assert_sound(&format!("{}{}", "<b><i><u>".repeat(2_000), "</b>".repeat(2_000)));
    assert_sound(&"<table><tr><td>".repeat(3_000));
    assert_sound(&format!("<table>{}</table>", "<tr><td rowspan=65534 colspan=1000>x".repeat(300)));
}

/// Markup as it may come: pieces of everything, nested and broken at random.
fn pieces() -> impl Strategy<Value = String> {
    let tags = [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h6",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "b",
        "strong",
        "i",
        "u",
        "sup",
        "sub",
        "a",
        "span",
        "blockquote",
        "pre",
        "center",
        "s",
        "o:p",
        "font",
        "section",
    ];
    let attributes = [
        "",
        " class=MsoNormal",
        " style='mso-list:l0 level1 lfo1'",
        " style='mso-list:Ignore'",
        " style='text-align:center'",
        " align=right",
        " style='text-indent:2em'",
        " style='font-family:黑体'",
        " colspan=2",
        " rowspan=3",
        " start=4",
        " href='/x'",
        " href='javascript:x'",
        " style='font-weight:bold'",
        " style='mso-outline-level:2'",
        " type=i",
        " value=7",
        " style='display:none'",
        " class='indent align-right'",
    ];
    let texts = [
        "甲",
        "乙丙。",
        "word",
        " ",
        "\n",
        "&nbsp;",
        "　",
        "　　",
        "一、总则",
        "（二）",
        "1.",
        "·",
        "&lt;p&gt;",
        "<br>",
        "<hr>",
        "\"",
        "&amp;",
        "12",
        "：",
        "\u{200B}",
        "<img src=x>",
        "</p>",
        "</b>",
        "</table>",
        "mso-",
        "\t",
        "A　B",
        "<img src=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef alt=' x'>",
    ];
    let leaf = proptest::sample::select(texts.to_vec()).prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 5, move |inner| {
        let tag = proptest::sample::select(tags.to_vec());
        let attribute = proptest::sample::select(attributes.to_vec());
        (tag, attribute, proptest::collection::vec(inner, 0..5), proptest::bool::weighted(0.85)).prop_map(
            |(tag, attribute, inner, is_closed)| {
                let end = if is_closed { format!("</{tag}>") } else { String::new() };
                format!("<{tag}{attribute}>{}{end}", inner.concat())
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_markup_is_cleaned_once_and_for_all(pieces in proptest::collection::vec(pieces(), 1..5)) {
        assert_sound(&pieces.concat());
    }

    #[test]
    fn any_text_is_cleaned_once_and_for_all(text in "[<>/a-z甲乙&;#\"'= \u{A0}\u{3000}\n!-]{0,60}") {
        assert_sound(&text);
    }

    #[test]
    fn every_range_of_the_text_is_found_in_the_markup(
        pieces in proptest::collection::vec(pieces(), 1..4), from in 0usize..200, length in 1usize..40,
    ) {
        let rich = clean(&pieces.concat());
        let (plain, html) = (to_text(&rich), rich.html());
        let chars: Vec<(usize, char)> = plain.text.char_indices().collect();
        if chars.is_empty() {
            return Ok(());
        }
        let start = chars[from % chars.len()].0;
        let end = chars.get(from % chars.len() + length).map_or(plain.text.len(), |(at, _)| *at);
        let found: String = plain.in_html(start..end).into_iter().map(|range| &html[range]).collect();
        let said: String = plain.text[start..end].chars().filter(|c| !matches!(c, '\n' | '\t')).collect();
        prop_assert_eq!(found, crate::write::markup::escape(&said));
        // Marks change nothing but themselves.
        let marked = plain.marked_html(std::slice::from_ref(&(start..end)));
        prop_assert_eq!(clean(&marked), rich);
    }
}

#[test]
fn the_text_has_a_line_for_each_block_and_row() {
    let rich = clean(
        "<h2>节</h2><p>甲<br>乙</p><ul><li>子<li>丑</ul><table><tr><td>1<td>2<tr><td>3<td>4</table><p>完</p>",
    );
    let plain = to_text(&rich);
    assert_eq!(plain.text, "节\n甲\n乙\n子\n丑\n1\t2\n3\t4\n完");
    let block_of = |what: &str| plain.block_at(plain.text.find(what).expect("there"));
    assert_eq!(["节", "乙", "丑", "4", "完"].map(block_of), [0, 1, 2, 3, 4]);
    let spot = plain.text.find('丑').expect("there");
    assert!(
        plain
            .marked_html(std::slice::from_ref(&(spot..spot + 3)))
            .contains("<li><mark data-number=\"0\">丑</mark></li>")
    );
}
