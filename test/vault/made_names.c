#include "made_names.h"

#include <stdio.h>
#include <string.h>

enum { GIVEN, FAMILY, LISTS };

struct people {
    int words;                /* usual number of words of a name */
    const char *lists[LISTS]; /* names between single spaces */
};

static const struct people PEOPLES[] = {
    {3, {"Abdi Abdullahi Abdirahman Ali Ahmed Asha Ayan Bashir Cawil Deeqa Fadumo Farah Fartun "
         "Filsan Guled Halima Hamdi Hassan Hibo Hodan Idil Ifrah Ismail Jama Khadra Leyla Liban "
         "Mohamed Mustafe Nasra Nimco Nur Omar Rahma Sagal Sahra Samatar Shukri Warsame Yasin "
         "Yusuf Zamzam",
         "Abdi Aden Adan Ahmed Ali Dahir Dualeh Elmi Farah Garad Guleid Hassan Hersi Hirsi Hussein "
         "Ibrahim Isse Jama Jimale Kahin Mohamed Mohamud Muse Nur Omar Osman Roble Said Salad "
         "Samatar Shire Warsame Yusuf"}},
    {3, {"Abeba Abel Abraham Alem Almaz Aman Amanuel Asmerom Aster Awet Bereket Biniam Dawit Eden "
         "Elsa Eyob Feven Filmon Freweini Ghirmay Haben Hanna Helen Hiwot Kibrom Kidane Letay "
         "Luwam Mebrahtu Medhanie Meron Mihret Natnael Nigisti Rahel Rahwa Robel Saba Samrawit "
         "Selam Senait Simon Tekle Tesfalem Tsegay Winta Yonas Yordanos Zerai",
         "Abraha Andemariam Araya Asfaha Asmelash Berhe Berhane Desta Fessehaye Gebreab "
         "Gebrehiwot Gebremeskel Ghebreyesus Girmay Habte Hagos Haile Kahsay Kidane Kiflu Kiros "
         "Mehari Mengistu Negash Okbay Semere Tadesse Tekeste Tesfamariam Tewolde Weldu Woldeab "
         "Woldegebriel Yemane Yohannes Zemichael Zeray"}},
    {3, {"Ahmad Ali Amina Amira Aya Bilal Dalia Fadi Farah Fatima Ghada Hala Hamza Hanan Hassan "
         "Hiba Huda Hussein Ibrahim Iman Jamal Kamal Karim Khadija Khaled Laila Lina Mahmoud "
         "Mariam Mohammed Mona Mustafa Nabil Nadia Noor Omar Rana Rania Salma Samir Sara "
         "Tariq Yasmin "
         "Yousef Zahra Zainab",
         "Abbas Abdallah Ahmad Ali Aziz Badawi Bakri Darwish Fadel Farouk Ghanem Haddad Hamdan "
         "Hassan Hijazi Hussein Ibrahim Issa Jaber Kassem Khalil Khoury Mahmoud Mansour Masri "
         "Mohammed Nasser Omar Qasem Rahman Said Saleh Salman Shami Sharif Suleiman Taha Yassin "
         "Younis Zaki"}},
    {3, {"Nguyen Nguyen Nguyen Tran Tran Le Le Pham Hoang Huynh Phan Vu Vo Dang Bui Do Ho Ngo "
         "Duong Ly Dinh Truong Mai Cao",
         "An Anh Bao Binh Chau Chi Cuong Dao Dat Dung Duc Giang Ha Hai Hang Hanh Hieu Hoa Hoang "
         "Hong Hue Hung Huong Huy Khanh Kien Kim Lam Lan Linh Loan Long Mai Minh My Nam Nga Ngoc "
         "Nhung Oanh Phong Phuc Phuong Quan Quang Quoc Quyen Son Tam Thanh Thao Thi Thu Thuy Tien "
         "Trang Trinh Trung Tu Tuan Tung Tuyet Uyen Van Viet Vinh Xuan Yen"}},
    {2, {"Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng "
         "Liang Xie Song Tang Xu Han Feng Deng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu",
         "Wei Fang Na Min Jing Li Qiang Lei Jun Yang Yong Yan Jie Juan Tao Ming Chao Xiuying Xia "
         "Ping Gang Guiying Xiaoming Lihua Guohua Jianguo Meiling Xiaohong Zhiqiang Shuhua Haiyan "
         "Jianhua Xiaoyan Yulan Guiying Chunmei Xinyi Zihan Haoran Yuxuan Mengyao Ruoxi"}},
    {2, {"Olga Oksana Iryna Natalia Tetiana Svitlana Yulia Kateryna Halyna Maryna Anna Viktoria "
         "Oleksandr Serhiy Volodymyr Andriy Mykola Ivan Dmytro Vasyl Petro Yuriy Bohdan Taras "
         "Elena Ekaterina Tatiana Svetlana Dmitri Aleksei Sergei Nikolai Mikhail Pavel",
         "Shevchenko Kovalenko Bondarenko Tkachenko Kravchenko Oliynyk Koval Polishchuk Savchenko "
         "Moroz Lysenko Marchenko Rudenko Petrenko Melnyk Klymenko Ponomarenko Ivanova Smirnova "
         "Kuznetsov Popov Vasiliev Petrov Sokolov Volkov Morozov Zaytsev Pavlov Semenov Golubev"}},
    {2, {"Arben Agim Agron Arta Albana Besa Besnik Blerim Blerta Burim Dardan Diellza Drita "
         "Edona Elira Erion Fatmir Fatos Flutura Genc Ilir Jeton Kujtim Leonora Liri Luan Mimoza "
         "Mirela Nderim Rina Shpresa Skender Teuta Valbona Valdet Vjosa Xhevahire Yllka",
         "Hoxha Shehu Dervishi Leka Gashi Krasniqi Berisha Morina Bytyqi Shala Kelmendi Thaci "
         "Rexhepi Hyseni Osmani Kastrati Haxhiu Gjoka Prifti Kola Marku Ndreka Cela Zeqiri Duka "
         "Basha Meta Topalli Dema Xhafa"}},
    {2, {"Maria Elena Ioana Andreea Mihaela Alexandra Cristina Daniela Gabriela Adriana Simona "
         "Bianca Denisa Larisa Roxana Ion Andrei Alexandru Mihai Stefan Gheorghe Vasile Nicolae "
         "Cristian Florin Marius Ionut Bogdan Razvan Vlad Sorin Dumitru",
         "Popa Popescu Ionescu Radu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Constantin "
         "Marin Munteanu Lazar Barbu Dinu Florea Moldovan Nistor Toma Voicu Ursu Turcanu Lungu "
         "Ciocan Balan Cojocaru Lupu Sandu"}},
    {2, {"Oluwaseun Adebayo Folake Temitope Yetunde Bolanle Olumide Babatunde Chinedu Chioma "
         "Chukwuemeka Ngozi Ifeoma Obinna Adaeze Nneka Kelechi Amarachi Emeka Uche Blessing Joy "
         "Grace Precious Favour Gift Osas Esohe Ehis Aminu Sani Hauwa Zainab Umaru Ibrahim Fatima "
         "Habiba Rakiya Bello Musa",
         "Adeyemi Ogunbiyi Balogun Akinwande Bankole Fashola Ojo Ajayi Okafor Okeke Nwosu "
         "Nwachukwu Eze Obi Uzoma Okonkwo Igwe Anyanwu Osagie Ehigiator Igbinedion Omoregie "
         "Aghedo Idahosa Bello Lawal Garba Danladi Yakubu Abubakar Mohammed Sule Usman"}},
    {2, {"Muhammad Ahmed Ali Hassan Imran Usman Bilal Tariq Rizwan Adnan Faisal Shahid Asif Nadeem "
         "Kamran Ayesha Fatima Sana Sadia Nadia Rubina Shazia Nazia Samina Bushra Farzana Parveen "
         "Naseem Zahida Saima Kiran Hina",
         "Khan Hussain Ahmed Malik Iqbal Butt Chaudhry Qureshi Siddiqui Sheikh Mirza Shah Akhtar "
         "Mahmood Rehman Bibi Begum Javed Aslam Ashraf Bhatti Raza Abbasi Awan Baig Hashmi"}},
    {2, {"Mohammad Abdul Kamal Jamal Rafiq Shafiq Rahim Karim Anwar Tariqul Nazrul Shahidul Nazma "
         "Rokeya Ruma Shirin Salma Jahanara Rahima Amena Taslima Nasrin Farida Shahnaz Monowara",
         "Rahman Islam Hossain Uddin Miah Ali Ahmed Chowdhury Sarkar Khatun Begum Akter Sultana "
         "Khanom Biswas Mondal Sheikh Haque Alam Hasan"}},
    {2, {"Azad Rojin Berivan Dilan Zilan Sherko Dilshad Hevi Hemin Karwan Rebin Shwan Aram Nazdar "
         "Rezan Baran Jiyan Shirin Leila Maryam Zahra Fatemeh Reza Mehdi Hossein Mohsen Saeed "
         "Parisa Azadeh Nasrin Farhad Omid Navid Shahram",
         "Barzani Rostami Ahmadi Hosseini Karimi Moradi Jafari Rezaei Mohammadi Rahimi Amiri "
         "Kazemi Ebrahimi Hashemi Ghorbani Heydari Demir Celik Yilmaz Kaya Dogan Aydin Ozturk "
         "Khalil Hassan Omar Salih Aziz Hamid Rashid Mahmud"}},
    {2, {"Wanjiru Njoki Kamau Otieno Achieng Akinyi Kwame Kofi Ama Akosua Yaw Abena Mamadou "
         "Fatoumata Aissatou Ousmane Kadiatou Ibrahima Claudine Josiane Eric Emmanuel Aline "
         "Chantal Tendai Rudo Tafadzwa Nyasha Amara Fatmata Isatu Foday",
         "Mwangi Kariuki Odhiambo Ochieng Mensah Osei Boateng Asante Owusu Diallo Bah Barry Sow "
         "Camara Conteh Kamara Sesay Koroma Bangura Uwimana Habimana Ingabire Mukamana Moyo Ncube "
         "Dube Sibanda Phiri Banda"}},
    {2, {"John Mary Sarah David James Emma Jack Olivia Thomas Sophie Daniel Lucy Maria Jose Ana "
         "Luis Carlos Rosa Marta Pedro Paula Miguel Juan Carmen Joao Tiago Ines Sunita Kavita "
         "Gurpreet Harjit Rajesh Priya Anil",
         "Smith Jones Taylor Brown Williams Wilson Evans Walker Wright Green Garcia Hernandez "
         "Lopez Martinez Gonzalez Silva Santos Oliveira Pereira Costa Sharma Patel Singh Kaur Gill "
         "Devi Gupta Kumar Fernando Perera"}},
};

uint64_t made_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static size_t below(uint64_t *state, size_t limit)
{
    return (size_t)(made_random(state) % limit);
}

static size_t pick(uint64_t *state, const char *list, char *out, size_t room)
{
    size_t words = 1, at = 0, size;
    for (const char *c = list; *c; c++)
        words += *c == ' ';
    for (size_t skip = below(state, words); skip > 0; at++)
        skip -= list[at] == ' ';
    size = strcspn(list + at, " ");
    snprintf(out, room, "%.*s", (int)size, list + at);
    return size;
}

/* Another vowel, a letter twice, or a letter lost. */
static void misspell(uint64_t *state, char *word, size_t size)
{
    static const char vowels[] = "aeiou";
    size_t at = 1 + below(state, size - 1);
    switch (below(state, 3)) {
    case 0:
        word[at] = strchr(vowels, word[at]) ? vowels[below(state, 5)] : word[at];
        break;
    case 1:
        memmove(word + at + 1, word + at, size - at + 1);
        break;
    default:
        memmove(word + at, word + at + 1, size - at);
        break;
    }
}

/* A name few others bear: two to four syllables. */
static size_t invent(uint64_t *state, char *out, size_t room)
{
    static const char *const firsts[] = {"b", "d", "f", "g", "h", "j", "k", "kh", "l", "m", "n",
                                         "p", "r", "s", "sh", "t", "v", "w", "y", "z", "ch", ""};
    static const char *const lasts[] = {"a", "e", "i", "o", "u", "an", "ar", "en", "el", "in", "is",
                                        "on", "or", "un", "ai", "am"};
    size_t used = 0;
    for (size_t syllables = 2 + below(state, 3); syllables > 0; syllables--)
        used += (size_t)snprintf(out + used, room - used, "%s%s",
                                 firsts[below(state, sizeof(firsts) / sizeof(firsts[0]))],
                                 lasts[below(state, sizeof(lasts) / sizeof(lasts[0]))]);
    return used;
}

void made_name(uint64_t *state, char out[MADE_NAME_BYTES])
{
    const struct people *people = &PEOPLES[below(state, sizeof(PEOPLES) / sizeof(PEOPLES[0]))];
    int words = people->words + (below(state, 4) == 0);
    size_t used = 0;
    for (int i = 0; i < words; i++) {
        char word[48];
        size_t size = pick(state, people->lists[i == 0 ? GIVEN : FAMILY], word, sizeof(word));
        if (i > 0 && below(state, 8) == 0)
            size = invent(state, word, sizeof(word));
        else if (size > 3 && below(state, 6) == 0)
            misspell(state, word, size);
        used += (size_t)snprintf(out + used, MADE_NAME_BYTES - used, "%s%s", i ? " " : "", word);
    }
}
