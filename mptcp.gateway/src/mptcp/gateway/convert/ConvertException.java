package mptcp.gateway.convert;

import java.io.IOException;

/** A message that is not as it has to be; the peer is to be told of the error. */
public final class ConvertException extends IOException {
    private static final long serialVersionUID = 1;

    private final ConvertError error;

    public ConvertException(ConvertError error, String message) {
        super(message);
        this.error = error;
    }

    public ConvertError error() {
        return error;
    }
}
