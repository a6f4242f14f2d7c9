//! Words from which fictional names are made. No real institution, city or person stands here.

/// Invented brand words, Chinese and Latin.
pub(super) const BRANDS: &[(&str, &str)] = &[
    ("澧蘅", "Liheng"),
    ("沅霁", "Yuanji"),
    ("岫川", "Xiuchuan"),
    ("湄阑", "Meilan"),
    ("麓沚", "Luzhi"),
    ("衡岚", "Henglan"),
    ("浔曜", "Xunyao"),
    ("雁汀禾", "Yantinghe"),
    ("芷岸", "Zhian"),
    ("潆舟", "Yingzhou"),
    ("酉渚", "Youzhu"),
    ("资湄", "Zimei"),
    ("汨曦", "Mixi"),
    ("屏岫", "Pingxiu"),
    ("桐漪", "Tongyi"),
    ("砚湖", "Yanhu"),
    ("蓼川", "Liaochuan"),
    ("苕溪岭", "Tiaoxiling"),
    ("霁衡", "Jiheng"),
    ("楚岫", "Chuxiu"),
    ("墨澧", "Moli"),
    ("青蘅", "Qingheng"),
    ("栖岚", "Qilan"),
    ("舜汀", "Shunting"),
    ("莳沅", "Shiyuan"),
    ("朔湘", "Shuoxiang"),
    ("灵渌", "Linglu"),
    ("湍禾", "Tuanhe"),
    ("茝岸", "Chaian"),
    ("玖麓", "Jiulu"),
];

/// Invented cities.
pub(super) const CITIES: &[(&str, &str)] = &[
    ("云泽市", "Yunze"),
    ("澧阑市", "Lilan"),
    ("岳汀市", "Yueting"),
    ("衡川市", "Hengchuan"),
    ("芷沅市", "Zhiyuan"),
    ("麓安市", "Luan"),
    ("潇屏市", "Xiaoping"),
    ("雁津市", "Yanjin"),
    ("资岫市", "Zixiu"),
    ("酉禾州", "Youhe"),
    ("汨湖市", "Mihu"),
    ("桃渚市", "Taozhu"),
];

/// Invented counties and zones.
pub(super) const COUNTIES: &[(&str, &str)] = &[
    ("栖霞坪县", "Qixiaping"),
    ("青汀县", "Qingting"),
    ("玉麓市", "Yulu"),
    ("双沅县", "Shuangyuan"),
    ("石澧县", "Shili"),
];

/// Endings of names by kind of host.
pub(super) const UNIVERSITIES: &[(&str, &str)] = &[
    ("理工大学", "University of Technology"),
    ("农林大学", "Agriculture and Forestry University"),
    ("医药大学", "Medical University"),
    ("工程大学", "University of Engineering"),
    ("大学", "University"),
];
/// Endings of institutes.
pub(super) const INSTITUTES: &[(&str, &str)] = &[
    ("材料研究院", "Institute of Materials"),
    ("作物研究所", "Institute of Crop Science"),
    ("生态环境研究院", "Institute of Ecology and Environment"),
    ("精密装备研究所", "Institute of Precision Equipment"),
];
/// Endings of enterprises.
pub(super) const ENTERPRISES: &[(&str, &str)] = &[
    ("智能装备股份有限公司", "Intelligent Equipment Co., Ltd."),
    ("新能源科技有限公司", "New Energy Technology Co., Ltd."),
    ("生物医药有限公司", "Biopharma Co., Ltd."),
    ("轨道装备有限公司", "Rail Equipment Co., Ltd."),
    ("种业科技有限公司", "Seed Technology Co., Ltd."),
];
/// Endings of new R&D organisations.
pub(super) const NEW_RD: &[(&str, &str)] = &[
    ("产业技术创新研究院", "Industrial Innovation Institute"),
    ("先进技术研究院", "Advanced Technology Institute"),
];
/// Endings of service bodies.
pub(super) const SERVICES: &[(&str, &str)] =
    &[("国际技术转移服务中心", "International Technology Transfer Service Centre")];

/// Fields of bases, with their discipline code (GB/T 13745) and a keyword.
pub(super) const FIELDS: &[(&str, &str, &str)] = &[
    ("先进储能材料", "430", "储能"),
    ("轨道交通装备", "580", "轨道"),
    ("工程机械智能制造", "460", "智能制造"),
    ("杂交水稻育种", "210", "育种"),
    ("功率半导体", "510", "半导体"),
    ("人工智能", "520", "人工智能"),
    ("生物医药", "350", "医药"),
    ("有色金属冶金", "450", "冶金"),
    ("流域水环境治理", "610", "水环境"),
    ("北斗导航应用", "420", "导航"),
    ("新能源装备", "480", "新能源"),
    ("绿色化工", "530", "化工"),
    ("临床医学", "320", "临床"),
    ("油茶与林产", "220", "油茶"),
    ("航空动力", "590", "航空"),
    ("食品加工", "550", "食品"),
    ("基因与干细胞", "180", "基因"),
    ("建筑工业化", "560", "建筑"),
];

/// Countries and regions of partners, ISO 3166 alpha-2, with invented partners' words.
pub(super) const COUNTRIES: &[&str] =
    &["DE", "FR", "GB", "JP", "SG", "IT", "RS", "TH", "MY", "EG", "BR", "KZ", "HK", "MO"];

/// Words for partners abroad.
pub(super) const PARTNERS: &[&str] = &[
    "Aldenfurt Institute of Materials",
    "Norrhaven Technical University",
    "Castelbrio Research Centre",
    "Port Lumen University",
    "Eastmere Polytechnic",
    "Valdora Agricultural Institute",
    "Kestrel Bay Laboratories",
    "Sankt Emmerich Clinic",
    "Harbour Peak Science Park",
    "Lotus Estuary University",
];

/// Family names.
pub(super) const FAMILY: &[&str] = &[
    "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨", "朱",
    "秦", "许", "何", "吕", "施", "张", "孔", "曹", "严", "华", "金", "魏", "陶", "姜", "谢", "邹", "喻",
    "柏", "苏", "潘", "葛", "范", "彭",
];
/// Given names.
pub(super) const GIVEN: &[&str] = &[
    "知远", "若溪", "明澈", "书珩", "清越", "景行", "予安", "思衡", "云舒", "怀瑾", "望舒", "嘉树", "临川",
    "映雪", "秉文", "允执", "致和", "君实", "未晞", "守拙", "令仪", "采薇", "行简", "见山", "听澜", "敬之",
    "慎独", "乐章", "承宇", "观复",
];
