"""Minimal pairs written for this project: what must be raised, and what must not."""

import numpy as np
import pytest

from compare.article import Article, Outlet
from compare.divergence import diverge
from compare.embedded import EmbeddedArticle
from compare.match import Divergence, Match
from compare.moment import Moment
from compare.passage import Passage


def article(outlet: str, text: str, published: str) -> EmbeddedArticle:
    """An article of one passage."""
    plain = Article(Outlet(outlet), "", text, published=Moment.parse(published))
    return EmbeddedArticle(plain, (Passage(plain.id, 0, 0, 0, len(text), text),), np.zeros((1, 4), np.float32))


def divergences(a: str, b: str, later: str = "2025-09-03T10:10:00Z") -> tuple[Divergence, ...]:
    """Of two passages; the first is published on Wednesday 3 September 2025 at 10:00."""
    left, right = article("A", a, "2025-09-03T10:00:00Z"), article("B", b, later)
    return diverge(Match(left.passages[0], right.passages[0], 0.9, "strong"), left, right)


FIGURES = [
    (
        "The landslide in Quirpa killed 31 villagers on Tuesday.",
        "On Tuesday, 44 villagers died in the Quirpa landslide.",
    ),
    ("A coach crash near Tebo left nine dead.", "Fourteen people were killed when a coach crashed near Tebo."),
    ("Police arrested 120 demonstrators in Oslen.", "Officers in Oslen took 85 demonstrators into custody."),
    ("Vireo Motors will lay off 3,000 workers in Dunmark.", "Vireo Motors is cutting 4,500 jobs in Dunmark."),
    ("The bridge over the Sarn will cost $340 million.", "The price tag of the Sarn bridge is $410 million."),
    ("The council in Brask voted 9-4 to ban scooters.", "Scooters were banned by the Brask council in an 8-5 vote."),
    ("The quake in Talvik had a magnitude of 6.1.", "A magnitude 5.6 earthquake shook Talvik."),
    ("Carla Benz, 34, was found on the beach at Nuro.", "Carla Benz, 43, was found on the beach at Nuro."),
    ("The trial of Ivo Lamm will open on 6 October.", "Ivo Lamm's trial is due to open on October 16."),
    ("The ferry sank off Kelm at 3 a.m. on Tuesday.", "The ferry went down off Kelm at 5 a.m. on Tuesday."),
    ("Ulrike Stahl was jailed for six years for fraud.", "Ulrike Stahl was sentenced to nine years for fraud."),
    ("Inflation in Peronia rose to 7.2% in August.", "Peronia's inflation rate climbed to 8.1 percent in August."),
    ("Fewer than 50 people attended the vigil in Harl.", "More than 200 people attended the vigil in Harl."),
    ("The explosion in Rudan happened on Monday.", "The explosion in Rudan happened on Sunday."),
    ("The plane to Sulat was carrying 92 passengers.", "There were 117 passengers on board the plane to Sulat."),
    ("The fire in Dross burned 40 homes.", "Some 90 houses were destroyed by the fire in Dross."),
]

NO_FIGURES = [
    ("At least 20 people died in the Arno mudslide.", "The Arno mudslide killed 26 people."),
    ("Twelve sailors were rescued off Pim.", "A dozen sailors were rescued off Pim."),
    ("The sale of Orbo is worth $1.98 billion.", "Orbo is being sold for about $2 billion."),
    ("The march in Lund drew hundreds.", "Around 700 people joined the march in Lund."),
    ("Three nurses and five patients were hurt in Ravel.", "Five patients were injured in the hospital fire in Ravel."),
    ("The pipeline to Corra is 100 miles long.", "The pipeline to Corra runs for 161 km."),
    ("Rain is expected in Pavo on Thursday.", "Rain is expected in Pavo tomorrow, 4 September."),
    ("A quarter of voters in Zell stayed at home.", "Some 25% of Zell's voters stayed at home."),
    ("The tanker Marta spilled between 500 and 600 tonnes.", "The tanker Marta lost some 550 tonnes of oil."),
    ("The storm in Ilo injured 15 firefighters.", "In Ilo, the storm injured 40 residents."),
    ("Nearly 5,000 homes in Grau have no power.", "Power is out in 4,870 homes in Grau."),
    ("It was 95F in Tulsar on Tuesday.", "It was 35C in Tulsar on Tuesday."),
]

CONTRADICTION = [
    (
        "The Tarvo crew sent a distress call before the ship sank.",
        "The Tarvo crew sent no distress call before the ship sank.",
    ),
    ("A court in Velm convicted Rasa Oda of bribery.", "A court in Velm acquitted Rasa Oda of bribery."),
    ("Senator Bull backed the water bill on Tuesday.", "Senator Bull opposed the water bill on Tuesday."),
    ("House prices in Morra rose in August.", "House prices in Morra fell in August."),
    ("The regulator approved the merger of Xeno and Plim.", "The regulator rejected the merger of Xeno and Plim."),
    ("The museum in Traz reopened on Tuesday.", "The museum in Traz remained closed on Tuesday."),
    ("The suspect in the Bovar robbery was armed.", "The suspect in the Bovar robbery was unarmed."),
    (
        "Lenz told police that he had locked the door of the vault.",
        "Lenz told police that he had not locked the door of the vault.",
    ),
    (
        "The Kolm dam met safety standards, inspectors found.",
        "The Kolm dam did not meet safety standards, inspectors found.",
    ),
    ("Premier Aska attended the summit in Pell.", "Premier Aska skipped the summit in Pell."),
]

NO_CONTRADICTION = [
    ("Mayor Pohl denied that he took the money.", "Critics say that Mayor Pohl took the money."),
    ("Nobody in Rhune went without water.", "Everybody in Rhune had water."),
    ("The jury cleared Dorn of theft but convicted him of fraud.", "Dorn was convicted of fraud and cleared of theft."),
    ("The bridge at Sill is not only old but dangerous.", "The bridge at Sill is old and dangerous."),
    ("Exports from Nauru rose while imports fell.", "Exports from Nauru rose in August."),
    (
        "“There was no leak,” the manager of the Ostra plant said.",
        "The manager of the Ostra plant said “there was no leak”.",
    ),
    ("The mayor failed to stop the sale of the Ardo park.", "The Ardo park was sold despite the mayor."),
    ("Owners oppose the rent cap in Silmar.", "Tenants support the rent cap in Silmar."),
]

ATTRIBUTION = [
    (
        "The brakes of the Tolla train had been faulty for weeks.",
        "The brakes of the Tolla train had been faulty for weeks, a driver said.",
    ),
    ("Sabo plans to sell its stores in Hungary.", "Sabo reportedly plans to sell its stores in Hungary."),
    (
        "A spark from a welder caused the Emmer fire.",
        "A spark from a welder is believed to have caused the Emmer fire.",
    ),
    ("The minister has cancer, his lawyer said.", "The minister has cancer, according to his sister."),
    ("The gunman in Ulst acted alone.", "Police believe that the gunman in Ulst acted alone."),
    ("Hackers took the data of 400 clients of Bantu Bank.", "Bantu Bank said hackers took the data of 400 clients."),
]

NO_ATTRIBUTION = [
    ("The road to Emm is closed, Sheriff Ann Rudd said.", "The road to Emm is closed, according to Sheriff Rudd."),
    ("Nordo will close its plant in Selb, the company said.", "Nordo said it would close its plant in Selb."),
    ("The bear in Hinter is dead, the ranger said.", "“The bear in Hinter is dead,” ranger Ole Bakke said."),
    ("Prosecutors charged Olga Ruhl with arson.", "Olga Ruhl was charged with arson by prosecutors."),
]

QUOTATION = [
    ('"We lost the house, the barn and forty years of work," Ilse Kamp said.', "“We lost the house,” Ilse Kamp said."),
    (
        "“This was a terrible mistake by our crew,” captain Ruud said.",
        "“This was a mistake by our crew,” captain Ruud said.",
    ),
    (
        "“I will fight every single tree they cut,” said Ana Mott.",
        "Ana Mott said she would fight every tree that is cut.",
    ),
    ("The coach called the referee “a blind and arrogant man”.", "The coach called the referee “an arrogant man”."),
    (
        "“Nobody warned us about the gas,” tenant Bo Lind said.",
        "Bo Lind, a tenant, said nobody had warned them about the gas.",
    ),
]

NO_QUOTATION = [
    ("“We have waited long enough,” Rita Sool said.", 'Rita Sool said: "We have waited long enough."'),
    ("“It's over – really over,” Kemp said.", "“It’s over — really over”, said Kemp."),
    ("The ‘Blue Wave’ tower opened in Pell.", "The 'Blue Wave' tower opened in Pell."),
]

WORDING = [
    ("Soldiers shot three protesters in Minsko.", "Soldiers shot three rioters in Minsko."),
    ("The government of Tiran closed the border.", "The regime in Tiran closed the border."),
    ("The army fought fighters near Hol.", "The army fought terrorists near Hol."),
    ("The senator criticised the budget in Aarn.", "The senator slammed the budget in Aarn."),
    ("Benefit cuts were announced in Loma.", "Handouts are to be slashed in Loma."),
    ("The firm cut 90 jobs in Essel.", "The firm axed 90 jobs in Essel."),
    ("Lawmakers flew to Bali for talks on fish.", "Lawmakers went on a junket to Bali for talks on fish."),
    (
        "The law in Utar limits who may carry a gun: gun control, backers say.",
        "The law in Utar limits who may carry a gun: a gun grab.",
    ),
]

NO_WORDING = [
    ("The firm bought a plant in Saro.", "The firm purchased a factory in Saro."),
    ("Doctors operated on the boy in Kiel.", "Surgeons operated on the boy in Kiel."),
    ("Ministers met in Turin to begin talks.", "Ministers met in Turin to start negotiations."),
]

UPDATE = [
    ("The avalanche in Zorn killed two skiers.", "The death toll of the avalanche in Zorn has risen to five.", "2025-09-03T19:00:00Z"),
    ("Rescuers are searching for a girl missing in the Ore cave.", "The girl missing in the Ore cave has been found alive.", "2025-09-04T08:00:00Z"),
    ("Forty people fell ill after the wedding in Sund.", "Some 75 people have now fallen ill after the wedding in Sund.", "2025-09-03T22:00:00Z"),
    ("The man who fled Burl prison is still at large.", "The man who fled Burl prison was arrested overnight.", "2025-09-04T06:00:00Z"),
    ("Unions and Petrox are still in talks over pay.", "Unions and Petrox have reached a deal over pay.", "2025-09-04T09:00:00Z"),
]  # fmt: skip


def kinds(*passages: str) -> set[str]:
    return {each.kind for each in divergences(*passages)}


@pytest.mark.parametrize("passages", FIGURES, ids=lambda each: each[0])
def test_figures_that_cannot_both_hold_are_raised(passages: tuple[str, str]) -> None:
    found = kinds(*passages)
    assert "figures" in found
    assert "contradiction" not in found


@pytest.mark.parametrize("passages", NO_FIGURES, ids=lambda each: each[0])
def test_compatible_figures_are_no_conflict(passages: tuple[str, str]) -> None:
    assert not kinds(*passages) & {"figures", "contradiction", "update"}


@pytest.mark.parametrize("passages", CONTRADICTION, ids=lambda each: each[0])
def test_opposite_statements_contradict(passages: tuple[str, str]) -> None:
    found = kinds(*passages)
    assert "contradiction" in found
    assert "figures" not in found


@pytest.mark.parametrize("passages", NO_CONTRADICTION, ids=lambda each: each[0])
def test_what_can_both_be_so_is_no_contradiction(passages: tuple[str, str]) -> None:
    assert "contradiction" not in kinds(*passages)


@pytest.mark.parametrize("passages", ATTRIBUTION, ids=lambda each: each[0])
def test_another_source_or_none_is_raised(passages: tuple[str, str]) -> None:
    found = kinds(*passages)
    assert "attribution" in found
    assert not found & {"contradiction", "figures"}


@pytest.mark.parametrize("passages", NO_ATTRIBUTION, ids=lambda each: each[0])
def test_one_source_by_other_words_is_no_divergence(passages: tuple[str, str]) -> None:
    assert "attribution" not in kinds(*passages)


@pytest.mark.parametrize("passages", QUOTATION, ids=lambda each: each[0])
def test_an_utterance_given_otherwise_is_raised(passages: tuple[str, str]) -> None:
    assert "quotation" in kinds(*passages)


@pytest.mark.parametrize("passages", NO_QUOTATION, ids=lambda each: each[0])
def test_the_same_words_in_other_marks_are_one_quotation(passages: tuple[str, str]) -> None:
    assert "quotation" not in kinds(*passages)


@pytest.mark.parametrize("passages", WORDING, ids=lambda each: each[0])
def test_words_of_another_judgement_are_raised(passages: tuple[str, str]) -> None:
    found = kinds(*passages)
    assert "wording" in found
    assert not found & {"contradiction", "figures"}


@pytest.mark.parametrize("passages", NO_WORDING, ids=lambda each: each[0])
def test_plain_synonyms_are_no_wording(passages: tuple[str, str]) -> None:
    assert "wording" not in kinds(*passages)


@pytest.mark.parametrize("passages", UPDATE, ids=lambda each: each[0])
def test_what_a_later_report_supersedes_is_an_update_and_no_conflict(passages: tuple[str, str, str]) -> None:
    found = kinds(*passages)
    assert "update" in found
    assert not found & {"contradiction", "figures"}
