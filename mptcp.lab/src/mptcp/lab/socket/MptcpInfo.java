package mptcp.lab.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * The kernel's view of an MPTCP connection ({@code struct mptcp_info} of Linux 6.6 and later).
 *
 * @param subflows how many there are now, the first included
 * @param fallback whether the connection has fallen back to TCP
 * @param token of the local host
 * @param checksums whether DSS checksums are in use
 * @param retransmits data-level timeouts with something to send again
 * @param bytesRetransmitted at the data level
 */
public record MptcpInfo(int subflows, boolean fallback, int token, boolean checksums, int retransmits,
        long bytesRetransmitted, long bytesSent, long bytesReceived, long bytesAcked) {
    static final int SIZE = 96;
    private static final int LEAST_SIZE = 81;
    private static final int FLAGS = 8;
    private static final int FLAG_FALLBACK = 1;
    private static final int TOKEN = 12;
    private static final int CHECKSUMS = 42;
    private static final int RETRANSMITS = 44;
    private static final int BYTES_RETRANSMITTED = 48;
    private static final int BYTES_SENT = 56;
    private static final int BYTES_RECEIVED = 64;
    private static final int BYTES_ACKED = 72;
    private static final int SUBFLOWS_TOTAL = 80;

    static MptcpInfo read(MemorySegment s, int length) {
        if (length < LEAST_SIZE) {
            throw new UnsupportedOperationException("the kernel is older than 6.6: it does not tell all of MPTCP_INFO");
        }
        return new MptcpInfo(s.get(JAVA_BYTE, SUBFLOWS_TOTAL) & 0xff, (s.get(JAVA_INT, FLAGS) & FLAG_FALLBACK) != 0,
                s.get(JAVA_INT, TOKEN), s.get(JAVA_BYTE, CHECKSUMS) != 0, s.get(JAVA_INT, RETRANSMITS),
                s.get(JAVA_LONG, BYTES_RETRANSMITTED), s.get(JAVA_LONG, BYTES_SENT), s.get(JAVA_LONG, BYTES_RECEIVED),
                s.get(JAVA_LONG, BYTES_ACKED));
    }
}
