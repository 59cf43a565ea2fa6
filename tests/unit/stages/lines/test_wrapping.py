"""Which physical lines are one: scripts without capitals, hyphens, clauses."""

from __future__ import annotations

import textwrap
import unicodedata

import pyarrow as pa
import pytest

from reinschrift.stages.lines.split import split_lines


def texts_of(text: str) -> list[str]:
    found: list[str] = split_lines(pa.array([text]))["text"].to_pylist()
    return found


WRAPPED = {
    "he": (
        "העירייה הודיעה אתמול כי תבנה מחדש את הנמל הישן ותפתח גן ציבורי\n"
        "על החוף וראש העיר אמר כי העבודה תתחיל באביב הבא ותימשך שנתיים\n"
        "תמימות והוסיף כי התושבים ישתתפו בבחירת העצים והספסלים ברחוב\n"
        "ובית הספר הסמוך יקבל מגרש חדש."
    ),
    "ko": (
        "어젯밤 이 작은 도시에 올해 첫눈이 내렸다. 아침이 되자 아이들은 운동장에서\n"
        "눈사람을 만들었고 선생님도 함께 사진을 찍었다. 낮에는 눈이 모두 녹아서\n"
        "거리는 다시 조용해졌다. 노인들은 찻집에 앉아 삼십 년 전의 큰 눈을 이야기했다."
    ),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_wrapped_text_without_capitals_is_joined(name: str) -> None:
    """Scripts that have no small letters: words keep their spaces."""
    assert texts_of(WRAPPED[name]) == [WRAPPED[name].replace("\n", " ")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("春眠不觉晓，\n处处闻啼鸟。\n夜来风雨声，\n花落知多少。", 4),
        ("كتاب المدرسة الجديد\nقلم أزرق\nدفتر كبير مسطر\nمسطرة طويلة", 4),
        ("市政府今天宣布修建新的公园\n小学生参加全国数学比赛获得金奖\n天气预报说明天有雨", 3),
        ("नई किताबें\nपुराने गाने\nरसोई की बातें", 3),
    ],
)
def test_verse_lists_and_headlines_without_capitals_stay(text: str, lines: int) -> None:
    """Lines of other lengths than a page's stand by themselves."""
    assert len(texts_of(text)) == lines


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Der Verein wirbt um Nicht-\nSchwimmer und andere.", "Der Verein wirbt um Nicht-Schwimmer und andere."),
        ("Erschienen in den Jahren 1887-\n1891 in Bremen.", "Erschienen in den Jahren 1887-1891 in Bremen."),
        ("Geöffnet ist Dienstag- bis\nSonntagmittag.", "Geöffnet ist Dienstag- bis Sonntagmittag."),
        ("Voor- en\nAchterkant zijn rood.", "Voor- en Achterkant zijn rood."),
        ("Die Obst-\nbäume blühen.", "Die Obstbäume blühen."),
        ("Die Obst-\nund Nussbäume blühen.", "Die Obst- und Nussbäume blühen."),
    ],
)
def test_a_hyphen_at_the_line_end_goes_on_below(text: str, joined: str) -> None:
    """Before capitals and digits it stays, before a conjunction with a space."""
    assert texts_of(text) == [joined]


@pytest.mark.parametrize("text", ["Er kam -\nSie ging.", "Preise auf Anfrage -\n12 Euro", "Nord-\n1. Etage"])
def test_a_dash_or_an_item_is_no_divided_word(text: str) -> None:
    """A hyphen behind a space is a dash; what begins like an item is one."""
    assert len(texts_of(text)) == 2


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        (
            "村口的老树在夜里倒下了，没有人听见声音，第二天早晨孩子们才发现，\n它就躺在路中间。\n村长说，\n明天再来搬走。",
            "村口的老树在夜里倒下了，没有人听见声音，第二天早晨孩子们才发现，它就躺在路中间。\n村长说，明天再来搬走。",
        ),
        (
            (
                "　その日の朝、駅前の広場には大きな市が立ち、遠くから人が来て、赤い魚や\n"
                "古い本を売っていました。\n　夜は静かでした。"
            ),
            (
                "その日の朝、駅前の広場には大きな市が立ち、遠くから人が来て、赤い魚や"
                "古い本を売っていました。\n夜は静かでした。"
            ),
        ),
    ],
)
def test_clauses_and_indents_tell_in_scripts_without_spaces(text: str, joined: str) -> None:
    """A Chinese line that ends in a comma goes on; a paragraph that begins with an ideographic space, below it."""
    assert texts_of(text) == joined.split("\n")


PROSE = (
    "Der Fluss war in der Nacht über die Ufer getreten und hatte die Wiesen unter Wasser gesetzt, so dass die "
    "Kühe auf dem Damm standen und nach ihren Hirten riefen, die aber noch schliefen, weil niemand sie geweckt "
    "hatte und weil der Wächter im Turm selbst eingenickt war und erst am Morgen sah, was in der Nacht "
    "geschehen war, und dann lief er in das Dorf und schlug an alle Türen, bis auch der letzte Bauer auf der "
    "Straße stand und sich die Augen rieb"
)


@pytest.mark.parametrize(("width", "is_joined"), [(15, False), (26, True), (72, True), (130, True), (200, False)])
def test_a_page_has_a_width_that_somebody_reads(width: int, *, is_joined: bool) -> None:
    """Neither fifteen columns nor two hundred: such lines are a table's or a poem's, or were never wrapped."""
    text = textwrap.fill(f"{PROSE}, {PROSE}.", width, break_on_hyphens=False)
    assert (len(texts_of(text)) == 1) == is_joined


def line_of(first: str) -> str:
    return f"{first} Fluss Brücke Ufer Wiese Wald Hafen Mole".ljust(70, "n")


@pytest.mark.parametrize(("n_small", "is_joined"), [(1, False), (2, False), (4, True), (6, True)])
def test_lines_that_go_on_in_small_letters_prove_a_page(n_small: int, *, is_joined: bool) -> None:
    """Four of twelve do: the others begin with names and nouns. Two may do so in a list."""
    lines = [
        line_of("Anna"),
        *[line_of("und") for _ in range(n_small)],
        *[line_of("Emil") for _ in range(12 - n_small)],
    ]
    assert (len(texts_of("\n".join(lines) + ".")) == 1) == is_joined


WRAPPED_PAGE = [line_of("Anna"), *[line_of("und") for _ in range(6)]]


@pytest.mark.parametrize(("columns", "is_joined"), [(58, True), (52, False)])
def test_a_page_may_lack_a_seventh_of_its_width(columns: int, *, is_joined: bool) -> None:
    """Lines of 58 columns with their next word fill a page of 70 by hand; lines of 52 stand by themselves."""
    lines = [line_of("Anna"), *[line_of("und")[:columns] for _ in range(6)]]
    assert (len(texts_of("\n".join(lines) + ".")) == 1) == is_joined


@pytest.mark.parametrize(("columns", "is_joined"), [(29, True), (26, False)])
def test_a_very_long_word_explains_no_short_line(columns: int, *, is_joined: bool) -> None:
    """An address of 61 letters counts as 40 in a page of 70: a line that ends at 26 ended by itself."""
    upper = ("und der Fluss " + "n" * columns)[:columns]
    assert (len(texts_of("\n".join([*WRAPPED_PAGE, upper, f"H{'z' * 60} und so weiter."]))) == 1) == is_joined


@pytest.mark.parametrize(("blanks", "is_joined"), [(2, False), (4, True), (6, False)])
def test_a_tab_stands_in_as_far_as_four_blanks(blanks: int, *, is_joined: bool) -> None:
    """Editors mix both in one paragraph; two columns more or less begin another."""
    lines = [f"\t{line}" for line in WRAPPED_PAGE]
    assert (len(texts_of("\n".join([*lines, " " * blanks + line_of("Emil")]) + ".")) == 1) == is_joined


IDEOGRAPHS = "市政府今天宣布将在老城区修建新的公园并且拆除旧的"


@pytest.mark.parametrize(("n", "is_joined"), [(17, False), (18, True)])
def test_two_ideographs_are_a_word_that_did_not_fit(n: int, *, is_joined: bool) -> None:
    """In a script without spaces a line of twenty ideographs may lack two, since none begins with a full stop."""
    lines = [f"　　{IDEOGRAPHS[:18]}", *[IDEOGRAPHS[:20]] * 6, IDEOGRAPHS[:n], f"{IDEOGRAPHS[3:23]}。"]
    assert (len(texts_of("\n".join(lines))) == 1) == is_joined


@pytest.mark.parametrize(("n", "is_joined"), [(19, False), (21, True)])
def test_a_comma_goes_on_where_a_line_is_longer_than_a_verse(n: int, *, is_joined: bool) -> None:
    """Nineteen ideographs may be two halves of a verse; where one line has 21, the text is prose."""
    line = "村口的老树在夜里倒下了没有人听见声音第二天早晨孩子们才发现"[: n - 1]
    assert (len(texts_of(f"{line}。\n村长说，\n明天再来搬走。")) == 2) == is_joined


def test_the_beginning_of_a_word_is_no_conjunction() -> None:
    """A divided word may go on with the letters of one (“eller”)."""
    assert texts_of("Die vielen Prop-\nellern drehen sich.") == ["Die vielen Propellern drehen sich."]


NARROW = {
    "am": """የከተማው ምክር ቤት ትናንት አሮጌውን ወደብ
እንደገና እንደሚገነባ አስታወቀ። ከንቲባው
ሥራው በሚቀጥለው የጸደይ ወቅት ተጀምሮ
ሁለት ዓመት እንደሚቆይ ተናግረዋል።""",
    "he": """העירייה הודיעה אתמול כי תבנה
מחדש את הנמל הישן ותפתח גן
ציבורי על חוף הים. ראש העיר
אמר כי העבודה תתחיל באביב
הבא ותימשך שנתיים מלאות.""",
    "ka": """მერიამ გუშინ გამოაცხადა, რომ ძველ
ნავსადგურს ხელახლა ააშენებს. მერმა
თქვა, რომ სამუშაოები მომავალ
გაზაფხულზე დაიწყება და ორ წელს
გაგრძელდება.""",
    "hi": """नगर पालिका ने कल घोषणा की कि वह
पुराने बंदरगाह का पुनर्निर्माण
करेगी। महापौर ने कहा कि काम अगले
वसंत में शुरू होगा और दो साल तक
चलेगा।""",
    "ko": """시청은 어제 오래된 항구를 다시
짓고 해변에 공공 정원을 열겠다고
발표했다. 시장은 공사가 내년
봄에 시작되어 꼬박 두 해 동안
이어질 것이라고 말했다.""",
    "zh": """昨天夜里，这座小城下了今年的第一
场雪。清晨，孩子们在学校门口堆起
了雪人，老师也停下来和他们一起拍
照。中午时分雪就化了。""",
    "ja": """昨日の夜、この小さな町に今年初めて
の雪が降りました。朝になると、子ど
もたちは校庭で雪だるまを作り、先生
も一緒に写真を撮りました。""",
}


@pytest.mark.parametrize("language", ["am", "he", "ka", "hi", "ko", "zh", "ja"])
def test_narrow_columns_of_scripts_without_case_are_joined(language: str) -> None:
    """All lines are filled to the last word, and a sentence ends within one of them."""
    space = "" if language in {"zh", "ja"} else " "
    assert texts_of(NARROW[language]) == [NARROW[language].replace("\n", space)]


def test_marks_on_letters_take_no_column_or_one_as_the_program_counted() -> None:
    """Editors count what stands on the screen, programs code points; both fill their lines."""
    text = NARROW["hi"].replace("\n", " ")
    for wrapped in (textwrap.wrap(text, 33), textwrap.wrap(text, 40)):
        assert texts_of("\n".join(wrapped)) == [text]


@pytest.mark.parametrize(
    "verse",
    [
        "汉皇重色思倾国 御宇多年求不得\n杨家有女初长成 养在深闺人未识\n天生丽质难自弃 一朝选在君王侧",
        "ჩემო კარგო ქვეყანავ\nრაზედ მოგიწყენია\nაწმყო თუ არა გვწყალობს\nმომავალი ჩვენია",
        "چو عضوی به درد آورد روزگار\nدگر عضوها را نماند قرار\nتو کز محنت دیگران بی غمی\nنشاید که نامت نهند آدمی",
        "시장, 내년 예산안 발표\n새 도서관 봄에 개관\n폭설로 열차 일부 운행 중단\n초등학생들 항구 그림 전시",
    ],
)
def test_verse_and_headlines_of_scripts_without_case_keep_their_lines(verse: str) -> None:
    """Their lines are even, or not filled; no sentence ends within one, and the last is as long as the others."""
    assert texts_of(verse) == verse.split("\n")


@pytest.mark.parametrize(("last", "is_joined"), [("ወደብነ ከተማን ሥራው", True), ("ወደብነ ከተማን ሥራው ቤትን", False)])
def test_the_last_lines_of_prose_are_shorter_than_those_of_a_stanza(last: str, *, is_joined: bool) -> None:
    """Up to seven tenths of the width, where no sentence ends within a line of a script without case."""
    block = f"በጸደይን በጸደይን ወደብ ወደብን\nከተማ አሮጌች ምክርች ጉባኤን\nሥራውው አሮጌች ጉባኤች አሮጌን ቤት\n{last}"
    assert (len(texts_of(f"{block}\n\n{block}")) == 2) == is_joined  # two paragraphs


TEXT = (
    "โรงงาน เล็ก แห่ง นี้ ตั้ง อยู่ ริม แม่น้ำ และ คนงาน ทุก คน มา ถึง ก่อน ฟ้า สาง เพราะ งาน ต้อง เสร็จ ก่อน ฝน จะ ตก "
    "ใน ตอน บ่าย หลัง จาก นั้น พวก เขา จะ นั่ง ดื่ม ชา ด้วย กัน ใต้ ต้นไม้ ใหญ่ ที่ หน้า ประตู เด็ก ชาย วิ่ง เล่น รอบ บ่อ "
    "น้ำ และ คน แก่ เล่า เรื่อง เก่า ให้ ฟัง จน ค่ำ"
)
THAI = TEXT.split(" ")
"""Words of a text that no space parts."""


def thai_lines(columns: int, words: list[str]) -> list[str]:
    """Return words in lines of so many columns, broken between words; marks on letters take none."""
    lines = [""]
    for word in words:
        if measure(lines[-1]) + measure(word) > columns:
            lines.append("")
        lines[-1] += word
    return lines


def measure(text: str) -> int:
    """Return the columns of a text."""
    return sum(unicodedata.category(sign) not in {"Mn", "Me", "Cf"} for sign in text)


@pytest.mark.parametrize("columns", [40, 60, 72])
def test_lines_that_are_broken_between_words_without_spaces_are_joined(columns: int) -> None:
    """In Thai and its neighbours a line lacks a whole word of its width, not two signs as in Chinese."""
    lines = thai_lines(columns, THAI * 2)
    assert len(lines) > 4
    assert texts_of("\n".join(lines)) == ["".join(THAI * 2)]


def test_items_of_different_lengths_in_scripts_without_spaces_stay() -> None:
    """Shorter by more than a word."""
    items = ["".join(THAI[at : at + size]) for at, size in ((0, 9), (9, 15), (24, 10), (34, 14), (4, 8))]
    assert texts_of("\n".join(items)) == items


STANZA = "村口的老树倒了，\n夜里的雨声很长，\n明天孩子们再来，\n路上没有一点霜。"
SONG = "村の小川は ゆっくり行くよ\n岸の小石や 白い花たちに\nすがたやさしく 色あざやかに\n光れよ光れよと ささやきながら"
LONG = "村口的老树在夜里倒下了，没有人听见声音，第二天早晨孩子们才发现它就躺在路中间，村长说明天再来搬走。"


@pytest.mark.parametrize("verse", [STANZA, SONG])
@pytest.mark.parametrize("frame", ["{}", "春\n\n{0}", "春\n\n{0}\n\n{1}", "{1}\n\n{0}", "春\n\n{0}\n\n{0}"])
def test_a_stanza_beside_prose_keeps_its_lines(verse: str, frame: str) -> None:
    """K15: neither a title nor a long paragraph elsewhere in the text makes wrapped prose of it."""
    lines = texts_of(frame.format(verse, LONG))
    n_stanzas = frame.count("{}") + frame.count("{0}")
    assert [line for line in lines if line not in {"春", LONG}] == verse.split("\n") * n_stanzas


@pytest.mark.parametrize(("n", "is_joined"), [(3, True), (4, False)])
def test_a_stanza_has_four_lines(n: int, *, is_joined: bool) -> None:
    """K11, K15: fewer lines that end in commas are clauses of prose, where the text has lines as no verse has."""
    clauses = "，\n".join(["村长说", "明天再来", "搬走老树", "不要担心"][4 - n :]) + "。"
    assert texts_of(f"{LONG}\n\n{clauses}")[1:] == ([clauses.replace("\n", "")] if is_joined else clauses.split("\n"))


def test_long_verse_of_nearly_equal_lines_is_not_joined() -> None:
    """Its lines end where clauses do, and are not filled to the last word."""
    verse = (
        "Zwei Brüder zogen aus dem Haus, der eine ritt, der andre ging,\n"
        "der eine trug ein gutes Schwert, der andre trug ein schlechtes Ding,\n"
        "und als sie kamen an den Fluß, da stand kein Fährmann und kein Boot,\n"
        "da sprach der erste: Schwimm hinüber! Der andre sprach: Das ist der Tod.\n\n"
        "„Wer seinen Weg nicht weiß,“ sprach sie, „der gehe den, der vor ihm liegt,\n"
        "und wer ein Pferd hat, geb es her, und wer ein Schwert hat, wer da lügt,\n"
        "der werfe es ins tiefe Gras und gehe barfuß durch die Flut.“"
    )
    assert texts_of(verse) == [line for line in verse.split("\n") if line]
    prose = "Der alte Mann ging jeden Morgen um sechs Uhr über die Brücke, sah in das Wasser und zählte die Boote, "
    wrapped = textwrap.fill(prose * 4, 70)
    assert texts_of(wrapped) == [wrapped.replace("\n", " ")]


LAO_TEXT = (
    "ເມື່ອ ເຊົ້ານີ້ ຊາວບ້ານ ແຄມ ແມ່ນ້ຳ ພົບ ວ່າ ຂົວໄມ້ ເກົ່າ ທີ່ ໃຊ້ ຂ້າມ ໄປ ຕະຫຼາດ ໄດ້ ພັງ ລົງ ທັງໝົດ _ ບໍ່ມີ ໃຜ ໄດ້ຮັບ ບາດເຈັບ _ "
    "ແຕ່ ນັກຮຽນ ຕ້ອງ ອ້ອມ ໄປ ທາງ ວັດ ເຊິ່ງ ໄກ ກວ່າ ເກົ່າ ເກືອບ ສອງ ກິໂລແມັດ _ ນາຍບ້ານ ບອກ ວ່າ ຈະ ຂໍເງິນ ຈາກ ເມືອງ ມາ ສ້າງ ຂົວ ໃໝ່"
)
BURMESE_TEXT = (
    "ယနေ့ နံနက် တွင် _ မြစ်ကမ်း နား ရှိ _ ရွာသား များသည် _ ဈေး သို့ သွား ရာ _ သစ်သား တံတား ဟောင်း ကြီး _ "
    "ပြို ကျ သွား သည် ကို _ တွေ့ ရှိ ခဲ့ ကြသည်။ _ ကျောင်းသား များသည် _ ဘုန်းကြီး ကျောင်း ဘက် မှ _ "
    "နှစ် ကီလို မီတာ ခန့် _ ပတ် သွား ရသည်။"
)
LAO, BURMESE = LAO_TEXT.split(" "), BURMESE_TEXT.split(" ")
"""Words of running texts; a low line stands for the space between two clauses."""


def lines_of_words(size: int, words: list[str], *, in_points: bool, indent: str = "") -> list[str]:
    """Return words in lines of so many columns or code points, broken between words and at spaces."""
    length = len if in_points else measure
    lines = [indent]
    for word in words:
        if length(lines[-1] + word) > size:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        if word != "_" or lines[-1].strip():
            lines[-1] += word.replace("_", " ")
    return lines


def without_spaces(texts: list[str]) -> list[str]:
    return ["".join(text.split()) for text in texts]


@pytest.mark.parametrize("in_points", [False, True])
@pytest.mark.parametrize("size", [24, 32, 40, 52, 66, 80])
@pytest.mark.parametrize("words", [THAI, LAO, BURMESE], ids=["th", "lo", "my"])
@pytest.mark.parametrize("mark", ["blank", "indent", "both"])
def test_paragraphs_in_scripts_without_spaces_are_joined(
    words: list[str], size: int, mark: str, *, in_points: bool
) -> None:
    """K11: their mark is a blank line, an indent, or both; columns or code points are counted."""
    indent = "" if mark == "blank" else "    "
    spaced = [each for word in words for each in ((word, "_") if word in {"สาง", "บ่าย", "ด้วย", "ใหญ่"} else (word,))]
    turned = [spaced * 2, spaced[7:] + spaced[:7] + spaced, spaced[11:] + spaced]
    blocks = [lines_of_words(size, each, in_points=in_points, indent=indent) for each in turned]
    text = ("\n" if mark == "indent" else "\n\n").join("\n".join(block) for block in blocks)
    assert without_spaces(texts_of(text)) == without_spaces(["".join(block) for block in blocks])


@pytest.mark.parametrize("words", [THAI, LAO, [word.strip("။") for word in BURMESE]], ids=["th", "lo", "my"])
@pytest.mark.parametrize("columns", [18, 26, 34])
@pytest.mark.parametrize("frame", ["{}", "{}\n\n{}", "{}\n\n{}\n\n{}"])
def test_even_verses_without_spaces_keep_their_lines(words: list[str], columns: int, frame: str) -> None:
    """K11: eight lines and more that are filled prove nothing: verses are even, and their last line is as long."""
    plain = [word for word in words if word != "_"] * 2
    lines = [line for line in lines_of_words(columns, plain, in_points=False) if measure(line) > columns - 6]
    stanza = "\n".join(lines[:4])
    text = frame.format(*[stanza] * frame.count("{}"))
    assert texts_of(text) == [line for line in text.split("\n") if line]


@pytest.mark.parametrize(("at", "is_joined"), [(6, False), (8, False), (10, True), (12, True)])
def test_clauses_end_at_uneven_places(at: int, *, is_joined: bool) -> None:
    """K11: where the first spaces of lines are a word and more apart, they part clauses, not the halves of verses."""
    letters = "กขคงจชซดตถทธนบปผพฟมย" * 2
    lines = [f"{letters[:2]} {letters[:25]}", letters[:28], f"{letters[: 2 + at]} {letters[: 25 - at]}", letters[:28]]
    assert (len(texts_of("\n".join([*lines, letters[:27]]))) == 1) == is_joined


@pytest.mark.parametrize("mark", ["- ", "1. ", "• "])
@pytest.mark.parametrize("language", ["am", "he", "hi", "ka"])
def test_items_of_a_list_in_scripts_without_case_are_joined(language: str, mark: str) -> None:
    """K11: their lines stand in below the mark; the first one goes on there as well."""
    text = NARROW[language].replace("\n", " ")
    items = ["\n".join(textwrap.wrap(text, 60, initial_indent=mark, subsequent_indent=" " * len(mark)))] * 3
    assert texts_of("\n".join(items)) == [f"{mark}{text}"] * 3


ONE_CLAUSES = (
    "ချောင်းနားက စက်ဟောင်းဟာ သုံးနှစ်ကြာ လွတ်နေခဲ့ပြီး လင်မယားတစ်စုံက ဝယ်ယူကာ ပြန်လည်လည်ပတ်စေခဲ့သည်။ "
    "ထိုအချိန်မှစ၍ နေ့တိုင်း ဂျုံကြိတ်ပြီး မြို့လုံးက ထိုဂျုံဖြင့် လုပ်သော ပေါင်မုန့်ကို စားကြသည်။"
)
TWO_CLAUSES = (
    "ညနေတိုင်း သူတို့နှစ်ဦးသည် ချောင်းဘေးတွင် ထိုင်ကာ ရာသီဥတုအကြောင်း ပြောကြသည်။ တစ်ခါတစ်ရံ အိမ်နီးချင်းများ လာရောက်ကာ ရှေးဟောင်းပုံပြင်များ ပြောပြကြသည်။"
)


def broken_at_spaces(text: str, columns: int) -> list[str]:
    """Return a text in lines of so many columns, broken at spaces alone."""
    lines = [""]
    for clause in text.split(" "):
        if lines[-1] and measure(f"{lines[-1]} {clause}") > columns:
            lines.append("")
        lines[-1] = f"{lines[-1]} {clause}".strip()
    return lines


@pytest.mark.parametrize("columns", [48, 54, 60, 66, 72, 80])
def test_lines_that_are_broken_between_clauses_are_joined(columns: int) -> None:
    """K11: a program that knows no words breaks Burmese at its spaces alone, and lines lack a clause.

    Where nothing but this explains the lines, the spaces are put back.
    """
    one, two = ONE_CLAUSES, TWO_CLAUSES
    paragraphs = [one, two, f"{two} {one}", f"{one} {two}"]
    found = texts_of("\n\n".join("\n".join(broken_at_spaces(each, columns)) for each in paragraphs))
    assert without_spaces(found) == without_spaces(paragraphs)
    assert columns not in {54, 66} or found == paragraphs


SHORT = {
    "ar": "كانت القرية تقع على ضفة النهر وكان أهلها يعملون في صيد السمك. وفي صباح أحد الأيام وصل إليها معلم شاب يحمل "
    "حقيبة مليئة بالكتب.",
    "he": "בכפר הקטן חי דייג זקן שיצא בכל בוקר לים עם הסירה הישנה שלו. ילדי הכפר אהבו לשמוע את הסיפורים שסיפר להם על "
    "הסערות הגדולות בחורף.",
    "hi": "गाँव के किनारे एक पुराना कुआँ था जिसका पानी गर्मियों में भी ठंडा रहता था। एक दिन कुएँ का पानी अचानक सूख गया और सब "
    "लोग चिंतित हो गए।",
    "ka": "მდინარის პირას პატარა სოფელში ცხოვრობდა მოხუცი მეთევზე. სოფლის ბავშვებს უყვარდათ მისი მოთხრობილი ამბები "
    "ზღვაზე.",
    "ko": "마을 끝에 오래된 우물이 하나 있었는데 그 물은 여름에도 차가웠다. "
    "어느 날 갑자기 우물물이 말라 버리자 모두가 걱정하며 모여들었다.",
}


@pytest.mark.parametrize("language", SHORT)
@pytest.mark.parametrize("columns", [48, 52, 56, 64])
def test_a_text_of_three_lines_without_capitals_is_joined(language: str, columns: int) -> None:
    """K11: a sentence ends within a line, and all lines are filled to the last word."""
    lines = textwrap.wrap(SHORT[language], columns)
    if len(lines) >= 3 and max(measure(line) for line in lines) >= 48:
        assert texts_of("\n".join(lines)) == [SHORT[language]]


@pytest.mark.parametrize("columns", [66, 72, 78])
def test_a_text_of_three_thai_lines_is_joined(columns: int) -> None:
    """K11: no sign ends a sentence there; the last line is short, or spaces part clauses at uneven places."""
    lines = thai_lines(columns, [*THAI[:14], " ", *THAI[14:36], " ", *THAI[36:]])[:3]
    assert len(lines) == 3
    assert without_spaces(texts_of("\n".join(lines))) == without_spaces(["".join(lines)])


HEADLINES = (
    "بلدية المدينة تغلق الجسر القديم أمام السيارات\nافتتاح مكتبة جديدة في وسط المدينة\nعودة المدارس يوم الأحد.",
    "العيد في القرية\nوالناس في الساحة يرقصون حتى الفجر\nولا أحد ينام.",
    "เทศบาลปิดสะพานเก่าเพื่อซ่อมแซม\nโรงเรียนเปิดเทอมวันจันทร์หน้า\nฝนตกหนักทางเหนือ",
    "העירייה סוגרת את הגשר הישן לתנועה\nספרייה חדשה נפתחה במרכז העיר אתמול\nבתי הספר חוזרים ללמוד ביום ראשון.",
    "古池蛙飛込水音\n閑静岩染蝉声\n夏草兵夢跡。",
)


@pytest.mark.parametrize("lines", HEADLINES)
def test_three_headlines_or_verses_without_capitals_stay(lines: str) -> None:
    """K11: none of them shows that a sentence goes on: no stop within, lines that are not filled."""
    assert texts_of(lines) == lines.split("\n")
