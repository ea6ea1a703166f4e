"""What is read from the columns of a file of arrangements."""

from portal.features.arrangements import actions
from portal.imports import Field

FIELDS = (
    Field(
        "title",
        "What it is called",
        required="Choose the column that says what each arrangement is called",
        known_as=("arrangement", "title", "name", "partnership", "tender title", "job title", "hub", "service"),
    ),
    Field(
        "parties",
        "Partners",
        "One or more in a cell. You can write roles after a name, like “Kent County Council | provider, mentor”",
        known_as=("parties and roles", "partners", "parties", "partner", "organisations", "organisation", "buyer name"),
    ),
    Field("roles", "Roles of the partners in the row", "Put commas between roles", known_as=("roles", "role")),
    Field(
        "joined_on",
        "Joined on",
        "The day the partners in the row joined. In this and the next six you can also write a line for each partner,"
        " like “Kent County Council | 17 January 2005”",
        known_as=("joined on", "joined", "date joined"),
    ),
    Field("left_on", "Left on", "The day the partners in the row left", known_as=("left on", "left", "date left")),
    Field("decision_body", "Decided by", "Who decided that they take part", known_as=("decided by", "approved by")),
    Field("decision_on", "Date of the decision", known_as=("date of the decision", "decision date", "approved on")),
    Field("decision_minute", "Minute of the decision", known_as=("minute of the decision", "minute")),
    Field("decision_link", "Link to the decision", known_as=("link to the decision", "decision link")),
    Field(
        "lead_contact",
        "Lead contact",
        "A name or post, and an email address or a telephone number. Put commas between them",
        known_as=("lead contact", "lead officer"),
    ),
    Field(
        "key",
        "What shows that rows belong together",
        "Choose it if each partner has a row of its own. Rows with the same value here become one arrangement",
        known_as=("key", "id", "number", "release id", "ref"),
    ),
    Field("kind", "Kind", known_as=("kind", "type", "form")),
    Field(
        "purpose",
        "What it is for",
        known_as=("what it is for", "purpose", "description", "tender description", "comments", "aim"),
    ),
    Field(
        "starts_on",
        "Start date",
        known_as=("starts on", "start date", "start", "from", "begins", "contract period start date"),
    ),
    Field(
        "ends_on", "End date", known_as=("ends on", "end date", "end", "until", "expires", "contract period end date")
    ),
    Field("legal_basis", "Legal basis", known_as=("legal basis", "power", "statute")),
    Field(
        "accountable_body",
        "Accountable body",
        "The organisation that answers for the money",
        known_as=("accountable body", "lead"),
    ),
    Field("amount", "Amount in pounds", known_as=("amount", "value", "value amount", "cost", "contribution")),
    Field("payer", "Who pays the amount", known_as=("payer", "paid by")),
    Field("payee", "Who gets the amount", known_as=("payee", "paid to", "supplier")),
    Field("money", "Money, as in a file that you downloaded from here", known_as=("money",)),
    Field("success_gate", "When it counts as a success", known_as=("success", "counts as a success when")),
    Field(
        "services",
        "Services",
        "Use the names of services that you see here. Put semicolons between them",
        known_as=("services",),
    ),
    Field("reference", "Reference", "It tells which arrangements are here already", known_as=("reference",)),
    Field(
        "only",
        "A column to choose rows by",
        "Choose it if you do not want every row. You say next which rows. You can choose a column that you use above",
        known_as=("shared post",),
        narrows=True,
    ),
)
LEAD = (
    "Use a spreadsheet with a row for each arrangement, or a row for each partner in one. You can also use a file that"
    " you downloaded from here.\n\n"
    "We ask which column is which and which organisations the names are. Then we show you what will come in. Nothing is"
    " written down before you agree.\n\n"
    "Each arrangement comes in as an idea. Only your organisation sees it until you send it. What is here already does"
    " not come in again.\n\n"
    "A JSON file brings in the arrangements that your organisation takes part in, with risks and duties, and with the"
    " sessions, readings and payments that your organisation recorded. What others said or recorded stays in the"
    " file.\n\n"
    f"Up to {actions.MOST_ARRANGEMENTS} arrangements come in at once, with up to {actions.MOST_RECORDS:,} risks,"
    " sessions, readings and the like. If the file has more, we lead you on to the next."
)
