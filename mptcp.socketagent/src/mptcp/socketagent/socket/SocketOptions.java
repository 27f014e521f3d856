package mptcp.socketagent.socket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import mptcp.socketagent.machine.FastOpenSettings;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.machine.Settings;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyKind;

/** {@code setsockopt} and {@code getsockopt} with the numbers and layouts of Linux on a little-endian machine. */
public final class SocketOptions {
    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_TCP = 6;
    private static final int SOL_MPTCP = 284;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;

    private static final int IP_TOS = 1;
    private static final int IP_TTL = 2;
    private static final int IPV6_UNICAST_HOPS = 16;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_TCLASS = 67;
    private static final int OCTET = 0xff;
    private static final int ECN_BITS = 3;
    private static final int HOP_LIMIT = 64;
    private static final int SO_PRIORITY = 12;
    private static final int SO_MARK = 36;
    private static final int SO_ZEROCOPY = 60;

    private static final int SO_REUSEADDR = 2;
    private static final int SO_TYPE = 3;
    private static final int SO_ERROR = 4;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_KEEPALIVE = 9;
    private static final int SO_LINGER = 13;
    private static final int SO_RCVLOWAT = 18;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDTIMEO = 21;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_PROTOCOL = 38;
    private static final int SO_DOMAIN = 39;

    private static final int TCP_NODELAY = 1;
    private static final int TCP_MAXSEG = 2;
    private static final int TCP_CORK = 3;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int MOST_PROBES = 127;
    private static final int TCP_WINDOW_CLAMP = 10;
    private static final int TCP_INFO = 11;
    private static final int TCP_CONGESTION = 13;
    private static final int TCP_USER_TIMEOUT = 18;
    private static final int TCP_REPAIR = 19;
    private static final int TCP_FASTOPEN = 23;
    private static final int TCP_NOTSENT_LOWAT = 25;
    private static final int TCP_FASTOPEN_CONNECT = 30;
    private static final int TCP_FASTOPEN_KEY = 33;
    private static final int TCP_FASTOPEN_NO_COOKIE = 34;
    private static final int TCP_INQ = 36;
    private static final int TCP_IS_MPTCP = 43;
    private static final int TCP_RTO_MAX_MS = 44;
    private static final int TCP_RTO_MIN_US = 45;
    private static final int TCP_DELACK_MAX_US = 46;
    private static final int MPTCP_INFO = 1;
    private static final int MPTCP_TCPINFO = 2;
    private static final int MPTCP_SUBFLOW_ADDRS = 3;
    private static final int MPTCP_FULL_INFO = 4;

    private static final int PROTOCOL_MPTCP = 262;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int LEAST_SEGMENT = 88;
    private static final int LARGEST_SEGMENT = 32_767;
    private static final int DEFAULT_SEGMENT = 536;
    private static final int LEAST_RTO_MAX_MS = 1_000;
    private static final int MOST_RTO_MAX_MS = 120_000;
    private static final int LEAST_RTO_US = 4_001;
    private static final int MOST_RTO_US = 200_000;
    private static final int CONGESTION_NAME = 16;
    /** Half of the largest receive buffer that Linux tunes to. */
    private static final int MOST_LOWAT = 16 << 20;

    private final Machine machine;

    public SocketOptions(Machine machine) {
        this.machine = machine;
    }

    static long key(int level, int option) {
        return (long) level << Integer.SIZE | option;
    }

    // --- set

    public void set(AgentSocket socket, int level, int option, byte[] value) throws CallException {
        if (socket.isMptcp() && socket.stream() != null
                && MultipathOptions.isBeforeConnection(!isMptcp(socket), level, option)) {
            if (level == IPPROTO_IP && value.length >= Integer.BYTES) { // Linux has put it down before it looks
                remember(socket, level, option, value[0] == 0 ? 0 : 1);
            }
            throw new CallException(Errno.EINVAL);
        }
        if (level == IPPROTO_IPV6 && option == IPV6_V6ONLY && socket.isIpv6() && (socket.stream() != null || socket.isListening())) {
            throw new CallException(Errno.EINVAL);
        }
        OptionRule rule = rule(socket, level, option);
        if (rule.kind() == OptionRule.Kind.REFUSED) {
            throw new CallException(rule.refusal());
        }
        if (level == IPPROTO_TCP && option == TCP_CONGESTION) {
            String name = new String(value, StandardCharsets.US_ASCII);
            int end = name.indexOf('\0');
            socket.policy(PolicyKind.CONGESTION_CONTROL, end < 0 ? name : name.substring(0, end));
            return;
        }
        if (level == IPPROTO_TCP && option == TCP_FASTOPEN_KEY) {
            synchronized (socket) {
                socket.settings().fastOpenKeys = FastOpenKeys.of(value);
                socket.settingsChanged();
            }
            return;
        }
        if (level == SOL_SOCKET && StampOptions.has(option) && value.length >= Integer.BYTES) {
            synchronized (socket) {
                socket.data().stamps().set(option, ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt());
            }
            return;
        }
        if (value.length < Integer.BYTES) {
            throw new CallException(Errno.EINVAL);
        }
        ByteBuffer b = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        int number = rule.taken(b.getInt(0));
        synchronized (socket) {
            switch (level) {
                case SOL_SOCKET -> setSocket(socket, option, b, number);
                case IPPROTO_TCP -> setTcp(socket, option, number);
                default -> setPackets(socket, level, option, number);
            }
            socket.settingsChanged();
        }
        machine.settle();
    }

    private static void remember(AgentSocket socket, int level, int option, int value) {
        socket.settings().remembered.put(key(level, option), value);
    }

    /** What is on the packets; the other options of IP are remembered. */
    private static void setPackets(AgentSocket socket, int level, int option, int value) throws CallException {
        SocketSettings s = socket.settings();
        boolean v6 = level == IPPROTO_IPV6;
        int told = value;
        if (!v6 && option == IP_TOS) {
            told = value & OCTET & ~ECN_BITS;
            s.packets = s.packets.withTrafficClass(told);
        } else if (v6 && option == IPV6_TCLASS) {
            told = value == -1 ? 0 : inRange(value, 0, OCTET) & ~ECN_BITS;
            s.packets = s.packets.withTrafficClass(told);
        } else if (option == (v6 ? IPV6_UNICAST_HOPS : IP_TTL)) {
            told = value == -1 ? HOP_LIMIT : inRange(value, v6 ? 0 : 1, OCTET);
            s.packets = s.packets.withHopLimit(value == -1 ? 0 : value);
        }
        remember(socket, level, option, told);
    }

    private void setSocket(AgentSocket socket, int option, ByteBuffer value, int number) throws CallException {
        SocketSettings s = socket.settings();
        switch (option) {
            case SO_REUSEADDR -> s.reuseAddress = number != 0;
            case SO_KEEPALIVE -> s.keepAlive = number != 0;
            case SO_SNDBUF -> s.sendBuffer(number, limit(Settings.SEND_BUFFER_MAX));
            case SO_RCVBUF -> s.receiveBuffer(number, limit(Settings.RECEIVE_BUFFER_MAX));
            case SO_SNDBUFFORCE -> s.sendBuffer(number, Integer.MAX_VALUE / 2);
            case SO_RCVBUFFORCE -> s.receiveBuffer(number, Integer.MAX_VALUE / 2);
            case SO_RCVLOWAT -> s.receiveLowat = number < 0 ? MOST_LOWAT : Math.clamp(number, 1, MOST_LOWAT);
            case SO_RCVTIMEO -> s.receiveTimeoutNs = time(value);
            case SO_SNDTIMEO -> s.sendTimeoutNs = time(value);
            case SO_LINGER -> {
                if (value.capacity() < 2 * Integer.BYTES) {
                    throw new CallException(Errno.EINVAL);
                }
                s.lingers = number != 0;
                s.lingerSeconds = Math.max(0, value.getInt(Integer.BYTES));
            }
            case SO_ZEROCOPY -> s.zeroCopy = number != 0;
            case SO_PRIORITY -> {
                s.packets = s.packets.withPriority(number);
                remember(socket, SOL_SOCKET, option, number);
            }
            case SO_MARK -> {
                s.packets = s.packets.withMark(number);
                remember(socket, SOL_SOCKET, option, number);
            }
            default -> remember(socket, SOL_SOCKET, option, number);
        }
    }

    private int limit(String name) {
        return machine.settings().number(name, Integer.MAX_VALUE / 2);
    }

    /** {@code struct timeval}, as nanoseconds. */
    private static long time(ByteBuffer value) throws CallException {
        if (value.capacity() < 2 * Long.BYTES) {
            throw new CallException(Errno.EINVAL);
        }
        return TimeUnit.SECONDS.toNanos(value.getLong(0)) + TimeUnit.MICROSECONDS.toNanos(value.getLong(Long.BYTES));
    }

    private static OptionRule rule(AgentSocket socket, int level, int option) {
        if (level == IPPROTO_TCP && socket.isFreeBsd() && FreeBsdOptions.isTaken(option)) {
            return OptionRule.TAKEN;
        }
        if (isFreeBsd(socket, level, option)) {
            return OptionRule.ANY;
        }
        return socket.isMptcp() ? MultipathOptions.of(!isMptcp(socket), socket.isIpv6(), level, option)
                : LinuxOptions.of(false, socket.isIpv6(), level, option, OptionRule.UNKNOWN);
    }

    private static boolean isFreeBsd(AgentSocket socket, int level, int option) {
        return level == IPPROTO_TCP && socket.isFreeBsd() && FreeBsdOptions.has(option);
    }

    private void setTcp(AgentSocket socket, int option, int value) throws CallException {
        SocketSettings s = socket.settings();
        if (isFreeBsd(socket, IPPROTO_TCP, option)) {
            FreeBsdOptions.set(s, option, value);
            return;
        }
        switch (option) {
            case TCP_NODELAY -> s.noDelay = value != 0;
            case TCP_KEEPIDLE -> {
                s.keepIdleSeconds = value < 1 || value > LARGEST_SEGMENT ? 0 : value; // Multipath TCP hands on what is right
                remember(socket, IPPROTO_TCP, option, value);
            }
            case TCP_KEEPINTVL -> {
                s.keepIntervalSeconds = value < 1 || value > LARGEST_SEGMENT ? 0 : value;
                remember(socket, IPPROTO_TCP, option, value);
            }
            case TCP_KEEPCNT -> {
                s.keepProbes = value < 1 || value > MOST_PROBES ? 0 : value;
                remember(socket, IPPROTO_TCP, option, value);
            }
            case TCP_MAXSEG -> {
                if (value == 0 || value >= LEAST_SEGMENT && value <= LARGEST_SEGMENT) {
                    s.maxSegment = value;
                } else if (!isMptcp(socket) || socket.stream() != null || socket.isListening()) { // without a subflow none refuses it
                    throw new CallException(Errno.EINVAL);
                }
            }
            case TCP_USER_TIMEOUT -> s.userTimeoutMs = value;
            case TCP_NOTSENT_LOWAT -> s.notSentLowat = value;
            case TCP_INQ -> s.inq = value != 0;
            case TCP_CORK -> {
                s.corked = value != 0;
                if (socket.stream() != null) {
                    socket.stream().cork(s.corked);
                }
            }
            case TCP_FASTOPEN -> s.fastOpenQueue = fastOpenQueue(socket, value);
            case TCP_FASTOPEN_CONNECT -> {
                boolean defers = fastOpenFlag(socket, value);
                if (socket.isListening()) {
                    throw new CallException(Errno.EINVAL);
                }
                s.fastOpenConnect = defers;
            }
            case TCP_FASTOPEN_NO_COOKIE -> s.fastOpenNoCookie = fastOpenFlag(socket, value);
            default -> {
                if (WaitingOptions.has(option)) {
                    WaitingOptions.set(s, option, value);
                } else {
                    remember(socket, IPPROTO_TCP, option, told(option, value));
                }
            }
        }
    }

    private static int told(int option, int value) throws CallException {
        return switch (option) {
            case TCP_WINDOW_CLAMP -> Rounding.windowClamp(value);
            case TCP_REPAIR -> Math.max(0, inRange(value, -1, 1));
            case TCP_RTO_MAX_MS -> Rounding.ticksMs(inRange(value, LEAST_RTO_MAX_MS, MOST_RTO_MAX_MS));
            case TCP_RTO_MIN_US, TCP_DELACK_MAX_US -> Rounding.ticksUs(inRange(value, LEAST_RTO_US, MOST_RTO_US));
            default -> value;
        };
    }

    private int fastOpenQueue(AgentSocket socket, int value) throws CallException {
        if (value < 0 || socket.stream() != null) {
            throw new CallException(Errno.EINVAL);
        }
        return Math.min(value, machine.settings().number(Settings.BACKLOG_MAX, Integer.MAX_VALUE));
    }

    /** Only before there is a connection. */
    private boolean fastOpenFlag(AgentSocket socket, int value) throws CallException {
        inRange(value, 0, 1);
        int mask = FastOpenSettings.mask(machine.settings().get(Settings.FAST_OPEN));
        if ((mask & FastOpenSettings.CLIENT) == 0) {
            throw new CallException(Errno.EOPNOTSUPP);
        }
        if (socket.stream() != null || socket.isDeferred()) {
            throw new CallException(Errno.EINVAL);
        }
        return value != 0;
    }

    private static int inRange(int value, int least, int most) throws CallException {
        if (value < least || value > most) {
            throw new CallException(Errno.EINVAL);
        }
        return value;
    }

    // --- get

    /** @param length how many bytes the caller has room for */
    public byte[] get(AgentSocket socket, int level, int option, int length) throws CallException {
        if (length < 0) {
            throw new CallException(Errno.EINVAL);
        }
        if (isFreeBsd(socket, level, option)) {
            return number(FreeBsdOptions.get(socket.settings(), option), length);
        }
        OptionRule rule = rule(socket, level, option);
        int mtu = rule.unreadable() == Errno.ENOTCONN && level != SOL_SOCKET ? pathMtu(socket) : 0;
        if (mtu > 0) {
            return number(mtu, length);
        }
        rule.readable();
        return switch (level) {
            case SOL_SOCKET -> getSocket(socket, option, length);
            case IPPROTO_TCP -> getTcp(socket, option, length);
            case SOL_MPTCP -> getMptcp(socket, option, length);
            default -> remembered(socket, level, option, length);
        };
    }

    private static byte[] number(int value, int length) {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
        return Arrays.copyOf(bytes, Math.min(length, Integer.BYTES));
    }

    private static byte[] flag(boolean value, int length) {
        return number(value ? 1 : 0, length);
    }

    private static byte[] remembered(AgentSocket socket, int level, int option, int length) {
        OptionRule rule = rule(socket, level, option);
        synchronized (socket) {
            Integer value = socket.settings().remembered.getOrDefault(key(level, option), rule.initial());
            return rule.initial() == null ? new byte[0] : number(value, length);
        }
    }

    private byte[] getSocket(AgentSocket socket, int option, int length) throws CallException {
        SocketSettings s = socket.settings();
        return switch (option) {
            case SO_REUSEADDR -> flag(s.reuseAddress, length);
            case SO_TYPE -> number(1, length);
            case SO_ERROR -> {
                Errno error = socket.takeAnyError();
                yield number(error == null ? 0 : error.number(), length);
            }
            case SO_SNDBUF -> number(sendMemory(socket), length);
            case SO_RCVBUF -> number(receiveMemory(socket), length);
            case SO_KEEPALIVE -> flag(s.keepAlive, length);
            case SO_RCVLOWAT -> number(s.receiveLowat, length);
            case SO_ZEROCOPY -> flag(s.zeroCopy, length);
            case SO_RCVTIMEO -> time(s.receiveTimeoutNs, length);
            case SO_SNDTIMEO -> time(s.sendTimeoutNs, length);
            case SO_ACCEPTCONN -> flag(socket.isListening(), length);
            case SO_PROTOCOL -> number(socket.isMptcp() ? PROTOCOL_MPTCP : IPPROTO_TCP, length);
            case SO_DOMAIN -> number(socket.isIpv6() ? AF_INET6 : AF_INET, length);
            case SO_LINGER -> {
                Structure linger = new Structure(2 * Integer.BYTES);
                linger.u32(0, s.lingers ? 1 : 0);
                linger.u32(Integer.BYTES, s.lingerSeconds);
                yield linger.first(length);
            }
            default -> StampOptions.has(option) ? s.stamps.get(option, length)
                    : remembered(socket, SOL_SOCKET, option, length);
        };
    }

    /** Twice the payload that a buffer holds, as Linux counts; of a live connection, what tuning has made of it. */
    private static int sendMemory(AgentSocket socket) {
        SocketSettings s = socket.settings();
        return s.hasSendBuffer() ? s.sendMemory()
                : socket.snapshot().map(c -> 2 * c.sendBuffer()).orElse(s.sendMemory());
    }

    private static int receiveMemory(AgentSocket socket) {
        SocketSettings s = socket.settings();
        int memory = s.hasReceiveBuffer() ? s.receiveMemory()
                : socket.snapshot().map(c -> 2 * c.receiveBuffer()).orElse(s.receiveMemory());
        return socket.isFreeBsd() ? memory / 2 : memory; // which tells what was asked for
    }

    private static byte[] time(long ns, int length) {
        long second = TimeUnit.SECONDS.toNanos(1);
        Structure time = new Structure(2 * Long.BYTES);
        time.u64(0, ns / second);
        time.u64(Long.BYTES, TimeUnit.NANOSECONDS.toMicros(ns % second));
        return time.first(length);
    }

    private byte[] getTcp(AgentSocket socket, int option, int length) throws CallException {
        SocketSettings s = socket.settings();
        return switch (option) {
            case TCP_NODELAY -> flag(s.noDelay, length);
            case TCP_CORK -> flag(s.corked, length);
            case TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT -> keepAlive(socket, option, length);
            case TCP_USER_TIMEOUT -> number(s.userTimeoutMs, length);
            case TCP_NOTSENT_LOWAT -> number(s.notSentLowat == 0 && socket.isMptcp() && !isMptcp(socket) ? -1 : s.notSentLowat, length);
            case TCP_INQ -> flag(s.inq, length);
            case TCP_FASTOPEN -> number(s.fastOpenQueue, length);
            case TCP_FASTOPEN_CONNECT -> flag(s.fastOpenConnect, length);
            case TCP_FASTOPEN_NO_COOKIE -> flag(s.fastOpenNoCookie, length);
            case TCP_FASTOPEN_KEY -> FastOpenKeys.octets(s.fastOpenKeys.isEmpty() ? machine.stack().config().fastOpen().keys()
                    : s.fastOpenKeys, length);
            case TCP_MAXSEG -> number(segment(socket), length);
            case TCP_IS_MPTCP -> flag(isMptcp(socket), length);
            case TCP_CONGESTION -> Arrays.copyOf(Arrays.copyOf(congestion(socket).getBytes(StandardCharsets.US_ASCII),
                    CONGESTION_NAME), Math.min(length, CONGESTION_NAME));
            case TCP_INFO -> info(socket).first(length);
            default -> WaitingOptions.has(option) ? number(WaitingOptions.get(socket, machine, option), length)
                    : remembered(socket, IPPROTO_TCP, option, length);
        };
    }

    /** 0, which only Multipath TCP takes, stands for what the machine has. */
    private byte[] keepAlive(AgentSocket socket, int option, int length) {
        int set = socket.settings().remembered.getOrDefault(key(IPPROTO_TCP, option), 0);
        String name = option == TCP_KEEPIDLE ? Settings.KEEP_ALIVE_SECONDS
                : option == TCP_KEEPINTVL ? Settings.KEEP_ALIVE_INTERVAL : Settings.KEEP_ALIVE_PROBES;
        return number(set != 0 ? set : machine.settings().number(name, 0), length);
    }

    private static int pathMtu(AgentSocket socket) {
        return socket.snapshot().filter(c -> !c.subflows().isEmpty()).map(c -> c.subflows().getFirst().detail().pathMtu()).orElse(0);
    }

    private static int segment(AgentSocket socket) {
        int asked = socket.settings().maxSegment;
        return socket.snapshot().filter(c -> !c.subflows().isEmpty()).map(c -> TcpInfo.segment(c.subflows().getFirst(), c.fallback()))
                .orElse(asked > 0 ? asked : DEFAULT_SEGMENT);
    }

    private static boolean isMptcp(AgentSocket socket) {
        return socket.isMptcp() && socket.snapshot().map(c -> !c.fallback()).orElse(true);
    }

    private String congestion(AgentSocket socket) {
        String chosen = socket.settings().policies.get(PolicyKind.CONGESTION_CONTROL);
        String host = chosen != null ? chosen : machine.stack().policies().inUse(PolicyKind.CONGESTION_CONTROL);
        return socket.snapshot().map(c -> c.policies().get(PolicyKind.CONGESTION_CONTROL)).orElse(host);
    }

    private static Structure info(AgentSocket socket) {
        var listener = socket.listener();
        if (listener != null) {
            return TcpInfo.ofListener(listener.pending(), socket.backlog());
        }
        ConnectionSnapshot c = socket.snapshot().orElse(null);
        return c == null || c.subflows().isEmpty() ? TcpInfo.of(TcpState.CLOSE)
                : TcpInfo.of(c.subflows().getFirst(), c);
    }

    private byte[] getMptcp(AgentSocket socket, int option, int length) throws CallException {
        ConnectionSnapshot c = socket.snapshot().orElse(null);
        if (c == null && option == MPTCP_INFO) {
            return (socket.isListening() ? MptcpInfo.ofListener() : MptcpInfo.ofNew(machine)).first(length);
        }
        if (c == null) {
            throw new CallException(Errno.EINVAL);
        }
        if (c.fallback()) {
            throw new CallException(Errno.EOPNOTSUPP);
        }
        return switch (option) {
            case MPTCP_INFO -> MptcpInfo.of(c, machine).first(length);
            case MPTCP_TCPINFO -> MptcpLists.tcpInfo(c, length);
            case MPTCP_SUBFLOW_ADDRS -> MptcpLists.addresses(c, length);
            case MPTCP_FULL_INFO -> MptcpLists.full(c, machine, length);
            default -> throw new CallException(Errno.EOPNOTSUPP);
        };
    }
}
