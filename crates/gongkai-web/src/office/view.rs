//! Words of the office.

use gongkai_domain::permission::Role;
use gongkai_domain::request::EventKind;

use crate::page::Ctx;

/// Where a document stands, in words.
pub fn stage(ctx: &Ctx, code: &str, role: Option<&str>) -> String {
    match code {
        "draft" => ctx.pick("起草中", "Draft").to_owned(),
        "in-review" => match role.and_then(Role::parse) {
            Some(role) => format!("{}{}", ctx.pick("待", "Waits for: "), ctx.pick(role.zh(), role.en())),
            None => ctx.pick("审查中", "In review").to_owned(),
        },
        "sent-back" => ctx.pick("已退回", "Sent back").to_owned(),
        "approved" => ctx.pick("待发布", "Approved").to_owned(),
        "scheduled" => ctx.pick("定时发布", "Scheduled").to_owned(),
        _ => String::new(),
    }
}

/// What an act of the record is called.
pub fn act(ctx: &Ctx, kind: &str) -> String {
    let word = match kind {
        "document.created" => ctx.pick("起草", "Begun"),
        "document.imported" => ctx.pick("迁入", "Taken over"),
        "document.edited" => ctx.pick("修改", "Changed"),
        "document.submitted" => ctx.pick("送审", "Handed in"),
        "document.passed" => ctx.pick("审查通过", "Passed"),
        "document.sent-back" => ctx.pick("退回", "Sent back"),
        "document.settled" => ctx.pick("处理检查结果", "Finding settled"),
        "document.scheduled" => ctx.pick("设定发布时间", "Scheduled"),
        "document.unscheduled" => ctx.pick("取消定时", "Unscheduled"),
        "document.published" => ctx.pick("发布", "Published"),
        "document.correction-opened" => ctx.pick("发起更正", "Correction begun"),
        "document.discarded" => ctx.pick("放弃", "Given up"),
        "document.withdrawn" => ctx.pick("撤下", "Withdrawn"),
        "document.validity-changed" => ctx.pick("效力变更", "Validity changed"),
        "secrecy_refused" => ctx.pick("拒收涉密文件", "Refused: mark of secrecy"),
        "word_list_changed" => ctx.pick("修改检查词表", "Word list changed"),
        "entry.created" => ctx.pick("登记", "Entered"),
        "entry.changed" => ctx.pick("修改登记", "Entry changed"),
        "entry.withdrawn" => ctx.pick("撤销登记", "Entry withdrawn"),
        "registers_declared" => ctx.pick("自设台账", "Registers declared"),
        "report_text_saved" => ctx.pick("修改报告文字", "Text of the report changed"),
        "report_cell_overridden" => ctx.pick("改动报告数字", "Number of the report typed over"),
        "report_cell_restored" => ctx.pick("恢复报告数字", "Number of the report computed again"),
        "report_handed_in" => ctx.pick("报告送审", "Report handed in"),
        "assessment.opened" => ctx.pick("开始考核", "Assessment begun"),
        "assessment.scheme-changed" => ctx.pick("修改考核方案", "Scheme of assessment changed"),
        "assessment.marked" => ctx.pick("考核评分、扣分或申诉", "Score, deduction or appeal"),
        "assessment.settled" => ctx.pick("处理考核事项", "Score, deduction or appeal settled"),
        "assessment.voted" => ctx.pick("社会评议", "Ballot of the social evaluation"),
        "assessment.published" => ctx.pick("公布考核结果", "Assessment published"),
        "record.root" => ctx.pick("记录杂凑", "Hash of the record"),
        "job.revived" => ctx.pick("重试任务", "Job tried again"),
        "review_steps_changed" => ctx.pick("修改审查环节", "Steps of review changed"),
        "user.signed-in" => ctx.pick("登录", "Signed in"),
        "site.imported" => ctx.pick("导入原网站", "Old site taken over"),
        "agency.created" => ctx.pick("增加机关", "Agency added"),
        "agency.profile-changed" => ctx.pick("修改公开指南", "Guide changed"),
        "agency.renamed" => ctx.pick("机关更名", "Agency renamed"),
        "agency.merged" => ctx.pick("机关并入", "Agency merged"),
        "agency.split" => ctx.pick("机关分设", "Agency divided"),
        "agency.abolished" => ctx.pick("机关撤销", "Agency abolished"),
        "user.oidc-linked" => ctx.pick("绑定统一身份认证", "Bound to the identity provider"),
        "user.signed-out" => ctx.pick("退出", "Signed out"),
        "user.created" => ctx.pick("建立账户", "Account made"),
        "letter.drafted" => ctx.pick("拟写文书", "Letter written"),
        "letter.edited" => ctx.pick("修改文书", "Letter changed"),
        "letter.approved" => ctx.pick("审签文书", "Letter passed"),
        "letter.sent" => ctx.pick("发出文书", "Letter sent"),
        "letter.voided" => ctx.pick("文书作废", "Letter voided"),
        "request_file.added" => ctx.pick("材料入卷", "Paper added to a case"),
        "request_file.resealed" => ctx.pick("材料换钥加密", "Paper sealed anew"),
        "inbox.taken" => ctx.pick("收取来件", "Mail taken"),
        "inbox.opened" => ctx.pick("查看来件", "Looked at a mail"),
        "inbox.file-taken" => ctx.pick("下载来件附件", "Took a file of a mail"),
        "inbox.registered" => ctx.pick("来件登记为申请", "Mail became a request"),
        "inbox.set-aside" => ctx.pick("搁置来件", "Mail set aside"),
        "platform.created" => ctx.pick("接入平台", "Platform let in"),
        "platform.renewed" => ctx.pick("更换平台令牌", "Platform: new token"),
        "platform.revoked" => ctx.pick("停用平台", "Platform shut out"),
        "platform.hook-changed" => ctx.pick("设置平台通知", "Platform: webhook set"),
        "platform.hook-ended" => ctx.pick("停止平台通知", "Platform: webhook ended"),
        "platform.told-again" => ctx.pick("重发平台通知", "Platform told again"),
        "platform.refused" => ctx.pick("拒绝平台访问", "Platform refused"),
        "platform.handed-in" => ctx.pick("平台提交申请", "Platform handed a request in"),
        "platform.asked" => ctx.pick("平台查询状态", "Platform asked for a state"),
        "platform.letter-taken" => ctx.pick("平台下载文书", "Platform took a letter"),
        "request_file.marked" => ctx.pick("标注遮盖", "Passages of a paper marked"),
        "request_file.redacted" => ctx.pick("制作区分处理副本", "Redacted copy made"),
        "request_file.removed" => ctx.pick("材料移出", "Paper taken off a case"),
        "request_settings_changed" => ctx.pick("修改申请与文书设置", "Settings of requests changed"),
        "request_private.bound" => ctx.pick("生成证据卷", "Evidence of a case bound"),
        "request_public.drafted" => ctx.pick("拟写公开登记", "Entry of the public register written"),
        "request_public.approved" => ctx.pick("审定公开登记", "Entry of the public register passed"),
        "request_public.withdrawn" => ctx.pick("撤下公开登记", "Entry of the public register taken off"),
        "request_proposal.accepted" => ctx.pick("采纳主动公开建议", "Proposal to publish accepted"),
        "request_proposal.declined" => ctx.pick("不采纳主动公开建议", "Proposal to publish declined"),
        "request_private.archived" => ctx.pick("生成归档包", "Archive of a case made"),
        "campaign.opened" => ctx.pick("开始年报征集", "Campaign opened"),
        "campaign.changed" => ctx.pick("修改征集期限", "Campaign changed"),
        "campaign.closed" => ctx.pick("结束年报征集", "Campaign closed"),
        "campaign.reopened" => ctx.pick("重新开放征集", "Campaign opened again"),
        "campaign_unit.asked" => ctx.pick("列入报送名单", "Unit on the roster"),
        "campaign_unit.excused" => ctx.pick("免报", "Unit excused"),
        "campaign_unit.link-made" => ctx.pick("生成报送链接", "Link made"),
        "campaign_unit.handed-in" => ctx.pick("报送年报", "Report handed in"),
        "campaign_unit.returned" => ctx.pick("退回年报", "Report given back"),
        "campaign_unit.accepted" => ctx.pick("年报审核通过", "Report accepted"),
        "campaign_unit.reminded" => ctx.pick("提醒报送", "Unit reminded"),
        "campaign_unit.listed" => ctx.pick("年报列入目录", "Report listed"),
        "request_private.opened" => ctx.pick("查看申请人信息", "Looked at who asks"),
        other => match other.strip_prefix("request.").and_then(EventKind::parse) {
            Some(kind) => ctx.pick(kind.zh(), kind.en()),
            None => other,
        },
    };
    word.to_owned()
}

/// What a count of the year is called; nothing for the finer ones.
pub fn counter(ctx: &Ctx, name: &str) -> Option<&'static str> {
    Some(match name {
        "drafted" => ctx.pick("本年起草", "Begun"),
        "published" => ctx.pick("本年公开", "Published"),
        "corrected" => ctx.pick("本年更正", "Corrected"),
        "withdrawn" => ctx.pick("本年撤下", "Withdrawn"),
        "sent-back" => ctx.pick("本年退回", "Sent back"),
        _ => return None,
    })
}
