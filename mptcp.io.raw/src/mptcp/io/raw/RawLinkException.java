package mptcp.io.raw;

import java.io.IOException;

/** A link could not be opened; the message says why and, where something can be done about it, what. */
public final class RawLinkException extends IOException {
    private static final long serialVersionUID = 1;

    public RawLinkException(String message) {
        super(message);
    }
}
