import pytest

from nlp import AreaName, Vocabulary
from nlp.places import Found, Places
from nlp.text import normalise
from tests.proportion import grows_evenly

AREAS = (
    AreaName("1", "河源市", ("Heyuan",)),
    AreaName("11", "东山区", ("Dongshan District",), "1"),
    AreaName("12", "西林县", ("Xilin Hui and Tu Autonomous County",), "1"),
    AreaName("111", "新桥街道", ("Xinqiao Jie Subdistrict",), "11"),
    AreaName("112", "城关镇", ("Chengguan Town",), "11"),
    AreaName("121", "城关镇", ("Chengguan Town",), "12"),
    AreaName("122", "西坡镇", ("Xipo Town",), "12"),
)
CITY = Places(Vocabulary(areas=AREAS))


def look(text: str) -> Found:
    return CITY.find({"text": normalise(text)})


def names(text: str) -> list[tuple[str, str]]:
    return [(mention.text, mention.type) for mention in look(text).mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The lamp in front of 12 Wusi Street is broken", [("12 Wusi Street", "road")]),
        ("It is Wusi Street 12", [("Wusi Street 12", "road")]),
        ("at Mojia Street number 12, please", [("Mojia Street number 12", "road")]),
        ("in front of No. 5 Shengli Road", [("No. 5 Shengli Road", "road")]),
        ("12 wusi street", [("12 wusi street", "road")]),
        ("WUSI STREET 12 IS DARK", [("WUSI STREET 12", "road")]),
        ("corner of Wusi St. and Qiyi Lu", [("Wusi St", "road"), ("Qiyi Lu", "road")]),
        ("Kunlun Middle Road 45-2", [("Kunlun Middle Road 45-2", "road")]),
        ("On Wusi Road 3 days ago", [("Wusi Road", "road")]),
        ("near Red Cross Hospital of ours", [("Red Cross Hospital", "landmark")]),
        ("behind the People's Park", [("People's Park", "landmark")]),
        ("between Wanda Plaza, 3rd floor and me", [("Wanda Plaza, 3rd floor", "landmark")]),
        ("at Jiefang Railway Station", [("Jiefang Railway Station", "landmark")]),
        ("my son goes to No. 14 Middle School", [("No. 14 Middle School", "organisation")]),
        (
            "I live in Kangle Garden building 3 unit 2",
            [("Kangle Garden building 3 unit 2", "estate")],
        ),
        ("Building 3, Unit 2, Kangle Garden", [("Building 3, Unit 2, Kangle Garden", "estate")]),
        ("Room 302, Building 5", [("Room 302, Building 5", "estate")]),
        ("no water in Shangzhuang Village", [("Shangzhuang Village", "village")]),
        ("Bus 33 never comes, nor line 2", [("Bus 33", "bus"), ("line 2", "bus")]),
        ("五四大街12号 near Wanda Plaza", [("五四大街12号", "road"), ("Wanda Plaza", "landmark")]),
    ],
)
def test_finds_places_as_they_are_written(text: str, expected: list[tuple[str, str]]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The street is dirty",
        "This road is full of holes",
        "Our community has no water",
        "Broken street lights on the main road",
        "Street vendors block the bike lane",
        "THE STREET IN FRONT OF MY HOUSE",
        "Can I park there?",
        "The hotel near the bus station",
        "I called 3 times, the company laughed",
        "Same street as before",
        "The court made an unfair ruling",
        "unit 2 is cold",
    ],
)
def test_takes_common_words_for_no_place(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("garbage in Dongshan District", "11"),
        ("garbage in dongshan", "11"),
        ("garbage in Dongshan Qu, Heyuan", "11"),
        ("the bus to Xilin County", "12"),
        ("Chengguan Town in Xilin County", "121"),
        ("Chengguan Town", "1"),
        ("Xipo Town has no heating", "122"),
        ("a man called Xipo", None),
        ("dongshanlu", None),
        ("Dongshan Road is flooded", None),
        ("near Xilin County Hospital", "12"),
    ],
)
def test_resolves_the_areas_by_their_english_names(text: str, area: str | None) -> None:
    assert look(text).area == area


@pytest.mark.parametrize(
    "piece", ["Wusi Street ", "street ", "unit 2 ", "No. 5 ", "Bus 3 ", "a b ", "Wusi "]
)
def test_takes_time_in_proportion_to_the_length(piece: str) -> None:
    assert grows_evenly(look, piece, 50_000)
