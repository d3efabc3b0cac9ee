"""Pages whose encoding differs from their label are read in their real encoding, which is reported."""

from __future__ import annotations

import pytest

from indexes.ingest.decode.encodings import decode_markup

TEXTS = {
    "Russian": 'Паром сел на мель Паром, следовавший на остров Скарн, сел на мель в пятницу утром. На борту находились сорок два пассажира, никто не пострадал. Береговая охрана сообщила, что судно снимут с мели во время прилива. Капитан рассказал журналистам, что причиной стала неисправность руля.',
    "Ukrainian": 'Пором сів на мілину Пором, що прямував на острів Скарн, сів на мілину у п’ятницю вранці. На борту перебували сорок два пасажири, ніхто не постраждав. Берегова охорона повідомила, що судно знімуть під час припливу.',
    "Traditional Chinese": '渡輪擱淺 前往斯卡恩島的渡輪星期五早上擱淺，船上有四十二名乘客，沒有人受傷。海岸巡防隊表示，船隻將在漲潮時拖離。船長對記者說，原因是舵機故障。居民希望航線盡快恢復，並要求公司賠償。市長承諾兩週內作出答覆。',
    "Simplified Chinese": '渡轮搁浅 前往斯卡恩岛的渡轮星期五早上搁浅，船上有四十二名乘客，没有人受伤。海岸警卫队表示，船只将在涨潮时拖离。船长对记者说，原因是舵机故障。居民希望航线尽快恢复，并要求公司赔偿。市长承诺两周内作出答复。',
    "Japanese": 'フェリー座礁 スカーン島行きのフェリーが金曜日の朝に座礁した。乗客四十二人にけがはなかった。海上保安庁は満潮時に船を引き離すと発表した。船長は記者団に対し、原因は舵の故障だと語った。住民は補償を求めている。',
    "Korean": '여객선 좌초 스카른섬으로 가던 여객선이 금요일 아침 좌초했다. 승객 마흔두 명 가운데 다친 사람은 없었다. 해안경비대는 만조 때 배를 끌어낼 것이라고 밝혔다. 선장은 기자들에게 키 고장이 원인이라고 말했다. 주민들은 보상을 요구하고 있다.',
    "Greek": 'Προσάραξη πλοίου Το πλοίο για το νησί Σκαρν προσάραξε την Παρασκευή το πρωί. Στο πλοίο επέβαιναν σαράντα δύο επιβάτες και κανείς δεν τραυματίστηκε. Η ακτοφυλακή ανακοίνωσε ότι το πλοίο θα αποκολληθεί με την παλίρροια.',
    "Hebrew": 'מעבורת עלתה על שרטון המעבורת לאי סקארן עלתה על שרטון ביום שישי בבוקר. על הסיפון היו ארבעים ושניים נוסעים ואיש לא נפגע. משמר החופים הודיע כי הספינה תיגרר בזמן הגאות.',
    "Arabic": 'جنوح عبارة جنحت العبارة المتجهة إلى جزيرة سكارن صباح الجمعة. كان على متنها اثنان وأربعون راكبا ولم يصب أحد بأذى. وأعلن خفر السواحل أن السفينة ستسحب وقت المد. وقال القبطان للصحفيين إن السبب عطل في الدفة.',
    "Thai": 'เรือเฟอร์รี่เกยตื้น เรือเฟอร์รี่ที่มุ่งหน้าไปเกาะสการ์นเกยตื้นเมื่อเช้าวันศุกร์ มีผู้โดยสารสี่สิบสองคนบนเรือ ไม่มีใครได้รับบาดเจ็บ หน่วยยามฝั่งกล่าวว่าจะลากเรือออกเมื่อน้ำขึ้น',
    "Polish": 'Prom osiadł na mieliźnie Prom płynący na wyspę Skarn osiadł w piątek rano na mieliźnie. Na pokładzie było czterdziestu dwóch pasażerów, nikt nie został ranny. Straż przybrzeżna poinformowała, że statek zostanie ściągnięty podczas przypływu. Żegluga wróci później.',
    "Czech": 'Trajekt uvízl Trajekt na ostrov Skarn uvízl v pátek ráno na mělčině. Na palubě bylo čtyřicet dva cestujících, nikdo nebyl zraněn. Pobřežní stráž uvedla, že loď bude vyproštěna při přílivu. Žádný únik nafty nebyl zjištěn.',
    "Hungarian": 'Megfeneklett a komp A Skarn szigetére tartó komp péntek reggel megfeneklett. A fedélzeten negyvenkét utas volt, senki sem sérült meg. A parti őrség közölte, hogy a hajót dagálykor vontatják le. Őszintén megkönnyebbült a kapitány, és köszönetet mondott.',
    "Turkish": 'Feribot karaya oturdu Skarn adasına giden feribot cuma sabahı karaya oturdu. Gemide kırk iki yolcu vardı, kimse yaralanmadı. Sahil güvenlik, geminin gelgitte kurtarılacağını açıkladı. Şirket özür diledi ve yolcuların ücretini ödeyeceğini söyledi.',
    "Lithuanian": 'Keltas užplaukė ant seklumos Keltas į Skarno salą penktadienio rytą užplaukė ant seklumos. Laive buvo keturiasdešimt du keleiviai, niekas nenukentėjo. Pakrančių apsauga pranešė, kad laivas bus nutemptas per potvynį. Žvejai džiaugiasi.',
    "French": "Le ferry s'échoue Le ferry à destination de l’île de Skarn s’est échoué vendredi matin. Quarante-deux passagers étaient à bord ; personne n’a été blessé. « Nous avons eu de la chance », a déclaré le capitaine – très ému. Œuvre du hasard, a-t-il ajouté.",
    "German": 'Fähre läuft auf Die Fähre zur Insel Skarn lief am Freitagmorgen auf Grund. An Bord waren zweiundvierzig Fahrgäste; niemand wurde verletzt. „Wir hatten Glück“, sagte der Kapitän – und fügte hinzu, das Ruder müsse geprüft werden. Größere Schäden gebe es nicht.',
    "Spanish": 'El ferry encalla El ferry a la isla de Skarn encalló el viernes por la mañana. A bordo había cuarenta y dos pasajeros; nadie resultó herido. «Tuvimos suerte», dijo el capitán. La compañía pidió perdón y devolverá el dinero también a los niños.',
}  # fmt: skip


def page(language: str, codec: str, label: str) -> tuple[bytes, str]:
    """A page in `codec`, and its text as far as the codec can encode it."""
    data = TEXTS[language].encode(codec, "replace")
    return f"<html><head><meta charset={label}><title>Skarn</title></head><body><p>".encode() + data, data.decode(codec)


@pytest.mark.parametrize(
    ("language", "codec", "label"),
    [
        ("Russian", "koi8-r", "windows-1251"),
        ("Russian", "windows-1251", "koi8-r"),
        ("Russian", "cp866", "windows-1251"),
        ("Russian", "iso8859-5", "windows-1251"),
        ("Russian", "windows-1251", "iso-8859-1"),
        ("Ukrainian", "koi8-u", "windows-1251"),
        ("Traditional Chinese", "big5", "gbk"),
        ("Traditional Chinese", "big5", "gb2312"),
        ("Simplified Chinese", "gbk", "big5"),
        ("Simplified Chinese", "gbk", "utf-8"),
        ("Simplified Chinese", "gbk", "euc-kr"),
        ("Japanese", "shift_jis", "gbk"),
        ("Japanese", "euc-jp", "gbk"),
        ("Japanese", "euc-jp", "shift_jis"),
        ("Japanese", "iso2022_jp", "utf-8"),
        ("Japanese", "iso2022_jp", "shift_jis"),
        ("Korean", "euc-kr", "gbk"),
        ("Korean", "euc-kr", "euc-jp"),
        ("Korean", "euc-kr", "big5"),
        ("Greek", "iso8859-7", "windows-1252"),
        ("Greek", "iso8859-7", "windows-1251"),
        ("Hebrew", "windows-1255", "iso-8859-1"),
        ("Arabic", "windows-1256", "windows-1251"),
        ("Arabic", "iso8859-6", "windows-1256"),
        ("Thai", "cp874", "windows-1251"),
        ("Polish", "windows-1250", "windows-1252"),
        ("Czech", "windows-1250", "windows-1252"),
        ("Czech", "windows-1250", "iso-8859-2"),
        ("Hungarian", "iso8859-2", "iso-8859-1"),
        ("Turkish", "iso8859-9", "iso-8859-1"),
        ("Turkish", "windows-1254", "utf-8"),
        ("Lithuanian", "windows-1257", "windows-1252"),
        ("French", "windows-1252", "iso-8859-15"),
        ("French", "windows-1252", "windows-1251"),
        ("French", "cp850", "windows-1252"),
        ("German", "cp850", "iso-8859-1"),
        ("German", "mac-roman", "windows-1252"),
        ("Spanish", "cp850", "utf-8"),
        ("Czech", "iso8859-2", "windows-1250"),
        ("Czech", "cp852", "windows-1250"),
        ("Czech", "iso8859-2", "utf-8"),
        ("Hungarian", "windows-1250", "windows-1252"),
    ],
)  # fmt: skip
def test_bytes_with_a_wrong_encoding_label_are_read_correctly_and_reported(
    language: str, codec: str, label: str
) -> None:
    data, text = page(language, codec, label)
    decoded = decode_markup(data)
    assert text in decoded.text
    assert ("another encoding" in decoded.problem) is ("iso2022" not in codec)


@pytest.mark.parametrize(
    ("language", "codec", "label"),
    [
        ("Russian", "koi8-r", "koi8-r"),
        ("Russian", "windows-1251", "windows-1251"),
        ("Russian", "cp866", "cp866"),
        ("Ukrainian", "windows-1251", "windows-1251"),
        ("Traditional Chinese", "big5", "big5"),
        ("Simplified Chinese", "gbk", "gb2312"),
        ("Japanese", "shift_jis", "shift_jis"),
        ("Japanese", "euc-jp", "euc-jp"),
        ("Korean", "euc-kr", "euc-kr"),
        ("Greek", "iso8859-7", "iso-8859-7"),
        ("Hebrew", "windows-1255", "windows-1255"),
        ("Arabic", "windows-1256", "windows-1256"),
        ("Arabic", "iso8859-6", "iso-8859-6"),
        ("Thai", "cp874", "tis-620"),
        ("Polish", "iso8859-2", "iso-8859-2"),
        ("Czech", "windows-1250", "windows-1250"),
        ("Hungarian", "iso8859-2", "iso-8859-2"),
        ("Turkish", "iso8859-9", "iso-8859-9"),
        ("Lithuanian", "windows-1257", "windows-1257"),
        ("French", "windows-1252", "iso-8859-1"),
        ("German", "windows-1252", "windows-1252"),
        ("Spanish", "windows-1252", "iso-8859-1"),
    ],
)  # fmt: skip
def test_correctly_labelled_bytes_are_read_as_labelled(language: str, codec: str, label: str) -> None:
    data, text = page(language, codec, label)
    decoded = decode_markup(data)
    assert text in decoded.text
    assert not decoded.problem


@pytest.mark.parametrize(("language", "codec"), [("Russian", "koi8-r"), ("Greek", "iso8859-7"), ("Korean", "euc-kr")])
def test_short_unlabelled_texts_are_read_and_reported(language: str, codec: str) -> None:
    text = TEXTS[language][:60]
    decoded = decode_markup(f"<title>Skarn</title><p>{text}".encode(codec))
    assert text in decoded.text
    assert "in another encoding" in decoded.problem


def test_english_texts_with_foreign_names_keep_their_label() -> None:
    text = (
        "The mayor of Łódź, Paweł Żółć, met Jiří Dvořák on the quay of Skarn, where the ferry ran aground on Friday. "
    )
    for codec in ("windows-1250", "iso8859-2"):
        decoded = decode_markup(f"<meta charset={codec.replace('iso8859', 'iso-8859')}><p>{text * 3}".encode(codec))
        assert text in decoded.text
        assert not decoded.problem


def test_a_name_in_another_script_is_not_a_sign_of_another_encoding() -> None:
    text = f"{TEXTS['German']} Der Kapitän, Paweł Żółć, spricht auch Tschechisch."
    assert decode_markup(f"<meta charset=windows-1250><p>{text}".encode("windows-1250")).problem == ""
