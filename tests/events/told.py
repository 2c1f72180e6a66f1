"""What the AsyncAPI document says of a message, as something that checks one."""

from functools import cache

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from events.asyncapi import document

REGISTRY = Registry().with_resource("urn:told", Resource(contents=document(), specification=DRAFT202012))


@cache
def checked(message: str, part: str = "payload") -> jsonschema.Draft202012Validator:
    """What checks the payload or the headers of a message."""
    place = {"$ref": f"urn:told#/components/messages/{message}/{part}"}
    return jsonschema.Draft202012Validator(place, registry=REGISTRY)
