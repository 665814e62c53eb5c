"""The catalogue for harvesters: DCAT as data.gouv.fr reads it, with hydra paging and stable identifiers."""

from collections.abc import Sequence
from datetime import datetime

from flask import current_app, url_for
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, BNode, Graph, Literal, Namespace, URIRef

from comite.datasets import labels
from comite.datasets.models import Dataset, DatasetFile, Frequency
from comite.datasets.tables import media_type
from comite.foundation import clock
from comite.foundation.settings import Settings

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
GSP = Namespace("http://www.opengis.net/ont/geosparql#")
EU = "http://publications.europa.eu/resource/authority/"
FREQUENCIES = {
    Frequency.UNKNOWN: "UNKNOWN",
    Frequency.CONTINUOUS: "CONT",
    Frequency.DAILY: "DAILY",
    Frequency.WEEKLY: "WEEKLY",
    Frequency.MONTHLY: "MONTHLY",
    Frequency.QUARTERLY: "QUARTERLY",
    Frequency.YEARLY: "ANNUAL",
    Frequency.IRREGULAR: "IRREG",
    Frequency.NEVER: "NEVER",
}


def turtle(datasets: Sequence[Dataset], *, page: int, size: int, count: int) -> str:
    """One page of the catalogue in Turtle."""
    settings: Settings = current_app.extensions["settings"]
    graph = Graph()
    for prefix, space in (
        ("dcat", DCAT),
        ("dct", DCTERMS),
        ("hydra", HYDRA),
        ("vcard", VCARD),
        ("spdx", SPDX),
    ):
        graph.bind(prefix, space)
    catalogue = URIRef(f"{settings.public_url}/catalogue.ttl")
    graph.add((catalogue, RDF.type, DCAT.Catalog))
    graph.add((catalogue, DCTERMS.title, Literal(f"Catalogue de {settings.site_name}", lang="fr")))
    graph.add((catalogue, DCTERMS.language, Literal("fr")))
    graph.add((catalogue, FOAF.homepage, URIRef(settings.public_url)))
    _add_paging(graph, catalogue, page, size, count)
    for dataset in datasets:
        node = URIRef(_address("datasets.show", slug=dataset.slug))
        graph.add((catalogue, DCAT.dataset, node))
        _add_dataset(graph, node, dataset)
    return graph.serialize(format="turtle")


def _add_paging(graph: Graph, catalogue: URIRef, page: int, size: int, count: int) -> None:
    """The next and previous pages, as hydra says them."""
    last = max(1, -(-count // size))
    view = URIRef(f"{catalogue}?page={page}")
    graph.add((view, RDF.type, HYDRA.PartialCollectionView))
    graph.add((view, HYDRA.totalItems, Literal(count)))
    graph.add((view, HYDRA.first, URIRef(f"{catalogue}?page=1")))
    graph.add((view, HYDRA.last, URIRef(f"{catalogue}?page={last}")))
    if page < last:
        graph.add((view, HYDRA.next, URIRef(f"{catalogue}?page={page + 1}")))
    if page > 1:
        graph.add((view, HYDRA.previous, URIRef(f"{catalogue}?page={page - 1}")))


def _add_dataset(graph: Graph, node: URIRef, dataset: Dataset) -> None:
    """One dataset; only literal keywords, a geometry, and no modification date in the future are accepted."""
    graph.add((node, RDF.type, DCAT.Dataset))
    graph.add((node, DCTERMS.identifier, Literal(dataset.identifier)))
    graph.add((node, DCTERMS.title, Literal(dataset.title, lang="fr")))
    words = "\n\n".join(part for part in (dataset.description, dataset.general_interest) if part)
    graph.add((node, DCTERMS.description, Literal(words, lang="fr")))
    if dataset.acronym:
        graph.add((node, DCTERMS.alternative, Literal(dataset.acronym)))
    graph.add((node, DCTERMS.license, URIRef(labels.LICENCE_ADDRESSES[dataset.licence])))
    graph.add((node, DCTERMS.accrualPeriodicity, URIRef(f"{EU}frequency/{FREQUENCIES[dataset.frequency]}")))
    if dataset.published_at:
        graph.add((node, DCTERMS.issued, _instant(dataset.published_at)))
    graph.add((node, DCTERMS.modified, _instant(min(dataset.modified_at, clock.now()))))
    graph.add((node, DCAT.landingPage, node))
    if dataset.theme:
        graph.add((node, DCAT.theme, URIRef(f"{EU}data-theme/{dataset.theme.value}")))
    for keyword in dataset.keywords:
        graph.add((node, DCAT.keyword, Literal(keyword)))
    _add_publisher(graph, node, dataset)
    _add_coverage(graph, node, dataset)
    for file in dataset.files:
        _add_distribution(graph, node, dataset, file)


def _add_publisher(graph: Graph, node: URIRef, dataset: Dataset) -> None:
    """Who publishes, and whom to ask."""
    publisher = URIRef(_address("authorities.show", slug=dataset.authority.slug))
    graph.add((publisher, RDF.type, FOAF.Organization))
    graph.add((publisher, FOAF.name, Literal(dataset.authority.name)))
    graph.add((node, DCTERMS.publisher, publisher))
    contact = BNode()
    graph.add((node, DCAT.contactPoint, contact))
    graph.add((contact, RDF.type, VCARD.Organization))
    graph.add((contact, VCARD.fn, Literal(dataset.contact_name or dataset.authority.name)))
    if dataset.contact_email:
        graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{dataset.contact_email}")))


def _add_coverage(graph: Graph, node: URIRef, dataset: Dataset) -> None:
    """When and where: a geometry, for a code alone is ignored."""
    if dataset.covers_from or dataset.covers_until:
        period = BNode()
        graph.add((node, DCTERMS.temporal, period))
        graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
        if dataset.covers_from:
            graph.add((period, DCAT.startDate, Literal(dataset.covers_from, datatype=XSD.date)))
        if dataset.covers_until:
            graph.add((period, DCAT.endDate, Literal(dataset.covers_until, datatype=XSD.date)))
    if None not in (dataset.west, dataset.south, dataset.east, dataset.north):
        west, south, east, north = dataset.west, dataset.south, dataset.east, dataset.north
        ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
        place = BNode()
        graph.add((node, DCTERMS.spatial, place))
        graph.add((place, RDF.type, DCTERMS.Location))
        graph.add((place, LOCN.geometry, Literal(f"POLYGON(({ring}))", datatype=GSP.wktLiteral)))


def _add_distribution(graph: Graph, node: URIRef, dataset: Dataset, file: DatasetFile) -> None:
    """One file, with its size and digest, so that a harvester can check what it took."""
    address = _address("datasets.download", slug=dataset.slug, file_id=file.id)
    distribution = URIRef(f"{node}#fichier-{file.id}")
    graph.add((node, DCAT.distribution, distribution))
    graph.add((distribution, RDF.type, DCAT.Distribution))
    graph.add((distribution, DCTERMS.identifier, Literal(f"{dataset.identifier}/{file.id}")))
    graph.add((distribution, DCTERMS.title, Literal(file.file_name)))
    graph.add((distribution, DCAT.downloadURL, URIRef(address)))
    graph.add((distribution, DCAT.accessURL, node))
    graph.add((distribution, DCTERMS["format"], Literal(str(file.facts.get("format", "other")))))
    graph.add((distribution, DCAT.mediaType, Literal(media_type(file))))
    graph.add((distribution, DCAT.byteSize, Literal(file.size, datatype=XSD.nonNegativeInteger)))
    graph.add((distribution, DCTERMS.modified, _instant(file.added_at)))
    graph.add((distribution, DCTERMS.license, URIRef(labels.LICENCE_ADDRESSES[dataset.licence])))
    checksum = BNode()
    graph.add((distribution, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    graph.add((checksum, SPDX.checksumValue, Literal(file.digest, datatype=XSD.hexBinary)))


def _instant(value: datetime) -> Literal:
    """An instant, as XML Schema writes it."""
    return Literal(value.isoformat(timespec="seconds"), datatype=XSD.dateTime)


def _address(endpoint: str, **values: object) -> str:
    """The public address of one of our pages."""
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url + url_for(endpoint, **values)  # type: ignore[arg-type]
