"""Names of people as many cultures give them, for generated sentences.

Given and family names come from the Faker package's locales; where a locale has none in
Latin letters, from the short lists here (common names of the culture, in the spelling that
its people use in English). Training only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

# Common names by culture: given names, then family names.
_LISTS: Mapping[str, str] = {
    "zh": (
        "Wei Fang Jing Lei Yan Min Qiang Jie Xiu Ying Hua Ming Hao Xin Yu Chen Ting Jun Peng"
        " Xiaoming Xiaoli Yuhan Zihan Haoran Yifan Jiahao Meiling Guang Zhen Dong Rui Shan /"
        " Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo"
        " Zheng Liang Xie Tang Deng Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Jiang Cai"
    ),
    "ko": (
        "Minjun Seojun Jiho Jiwoo Hyun Sungmin Jihoon Minseo Soyeon Hana Yuna Eunji Jisoo Dohyun"
        " Seung-hyun Ji-young Min-jae Hye-jin Kyung Sang-woo Yong-ho Mi-sook Young-hee /"
        " Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Ryu"
        " Hong Jeon Moon Bae Baek Heo Nam Noh Ha Joo Koo"
    ),
    "ja": (
        "Haruto Yuto Sota Yuki Hayato Riku Hana Yui Sakura Mei Aoi Rin Kenji Takashi Hiroshi"
        " Akira Yoko Keiko Naoko Emi Tomoko Satoshi Makoto Kaori Ayumi Daisuke Shota Mika /"
        " Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida"
        " Yamada Sasaki Matsumoto Inoue Kimura Hayashi Shimizu Saito Mori Abe Ikeda Ishikawa"
    ),
    "ar": (
        "Mohammed Ahmed Ali Omar Youssef Hassan Hussein Khalid Ibrahim Mustafa Abdullah Karim"
        " Fatima Aisha Maryam Zainab Layla Noor Salma Hana Amina Yasmin Rania Huda Tariq Samir"
        " Abdul-Rahman Nasser Faisal Bilal Mahmoud Reem Dina Ayman Walid Hamza /"
        " Al-Sayed Hassan Haddad Khoury Mansour Nasser Saleh Al-Masri Abdullah Rahman Aziz Farah"
        " Hamdan Qureshi Najjar Bakr El-Amin Shaheen Darwish Kassab Zaki Al-Harbi Al Otaibi"
        " bin Rashid Suleiman Hamad Taha Ghanem Fayed Barakat Jaber Odeh"
    ),
    "ru": (
        "Ivan Dmitry Sergey Alexei Andrey Mikhail Nikolai Vladimir Pavel Oleg Anna Olga Elena"
        " Tatiana Natalia Irina Svetlana Ekaterina Maria Yulia Anastasia Daria Yuri Boris Igor /"
        " Ivanov Smirnov Kuznetsov Popov Sokolov Lebedev Kozlov Novikov Morozov Petrova Volkova"
        " Solovyova Vasilieva Zaitseva Pavlova Semenov Golubev Vinogradov Bogdanov Fedorova"
    ),
    "uk": (
        "Oleksandr Andriy Serhiy Mykola Volodymyr Oksana Olena Natalia Kateryna Yulia Bohdan"
        " Taras Iryna Halyna Dmytro Vasyl Maksym Sofiia Solomiya Yaroslav /"
        " Shevchenko Kovalenko Bondarenko Tkachenko Kravchenko Oliynyk Koval Shevchuk Polishchuk"
        " Lysenko Rudenko Savchenko Petrenko Marchenko Moroz Hrytsenko Melnyk Boyko"
    ),
    "hi": (
        "Rahul Amit Priya Anjali Sunita Ravi Suresh Ramesh Deepak Pooja Neha Vikram Arjun Karthik"
        " Lakshmi Divya Meena Kavitha Sanjay Rajesh Manoj Anil Vijay Ganesh Swathi Nithya Harish"
        " Prakash Mahesh Revathi Gayathri Senthil Murugan Bhavani Saravanan Vignesh Keerthana /"
        " Sharma Verma Gupta Singh Kumar Patel Reddy Iyer Nair Menon Rao Das Chatterjee Banerjee"
        " Mukherjee Joshi Desai Mehta Shah Kapoor Malhotra Pillai Naidu Krishnan Subramanian"
        " Venkatesh Raman Bose Ghosh Mishra Pandey Yadav Chauhan Agarwal"
    ),
    "fa": (
        "Reza Mehdi Hossein Amir Farid Navid Shirin Leila Parisa Nasrin Mina Azadeh Babak Kian"
        " Arash Golnaz Soraya Dariush Farhad Niloofar /"
        " Hosseini Ahmadi Mohammadi Karimi Rezaei Jafari Moradi Rahimi Shirazi Tehrani Kazemi"
        " Rostami Ghorbani Sadeghi Farahani Nazari Bahrami Esfahani"
    ),
    "he": (
        "Noa Tamar Yael Shira Avigail Eitan Itai Yosef Moshe Avi Uri Yonatan Eyal Gal Rivka"
        " Hadas Ofir Dov Shlomo Miriam /"
        " Cohen Levi Mizrahi Peretz Biton Friedman Katz Avraham Shapiro Goldberg Azoulay Ben-David"
        " Rosenberg Malka Amar Ohana Segal"
    ),
    "el": (
        "Giorgos Dimitris Nikos Yannis Kostas Maria Eleni Katerina Sofia Vasiliki Panagiotis"
        " Christos Despina Stavros Anastasia /"
        " Papadopoulos Papadakis Georgiou Nikolaidis Dimitriou Konstantinou Vasileiou Ioannou"
        " Economou Makris Angelopoulos Karagiannis"
    ),
    "am": (
        "Abebe Bekele Tesfaye Dawit Hanna Selam Mekdes Yonas Tigist Kebede Almaz Getachew"
        " Mulugeta Senait Birtukan /"
        " Tadesse Haile Girma Alemu Desta Worku Assefa Mengistu Wolde Gebre Negash Demissie"
    ),
    "th": (
        "Somchai Somsak Prasert Anong Malee Siriporn Kanya Chai Nattapong Arthit Ploy Supaporn /"
        " Saetang Srisuk Wongsakul Chaiyaporn Thongchai Suwan Boonmee Rattana Phanit Charoen"
    ),
}

# Locales of Faker with names in Latin letters, and how often each is drawn for English.
_ENGLISH: Mapping[str, int] = {
    "en_US": 24, "en_GB": 8, "en_IE": 2, "en_AU": 2, "en_CA": 2, "en_NZ": 2, "en_IN": 10,
    "hi": 8, "zh": 4, "ko": 2, "ja": 3, "ar": 6, "ru": 3, "uk": 1, "fa": 2, "he": 1, "el": 1,
    "am": 1, "th": 1, "es_MX": 5, "es_ES": 2, "es_CO": 2, "pt_BR": 3, "fr_FR": 2, "de_DE": 3,
    "it_IT": 2, "nl_NL": 2, "pl_PL": 2, "fi_FI": 1, "et_EE": 1, "sv_SE": 1, "no_NO": 1,
    "da_DK": 1, "cs_CZ": 1, "hu_HU": 1, "ro_RO": 1, "hr_HR": 1, "tr_TR": 2, "id_ID": 2,
    "fil_PH": 2, "vi_VN": 2, "yo_NG": 2, "ig_NG": 1, "ha_NG": 1, "zu_ZA": 1, "tw_GH": 1,
    "sw": 1, "az_AZ": 1, "uz_UZ": 1, "lt_LT": 1, "lv_LV": 1, "is_IS": 1, "ga_IE": 1, "sq_AL": 1,
}  # fmt: skip
_HOME: Mapping[str, tuple[str, ...]] = {
    "de": ("de_DE", "de_AT", "de_CH"), "nl": ("nl_NL", "nl_BE"),
    "fr": ("fr_FR", "fr_CA", "fr_CH", "fr_BE"), "es": ("es_ES", "es_MX", "es_AR", "es_CO", "es_CL"),
    "it": ("it_IT",), "pt": ("pt_PT", "pt_BR"), "fi": ("fi_FI",), "et": ("et_EE",),
    "pl": ("pl_PL",),
}  # fmt: skip
_TWO_FAMILY_NAMES = frozenset({"es_ES", "es_MX", "es_AR", "es_CO", "es_CL", "pt_PT", "pt_BR"})
_FAMILY_FIRST = frozenset({"zh", "ko", "vi_VN", "hu_HU"})
_PARTICLES: Mapping[str, tuple[str, ...]] = {
    "es": ("de", "del", "de la", "de los", "de las", "y"),
    "pt": ("de", "da", "dos", "do"),
    "nl": ("van", "de", "van der", "van den", "van de", "ten", "ter"),
    "de": ("von", "von der", "zu"),
    "fr": ("de", "le", "du", "de la"),
    "it": ("di", "de", "della", "lo"),
    "ar": ("al", "bin", "el", "abu"),
    "he": ("ben", "bar"),
}
_NICK = {
    "robert": "Bob", "william": "Bill", "elizabeth": "Liz", "jennifer": "Jen", "michael": "Mike",
    "christopher": "Chris", "katherine": "Kate", "joseph": "Joe", "thomas": "Tom",
    "matthew": "Matt", "daniel": "Dan", "margaret": "Maggie", "rebecca": "Becky",
    "anthony": "Tony", "samantha": "Sam", "patricia": "Pat", "james": "Jim", "john": "Jack",
    "susan": "Sue", "deborah": "Deb", "andrew": "Andy", "joshua": "Josh", "david": "Dave",
    "charles": "Charlie", "edward": "Eddie", "alexander": "Alex", "nicholas": "Nick",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A made-up person.

    Attributes:
        culture: key of the lists that the names are from.
        given, middle, family: names; ``middle`` may be empty.
    """

    culture: str
    given: str = field(repr=False)
    middle: str = field(repr=False)
    family: str = field(repr=False)

    @property
    def full(self) -> str:
        """All names in the order of the culture."""
        parts = [self.given, self.middle, self.family]
        if self.culture in _FAMILY_FIRST:
            parts = [self.family, self.given]
        return " ".join(part for part in parts if part)

    @property
    def nick(self) -> str:
        """A short form of the given name."""
        short = _NICK.get(self.given.lower())
        return short or (self.given[:3] if len(self.given) > 6 else self.given)


class Cultures:
    """Draws people. Deterministic for a seed and a version of Faker."""

    def __init__(self, faker: Any) -> None:
        """Takes the ``faker`` module."""
        self._faker = faker
        self._lists: dict[str, tuple[list[str], list[str]]] = {}

    def _names(self, culture: str) -> tuple[list[str], list[str]]:
        known = self._lists.get(culture)
        if known is None:
            if culture in _LISTS:
                given, family = (part.split() for part in _LISTS[culture].split("/"))
            else:
                given, family = self._of_locale(culture)
            known = self._lists[culture] = (given, family)
        return known

    def _of_locale(self, locale: str) -> tuple[list[str], list[str]]:
        provider = _provider(self._faker, locale)
        return _plain(provider, "first_name"), _plain(provider, "last_name")

    def person(self, draw: Random, language: str) -> Person:
        """Somebody whom a text in a language may be about."""
        home = _HOME.get(language, ())
        if home and draw.random() < 0.75:
            culture = draw.choice(home)
        else:
            culture = draw.choices(list(_ENGLISH), list(_ENGLISH.values()))[0]
        given, family = self._names(culture)
        first, last = draw.choice(given), draw.choice(family)
        if draw.random() < 0.08:
            first = _blend(first, draw.choice(given))
        if draw.random() < 0.06:
            last = _blend(last, draw.choice(family))
        if culture in _TWO_FAMILY_NAMES and draw.random() < 0.6:
            last = f"{last} {draw.choice(family)}"
        elif draw.random() < 0.02:
            last = f"{last}-{draw.choice(family)}"
        last = self._with_particle(last, culture, draw=draw)
        middle = ""
        chance = draw.random()
        if chance < 0.06:
            middle = draw.choice(given)
        elif chance < 0.09:
            middle = f"{draw.choice(given)[0]}."
        return Person(culture=culture, given=first, middle=middle, family=last)

    def _with_particle(self, last: str, culture: str, *, draw: Random) -> str:
        particles = _PARTICLES.get(culture[:2])
        if particles is None or " " in last.replace("-", " ") or draw.random() >= 0.09:
            return last
        return f"{draw.choice(particles)} {last}"


def _blend(one: str, other: str) -> str:
    """A name that no list holds: the beginning of one and the end of another."""
    return one[: (len(one) + 1) // 2] + other[len(other) // 2 :].lower()


def _provider(faker: Any, locale: str) -> object:
    factory = faker.Faker(locale)
    return next(each for each in factory.get_providers() if ".person" in type(each).__module__)


def _plain(provider: object, kind: str) -> list[str]:
    """The names of a provider's lists of a kind that hold Latin letters only, sorted."""
    found: set[str] = set()
    for attribute in dir(provider):
        if kind not in attribute:
            continue
        names = getattr(provider, attribute)
        for name in names if isinstance(names, (list, tuple, dict)) else ():
            if isinstance(name, str) and all(
                (sign.isalpha() and ord(sign) < 0x250) or sign in " -'." for sign in name
            ):
                found.add(name.strip())
    return sorted(name for name in found if name)
