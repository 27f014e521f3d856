package mptcp.testkit;

import java.util.ArrayList;
import java.util.List;

/** What one end of a flow has sent: its sequence space, its offers on the SYN, its mappings. Not for concurrent use. */
final class Half {
    /** RFC 9293 section 3.7.1: without the option. */
    static final int DEFAULT_MSS_IPV4 = 536;
    static final int DEFAULT_MSS_IPV6 = 1220;

    Integer isn;
    int mss;
    /** Shift count, -1 while not offered. */
    int windowScale = -1;
    long timestamp;
    Integer nonce;
    Integer addressId;
    /** Right edge of the window that it granted last, relative; -1 before. */
    long windowEdge = -1;
    /** Bytes on its SYN, and how many of them the other end's SYN/ACK acknowledged (RFC 7413). */
    int synOffered;
    int synTaken;
    final List<Mapping> mappings = new ArrayList<>();

    /**
     * A mapping in relative numbers, as they would be if bytes on the SYN counted: on the wire both numbers leave them out.
     *
     * @param length bytes of data, without a DATA_FIN; {@link Long#MAX_VALUE} for the infinite mapping
     */
    record Mapping(long dsn, long ssn, long length) {
        boolean covers(long seq) {
            return seq >= ssn && seq - ssn < length;
        }

        long offset(long seq) {
            return dsn - 1 + (seq - ssn);
        }
    }

    /** The mapping said last that covers a relative sequence number, or null. */
    Mapping mapping(long seq) {
        for (int i = mappings.size() - 1; i >= 0; i--) {
            if (mappings.get(i).covers(seq)) {
                return mappings.get(i);
            }
        }
        return null;
    }
}
