"""An assessment of which nothing is known yet."""

from assembler.model import Assessment, Details, Edition, Evidence, Outcome


def empty(edition: Edition, authority: str) -> Assessment:
    """Make an assessment with every answer and outcome blank: what `assemble new` writes."""
    return Assessment(
        edition=edition,
        details=Details(authority=authority, financial_year=edition.financial_year),
        evidence={criterion.ref: Evidence(criterion.ref) for criterion in edition.criteria},
        outcomes={benchmark.number: Outcome(benchmark.number) for benchmark in edition.benchmarks},
    )
