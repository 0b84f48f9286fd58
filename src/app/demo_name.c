#include "app/demo_name.h"

#include <string.h>

const struct demo_country demo_countries[] = {
    {"AL", 26, "sq:speaks+reads", "sq",
     "Arta Besa Drita Elira Flutura Genta Jehona Kaltrina Lindita Mirela Nora Rudina Shpresa "
     "Teuta Valbona Zamira",
     "Agron Arben Besnik Dritan Edon Fatos Genci Ilir Luan Sokol Valon Ylli",
     "Bard Dush Gjer Kres Lum Mal Ndre Pashk Qem Rresh Shkod Tomor Vran Zog", "aj ani ora eshi uli",
     false},
    {"NG", 18, "en:speaks+reads,yo:speaks", "en",
     "Abeni Adaeze Amarachi Blessing Chiamaka Ebele Folake Ifeoma Kehinde Ngozi Oluchi Ronke "
     "Simisola Temitope Yewande Zainab",
     "Abiodun Chidi Dayo Emeka Femi Kelechi Obinna Segun Tunde Uche Yemi Zubairu",
     "Ade Afo Aki Balo Chuku Ebo Eze Ike Nwo Oba Oke Olu Omo Owo", "bayo dele kunle ma wale yemi",
     false},
    {"VN", 9, "vi:speaks+reads", "vi",
     "Bich/Bích Dung Ha/Hà Hanh/Hạnh Hoa Huong/Hương Lan Linh Mai My/Mỹ Ngoc/Ngọc Phuong/Phương "
     "Thao/Thảo Thu Trang Yen/Yến",
     "Anh Binh/Bình Dat/Đạt Duc/Đức Hai/Hải Hung/Hùng Khanh/Khánh Long Minh Nam Quan/Quân "
     "Tuan/Tuấn",
     "Nguyen/Nguyễn Tran/Trần Le/Lê Pham/Phạm Hoang/Hoàng Vu/Vũ Dang/Đặng Bui/Bùi Do/Đỗ Ngo/Ngô "
     "Duong/Dương Ly/Lý",
     "-", false},
    {"ER", 8, "ti:speaks+reads,ar:speaks", "ti",
     "Abrehet/ኣብረሀት Almaz/ኣልማዝ Azmera/ኣዝመራ Bisrat/ብስራት Eden/ኤደን Feven/ፌቨን Helen/ሄለን "
     "Letebrhan/ለተብርሃን Luwam/ልዋም Mariam/ማርያም Mihret/ምሕረት Rahel/ራሄል Saba/ሳባ Selam/ሰላም "
     "Semhar/ሰምሃር Yordanos/ዮርዳኖስ",
     "Abel/ኣቤል Biniam/ቢንያም Dawit/ዳዊት Ermias/ኤርምያስ Filmon/ፊልሞን Hagos/ሓጎስ Isaias/ኢሳይያስ "
     "Kidane/ኪዳነ Mebrahtu/መብራህቱ Samuel/ሳሙኤል Tesfay/ተስፋይ Yonas/ዮናስ",
     "", "", true},
    {"SD", 6, "ar:speaks+reads", "ar",
     "Amna/آمنة Asma/أسماء Fatima/فاطمة Hawa/حواء Huda/هدى Iman/إيمان Ikhlas/إخلاص Khadija/خديجة "
     "Mariam/مريم Nada/ندى Rania/رانيا Salma/سلمى Samira/سميرة Suad/سعاد Tahani/تهاني Zeinab/زينب",
     "Abdelrahman/عبدالرحمن Adam/آدم Bakri/بكري Elfatih/الفاتح Hassan/حسن Ibrahim/إبراهيم "
     "Idris/إدريس Khalid/خالد Mustafa/مصطفى Omer/عمر Osman/عثمان Yasir/ياسر",
     "", "", true},
    {"CN", 5, "zh:speaks+reads", "zh",
     "Fang/芳 Hong/红 Jing/静 Juan/娟 Lan/兰 Li/丽 Lin/琳 Mei/梅 Min/敏 Na/娜 Ping/萍 Qing/青 "
     "Xia/霞 Xiu/秀 Yan/燕 Ying/英",
     "Bo/波 Chao/超 Feng/峰 Gang/刚 Hao/浩 Jie/杰 Jun/军 Lei/磊 Ming/明 Tao/涛 Wei/伟 Yong/勇",
     "Chen/陈 Guo/郭 He/何 Huang/黄 Li/李 Lin/林 Liu/刘 Sun/孙 Wang/王 Wu/吴 Zhang/张 Zhao/赵 "
     "Zheng/郑 Zhou/周",
     "-", false},
    {"PH", 4, "fil:speaks+reads,en:speaks+reads", "fil",
     "Amihan Corazon Dalisay Divina Evelyn Imelda Jocelyn Ligaya Luzviminda Marites Nenita "
     "Perlita Rosalinda Rowena Tala Violeta",
     "Benigno Crisanto Danilo Efren Felipe Joselito Mariano Nestor Reynaldo Rogelio Teodoro "
     "Virgilio",
     "Agba Bala Cata Daga Lak Mana Mag Pala Sala Tala", "lang nan tas yon dulay tapang", false},
    {"GB", 7, "en:speaks+reads", "en",
     "Amy Bethany Chloe Danielle Ellie Gemma Hannah Jade Kayleigh Leanne Megan Natasha Paige "
     "Rachel Shannon Stacey",
     "Aaron Callum Connor Dean Jamie Kieran Lee Liam Nathan Ryan Scott Tyler",
     "Ash Beck Brad Crow Dun Fair Grim Hart Kirk Lang Mill Nor Pen Ripp Stan Thorn Wether Wool",
     "by combe den field ham ley more shaw stock ton worth", false},
    {"RO", 5, "ro:speaks+reads", "ro",
     "Adina Alina Anca Bianca Camelia Corina Daniela Elena Florica Ileana Larisa Mihaela Nicoleta "
     "Roxana Simona Viorica",
     "Adrian Bogdan Catalin Costel Dorin Florin Ionut Marius Nelu Petru Razvan Vasile",
     "Alb Barb Cioc Dobr Flor Gheor Lup Mold Munt Nist Plop Rus", "anu ariu eanu escu oiu", false},
    {"ET", 3, "am:speaks+reads", "am",
     "Aster/አስቴር Bethlehem/ቤተልሔም Hiwot/ሕይወት Kidist/ቅድስት Lemlem/ለምለም Meron/ሜሮን Meseret/መሠረት "
     "Mulu/ሙሉ Rahel/ራሔል Sara/ሣራ Tigist/ትዕግሥት Tsehay/ፀሐይ",
     "Abebe/አበበ Alemu/ዓለሙ Bekele/በቀለ Dawit/ዳዊት Girma/ግርማ Haile/ኃይሌ Kebede/ከበደ Mulugeta/ሙሉጌታ "
     "Solomon/ሰለሞን Tadesse/ታደሰ Tesfaye/ተስፋዬ Yohannes/ዮሐንስ",
     "", "", true},
    {"IR", 2, "fa:speaks+reads", "fa",
     "Azar/آذر Farah/فرح Golnaz/گلناز Laleh/لاله Mahsa/مهسا Mina/مینا Nasrin/نسرین Parvin/پروین "
     "Roya/رویا Shirin/شیرین Soraya/ثریا Zahra/زهرا",
     "Arash/آرش Behrouz/بهروز Dariush/داریوش Farhad/فرهاد Kaveh/کاوه Mehdi/مهدی Navid/نوید "
     "Reza/رضا Saeed/سعید Siamak/سیامک",
     "Ard/ارد Bahr/بهر Dar/در Golest/گلست Kerm/کرم Nour/نور Shad/شاد Tabr/تبر",
     "abi/ابی ani/انی izi/یزی mand/مند", false},
    {"PK", 2, "ur:speaks+reads,pa:speaks", "ur",
     "Aisha/عائشہ Bushra/بشریٰ Farzana/فرزانہ Ghazala/غزالہ Kausar/کوثر Nasreen/نسرین "
     "Rabia/رابعہ Saima/صائمہ Shazia/شازیہ Uzma/عظمیٰ",
     "Adnan/عدنان Bilal/بلال Faisal/فیصل Imran/عمران Kamran/کامران Nadeem/ندیم Tariq/طارق "
     "Usman/عثمان",
     "Ahmadz/احمدز Gulz/گلز Khanz/خانز Mirz/مرز Noorz/نورز", "ada/ادہ ai/ئی ar/ار", false},
    {"IN", 3, "hi:speaks+reads,pa:speaks", "hi",
     "Anjali/अंजलि Asha/आशा Deepa/दीपा Gita/गीता Kavita/कविता Lata/लता Meena/मीना Nisha/निशा "
     "Pooja/पूजा Rekha/रेखा Sunita/सुनीता Usha/उषा",
     "Ajay/अजय Deepak/दीपक Manoj/मनोज Naveen/नवीन Rajesh/राजेश Sanjay/संजय Sunil/सुनील "
     "Vikram/विक्रम",
     "Bhar/भार Chand/चंद Dev/देव Gir/गिर Kush/कुश Raj/राज Sur/सुर",
     "ani/ानी pal/पाल wal/वाल war/वार", false},
    {"UG", 2, "lg:speaks,en:speaks+reads", "lg",
     "Achen Akello Babirye Birungi Kembabazi Nabirye Nakato Namukasa Nansubuga Nantale Sanyu Tendo",
     "Byaruhanga Kato Kizza Lubega Mukasa Okello Ssali Wasswa",
     "Bu Kagu Kya Lu Mu Na Sse Wa", "gaba kiibi lindwa ndawula sajja yonga", false},
    {"GH", 2, "en:speaks+reads,tw:speaks", "en",
     "Abena Adwoa Afia Akosua Akua Ama Araba Efua Esi Serwaa Yaa Yaaba",
     "Kofi Kojo Kwabena Kwaku Kwame Kwasi Nii Yaw",
     "Agye Amo Ankra Asa Boa Dan Ma Obe Opo Owu", "hene ko mang nti su teng", false},
    {"BR", 2, "pt:speaks+reads", "pt",
     "Aline Camila Cristiane Daiane Fernanda Jussara Luciana Marcela Patricia Raquel Simone "
     "Tatiane",
     "Anderson Diego Edson Fabio Gilberto Leandro Marcelo Wagner",
     "Alv Barb Cam Card Figu Mat Mont Oliv Per", "ares eira enso inha ontes", false},
    {"HU", 1, "hu:speaks+reads", "hu",
     "Aniko Boglarka Edit Eszter Ildiko Katalin Margit Noemi Piroska Reka Timea Zsuzsa",
     "Attila Balint Csaba Gabor Istvan Laszlo Tibor Zoltan",
     "Bala Debre Kapos Kis Mező Nagy Sze Tisza Vesz", "fi falvi hidi laki ori vari", false},
};
const size_t demo_country_count = COUNT_OF(demo_countries);

size_t demo_country_draw(struct demo_draw *draw)
{
    int weights[COUNT_OF(demo_countries)];
    for (size_t i = 0; i < COUNT_OF(demo_countries); i++)
        weights[i] = demo_countries[i].weight;
    return demo_weigh(draw, weights, COUNT_OF(weights));
}

/* One part of a name, in Latin letters and in its own script (the same where there is no other). */
struct part {
    struct str latin, own;
};

static struct part part_of(struct str entry)
{
    struct str own = entry;
    struct str latin = str_cut(&own, '/');
    return (struct part){latin, own.size > 0 ? own : latin};
}

static struct part part_draw(struct demo_draw *draw, const char *list)
{
    size_t count = 1;
    for (const char *at = list; *at; at++)
        count += *at == ' ';
    struct str rest = str_of(list);
    for (size_t drawn = demo_pick(draw, count); drawn > 0; drawn--)
        str_cut(&rest, ' ');
    return part_of(str_cut(&rest, ' '));
}

static struct part joined(struct arena *arena, struct part stem, struct part ending)
{
    if (str_equal_c(ending.latin, "-"))
        return stem;
    return (struct part){
        str_format(arena, "%.*s%.*s", STR_ARGS(stem.latin), STR_ARGS(ending.latin)),
        str_format(arena, "%.*s%.*s", STR_ARGS(stem.own), STR_ARGS(ending.own)),
    };
}

static struct part family_draw(struct arena *arena, struct demo_draw *draw,
                               const struct demo_country *country)
{
    if (country->is_patronymic)
        return part_draw(draw, country->men);
    struct part stem = part_draw(draw, country->stems);
    return joined(arena, stem, part_draw(draw, country->endings));
}

/* Who writes the family first in her own language does so here too. */
static bool is_family_first(const struct demo_country *country)
{
    return strcmp(country->code, "CN") == 0 || strcmp(country->code, "VN") == 0 ||
           strcmp(country->code, "HU") == 0;
}

static struct str whole_name(struct arena *arena, const struct demo_country *country,
                             struct str given, struct str family)
{
    if (strcmp(country->code, "CN") == 0 && family.at[0] & 0x80)
        return str_format(arena, "%.*s%.*s", STR_ARGS(family), STR_ARGS(given));
    return is_family_first(country)
               ? str_format(arena, "%.*s %.*s", STR_ARGS(family), STR_ARGS(given))
               : str_format(arena, "%.*s %.*s", STR_ARGS(given), STR_ARGS(family));
}

struct demo_name demo_name_draw(struct arena *arena, struct demo_draw *draw,
                                const struct demo_country *country, bool is_woman,
                                struct str family)
{
    struct part given = part_draw(draw, is_woman ? country->women : country->men);
    struct part second = family.size > 0 ? part_of(family) : family_draw(arena, draw, country);
    struct demo_name name = {
        .given = given.latin,
        .family = second.latin,
        .family_parts = str_format(arena, "%.*s/%.*s", STR_ARGS(second.latin),
                                   STR_ARGS(second.own)),
        .whole = whole_name(arena, country, given.own, second.own),
        .latin = whole_name(arena, country, given.latin, second.latin),
    };
    if (str_equal(name.whole, name.latin))
        name.latin = STR_NONE;
    return name;
}

struct str demo_worker_name(struct arena *arena, struct demo_draw *draw)
{
    static const char given[] =
        "Alex Amina Beth Carol Dev Esther Fiona Grace Hamid Ines Jo Kemi Lena Marek Nadia Owen "
        "Priya Ruth Sam Tess Uma Victor Wanda Yusuf";
    static const char stems[] = "Ald Birch Cold Eller Fox Green Hazel Marl Oak Stone West Winter";
    static const char endings[] = "brook croft dale ford gate wood";
    struct part family = joined(arena, part_draw(draw, stems), part_draw(draw, endings));
    struct str first = part_draw(draw, given).latin;
    return str_format(arena, "%.*s %.*s", STR_ARGS(first), STR_ARGS(family.latin));
}
