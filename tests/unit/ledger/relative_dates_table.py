"""Expressions with the date that each means in a text of Thursday, 25 November 2021; thought out by hand.

A line: the sentence with the expression in ⟦ ⟧, then the date. A sentence may hold several expressions: those before
the last give the one that the words refer to. Where words leave several days open, the date does, too.
"""

ENGLISH = """
The Kremlin announced ⟦Thursday⟧. | 2021-11-25
He was arrested ⟦on Tuesday⟧. | 2021-11-23
He was arrested ⟦on Friday⟧. | 2021-11-19
He will appear in court ⟦on Tuesday⟧. | 2021-11-30
The court is to rule ⟦on Thursday⟧. | [2021-11-25,2021-12-02]
Hearing ⟦on Tuesday⟧. | [2021-11-23,2021-11-30]
Protest ⟦Thursday⟧. | [2021-11-25,2021-12-02]
He was arrested ⟦last Thursday⟧. | 2021-11-18
He was arrested ⟦last Tuesday⟧. | [2021-11-16,2021-11-23]
The trial starts ⟦next Tuesday⟧. | 2021-11-30
The trial starts ⟦next Friday⟧. | [2021-11-26,2021-12-03]
He was arrested ⟦this Thursday⟧. | 2021-11-25
He was arrested ⟦on Monday, 22 November⟧. | 2021-11-22
He was arrested ⟦on Monday, November 22, 2021⟧. | 2021-11-22
He was arrested ⟦today⟧. | 2021-11-25
He was arrested ⟦yesterday⟧. | 2021-11-24
He will be arrested ⟦tomorrow⟧. | 2021-11-26
He was arrested ⟦the day before yesterday⟧. | 2021-11-23
He was arrested ⟦last night⟧. | [2021-11-24..2021-11-25]
He was arrested ⟦three days ago⟧. | 2021-11-22
He was arrested ⟦two weeks ago⟧. | 2021-11-11~
He was arrested ⟦ten days ago⟧. | 2021-11-15~
He was arrested ⟦a month ago⟧. | 2021-10~
He was arrested ⟦six months ago⟧. | 2021-05~
He was arrested ⟦a year ago⟧. | 2020~
He was arrested ⟦five years ago⟧. | 2016~
He was arrested ⟦a decade ago⟧. | 201X~
He was arrested ⟦two hours ago⟧. | [2021-11-24..2021-11-25]
He arrived in France ⟦last month⟧. | 2021-10
He arrived ⟦last year⟧. | 2020
He arrived ⟦last week⟧. | [2021-11-14..2021-11-21]
He arrived ⟦this week⟧. | [2021-11-21..2021-11-25]
He will arrive ⟦this week⟧. | [2021-11-25..2021-11-28]
He arrived ⟦this month⟧. | 2021-11
He arrived ⟦this year⟧. | 2021
He will arrive ⟦next month⟧. | 2021-12
He will arrive ⟦next year⟧. | 2022
He will arrive ⟦next week⟧. | [2021-11-28..2021-12-05]
The police added him ⟦earlier in November⟧. | [2021-11-01..2021-11-24]
The police added him ⟦earlier this month⟧. | [2021-11-01..2021-11-24]
The police added him ⟦earlier this year⟧. | [2021-01-01..2021-11-24]
The police added him ⟦earlier this week⟧. | [2021-11-21..2021-11-24]
The police added him ⟦earlier in October⟧. | 2021-10
The trial will begin ⟦later this month⟧. | [2021-11-26..2021-11-30]
The trial will begin ⟦later this year⟧. | [2021-11-26..2021-12-31]
Officers were fired ⟦in October⟧. | 2021-10
⟦In October⟧, Russian prosecutors pursued charges. | 2021-10
Officers were fired ⟦in November⟧. | 2021-11
Officers were fired ⟦in December⟧. | 2020-12
The trial will begin ⟦in December⟧. | 2021-12
The trial will begin ⟦in February⟧. | 2022-02
Trial ⟦in December⟧. | [2020-12,2021-12]
after being released ⟦in February⟧. | 2021-02
He was fired ⟦in October 2019⟧. | 2019-10
He was fired ⟦last October⟧. | [2020-10,2021-10]
He will be tried ⟦next March⟧. | 2022-03
He was fired ⟦in October last year⟧. | 2020-10
He was fired ⟦in early October⟧. | 2021-10
He was fired ⟦in late October 2020⟧. | 2020-10
He was fired ⟦in mid-October⟧. | 2021-10
He was fired ⟦at the end of October⟧. | 2021-10
He was fired ⟦at the end of 2019⟧. | 2019
He was fired ⟦late last month⟧. | 2021-10
He was fired ⟦early last year⟧. | 2020
He was fired ⟦on 3 May⟧. | 2021-05-03
He was fired ⟦on May 3⟧. | 2021-05-03
He was fired ⟦on 3 December⟧. | 2020-12-03
He will be tried ⟦on 3 December⟧. | 2021-12-03
He was fired ⟦on the 3rd of May⟧. | 2021-05-03
He was fired ⟦on 3 May 2021⟧. | 2021-05-03
He was fired ⟦on May 3rd, 2021⟧. | 2021-05-03
He was fired ⟦on Oct. 4, 2021⟧. | 2021-10-04
He was fired ⟦on 2021-10-04⟧. | 2021-10-04
He was fired ⟦on 04.10.2021⟧. | 2021-10-04
He was fired ⟦on 25/10/2021⟧. | 2021-10-25
He was fired ⟦on 04/10/2021⟧. | [2021-04-10,2021-10-04]
He was fired ⟦in 2019⟧. | 2019
He was held ⟦from 2015 to 2019⟧. | 2015/2019
He was beaten ⟦between 2015 and 2019⟧. | [2015..2019]
He was held ⟦from 5 to 10 October⟧. | 2021-10-05/2021-10-10
He was beaten ⟦between 5 and 10 October⟧. | [2021-10-05..2021-10-10]
He was held ⟦from October to November⟧. | 2021-10/2021-11
He was beaten ⟦between October 2019 and March 2020⟧. | [2019-10..2020-03]
He has lived there ⟦since 2015⟧. | 2015/..
He has lived there ⟦since October⟧. | 2021-10/..
He has lived there ⟦since last month⟧. | 2021-10/..
He has lived there ⟦since 3 May 2021⟧. | 2021-05-03/..
He has lived there ⟦since Tuesday⟧. | 2021-11-23/..
He lived there ⟦until 2019⟧. | ../2019
He lived there ⟦until last month⟧. | ../2021-10
He was fired ⟦before 2019⟧. | [..2018]
He was fired ⟦before October⟧. | [..2021-09]
He was fired ⟦before 3 May 2021⟧. | [..2021-05-02]
He was fired ⟦after 2015⟧. | [2016..2021-11-25]
He was fired ⟦after 3 May 2021⟧. | [2021-05-04..2021-11-25]
He was fired ⟦by October⟧. | [..2021-10]
He will be tried ⟦by the end of 2022⟧. | [2021-11-25..2022]
He came ⟦no later than 5 May 2021⟧. | [..2021-05-05]
He came ⟦no earlier than 5 May 2021⟧. | [2021-05-05..]
He came ⟦around 3 May 2021⟧. | 2021-05-03~
He came ⟦about 2015⟧. | 2015~
He came ⟦circa 2015⟧. | 2015~
He came ⟦possibly in 2015⟧. | 2015?
He was beaten ⟦in the 1990s⟧. | 199X
He was beaten ⟦in the early 2010s⟧. | 201X
He was beaten ⟦in the spring of 2021⟧. | 2021-21
He was beaten ⟦in summer 2020⟧. | 2020-22
He was beaten ⟦this summer⟧. | 2021-22
He was beaten ⟦in autumn⟧. | 2021-23
He was beaten ⟦last spring⟧. | [2020-21,2021-21]
He was beaten ⟦in the fall of last year⟧. | 2020-23
He was beaten ⟦last winter⟧. | [2020-24,2021-24]
He was beaten ⟦in the first quarter of 2021⟧. | 2021-33
He was beaten ⟦in the second half of 2020⟧. | 2020-41
He was beaten ⟦over the weekend⟧. | [2021-11-20..2021-11-21]
He was beaten ⟦in the past two months⟧. | [2021-09~..2021-11-25]
He was beaten ⟦over the past year⟧. | [2020~..2021-11-25]
He was beaten ⟦recently⟧. | [..2021-11-25]
It has got worse ⟦in recent years⟧. | ../2021-11-25
Torture has ⟦long been⟧ systemic. | ../2021-11-25
He was fired ⟦in October⟧. The charges were ⟦later⟧ dropped. | [2021-10-01..2021-11-25]
He was fired ⟦on 3 May 2019⟧. He left ⟦the same day⟧. | 2019-05-03
He was fired ⟦on 3 May 2019⟧. He left ⟦the next day⟧. | 2019-05-04
He was fired ⟦on 3 May 2019⟧. He left ⟦the following month⟧. | 2019-06
He was fired ⟦on 3 May 2019⟧. He left ⟦later that month⟧. | [2019-05-04..2019-05-31]
He was fired ⟦on 3 May 2019⟧. He left ⟦later that year⟧. | [2019-05-04..2019-12-31]
He was fired ⟦in October⟧. He left ⟦later that year⟧. | [2021-10-01..2021-11-25]
He was fired ⟦on 3 May 2019⟧. He left ⟦a month later⟧. | 2019-06~
He was fired ⟦on 3 May 2019⟧. He left ⟦two weeks later⟧. | 2019-05-17~
He was fired ⟦on 3 May 2019⟧. He left ⟦two days later⟧. | 2019-05-05
He was fired ⟦in May 2019⟧. He had come ⟦a year earlier⟧. | 2018~
He was fired ⟦in May 2019⟧. He left ⟦that month⟧. | 2019-05
He was fired ⟦in 2019⟧. He has been free ⟦since then⟧. | 2019/..
He was fired ⟦Thursday⟧, ⟦a month after⟧ videos leaked online. | 2021-10~
He was fired ⟦Thursday⟧, with the change ⟦effective immediately⟧. | 2021-11-25
He was fired ⟦a month after 3 May 2021⟧. | 2021-06~
He was deputy head ⟦between January and May 2020⟧. | [2020-01..2020-05]
He was deputy head ⟦from October to March 2020⟧. | 2019-10/2020-03
More videos came out ⟦in July and August 2019⟧. | [2019-07..2019-08]
He was beaten ⟦in May-June 2020⟧. | [2020-05..2020-06]
Four men have died ⟦since the beginning of the year⟧. | 2021/..
The case will go to court ⟦by the end of the year⟧. | [2021-11-25..2021]
He was beaten ⟦at the end of the month⟧. | 2021-11
He left ⟦the same day⟧. | [..2021-11-25]
He left ⟦a month later⟧. | [..2021-11-25]
"""

RUSSIAN = """
Кремль объявил об этом ⟦в четверг⟧. | 2021-11-25
Его задержали ⟦во вторник⟧. | 2021-11-23
Его задержали ⟦в пятницу⟧. | 2021-11-19
Заседание состоится ⟦во вторник⟧. | 2021-11-30
Митинг ⟦во вторник⟧. | [2021-11-23,2021-11-30]
Его задержали ⟦в прошлый четверг⟧. | 2021-11-18
Его задержали ⟦в прошлый вторник⟧. | [2021-11-16,2021-11-23]
Его задержали ⟦в минувший вторник⟧. | 2021-11-23
Суд начнется ⟦в следующий вторник⟧. | 2021-11-30
Его задержали ⟦в понедельник, 22 ноября⟧. | 2021-11-22
Его задержали ⟦сегодня⟧. | 2021-11-25
Его задержали ⟦вчера⟧. | 2021-11-24
Его задержали ⟦позавчера⟧. | 2021-11-23
Его будут судить ⟦завтра⟧. | 2021-11-26
Его будут судить ⟦послезавтра⟧. | 2021-11-27
Его задержали ⟦накануне⟧. | 2021-11-24
Его уволили ⟦3 мая 2019 года⟧. ⟦Накануне⟧ пришли с обыском. | [2019-05-02,2021-11-24]
Его задержали ⟦три дня назад⟧. | 2021-11-22
Его задержали ⟦две недели назад⟧. | 2021-11-11~
Его задержали ⟦месяц назад⟧. | 2021-10~
Его задержали ⟦полгода назад⟧. | 2021-05~
Его задержали ⟦год назад⟧. | 2020~
Его задержали ⟦пять лет назад⟧. | 2016~
Его задержали ⟦10 дней назад⟧. | 2021-11-15~
Он прибыл во Францию ⟦в прошлом месяце⟧. | 2021-10
Он прибыл ⟦в прошлом году⟧. | 2020
Он прибыл ⟦в минувшем году⟧. | 2020
Он прибыл ⟦на прошлой неделе⟧. | [2021-11-15..2021-11-21]
Он прибыл ⟦на этой неделе⟧. | [2021-11-22..2021-11-25]
Он прибыл ⟦в этом месяце⟧. | 2021-11
Он прибыл ⟦в этом году⟧. | 2021
Он прибыл ⟦в текущем году⟧. | 2021
Он приедет ⟦в следующем месяце⟧. | 2021-12
Он приедет ⟦в будущем году⟧. | 2022
Он приедет ⟦на следующей неделе⟧. | [2021-11-29..2021-12-05]
Его объявили в розыск ⟦ранее в ноябре⟧. | [2021-11-01..2021-11-24]
Его объявили в розыск ⟦ранее в этом месяце⟧. | [2021-11-01..2021-11-24]
Его объявили в розыск ⟦ранее в этом году⟧. | [2021-01-01..2021-11-24]
Его уволили ⟦в октябре⟧. | 2021-10
Его уволили ⟦в ноябре⟧. | 2021-11
Его уволили ⟦в декабре⟧. | 2020-12
Суд состоится ⟦в декабре⟧. | 2021-12
Суд пройдёт ⟦в феврале⟧. | 2022-02
Суд ⟦в декабре⟧. | [2020-12,2021-12]
Его уволили ⟦в октябре 2019 года⟧. | 2019-10
Его уволили ⟦в октябре прошлого года⟧. | 2020-10
Его уволили ⟦в октябре этого года⟧. | 2021-10
Его уволили ⟦в прошлом октябре⟧. | [2020-10,2021-10]
Его уволили ⟦в начале октября⟧. | 2021-10
Его уволили ⟦в конце октября 2020 года⟧. | 2020-10
Его уволили ⟦в середине октября⟧. | 2021-10
Его уволили ⟦в конце 2019 года⟧. | 2019
Его уволили ⟦в начале прошлого года⟧. | 2020
Его уволили ⟦в конце прошлого месяца⟧. | 2021-10
Его уволили ⟦3 мая⟧. | 2021-05-03
Его уволили ⟦3 декабря⟧. | 2020-12-03
Суд назначен ⟦на 3 декабря⟧. | 2021-12-03
Его уволили ⟦3 мая 2021 года⟧. | 2021-05-03
Его уволили ⟦3 мая прошлого года⟧. | 2020-05-03
Его уволили ⟦04.10.2021⟧. | 2021-10-04
Его уволили ⟦4.10.2021 г.⟧ | 2021-10-04
Его уволили ⟦в 2019 году⟧. | 2019
Его уволили ⟦в 2019 г.⟧ | 2019
Его держали там ⟦с 2015 по 2019 год⟧. | 2015/2019
Его держали там ⟦в 2015–2019 годах⟧. | 2015/2019
Его избили ⟦между 2015 и 2019 годами⟧. | [2015..2019]
Его держали там ⟦с 5 по 10 октября⟧. | 2021-10-05/2021-10-10
Его избили ⟦между 5 и 10 октября⟧. | [2021-10-05..2021-10-10]
Его держали там ⟦с октября по ноябрь⟧. | 2021-10/2021-11
Он живёт там ⟦с 2015 года⟧. | 2015/..
Он живёт там ⟦с октября⟧. | 2021-10/..
Он живёт там ⟦с марта 2020 года⟧. | 2020-03/..
Он живёт там ⟦с 3 мая⟧. | 2021-05-03/..
Он живёт там ⟦с прошлого месяца⟧. | 2021-10/..
Он живёт там ⟦со вторника⟧. | 2021-11-23/..
Он жил там ⟦до 2019 года⟧. | ../2019
Он жил там ⟦до октября⟧. | ../2021-10
Он жил там ⟦до 3 мая 2021 года⟧. | ../2021-05-03
Его уволили ⟦после 2015 года⟧. | [2016..2021-11-25]
Его уволили ⟦после 3 мая 2021 года⟧. | [2021-05-04..2021-11-25]
Его уволили ⟦к октябрю⟧. | [..2021-10]
Он пришёл ⟦не позднее 5 мая 2021 года⟧. | [..2021-05-05]
Он пришёл ⟦не ранее 5 мая 2021 года⟧. | [2021-05-05..]
Он пришёл ⟦около 3 мая 2021 года⟧. | 2021-05-03~
Он пришёл ⟦примерно в 2015 году⟧. | 2015~
Он пришёл ⟦предположительно в 2015 году⟧. | 2015?
Его избили ⟦в 1990-х⟧. | 199X
Его избили ⟦в 1990-е годы⟧. | 199X
Его избили ⟦в девяностых⟧. | 199X
Его избили ⟦в начале 2020-х⟧. | 202X
Его избили ⟦весной 2021 года⟧. | 2021-21
Его избили ⟦весной⟧. | 2021-21
Его избили ⟦летом прошлого года⟧. | 2020-22
Его избили ⟦прошлой весной⟧. | [2020-21,2021-21]
Его избили ⟦этим летом⟧. | 2021-22
Его избили ⟦осенью⟧. | 2021-23
Его избили ⟦прошлой зимой⟧. | [2020-24,2021-24]
Его избили ⟦в первом квартале 2021 года⟧. | 2021-33
Его избили ⟦во второй половине 2020 года⟧. | 2020-41
Его избили ⟦в выходные⟧. | [2021-11-20..2021-11-21]
Его избили ⟦в ночь на 4 мая⟧. | [2021-05-03..2021-05-04]
Его избили ⟦за последние два месяца⟧. | [2021-09~..2021-11-25]
Его избили ⟦за последний год⟧. | [2020~..2021-11-25]
Его избили ⟦недавно⟧. | [..2021-11-25]
Стало хуже ⟦в последние годы⟧. | ../2021-11-25
Его уволили ⟦в октябре⟧. ⟦Позднее⟧ обвинения сняли. | [2021-10-01..2021-11-25]
Его уволили ⟦в октябре⟧. ⟦Впоследствии⟧ обвинения сняли. | [2021-10-01..2021-11-25]
Его уволили ⟦3 мая 2019 года⟧. ⟦В тот же день⟧ он уехал. | 2019-05-03
Его уволили ⟦3 мая 2019 года⟧. ⟦На следующий день⟧ он уехал. | 2019-05-04
Его уволили ⟦3 мая 2019 года⟧. ⟦Позднее в том же году⟧ он уехал. | [2019-05-04..2019-12-31]
Его уволили ⟦3 мая 2019 года⟧. ⟦В том же месяце⟧ он уехал. | 2019-05
Его уволили ⟦3 мая 2019 года⟧. ⟦В том же году⟧ он уехал. | 2019
Его уволили ⟦3 мая 2019 года⟧. ⟦Через месяц⟧ он уехал. | 2019-06~
Его уволили ⟦3 мая 2019 года⟧. ⟦Спустя две недели⟧ он уехал. | 2019-05-17~
Его уволили ⟦3 мая 2019 года⟧. ⟦Через два дня⟧ он уехал. | 2019-05-05
Его уволили ⟦в мае 2019 года⟧. Он пришёл ⟦годом ранее⟧. | 2018~
Его уволили ⟦в 2019 году⟧. ⟦С тех пор⟧ он на свободе. | 2019/..
Это случилось ⟦в мае-июне 2020 года⟧. | [2020-05..2020-06]
Это случилось ⟦в июле и августе 2019 года⟧. | [2019-07..2019-08]
Его держали там ⟦с октября по март 2020 года⟧. | 2019-10/2020-03
Трое погибли ⟦с начала года⟧. | 2021/..
Дело передадут в суд ⟦до конца года⟧. | ../2021
Он уехал ⟦в тот же день⟧. | [..2021-11-25]
"""

NOTHING = """
We will see what he may do, said the second man in charge.
More than 1,000 files and 18 officers of Colony No. 2019 were counted.
The march was peaceful, and the sun set at once.
He may be tried, and that is a fact of life for the August Company.
Вторник никто не ждал, а среда обитания и майский жук ни при чём.
Сотрудники колонии № 2019 насчитали 1000 файлов и 18 человек.
По данным маятника, год за годом, день за днём, недели идут.
"""
