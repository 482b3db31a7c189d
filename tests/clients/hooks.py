"""What Schemathesis does not know by itself: how bytes of a file are sent (`application/partial-upload`)."""

import schemathesis


@schemathesis.serializer("application/partial-upload")
def part_of_a_file(context, value):
    data = getattr(value, "data", value)
    return data if isinstance(data, bytes) else str(data).encode()
