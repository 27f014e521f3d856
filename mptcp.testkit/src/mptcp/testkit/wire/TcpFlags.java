package mptcp.testkit.wire;

/** The control bits of the TCP header (RFC 9293 section 3.1) and their letters in the notation. */
public final class TcpFlags {
    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int ECE = 0x40;
    public static final int CWR = 0x80;
    /** Accurate ECN (RFC 9768). */
    public static final int AE = 0x100;

    private static final String LETTERS = "FSRP.UEWA";

    private TcpFlags() {}

    /** Letters as capture tools print them; a dot is ACK, W is CWR, A is AE; a lone dash: none. */
    public static String text(int flags) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < LETTERS.length(); bit++) {
            if (LETTERS.charAt(bit) != '.' && (flags & 1 << bit) != 0) {
                text.append(LETTERS.charAt(bit));
            }
        }
        if ((flags & ACK) != 0) {
            text.append('.');
        }
        return text.isEmpty() ? "-" : text.toString();
    }

    /** The reverse of {@link #text}. @throws IllegalArgumentException for other letters */
    public static int of(String text) {
        int flags = 0;
        for (char c : text.toCharArray()) {
            int bit = LETTERS.indexOf(c);
            if (bit < 0 && c != '-') {
                throw new IllegalArgumentException("'" + c + "' is none of the flags " + LETTERS);
            }
            flags |= bit < 0 ? 0 : 1 << bit;
        }
        return flags;
    }
}
