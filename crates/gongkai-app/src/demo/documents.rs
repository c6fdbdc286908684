//! The documents of the made-up district. Their texts say nothing about any real place.

use gongkai_domain::disclosure::revision::{Kind, Revision, Validity};
use gongkai_domain::report::sample::Dice;
use jiff::civil::Date;

use super::district::Unit;

/// A made-up document.
#[derive(Debug, Clone)]
pub struct MadeDocument {
    /// What it says, without the hash of its text.
    pub revision: Revision,
    /// Its text as clean HTML.
    pub body: String,
}

/// One sort of document.
struct Sort {
    kind: Kind,
    column: &'static str,
    legal_item: &'static str,
    genre: &'static str,
    group: &'static str,
    /// `{f}` is a field of the unit, `{y}` the year, `{m}` the month, `{s}` the unit's short name.
    title: &'static str,
    body: fn(&Voice<'_>) -> String,
    /// Whether it bears a 发文字号.
    is_numbered: bool,
}

/// What a text can say.
struct Voice<'a> {
    unit: &'a Unit,
    field: &'a str,
    year: i16,
    month: i8,
    numbers: [i64; 6],
}

const SORTS: [Sort; 14] = [
    Sort {
        kind: Kind::Normative,
        column: "policy",
        legal_item: "20-01",
        genre: "notice",
        group: "policy",
        title: "{s}关于印发《{f}管理办法》的通知",
        body: measures,
        is_numbered: true,
    },
    Sort {
        kind: Kind::Policy,
        column: "policy",
        legal_item: "20-11",
        genre: "opinion",
        group: "policy",
        title: "{s}关于做好{y}年{f}工作的实施意见",
        body: opinion,
        is_numbered: true,
    },
    Sort {
        kind: Kind::Policy,
        column: "policy",
        legal_item: "20-05",
        genre: "notice",
        group: "policy",
        title: "{s}关于进一步规范{f}办理流程的通知",
        body: procedure,
        is_numbered: true,
    },
    Sort {
        kind: Kind::Interpretation,
        column: "interpretation",
        legal_item: "20-01",
        genre: "other",
        group: "interpretation",
        title: "一图读懂：《{f}管理办法》",
        body: explanation,
        is_numbered: false,
    },
    Sort {
        kind: Kind::Announcement,
        column: "notice",
        legal_item: "20-15",
        genre: "announcement",
        group: "notice",
        title: "{s}关于{y}年{m}月{f}有关事项的公告",
        body: announcement,
        is_numbered: false,
    },
    Sort {
        kind: Kind::Announcement,
        column: "notice",
        legal_item: "20-09",
        genre: "announcement",
        group: "notice",
        title: "{f}项目采购结果公示（{y}年{m}月）",
        body: procurement,
        is_numbered: false,
    },
    Sort {
        kind: Kind::Budget,
        column: "budget",
        legal_item: "20-07",
        genre: "report",
        group: "budget",
        title: "{s}{y}年部门预算公开",
        body: budget,
        is_numbered: false,
    },
    Sort {
        kind: Kind::Statistics,
        column: "statistics",
        legal_item: "20-04",
        genre: "report",
        group: "statistics",
        title: "{y}年{m}月{f}统计数据",
        body: statistics,
        is_numbered: false,
    },
    Sort {
        kind: Kind::Enforcement,
        column: "enforcement",
        legal_item: "20-06",
        genre: "other",
        group: "enforcement",
        title: "{s}{y}年{m}月行政执法情况公示",
        body: enforcement,
        is_numbered: false,
    },
    Sort {
        kind: Kind::Plan,
        column: "plan",
        legal_item: "20-03",
        genre: "notice",
        group: "plan",
        title: "{s}{f}工作规划（{y}年）",
        body: plan,
        is_numbered: false,
    },
    Sort {
        kind: Kind::Personnel,
        column: "personnel",
        legal_item: "20-14",
        genre: "announcement",
        group: "personnel",
        title: "{s}{y}年{m}月公开招聘工作人员公告",
        body: recruitment,
        is_numbered: false,
    },
    Sort {
        kind: Kind::News,
        column: "news",
        legal_item: "",
        genre: "other",
        group: "news",
        title: "{s}走访调研{f}工作",
        body: visit,
        is_numbered: false,
    },
    Sort {
        kind: Kind::News,
        column: "news",
        legal_item: "",
        genre: "other",
        group: "news",
        title: "{s}召开{f}推进会",
        body: meeting,
        is_numbered: false,
    },
    Sort {
        kind: Kind::Mechanism,
        column: "mechanism",
        legal_item: "",
        genre: "notice",
        group: "mechanism",
        title: "{s}政府信息公开审查制度（{y}年修订）",
        body: mechanism,
        is_numbered: false,
    },
];

/// A document of a unit. The same dice make the same document.
pub fn document(unit: &Unit, serial: usize, formed_on: Date, dice: &mut Dice) -> MadeDocument {
    // News and notices are what is published most.
    let weights = [0, 1, 2, 3, 4, 4, 4, 5, 6, 7, 7, 8, 8, 9, 10, 11, 11, 11, 12, 12, 12, 13];
    let sort = &SORTS[weights[(serial * 7 + dice.below(5) as usize) % weights.len()]];
    let field = *dice.pick(&unit.fields);
    let voice = Voice {
        unit,
        field,
        year: formed_on.year(),
        month: formed_on.month(),
        numbers: std::array::from_fn(|_| dice.between(3, 480)),
    };
    let title = sort
        .title
        .replace("{s}", unit.short)
        .replace("{f}", field)
        .replace("{y}", &voice.year.to_string())
        .replace("{m}", &voice.month.to_string());
    let mut revision = Revision::new(&title, "", sort.kind);
    revision.column = sort.column.into();
    revision.legal_item = sort.legal_item.into();
    revision.genre = sort.genre.into();
    revision.group = sort.group.into();
    revision.theme = theme(unit).into();
    revision.formed_on = Some(formed_on);
    revision.keywords = vec![field.to_owned(), unit.short.to_owned()];
    revision.summary = format!("{}就{field}有关事项的{}。", unit.short, sort.kind.zh());
    if sort.is_numbered {
        let code: String = unit.short.chars().filter(|c| !"区局镇办公室政府".contains(*c)).take(2).collect();
        revision.number = format!("澄{code}发〔{}〕{}号", voice.year, serial + 1);
        revision.effective_on = formed_on.checked_add(jiff::Span::new().days(30)).ok();
        if sort.kind == Kind::Normative && dice.percent(18) {
            revision.validity = Validity::Expired;
            revision.expires_on = formed_on.checked_add(jiff::Span::new().days(700)).ok();
        }
    }
    let item = match sort.kind {
        Kind::Normative | Kind::Policy => "规范性文件",
        Kind::Interpretation => "政策解读",
        Kind::Budget => "部门预算",
        _ => "",
    };
    revision.catalogue_item = super::registers::catalogue_item(unit.id, item);
    MadeDocument { body: (sort.body)(&voice), revision }
}

fn theme(unit: &Unit) -> &'static str {
    match unit.id.rsplit('-').next().unwrap_or_default() {
        "education" => "education",
        "police" | "justice" => "justice",
        "affairs" => "civil",
        "finance" => "finance",
        "labour" => "labour",
        "land" => "land",
        "housing" => "urban",
        "transport" => "industry",
        "agriculture" => "agriculture",
        "health" => "health",
        "market" => "market",
        _ => "general",
    }
}

fn paragraphs(lines: &[String]) -> String {
    lines.iter().map(|line| format!("<p class=\"indent\">{line}</p>\n")).collect()
}

fn measures(v: &Voice<'_>) -> String {
    let mut lines = vec![
        "各有关单位：".to_owned(),
        format!(
            "为规范{}工作，保障{}的合法权益，结合本区实际，制定本办法，现予印发，请遵照执行。",
            v.field, v.unit.people
        ),
    ];
    let articles = [
        format!("第一条　为加强{}管理，明确职责，规范程序，制定本办法。", v.field),
        format!("第二条　本区行政区域内的{}活动，适用本办法。", v.field),
        format!(
            "第三条　{}负责{}的组织实施和监督管理，其他部门按照各自职责做好相关工作。",
            v.unit.short, v.field
        ),
        format!(
            "第四条　申请事项应当自受理之日起{}个工作日内办结，需要现场核查的，核查时间不计算在内。",
            3 + v.numbers[0] % 12
        ),
        "第五条　办理结果应当自作出之日起七个工作日内向社会公开，涉及个人隐私、商业秘密的除外。".to_owned(),
        format!("第六条　{}对办理结果有异议的，可以依法申请行政复议或者提起行政诉讼。", v.unit.people),
        format!("第七条　本办法自印发之日起三十日后施行，有效期五年，由{}负责解释。", v.unit.short),
    ];
    lines.extend(articles);
    paragraphs(&lines)
}

fn opinion(v: &Voice<'_>) -> String {
    format!(
        "<p>各科室、直属单位：</p>\n<p class=\"indent\">现就{y}年{f}工作提出以下意见。</p>\n<h2>一、总体要求</h2>\n\
         <p class=\"indent\">坚持问题导向，把{f}作为服务{p}的重点任务，年内完成{a}项具体工作，群众满意率不低于95%。</p>\n\
         <h2>二、主要任务</h2>\n<p class=\"indent\">（一）摸清底数。4月底前完成{b}处点位的排查登记，建立问题清单。</p>\n\
         <p class=\"indent\">（二）优化服务。将办理时限压减至{c}个工作日，全面推行一次告知。</p>\n\
         <p class=\"indent\">（三）强化公开。政策文件与解读材料同步起草、同步审批、同步发布。</p>\n\
         <h2>三、保障措施</h2>\n<p class=\"indent\">各单位要明确责任人，每季度末报送进展情况。</p>\n",
        y = v.year,
        f = v.field,
        p = v.unit.people,
        a = 4 + v.numbers[0] % 20,
        b = v.numbers[1],
        c = 3 + v.numbers[2] % 9,
    )
}

fn procedure(v: &Voice<'_>) -> String {
    format!(
        "<p class=\"indent\">为方便{p}办事，现将{f}办理流程通知如下。</p>\n<h2>一、办理条件</h2>\n\
         <p class=\"indent\">在本区依法登记或者居住，提交的材料真实、齐全。</p>\n<h2>二、办理材料</h2>\n\
         <ol><li>申请表一份；</li><li>身份证明或者营业执照复印件；</li><li>与{f}有关的证明材料。</li></ol>\n\
         <h2>三、办理时限</h2>\n<p class=\"indent\">自受理之日起{a}个工作日，咨询电话工作日上午九时至下午五时开通。</p>\n",
        p = v.unit.people,
        f = v.field,
        a = 3 + v.numbers[0] % 12,
    )
}

fn explanation(v: &Voice<'_>) -> String {
    format!(
        "<h2>为什么要出台</h2>\n<p class=\"indent\">近年来{p}对{f}的关注度持续提高，原有做法已经不能满足需要。</p>\n\
         <h2>有哪些变化</h2>\n<ul><li>办理时限缩短到{a}个工作日；</li><li>材料由{b}项减少到{c}项；</li>\
         <li>办理结果在网上公开，随时可以查询。</li></ul>\n<h2>怎样咨询</h2>\n\
         <p class=\"indent\">可以到政务服务中心窗口，也可以在网上提出，{d}个工作日内答复。</p>\n",
        p = v.unit.people,
        f = v.field,
        a = 3 + v.numbers[0] % 9,
        b = 6 + v.numbers[1] % 4,
        c = 3 + v.numbers[2] % 3,
        d = 2 + v.numbers[3] % 4,
    )
}

fn announcement(v: &Voice<'_>) -> String {
    paragraphs(&[
        format!("根据有关规定，现将{}年{}月{}有关事项公告如下。", v.year, v.month, v.field),
        format!(
            "本次共受理申请{}件，经审核符合条件的{}件，不符合条件的已书面告知理由。",
            v.numbers[0] + v.numbers[1],
            v.numbers[0]
        ),
        format!("公示期为七个工作日。公示期内如有异议，请向{}书面反映，并提供联系方式。", v.unit.short),
    ])
}

fn procurement(v: &Voice<'_>) -> String {
    format!(
        "<p class=\"indent\">{f}项目已完成采购，现将结果公示如下。</p>\n<table><thead><tr><th>序号</th><th>项目名称</th>\
         <th>采购方式</th><th>金额（万元）</th></tr></thead><tbody><tr><td>1</td><td>{f}设备更新</td><td>公开招标</td>\
         <td>{a}.{b:02}</td></tr><tr><td>2</td><td>{f}技术服务</td><td>竞争性磋商</td><td>{c}.00</td></tr></tbody></table>\n\
         <p class=\"indent\">公示期三个工作日。</p>\n",
        f = v.field,
        a = v.numbers[0],
        b = v.numbers[1] % 100,
        c = v.numbers[2],
    )
}

fn budget(v: &Voice<'_>) -> String {
    let total = v.numbers[0] * 10 + v.numbers[1];
    format!(
        "<h2>一、收支总体情况</h2>\n<p class=\"indent\">{y}年收入预算{total}万元，支出预算{total}万元，收支平衡。</p>\n\
         <table><caption>支出预算表（单位：万元）</caption><thead><tr><th>科目</th><th>基本支出</th><th>项目支出</th></tr></thead>\
         <tbody><tr><td>{f}</td><td>{a}</td><td>{b}</td></tr><tr><td>社会保障和就业</td><td>{c}</td><td>0</td></tr></tbody></table>\n\
         <h2>二、“三公”经费</h2>\n<p class=\"indent\">因公出国（境）费0万元，公务接待费{d}万元，公务用车购置及运行费{e}万元。</p>\n",
        y = v.year,
        f = v.field,
        a = v.numbers[0] * 6,
        b = v.numbers[0] * 3,
        c = v.numbers[0] + v.numbers[1],
        d = v.numbers[2] % 9,
        e = v.numbers[3] % 12,
    )
}

fn statistics(v: &Voice<'_>) -> String {
    format!(
        "<table><thead><tr><th>指标</th><th>单位</th><th>本月</th><th>本年累计</th></tr></thead><tbody>\
         <tr><td>{f}受理量</td><td>件</td><td>{a}</td><td>{b}</td></tr><tr><td>{f}办结量</td><td>件</td><td>{c}</td><td>{d}</td></tr>\
         <tr><td>平均办理时间</td><td>工作日</td><td>{e}</td><td>{e}</td></tr></tbody></table>\n\
         <p class=\"indent\">数据来源：{s}。</p>\n",
        f = v.field,
        a = v.numbers[0],
        b = v.numbers[0] * i64::from(v.month),
        c = v.numbers[0] - 1,
        d = v.numbers[0] * i64::from(v.month) - 2,
        e = 2 + v.numbers[1] % 8,
        s = v.unit.short,
    )
}

fn enforcement(v: &Voice<'_>) -> String {
    paragraphs(&[
        format!(
            "{}年{}月，{}开展{}方面的检查{}次，出动{}人次。",
            v.year,
            v.month,
            v.unit.short,
            v.field,
            v.numbers[0] % 60 + 3,
            v.numbers[1]
        ),
        format!(
            "发现问题{}个，责令改正{}个，作出行政处罚决定{}件，均已在作出之日起二十个工作日内公开。",
            v.numbers[2] % 40 + 4,
            v.numbers[2] % 40 + 2,
            v.numbers[3] % 5
        ),
        "当事人对处罚决定不服的，可以依法申请行政复议或者提起行政诉讼。".to_owned(),
    ])
}

fn plan(v: &Voice<'_>) -> String {
    format!(
        "<h2>一、现状</h2>\n<p class=\"indent\">目前全区{f}覆盖{a}个村（社区），服务{p}约{b}百人次。</p>\n<h2>二、目标</h2>\n\
         <p class=\"indent\">到年底新增点位{c}处，改造提升{d}处，建成统一的信息管理台账。</p>\n<h2>三、步骤</h2>\n\
         <ol><li>上半年完成方案编制和公开征求意见；</li><li>三季度组织实施；</li><li>四季度评估并公布结果。</li></ol>\n",
        f = v.field,
        p = v.unit.people,
        a = v.numbers[0] % 60 + 8,
        b = v.numbers[1],
        c = v.numbers[2] % 30 + 2,
        d = v.numbers[3] % 30 + 2,
    )
}

fn recruitment(v: &Voice<'_>) -> String {
    paragraphs(&[
        format!(
            "因工作需要，{}面向社会公开招聘{}名工作人员，从事{}辅助工作。",
            v.unit.short,
            v.numbers[0] % 9 + 1,
            v.field
        ),
        "报名条件：具有良好的品行，大学专科以上学历，年龄在三十五周岁以下。".to_owned(),
        format!(
            "报名时间自公告之日起{}个工作日，采取网上报名方式，笔试和面试成绩各占百分之五十。",
            v.numbers[1] % 6 + 5
        ),
        "体检、考察合格的拟聘用人员名单公示五个工作日。".to_owned(),
    ])
}

fn visit(v: &Voice<'_>) -> String {
    paragraphs(&[
        format!(
            "{}月，{}负责人到基层走访，了解{}工作进展，听取{}的意见。",
            v.month, v.unit.short, v.field, v.unit.people
        ),
        format!(
            "走访中共收集意见{}条，现场答复{}条，其余将在十五个工作日内反馈。",
            v.numbers[0] % 40 + 5,
            v.numbers[0] % 40
        ),
    ])
}

fn meeting(v: &Voice<'_>) -> String {
    paragraphs(&[
        format!("{}召开{}推进会，通报今年以来的进展，部署下一阶段任务。", v.unit.short, v.field),
        format!(
            "会议指出，{}已完成年度任务的百分之{}，还有{}个点位需要加快进度。",
            v.field,
            v.numbers[0] % 60 + 30,
            v.numbers[1] % 20 + 1
        ),
        format!("会议要求，各单位要把{}放在首位，做到件件有回音、事事有着落。", v.unit.people),
    ])
}

fn mechanism(v: &Voice<'_>) -> String {
    paragraphs(&[
        format!("第一条　{}公开政府信息，坚持先审查、后公开，未经审查的信息不得发布。", v.unit.short),
        "第二条　审查分为初审、保密审查、复审和终审，每一环节由不同人员办理并签署意见。".to_owned(),
        "第三条　拟不予公开的，应当写明理由和依据，由主要负责人审定。".to_owned(),
        "第四条　本制度自公布之日起施行。".to_owned(),
    ])
}
