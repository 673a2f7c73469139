/// How letters are written in plain Latin, `letters=romanised`. Small on purpose: a letter that
/// stands in no table makes a name unreadable, which is said, never guessed.
///
/// Sources of the conventions: Cyrillic after BGN/PCGN 1947 (Russian), 1965 (Ukrainian) and ICAO
/// Doc 9303 part 3; Greek after ELOT 743 (1982); Hebrew and Arabic after ICAO Doc 9303, consonants
/// alone since vowels are not written; Georgian and Armenian after BGN/PCGN 2009 and 1981; kana
/// after Hepburn; Han as Hanyu Pinyin (1958) without tones, for common surnames and given names in
/// simplified and traditional forms. Japanese readings of Han are not there.
enum RomanTables {
    static let letters: [StaticString] = [
        RomanLatinTable.text, cyrillic, greek, hebrew, arabic, georgian, armenian, kana, surnames,
        givenNames,
    ]

    /// Accents and points by themselves, joiners, marks of direction, apostrophes.
    static let silent: [ClosedRange<UInt32>] = [
        0x27...0x27, 0x60...0x60, 0xAD...0xAD, 0xB4...0xB4, 0xB7...0xB7, 0x2B9...0x2C1,
        0x300...0x36F, 0x591...0x5C7, 0x5F3...0x5F4, 0x610...0x61A, 0x61C...0x61C,
        0x640...0x640, 0x64B...0x65F, 0x670...0x670, 0x200B...0x200F, 0x2018...0x201B,
        0x202A...0x202E, 0x2032...0x2032, 0x2060...0x2064, 0x3099...0x309A, 0x30FC...0x30FC,
        0xFE00...0xFE0F, 0xFEFF...0xFEFF, 0xFF07...0xFF07,
    ]

    /// White space, hyphens, dots, commas, brackets, quotation marks.
    static let gaps: [ClosedRange<UInt32>] = [
        0x09...0x0D, 0x20...0x20, 0x22...0x22, 0x26...0x26, 0x28...0x29, 0x2C...0x2F,
        0x3A...0x3B, 0x5F...0x5F, 0xA0...0xA0, 0x5BE...0x5BE, 0x60C...0x60C, 0x2000...0x200A,
        0x2010...0x2015, 0x201C...0x201F, 0x202F...0x202F, 0x3000...0x3001, 0x30FB...0x30FB,
    ]

    private static let cyrillic: StaticString = """
        а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f
        х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya є=ye і=i ї=yi ґ=g ў=u ј=j љ=lj њ=nj
        ћ=c ђ=dj џ=dz ѓ=g ќ=k ѕ=dz ә=a ғ=g қ=k ң=n ө=o ұ=u ү=u һ=h ҳ=h ҷ=j ӣ=i ӯ=u ѐ=e ѝ=i
        """

    private static let greek: StaticString = """
        α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σς=s τ=t υ=y φ=f
        χ=ch ψ=ps ω=o ά=a έ=e ή=i ί=i ό=o ύ=y ώ=o ϊ=i ϋ=y ΐ=i ΰ=y
        """

    private static let hebrew: StaticString = """
        א=a ב=b ג=g ד=d ה=h ו=v ז=z ח=h ט=t י=y כך=k ל=l מם=m נן=n ס=s ע=a פף=p צץ=ts ק=k ר=r
        ש=sh ת=t
        """

    private static let arabic: StaticString = """
        ا=a أ=a إ=i آ=a ء= ؤ=w ئ=y ب=b ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=s ض=d
        ط=t ظ=z ع=a غ=gh ف=f ق=q ك=k ل=l م=m ن=n ه=h و=w ي=y ى=a ة=h پ=p چ=ch ژ=zh گ=g ک=k ی=y
        ہ=h ے=y ٹ=t ڈ=d ڑ=r ں=n
        """

    private static let georgian: StaticString = """
        ა=a ბ=b გ=g დ=d ე=e ვ=v ზ=z თ=t ი=i კ=k ლ=l მ=m ნ=n ო=o პ=p ჟ=zh რ=r ს=s ტ=t უ=u ფ=p ქ=k
        ღ=gh ყ=q შ=sh ჩ=ch ც=ts ძ=dz წ=ts ჭ=ch ხ=kh ჯ=j ჰ=h
        """

    private static let armenian: StaticString = """
        ա=a բ=b գ=g դ=d ե=e զ=z է=e ը=y թ=t ժ=zh ի=i լ=l խ=kh ծ=ts կ=k հ=h ձ=dz ղ=gh ճ=ch մ=m յ=y
        ն=n շ=sh ո=o չ=ch պ=p ջ=j ռ=r ս=s վ=v տ=t ր=r ց=ts ւ=u փ=p ք=k օ=o ֆ=f և=ev
        """

    private static let kana: StaticString = """
        あア=a いイ=i うウ=u えエ=e おオ=o かカ=ka きキ=ki くク=ku けケ=ke こコ=ko さサ=sa しシ=shi
        すス=su せセ=se そソ=so たタ=ta ちチ=chi つツ=tsu てテ=te とト=to なナ=na にニ=ni ぬヌ=nu
        ねネ=ne のノ=no はハ=ha ひヒ=hi ふフ=fu へヘ=he ほホ=ho まマ=ma みミ=mi むム=mu めメ=me
        もモ=mo やヤ=ya ゆユ=yu よヨ=yo らラ=ra りリ=ri るル=ru れレ=re ろロ=ro わワ=wa をヲ=o んン=n
        がガ=ga ぎギ=gi ぐグ=gu げゲ=ge ごゴ=go ざザ=za じジ=ji ずズ=zu ぜゼ=ze ぞゾ=zo だダ=da
        ぢヂ=ji づヅ=zu でデ=de どド=do ばバ=ba びビ=bi ぶブ=bu べベ=be ぼボ=bo ぱパ=pa ぴピ=pi
        ぷプ=pu ぺペ=pe ぽポ=po っッ= ゃャ=ya ゅュ=yu ょョ=yo ァ=a ィ=i ェ=e ォ=o
        """

    /// Han: the commonest surnames.
    private static let surnames: StaticString = """
        王汪=wang 李黎厉=li 张張章=zhang 刘劉柳=liu 陈陳=chen 杨楊=yang 赵趙=zhao 黄黃=huang 周=zhou
        吴吳武伍=wu 徐许許=xu 孙孫=sun 胡=hu 朱祝=zhu 高=gao 林=lin 何贺賀=he 郭=guo 马馬=ma
        罗羅骆駱=luo 梁=liang 宋=song 郑鄭=zheng 谢謝=xie 韩韓=han 唐汤湯=tang 冯馮=feng
        于余俞玉宇禹=yu 董=dong 萧肖蕭=xiao 程成=cheng 曹=cao 袁=yuan 邓鄧=deng 傅付=fu 沈申=shen
        曾=zeng 彭=peng 吕呂=lu 苏蘇=su 卢盧鲁陆陸路=lu 蒋蔣江姜=jiang 蔡=cai 贾賈=jia 丁=ding
        魏卫韦韋=wei 薛=xue 叶葉=ye 阎閻严嚴颜顏=yan 潘=pan 杜=du 戴代=dai 夏=xia 钟鍾=zhong 田=tian
        任=ren 范樊=fan 方房=fang 石史施时=shi 姚=yao 谭譚=tan 廖=liao 邹鄒=zou 熊=xiong 金=jin
        郝=hao 孔=kong 白=bai 崔=cui 康=kang 毛=mao 邱秋丘=qiu 秦=qin 顾顧古谷=gu 侯=hou 邵=shao
        孟=meng 龙龍=long 万萬=wan 段=duan 钱錢=qian 尹=yin 常=chang 乔喬=qiao 赖賴=lai 龚龔=gong
        文温溫=wen 欧歐=ou 司=si 葛=ge 诸諸=zhu 上=shang 官=guan
        """

    /// Han: the commonest in given names, where a surname does not stand for them already.
    private static let givenNames: StaticString = """
        伟偉=wei 芳=fang 娜=na 秀=xiu 英颖穎=ying 敏民=min 静靜晶=jing 丽麗力莉立=li 强強=qiang
        磊蕾=lei 军軍俊君=jun 洋阳陽=yang 勇永咏=yong 艳艷燕=yan 杰傑洁潔=jie 娟=juan 涛濤桃=tao
        明鸣=ming 超=chao 霞=xia 平萍=ping 刚剛=gang 桂=gui 兰蘭岚嵐=lan 华華=hua 红紅宏洪鸿鴻=hong
        小晓曉=xiao 建健剑=jian 国國=guo 志智=zhi 海=hai 春=chun 梅美=mei 凤鳳峰锋鋒=feng
        云雲芸=yun 飞飛菲=fei 鹏鵬=peng 浩昊豪=hao 子梓紫=zi 轩軒=xuan 欣新心鑫=xin 怡依义一宜=yi
        雨=yu 晨辰=chen 思=si 雪学學=xue 琳=lin 佳家嘉=jia 博波=bo 瑞=rui 天=tian 大达達=da
        东東=dong 辉輝慧惠=hui 光广廣=guang 庆慶清青=qing 德=de 生胜勝圣=sheng 宝寶=bao
        银銀=yin 福富=fu 祥翔香=xiang 忠中=zhong 荣榮容=rong 贵貴=gui 安=an 乐樂=le
        婷庭=ting 倩=qian 琴勤=qin 玲灵=ling 珍真贞=zhen 月悦悅=yue 莲蓮=lian 菊=ju 素=su 淑=shu
        爱愛=ai 凯凱=kai 斌=bin 亮=liang 旭=xu 泽澤=ze 涵=han 诗詩=shi 琪奇=qi 彤=tong 可=ke
        诺諾=nuo 然=ran 悠=you 世=shi 伯=bo
        """
}
