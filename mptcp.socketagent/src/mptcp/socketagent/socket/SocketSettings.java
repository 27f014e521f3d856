package mptcp.socketagent.socket;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.FastOpenKey;
import mptcp.api.socket.PacketOptions;
import mptcp.api.socket.QuickAcks;
import mptcp.api.socket.SocketConfig;
import mptcp.socketagent.machine.Settings;

/** What was set on a descriptor; connections inherit it from their listener. Guarded by its socket. */
final class SocketSettings {
    private static final int LINUX_LEAST_SEND = 4608;
    private static final int LINUX_LEAST_RECEIVE = 2304;
    private static final int LINUX_SEND = 16_384;
    private static final int LINUX_RECEIVE = 131_072;

    boolean noDelay;
    boolean corked;
    PacketOptions packets = PacketOptions.DEFAULT;
    int fastOpenQueue;
    boolean fastOpenConnect;
    boolean fastOpenNoCookie;
    List<FastOpenKey> fastOpenKeys = List.of();
    boolean reuseAddress;
    boolean inq;
    /** Whether MSG_ZEROCOPY means anything. */
    boolean zeroCopy;
    final StampOptions stamps;
    boolean keepAlive;
    boolean noOptions;
    int connectSeconds;
    int keepIdleSeconds;
    int keepIntervalSeconds;
    int keepProbes;
    boolean lingers;
    int lingerSeconds;
    int maxSegment;
    int userTimeoutMs;
    int synRetries;
    int deferAcceptSeconds;
    /** Seconds in FIN-WAIT-2; 0: as the host says, negative: none. */
    int finWaitSeconds;
    /** What was said and is not heard yet. */
    QuickAcks quickAcks = QuickAcks.BY_USE;
    int notSentLowat;
    /** What the machine has where the socket says nothing. */
    int usualLowat;
    int receiveLowat = 1;
    long receiveTimeoutNs;
    long sendTimeoutNs;

    /** As Linux counts them: twice what was asked for; 0 if nothing was. */
    private int sendMemory;
    private int receiveMemory;

    /** Options that are remembered and have no effect, by level and number. */
    final Map<Long, Integer> remembered = new HashMap<>();

    /** IP_RECVERR, or of a socket of IPv6 IPV6_RECVERR: what ICMP says of a connection is an error that any call tells. */
    boolean tellsPathErrors(boolean ipv6) {
        long key = ipv6 ? SocketOptions.key(ErrorQueue.IPPROTO_IPV6, ErrorQueue.IPV6_RECVERR) : SocketOptions.key(0, ErrorQueue.IP_RECVERR);
        return remembered.getOrDefault(key, 0) != 0;
    }

    final Map<PolicyKind, String> policies = new EnumMap<>(PolicyKind.class);

    SocketSettings() {
        this(new StampOptions());
    }

    private SocketSettings(StampOptions stamps) {
        this.stamps = stamps;
    }

    SocketSettings copy() {
        SocketSettings c = new SocketSettings(stamps.copy());
        c.noDelay = noDelay;
        c.corked = corked;
        c.packets = packets;
        c.fastOpenQueue = fastOpenQueue;
        c.fastOpenConnect = fastOpenConnect;
        c.fastOpenNoCookie = fastOpenNoCookie;
        c.fastOpenKeys = fastOpenKeys;
        c.reuseAddress = reuseAddress;
        c.inq = inq;
        c.zeroCopy = zeroCopy;
        c.keepAlive = keepAlive;
        c.noOptions = noOptions;
        c.connectSeconds = connectSeconds;
        c.keepIdleSeconds = keepIdleSeconds;
        c.keepIntervalSeconds = keepIntervalSeconds;
        c.keepProbes = keepProbes;
        c.lingers = lingers;
        c.lingerSeconds = lingerSeconds;
        c.maxSegment = maxSegment;
        c.userTimeoutMs = userTimeoutMs;
        c.synRetries = synRetries;
        c.finWaitSeconds = finWaitSeconds;
        c.notSentLowat = notSentLowat;
        c.usualLowat = usualLowat;
        c.receiveLowat = receiveLowat;
        c.receiveTimeoutNs = receiveTimeoutNs;
        c.sendTimeoutNs = sendTimeoutNs;
        c.sendMemory = sendMemory;
        c.receiveMemory = receiveMemory;
        c.remembered.putAll(remembered);
        c.policies.putAll(policies);
        return c;
    }

    void sendBuffer(int asked, int most) {
        sendMemory = Math.max(LINUX_LEAST_SEND, 2 * (asked < 0 ? most : Math.min(asked, most)));
    }

    void receiveBuffer(int asked, int most) {
        receiveMemory = Math.max(LINUX_LEAST_RECEIVE, 2 * (asked < 0 ? most : Math.min(asked, most)));
    }

    int sendMemory() {
        return sendMemory == 0 ? LINUX_SEND : sendMemory;
    }

    int receiveMemory() {
        return receiveMemory == 0 ? LINUX_RECEIVE : receiveMemory;
    }

    boolean hasSendBuffer() {
        return sendMemory > 0;
    }

    boolean hasReceiveBuffer() {
        return receiveMemory > 0;
    }

    /** What the machine's settings say where the socket says nothing. */
    record Host(int idleSeconds, int intervalSeconds, int probes, int synAckRetries, int finSeconds) {
        private static final int MS_PER_SECOND = 1000;

        static Host of(Settings settings) {
            if (settings.isFreeBsd()) {
                return ofFreeBsd(settings);
            }
            return new Host(settings.number(Settings.KEEP_ALIVE_SECONDS, 0), settings.number(Settings.KEEP_ALIVE_INTERVAL, 0),
                    settings.number(Settings.KEEP_ALIVE_PROBES, 0), settings.number(Settings.SYN_ACK_RETRIES, 0),
                    settings.number(Settings.FIN_TIMEOUT, 0));
        }

        /** What nothing is said of is the profile's. */
        private static Host ofFreeBsd(Settings settings) {
            int idle = settings.number(Settings.FREEBSD_KEEP_IDLE, 0) / MS_PER_SECOND;
            int interval = settings.number(Settings.FREEBSD_KEEP_INTERVAL, 0) / MS_PER_SECOND;
            return new Host(Math.max(1, idle), Math.max(1, interval), settings.number(Settings.FREEBSD_KEEP_PROBES, 0),
                    settings.written(Settings.FREEBSD_SYN_ACK_RETRIES), settings.written(Settings.FIN_TIMEOUT));
        }
    }

    /**
     * The settings that the stack knows.
     *
     * @param version of MPTCP, or -1; null: the stack's
     * @param backlog of a listener, at least 1
     * @param listens whether it is one
     */
    SocketConfig config(Integer version, int backlog, boolean listens, Host host) {
        long keep = !keepAlive ? 0
                : TimeUnit.SECONDS.toNanos(keepIdleSeconds > 0 ? keepIdleSeconds : host.idleSeconds());
        long interval = TimeUnit.SECONDS.toNanos(keepIntervalSeconds > 0 ? keepIntervalSeconds : host.intervalSeconds());
        long linger = !lingers ? -1 : TimeUnit.SECONDS.toNanos(lingerSeconds);
        SocketConfig config = SocketConfig.DEFAULT.withNoDelay(noDelay).withKeepAlive(keep, interval, keepProbes > 0 ? keepProbes : host.probes())
                .withUserTimeout(TimeUnit.MILLISECONDS.toNanos(userTimeoutMs)).withLinger(linger)
                .withMaxSegment(maxSegment).withBuffers(sendMemory / 2, receiveMemory / 2).withBacklog(backlog)
                .withPolicies(policies).withFastOpenQueue(fastOpenQueue).withFastOpenCookies(!fastOpenNoCookie)
                .withFastOpenKeys(fastOpenKeys).withPackets(packets)
                .withUnsentLowWater(notSentLowat > 0 ? notSentLowat : usualLowat > 0 ? usualLowat : Long.MAX_VALUE)
                .withConnectTimeout(TimeUnit.SECONDS.toNanos(connectSeconds)).withTcpOptions(!noOptions)
                .withSynRetries(synRetries > 0 || !listens ? synRetries : host.synAckRetries())
                .withDeferAccept(TimeUnit.SECONDS.toNanos(deferAcceptSeconds)).withQuickAcks(quickAcks)
                .withFinWait(TimeUnit.SECONDS.toNanos(finWaitSeconds != 0 ? finWaitSeconds : host.finSeconds()));
        return version == null ? config : config.withMptcpVersion(version);
    }
}
