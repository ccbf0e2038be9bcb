"""The young people and adults at risk whom Harbour Youth works with, and the adults around them. Nobody is real.

Numbers are from the ranges that Ofcom keeps free for drama; addresses are in places that do not exist.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from safeguard.demo.people import CAREERS, COUNSELLING, MENTORING
from safeguard.people.enums import PersonKind
from safeguard.people.rules import birthday, name_key, tidy_phone
from sessions_app.enums import Rating

LOW, MODERATE, HIGH = Rating.LOW, Rating.MODERATE, Rating.HIGH
CHILD_UNTIL = 14  # years, as Harbour Youth speaks of them


@dataclass(frozen=True)
class Carer:
    """A parent, carer or other adult. ``channels``: those that somebody has said are safe."""

    name: str
    relationship: str = "mother"
    channels: str = "call text email"
    countersigns: str = "yes"
    responsible: str = "yes"
    signs_for_authority_by: str = ""  # by what they sign for the local authority (practice C27)


@dataclass(frozen=True)
class Young:
    """Somebody we work with. ``birthday_in``: days from the load to the next birthday, when ``age`` goes up by one;
    ``since``: how many days before the load they came to us.
    """

    key: str
    name: str
    known_as: str
    age: int
    birthday_in: int
    since: int
    worker: str
    carers: tuple[Carer, ...] = ()
    council: str = "saltmarsh"
    rating: Rating = LOW
    channels: str = "call text email"
    is_adult_at_risk: bool = False
    service: str = ""

    @property
    def kind(self) -> PersonKind:
        """What the record calls them."""
        if self.is_adult_at_risk:
            return PersonKind.ADULT_AT_RISK
        return PersonKind.CHILD if self.age < CHILD_UNTIL else PersonKind.YOUNG_PERSON

    @property
    def has_phone(self) -> bool:
        """Whether they have a number of their own: the youngest are reached through a parent."""
        return self.age > 11


C = Carer
FOSTER_CARER = C(
    "Lorraine Sutcliffe",
    "foster carer",
    responsible="no",
    signs_for_authority_by="Delegated authority form of Saltmarsh, held at CiC/4471",
)
# With Priya and with Fergus.
IN_CAREERS = (
    Young("amira", "Amira Haddad", "Amira", 16, 203, 350, "practitioner", (C("Rima Haddad"),)),
    Young("jamie", "Jamie Thornton", "Jamie", 15, 9, 93, "practitioner", (C("Carol Thornton", "aunt"),)),
    Young("kwame", "Kwame Boateng-Lewis", "Kwame", 17, 88, 169, "practitioner", (C("Esther Boateng"),), "porthaven"),
    Young(
        "freya",
        "Freya Lindqvist-Hall",
        "Freya",
        14,
        151,
        195,
        "practitioner",
        (C("Annika Lindqvist"), C("Gareth Hall", "father", "call text")),
        rating=MODERATE,
    ),
    Young("zainab", "Zainab Hussain", "Zainab", 16, 310, 143, "practitioner", (C("Farida Hussain"),), "porthaven"),
    Young("connor", "Connor McAllister", "Connor", 18, 340, 118, "practitioner", council="eastmoor"),
    Young("mei", "Mei-Ling Chow", "Mei", 15, 67, 207, "practitioner", (C("Susan Chow"), C("David Chow", "father"))),
    Young("tyrone", "Tyrone Baptiste", "Ty", 17, 240, 401, "practitioner", (C("Marcia Baptiste", "grandmother"),)),
    Young("ella", "Ella Whitcombe", "Ella", 16, 33, 336, "fergus", (C("Joanne Whitcombe"),), "eastmoor"),
    Young("hamza", "Hamza Qureshi", "Hamza", 17, 122, 300, "fergus", (C("Tariq Qureshi", "father"),)),
    Young("seun", "Oluwaseun Adebayo", "Seun", 15, 275, 144, "fergus", (C("Folake Adebayo"),), "porthaven"),
    Young("kasia", "Katarzyna Nowak", "Kasia", 14, 54, 239, "fergus", (C("Marta Nowak"), C("Piotr Nowak", "father"))),
    Young("rhys", "Rhys Llewellyn", "Rhys", 16, 189, 451, "fergus", (C("Bethan Llewellyn"),), "wexcombe", MODERATE),
    Young("shanice", "Shanice Grant-Palmer", "Shanice", 19, 19, 375, "fergus", is_adult_at_risk=True, rating=MODERATE),
)
# With Callum and with Sunita.
IN_MENTORING = (
    Young(
        "rowan",
        "Rowan Keeley",
        "Rowan",
        16,
        141,
        348,
        "colleague",
        (C("Michelle Keeley", channels="call", responsible="yes"),),
        rating=HIGH,
        channels="call",
    ),
    Young("aaliyah", "Aaliyah Mohamed", "Aaliyah", 13, 226, 391, "colleague", (C("Hodan Mohamed"),), "porthaven"),
    Young("finlay", "Finlay Buchan", "Fin", 12, 77, 298, "colleague", (C("Kirsty Buchan"),)),
    Young("ravi", "Ravi Chandrasekaran", "Ravi", 14, 301, 452, "colleague", (C("Lakshmi Chandrasekaran"),), "wexcombe"),
    Young("leila", "Leila Farahani", "Leila", 15, 167, 273, "colleague", (C("Shirin Farahani"),), rating=MODERATE),
    Young("dominik", "Dominik Kovač", "Dom", 13, 45, 441, "colleague", (C("Jana Kovačová"),), "eastmoor"),
    Young("gracie", "Grace Nyambura", "Gracie", 11, 258, 45, "colleague", (C("Wanjiku Nyambura"),), "porthaven"),
    Young("theo", "Theo Papadakis", "Theo", 17, 112, 209, "colleague", (C("Eleni Papadakis"),), "wexcombe"),
    Young(
        "ivy",
        "Ivy Sutcliffe",
        "Ivy",
        12,
        320,
        427,
        "sunita",
        (FOSTER_CARER,),
    ),
    Young("malachi", "Malachi Ferguson", "Malachi", 14, 98, 376, "sunita", (C("Denise Ferguson"),), rating=MODERATE),
    Young("noor", "Noor Rahimi", "Noor", 15, 211, 66, "sunita", (C("Karim Rahimi", "brother, 24"),), "porthaven"),
    Young("siobhan", "Siobhan Doherty", "Shiv", 16, 60, 24, "sunita", (C("Patrick Doherty", "father"),)),
    Young(
        "joshua",
        "Joshua Katz",
        "Josh",
        13,
        184,
        184,
        "sunita",
        (C("Miriam Katz"), C("Daniel Katz", "father")),
        "wexcombe",
    ),
    Young("blessing", "Blessing Eze", "Blessing", 11, 133, 92, "sunita", (C("Chioma Eze"),), "porthaven"),
)
# With Hannah and with Tomasz.
IN_COUNSELLING = (
    Young("samir", "Samir Aziz", "Sam", 17, 290, 324, "hannah", (C("Latifa Aziz"),), "porthaven"),
    Young("chloe", "Chloe Barraclough", "Chloe", 16, 26, 164, "hannah", (C("Wendy Barraclough"),), rating=MODERATE),
    Young("yusuf", "Yusuf Demir", "Yusuf", 15, 173, 401, "hannah", (C("Elif Demir"),), "wexcombe"),
    Young("imogen", "Imogen Fairweather", "Immy", 22, 82, 247, "hannah", is_adult_at_risk=True, council="eastmoor"),
    Young("arjun", "Arjun Gill", "Arjun", 14, 247, 308, "hannah", (C("Harpreet Gill"), C("Manjit Gill", "father"))),
    Young("tia", "Tia Marlow", "Tia", 19, 157, 77, "hannah", is_adult_at_risk=True, rating=MODERATE),
    Young("elin", "Elin Parry", "Elin", 17, 39, 253, "tomasz", (C("Gwenllian Parry"),), "eastmoor"),
    Young("nathan", "Nathan Oyelaran", "Nate", 15, 229, 420, "tomasz", (C("Abimbola Oyelaran"),), "porthaven", HIGH),
    Young("lucia", "Lucía Herrera", "Lucy", 16, 105, 221, "tomasz", (C("Carmen Herrera"),)),
    Young("corey", "Corey Blythe", "Corey", 24, 266, 235, "tomasz", is_adult_at_risk=True, rating=HIGH),
    Young("saoirse", "Saoirse Gallagher", "Saoirse", 14, 71, 26, "tomasz", (C("Aoife Gallagher"),), "wexcombe"),
    Young("alfie", "Alfie Drummond", "Alfie", 19, 198, 272, "tomasz", is_adult_at_risk=True, council="eastmoor"),
)


def _of(service: str, people: tuple[Young, ...]) -> list[Young]:
    return [replace(person, service=service) for person in people]


YOUNG_PEOPLE = (*_of(CAREERS, IN_CAREERS), *_of(MENTORING, IN_MENTORING), *_of(COUNSELLING, IN_COUNSELLING))
BY_KEY = {person.key: person for person in YOUNG_PEOPLE}

# Their parents live apart, and disagree. Neither may learn what the other has said, or that they were asked.
APART = "freya"
# Home is not safe. The address is held elsewhere, and how to ring back has been agreed.
IN_DANGER = "rowan"
NOT_KNOWN = ("noor", "tyrone")  # nobody knows which authority they belong to
NOT_ASKED = ("theo",)
WANT_REMINDERS = ("amira", "zainab", "kwame", "mei", "hamza", "aaliyah", "leila", "siobhan", "samir", "lucia", "tia")

STREETS = (
    "Lantern Row",
    "Quarry Bank",
    "Tollgate Close",
    "Sandpiper Way",
    "Chapel Steps",
    "Foundry Lane",
    "Orchard Rise",
    "Beacon Street",
)
TOWNS = {
    "saltmarsh": "Saltmarsh SM2",
    "porthaven": "Port Haven PH1",
    "eastmoor": "Eastmoor EM4",
    "wexcombe": "Wexcombe WX3",
}


def number_of(order: int) -> str:
    """The mobile number of the young person with this place in the list."""
    return f"07700 900{300 + order:03}"


def other_number_of(order: int) -> str:
    """The number of a landline for them."""
    return f"01632 960{300 + order:03}"


CALL_BACK = "07700 900990"  # the number agreed with the one who is in danger at home


def number_of_carer(order: int, place: int) -> str:
    """The mobile number of an adult around them."""
    return f"07700 900{400 + 3 * order + place:03}"


def address_of(order: int, council: str) -> str:
    """Where they live."""
    return f"{3 + 7 * order % 90} {STREETS[order % len(STREETS)]}, {TOWNS[council]}"


def email_of(name: str) -> str:
    """An address at a provider that does not exist."""
    return f"{'.'.join(name_key(name).split())}@post.example"


def born_on(today: date, young: Young) -> date:
    """The date of birth of somebody who is so old now, and a year older in so many days."""
    return birthday(today + timedelta(days=young.birthday_in), -(young.age + 1))


def name_at(address: str) -> str:
    """Whose address or number in a family this is, or an empty text: for the page that shows what was sent."""
    for order, young in enumerate(YOUNG_PEOPLE):
        if address in (email_of(young.name), tidy_phone(number_of(order))):
            return young.name
        for place, carer in enumerate(young.carers):
            if address in (email_of(carer.name), tidy_phone(number_of_carer(order, place))):
                return carer.name
    return ""
