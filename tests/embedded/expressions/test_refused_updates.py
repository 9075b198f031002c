"""Updates that are refused: their syntax, their operands, and which flaw is named first.

Every message is what AWS's own DynamoDB Local 3.3.0 answered to the same text.
"""

import pytest

SYNTAX = [
    ("", "The expression can not be empty;"),
    (" ", 'Syntax error; token: "<EOF>", near: " "'),
    ("SET", 'Syntax error; token: "<EOF>", near: "SET"'),
    ("SET a", 'Syntax error; token: "<EOF>", near: "a"'),
    ("SET a =", 'Syntax error; token: "<EOF>", near: "="'),
    ("SET a = :n,", 'Syntax error; token: "<EOF>", near: ","'),
    ("SET a = :n b = :n", 'Syntax error; token: "b", near: ":n b ="'),
    ("SET :n = a", 'Syntax error; token: ":n", near: "SET :n ="'),
    ("SET (a) = :n", 'Syntax error; token: "(", near: "SET (a"'),
    ("SET a = b c", 'Syntax error; token: "c", near: "b c"'),
    ("SET a = :n + :n + :n", 'Syntax error; token: "+", near: ":n + :n"'),
    ("SET a = (:n + :n) + :n", 'Syntax error; token: "+", near: ") + :n"'),
    ("SET a = :n + (:n + :n)", 'Syntax error; token: "+", near: ":n + :n"'),
    ("SET a = :n * :n", 'Syntax error; token: "*", near: ":n * :n"'),
    ("SET a = -:n", 'Syntax error; token: "-", near: "= -:n"'),
    ("SET a = if_not_exists(b, :n + :n)", 'Syntax error; token: "+", near: ":n + :n"'),
    ("SET a = b = :n", 'Syntax error; token: "=", near: "b = :n"'),
    ("SET a = b < c", 'Syntax error; token: "<", near: "b < c"'),
    ("SET a = :n, REMOVE b", 'Syntax error; token: "REMOVE", near: ", REMOVE b"'),
    ("SET a[0], b = :n", 'Syntax error; token: ",", near: "], b"'),
    ("REMOVE", 'Syntax error; token: "<EOF>", near: "REMOVE"'),
    ("REMOVE (a)", 'Syntax error; token: "(", near: "REMOVE (a"'),
    ("REMOVE a b", 'Syntax error; token: "b", near: "a b"'),
    ("REMOVE :n", 'Syntax error; token: ":n", near: "REMOVE :n"'),
    ("REMOVE a,", 'Syntax error; token: "<EOF>", near: ","'),
    ("ADD a", 'Syntax error; token: "<EOF>", near: "a"'),
    ("ADD a b", 'Syntax error; token: "b", near: "a b"'),
    ("ADD a (:n)", 'Syntax error; token: "(", near: "a (:n"'),
    ("ADD a = :n", 'Syntax error; token: "=", near: "a = :n"'),
    ("ADD a :n + :n", 'Syntax error; token: "+", near: ":n + :n"'),
    (
        "ADD a if_not_exists(b, :n)",
        'Syntax error; token: "if_not_exists", near: "a if_not_exists("',
    ),
    ("DELETE a", 'Syntax error; token: "<EOF>", near: "a"'),
    ("FOO a", 'Syntax error; token: "FOO", near: "FOO a"'),
    ("a = :n", 'Syntax error; token: "a", near: "a ="'),
    ("SET a = :n FOO b", 'Syntax error; token: "FOO", near: ":n FOO b"'),
]

RULES = [
    ("SET a = ((:n))", "The expression has redundant parentheses;"),
    ("SET a = ((:n + :n))", "The expression has redundant parentheses;"),
    ("SET a = if_not_exists(((b)), :n)", "The expression has redundant parentheses;"),
    ("SET a = foo(:n)", "Invalid function name; function: foo"),
    ("SET a = size(b)", "The function is not allowed in an update expression; function: size"),
    (
        "SET a = contains(b, :n)",
        "The function is not allowed in an update expression; function: contains",
    ),
    (
        "SET a = :n + list_append(b, :l)",
        "The function is not allowed to be used this way in an expression; function: list_append",
    ),
    (
        "SET a = list_append(list_append(b, :l), :l)",
        "The function is not allowed to be used this way in an expression; function: list_append",
    ),
    (
        "SET a = if_not_exists(b, list_append(b, :l))",
        "The function is not allowed to be used this way in an expression; function: list_append",
    ),
    ("SET status = :n", "Attribute name is a reserved keyword; reserved keyword: status"),
    ("SET a = status", "Attribute name is a reserved keyword; reserved keyword: status"),
    ("REMOVE b.Status", "Attribute name is a reserved keyword; reserved keyword: Status"),
    ("SET a = :n SET b = :n", 'The "SET" section can only be used once in an update expression;'),
    ("remove a remove b", 'The "REMOVE" section can only be used once in an update expression;'),
    (
        "SET #x = :n",
        "An expression attribute name used in the document path is not defined; attribute name: #x",
    ),
    (
        "SET a = #x",
        "An expression attribute name used in the document path is not defined; attribute name: #x",
    ),
    (
        "SET a = :w",
        "An expression attribute value used in expression is not defined; attribute value: :w",
    ),
    (
        "ADD a :w",
        "An expression attribute value used in expression is not defined; attribute value: :w",
    ),
    (
        "SET a = if_not_exists(b)",
        "Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1",
    ),
    (
        "SET a = list_append(:l)",
        "Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1",
    ),
    (
        "SET a = if_not_exists(:n, :n)",
        "Operator or function requires a document path; operator or function: if_not_exists",
    ),
    (
        "SET a = if_not_exists(b, b)",
        "The first operand must be distinct from the remaining operands for this operator or function; operator: if_not_exists, first operand: [b]",
    ),
    (
        "SET a = list_append(:n, b)",
        "Incorrect operand type for operator or function; operator or function: list_append, operand type: N",
    ),
    (
        "SET a = list_append(b, :ss)",
        "Incorrect operand type for operator or function; operator or function: list_append, operand type: SS",
    ),
    (
        "SET a = :v + :n",
        "Incorrect operand type for operator or function; operator or function: +, operand type: S",
    ),
    (
        "SET a = b - :l",
        "Incorrect operand type for operator or function; operator or function: -, operand type: L",
    ),
    (
        "ADD a :v",
        "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND",
    ),
    (
        "ADD a :l",
        "Incorrect operand type for operator or function; operator: ADD, operand type: LIST, typeSet: ALLOWED_FOR_ADD_OPERAND",
    ),
    (
        "ADD a :b",
        "Incorrect operand type for operator or function; operator: ADD, operand type: BOOLEAN, typeSet: ALLOWED_FOR_ADD_OPERAND",
    ),
    (
        "ADD a :nul",
        "Incorrect operand type for operator or function; operator: ADD, operand type: NULL, typeSet: ALLOWED_FOR_ADD_OPERAND",
    ),
    (
        "ADD a :mm",
        "Incorrect operand type for operator or function; operator: ADD, operand type: MAP, typeSet: ALLOWED_FOR_ADD_OPERAND",
    ),
    (
        "ADD a :bb",
        "Incorrect operand type for operator or function; operator: ADD, operand type: BINARY, typeSet: ALLOWED_FOR_ADD_OPERAND",
    ),
    (
        "DELETE a :n",
        "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND",
    ),
    (
        "DELETE a :v",
        "Incorrect operand type for operator or function; operator: DELETE, operand type: STRING, typeSet: ALLOWED_FOR_DELETE_OPERAND",
    ),
    (
        "SET a = :n, a = :n",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]",
    ),
    (
        "REMOVE a, a.b",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]",
    ),
    (
        "SET a.b = :n REMOVE a",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a]",
    ),
    (
        "SET a.b = :n, a[0] = :n",
        "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]",
    ),
    (
        "SET a[0] = :n, a[0].b = :n",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, [0]], path two: [a, [0], b]",
    ),
    (
        "DELETE a :ss ADD a.b :n",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]",
    ),
]

ORDER = [
    ("SET a = ((:n)) SET b = foo(:n)", "The expression has redundant parentheses;"),
    ("SET a = foo(:n) SET b = :n", "Invalid function name; function: foo"),
    (
        "SET status = :n SET b = :n",
        "Attribute name is a reserved keyword; reserved keyword: status",
    ),
    ("SET a = :w SET b = :n", 'The "SET" section can only be used once in an update expression;'),
    (
        "SET a = :w REMOVE #x",
        "An expression attribute name used in the document path is not defined; attribute name: #x",
    ),
    (
        "SET #x = :n, #y = :n",
        "An expression attribute name used in the document path is not defined; attribute name: #y",
    ),
    (
        "SET #x = :n, a = :n, a.b = :n",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]",
    ),
    (
        "SET a = :w, a = :n",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]",
    ),
    (
        "SET a = if_not_exists(b) REMOVE a",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]",
    ),
    (
        "SET a = :w, b = :x",
        "An expression attribute value used in expression is not defined; attribute value: :x",
    ),
    (
        "SET a = :w ADD b :v",
        "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND",
    ),
    (
        "ADD b :v SET a = :w",
        "An expression attribute value used in expression is not defined; attribute value: :w",
    ),
    (
        "SET a = :w + #x",
        "An expression attribute value used in expression is not defined; attribute value: :w",
    ),
    (
        "SET a = if_not_exists(:n), b = list_append(:n, :l)",
        "Incorrect operand type for operator or function; operator or function: list_append, operand type: N",
    ),
]


@pytest.mark.parametrize(("text", "message"), SYNTAX)
def test_a_syntax_error_is_shown_with_its_neighbours(expression_refusal, text, message):
    assert expression_refusal("UpdateExpression", text) == message


@pytest.mark.parametrize(("text", "message"), RULES)
def test_what_a_word_a_path_or_an_operand_must_not_be(expression_refusal, text, message):
    assert expression_refusal("UpdateExpression", text) == message


@pytest.mark.parametrize(("text", "message"), ORDER)
def test_of_two_flaws_the_one_dynamodb_sees_first_is_named(expression_refusal, text, message):
    assert expression_refusal("UpdateExpression", text) == message
