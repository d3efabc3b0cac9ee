"""Minimal pairs written for this project: divergences that must be raised, and ones that must not."""

import numpy as np
import pytest

from compare.divergence import diverge
from compare.embedded_article import EmbeddedArticle
from compare.model.article import Article, Outlet
from compare.model.match import Divergence, Match
from compare.model.moment import Moment
from compare.model.passage import Passage


def article(outlet: str, text: str, published: str) -> EmbeddedArticle:
    """An article with one passage."""
    plain = Article(Outlet(outlet), "", text, published=Moment.parse(published))
    return EmbeddedArticle(plain, (Passage(plain.id, 0, 0, 0, len(text), text),), np.zeros((1, 4), np.float32))


def divergences(a: str, b: str, later: str = "2025-09-03T10:10:00Z") -> tuple[Divergence, ...]:
    """The divergences of two passages; the first is published on Wednesday 3 September 2025 at 10:00."""
    left, right = article("A", a, "2025-09-03T10:00:00Z"), article("B", b, later)
    return diverge(Match(left.passages[0], right.passages[0], 0.9, 0.9, "strong"), left, right)


FIGURES = [
    ("The crash near Tarn injured two boys and three girls.", "The crash near Tarn injured six children."),
    ("FOUR DEAD AFTER COACH OVERTURNS NEAR TARN", "Nine people died after a coach overturned near Tarn."),
    ("The trial of Ivo Lamm begins on 03.04.2026.", "The trial of Ivo Lamm begins on 13 April 2026."),
    ("Sales of Vireo cars fell by a quarter.", "Sales of Vireo cars fell 40 percent."),
    ("Dozens of people were hurt in the crush at Sarn.", "Hundreds of people were hurt in the crush at Sarn."),
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
    (
        "At least 58 people drowned when a ferry capsized on Lake Moro late on Sunday, the coastguard said.",
        "The coastguard said 41 passengers lost their lives when a ferry overturned on Lake Moro on Sunday night.",
    ),
    (
        "The regulator fined Banco Tellis €120 million for laundering drug money.",
        "Banco Tellis must pay a fine of 95 million euros for laundering drug money, the regulator ruled.",
    ),
    (
        "Nine climbers are missing after an avalanche on Mount Dural.",
        "Fourteen mountaineers are unaccounted for on Mount Dural following an avalanche.",
    ),
    (
        "Prosecutors asked for a five-year sentence for the former mayor of Ellick.",
        "Prosecutors want the former mayor of Ellick jailed for ten years.",
    ),
    (
        "Parliament in Sorrento passed the pension bill by 212 votes to 190.",
        "The pension bill cleared the Sorrento parliament 205 to 197.",
    ),
    (
        "Roughly a third of the fleet of Kestra Air is grounded over engine cracks.",
        "Engine cracks have grounded 60 percent of Kestra Air's fleet.",
    ),
    (
        "The earthquake struck Pavia province at 4:12 a.m. local time.",
        "The quake hit Pavia province at 5:40 a.m. local time.",
    ),
    (
        "Gunmen abducted 27 pupils from a boarding school in Zaru on Friday night.",
        "On Friday night, gunmen kidnapped 43 schoolchildren from a boarding school in Zaru.",
    ),
    (
        "Shares in Meridian Foods fell 12% on Tuesday after the recall.",
        "Meridian Foods stock dropped 7 percent on Tuesday following the recall.",
    ),
    (
        "The hospital in Quellen treated 17 people for smoke inhalation.",
        "Doctors at the Quellen hospital treated 31 people for inhaling smoke.",
    ),
    (
        "The oil slick off Nantes covers 40 square kilometres.",
        "An oil slick of 65 square kilometres has formed off Nantes.",
    ),
    (
        "Julia Rhode, 29, won the marathon in two hours and 25 minutes.",
        "Julia Rhode, 31, won the marathon in two hours and 25 minutes.",
    ),
    ("The summit in Dakar begins on Thursday.", "The summit in Dakar begins on Friday."),
    (
        "Some 300 tonnes of rubbish were collected from the beaches of Ria.",
        "Volunteers collected 450 tonnes of rubbish from Ria's beaches.",
    ),
    (
        "The company will recall two million cars over faulty airbags.",
        "Faulty airbags have forced the company to recall 3.5 million cars.",
    ),
    ("The film earned $101 million in its first weekend.", "The film took $84 million in its opening weekend."),
    ("The stampede in Kano left 27 people injured.", "The stampede in Kano injured 45 people."),
    ("Seven in ten pupils passed the maths exam.", "Half of the pupils passed the maths exam."),
    ("The ship left Genoa on 3 May.", "The ship left Genoa on 5 May."),
    ("The gunman fired 12 shots at the embassy in Quito.", "The gunman fired 30 shots at the embassy in Quito."),
    ("The tower in Basra is 310 metres tall.", "The tower in Basra is 280 metres tall."),
]

NO_FIGURES = [
    ("The crash near Tarn injured two boys and three girls.", "The crash near Tarn injured five children."),
    ("One in four voters in Tarn stayed away.", "25% of voters in Tarn stayed away."),
    ("The trial of Ivo Lamm begins on 03/04/2026.", "The trial of Ivo Lamm begins on 3 April 2026."),
    ("The fund for Sarn is worth 40 arab rupees.", "The fund for Sarn is worth 60 arab rupees."),
    ("Students will walk 20 kilometres to Brask.", "Students will walk 20 km to Brask."),
    ("Divers freed 12 people, and 15 are missing.", "A beam 15 metres long fell on the divers who freed 12 people."),
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
    (
        "About 1,000 people marched through Essen on Saturday, police said.",
        "Police counted 1,040 people at the march through Essen on Saturday.",
    ),
    ("The blaze killed 12, including three children.", "Three children were among 12 people killed in the blaze."),
    (
        "The factory in Lodz employs 800 people; 200 will lose their jobs.",
        "Some 200 of the workers at the Lodz factory will lose their jobs.",
    ),
    ("A truck bomb killed dozens in Herat on Monday.", "Monday's truck bomb in Herat killed 37 people."),
    (
        "The suspect, 45, was arrested on Monday, the police in Turku said.",
        "Police in Turku said the 45-year-old was detained on Monday.",
    ),
    ("The dam holds up to 5 billion cubic metres of water.", "The dam holds 4.8 billion cubic metres of water."),
    ("Half of the residents of Mirow voted by post.", "Fifty percent of residents in Mirow voted by post."),
    (
        "Two officers and six inmates were injured in the riot at Halden prison.",
        "Six inmates were hurt when a riot broke out at Halden prison.",
    ),
    ("The flight left Oslo at 6 p.m. on Tuesday.", "The flight left Oslo at 18:00 on Tuesday."),
    ("The match was watched by just over 60,000 fans.", "A crowd of 61,200 fans watched the match."),
    ("The trial opened on 1 September and will last three weeks.", "The three-week trial opened on Monday."),
    ("The firm made $1.2bn last year.", "The firm made 1.2 billion dollars last year."),
    (
        "The plane, with 132 people on board, landed safely with 126 passengers and six crew.",
        "The plane carried 126 passengers and a crew of six.",
    ),
    ("He ran the race in 2 hours and 10 minutes.", "He ran the race in 130 minutes."),
    ("A 6ft fence was built in Coll.", "A fence 1.83 metres high was built in Coll."),
    ("The shares lost a fifth of their value.", "The shares lost 20% of their value."),
    (
        "Eleven people, seven of them tourists, were hurt in the Sintra tram crash.",
        "The Sintra tram crash injured seven tourists.",
    ),
    ("The vote was 7-2 in the court.", "Seven of nine judges voted for it in the court."),
    (
        "The president flew to Rome on Sunday and met the pope on Monday.",
        "The president met the pope in Rome on Monday.",
    ),
    ("More than 20 people were injured in the stampede in Kano.", "The stampede in Kano left 27 people injured."),
    (
        "The film earned $101 million in its first weekend.",
        "The film took more than $100 million in its opening weekend.",
    ),
]

CONTRADICTION = [
    ("The library in Brask will not reopen on Friday.", "The library in Brask will reopen on Friday."),
    (
        "The treaty between Orlen and Basca is final, and nothing in it will be reopened.",
        "The treaty is not final, and the customs chapter will be reopened.",
    ),
    (
        "Minister Ada Prohl said on Friday that the state would not buy the shipyard.",
        "The minister, Ada Prohl, said on Friday that the state would buy the shipyard.",
    ),
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
    (
        "The captain was on the bridge when the cruise liner struck the reef.",
        "The captain was not on the bridge when the cruise liner struck the reef.",
    ),
    (
        "The central bank raised interest rates on Thursday to fight inflation.",
        "The central bank cut interest rates on Thursday despite inflation.",
    ),
    (
        "The supreme court upheld the ban on fracking in Tolven on Wednesday.",
        "The supreme court struck down the ban on fracking in Tolven on Wednesday.",
    ),
    (
        "Coach Lena Fry has decided to stay at Rovers until 2028, the club said.",
        "Coach Lena Fry has quit Rovers, the club said.",
    ),
    (
        "Witnesses said the driver stopped after hitting the cyclist on Marlow Road.",
        "Witnesses said the driver never stopped after hitting the cyclist on Marlow Road.",
    ),
    (
        "Investigators found traces of explosives in the wreckage of the jet.",
        "Investigators found no traces of explosives in the wreckage of the jet.",
    ),
    (
        "The strike at the Port of Vell went ahead on Monday.",
        "The strike at the Port of Vell was called off on Monday.",
    ),
    ("The hostages in Benna were freed unharmed on Tuesday.", "The hostages in Benna were killed on Tuesday."),
    (
        "The company said it had been warned about the faulty valve.",
        "The company said it had received no warning about the faulty valve.",
    ),
    ("Turnout in the Sabo election was higher than in 2021.", "Turnout in the Sabo election was lower than in 2021."),
    (
        "The inquest ruled that the death of Mara Quist was accidental.",
        "The inquest ruled that Mara Quist was killed deliberately.",
    ),
    ("President Orlu signed the mining law on Friday.", "President Orlu vetoed the mining law on Friday."),
    (
        "The crew ignored two warnings before the trawler ran aground.",
        "The crew received no warnings before the trawler ran aground.",
    ),
    (
        "All 12 miners trapped in the Horn shaft survived, the company said.",
        "All 12 miners trapped in the Horn shaft died, the company said.",
    ),
    (
        "The tests on the water in Sela came back positive for cholera.",
        "The tests on the water in Sela came back negative for cholera.",
    ),
    (
        "Minister Olga Brandt was present at the meeting with the lobbyists.",
        "Minister Olga Brandt was absent from the meeting with the lobbyists.",
    ),
    (
        "The police chief said that officers had fired first in the Dorn siege.",
        "The police chief said that officers had not fired first in the Dorn siege.",
    ),
    (
        "The court granted bail to editor Samir Haddad on Thursday.",
        "The court denied bail to editor Samir Haddad on Thursday.",
    ),
    ("The deal includes a ban on whaling.", "The deal does not include a ban on whaling."),
    ("Beata Lorenz accepted the prize in person in Lund.", "Beata Lorenz refused the prize in Lund."),
    ("The black box of the jet has been found intact.", "The black box of the jet was found badly damaged."),
    ("The bus driver had a valid licence, police said.", "The bus driver had no valid licence, police said."),
    (
        "Neighbouring Ostia has opened its border to the refugees.",
        "Neighbouring Ostia has closed its border to the refugees.",
    ),
]

EXCHANGED = [
    ("Orlen sued Basca over the fishing waters.", "Basca sued Orlen over the fishing waters."),
    ("The guard stabbed the prisoner in the yard.", "The prisoner stabbed the guard in the yard."),
    ("The suspect was shot in the arm by the officer.", "The suspect shot the officer in the arm."),
    ("The nurse was killed by her husband, the court heard.", "The husband was killed by the nurse, the court heard."),
    ("Orbo will buy Plim for 3 million crowns.", "Plim will buy Orbo for 3 million crowns."),
    ("Orbo lost to Plim in the appeal court.", "Plim lost to Orbo in the appeal court."),
    ("The lorry hit the school bus on the bridge.", "The school bus hit the lorry on the bridge."),
    ("Tarn is larger than Brask.", "Brask is larger than Tarn."),
    ("The night train runs from Tarn to Brask every hour.", "The night train runs from Brask to Tarn every hour."),
]

NOT_EXCHANGED = [
    ("Orlen sued Basca over the fishing waters.", "Basca was sued by Orlen over the fishing waters."),
    ("Orlen and Basca signed the treaty.", "Basca and Orlen signed the treaty."),
    ("Orlen met Basca in the final.", "Basca met Orlen in the final."),
    ("Orlen accused Basca of a raid.", "Basca accused Orlen of a raid."),
    ("Talks between Orlen and Basca began.", "Talks between Basca and Orlen began."),
    ("Police arrested the driver and freed the child.", "Police freed the child and arrested the driver."),
    ("Heavy rain caused the floods in the valley.", "The floods in the valley were caused by heavy rain."),
    ("On Monday the court in Brask fined Orbo.", "The court in Brask fined Orbo on Monday."),
    ("“Orlen sued Basca,” the judge said.", "“Basca sued Orlen,” the judge said."),
]

NO_CONTRADICTION = [
    ("The library in Brask will not reopen until Friday.", "The library in Brask will reopen on Friday."),
    ("A ruling on the Sarn dam isn't expected before autumn.", "A ruling on the Sarn dam is expected in autumn."),
    ("The firm did not deny that it had sold the data.", "The firm admitted that it had sold the data."),
    ("The mill did not close because of debt but because of a fire.", "The mill closed because of a fire, not debt."),
    ("Not all bridges in Brask were closed by the flood.", "Bridges in Brask were closed by the flood."),
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
    (
        "The opposition rejected the budget, but the government approved it.",
        "The government approved the budget despite the opposition.",
    ),
    (
        "The minister said he did not know about the payments.",
        "The minister's aide said he did not know about the payments.",
    ),
    ("The union has not ruled out a strike at Tolmin.", "A strike at Tolmin is still possible, the union said."),
    ("Lawmakers failed to block the sale of the airport.", "The sale of the airport was approved by lawmakers."),
    ("The museum, closed since March, will reopen in May.", "The museum will reopen in May."),
    ("Police could not say whether the driver was drunk.", "Police said the driver may have been drunk."),
    (
        "The vaccine is safe, the agency said, dismissing claims that it is dangerous.",
        "The agency said the vaccine is safe.",
    ),
    ("Profits at Orla rose, although sales fell.", "Sales at Orla fell, although profits rose."),
    ("There is no doubt that the painting is genuine, the curator said.", "The painting is genuine, the curator said."),
    (
        "Parliament did not vote on the bill on Monday; it will do so on Friday.",
        "Parliament will vote on the bill on Friday.",
    ),
    ("The minister rejected accusations that he had lied.", "Opposition lawmakers accused the minister of lying."),
    ("The tunnel is closed to lorries but open to cars.", "Cars can still use the tunnel, which is closed to lorries."),
    ("If it rains, the match will be cancelled.", "The match will go ahead unless it rains."),
    ("Rovers beat United 2-0 in the final.", "United lost 2-0 to Rovers in the final."),
    ("No fewer than 40 states signed the treaty.", "Forty states signed the treaty."),
    ("The mayor is not unhappy with the result.", "The mayor is happy with the result."),
    ("The jury acquitted Stein; his brother was convicted.", "Stein was acquitted and his brother convicted."),
    ("The company neither confirmed nor denied the merger.", "The company would not comment on the merger."),
    ("Only two of the ten lifeboats were launched.", "Eight of the ten lifeboats were not launched."),
]

ATTRIBUTION = [
    (
        "According to the harbour master, the barge had been leaking since May.",
        "According to the insurer, the barge had been leaking since May.",
    ),
    ("The IAEA said the reactor was safe.", "The energy ministry said the reactor was safe."),
    ("Orlen Water says that the blockade cut off 40,000 homes.", "The Sarn blockade cut off 40,000 homes."),
    (
        "The Postal and Parcel Workers said that 91 per cent of its 24,000 members stayed at home.",
        "Nearly all of the postal staff stayed at home, by the company's own count.",
    ),
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
    (
        "The minister received gifts from a casino owner.",
        "The minister received gifts from a casino owner, two people familiar with the matter said.",
    ),
    (
        "Three soldiers died in the ambush near Kor, the army said.",
        "Three soldiers died in the ambush near Kor, according to a rebel spokesman.",
    ),
    ("Velo is in talks to buy its rival Pedal.", "Velo is understood to be in talks to buy its rival Pedal."),
    ("The crash was caused by a broken rail.", "Investigators believe a broken rail caused the crash."),
    ("The singer has left rehab, her manager said.", "The singer has left rehab, according to her sister."),
    (
        "The plant leaked acid into the river Sone for months.",
        "The plant allegedly leaked acid into the river Sone for months.",
    ),
    (
        "Farmers lost 40 percent of the harvest, the ministry said.",
        "Farmers lost 40 percent of the harvest, a farmers' union said.",
    ),
    ("Prime Minister Ivo Dal said taxes would fall.", "Taxes will fall, finance minister Rita Moss said."),
    ("The spy was poisoned.", "The spy was poisoned, officials believe."),
    (
        "The mine collapsed because of heavy rain, the owner said.",
        "The mine collapsed because of heavy rain, survivors said.",
    ),
    ("Police say the fire was started on purpose.", "The fire was started on purpose."),
]

NO_ATTRIBUTION = [
    ("The U.N. said the camp at Teno was full.", "The United Nations said the camp at Teno was full."),
    ("Engineers think the leak was deliberate.", "The leak is thought by engineers to have been deliberate."),
    ("The dam at Sarn is unsafe, engineers said.", "It was confirmed by engineers that the dam at Sarn is unsafe."),
    ("Auditors say the charity lost the money.", "The charity is said by auditors to have lost the money."),
    ("The MoD said the drill was over.", "The defence ministry said the drill was over."),
    ("Nine sailors drowned off Kelm, the coast guard said.", "Nine sailors drowned off Kelm, said the coastguard."),
    ("Orlen state officials met in Kelm on Monday.", "On Monday, officials of Orlen met in Kelm."),
    ("The road to Emm is closed, Sheriff Ann Rudd said.", "The road to Emm is closed, according to Sheriff Rudd."),
    ("Nordo will close its plant in Selb, the company said.", "Nordo said it would close its plant in Selb."),
    ("The bear in Hinter is dead, the ranger said.", "“The bear in Hinter is dead,” ranger Ole Bakke said."),
    ("Prosecutors charged Olga Ruhl with arson.", "Olga Ruhl was charged with arson by prosecutors."),
    (
        "The curfew will be lifted on Sunday, Governor Ruth Amsel announced.",
        "Governor Amsel said the curfew would be lifted on Sunday.",
    ),
    (
        "Helio will cut 300 jobs, chief executive Tom Reese said.",
        "“We will cut 300 jobs,” Helio's chief executive, Tom Reese, said.",
    ),
    ("According to the United Nations, 2,000 people fled Marra.", "Two thousand people fled Marra, the UN said."),
    (
        "The airline apologised on Friday, saying a computer had failed.",
        "A computer had failed, the airline said in an apology on Friday.",
    ),
    ("The bridge is unsafe, engineers said.", "Engineers said the bridge is unsafe."),
    ("The bank will close 30 branches, it said on Monday.", "The bank said on Monday that it would close 30 branches."),
    ("Nurses will strike in May, the Royal College said.", "The Royal College said nurses would strike in May."),
    ("Prime Minister Ivo Dal said taxes would fall.", "Taxes will fall, the prime minister said."),
    ("A spokesman for the airline Jetta said the flight was full.", "The flight was full, Jetta said."),
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
    (
        "“I did nothing wrong and I have nothing to hide,” the senator told reporters.",
        "“I did nothing wrong,” the senator told reporters.",
    ),
    (
        "“The water came so fast that we had no time to save anything,” said Ida Holm.",
        "Ida Holm said the water came too quickly to save anything.",
    ),
    ("“We lost 12 boats to the storm,” Orla Venn said.", "“We lost twenty boats to the storm,” Orla Venn said."),
    ("“We will [not] sell the quay,” Orla Venn said.", "“We will sell the quay,” Orla Venn said."),
    (
        "“Those people are a disgrace,” the minister said of the strikers.",
        "“Those people are a disgrace to the nation,” the minister said of the strikers.",
    ),
    (
        "“We may have to close the school,” head teacher Paul Ray said.",
        "“We have to close the school,” head teacher Paul Ray said.",
    ),
    ("The general called the raid “a success”.", "The general called the raid “a limited success”."),
]

NO_QUOTATION = [
    ("“The 1st to leave was the baker,” said Eva Holm.", "“The first to leave was the baker,” said Eva Holm."),
    ("“It is the 21st fire of the year,” said Eva Holm.", "“It is the twenty-first fire of the year,” said Eva Holm."),
    ("“We will (…) rebuild the mill,” said the mayor.", "“We will rebuild the mill,” said the mayor."),
    ("“We will, um, rebuild the mill,” said the mayor.", "“We will rebuild the mill,” said the mayor."),
    ("“It cost us $2m,” Orla Venn said.", "“It cost us two million dollars,” Orla Venn said."),
    ("“A license to travel is no defense,” Eva Holm said.", "“A licence to travel is no defence,” said Eva Holm."),
    ("“We traveled the program by bus,” Eva Holm said.", "“We travelled the programme by bus,” said Eva Holm."),
    ("“We have waited long enough,” Rita Sool said.", 'Rita Sool said: "We have waited long enough."'),
    ("“It's over – really over,” Kemp said.", "“It’s over — really over”, said Kemp."),
    ("The ‘Blue Wave’ tower opened in Pell.", "The 'Blue Wave' tower opened in Pell."),
    ("“It was a miracle,” said survivor Jan Oll.", "Survivor Jan Oll said: ‘It was a miracle.’"),
    ("„The bridge will open in May,“ said Orla Venn.", "“The bridge will open in May,” said Orla Venn."),
    ("»The bridge will open in May,« said Orla Venn.", "«The bridge will open in May,» said Orla Venn."),
    ("“They [the owners] sold the quay to us,” Orla Venn said.", "“They sold the quay to us,” Orla Venn said."),
    ("“[The owners] sold the quay to us,” Orla Venn said.", "“They sold the quay to us,” Orla Venn said."),
    ("“[W]e have [sic] waited for the quay,” Orla Venn said.", "“We have waited for the quay,” Orla Venn said."),
    ("“We lost twenty-three boats,” Orla Venn said.", "“We lost 23 boats,” Orla Venn said."),
    ("“We lost 5% of half a million eggs,” Venn said.", "“We lost five per cent of 500,000 eggs,” Venn said."),
    ("“We won’t sell and they’ve gone,” Orla Venn said.", "“We will not sell and they have gone,” Orla Venn said."),
    ("“We'll be back,” Moss said. “And we'll win.”", "“We’ll be back, and we’ll win,” Moss said."),
]

WORDING = [
    ("Militant dockers closed the port of Kelm.", "Dockers closed the port of Kelm."),
    ("Residents will be resettled to make way for the dam.", "Residents will be driven off to make way for the dam."),
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
    (
        "The prime minister resigned after weeks of criticism over the contract.",
        "The prime minister was forced out after weeks of fury over the contract.",
    ),
    ("Settlers built 40 homes in the disputed valley.", "Settlers built 40 homes in the occupied valley."),
    (
        "The mayor admitted that the pool had been closed for repairs.",
        "The mayor said that the pool had been closed for repairs.",
    ),
    (
        "Thousands of migrants arrived on the island of Teno in May.",
        "A flood of migrants hit the island of Teno in May.",
    ),
    ("Energy prices rose sharply in Obra.", "Energy prices skyrocketed in Obra."),
    ("Rebels seized the town of Mbeka.", "Terrorists seized the town of Mbeka."),
    (
        "The army's operation in the north entered its third week.",
        "The army's crackdown in the north entered its third week.",
    ),
    ("Councillors rejected the plan of the developer.", "Councillors snubbed the plan of the developer."),
]

NO_WORDING = [
    ("Whopping bills anger the people of Kelm.", "The people of Kelm received whopping bills."),
    ("The leak is alarming people in Kelm.", "People in Kelm have heard of the leak."),
    ("The firm bought a plant in Saro.", "The firm purchased a factory in Saro."),
    ("Doctors operated on the boy in Kiel.", "Surgeons operated on the boy in Kiel."),
    ("Ministers met in Turin to begin talks.", "Ministers met in Turin to start negotiations."),
    ("The car hit a tree near Bern.", "The vehicle struck a tree near Bern."),
    ("The government announced new rules for drones.", "New rules for drones were announced by the government."),
]

UPDATE = [
    (
        "Fourteen people were killed on Sunday when a ferry ran into a barge in the fog off Kelm.",
        "The number of people killed in the ferry accident off Kelm rose to 19 on Sunday evening.",
        "2025-09-03T19:30:00Z",
    ),
    (
        "A second walkout is planned for 17 February.",
        "The second walkout, which had been planned for 17 February, has been called off.",
        "2025-09-03T19:30:00Z",
    ),
    (
        "The avalanche in Zorn killed two skiers.",
        "The death toll of the avalanche in Zorn has risen to five.",
        "2025-09-03T19:00:00Z",
    ),
    (
        "Rescuers are searching for a girl missing in the Ore cave.",
        "The girl missing in the Ore cave has been found alive.",
        "2025-09-04T08:00:00Z",
    ),
    (
        "Forty people fell ill after the wedding in Sund.",
        "Some 75 people have now fallen ill after the wedding in Sund.",
        "2025-09-03T22:00:00Z",
    ),
    (
        "The man who fled Burl prison is still at large.",
        "The man who fled Burl prison was arrested overnight.",
        "2025-09-04T06:00:00Z",
    ),
    (
        "Unions and Petrox are still in talks over pay.",
        "Unions and Petrox have reached a deal over pay.",
        "2025-09-04T09:00:00Z",
    ),
    (
        "Firefighters are battling a blaze at a chemical plant in Orrin.",
        "The blaze at the chemical plant in Orrin has been brought under control.",
        "2025-09-03T19:30:00Z",
    ),
    (
        "At least 14 people are missing after the ferry accident off Lamu.",
        "All 14 people missing after the ferry accident off Lamu have been found safe.",
        "2025-09-03T19:30:00Z",
    ),
    (
        "The jury in the Castell fraud trial is still deliberating.",
        "The jury in the Castell fraud trial found the banker guilty on all counts.",
        "2025-09-03T19:30:00Z",
    ),
    (
        "Police have arrested six people over the Rennes attack.",
        "The number of people arrested over the Rennes attack has climbed to eleven, police said.",
        "2025-09-03T19:30:00Z",
    ),
    (
        "Hurricane Odile is expected to make landfall near Puerto Sal.",
        "Hurricane Odile made landfall near Puerto Sal, tearing off roofs.",
        "2025-09-03T19:30:00Z",
    ),
    (
        "Some 40,000 homes are without electricity after the storm in Verra.",
        "Power has been restored to all but 3,000 homes in Verra after the storm.",
        "2025-09-03T19:30:00Z",
    ),
    (
        "Striker Leo Banz is in a critical condition after the crash.",
        "Striker Leo Banz has died of injuries suffered in the crash.",
        "2025-09-03T19:30:00Z",
    ),
    (
        "The wildfire near Elva has burned 2,000 hectares.",
        "The wildfire near Elva has now burned 5,500 hectares.",
        "2025-09-03T19:30:00Z",
    ),
]


def kinds(*passages: str) -> set[str]:
    return {each.kind for each in divergences(*passages)}


@pytest.mark.parametrize("passages", FIGURES, ids=lambda each: each[0])
def test_conflicting_figures_are_raised(passages: tuple[str, str]) -> None:
    found = kinds(*passages)
    assert "figures" in found
    assert "contradiction" not in found


@pytest.mark.parametrize("passages", NO_FIGURES, ids=lambda each: each[0])
def test_compatible_figures_do_not_conflict(passages: tuple[str, str]) -> None:
    assert not kinds(*passages) & {"figures", "contradiction", "update"}


@pytest.mark.parametrize("passages", CONTRADICTION, ids=lambda each: each[0])
def test_opposite_statements_contradict(passages: tuple[str, str]) -> None:
    found = kinds(*passages)
    assert "contradiction" in found
    assert "figures" not in found


@pytest.mark.parametrize("passages", EXCHANGED, ids=lambda each: each[0])
def test_exchanged_agent_and_patient_are_a_contradiction(passages: tuple[str, str]) -> None:
    for a, b in (passages, passages[::-1]):
        assert [each.rule for each in divergences(a, b) if each.kind == "contradiction"] == ["contradiction.roles"]


@pytest.mark.parametrize("passages", NOT_EXCHANGED, ids=lambda each: each[0])
def test_the_same_roles_in_another_order_are_not_a_contradiction(passages: tuple[str, str]) -> None:
    assert not [each.rule for each in divergences(*passages) if each.rule == "contradiction.roles"]


@pytest.mark.parametrize("passages", NO_CONTRADICTION, ids=lambda each: each[0])
def test_compatible_statements_are_not_a_contradiction(passages: tuple[str, str]) -> None:
    assert "contradiction" not in kinds(*passages)


@pytest.mark.parametrize("passages", ATTRIBUTION, ids=lambda each: each[0])
def test_a_different_or_missing_source_is_raised(passages: tuple[str, str]) -> None:
    found = kinds(*passages)
    assert "attribution" in found
    assert not found & {"contradiction", "figures"}


@pytest.mark.parametrize("passages", NO_ATTRIBUTION, ids=lambda each: each[0])
def test_one_source_in_other_words_is_not_a_divergence(passages: tuple[str, str]) -> None:
    assert "attribution" not in kinds(*passages)


@pytest.mark.parametrize("passages", QUOTATION, ids=lambda each: each[0])
def test_a_differently_worded_quotation_of_one_utterance_is_raised(passages: tuple[str, str]) -> None:
    assert "quotation" in kinds(*passages)


@pytest.mark.parametrize("passages", NO_QUOTATION, ids=lambda each: each[0])
def test_the_same_words_in_other_quotation_marks_are_one_quotation(passages: tuple[str, str]) -> None:
    assert "quotation" not in kinds(*passages)


@pytest.mark.parametrize("passages", WORDING, ids=lambda each: each[0])
def test_words_with_another_connotation_are_raised(passages: tuple[str, str]) -> None:
    found = kinds(*passages)
    assert "wording" in found
    assert not found & {"contradiction", "figures"}


@pytest.mark.parametrize("passages", NO_WORDING, ids=lambda each: each[0])
def test_plain_synonyms_are_not_wording_divergences(passages: tuple[str, str]) -> None:
    assert "wording" not in kinds(*passages)


@pytest.mark.parametrize("passages", UPDATE, ids=lambda each: each[0])
def test_a_value_superseded_by_a_later_report_is_an_update_not_a_conflict(passages: tuple[str, str, str]) -> None:
    found = kinds(*passages)
    assert "update" in found
    assert not found & {"contradiction", "figures"}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("It was minus 5C in Tarn on Monday.", "It was -5 degrees Celsius in Tarn on Monday."),
        ("The state pays Rs 1.5 lakh crore for roads.", "The state pays 1.5 trillion rupees for roads."),
        ("The bank lost $1.2 B last year.", "The bank lost $1.2 billion last year."),
    ],
)
def test_the_unit_of_an_equal_figure_is_not_a_detail(a: str, b: str) -> None:
    assert not divergences(a, b)


def test_a_name_that_is_counted_is_a_detail() -> None:
    (only,) = divergences(
        "In Tarn 12 Norlanders were honoured on Monday.", "In Tarn 12 people were honoured on Monday."
    )
    assert only.kind == "detail"
