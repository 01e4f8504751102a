"""What is said about a value: (what is wrong, what is expected), in Chinese; and the remarks on what was taken."""

from shared.errors import N_

WHOLE_ROW = N_("整行")

WRONG = {
    "missing_name": (N_("没有填写"), N_("填写本人姓名")),
    "missing_identity": (N_("手机号码和身份证号码都没有填写"), N_("至少填写其中一项")),
    "landline_only": (N_("只有座机号码，不能确认本人"), N_("填写手机号码或身份证号码")),
    "extra_cells": (N_("这一行比表头多出几格"), N_("检查这一行是否有多余的分隔符（如住址里的英文逗号）")),
    "too_long": (N_("内容太长"), N_("不超过 200 个字")),
    "formula": (N_("内容是公式"), N_("粘贴为数值")),
    "name_characters": (N_("含有数字、括号或其他符号"), N_("只写姓名，如：张三、买买提·艾力")),
    "name_length": (N_("长度不对"), N_("2 至 50 个字")),
    "name_lost_character": (N_("有的字在导出时丢失了，显示为问号或方框"), N_("补上原来的字")),
    "name_right_to_left": (N_("用了从右向左书写的文字"), N_("写汉字姓名")),
    "digits_lost": (N_("表格软件把号码当成数字，已经丢失末几位"), N_("把这一列设为“文本”格式，再填完整号码")),
    "id_masked": (N_("号码被星号遮住了"), N_("完整的 18 位身份证号码")),
    "id_length": (N_("位数不对"), N_("18 位（或老的 15 位）身份证号码")),
    "id_characters": (N_("不是居民身份证号码"), N_("17 位数字加 1 位数字或 X")),
    "id_region": (N_("开头的地区代码不存在"), N_("核对前 6 位")),
    "id_birth": (N_("中间的出生日期不存在"), N_("核对第 7 至 14 位")),
    "id_check": (N_("校验不通过，至少有一位写错"), N_("对照身份证核对")),
    "id_future": (N_("中间的出生日期还没有到"), N_("核对第 7 至 14 位")),
    "gender_differs": (N_("与身份证号码表示的性别不一致"), N_("核对性别，也核对身份证号码是不是本人的")),
    "gender": (N_("看不出是男是女"), N_("男或女")),
    "phone": (N_("不是有效的电话号码"), N_("11 位手机号码，如：138 后接 8 位数字")),
    "phone_masked": (N_("号码被星号遮住了"), N_("完整的手机号码")),
    "phone_area_code": (N_("座机号码没有区号"), N_("加上区号，或改填手机号码")),
    "email": (N_("不是有效的邮箱"), N_("形如 name@example.com")),
    "date_shape": (N_("看不出是哪一天"), N_("如：1999-08-28、1999.08 或 1999年8月")),
    "date_none": (N_("没有这一天"), N_("核对年月日")),
    "date_future": (N_("日期还没有到"), N_("核对年月日")),
    "date_early": (N_("早于 1921 年 7 月"), N_("核对年月日")),
    "same_id_number": (N_("与%(place)s重复"), N_("每人只留一行")),
    "same_phone": (N_("与%(place)s的手机号码相同"), N_("每人填写自己的手机号码；同一个人只留一行")),
}
NOTES = {
    "invisible_removed": N_("去掉了看不见的字符"),
    "no_sms": N_("是座机，收不到短信"),
    "first_of_several": N_("写了几个号码，用第一个手机号码"),
    "month_unclear": N_("分不清是 1 月还是 10 月，只记年份"),
    "skills_cut": N_("太长或太多的没有记"),
}
