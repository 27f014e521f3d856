package mptcp.io.sim.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** One line of text for a packet, in tcpdump's manner. For people: it allocates. Any thread. */
public final class PacketText {
    private static final int MAX_BYTES = 40;
    private static final String[] MPTCP_SUBTYPES = {
        "capable", "join", "dss", "add-addr", "rem-addr", "prio", "fail", "fastclose", "tcprst"
    };

    private PacketText() {}

    /** Describes the packet; what is not a whole TCP segment is shown in hexadecimal. */
    public static String of(MemorySegment memory, long offset, int length) {
        TcpView view = new TcpView();
        if (!view.parse(memory, offset, length)) {
            byte[] start = bytes(memory, offset, Math.min(length, MAX_BYTES));
            return "not TCP, length " + length + ": " + HexFormat.of().formatHex(start);
        }
        StringBuilder text = new StringBuilder()
                .append(address(view, view.sourceAddress())).append('.').append(view.sourcePort())
                .append(" > ")
                .append(address(view, view.destinationAddress())).append('.').append(view.destinationPort())
                .append(": Flags [").append(flags(view)).append("], seq ").append(Integer.toUnsignedLong(view.seq()));
        if (view.payloadLength() > 0) {
            text.append(':').append(Integer.toUnsignedLong(view.seq() + view.payloadLength()));
        }
        if (view.has(TcpView.ACK)) {
            text.append(", ack ").append(Integer.toUnsignedLong(view.ack()));
        }
        text.append(", win ").append(view.window());
        List<String> options = options(view);
        if (!options.isEmpty()) {
            text.append(", options ").append(options);
        }
        return text.append(", length ").append(view.payloadLength()).toString();
    }

    private static String flags(TcpView view) {
        String names = "FSRP.UEC";
        StringBuilder text = new StringBuilder();
        for (int i : new int[] {1, 0, 2, 3, 6, 7, 5, 4}) {
            if (view.has(1 << i)) {
                text.append(names.charAt(i));
            }
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    private static List<String> options(TcpView view) {
        List<String> options = new ArrayList<>();
        int at = 20;
        while (at < view.tcpHeaderLength()) {
            int kind = view.memory().get(JAVA_BYTE, view.tcp() + at) & 0xff;
            int length = view.optionLength(at);
            if (kind == TcpView.OPTION_END) {
                break;
            }
            if (length == 0) {
                options.add("malformed");
                break;
            }
            options.add(option(view, kind, at, length));
            at += length;
        }
        return options;
    }

    private static String option(TcpView view, int kind, int at, int length) {
        long value = view.tcp() + at + 2;
        MemorySegment memory = view.memory();
        String hex = HexFormat.of().formatHex(bytes(memory, value, Math.max(0, length - 2)));
        return switch (kind) {
            case TcpView.OPTION_NOP -> "nop";
            case 2 -> length == 4 ? "mss " + (memory.get(TcpView.SHORT, value) & 0xffff) : "mss " + hex;
            case 3 -> length == 3 ? "wscale " + memory.get(JAVA_BYTE, value) : "wscale " + hex;
            case 4 -> "sackOK";
            case TcpView.OPTION_SACK -> "sack " + hex;
            case 8 -> length == 10
                    ? "TS val " + Integer.toUnsignedLong(memory.get(TcpView.INT, value)) + " ecr "
                            + Integer.toUnsignedLong(memory.get(TcpView.INT, value + 4))
                    : "TS " + hex;
            case TcpView.OPTION_MPTCP -> "mptcp " + (length > 2 ? subtype(memory, value) : "?") + " " + hex;
            default -> "option-" + kind + " " + hex;
        };
    }

    private static String subtype(MemorySegment memory, long value) {
        int subtype = (memory.get(JAVA_BYTE, value) & 0xf0) >>> 4;
        return subtype < MPTCP_SUBTYPES.length ? MPTCP_SUBTYPES[subtype] : "subtype-" + subtype;
    }

    private static String address(TcpView view, long at) {
        try {
            return InetAddress.getByAddress(bytes(view.memory(), at, view.addressLength())).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // the length is 4 or 16
        }
    }

    private static byte[] bytes(MemorySegment memory, long offset, int length) {
        return memory.asSlice(offset, length).toArray(JAVA_BYTE);
    }
}
