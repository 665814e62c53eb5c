"""JSON and GeoJSON."""

import json

import pytest

from tests.unit.datasets.reading_room import read, types

PARKS = {
    "type": "FeatureCollection",
    "name": "parkings",
    "features": [
        {
            "type": "Feature",
            "properties": {"nom": "Gare", "insee": "01001", "places": 12},
            "geometry": {"type": "Point", "coordinates": [5.1, 45.2]},
        },
        {
            "type": "Feature",
            "properties": {"nom": "Halle", "gratuit": True},
            "geometry": {"type": "Polygon", "coordinates": [[[5, 45], [6, 46], [5.5, 45.5], [5, 45]]]},
        },
        {"type": "Feature", "properties": None, "geometry": None},
    ],
}


def test_the_properties_of_a_geojson_become_columns():
    reading = read(json.dumps(PARKS), "parkings.geojson")

    assert reading.format == "geojson"
    assert types(reading) == {
        "nom": "text", "insee": "code", "places": "integer", "gratuit": "boolean", "geometry": "geometry",
    }  # fmt: skip
    assert reading.preview[0] == ("Gare", "01001", "12", None, '{"type":"Point","coordinates":[5.1,45.2]}')
    assert reading.bounding_box == (5.0, 45.0, 6.0, 46.0)
    assert reading.geometry_types == ("Point", "Polygon")


@pytest.mark.parametrize(
    "content",
    [
        '[{"a":1,"b":"x"},{"a":2,"b":null}]',
        '{"a":1,"b":"x"}\n{"a":2,"b":null}\n',
        '{"total":2,"results":[{"a":1,"b":"x"},{"a":2}]}',
        '{"lignes":[{"a":1,"b":"x"},{"a":2}]}',
        '\ufeff  [ {"a":1,"b":"x"} , {"a":2} , ]',
        '[[1,"x"],[2]]',
    ],
)
def test_rows_are_found_wherever_json_puts_them(content):
    reading = read(content, "x.json")

    assert reading.format == "json"
    assert reading.preview == (("1", "x"), ("2", None))


def test_nested_values_are_kept_as_json():
    reading = read('[{"nom":"A","adresse":{"rue":"Haute","no":3},"tags":["x"]}]', "x.json")

    assert reading.preview == (("A", '{"rue":"Haute","no":3}', '["x"]'),)


@pytest.mark.parametrize(
    ("content", "code", "line", "column"),
    [
        ('[{"a":1},\n{"a":2,,"b":3}]', "json_broken", 2, "8"),
        ('[{"a":1},\n{"a":2', "json_unfinished", 2, "7"),
        ('[{"a":1}\n{"a":2}]', "json_unexpected", 2, "1"),
        ('{"a" 1}', "json_unexpected", 1, "6"),
        ("bonjour", "json_unexpected", 1, "1"),
        ("[1,2]", "json_no_rows", None, None),
        ("[]", "json_no_rows", None, None),
        ("[" * 100_000, "json_too_deep", 1, None),
        ('[{"a":' + "9" * 10_000 + "}]", "json_number_too_long", 1, None),
    ],
)
def test_broken_json_is_explained_with_its_place(content, code, line, column):
    reading = read(content, "x.json")

    assert [(each.code, each.line, each.column) for each in reading.errors] == [(code, line, column)]


def test_a_value_cut_by_the_reading_window_is_whole():
    rows = [{"n": index, "t": "x" * 1000} for index in range(3000)]

    reading = read(json.dumps(rows), "x.json")

    assert reading.row_count == 3000
    assert reading.columns[0].maximum == "2999"


def test_a_property_called_geometry_is_not_lost():
    feature = {
        "type": "Feature",
        "properties": {"geometry": "carré"},
        "geometry": {"type": "Point", "coordinates": [1, 2]},
    }

    reading = read(json.dumps({"type": "FeatureCollection", "features": [feature]}), "x.geojson")

    assert reading.preview == (("carré", '{"type":"Point","coordinates":[1,2]}'),)
