package mptcp.gateway.convert;

import java.util.Arrays;

/** What an Error TLV says (RFC 8803 section 6.2.8, table 2). */
public enum ConvertError {
    /** The value lists the versions that are supported. */
    UNSUPPORTED_VERSION(0),
    /** The value is a zero and the message. */
    MALFORMED_MESSAGE(1),
    /** The value is a zero and the message. */
    UNSUPPORTED_MESSAGE(2),
    MISSING_COOKIE(3),
    NOT_AUTHORIZED(32),
    /** The value lists the kinds that are not supported. */
    UNSUPPORTED_TCP_OPTION(33),
    RESOURCE_EXCEEDED(64),
    NETWORK_FAILURE(65),
    /** The destination reset the connection, or refused it. */
    CONNECTION_RESET(96),
    /** The value is the code of the ICMP message. */
    DESTINATION_UNREACHABLE(97);

    private final int code;

    ConvertError(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** @throws ConvertException if there is none of this code */
    static ConvertError of(int code) throws ConvertException {
        return Arrays.stream(values()).filter(e -> e.code == code).findFirst()
                .orElseThrow(() -> new ConvertException(MALFORMED_MESSAGE, "there is no error " + code));
    }
}
