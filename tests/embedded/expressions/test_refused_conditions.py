"""Conditions that are refused: their syntax, their operands, and which flaw is named first.

Every message is what AWS's own DynamoDB Local 3.3.0 answered to the same text.
"""

import pytest

SYNTAX = [
    ("", "The expression can not be empty;"),
    (" ", 'Syntax error; token: "<EOF>", near: " "'),
    ("a", 'Syntax error; token: "<EOF>", near: "a"'),
    ("a = ", 'Syntax error; token: "<EOF>", near: "= "'),
    ("a b", 'Syntax error; token: "b", near: "a b"'),
    (":v", 'Syntax error; token: "<EOF>", near: ":v"'),
    ("a = :v AND", 'Syntax error; token: "<EOF>", near: "AND"'),
    ("a = :v)", 'Syntax error; token: ")", near: ":v)"'),
    ("(a = :v", 'Syntax error; token: "<EOF>", near: ":v"'),
    ("a == :v", 'Syntax error; token: "=", near: "== :v"'),
    ("a = :v $", 'Syntax error; token: "$", near: ":v $"'),
    ("$", 'Syntax error; token: "$", near: "$"'),
    ("a.", 'Syntax error; token: "<EOF>", near: "."'),
    ("a[", 'Syntax error; token: "<EOF>", near: "["'),
    ("a[0", 'Syntax error; token: "<EOF>", near: "0"'),
    ("a[x]", 'Syntax error; token: "x", near: "[x]"'),
    ("a[-1]", 'Syntax error; token: "-", near: "[-1"'),
    ("a[01] = :v", 'Syntax error; token: "1", near: "01]"'),
    ("a.0 = :v", 'Syntax error; token: "0", near: ".0 ="'),
    ("a..b = :v", 'Syntax error; token: ".", near: "..b"'),
    (":v.b = :v", 'Syntax error; token: ".", near: ":v.b"'),
    ("a >= > :v", 'Syntax error; token: ">", near: ">= > :v"'),
    ("a< >:v", 'Syntax error; token: ">", near: "< >:v"'),
    ("a != :v", 'Syntax error; token: "!", near: "a !="'),
    ('a = "x"', 'Syntax error; token: """, near: "= "x"'),
    ("a = 5", 'Syntax error; token: "5", near: "= 5"'),
    ("_a = :v", 'Syntax error; token: "_", near: "_a"'),
    ("é = :v", 'Syntax error; token: "é", near: "é ="'),
    ("# = :v", 'Syntax error; token: "#", near: "# ="'),
    ("a = : v", 'Syntax error; token: ":", near: "= : v"'),
    ("a = ##", 'Syntax error; token: "#", near: "= ##"'),
    ("a IN :v", 'Syntax error; token: ":v", near: "IN :v"'),
    ("a IN (:v", 'Syntax error; token: "<EOF>", near: ":v"'),
    ("a IN ()", 'Syntax error; token: ")", near: "()"'),
    ("a IN (:v,)", 'Syntax error; token: ")", near: ",)"'),
    ("a NOT IN (:v)", 'Syntax error; token: "NOT", near: "a NOT IN"'),
    ("a BETWEEN :v", 'Syntax error; token: "<EOF>", near: ":v"'),
    ("a BETWEEN :v OR :v", 'Syntax error; token: "OR", near: ":v OR :v"'),
    ("NOT", 'Syntax error; token: "<EOF>", near: "NOT"'),
    ("NOT a", 'Syntax error; token: "<EOF>", near: "a"'),
    ("and", 'Syntax error; token: "and", near: "and"'),
    ("a AND b", 'Syntax error; token: "AND", near: "a AND b"'),
    ("(a AND b) = :v", 'Syntax error; token: "AND", near: "a AND b"'),
    ("(a = :v) = :v", 'Syntax error; token: "=", near: ") = :v"'),
    ("(a)", 'Syntax error; token: "<EOF>", near: ")"'),
    ("(a) b", 'Syntax error; token: "b", near: ") b"'),
    ("()", 'Syntax error; token: ")", near: "()"'),
    ("f()", 'Syntax error; token: ")", near: "()"'),
    ("f(a,)", 'Syntax error; token: ")", near: ",)"'),
    ("f((a = b))", 'Syntax error; token: "=", near: "a = b"'),
    ("a.b(c)", 'Syntax error; token: "(", near: "b(c"'),
    ("attribute_exists a", 'Syntax error; token: "a", near: "attribute_exists a"'),
    ("a = :v = :v", 'Syntax error; token: "=", near: ":v = :v"'),
    ("a = NOT b", 'Syntax error; token: "NOT", near: "= NOT b"'),
    ("a = :v OR OR b = :v", 'Syntax error; token: "OR", near: "OR OR b"'),
    ("a =\r\n:", 'Syntax error; token: ":", near: "=\r\n:"'),
    ("between = :v", 'Syntax error; token: "between", near: "between ="'),
    ("SET = :v", 'Syntax error; token: "SET", near: "SET ="'),
]

RULES = [
    ("((a = :v))", "The expression has redundant parentheses;"),
    ("NOT ((a = :v))", "The expression has redundant parentheses;"),
    ("a = ((:v))", "The expression has redundant parentheses;"),
    ("foo(a)", "Invalid function name; function: foo"),
    ("Attribute_Exists(a)", "Invalid function name; function: Attribute_Exists"),
    ("foo(status)", "Invalid function name; function: foo"),
    (
        "if_not_exists(a, :v)",
        "The function is not allowed in a condition expression; function: if_not_exists",
    ),
    (
        "a = list_append(a, :v)",
        "The function is not allowed in a condition expression; function: list_append",
    ),
    ("size(a)", "The function is not allowed to be used this way in an expression; function: size"),
    (
        "NOT size(a)",
        "The function is not allowed to be used this way in an expression; function: size",
    ),
    (
        "a = :v AND size(b)",
        "The function is not allowed to be used this way in an expression; function: size",
    ),
    (
        "attribute_exists(a) = :v",
        "The function is not allowed to be used this way in an expression; function: attribute_exists",
    ),
    (
        "contains(a, contains(b, :v))",
        "The function is not allowed to be used this way in an expression; function: contains",
    ),
    ("status = :v", "Attribute name is a reserved keyword; reserved keyword: status"),
    ("a.Status = :v", "Attribute name is a reserved keyword; reserved keyword: Status"),
    (
        "attribute_exists(a[99999999999])",
        "List index is not within the allowable range; index: [99999999999]",
    ),
    (
        "#x = :v",
        "An expression attribute name used in the document path is not defined; attribute name: #x",
    ),
    (
        "a = :w",
        "An expression attribute value used in expression is not defined; attribute value: :w",
    ),
    (
        "attribute_exists(:v)",
        "Operator or function requires a document path; operator or function: attribute_exists",
    ),
    (
        "attribute_exists(a, b)",
        "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2",
    ),
    (
        "attribute_not_exists(size(a))",
        "Operator or function requires a document path; operator or function: attribute_not_exists",
    ),
    (
        "begins_with(a)",
        "Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1",
    ),
    (
        "contains(a, :v, :vv)",
        "Incorrect number of operands for operator or function; operator or function: contains, number of operands: 3",
    ),
    (
        "size(a, b) = :v",
        "Incorrect number of operands for operator or function; operator or function: size, number of operands: 2",
    ),
    (
        "a = a",
        "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]",
    ),
    (
        "a[0].b < a[0].b",
        "The first operand must be distinct from the remaining operands for this operator or function; operator: <, first operand: [a, [0], b]",
    ),
    (
        "a IN (:v, a)",
        "The first operand must be distinct from the remaining operands for this operator or function; operator: IN, first operand: [a]",
    ),
    (
        "a BETWEEN :v AND a",
        "The first operand must be distinct from the remaining operands for this operator or function; operator: BETWEEN, first operand: [a]",
    ),
    (
        "begins_with(a, a)",
        "The first operand must be distinct from the remaining operands for this operator or function; operator: begins_with, first operand: [a]",
    ),
    (
        "contains(a, a)",
        "The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [a]",
    ),
    (
        "attribute_type(a, a)",
        "The first operand must be distinct from the remaining operands for this operator or function; operator: attribute_type, first operand: [a]",
    ),
    (
        "attribute_type(a, b)",
        "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: {SS,NULL,HD,DECIMAL,DOUBLE,L,INT,B,M,HDS,S,FLOAT,DOUBLESET,NS,DICT,BS,DECIMALSET,N,FS,INTSET,BOOL}",
    ),
    (
        "attribute_type(a, size(b))",
        "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N",
    ),
    (
        "attribute_type(a, :n)",
        "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N",
    ),
    (
        "attribute_type(a, :notype)",
        "Invalid attribute type name found; type: X, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}",
    ),
    (
        "a < :b",
        "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL",
    ),
    (
        "a > :nul",
        "Incorrect operand type for operator or function; operator or function: >, operand type: NULL",
    ),
    (
        "a <= :l",
        "Incorrect operand type for operator or function; operator or function: <=, operand type: L",
    ),
    (
        "a >= :mm",
        "Incorrect operand type for operator or function; operator or function: >=, operand type: M",
    ),
    (
        ":ss < a",
        "Incorrect operand type for operator or function; operator or function: <, operand type: SS",
    ),
    (
        "a BETWEEN :b AND :n",
        "Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: BOOL",
    ),
    (
        "a BETWEEN :n AND :v",
        "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}",
    ),
    (
        "a BETWEEN :m AND :n",
        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}",
    ),
    (
        "a BETWEEN :bb AND :v",
        "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {B:java.nio.HeapByteBuffer[pos=0 lim=1 cap=1]}, upper bound operand: AttributeValue: {S:a}",
    ),
    (
        "begins_with(a, :n)",
        "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
    ),
    (
        "begins_with(:ss, a)",
        "Incorrect operand type for operator or function; operator or function: begins_with, operand type: SS",
    ),
    (
        "begins_with(size(a), :v)",
        "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
    ),
    (
        "size(:n) = :n",
        "Incorrect operand type for operator or function; operator or function: size, operand type: N",
    ),
    (
        "size(size(a)) = :n",
        "Incorrect operand type for operator or function; operator or function: size, operand type: N",
    ),
    (
        "size(:nul) = :n",
        "Incorrect operand type for operator or function; operator or function: size, operand type: NULL",
    ),
    (
        "size(:b) = :n",
        "Incorrect operand type for operator or function; operator or function: size, operand type: BOOL",
    ),
]

ORDER = [
    ("foo(a) AND ((b = :v))", "The expression has redundant parentheses;"),
    ("status = :v AND foo(a)", "Attribute name is a reserved keyword; reserved keyword: status"),
    ("foo(a) AND status = :v", "Invalid function name; function: foo"),
    ("a = :w AND status = :v", "Attribute name is a reserved keyword; reserved keyword: status"),
    (
        "a = a AND b = :w",
        "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]",
    ),
    (
        "b = :w AND a = a",
        "An expression attribute value used in expression is not defined; attribute value: :w",
    ),
    (
        "b BETWEEN :ss AND b",
        "Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: SS",
    ),
    (
        "begins_with(:n, a, a)",
        "Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 3",
    ),
    (
        "a < :b AND #x = :v",
        "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL",
    ),
    (
        "#x = :w",
        "An expression attribute name used in the document path is not defined; attribute name: #x",
    ),
    (
        "attribute_exists(a[99999999999]) AND status = :v",
        "List index is not within the allowable range; index: [99999999999]",
    ),
]


@pytest.mark.parametrize(("text", "message"), SYNTAX)
def test_a_syntax_error_is_shown_with_its_neighbours(expression_refusal, text, message):
    assert expression_refusal("ConditionExpression", text) == message


@pytest.mark.parametrize(("text", "message"), RULES)
def test_what_a_word_or_an_operand_must_not_be(expression_refusal, text, message):
    assert expression_refusal("ConditionExpression", text) == message


@pytest.mark.parametrize(("text", "message"), ORDER)
def test_of_two_flaws_the_one_dynamodb_sees_first_is_named(expression_refusal, text, message):
    assert expression_refusal("ConditionExpression", text) == message
