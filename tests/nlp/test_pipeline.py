"""The pipeline is spaCy's: its steps stand in a row, and each can be replaced."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from nlp import Understanding, Vocabulary
from nlp.components import STEPS, Reader, build
from nlp.notes import Asked, notes
from nlp.understanding import ZONE
from tests.nlp.conftest import AREAS, CATEGORIES, KINDS, PLACES

CITY = Vocabulary(CATEGORIES, KINDS, AREAS, PLACES)
LANGUAGE = build(CITY)
READ = Reader(LANGUAGE.vocab).read


def test_the_steps_stand_in_spacys_pipeline_in_their_order() -> None:
    assert LANGUAGE.lang == "zh"
    assert LANGUAGE.pipe_names == list(STEPS)


def test_a_plain_text_goes_through_spacy_as_any_text_does() -> None:
    doc = LANGUAGE("烧烤店油烟熏得睡不着")

    assert doc[0].text == "烧烤店"
    assert notes(doc).category.alternatives[0].code == "0706"


def test_a_step_put_out_leaves_what_it_would_have_written_empty() -> None:
    with LANGUAGE.select_pipes(disable=["duokou_people"]):
        known = notes(LANGUAGE("我的电话13812345678"))

    assert known.personal == ()
    assert notes(LANGUAGE("我的电话13812345678")).personal[0].type == "mobile"


@given(st.text(max_size=60), st.text(max_size=20))
def test_the_words_of_a_document_are_the_evened_out_message(text: str, title: str) -> None:
    doc: Doc = READ(Asked(text, title))

    assert doc.text == "\n".join(normal.text for normal in notes(doc).fields.values())


def test_threads_that_ask_at_once_get_what_each_alone_would_get() -> None:
    understanding = Understanding(CITY)
    texts = [f"{number}号楼下烧烤店油烟很大" for number in range(40)]
    alone = [understanding.suggest(text) for text in texts]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(understanding.suggest, texts)) == alone


def test_words_of_messages_do_not_stay_in_memory_for_good() -> None:
    understanding = Understanding(CITY)
    strings = understanding.language.vocab.strings
    before = len(strings)

    for number in range(ZONE):
        understanding.suggest(f"{1_000_000 + number}号")
    many = len(strings)
    understanding.suggest("又一句")

    assert many >= before + ZONE
    assert len(strings) < before + 10
