package mptcp.lab;

import java.io.IOException;

/** Something about a lab did not work; the message says what, and what to do where that is known. */
public final class LabException extends IOException {
    private static final long serialVersionUID = 1;

    public LabException(String message) {
        super(message);
    }

    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
