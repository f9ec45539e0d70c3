"""Reports written for these tests: three subjects, told in several ways."""

from nlp.learning.examples import Example

TOLD = {
    "供水": (
        "早上起来水龙头一滴水都没有",
        "整栋楼从昨天傍晚起停水到现在",
        "自来水发黄还有铁锈味",
        "水压太小六楼洗澡都困难",
        "水表井一直往外冒水没人修",
        "水管爆裂门口成了小河",
        "新装的水表转得飞快水费翻倍",
        "二次供水水箱几年没清洗了",
    ),
    "噪声": (
        "楼下烧烤摊吵到凌晨两点睡不着",
        "工地半夜还在打桩声音震天",
        "广场上音响开得太响孩子没法写作业",
        "邻居每天练鼓咚咚响个不停",
        "店铺门口喇叭从早喊到晚太吵",
        "空调外机嗡嗡响整夜吵人",
        "夜里飙车的轰鸣声一阵接一阵",
        "冷库压缩机的噪声让人心烦",
    ),
    "公交": (
        "等了四十分钟公交车一辆没来",
        "司机到站不停直接甩站开走了",
        "末班车提前收车害我打车回家",
        "站牌被撞歪了看不清线路",
        "老年卡刷不上司机态度还很差",
        "早高峰这条线路挤得上不去能否加车",
        "公交改线以后上学要走两公里",
        "公交车候车亭漏雨座椅也坏了",
    ),
}
TITLES = ("", "向您反映", "请帮忙看看", "急")


def examples() -> list[Example]:
    """Eight of each subject, some with a title."""
    return [
        Example(TITLES[at % len(TITLES)], text, label)
        for label, texts in TOLD.items()
        for at, text in enumerate(texts)
    ]
