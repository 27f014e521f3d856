package mptcp.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sockets of the kernel that this process holds, whoever made them: what no hook of the JDK sees (native code,
 * {@link java.net.DatagramSocket}) can be seen here for as long as it is open. Linux; elsewhere there are none. Any thread.
 */
final class KernelSockets {
    private static final int ESTABLISHED = 1;
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String SOCKET = "socket:[";

    /** @param inode which names it as long as the machine runs */
    record Held(long inode, boolean datagrams, InetSocketAddress local, InetSocketAddress remote, boolean established) {}

    private KernelSockets() {}

    /** As it is now; empty where the kernel does not tell. */
    static List<Held> held() {
        List<Held> held = new ArrayList<>();
        try {
            Set<Long> own = inodes();
            for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
                Path file = Path.of("/proc/self/net", table);
                if (Files.isReadable(file)) {
                    Files.readAllLines(file).stream().skip(1).map(l -> parse(l, table.startsWith("udp")))
                            .filter(h -> own.contains(h.inode())).forEach(held::add);
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return held;
    }

    private static Set<Long> inodes() throws IOException {
        Set<Long> inodes = new HashSet<>();
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : open.toList()) {
                String target = target(each);
                if (target.startsWith(SOCKET)) {
                    inodes.add(Long.valueOf(target.substring(SOCKET.length(), target.length() - 1)));
                }
            }
        }
        return inodes;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException _) {
            return ""; // closed meanwhile
        }
    }

    /** A line of a table: number, local address, remote address, state, queues, timer, retransmissions, user, time-out, inode. */
    static Held parse(String line, boolean datagrams) {
        String[] columns = line.strip().split("\\s+");
        return new Held(Long.parseLong(columns[INODE]), datagrams, address(columns[LOCAL]), address(columns[REMOTE]),
                Integer.parseInt(columns[STATE], 16) == ESTABLISHED);
    }

    /** {@code 0100007F:1F90}: words of four bytes in the machine's order, all that this project runs on being little-endian. */
    private static InetSocketAddress address(String text) {
        int colon = text.indexOf(':');
        byte[] bytes = HexFormat.of().parseHex(text, 0, colon);
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = bytes[(i & ~3) + 3 - (i & 3)];
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), Integer.parseInt(text, colon + 1, text.length(), 16));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
