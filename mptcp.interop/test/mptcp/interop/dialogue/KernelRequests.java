package mptcp.interop.dialogue;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The control agent's protocol, carried out by the kernel. Descriptors are counted from 3, as the agent's are. One thread. */
final class KernelRequests {
    private static final int FIRST = 3;
    private static final int FIRST_SET = 1000;
    /** SO_RCVTIMEO and SO_SNDTIMEO. */
    static final int[] BOUNDS = {20, 21};
    /** Two seconds: a call that would wait for what only later steps bring is no reason to stand still. */
    static final byte[] PATIENCE = {2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final Map<Integer, String> ERRORS = Map.ofEntries(Map.entry(1, "EPERM"), Map.entry(2, "ENOENT"), Map.entry(9, "EBADF"),
            Map.entry(11, "EAGAIN"), Map.entry(12, "ENOMEM"), Map.entry(13, "EACCES"), Map.entry(14, "EFAULT"), Map.entry(16, "EBUSY"),
            Map.entry(17, "EEXIST"), Map.entry(22, "EINVAL"), Map.entry(25, "ENOTTY"), Map.entry(32, "EPIPE"), Map.entry(33, "EDOM"),
            Map.entry(71, "EPROTO"), Map.entry(90, "EMSGSIZE"), Map.entry(92, "ENOPROTOOPT"), Map.entry(95, "EOPNOTSUPP"),
            Map.entry(97, "EAFNOSUPPORT"), Map.entry(98, "EADDRINUSE"), Map.entry(99, "EADDRNOTAVAIL"), Map.entry(101, "ENETUNREACH"),
            Map.entry(103, "ECONNABORTED"), Map.entry(104, "ECONNRESET"), Map.entry(105, "ENOBUFS"), Map.entry(106, "EISCONN"),
            Map.entry(107, "ENOTCONN"), Map.entry(110, "ETIMEDOUT"), Map.entry(111, "ECONNREFUSED"), Map.entry(113, "EHOSTUNREACH"),
            Map.entry(114, "EALREADY"), Map.entry(115, "EINPROGRESS"));
    private static final int NO_SIGNAL = 0x4000;
    private static final Map<String, Long> IOCTLS = Map.of("inq", 0x541BL, "outq", 0x5411L, "outqnsd", 0x894BL);

    private final SystemCalls calls;
    private final Map<Integer, Integer> descriptors = new TreeMap<>();

    KernelRequests(SystemCalls calls) {
        this.calls = calls;
    }

    String answer(String line) throws IOException {
        String[] w = line.split(" +");
        return switch (w[0]) {
            case "socket" -> opened(bounded(calls.socket(w[1].equals("inet6") ? 10 : 2, number(w[2]), w[3].equals("mptcp") ? 262 : 6)), FIRST);
            case "bind" -> simple(calls.bind(fd(w[1]), address(w[2], w[3])));
            case "listen" -> simple(calls.listen(fd(w[1]), number(w[2])));
            case "connect" -> simple(calls.connect(fd(w[1]), address(w[2], w[3])));
            case "accept" -> accept(fd(w[1]));
            case "read" -> result(calls.read(fd(w[1]), number(w[2])));
            case "recv" -> result(calls.receive(fd(w[1]), number(w[2]), number(w[3])));
            case "recvmsg" -> receiveMessage(fd(w[1]), number(w[2]), number(w[3]), number(w[4]));
            case "write" -> result(calls.send(fd(w[1]), number(w[2]), NO_SIGNAL, 0));
            case "send" -> result(calls.send(fd(w[1]), number(w[2]), NO_SIGNAL | number(w[3]), 0));
            case "sendto" -> result(calls.send(fd(w[1]), number(w[2]), NO_SIGNAL | number(w[3]), address(w[4], w[5])));
            case "close" -> close(number(w[1]));
            case "shutdown" -> simple(calls.shutdown(fd(w[1]), w[2].equals("rd") ? 0 : w[2].equals("wr") ? 1 : 2));
            case "fcntl" -> w[2].equals("getfl") ? result(calls.fcntl(fd(w[1]), 3, 0)) : result(calls.fcntl(fd(w[1]), 4, number(w[3])));
            case "setsockopt" -> simple(calls.setOption(fd(w[1]), number(w[2]), number(w[3]),
                    w[5].equals("-") ? new byte[0] : HexFormat.of().parseHex(w[5]), number(w[4])));
            case "getsockopt" -> getOption(fd(w[1]), number(w[2]), number(w[3]), number(w[4]));
            case "ioctl" -> {
                long result = calls.ioctl(fd(w[1]), IOCTLS.get(w[2]));
                yield result < 0 ? error(result) : "= 0 " + calls.small.get(JAVA_INT, 0);
            }
            case "poll" -> poll(w);
            case "epoll_create" -> opened(calls.epollCreate(), FIRST_SET);
            case "epoll_ctl" -> simple(calls.epollControl(fd(w[1]), w[2].equals("add") ? 1 : w[2].equals("del") ? 2 : 3, fd(w[3]),
                    w.length > 4 ? (int) Long.decode(w[4]).longValue() : 0, number(w[3])));
            case "epoll_wait" -> epollWait(fd(w[1]), number(w[2]), number(w[3]));
            case "sys" -> system(line.substring(4));
            default -> throw new IllegalArgumentException(line);
        };
    }

    private static int number(String word) {
        return (int) Long.decode(word).longValue();
    }

    private int fd(String word) {
        return descriptors.getOrDefault(number(word), -1);
    }

    private static String error(long result) {
        return "! " + ERRORS.getOrDefault((int) -result, "E" + -result);
    }

    private static String simple(long result) {
        return result < 0 ? error(result) : "= 0";
    }

    private static String result(long result) {
        return result < 0 ? error(result) : "= " + result;
    }

    private long bounded(long fd) {
        for (int option : BOUNDS) {
            calls.setOption((int) fd, 1, option, PATIENCE, PATIENCE.length);
        }
        return fd;
    }

    private String opened(long fd, int first) {
        if (fd < 0) {
            return error(fd);
        }
        int number = first;
        while (descriptors.containsKey(number)) {
            number++;
        }
        descriptors.put(number, (int) fd);
        return "= " + number;
    }

    private String close(int number) {
        Integer fd = descriptors.remove(number);
        return simple(calls.close(fd == null ? -1 : fd));
    }

    /** Writes a socket address, and tells its length. */
    private int address(String host, String port) throws UnknownHostException {
        if (host.equals("unspec")) {
            calls.small.set(JAVA_LONG, 0, 0);
            calls.small.set(JAVA_LONG, 8, 0);
            return 16;
        }
        byte[] bytes = InetAddress.getByName(host).getAddress();
        boolean v6 = host.contains(":");
        calls.small.asSlice(0, 28).fill((byte) 0);
        calls.small.set(JAVA_SHORT, 0, (short) (v6 ? 10 : 2));
        calls.small.set(JAVA_SHORT, 2, Short.reverseBytes((short) number(port)));
        for (int i = 0; i < bytes.length; i++) {
            calls.small.set(JAVA_BYTE, (v6 ? 8 : 4) + i, bytes[i]);
        }
        return v6 ? 28 : 16;
    }

    private String accept(int fd) throws UnknownHostException {
        long result = calls.accept(fd);
        if (result < 0) {
            return error(result);
        }
        boolean v6 = calls.small.get(JAVA_SHORT, 8) == 10;
        byte[] bytes = new byte[v6 ? 16 : 4];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = calls.small.get(JAVA_BYTE, 8 + (v6 ? 8 : 4) + i);
        }
        int port = Short.reverseBytes(calls.small.get(JAVA_SHORT, 10)) & 0xffff;
        return opened(bounded(result), FIRST) + " " + InetAddress.getByAddress(bytes).getHostAddress() + " " + port;
    }

    private String receiveMessage(int fd, long count, int flags, int room) {
        long result = calls.receiveMessage(fd, count, flags, room);
        if (result < 0) {
            return error(result);
        }
        int length = (int) calls.small.get(JAVA_LONG, 248);
        String control = length == 0 ? "-" : HexFormat.of().formatHex(calls.small.asSlice(256, length).toArray(JAVA_BYTE));
        return "= " + result + " " + calls.small.get(JAVA_LONG, 240) + " " + control;
    }

    private String getOption(int fd, int level, int option, int length) {
        long result = calls.getOption(fd, level, option, length);
        if (result < 0) {
            return error(result);
        }
        int got = calls.small.get(JAVA_INT, 0);
        return "= 0 " + (got == 0 ? "-" : HexFormat.of().formatHex(calls.small.asSlice(8, got).toArray(JAVA_BYTE)));
    }

    private String poll(String[] w) {
        int[] fds = new int[w.length - 2];
        int[] events = new int[fds.length];
        for (int i = 0; i < fds.length; i++) {
            String[] pair = w[i + 2].split(":");
            fds[i] = descriptors.getOrDefault(number(pair[0]), 1 << 20);
            events[i] = number(pair[1]);
        }
        long result = calls.poll(fds, events, number(w[1]));
        if (result < 0) {
            return error(result);
        }
        StringBuilder text = new StringBuilder("= " + result);
        for (int each : events) {
            text.append(' ').append(each);
        }
        return text.toString();
    }

    private String epollWait(int set, int most, int timeoutMs) {
        long result = calls.epollWait(set, most, timeoutMs);
        if (result < 0) {
            return error(result);
        }
        StringBuilder text = new StringBuilder("= " + result);
        for (int i = 0; i < result; i++) {
            text.append(' ').append(calls.small.get(JAVA_INT.withByteAlignment(1), 12L * i + 4)).append(':')
                    .append(calls.small.get(JAVA_INT.withByteAlignment(1), 12L * i));
        }
        return text.toString();
    }

    /** In the namespace of this thread, which its children are born in. */
    private static String system(String line) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
        byte[] output = process.getInputStream().readAllBytes();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String text = new String(output, StandardCharsets.US_ASCII);
        return "= " + process.exitValue() + (text.isEmpty() ? "" : " " + HexFormat.of().formatHex(output));
    }

    void close() {
        descriptors.values().forEach(calls::close);
        descriptors.clear();
    }
}
