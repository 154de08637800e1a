"""The first wording of every text that people agree to; later wordings are published, never edited here."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Wording:
    """One text in both languages, with what stops when the consent is withdrawn."""

    purpose: str
    required: bool
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    stops_zh: str
    stops_en: str
    source: str
    valid_from: date = date(2025, 1, 1)


FIRST = (
    Wording(
        purpose="terms",
        required=True,
        title_zh="用户协议",
        title_en="Terms of use",
        source="工会法；民法典 第四百九十六条",
        text_zh=(
            "一、这里是工会为职工办事的地方：入会、报名、领取、求助、反映情况。使用不收费。\n"
            "二、手机号就是您的账号。验证码只给自己用，不要告诉任何人，工会的人也不会向您要。\n"
            "三、请填真实情况。用别人的身份办事、一个人占几份名额，会被撤销，已经领取的要退还。\n"
            "四、预约了不来又不取消，会影响您下一次预约。能来就来，不能来早点退，位子留给别人。\n"
            "五、工会对每件事答复时限负责；过了时限，系统会提醒上一级来管。\n"
            "六、改动本协议会给出新版本，请您重新看过再决定。不同意，可以到窗口办理，会籍和会员权利不受影响。"
        ),
        text_en=(
            "1. This is where the union works for its members: joining, signing up, collecting, asking for "
            "help, speaking up. It costs nothing.\n"
            "2. Your phone number is your account. The code is for you alone; nobody from the union will ask "
            "for it.\n"
            "3. Please tell the truth. Acting under another name, or taking several shares, is undone, and "
            "what was collected is returned.\n"
            "4. Booking and not coming affects your next booking. If you cannot come, cancel early, so that "
            "somebody else gets the place.\n"
            "5. The union answers for every deadline; when one passes, the level above is told.\n"
            "6. A change to these terms is a new version, which you read and decide on again. If you do not "
            "agree you can still come to the counter; your membership and its rights stay as they are."
        ),
        stops_zh="撤回后不能登录这里的网页服务，可以到窗口办。会籍、已经报的名、正在办的事都不受影响。",
        stops_en=(
            "You can no longer use these pages, only the counter. Your membership, your bookings and open "
            "matters stay as they are."
        ),
    ),
    Wording(
        purpose="privacy",
        required=True,
        title_zh="个人信息怎么用",
        title_en="How your data is used",
        source="个人信息保护法 第十三、十四、十七条",
        text_zh=(
            "谁在用：您所在的县总工会，联系电话 12351。数据存在本县的服务器上，不交给别的公司。\n"
            "用什么：姓名、身份证号、手机号、所在单位和工会、参加过的活动、领取过的待遇、提出过的诉求。\n"
            "做什么：确认您是会员，给您办事，把同一份待遇只发一次，统计人数和人次（统计不显示姓名）。\n"
            "怎么存：身份证号、手机号、银行卡号加密保存，页面上只显示一部分；谁在什么时候为了什么看过完整的，都有记录。\n"
            "存多久：会籍期间；退会后按工会档案规定保存，到期删除。登录和操作记录保存不少于六个月。\n"
            "您的权利：随时看、要一份副本、改正、要求删除、撤回同意，都在“我的数据”里，十五天内答复。\n"
            "位置、健康、银行账户另外征求同意，不同意不影响其他服务。"
        ),
        text_en=(
            "Who: your county federation of trade unions, telephone 12351. The data stays on a server in "
            "the county and is not handed to any company.\n"
            "What: name, ID number, phone number, employer and union, activities attended, what you "
            "received and asked for.\n"
            "Why: to know that you are a member, to serve you, to give each benefit once, and to count "
            "people and attendances (without names).\n"
            "How it is kept: ID, phone and bank numbers are encrypted and shown in part only; who saw one in "
            "full, when and why, is on record.\n"
            "How long: while you are a member; after that as the rules on union archives say, then deleted. "
            "Records of sign-ins and actions are kept at least six months.\n"
            "Your rights: see, copy, correct, delete, withdraw, all under My data; answered within fifteen "
            "days.\n"
            "Location, health and bank account are asked for separately; saying no changes nothing else."
        ),
        stops_zh="撤回后我们不再为网页服务处理您的信息，这里的页面会关上，直到您再次同意。依法要保存的会籍档案继续保存。",
        stops_en=(
            "Your data is no longer processed and these pages close until you agree again. The membership "
            "file that the law asks us to keep stays."
        ),
    ),
    Wording(
        purpose="location",
        required=False,
        title_zh="位置信息",
        title_en="Location",
        source="个人信息保护法 第二十八、二十九条（行踪轨迹）",
        text_zh=(
            "为什么要：找离您最近的驿站和服务站，活动现场签到时核对您在场。\n"
            "怎么用：只在您按下按钮的那一刻读一次，不在后台跟踪；签到只留“在场”，不留坐标。\n"
            "不给会怎样：可以按乡镇找站点，签到可以由工作人员扫会员码。"
        ),
        text_en=(
            "Why: to find the nearest station, and to see that you are there when you check in.\n"
            "How: read once, at the moment you press the button, never followed in the background; a "
            "check-in keeps that you were there, not where exactly.\n"
            "If you say no: look for stations by town, and let a steward scan your code to check in."
        ),
        stops_zh="撤回后不再读取位置；找站点改按乡镇，签到改由工作人员扫码。",
        stops_en="Your location is no longer read; stations are listed by town and a steward checks you in.",
    ),
    Wording(
        purpose="health",
        required=False,
        title_zh="健康信息",
        title_en="Health",
        source="个人信息保护法 第二十八、二十九条（医疗健康）",
        text_zh=(
            "为什么要：申请大病救助、互助保障、疗休养时，要核对诊断和费用。\n"
            "怎么用：只有经办这一件事的人能看，每次查看都要写明用途并留下记录。\n"
            "不给会怎样：这几项申请办不了，其他服务不受影响。"
        ),
        text_en=(
            "Why: aid in serious illness, mutual cover and recuperation need the diagnosis and the bills.\n"
            "How: only those who handle that one matter can see it; each look states its purpose and is on "
            "record.\n"
            "If you say no: these applications cannot be decided; nothing else changes."
        ),
        stops_zh="撤回后不再收集和查看您的健康信息；正在办的救助申请会停下来，已经发放的不受影响。",
        stops_en=(
            "Your health data is no longer collected or looked at; an open application stops, what was paid "
            "stays yours."
        ),
    ),
    Wording(
        purpose="finance",
        required=False,
        title_zh="银行账户信息",
        title_en="Bank account",
        source="个人信息保护法 第二十八、二十九条（金融账户）",
        text_zh=(
            "为什么要：慰问金、救助金、奖励直接打到您的卡上。\n"
            "怎么用：加密保存，只在付款时使用，页面上只显示后四位。\n"
            "不给会怎样：可以到窗口领取，或者发实物。"
        ),
        text_en=(
            "Why: condolence money, aid and awards are paid straight to your card.\n"
            "How: encrypted, used for the payment only, shown by its last four digits.\n"
            "If you say no: collect at the counter, or in kind."
        ),
        stops_zh="撤回后不再使用您的银行账户；以后的款项到窗口领取。",
        stops_en="Your bank account is no longer used; later payments are collected at the counter.",
    ),
)
