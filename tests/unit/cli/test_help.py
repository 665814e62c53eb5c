"""The help of the commands, in French down to its first line."""

from comite.cli.french import FrenchParser


def test_the_usage_of_a_command_is_announced_once():
    parser = FrenchParser(prog="comite")
    demo = parser.add_subparsers().add_parser("demo")

    assert demo.format_usage().count("Usage") == 1
    assert "usage" not in demo.format_usage()
