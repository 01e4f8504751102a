"""Surnames that are read otherwise than their characters usually are (现代汉语词典). The number is the tone."""

ONE = {
    "单": "shan4", "曾": "zeng1", "仇": "qiu2", "查": "zha1", "区": "ou1", "解": "xie4", "朴": "piao2", "盖": "ge3",
    "华": "hua4", "乐": "yue4", "覃": "qin2", "燕": "yan1", "召": "shao4", "折": "she2", "洗": "xian3", "员": "yun4",
    "贠": "yun4", "缪": "miao4", "繁": "po2", "过": "guo1", "黑": "he4", "纪": "ji3", "翟": "zhai2", "牟": "mu4",
    "秘": "bi4", "那": "na1", "能": "nai4", "撒": "sa3", "於": "yu1", "种": "chong2", "卜": "bu3", "祭": "zhai4",
    "都": "du1", "干": "gan1", "葛": "ge3", "会": "gui4", "角": "jue2", "句": "gou1", "阚": "kan4",
    "隗": "wei3", "么": "yao1", "粘": "nian2", "要": "yao1", "占": "zhan1", "相": "xiang4", "少": "shao4",
    "肖": "xiao1", "哈": "ha3", "任": "ren2", "乜": "nie4",
}
TWO = {
    "尉迟": ["yu4", "chi2"], "万俟": ["mo4", "qi2"], "单于": ["chan2", "yu2"], "长孙": ["zhang3", "sun1"],
    "澹台": ["tan2", "tai2"], "令狐": ["ling2", "hu2"], "乐正": ["yue4", "zheng4"], "叱干": ["chi4", "gan1"],
    "纥奚": ["he2", "xi1"], "宰父": ["zai3", "fu3"],
}
