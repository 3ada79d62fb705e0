"""What the API promises, as one OpenAPI 3.1 document made from the declarations that the code itself works with.

How a new view gets documented: give it an address in `api/urls.py` and, on the class,

    controls, filters   the parameters it takes (api/parameters.py, api/declared.py); it refuses all others by them
    formats             the file formats it offers, where JSON is not the only one
    scopes              the scope a method needs, where it needs one
    operations          per method an `Operation`: a sentence, the shape of `data` (rows.py), the body it reads
                        (bodies.py), the kinds of problem beyond those that every such method has

Nothing else: paths, path parameters, headers, statuses, envelopes and security follow from these. Tests fail for an
address without an operation, for an answer of any API test whose status or shape is not in the document, for a field
that a shape lacks, and for an example that is not what the API answers.

shapes.py      JSON Schema in a few words        rows.py       what each resource answers with
bodies.py      what writes read                  operations.py what a view declares
walk.py        the addresses, from the URLconf   headers.py    headers of requests and answers
document.py    all of it put together            examples.json answers of a small world, recorded by a test
"""
